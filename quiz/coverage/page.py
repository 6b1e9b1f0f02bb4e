"""The coverage report as one self-contained HTML page without scripts."""

import re
from collections.abc import Iterator, Sequence
from html import escape

from quiz.coverage import QuotingQuestion
from quiz.coverage.report import (
    QuestionCoverage,
    SourceCoverage,
    key_of,
    named,
    ranges,
    summary,
    unquoted,
)
from quiz.model.bank import Bank, Span
from quiz.question_types import question_type_of
from quiz.text.cleaning import clean
from quiz.text.formatting import html_head

STYLE = """\
:root { color-scheme: light dark; --back: #fff; --text: #1a1a1a; --soft: #5a5a5a; --link: #0b4fb3;
  --line: #c9ccd1; --card: #f5f6f8; --one: #dcebff; --two: #b7d6ff; --more: #8fbfff;
  --edge: #2f6fc4; --aim: #b35900 }
@media (prefers-color-scheme: dark) {
  :root { --back: #14171c; --text: #e8e8e8; --soft: #adb2ba; --link: #8ab8ff; --line: #454b54;
    --card: #1d2128; --one: #1b3557; --two: #1d4a7f; --more: #1f5fa8; --edge: #8ab8ff;
    --aim: #ffb366 }
}
* { box-sizing: border-box }
body { margin: 0 auto; max-width: 46rem; padding: 1rem; background: var(--back);
  color: var(--text); font: 1.0625rem/1.7 Georgia, "Times New Roman", serif;
  overflow-wrap: anywhere }
h1, h2, h3, nav, .says, .key, .cards, .soft { font-family: system-ui, sans-serif;
  line-height: 1.45 }
h1 { font-size: 1.6rem; margin: .5rem 0 } h2 { font-size: 1.25rem; margin: 2.5rem 0 .5rem }
h3 { font-size: 1.05rem; margin: 1.75rem 0 .5rem }
a { color: var(--link) } a:focus-visible { outline: 3px solid var(--aim); outline-offset: 2px }
.soft, .key { color: var(--soft); font-size: .95rem }
.text p { margin: 0 0 1rem }
mark { color: var(--text); background: var(--one); border-bottom: 1px solid var(--edge);
  padding-bottom: 1px }
mark.two { background: var(--two); border-bottom: 3px double var(--edge) }
mark.more { background: var(--more); border-bottom: 3px solid var(--edge) }
sup { font: .7rem/1 system-ui, sans-serif; color: var(--soft); scroll-margin-top: 3rem }
sup a { padding: .3rem .15rem; text-decoration-thickness: 1px }
.no { border-inline-start: 3px dotted var(--soft); padding-inline-start: .3rem }
:target { outline: 3px solid var(--aim); outline-offset: 3px }
.cards { list-style: none; padding: 0 }
.cards li { background: var(--card); border: 1px solid var(--line); border-radius: .4rem;
  padding: .6rem .9rem; margin: 0 0 .75rem }
.cards p { margin: .15rem 0 }
blockquote { margin: .4rem 0; padding-inline-start: .75rem;
  border-inline-start: 3px solid var(--edge);
  font-family: Georgia, "Times New Roman", serif }
@media print { body { max-width: none } .cards li { break-inside: avoid } }
"""


_DEPTHS = ("", "<mark>", '<mark class="two">', '<mark class="more">')
_BREAK = re.compile("[\r\v\f\x1c-\x1e\x85\u2028\u2029]")


def visible(text: str) -> str:
    """Return `text` fit for a page, character for character: every kind of line end is a break."""
    # A browser shows a lone CR, a form feed or U+2028 as nothing at all.
    return clean(_BREAK.sub("\n", text.replace("\r\n", " \n")))


def shaded(found: SourceCoverage, place: str) -> Iterator[str]:
    """Yield the text of a source in paragraphs; ids and links start with `place`.

    Everything outside `<sup>` is the text as it is, character for character.
    """
    covered = found.covered
    text = visible(covered.text)
    numbers = {key: number for number, key in enumerate(found.asked, 1)}
    end = 0
    for first, paragraph in zip(covered.firsts, covered.paragraphs, strict=True):
        yield escape(text[end : paragraph[0].start])
        yield '<p dir="auto">'
        end = paragraph[0].start
        for number, span in enumerate(paragraph, first):
            yield escape(text[end : span.start])
            touches = covered.touches.get(number, ())
            labels = [numbers[key_of(each.bank, each.question)] for each in touches]
            kind, title = ("", "") if touches else (' class="no"', ' title="no question"')
            yield f'<span id="{place}-n{number}"{kind}><sup{title}>{number}\u00a0</sup>'
            yield from _sentence(text, span, touches, [(f"{place}-q{n}", n) for n in labels])
            yield "</span>"
            end = span.end
        yield "</p>"
    yield escape(text[end:])


def _sentence(
    text: str, span: Span, touches: tuple[QuotingQuestion, ...], labels: list[tuple[str, int]]
) -> Iterator[str]:
    """Yield a sentence piece by piece; each question is marked where its words end."""
    # HTML cannot overlap elements, so each stretch between two edges of quotes is an element of
    # its own, shaded by how many quotes cover it: a sweep over the edges keeps the count.
    steps: dict[int, int] = {span.start: 0, span.end: 0}
    marks: dict[int, list[tuple[str, int]]] = {}
    for touch, label in zip(touches, labels, strict=True):
        for start, end in touch.spans:
            steps[start] = steps.get(start, 0) + 1
            steps[end] = steps.get(end, 0) - 1
        marks.setdefault(touch.spans[-1].end, []).append(label)
    depth, before = 0, span.start
    for at in sorted(steps):
        if before < at:
            mark = _DEPTHS[min(depth, len(_DEPTHS) - 1)]
            piece = escape(text[before:at])
            yield f"{mark}{piece}</mark>" if mark else piece
        for name, number in marks.get(at, ()):
            yield f'<sup id="{name}-{span.start}"><a href="#{name}" '
            yield f'aria-label="Question {number}">Q{number}</a></sup>'
        depth, before = depth + steps[at], at


_ELIDED = " […] "


def cards(found: SourceCoverage, place: str, several: bool) -> Iterator[str]:
    """Yield the questions as a list; ids and links start with `place`."""
    if not found.asked:
        yield "<p>No question quotes this source.</p>\n"
        return
    yield '<ol class="cards">\n'
    for number, asked in enumerate(found.asked.values(), 1):
        yield from _card(found, asked, f"{place}-q{number}", number, several)
    yield "</ol>\n"


def _card(
    found: SourceCoverage, asked: QuestionCoverage, name: str, number: int, several: bool
) -> Iterator[str]:
    question = asked.question
    label = named(asked.bank.id, question.id, several)
    kind = question.kind.replace("_", " ")
    yield f'<li id="{name}"><p class="soft"><b>Q{number}</b> {_shown(label)}, {kind}</p>\n'
    yield f'<p dir="auto">{_shown(question_type_of(question).asks(question))}</p>\n'
    for sentence, spans in asked.held.items():
        words = _ELIDED.join(found.covered.text[slice(*span)] for span in spans)
        start = found.covered.sentences[sentence - 1].start
        yield f'<blockquote dir="auto">{_shown(words)}</blockquote>\n'
        yield f'<p><a href="#{name}-{start}">in sentence {sentence}</a></p>\n'
    yield "</li>\n"


def wrong_options(found: SourceCoverage, place: str, several: bool) -> Iterator[str]:
    """Yield a list of what only wrong options quote; links start with `place`."""
    if not found.covered.wrong_options:
        return
    yield '<h3>Quoted by wrong options</h3>\n<ul class="cards">\n'
    for number, touches in found.covered.wrong_options.items():
        for touch in touches:
            words = _ELIDED.join(found.covered.text[slice(*span)] for span in touch.spans)
            label = named(touch.bank.id, touch.question.id, several)
            yield f'<li><p class="soft">{_shown(label)}</p>\n'
            yield f'<blockquote dir="auto">{_shown(words)}</blockquote>\n'
            yield f'<p><a href="#{place}-n{number}">in sentence {number}</a></p></li>\n'
    yield "</ul>\n"


def _shown(text: str) -> str:
    return escape(visible(text))


_KEY = (
    "<mark>Quoted by one question</mark>, <mark class=two>by two</mark>, "
    "<mark class=more>by more</mark>. Small numbers count the sentences; "
    "<span class=no>a dotted bar</span> is before one without a question. "
    "Q1 leads to a question, and the question back to its words."
)


def as_page(found: Sequence[SourceCoverage], banks: Sequence[Bank]) -> str:
    """Return the page; text from outside is cleaned and escaped."""
    return "".join(_page(found, banks))


def _page(found: Sequence[SourceCoverage], banks: Sequence[Bank]) -> Iterator[str]:
    title = f"Coverage: {', '.join(bank.title for bank in banks)}"
    yield html_head(visible(title), STYLE)
    yield f'<header>\n<h1 dir="auto">{_shown(title)}</h1>\n'
    if len(found) > 1:
        yield '<nav aria-label="Sources">\n<ul>\n'
        for place, each in enumerate(found, 1):
            yield f'<li><a href="#s{place}">{_shown(each.path)}</a>: {summary(each)}</li>\n'
        yield "</ul>\n</nav>\n"
    yield f'<p class="key">{_KEY}</p>\n</header>\n<main>\n'
    for place, each in enumerate(found, 1):
        yield from _source(each, f"s{place}", len(banks) > 1)
    bare = unquoted(banks)
    if bare:
        yield "<section>\n<h2>Questions that quote nothing</h2>\n<ul>\n"
        for bank, question in bare:
            yield f"<li>{_shown(named(bank.id, question.id, len(banks) > 1))}</li>\n"
        yield "</ul>\n</section>\n"
    yield "</main>\n</body>\n</html>\n"


def _source(found: SourceCoverage, place: str, several: bool) -> Iterator[str]:
    names = "; ".join(f"“{name}” of {bank.id}" for bank, name in found.parts)
    yield f'<section aria-labelledby="{place}">\n<h2 id="{place}">{_shown(found.path)}</h2>\n'
    yield f'<p class="soft">{_shown(names)}</p>\n<p class="says">{summary(found)}.</p>\n'
    for words, numbers in (
        ("Without a question", found.without),
        ("Quoted by wrong options only", found.only_wrong),
    ):
        if numbers:
            runs = ", ".join(
                f'<a href="#{place}-n{first}">{first if first == last else f"{first}–{last}"}</a>'
                for first, last in ranges(numbers)
            )
            yield f'<p class="says">{words}: {runs}.</p>\n'
    language = escape(found.parts[0][0].language)
    yield f'<h3>Text</h3>\n<div class="text" lang="{language}">'
    yield from shaded(found, place)
    yield "</div>\n<h3>Questions</h3>\n"
    yield from cards(found, place, several)
    yield from wrong_options(found, place, several)
    yield "</section>\n"
