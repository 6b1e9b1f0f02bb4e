"""The rows of a table that was saved as text."""

import csv
import re
from collections.abc import Iterator
from typing import NamedTuple

from quiz.errors import BadFile

MAX_CELL = 1_000_000
"""The maximum of characters in a cell: a bank may hold 26 options of 20,000 each."""
_TOO_LONG = f"a cell has more than {MAX_CELL:,} characters"
_LINES = re.compile(r"[^\r\n]*+(?:\r\n?|\n)|[^\r\n]++")
csv.field_size_limit(MAX_CELL)


class TableRow(NamedTuple):
    """One row."""

    line: int
    """The line of the file where the row starts, counted from 1."""
    cells: list[str]


def read_rows(text: str, separator: str, first: int = 1) -> Iterator[TableRow]:
    """Yield the rows that are not empty; `first` is the number of the first line.

    Cells in double quotes may hold line breaks. Raise `BadFile` for a cell of more than `MAX_CELL`
    characters.
    """
    # Not a StringIO, which takes four bytes for each character.
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
