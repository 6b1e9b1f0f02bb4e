"""Import of CSV and similar tables, with commas, semicolons or tabs between cells.

They may be this app's own tables, foreign ones with named columns, or Blackboard's without names.
"""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import islice
from typing import NamedTuple

from quiz.errors import BadFile
from quiz.exchange.parcels import CannotConvert, Incoming, IncomingBank, Skipped, Tick
from quiz.exchange.plain_text import decode_text
from quiz.exchange.tables.blackboard import BLACKBOARD_KEYWORDS, blackboard_question
from quiz.exchange.tables.cells import unescape_formula
from quiz.exchange.tables.columns import BANK_COLUMNS, COLUMNS, row_question
from quiz.exchange.tables.headed import foreign_question
from quiz.exchange.tables.headers import ROW_NUMBER, canonical_column, is_header, is_own_header
from quiz.exchange.tables.rows import TableRow, read_rows
from quiz.kinds import KINDS
from quiz.text.counting import counted

_SEPARATORS = (",", ";", "\t")
_MAX_SAMPLE = 200_000
_MAX_ABOVE = 12
"""The rows among which the names of the columns are looked for."""
_PROGRESS_STEP = 50


class _Table(NamedTuple):
    """The layout of a file."""

    separator: str
    header: int
    """The index of the row with the names of the columns; -1 for Blackboard's tables."""


def reads(data: bytes) -> bool:
    """Check for columns with the names of question and answer, or Blackboard's keywords."""
    return _table(data[:_MAX_SAMPLE].decode("utf-8-sig", "replace")) is not None


def read(data: bytes, tick: Tick) -> list[IncomingBank]:
    """Return a bank for each one that an own table names; a foreign table is one bank."""
    text = decode_text(data)
    table = _table(text)
    if table is None:
        raise BadFile(
            "has no columns named for questions and answers, such as “question” and “answer”"
        )
    found = list(read_rows(text, table.separator))
    if table.header < 0:
        bank = IncomingBank()
        for row in found:
            _add_blackboard(row, bank)
        return [bank]
    banks: dict[str, IncomingBank] = {}
    names = [name.strip() for name in found[table.header].cells]
    add = _add_own if is_own_header(names) else _add_foreign
    for done, row in enumerate(found[table.header + 1 :], 1):
        add(row, names, banks)
        if done % _PROGRESS_STEP == 0:
            tick(done, len(found))
    return list(banks.values()) or [IncomingBank()]


def _table(text: str) -> _Table | None:
    start = text[:_MAX_SAMPLE]
    for separator in _SEPARATORS:
        first: list[TableRow] = []
        # An unreadable row is reported when the whole file is read.
        with suppress(BadFile):
            first.extend(islice(read_rows(start, separator), _MAX_ABOVE))
        for index, row in enumerate(first):
            if is_header(row.cells):
                return _Table(separator, index)
        if separator == "\t" and first and all(map(_is_blackboard, first)):
            return _Table(separator, -1)
    return None


def _is_blackboard(row: TableRow) -> bool:
    return len(row.cells) > 1 and row.cells[0].strip() in BLACKBOARD_KEYWORDS


def _add_own(row: TableRow, names: Sequence[str], banks: dict[str, IncomingBank]) -> None:
    cells = {name: cell for name, cell in _cells(row, names) if cell.strip()}
    name = cells.get("bank", "")
    bank = banks.setdefault(name, IncomingBank(id=name))
    for column in BANK_COLUMNS[1:]:
        key = column.removeprefix("bank_")
        setattr(bank, key, getattr(bank, key) or cells.get(column, ""))
    if cells.get("type") not in KINDS:
        _add(row, names, bank)
        return
    lost = [_unknown(name) for name in cells if name not in COLUMNS]
    data = row_question(cells)
    name = data.get("id", data.get("prompt", ""))
    bank.questions.append(Incoming(_place(row), data, name, lost))


def _add_foreign(row: TableRow, names: Sequence[str], banks: dict[str, IncomingBank]) -> None:
    _add(row, names, banks.setdefault("", IncomingBank()))


def _add(row: TableRow, names: Sequence[str], bank: IncomingBank) -> None:
    """Add the question of a foreign row to a bank, or the reason why it is skipped."""
    lost: list[str] = []
    cells: dict[str, str] = {}
    try:
        cells = _by_column(row, names, lost)
        data = foreign_question(cells, lost)
    except CannotConvert as error:
        bank.skipped.append(Skipped(_place(row), cells.get("prompt", ""), str(error)))
        return
    bank.questions.append(Incoming(_place(row), data, cells["prompt"], lost))


def _by_column(row: TableRow, names: Sequence[str], lost: list[str]) -> dict[str, str]:
    """Return the cells that are not empty by canonical column; raise `CannotConvert` if unclear."""
    if any(cell.strip() for cell in row.cells[len(names) :]):
        count = counted(len(names), "column")
        raise CannotConvert(f"the row has {len(row.cells)} cells, but the table has {count}")
    found: dict[str, str] = {}
    for name, cell in _cells(row, names):
        column = canonical_column(name)
        if not cell.strip() or column == ROW_NUMBER or name in BANK_COLUMNS:
            continue
        if not column:
            lost.append(_unknown(name))
        elif column == "wrong":
            found[column] = f"{found[column]}\n{cell}" if column in found else cell
        elif found.setdefault(column, cell) != cell:
            raise CannotConvert(f"two columns have different values for its {column}")
    return found


def _cells(row: TableRow, names: Sequence[str]) -> Iterator[tuple[str, str]]:
    return ((name, unescape_formula(cell)) for name, cell in zip(names, row.cells, strict=False))


def _unknown(column: str) -> str:
    return f"column “{column}”: a bank has no such field"


def _place(row: TableRow) -> str:
    return f"line {row.line}"


def _add_blackboard(row: TableRow, bank: IncomingBank) -> None:
    lost: list[str] = []
    name = row.cells[1] if len(row.cells) > 1 else ""
    try:
        data = blackboard_question(row.cells, lost)
    except CannotConvert as error:
        bank.skipped.append(Skipped(_place(row), name, str(error)))
        return
    bank.questions.append(Incoming(_place(row), data, name, lost))
