"""Writing facts: a response, or an event, with all that is derived from it."""

import sqlite3
from typing import NamedTuple

from quiz.errors import AnsweredElsewhere
from quiz.model.memory import Grade, Memory
from quiz.model.mode import Mode
from quiz.model.response import Outcome
from quiz.store import study
from quiz.store.chain import GENESIS, digest, link
from quiz.store.facts import canonical, storable, utc_milliseconds, utc_text
from quiz.store.records import (
    AttemptRecord,
    EventRecord,
    MarkRecord,
    ResponseRecord,
    Rules,
    VersionRecord,
)

_KNOWN = """
    SELECT a.id, a.digest, a.finished_at IS NOT NULL, v.id, v.digest, r.given,
           coalesce(l.id, 0), l.chain
    FROM (SELECT 1)
    LEFT JOIN attempt a ON a.uid = ?
    LEFT JOIN mark m ON m.attempt_id = a.id AND m.position = ?
    LEFT JOIN response r ON r.id = m.response_id
    LEFT JOIN question_version v ON v.bank = ? AND v.question = ? AND v.fingerprint = ?
    LEFT JOIN response l ON l.id = (SELECT max(id) FROM response)
"""
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
_ADD_MARK = "INSERT INTO mark VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)"
_ADD_TO_TOTAL = """
    UPDATE attempt_total SET answered = answered + 1, score = score + ? WHERE attempt_id = ?
"""
_ADD_EVENT = """
    INSERT OR IGNORE INTO event
        (uid, kind, bank, question, attempt_uid, position, detail, happened_at, digest)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
"""


class Fact(NamedTuple):
    """An attempt or a question version in the history."""

    number: int
    digest: bytes


class _Known:
    """What the history holds already of a response to be recorded."""

    def __init__(
        self,
        attempt: int | None,
        attempt_digest: bytes,
        finished: bool,
        version: int | None,
        version_digest: bytes,
        given: str | None,
        last: int,
        chain: bytes | None,
    ) -> None:
        self.attempt = None if attempt is None else Fact(attempt, attempt_digest)
        self.version = None if version is None else Fact(version, version_digest)
        self.finished = finished
        self.given = given
        self.last = last
        """Number of the last response of all, 0 when there is none."""
        self.chain = chain
        """Hash of the last response of all."""


class _Place(NamedTuple):
    """Where a response was given, by the numbers of the database."""

    response: int
    attempt: int
    position: int
    version: int


def add_response(
    connection: sqlite3.Connection,
    attempt: AttemptRecord,
    response: ResponseRecord,
    version: VersionRecord,
    mark: MarkRecord,
    rules: Rules,
) -> Memory | None:
    """Write a response inside a transaction; return how well its question is remembered now.

    The same response again changes nothing. Raises StoreError when the question was answered
    otherwise or the attempt is finished, and sqlite3.Error.
    """
    key = (storable(version.bank), storable(version.question), storable(version.fingerprint))
    uid, given, place = storable(attempt.uid), canonical(response.given), response.position
    known = _Known(*connection.execute(_KNOWN, (uid, place, *key)).fetchone())
    if known.given == given:
        return study.state(connection, key[:2]).memory
    _refuse_late(known)
    owner = known.attempt or add_attempt(connection, attempt)
    shown = known.version or add_version(connection, key, canonical(version.body))
    written = _written(response, given)
    number = known.last + 1
    chain = link(known.chain or GENESIS, number, owner.digest, place, shown.digest, *written)
    connection.execute(_ADD_RESPONSE, (number, owner.number, place, shown.number, *written, chain))
    connection.execute(_ADD_TO_TOTAL, (mark.score, owner.number))
    where = _Place(number, owner.number, place, shown.number)
    in_review = attempt.mode is Mode.REVIEW
    return _add_mark(connection, where, response, version, mark, rules, in_review)


def _written(response: ResponseRecord, given: str) -> tuple[str | int | float | None, ...]:
    return (
        canonical(response.option_order),
        given,
        response.confidence,
        float(response.seconds),
        response.hints_used,
        utc_text(response.answered),
    )


def _refuse_late(known: _Known) -> None:
    if known.given is not None:
        raise AnsweredElsewhere("This question was already answered in another window.")
    if known.finished:
        raise AnsweredElsewhere("This attempt was already finished in another window.")


def _add_mark(
    connection: sqlite3.Connection,
    place: _Place,
    response: ResponseRecord,
    version: VersionRecord,
    mark: MarkRecord,
    rules: Rules,
    in_review: bool,
) -> Memory | None:
    """Write what is derived from a response; return how well its question is remembered now."""
    key = (storable(version.bank), storable(version.question))
    at = utc_milliseconds(response.answered)
    chosen = rules.chosen(version.body)
    rating, soon = rules.rate(mark.outcome, response.confidence, chosen)
    before = study.state(connection, key)
    values = (at, response.confidence, *mark[:2], mark.outcome.value, rating, soon)
    connection.execute(_ADD_MARK, (*place, *values, study.is_spaced(before, at)))
    if before.memory is not None and at <= before.memory.last:
        # The clock was set back: what counts is the order of the times, ties broken as ever.
        study.derive(connection, rules, key)
        return study.state(connection, key).memory
    right = mark.outcome is Outcome.RIGHT
    after = study.advanced(before, Grade(at, rating, soon), right, in_review, rules)
    study.put_states(connection, [(key, after)])
    return after.memory


def add_attempt(connection: sqlite3.Connection, attempt: AttemptRecord) -> Fact:
    """Write an attempt with its form; return its number and digest. Raises sqlite3.Error."""
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
    banks = canonical(attempt.banks)
    facts = (
        storable(attempt.uid),
        attempt.mode.value,
        str(attempt.seed),
        storable(attempt.title),
        banks,
        utc_text(attempt.started),
    )
    proof = digest(*facts, form)
    number = _added(connection.execute(_ADD_ATTEMPT, (*facts, proof)))
    connection.executemany(_ADD_FORM_ITEM, [(number, *item) for item in form])
    points = sum(float(item.points) for item in attempt.form)
    connection.execute(_ADD_TOTAL, (number, banks, attempt.measured, len(form), points))
    return Fact(number, proof)


def add_version(connection: sqlite3.Connection, key: tuple[str, str, str], body: str) -> Fact:
    """Write a question version; return its number and digest. Raises sqlite3.Error."""
    proof = digest(*key, body)
    return Fact(_added(connection.execute(_ADD_VERSION, (*key, body, proof))), proof)


def _added(cursor: sqlite3.Cursor) -> int:
    assert cursor.lastrowid is not None
    return cursor.lastrowid


def finish(connection: sqlite3.Connection, uid: str, moment: str) -> None:
    """Mark an attempt as finished inside a transaction, once; an unknown one changes nothing."""
    connection.execute(
        "UPDATE attempt SET finished_at = ? WHERE uid = ? AND finished_at IS NULL",
        (moment, storable(uid)),
    )
    connection.execute(
        "UPDATE attempt_total SET finished_at = ? WHERE finished_at IS NULL"
        " AND attempt_id = (SELECT id FROM attempt WHERE uid = ?)",
        (moment, storable(uid)),
    )


def add_event(connection: sqlite3.Connection, event: EventRecord, rules: Rules) -> None:
    """Write an event and derive its question anew, inside a transaction; again changes nothing.

    Raises sqlite3.Error.
    """
    key = (storable(event.bank), storable(event.question))
    insert_event(connection, event)
    study.derive(connection, rules, key)


def insert_event(connection: sqlite3.Connection, event: EventRecord) -> bool:
    """Write an event alone, inside a transaction; say whether it is new. Raises sqlite3.Error."""
    facts = (
        storable(event.uid),
        event.kind.value,
        storable(event.bank),
        storable(event.question),
        None if event.attempt is None else storable(event.attempt),
        event.position,
        canonical(event.detail),
        utc_text(event.happened),
    )
    return connection.execute(_ADD_EVENT, (*facts, digest(*facts))).rowcount > 0
