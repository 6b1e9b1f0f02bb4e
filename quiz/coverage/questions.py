"""The questions of a source as HTML, each with its words and the way to them."""

from collections.abc import Iterator
from html import escape

from quiz.coverage.counting import Asked, Counted
from quiz.coverage.lines import named
from quiz.coverage.shading import visible
from quiz.kinds import kind_of

_ELIDED = " […] "


def cards(found: Counted, place: str, several: bool) -> Iterator[str]:
    """Yield the questions as a list; ids and links start with `place`."""
    if not found.asked:
        yield "<p>No question quotes this source.</p>\n"
        return
    yield '<ol class="cards">\n'
    for number, asked in enumerate(found.asked.values(), 1):
        yield from _card(found, asked, f"{place}-q{number}", number, several)
    yield "</ol>\n"


def _card(found: Counted, asked: Asked, name: str, number: int, several: bool) -> Iterator[str]:
    question = asked.question
    label = named(asked.bank.id, question.id, several)
    kind = question.kind.replace("_", " ")
    yield f'<li id="{name}"><p class="soft"><b>Q{number}</b> {_shown(label)}, {kind}</p>\n'
    yield f'<p dir="auto">{_shown(kind_of(question).asks(question))}</p>\n'
    for sentence, spans in asked.held.items():
        words = _ELIDED.join(found.covered.text[slice(*span)] for span in spans)
        start = found.covered.sentences[sentence - 1].start
        yield f'<blockquote dir="auto">{_shown(words)}</blockquote>\n'
        yield f'<p><a href="#{name}-{start}">in sentence {sentence}</a></p>\n'
    yield "</li>\n"


def _shown(text: str) -> str:
    return escape(visible(text))
