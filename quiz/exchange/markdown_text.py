"""Markdown from strangers reduced to text."""

import re
from functools import cache
from typing import TYPE_CHECKING

from quiz.exchange.html import Reduced, reduce

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

_FORMULA = re.compile(r"(?<![\\$])\$(?=[^\s$])[^$\n]*(?<=[^\s\\$])\$(?![\d$])")
_HELD = re.compile("\ue000(\\d+)\ue001")
_HOLDERS = re.compile("[\ue000\ue001]")


def reduce_markdown(text: str) -> Reduced:
    """Return what Markdown displays, as `html.reduce` does; formulas in `$` stay as written."""
    formulas: list[str] = []

    def hold(match: re.Match[str]) -> str:
        formulas.append(match.group())
        return f"\ue000{len(formulas) - 1}\ue001"

    held = _FORMULA.sub(hold, _HOLDERS.sub("", text))
    reduced = reduce(_parser().render(held))
    if not formulas:
        return reduced
    blocks = tuple(
        block._replace(text=_HELD.sub(lambda match: formulas[int(match[1])], block.text))
        for block in reduced.blocks
    )
    return Reduced(blocks, reduced.lost)


@cache
def _parser() -> "MarkdownIt":
    # Imported late, for little of what is imported is Markdown.
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": True}).enable("table")
