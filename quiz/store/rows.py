"""Writing single facts: each a row with the proof that it is as it was written."""

import sqlite3
from typing import NamedTuple

from quiz.store.chain import GENESIS, digest, link
from quiz.store.facts import canonical, storable, utc_text
from quiz.store.records import AttemptRecord, EventRecord, ResponseRecord

_ADD_VERSION = """
    INSERT INTO question_version (bank, question, fingerprint, body, digest) VALUES (?, ?, ?, ?, ?)
"""
_ADD_ATTEMPT = """
    INSERT INTO attempt (uid, mode, seed, title, banks, started_at, digest)
    VALUES (?, ?, ?, ?, ?, ?, ?)
"""
_ADD_FORM_ITEM = "INSERT INTO form_item VALUES (?, ?, ?, ?, ?, ?, ?)"
_ADD_TOTAL = "INSERT INTO attempt_total VALUES (?, ?, ?, NULL, 0, ?, 0, ?)"
_ADD_RESPONSE = "INSERT INTO response VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_ADD_EVENT = """
    INSERT OR IGNORE INTO event
        (uid, kind, bank, question, attempt_uid, position, detail, happened_at, digest)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
"""


class Fact(NamedTuple):
    """An attempt or a question version in the history."""

    number: int
    digest: bytes


class Tip(NamedTuple):
    """The end of the chain of responses."""

    number: int
    """Number of the last response, 0 when there is none."""
    chain: bytes
    """Its hash."""


class Attempt(NamedTuple):
    """The rows of an attempt, and their digest."""

    facts: tuple[str, ...]
    form: list[tuple[int, str, str, str, float, str]]
    digest: bytes


def tip(connection: sqlite3.Connection) -> Tip:
    """Return the end of the chain of responses. Raises sqlite3.Error."""
    row = connection.execute("SELECT id, chain FROM response ORDER BY id DESC LIMIT 1").fetchone()
    return Tip(0, GENESIS) if row is None else Tip(*row)


def append(
    connection: sqlite3.Connection, last: Tip, attempt: Fact, version: Fact, said: ResponseRecord
) -> Tip:
    """Write a response after the last one; return the new end of the chain."""
    number, facts = last.number + 1, written(said)
    chain = link(last.chain, number, attempt.digest, said.position, version.digest, *facts)
    row = (number, attempt.number, said.position, version.number, *facts, chain)
    connection.execute(_ADD_RESPONSE, row)
    return Tip(number, chain)


def written(response: ResponseRecord) -> tuple[str | int | float | None, ...]:
    """Return the facts of a response, beside its place, as they are stored."""
    return (
        canonical(response.option_order),
        canonical(response.given),
        response.confidence,
        float(response.seconds),
        response.hints_used,
        utc_text(response.answered),
    )


def as_rows(attempt: AttemptRecord) -> Attempt:
    """Return an attempt with its form as it is stored."""
    form = [
        (
            position,
            storable(item.bank),
            storable(item.question),
            storable(item.fingerprint),
            float(item.points),
            canonical(item.option_order),
        )
        for position, item in enumerate(attempt.form)
    ]
    facts = (
        storable(attempt.uid),
        attempt.mode.value,
        str(attempt.seed),
        storable(attempt.title),
        canonical(attempt.banks),
        utc_text(attempt.started),
    )
    return Attempt(facts, form, digest(*facts, form))


def add_attempt(connection: sqlite3.Connection, attempt: AttemptRecord) -> Fact:
    """Write an attempt with its form; return its number and digest."""
    facts, form, proof = as_rows(attempt)
    number = _added(connection.execute(_ADD_ATTEMPT, (*facts, proof)))
    connection.executemany(_ADD_FORM_ITEM, [(number, *item) for item in form])
    points = sum(float(item.points) for item in attempt.form)
    banks = canonical(attempt.banks)
    connection.execute(_ADD_TOTAL, (number, banks, attempt.measured, len(form), points))
    return Fact(number, proof)


def add_version(connection: sqlite3.Connection, key: tuple[str, str, str], body: str) -> Fact:
    """Write a question version; return its number and digest."""
    proof = digest(*key, body)
    return Fact(_added(connection.execute(_ADD_VERSION, (*key, body, proof))), proof)


def _added(cursor: sqlite3.Cursor) -> int:
    assert cursor.lastrowid is not None
    return cursor.lastrowid


def event_facts(event: EventRecord) -> tuple[str | int | None, ...]:
    """Return the facts of an event as they are stored."""
    return (
        storable(event.uid),
        event.kind.value,
        storable(event.bank),
        storable(event.question),
        None if event.attempt is None else storable(event.attempt),
        event.position,
        canonical(event.detail),
        utc_text(event.happened),
    )


def add_event(connection: sqlite3.Connection, event: EventRecord) -> bool:
    """Write an event alone, inside a transaction; say whether it is new. Raises sqlite3.Error."""
    facts = event_facts(event)
    return connection.execute(_ADD_EVENT, (*facts, digest(*facts))).rowcount > 0
