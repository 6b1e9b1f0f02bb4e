"""Coverage as one page of HTML that needs nothing else: no script, no request."""

from collections.abc import Iterator, Sequence
from html import escape

from quiz.coverage.counting import Counted, unquoted
from quiz.coverage.lines import named, ranges, summary
from quiz.coverage.questions import cards
from quiz.coverage.shading import shaded, visible
from quiz.coverage.style import STYLE
from quiz.model.bank import Bank
from quiz.text.page import opening

_KEY = (
    "<mark>Quoted by one question</mark>, <mark class=two>by two</mark>, "
    "<mark class=more>by more</mark>. Small numbers count the sentences; "
    "<span class=no>a dotted bar</span> stands before one without a question. "
    "Q1 leads to a question, and the question back to its words."
)


def as_page(found: Sequence[Counted], banks: Sequence[Bank]) -> str:
    """Return the page; text from outside is cleaned and escaped."""
    return "".join(_page(found, banks))


def _page(found: Sequence[Counted], banks: Sequence[Bank]) -> Iterator[str]:
    title = f"Coverage: {', '.join(bank.title for bank in banks)}"
    yield opening(visible(title), STYLE)
    yield f'<header>\n<h1 dir="auto">{_line(title)}</h1>\n'
    if len(found) > 1:
        yield '<nav aria-label="Sources">\n<ul>\n'
        for place, each in enumerate(found, 1):
            yield f'<li><a href="#s{place}">{_line(each.path)}</a>: {summary(each)}</li>\n'
        yield "</ul>\n</nav>\n"
    yield f'<p class="key">{_KEY}</p>\n</header>\n<main>\n'
    for place, each in enumerate(found, 1):
        yield from _source(each, f"s{place}", len(banks) > 1)
    yield from _without_quotes(banks)
    yield "</main>\n</body>\n</html>\n"


def _source(found: Counted, place: str, several: bool) -> Iterator[str]:
    names = "; ".join(f"“{name}” of {bank.id}" for bank, name in found.parts)
    yield f'<section aria-labelledby="{place}">\n<h2 id="{place}">{_line(found.path)}</h2>\n'
    yield f'<p class="soft">{_line(names)}</p>\n<p class="says">{summary(found)}.</p>\n'
    if found.without:
        runs = ", ".join(_run(place, *each) for each in ranges(found.without))
        yield f'<p class="says">Without a question: {runs}.</p>\n'
    language = escape(found.parts[0][0].language)
    yield f'<h3>Text</h3>\n<div class="text" lang="{language}">'
    yield from shaded(found, place)
    yield "</div>\n<h3>Questions</h3>\n"
    yield from cards(found, place, several)
    yield "</section>\n"


def _run(place: str, first: int, last: int) -> str:
    words = f"{first}" if first == last else f"{first}–{last}"
    return f'<a href="#{place}-n{first}">{words}</a>'


def _without_quotes(banks: Sequence[Bank]) -> Iterator[str]:
    bare = unquoted(banks)
    if bare:
        yield "<section>\n<h2>Questions that quote nothing</h2>\n<ul>\n"
        for bank, question in bare:
            yield f"<li>{_line(named(bank.id, question.id, len(banks) > 1))}</li>\n"
        yield "</ul>\n</section>\n"


def _line(text: str) -> str:
    return escape(visible(text))
