"""Histories of study for the tests: responses at any time, and what is done about questions."""

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from quiz.model.response import DAY, Confidence, Key, Mode
from quiz.store.records import (
    AttemptRecord,
    EventKind,
    EventRecord,
    FormItem,
    MarkRecord,
    ResponseRecord,
    VersionRecord,
)
from quiz.store.store import Store
from tests.store.store_samples import mark

START = 1_780_000_000_000
HOUR = DAY // 24
BODIES: tuple[dict[str, object], ...] = (
    {"question": {"type": "single_choice"}},
    {"question": {"type": "short_answer"}},
    {"question": {"type": "cloze", "distractors": ["so"]}},
)
"""Question 0 is answered by choosing, 1 by typing, 2 by choosing into gaps."""
KEYS: list[Key] = [(bank, f"question-{place}") for bank in ("one", "two") for place in range(3)]


def moment(at: int) -> datetime:
    """Return milliseconds as a moment."""
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=at)


class Given(NamedTuple):
    """One response, in an attempt of its own."""

    uid: str
    bank: str
    place: int
    at: int
    fraction: float = 1.0
    confidence: Confidence | None = None
    mode: Mode = Mode.PRACTICE

    @property
    def key(self) -> Key:
        """The question."""
        return self.bank, f"question-{self.place}"

    def records(self) -> tuple[AttemptRecord, ResponseRecord, VersionRecord, MarkRecord]:
        """Return what the history takes."""
        form = tuple(FormItem(self.bank, f"question-{n}", "v", 1.0, (0, 1)) for n in range(3))
        started = moment(self.at)
        return (
            AttemptRecord(self.uid, self.mode, 1, "Study", (self.bank,), form, started),
            ResponseRecord(self.place, (0, 1), (1,), self.confidence, 2.0, 0, started),
            VersionRecord(self.bank, f"question-{self.place}", "v", BODIES[self.place]),
            mark(self.fraction),
        )


OF_RESPONSES = (
    EventKind.UNDO,
    EventKind.EASY,
    EventKind.OPEN_BOOK,
    EventKind.OVERRULE,
    EventKind.REGRADE,
)


def done(uid: str, kind: EventKind, given: Given, at: int) -> EventRecord:
    """Return something done about the question of a response, or about the response."""
    detail: dict[str, object] = {}
    if kind is EventKind.POSTPONE:
        detail = {"until": at + DAY}
    if kind is EventKind.OVERRULE:
        # Judged right at odd moments, withdrawn at even ones.
        detail = {"right": at // HOUR % 2 == 1}
    if kind is EventKind.REGRADE:
        outcome = mark(1.0 - given.fraction)
        detail = {
            "score": outcome.score,
            "max_score": 1.0,
            "outcome": outcome.outcome.value,
            "at": given.at,
        }
    event = EventRecord(uid, kind, *given.key, moment(at), detail=detail)
    if kind in OF_RESPONSES:
        return event._replace(attempt=given.uid, position=given.place)
    return event


def record_all(store: Store, history: Iterable[Given | EventRecord]) -> None:
    """Record a history in the order in which it is given."""
    for each in history:
        if isinstance(each, Given):
            store.record(*each.records())
        else:
            store.record_event(each)


def marks(store: Store) -> list[tuple[object, ...]]:
    """Return everything derived of each response, by its number."""
    with closing(sqlite3.connect(store.path)) as connection:
        return connection.execute(
            "SELECT response_id, attempt_id, position, version_id, at, confidence, score,"
            " max_score, outcome, rating, soon, spaced, taken_back, future, checksum"
            " FROM mark ORDER BY response_id"
        ).fetchall()
