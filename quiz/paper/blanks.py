"""The response areas of questions as HTML: boxes, lines, gaps and columns."""

from collections.abc import Callable, Iterable
from html import escape
from typing import Any

from quiz.paper.model import (
    GappedText,
    LabelledText,
    MatchingColumns,
    NumberBlanks,
    OrderBoxes,
    ResponseArea,
    TickBoxes,
    WritingLines,
)

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


def _gaps(task: GappedText) -> str:
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
    GappedText: _gaps,
    MatchingColumns: _matching_columns,
    OrderBoxes: _order_boxes,
}


def _listed(options: Iterable[LabelledText], before: str = "") -> str:
    return "".join(
        f"<li>{before}{f'<b>{each.label}</b>' if each.label else ''}"
        f'<span class="own">{escape(each.text)}</span></li>'
        for each in options
    )
