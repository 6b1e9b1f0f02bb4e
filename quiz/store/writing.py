"""Writing facts: one response, with all that it needs, in one transaction."""

import sqlite3
from typing import NamedTuple

from quiz.errors import AnsweredElsewhere
from quiz.model.response import Outcome
from quiz.store.chain import GENESIS, digest, link
from quiz.store.facts import canonical, storable, utc_text
from quiz.store.records import MEASURED, AttemptRecord, MarkRecord, ResponseRecord, VersionRecord

_KNOWN = """
    SELECT a.id, a.digest, a.finished_at IS NOT NULL, v.id, v.digest, r.given,
           coalesce(l.id, 0), l.chain
    FROM (SELECT 1)
    LEFT JOIN attempt a ON a.uid = ?
    LEFT JOIN response r ON r.attempt_id = a.id AND r.position = ?
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
_ADD_MARK = "INSERT INTO mark VALUES (?, ?, ?, ?)"
_ADD_TO_TOTAL = """
    UPDATE attempt_total SET answered = answered + 1, score = score + ? WHERE attempt_id = ?
"""
_ADD_RIGHT = "INSERT OR IGNORE INTO question_right VALUES (?, ?)"


class _Fact(NamedTuple):
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
        self.attempt = None if attempt is None else _Fact(attempt, attempt_digest)
        self.version = None if version is None else _Fact(version, version_digest)
        self.finished = finished
        self.given = given
        self.last = last
        """Number of the last response of all, 0 when there is none."""
        self.chain = chain
        """Hash of the last response of all."""


def add_response(
    connection: sqlite3.Connection,
    attempt: AttemptRecord,
    response: ResponseRecord,
    version: VersionRecord,
    mark: MarkRecord,
) -> None:
    """Write a response inside a transaction; the same one again changes nothing.

    Raises StoreError when the question was answered otherwise or the attempt is finished, and
    sqlite3.Error.
    """
    key = (storable(version.bank), storable(version.question), storable(version.fingerprint))
    uid, given, place = storable(attempt.uid), canonical(response.given), response.position
    known = _Known(*connection.execute(_KNOWN, (uid, place, *key)).fetchone())
    if known.given == given:
        return
    _refuse_late(known)
    owner = known.attempt or _add_attempt(connection, attempt)
    shown = known.version or _add_version(connection, key, canonical(version.body))
    written = _written(response, given)
    number = known.last + 1
    chain = link(known.chain or GENESIS, number, owner.digest, place, shown.digest, *written)
    connection.execute(_ADD_RESPONSE, (number, owner.number, place, shown.number, *written, chain))
    _add_mark(connection, number, owner.number, key, mark)


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
    number: int,
    attempt: int,
    key: tuple[str, str, str],
    mark: MarkRecord,
) -> None:
    """Write what is derived from the response `number`."""
    connection.execute(_ADD_MARK, (number, mark.score, mark.max_score, mark.outcome.value))
    connection.execute(_ADD_TO_TOTAL, (mark.score, attempt))
    if mark.outcome is Outcome.RIGHT:
        connection.execute(_ADD_RIGHT, key[:2])


def _add_attempt(connection: sqlite3.Connection, attempt: AttemptRecord) -> _Fact:
    """Write an attempt with its form; return its number and digest."""
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
        storable(attempt.mode),
        str(attempt.seed),
        storable(attempt.title),
        banks,
        utc_text(attempt.started),
    )
    proof = digest(*facts, form)
    number = _added(connection.execute(_ADD_ATTEMPT, (*facts, proof)))
    connection.executemany(_ADD_FORM_ITEM, [(number, *item) for item in form])
    points = sum(float(item.points) for item in attempt.form)
    connection.execute(_ADD_TOTAL, (number, banks, attempt.mode in MEASURED, len(form), points))
    return _Fact(number, proof)


def _add_version(connection: sqlite3.Connection, key: tuple[str, str, str], body: str) -> _Fact:
    """Write a question version; return its number and digest."""
    proof = digest(*key, body)
    return _Fact(_added(connection.execute(_ADD_VERSION, (*key, body, proof))), proof)


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
