"""Rows of tables that were saved as text."""

import csv
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import islice
from typing import NamedTuple

from quiz.convert.model import (
    CannotConvert,
    ImportedBank,
    ImportedQuestion,
    ProgressCallback,
    SkippedQuestion,
)
from quiz.convert.tables.cells import BANK_COLUMNS, COLUMNS, restored, row_question
from quiz.convert.tables.foreign import (
    KEYWORDS,
    NUMBER,
    blackboard_question,
    canonical,
    foreign_question,
    is_header,
    is_ours,
)
from quiz.errors import BadFile
from quiz.question_types import QUESTION_TYPES
from quiz.text.formatting import counted
from quiz.yaml_source.files import Unreadable, decode

MAX_OF_CELL = 1_000_000
"""Characters of the longest cell: a bank may hold 26 options of 20,000 each."""
_TOO_LONG = f"a cell has more than {MAX_OF_CELL:,} characters"
_LINES = re.compile(r"[^\r\n]*+(?:\r\n?|\n)|[^\r\n]++")
csv.field_size_limit(MAX_OF_CELL)


class Row(NamedTuple):
    """One row."""

    line: int
    """The line of the file where it starts, counted from 1."""
    cells: list[str]


def text_of(data: bytes) -> str:
    """Return the text of a file; raises `BadFile` when it is not UTF-8."""
    try:
        return decode(data)
    except Unreadable as error:
        raise BadFile(str(error)) from error


def rows(text: str, separator: str, first: int = 1) -> Iterator[Row]:
    """Yield the rows that are not empty; `first` is the number of the first line.

    Cells may stand in double quotes and then hold line breaks. Raises `BadFile` for a cell of
    more than `MAX_OF_CELL` characters.
    """
    # No StringIO: it takes four bytes for each character.
    lines = (found.group() for found in _LINES.finditer(text))
    reader = csv.reader(lines, delimiter=separator)
    start = first
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield Row(start, [_line_feeds(cell) for cell in cells])
            start = first + reader.line_num
    except csv.Error as error:
        reason = _TOO_LONG if "field larger" in str(error) else str(error)
        raise BadFile(f"line {start} cannot be read as a row of a table: {reason}") from error


def _line_feeds(cell: str) -> str:
    return cell.replace("\r\n", "\n") if "\r\n" in cell else cell


_SEPARATORS = (",", ";", "\t")
_LOOKED_AT = 200_000
_ABOVE = 12
"""So many rows at most stand above the names of the columns."""
_OFTEN = 50


class _Table(NamedTuple):
    """What a file is."""

    separator: str
    header: int
    """The place of the row with the names of the columns; -1 for Blackboard's."""


def reads(data: bytes) -> bool:
    """See `Reader.reads`."""
    return _table(data[:_LOOKED_AT].decode("utf-8-sig", "replace")) is not None


def read(data: bytes, tick: ProgressCallback) -> list[ImportedBank]:
    """See `Reader.read`; each bank that our own tables name is one."""
    text = text_of(data)
    table = _table(text)
    if table is None:
        raise BadFile("has no columns whose names say where questions and answers are")
    found = list(rows(text, table.separator))
    if table.header < 0:
        bank = ImportedBank()
        for row in found:
            _add_blackboard(row, bank)
        return [bank]
    banks: dict[str, ImportedBank] = {}
    names = [name.strip() for name in found[table.header].cells]
    take = _take_ours if is_ours(names) else _take_foreign
    for done, row in enumerate(found[table.header + 1 :], 1):
        take(row, names, banks)
        if done % _OFTEN == 0:
            tick(done, len(found))
    return list(banks.values()) or [ImportedBank()]


def _table(text: str) -> _Table | None:
    start = text[:_LOOKED_AT]
    for separator in _SEPARATORS:
        first: list[Row] = []
        # A row further on that cannot be read is told when all is read.
        with suppress(BadFile):
            first.extend(islice(rows(start, separator), _ABOVE))
        for place, row in enumerate(first):
            if is_header(row.cells):
                return _Table(separator, place)
        if separator == "\t" and first and all(map(_is_blackboard, first)):
            return _Table(separator, -1)
    return None


def _is_blackboard(row: Row) -> bool:
    return len(row.cells) > 1 and row.cells[0].strip() in KEYWORDS


def _take_ours(row: Row, names: Sequence[str], banks: dict[str, ImportedBank]) -> None:
    cells = {name: cell for name, cell in _cells(row, names) if cell.strip()}
    name = cells.get("bank", "")
    bank = banks.setdefault(name, ImportedBank(id=name))
    for column in BANK_COLUMNS[1:]:
        key = column.removeprefix("bank_")
        setattr(bank, key, getattr(bank, key) or cells.get(column, ""))
    if cells.get("type") not in QUESTION_TYPES:
        _add(row, names, bank)
        return
    lost = [_unknown(name) for name in cells if name not in COLUMNS]
    data = row_question(cells)
    name = data.get("id", data.get("prompt", ""))
    bank.questions.append(ImportedQuestion(_place(row), data, name, lost))


def _take_foreign(row: Row, names: Sequence[str], banks: dict[str, ImportedBank]) -> None:
    _add(row, names, banks.setdefault("", ImportedBank()))


def _add(row: Row, names: Sequence[str], bank: ImportedBank) -> None:
    """Add the question of a row of somebody's table, or why there is none, to a bank."""
    lost: list[str] = []
    cells: dict[str, str] = {}
    try:
        cells = _by_column(row, names, lost)
        data = foreign_question(cells, lost)
    except CannotConvert as reason:
        bank.skipped.append(SkippedQuestion(_place(row), cells.get("prompt", ""), str(reason)))
        return
    bank.questions.append(ImportedQuestion(_place(row), data, cells["prompt"], lost))


def _by_column(row: Row, names: Sequence[str], lost: list[str]) -> dict[str, str]:
    """Return the cells in which anything stands by what they hold; raises `CannotConvert`."""
    if any(cell.strip() for cell in row.cells[len(names) :]):
        count = counted(len(names), "column")
        raise CannotConvert(f"it has {len(row.cells)} cells, and the table has {count}")
    found: dict[str, str] = {}
    for name, cell in _cells(row, names):
        column = canonical(name)
        if not cell.strip() or column == NUMBER or name in BANK_COLUMNS:
            continue
        if not column:
            lost.append(_unknown(name))
        elif column == "wrong":
            found[column] = f"{found[column]}\n{cell}" if column in found else cell
        elif found.setdefault(column, cell) != cell:
            raise CannotConvert(f"two columns say different things of its {column}")
    return found


def _cells(row: Row, names: Sequence[str]) -> Iterator[tuple[str, str]]:
    return ((name, restored(cell)) for name, cell in zip(names, row.cells, strict=False))


def _unknown(column: str) -> str:
    return f"column “{column}”: a bank has no such field"


def _place(row: Row) -> str:
    return f"line {row.line}"


def _add_blackboard(row: Row, bank: ImportedBank) -> None:
    lost: list[str] = []
    name = row.cells[1] if len(row.cells) > 1 else ""
    try:
        data = blackboard_question(row.cells, lost)
    except CannotConvert as reason:
        bank.skipped.append(SkippedQuestion(_place(row), name, str(reason)))
        return
    bank.questions.append(ImportedQuestion(_place(row), data, name, lost))
