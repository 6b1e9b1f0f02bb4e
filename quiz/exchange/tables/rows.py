"""Rows of tables that were saved as text."""

import csv
import re
from collections.abc import Iterator
from typing import NamedTuple

from quiz.document.files import Unreadable, decode
from quiz.errors import BadFile

MAX_CELL = 1_000_000
"""Characters of the longest cell: a bank may hold 26 options of 20,000 each."""
_TOO_LONG = f"a cell has more than {MAX_CELL:,} characters"
_LINES = re.compile(r"[^\r\n]*+(?:\r\n?|\n)|[^\r\n]++")
csv.field_size_limit(MAX_CELL)


class TableRow(NamedTuple):
    """One row."""

    line: int
    """The line of the file where it starts, counted from 1."""
    cells: list[str]


def decode_table(data: bytes) -> str:
    """Return the text of a file; raises `BadFile` when it is not UTF-8."""
    try:
        return decode(data)
    except Unreadable as error:
        raise BadFile(str(error)) from error


def read_rows(text: str, separator: str, first: int = 1) -> Iterator[TableRow]:
    """Yield the rows that are not empty; `first` is the number of the first line.

    Cells may stand in double quotes and then hold line breaks. Raises `BadFile` for a cell of
    more than `MAX_CELL` characters.
    """
    # No StringIO: it takes four bytes for each character.
    lines = (found.group() for found in _LINES.finditer(text))
    reader = csv.reader(lines, delimiter=separator)
    start = first
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield TableRow(start, [_line_feeds(cell) for cell in cells])
            start = first + reader.line_num
    except csv.Error as error:
        reason = _TOO_LONG if "field larger" in str(error) else str(error)
        raise BadFile(f"line {start} cannot be read as a row of a table: {reason}") from error


def _line_feeds(cell: str) -> str:
    return cell.replace("\r\n", "\n") if "\r\n" in cell else cell
