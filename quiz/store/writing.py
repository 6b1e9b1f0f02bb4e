"""Writing facts: a response, or an event, with all that is derived from it."""

import sqlite3
from typing import NamedTuple

from quiz.errors import AnsweredElsewhere
from quiz.model.memory import Grade, Memory
from quiz.model.mode import Mode
from quiz.model.response import Outcome
from quiz.store import rows, study
from quiz.store.chain import GENESIS
from quiz.store.facts import canonical, storable, utc_milliseconds
from quiz.store.records import (
    AttemptRecord,
    EventKind,
    EventRecord,
    JsonObject,
    MarkRecord,
    ResponseRecord,
    Rules,
    VersionRecord,
)

_KNOWN = """
    SELECT a.id, a.digest, a.finished_at IS NOT NULL, v.id, v.digest, r.given,
           coalesce(l.id, 0), l.chain, (SELECT rules FROM derived_by)
    FROM (SELECT 1)
    LEFT JOIN attempt a ON a.uid = ?
    LEFT JOIN mark m ON m.attempt_id = a.id AND m.position = ?
    LEFT JOIN response r ON r.id = m.response_id
    LEFT JOIN question_version v ON v.bank = ? AND v.question = ? AND v.fingerprint = ?
    LEFT JOIN response l ON l.id = (SELECT max(id) FROM response)
"""
_MOMENT = """
    SELECT m.at FROM mark m JOIN attempt a ON a.id = m.attempt_id
    WHERE a.uid = ? AND m.position = ?
"""
_ADD_MARK = "INSERT INTO mark VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)"
_ADD_TO_TOTAL = """
    UPDATE attempt_total SET
        answered = answered + 1, score = score + ?, max_score = max_score + ? - (
            SELECT points FROM form_item f
            WHERE f.attempt_id = attempt_total.attempt_id AND f.position = ?
        )
    WHERE attempt_id = ?
"""


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
        derived_by: str | None,
    ) -> None:
        self.attempt = None if attempt is None else rows.Fact(attempt, attempt_digest)
        self.version = None if version is None else rows.Fact(version, version_digest)
        self.finished = finished
        self.given = given
        self.last = last
        """Number of the last response of all, 0 when there is none."""
        self.chain = chain
        """Hash of the last response of all."""
        self.derived_by = derived_by
        """The rules that schedules were derived by."""


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
    owner = known.attempt or rows.add_attempt(connection, attempt)
    shown = known.version or rows.add_version(connection, key, canonical(version.body))
    last = rows.Tip(known.last, known.chain or GENESIS)
    number = rows.append(connection, last, owner, shown, response).number
    # As `totals.total` has it, without passing over the whole form at each answer.
    connection.execute(_ADD_TO_TOTAL, (mark.score, mark.max_score, place, owner.number))
    if known.derived_by != rules.name:
        # Another window follows other rules: the next one that opens derives everything anew.
        connection.execute("DELETE FROM derived_by")
    where = _Place(number, owner.number, place, shown.number)
    in_review = attempt.mode is Mode.REVIEW
    return _add_mark(connection, where, response, version, mark, rules, in_review)


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
    if event.kind in (EventKind.TAKE_BACK, EventKind.EASY):
        event = event._replace(detail=_of_answer(connection, event))
    rows.add_event(connection, event)
    study.derive(connection, rules, key)


def _of_answer(connection: sqlite3.Connection, event: EventRecord) -> JsonObject:
    """Return the detail of an event with the moment of the response that it is about.

    In the place of that response another machine may have answered too.
    """
    row = connection.execute(_MOMENT, (storable(event.attempt or ""), event.position)).fetchone()
    return event.detail if row is None else {"at": row[0], **event.detail}
