"""Markdown: a bank as a document to read, the questions first, then the key with its quotes.

Written as CommonMark. Nothing in a bank acts as Markdown or HTML: each sign that could is escaped.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING

from quiz.bank.questions import write_question
from quiz.convert.html import Reduced, escape, reduce
from quiz.convert.model import ConversionLoss, Exported, ProgressCallback, limit_text
from quiz.convert.render import Display, display
from quiz.model.bank import Bank
from quiz.model.question import Question, Quote
from quiz.question_types import question_type_of
from quiz.question_types.base import single_line
from quiz.text.numbers import plain

# Beside Markdown's own signs, those that some programs make links or formulas of.
_SIGNS = re.compile(r"[\\`*_{}\[\]<>#~|&!^$]|(?<=www)\.|:(?=//)|(?<=\w)@(?=\w)", re.IGNORECASE)
# Signs that only at the start of a line make it a list, a heading or a rule.
_STARTS = re.compile(r"[-+=]|\d{1,9}[.)](?=\s|$)")
_MARGIN = re.compile(r"^ +")
_UNSHOWN = ("shuffle", "marking", "case_sensitive", "strict", "typos", "reject", "enemies")


def write(banks: Sequence[Bank], tick: ProgressCallback) -> Exported:
    """Return the banks in the format, with the losses and the skipped questions."""
    lines: list[str] = []
    losses: list[ConversionLoss] = []
    for done, bank in enumerate(banks, 1):
        lines += _document(bank)
        for question in bank.questions:
            losses += _losses(bank, question)
        tick(done, len(banks))
    text = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")
    return Exported(f"{text}\n".encode(), tuple(losses))


def _losses(bank: Bank, question: Question) -> Iterator[ConversionLoss]:
    written = write_question(question)
    for name in _UNSHOWN:
        if name in written:
            yield ConversionLoss(bank.id, question.id, f"{name}: not shown in the document")


def _document(bank: Bank) -> Iterator[str]:
    shown = [display(question, f"{bank.id}/{question.id}") for question in bank.questions]
    yield f"# {escape_markdown(single_line(bank.title))}"
    yield from ("", _paragraphs(bank.description), "", "## Questions", "")
    for number, (question, form) in enumerate(zip(bank.questions, shown, strict=True), 1):
        yield from _asked(number, question, form)
    yield from ("## Key", "")
    for number, (question, form) in enumerate(zip(bank.questions, shown, strict=True), 1):
        yield from _answered(number, question, form)


def _asked(number: int, question: Question, form: Display) -> Iterator[str]:
    points = "" if question.points == 1 else f" ({plain(question.points)} points)"
    yield from (f"### Question {number}{points}", "", _paragraphs(question.prompt), "")
    yield from (_paragraphs(form.body), "")
    yield from (f"_{escape_markdown(question_type_of(question).instruction(question))}_", "")
    for place, left in enumerate(form.lefts, 1):
        yield _item(f"**{place}.** ", left)
    yield ""
    for place, option in enumerate(form.options):
        yield _item(f"**{chr(ord('A') + place)}.** ", option)
    yield ""


def _answered(number: int, question: Question, form: Display) -> Iterator[str]:
    yield from (f"### Answer {number}", "")
    yield from (_item("", text) for text in form.key)
    yield from ("", _paragraphs(question.explanation), "")
    if question.inferred:
        yield from ("_Inferred: the key follows from the quote without standing in it._", "")
    yield from _quotes(question.quotes)
    for option in form.explained:
        feedback = f": {option.feedback}" if option.feedback else ""
        yield from (_item("", f"{option.text}{feedback}"), "")
        yield from (f"  {line}" if line else "" for line in _quotes(option.quotes))
    for place, hint in enumerate(question.hints, 1):
        yield from (f"Hint {place}: {_paragraphs(hint)}", "")
    named = ", ".join([question.id, *question.tags])
    yield from (f"_{escape_markdown(named)}_", "")


def _quotes(quotes: Sequence[Quote]) -> Iterator[str]:
    for quote in quotes:
        yield f"> {escape_markdown(single_line(quote.text))}"
        if quote.source:
            yield from (">", f"> — {escape_markdown(single_line(quote.source))}")
        yield ""


def _item(mark: str, text: str) -> str:
    return f"- {mark}{_paragraphs(text, '  ')}"


def _paragraphs(text: str, margin: str = "") -> str:
    """Return text as Markdown paragraphs with their line breaks."""
    blocks = [
        f"\\\n{margin}".join(escape_markdown(line) for line in block.split("\n"))
        for block in re.split(r"\n(?:[ \t]*\n)+", text.strip("\n"))
    ]
    return f"\n\n{margin}".join(blocks)


def escape_markdown(line: str) -> str:
    """Return one line of text as Markdown that displays exactly that text."""
    # A tab at the start would make a block of code, two spaces at the end a line break.
    line = line.replace("\t", "    ").rstrip(" ")
    escaped = _SIGNS.sub(r"\\\g<0>", line)
    escaped = _MARGIN.sub(lambda match: "&nbsp;" * len(match.group()), escaped)
    start = _STARTS.match(escaped)
    if start is None:
        return escaped
    # A number cannot be escaped, so the point behind it is.
    return f"{escaped[: start.end() - 1]}\\{escaped[start.end() - 1 :]}"


if TYPE_CHECKING:
    from markdown_it import MarkdownIt

_FORMULA = re.compile(r"(?<![\\$])\$(?=[^\s$])[^$\n]*(?<=[^\s\\$])\$(?![\d$])")
# Not the characters that mark gaps, because a text may contain those.
_HELD = re.compile("\ue010(\\d+)\ue011")
_HOLDERS = re.compile("[\ue010\ue011]")
# Lower than for other texts: brackets without end take quadratic time.
_MAX_MARKDOWN = 50_000


def reduce_markdown(text: str) -> Reduced:
    """Return the text that Markdown displays, like `html.reduce`; formulas in `$` do not change."""
    return reduce(markdown_html(text))


def markdown_html(text: str) -> str:
    """Return Markdown as HTML; formulas in `$` do not change.

    Raise `CannotConvert` for a text that is far too long for a bank.
    """
    limit_text(text, _MAX_MARKDOWN)
    formulas: list[str] = []

    def hold(match: re.Match[str]) -> str:
        formulas.append(match.group())
        return f"\ue010{len(formulas) - 1}\ue011"

    # Formulas are hidden from the parser, which would take `_` and `*` in them for emphasis.
    markup = _parser().render(_FORMULA.sub(hold, _HOLDERS.sub("", text)))
    return _HELD.sub(lambda match: escape(formulas[int(match[1])]), markup)


@cache
def _parser() -> "MarkdownIt":
    # Imported late, because few imported files contain Markdown.
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": True}).enable("table")
