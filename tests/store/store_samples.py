"""Ready-made attempts and responses for the tests of the history."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from quiz.model.response import Mode, Outcome
from quiz.store.integrity import HistoryReport, examine
from quiz.store.migrations import MIGRATIONS, Migration
from quiz.store.records import AttemptRecord, FormItem, MarkRecord, ResponseRecord, VersionRecord
from quiz.store.store import Store, open_store
from quiz.study.context import Grading

NOON = datetime(2026, 3, 1, 12, 0, 0, tzinfo=UTC)


def clock() -> datetime:
    """Return the same time for ever, later than all answers of the tests."""
    return NOON + timedelta(days=3650)


def opened(directory: Path) -> Store:
    """Open the history of a folder."""
    return open_store(directory, clock, Grading(0.9))


def examined(directory: Path, migrations: Sequence[Migration] = MIGRATIONS) -> HistoryReport:
    """Return the report on the history of a folder."""
    return examine(directory, Grading(0.9), clock(), migrations)


def attempt(uid: str = "a" * 32, bank: str = "summit", questions: int = 3) -> AttemptRecord:
    """Return an attempt of one bank; question number n has the points n + 1."""
    form = tuple(
        FormItem(bank, f"question-{place}", "v1", place + 1.0, (1, 0, 2))
        for place in range(questions)
    )
    return AttemptRecord(uid, Mode.PRACTICE, 7, "The summit", (bank,), form, NOON)


def response(position: int = 0, given: tuple[int, ...] | tuple[str, ...] = (1,)) -> ResponseRecord:
    """Return a response given some seconds after noon."""
    answered = NOON + timedelta(seconds=position)
    return ResponseRecord(position, (1, 0, 2), given, None, 2.5, 0, answered)


def version(position: int = 0, bank: str = "summit") -> VersionRecord:
    """Return the version of a question of `attempt`."""
    return VersionRecord(bank, f"question-{position}", "v1", {"prompt": f"Who? {position}"})


def mark(score: float = 1.0, out_of: float = 1.0) -> MarkRecord:
    """Return a mark whose outcome fits its score."""
    outcome = Outcome.RIGHT if score == out_of else Outcome.PARTLY if score else Outcome.WRONG
    return MarkRecord(score, out_of, outcome)


def answer(store: Store, started: AttemptRecord, position: int, fraction: float = 1.0) -> None:
    """Record a response to one question of an attempt, worth a share of its points."""
    item = started.form[position]
    points = item.points
    store.record(
        started,
        response(position),
        version(position, item.bank),
        mark(fraction * points, points),
    )


@contextmanager
def window_reading(directory: Path) -> Iterator[None]:
    """Have another window read a history: what is written meanwhile stays in the log."""
    with closing(sqlite3.connect(directory / "history.sqlite")) as connection:
        connection.execute("BEGIN")
        connection.execute("SELECT count(*) FROM attempt").fetchone()
        yield


def play(store: Store, started: AttemptRecord, *fractions: float) -> None:
    """Answer every question of an attempt with these shares of the points, and finish it."""
    for position, fraction in enumerate(fractions):
        answer(store, started, position, fraction)
    store.finish_attempt(started.uid)
