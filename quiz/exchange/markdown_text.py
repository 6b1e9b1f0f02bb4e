"""Markdown from strangers reduced to text."""

import re
from functools import cache
from typing import TYPE_CHECKING

from quiz.exchange.html import Reduced, escape, reduce

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

_FORMULA = re.compile(r"(?<![\\$])\$(?=[^\s$])[^$\n]*(?<=[^\s\\$])\$(?![\d$])")
# Other signs than those that mark gaps, which may stand in the text.
_HELD = re.compile("\ue010(\\d+)\ue011")
_HOLDERS = re.compile("[\ue010\ue011]")


def reduce_markdown(text: str) -> Reduced:
    """Return what Markdown displays, as `html.reduce` does; formulas in `$` stay as written."""
    return reduce(markdown_html(text))


def markdown_html(text: str) -> str:
    """Return Markdown as HTML, formulas in `$` as they are written."""
    formulas: list[str] = []

    def hold(match: re.Match[str]) -> str:
        formulas.append(match.group())
        return f"\ue010{len(formulas) - 1}\ue011"

    markup = _parser().render(_FORMULA.sub(hold, _HOLDERS.sub("", text)))
    return _HELD.sub(lambda match: escape(formulas[int(match[1])]), markup)


@cache
def _parser() -> "MarkdownIt":
    # Imported late, for little of what is imported is Markdown.
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": True}).enable("table")
