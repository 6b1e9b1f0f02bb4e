"""The sheet as one self-contained HTML page, with its style for screens, phones and paper."""

from collections.abc import Callable, Iterable, Iterator
from html import escape
from typing import Any

from quiz.printing.model import (
    KeyEntry,
    LabelledText,
    MatchingColumns,
    NumberBlanks,
    OrderBoxes,
    PrintedQuestion,
    PrintedSource,
    ResponseArea,
    Sheet,
    SheetVersion,
    TextWithGaps,
    TickBoxes,
    WritingLines,
)
from quiz.text.formatting import html_head

_STYLE = """\
:root { color-scheme: light dark; --back: #fff; --text: #1a1a1a; --soft: #5a5a5a;
  --line: #767b83; --link: #0b4fb3; --aim: #b35900 }
@media screen and (prefers-color-scheme: dark) {
  :root { --back: #14171c; --text: #e8e8e8; --soft: #adb2ba; --line: #8b929c; --link: #8ab8ff;
    --aim: #ffb366 }
}
* { box-sizing: border-box }
body { margin: 0 auto; max-width: 46rem; padding: 1rem; background: var(--back);
  color: var(--text); font: 1.0625rem/1.5 Georgia, "Times New Roman", serif;
  overflow-wrap: anywhere }
h1 { font-size: 1.6rem; margin: .5rem 0 }
.part { margin-top: 3rem }
h2 { font-size: 1.35rem; margin: 0 0 1rem; display: flex; gap: 1rem;
  justify-content: space-between; align-items: center }
h3, h4 { font-size: 1.0625rem; margin: 1.5rem 0 .4rem }
.badge { border: 1.5px solid; padding: .2rem .6rem; flex: none }
a { color: var(--link) } a:focus-visible { outline: 3px solid var(--aim); outline-offset: 2px }
p { margin: .4rem 0 }
nav ul { display: flex; flex-wrap: wrap; gap: .2rem 1.4rem }
.own { white-space: pre-wrap }
.soft { color: var(--soft); font-size: .9rem }
.how { color: var(--soft); font-size: .9rem; font-style: italic }
.names { display: flex; flex-wrap: wrap; gap: .6rem 1rem }
.names span { display: flex; flex: 1 1 8rem; gap: .5rem; align-items: end }
.names span:first-child { flex-basis: 14rem }
.names i { flex: 1; border-bottom: 1px solid var(--line) }
.question { position: relative; padding-inline-start: 2.2rem; margin: 1.6rem 0 }
.question h3 { position: absolute; inset-inline-start: 0; margin: 0 }
.head { display: flex; gap: 1rem; justify-content: space-between }
.head .own { margin: 0 } .head .soft { flex: none }
ul { list-style: none; margin: .4rem 0; padding: 0 }
.task li { display: flex; gap: .6rem; align-items: baseline; margin: .4rem 0 }
.task li > :last-child { min-width: 0 }
.row { display: flex; gap: 2.5rem }
.box { flex: none; display: inline-block; width: .85em; height: .85em;
  border: 1.2px solid; transform: translateY(.08em) }
.place { flex: none; display: inline-block; width: 2rem; height: 1.6rem; border: 1.2px solid;
  align-self: start; margin-block: .15rem }
.blank { display: inline-block; border-bottom: 1px solid var(--line); height: 1em;
  max-width: 100%; width: 4em }
.wide { width: 11em !important }
.line { border-bottom: 1px solid var(--line); height: 2rem }
.gaps { line-height: 2 } .gaps sup { line-height: 0 }
.words { border: 1px solid var(--line); border-radius: .2rem; padding: .4rem .7rem;
  display: flex; flex-wrap: wrap; gap: .2rem 1.6rem }
.task .words li { margin: 0 }
.columns { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(14rem, 100%), 1fr));
  gap: 0 2rem }
.columns .blank { width: 2em; flex: none }
.glance { display: flex; flex-wrap: wrap; gap: .2rem 1.4rem }
.answer { margin: 1.6rem 0 } .right { font-weight: bold }
blockquote { margin: .5rem 0; padding-inline-start: .75rem;
  border-inline-start: 3px solid var(--line) }
.text sup { font-size: .7rem; line-height: 0; color: var(--soft) }
@media screen {
  .part { border-top: 1px solid var(--line); padding-top: 2rem }
}
@media print {
  body { max-width: none; padding: 0; font-size: 11pt }
  .cover { display: none }
  .part { margin: 0 } .part + .part { break-before: right }
  .question, .answer, .task, blockquote { break-inside: avoid }
  .part > h2, .part > h3, h4 { break-after: avoid }
  .question { margin: 1.2rem 0 } .task li { margin: .2rem 0 }
  a { color: inherit; text-decoration: none }
}
"""
_SIZES = {"a4": "A4", "letter": "letter"}


def page_style(paper: str, parts: tuple[str, ...]) -> str:
    """Return the style sheet of a page with parts of these names, which are never text of a bank.

    The pages of each part are named in CSS, so that each shows the part's name at its foot.
    """
    feet = "".join(
        f"#p{number} {{ page: p{number} }} @page p{number} {{ @bottom-right {{ "
        f'content: "{name}, page " counter(page); font: 9pt serif }} }}\n'
        for number, name in enumerate(parts, 1)
    )
    return f"{_STYLE}@page {{ size: {_SIZES[paper]}; margin: 2cm }}\n{feet}"


_BOX = '<span class="box"></span>'
_BLANK = '<span class="blank"></span>'
_ORDER_BOX = '<span class="place"></span>'


def response_html(area: ResponseArea) -> str:
    """Return a response area as HTML."""
    return _RENDERERS[type(area)](area)


def _tick_boxes(task: TickBoxes) -> str:
    if not any(option.label for option in task.options):
        return f'<ul class="row" lang="en">{_listed(task.options, _BOX)}</ul>'
    return f"<ul>{_listed(task.options, _BOX)}</ul>"


def _lines(task: WritingLines) -> str:
    return '<div class="line"></div>' * task.count


def _blanks(task: NumberBlanks) -> str:
    if not task.before:
        return f'<p><span class="blank wide"></span> {escape(task.after)}</p>'
    return f'<p><span lang="en">{escape(task.before)}</span> {" ".join([_BLANK] * task.count)}</p>'


def _gaps(task: TextWithGaps) -> str:
    pieces = [escape(piece) if isinstance(piece, str) else _gap(piece) for piece in task.pieces]
    words = "".join(f"<li>{escape(word)}</li>" for word in task.words)
    choice = f'<ul class="words">{words}</ul>' if words else ""
    return f'<p class="gaps own">{"".join(pieces)}</p>{choice}'


def _gap(number: int) -> str:
    label = f"<sup>({number})</sup>" if number else ""
    return f'{label}<span class="blank wide"></span>'


def _matching_columns(task: MatchingColumns) -> str:
    lefts, rights = _listed(task.lefts, _BLANK), _listed(task.rights)
    return f'<div class="columns"><ul>{lefts}</ul><ul>{rights}</ul></div>'


def _order_boxes(task: OrderBoxes) -> str:
    items = (LabelledText("", text) for text in task.items)
    return f"<ul>{_listed(items, _ORDER_BOX)}</ul>"


_RENDERERS: dict[type, Callable[[Any], str]] = {
    TickBoxes: _tick_boxes,
    WritingLines: _lines,
    NumberBlanks: _blanks,
    TextWithGaps: _gaps,
    MatchingColumns: _matching_columns,
    OrderBoxes: _order_boxes,
}


def _listed(options: Iterable[LabelledText], before: str = "") -> str:
    return "".join(
        f"<li>{before}{f'<b>{each.label}</b>' if each.label else ''}"
        f'<span class="own">{escape(each.text)}</span></li>'
        for each in options
    )


def as_page(sheet: Sheet, paper: str) -> str:
    """Return the page for a paper size, `a4` or `letter`; every text of the sheet is escaped."""
    return "".join(_page(sheet, paper))


def _page(sheet: Sheet, paper: str) -> Iterator[str]:
    parts = tuple(_parts(sheet))
    yield html_head(
        sheet.title, page_style(paper, tuple(foot for foot, _, _ in parts)), sheet.language
    )
    yield f'<header class="cover">\n<h1 dir="auto">{escape(sheet.title)}</h1>\n'
    if len(parts) > 1:
        yield '<nav lang="en" aria-label="Parts">\n<ul>\n'
        for number, (_, name, _) in enumerate(parts, 1):
            yield f'<li><a href="#p{number}">{escape(name)}</a></li>\n'
        yield "</ul>\n</nav>\n"
    yield "</header>\n<main>\n"
    for number, (_, _, body) in enumerate(parts, 1):
        yield f'<section class="part" id="p{number}">\n'
        yield from body
        yield "</section>\n"
    yield "</main>\n</body>\n</html>\n"


def _parts(sheet: Sheet) -> Iterator[tuple[str, str, Iterator[str]]]:
    """Yield the name at the foot of each part, its name in the list of parts, and its body."""
    if "questions" in sheet.parts:
        for version in sheet.versions:
            name = f"Version {version.letter}" if version.letter else "Questions"
            yield name, name, _version_html(sheet, version)
    for text in sheet.texts:
        yield "Text", text.name, _text(text)
    if sheet.answers:
        yield "Key", "Key", _key(sheet)


def _version_html(sheet: Sheet, version: SheetVersion) -> Iterator[str]:
    badge = f'<span class="badge" lang="en">Version {version.letter}</span>'
    yield f'<h2><span dir="auto">{escape(sheet.title)}</span>'
    yield f"{badge if version.letter else ''}</h2>\n"
    # The language is marked, because screen readers would pronounce it as that of the bank.
    names = "".join(f"<span>{name} <i></i></span>" for name in ("Name", "Class", "Date"))
    yield f'<p class="names" lang="en">{names}</p>\n'
    yield f'<p lang="en">Points <span class="blank"></span> of {escape(sheet.total)}</p>\n'
    for each in version.questions:
        yield from _question(each)


def _question(asked: PrintedQuestion) -> Iterator[str]:
    yield f'<article class="question" {_written(asked)}>\n<h3>{asked.number}</h3>\n<div>\n'
    yield f'<div class="head"><p class="own">{escape(asked.prompt)}</p>'
    yield f'<span class="soft" lang="en" dir="ltr">{escape(asked.points)}</span></div>\n'
    yield f'<p class="how" lang="en" dir="auto">{escape(asked.instruction)}</p>\n'
    yield f'<div class="task">{response_html(asked.task)}</div>\n</div>\n</article>\n'


def _text(text: PrintedSource) -> Iterator[str]:
    yield f'<h2 dir="auto">{escape(text.name)}</h2>\n'
    yield f'<div class="text" lang="{escape(text.language)}">\n'
    for paragraph in text.paragraphs:
        sentences = " ".join(
            f"<sup>{each.label}</sup>\u00a0{escape(each.text)}" for each in paragraph.sentences
        )
        yield f'<p dir="{_direction(paragraph.rtl)}">{sentences}</p>\n'
    yield "</div>\n"


def _key(sheet: Sheet) -> Iterator[str]:
    yield f'<h2><span><span lang="en">Key:</span> <bdi>{escape(sheet.title)}</bdi></span></h2>\n'
    yield f'<p class="soft" lang="en">Made from {escape(f"{sheet.origin}: {sheet.total}")} '
    yield "in all.</p>\n"
    for version in sheet.versions:
        if version.letter:
            yield f'<h3 lang="en">Version {version.letter}</h3>\n'
        yield '<ul class="glance">\n'
        for each in version.questions:
            key = f"<b>{each.number}</b>\u00a0{escape(each.key)}"
            yield f'<li lang="{escape(each.language)}">{key}</li>\n'
        yield "</ul>\n"
    yield '<h3 lang="en">Answers and quotes</h3>\n'
    for answer in sheet.answers:
        yield from _answer(answer)


def _answer(answer: KeyEntry) -> Iterator[str]:
    yield f'<article class="answer" {_written(answer)}>\n<h4>{answer.label}</h4>\n'
    yield f'<p class="soft own">{escape(answer.prompt)}</p>\n'
    for text in answer.answers:
        yield f'<p class="right own">{escape(text)}</p>\n'
    for text in answer.notes:
        yield f'<p lang="en" dir="auto">{escape(text)}</p>\n'
    if answer.explanation:
        yield f'<p class="own">{escape(answer.explanation)}</p>\n'
    for quote in answer.quotes:
        yield f'<blockquote dir="auto">{escape(quote.text)}'
        yield f'<br><span class="soft">{escape(quote.place)}</span></blockquote>\n'
    for each in answer.feedback:
        yield f'<p class="own"><em>{escape(each.label)}</em>: {escape(each.text)}</p>\n'
    yield "</article>\n"


def _written(item: PrintedQuestion | KeyEntry) -> str:
    return f'lang="{escape(item.language)}" dir="{_direction(item.rtl)}"'


def _direction(rtl: bool) -> str:
    return "rtl" if rtl else "ltr"
