"""What is known of questions: states, what is due, what is on offer."""

import sqlite3
from collections.abc import Iterable

from quiz.model.memory import Key
from quiz.store.facts import storable
from quiz.store.records import DueFigures, QuestionState
from quiz.store.study import state_of

_IS_DUE = "m.due < ? AND m.suspended = 0 AND m.buried_until <= ?"
_DUE = f"SELECT m.due, m.bank, m.question FROM memory m WHERE {_IS_DUE} AND m.bank = ?"
_DUE_COUNTS = f"""
    SELECT m.bank, count(*) FROM memory m JOIN offered USING (bank, question)
    WHERE {_IS_DUE} GROUP BY m.bank
"""
_REVIEWED = "SELECT count(*) FROM memory WHERE reviewed >= ? AND reviewed < ?"


def states(connection: sqlite3.Connection, banks: Iterable[str] | None) -> dict[Key, QuestionState]:
    """Return the state of every question of these banks, or of all. Raises sqlite3.Error."""
    if banks is None:
        rows = connection.execute("SELECT * FROM memory").fetchall()
    else:
        rows = [
            row
            for bank in banks
            for row in connection.execute("SELECT * FROM memory WHERE bank = ?", (storable(bank),))
        ]
    return {(row[0], row[1]): state_of(row) for row in rows}


def due(connection: sqlite3.Connection, banks: Iterable[str], now: int, before: int) -> list[Key]:
    """Return what is due before a moment, the longest due first. Raises sqlite3.Error."""
    rows = [
        row for bank in banks for row in connection.execute(_DUE, (before, now, storable(bank)))
    ]
    return [(bank, question) for _, bank, question in sorted(rows)]


def due_figures(connection: sqlite3.Connection, now: int, start: int, end: int) -> DueFigures:
    """Return what is due by bank, and what was reviewed since `start`. Raises sqlite3.Error."""
    counts = dict(connection.execute(_DUE_COUNTS, (end, now)).fetchall())
    (reviewed,) = connection.execute(_REVIEWED, (start, end)).fetchone()
    return DueFigures(counts, reviewed)


def offer(connection: sqlite3.Connection, bank: str, questions: Iterable[str]) -> None:
    """Write which questions a bank has, inside a transaction. Raises sqlite3.Error."""
    name = storable(bank)
    connection.execute("DELETE FROM offered WHERE bank = ?", (name,))
    connection.executemany(
        "INSERT OR IGNORE INTO offered VALUES (?, ?)",
        ((name, storable(question)) for question in questions),
    )


def derived_by(connection: sqlite3.Connection) -> str | None:
    """Return the name of the rules that schedules were derived by. Raises sqlite3.Error."""
    row = connection.execute("SELECT rules FROM derived_by").fetchone()
    return None if row is None else str(row[0])
