"""The sheet as one self-contained HTML page, which can also be printed."""

from collections.abc import Iterator
from html import escape

from quiz.paper.blanks import response_html
from quiz.paper.model import KeyEntry, PrintedQuestion, PrintedSource, Sheet, SheetVersion
from quiz.paper.style import page_style
from quiz.text.page import opening


def as_page(sheet: Sheet, paper: str) -> str:
    """Return the page for a paper size, `a4` or `letter`; every text of the sheet is escaped."""
    return "".join(_page(sheet, paper))


def _page(sheet: Sheet, paper: str) -> Iterator[str]:
    parts = tuple(_parts(sheet))
    yield opening(
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


def _written(said: PrintedQuestion | KeyEntry) -> str:
    return f'lang="{escape(said.language)}" dir="{_direction(said.rtl)}"'


def _direction(rtl: bool) -> str:
    return "rtl" if rtl else "ltr"
