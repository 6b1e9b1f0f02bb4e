"""Offsets in a text as lines and columns of the protocol, and back."""

import re
from bisect import bisect_right

from lsprotocol.types import Position, PositionEncodingKind, Range

_LINE_END = re.compile(r"\r\n|\n|\r")
_UNITS = {PositionEncodingKind.Utf8: ("utf-8", 1), PositionEncodingKind.Utf16: ("utf-16-le", 2)}


class Positions:
    """The lines of one text, with columns counted as client and server agreed."""

    def __init__(self, text: str, encoding: PositionEncodingKind | str) -> None:
        self._text = text
        self._units = _UNITS.get(PositionEncodingKind(encoding))
        found = [match.span() for match in _LINE_END.finditer(text)]
        self._starts = [0, *(end for _, end in found)]
        self._ends = [*(start for start, _ in found), len(text)]

    def offset(self, position: Position) -> int:
        """Return the offset of a position; one beyond the text is its end, or that of its line."""
        if position.line >= len(self._starts):
            return len(self._text)
        start, end = self._starts[position.line], self._ends[position.line]
        if self._units is None:
            return min(start + position.character, end)
        name, size = self._units
        line = self._text[start:end].encode(name, "surrogatepass")
        return start + len(_decoded(line[: position.character * size], name))

    def position(self, offset: int) -> Position:
        """Return the position of an offset."""
        line = bisect_right(self._starts, offset) - 1
        before = self._text[self._starts[line] : min(offset, self._ends[line])]
        if self._units is None:
            return Position(line, len(before))
        name, size = self._units
        return Position(line, len(before.encode(name, "surrogatepass")) // size)

    def range(self, start: int, end: int) -> Range:
        """Return the range from one offset to another."""
        return Range(self.position(start), self.position(end))


def _decoded(line: bytes, name: str) -> str:
    """Return the start of a line, without a character that it ends within."""
    try:
        return line.decode(name, "surrogatepass")
    except UnicodeDecodeError as error:
        return line[: error.start].decode(name, "surrogatepass")
