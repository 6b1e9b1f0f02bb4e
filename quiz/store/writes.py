"""Writes facts, each with a hash that proves it unchanged, and the values derived from them."""

import sqlite3
import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from quiz.errors import AnsweredElsewhere
from quiz.model.response import Grade, Memory, Mode, Outcome, Response
from quiz.store import rebuild
from quiz.store.queries import given_of
from quiz.store.records import (
    GENESIS,
    AttemptRecord,
    EventKind,
    EventRecord,
    JsonObject,
    MarkRecord,
    ResponseRecord,
    Rules,
    VersionRecord,
    canonical,
    digest,
    link,
    object_of,
    outcome_of,
    storable,
    utc_milliseconds,
    utc_text,
)

_ADD_VERSION = """
    INSERT INTO question_version (bank, question, fingerprint, body, digest) VALUES (?, ?, ?, ?, ?)
"""
_ADD_ATTEMPT = """
    INSERT INTO attempt (uid, mode, seed, title, banks, started_at, digest)
    VALUES (?, ?, ?, ?, ?, ?, ?)
"""
_ADD_FORM_ITEM = "INSERT INTO form_item VALUES (?, ?, ?, ?, ?, ?, ?)"
_ADD_TOTAL = """
    INSERT INTO attempt_total VALUES
        (?1, ?2, ?3, ?4, NULL, 0, ?5, 0, ?6, checksum(?1, ?3, NULL))
"""
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


class AttemptRows(NamedTuple):
    """The rows of an attempt, and their digest."""

    facts: tuple[str, ...]
    form: list[tuple[int, str, str, str, float, str]]
    digest: bytes


def tip(connection: sqlite3.Connection) -> Tip:
    """Return the end of the chain of responses. Raises sqlite3.Error."""
    row = connection.execute("SELECT id, chain FROM response ORDER BY id DESC LIMIT 1").fetchone()
    return Tip(0, GENESIS) if row is None else Tip(*row)


def follows(connection: sqlite3.Connection, earlier: Tip) -> bool:
    """Return whether the chain of responses goes on from an earlier end of it."""
    row = connection.execute("SELECT chain FROM response WHERE id = ?", (earlier.number,))
    return earlier.number == 0 or row.fetchone() == (earlier.chain,)


def append(
    connection: sqlite3.Connection,
    last: Tip,
    attempt: Fact,
    version: Fact,
    response: ResponseRecord,
) -> Tip:
    """Write a response after the last one; return the new end of the chain."""
    number, facts = last.number + 1, written(response)
    chain = link(last.chain, number, attempt.digest, response.position, version.digest, *facts)
    row = (number, attempt.number, response.position, version.number, *facts, chain)
    connection.execute(_ADD_RESPONSE, row)
    return Tip(number, chain)


def written(response: ResponseRecord) -> tuple[str | int | float | None, ...]:
    """Return the facts of a response as they are stored, without its attempt and position."""
    return (
        canonical(response.option_order),
        canonical(response.given),
        response.confidence,
        # As a float always, because 2 and 2.0 have different hashes.
        float(response.seconds),
        response.hints_used,
        utc_text(response.answered),
    )


def as_rows(attempt: AttemptRecord) -> AttemptRows:
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
        # As text: a seed may have more than the 64 bits of an INTEGER.
        str(attempt.seed),
        storable(attempt.title),
        canonical(attempt.banks),
        utc_text(attempt.started),
    )
    return AttemptRows(facts, form, digest(*facts, form))


def add_attempt(connection: sqlite3.Connection, attempt: AttemptRecord) -> Fact:
    """Write an attempt with its form; return its number and digest."""
    facts, form, proof = as_rows(attempt)
    number = _added(connection.execute(_ADD_ATTEMPT, (*facts, proof)))
    connection.executemany(_ADD_FORM_ITEM, [(number, *item) for item in form])
    points = sum(float(item.points) for item in attempt.form)
    banks = canonical(attempt.banks)
    connection.execute(_ADD_TOTAL, (number, banks, attempt.measured, facts[-1], len(form), points))
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


def insert_event(connection: sqlite3.Connection, event: EventRecord) -> bool:
    """Write only an event, inside a transaction; return whether it is new. Raises sqlite3.Error."""
    facts = event_facts(event)
    return connection.execute(_ADD_EVENT, (*facts, digest(*facts))).rowcount > 0


# One statement instead of six: each answer waits for it.
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
    SELECT m.given_at FROM mark m JOIN attempt a ON a.id = m.attempt_id
    WHERE a.uid = ? AND m.position = ?
"""
ADD_MARK = """
    INSERT INTO mark VALUES
        (?1, ?2, ?3, ?4, ?5, ?5, ?6, ?7, ?8, ?9, checksum(?1, ?7, ?8, ?9), ?10, ?11, ?12, 0, 0)
"""
"""Writes a mark: the response, attempt, position and version, the time, confidence, score, maximum
and outcome, the rating, and whether it comes back soon and was spaced."""
_ADD_TO_TOTAL = """
    UPDATE attempt_total SET
        answered = answered + 1, score = score + ?, max_score = max_score + ? - (
            SELECT points FROM form_item f
            WHERE f.attempt_id = attempt_total.attempt_id AND f.position = ?
        ),
        started_at = moved(started_at, min(0, ? - milliseconds(started_at)))
    WHERE attempt_id = ?
"""


class _Known(NamedTuple):
    """The stored part of a response to be recorded: the row of `_KNOWN`."""

    attempt: int | None
    attempt_digest: bytes
    finished: bool
    version: int | None
    version_digest: bytes
    given: str | None
    last: int
    """Number of the last response of all, 0 when there is none."""
    chain: bytes | None
    """Hash of the last response of all."""
    derived_by: str | None
    """The rules by which schedules were derived."""


class _Place(NamedTuple):
    """Where a response was given, by row ids."""

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
    now: int,
    event: EventRecord | None = None,
) -> Memory | None:
    """Write a response inside a transaction; return the memory of its question afterwards.

    `event` is an event on the response, written with it. Writing the same response again changes
    nothing. Raises AnsweredElsewhere when the question has another answer or the attempt is
    finished, and sqlite3.Error.
    """
    key = (storable(version.bank), storable(version.question), storable(version.fingerprint))
    uid, given, place = storable(attempt.uid), canonical(response.given), response.position
    known = _Known(*connection.execute(_KNOWN, (uid, place, *key)).fetchone())
    # The caller tries again when it could not see whether a commit was done.
    if known.given == given:
        return rebuild.state(connection, key[:2]).memory
    _refuse_late(known)
    if known.attempt is None:
        owner = add_attempt(connection, attempt)
    else:
        owner = Fact(known.attempt, known.attempt_digest)
    if known.version is None:
        shown = add_version(connection, key, canonical(version.body))
    else:
        shown = Fact(known.version, known.version_digest)
    last = Tip(known.last, known.chain or GENESIS)
    number = append(connection, last, owner, shown, response).number
    # The same as `rebuild.total`, without reading the whole form at each answer.
    at = utc_milliseconds(response.answered)
    connection.execute(_ADD_TO_TOTAL, (mark.score, mark.max_score, place, at, owner.number))
    if known.derived_by != rules.name:
        # Another window uses other rules: the next window that opens derives everything again.
        connection.execute("DELETE FROM derived_by")
    where = _Place(number, owner.number, place, shown.number)
    in_review = attempt.mode is Mode.REVIEW
    memory = _add_mark(connection, where, response, version, mark, rules, in_review, now)
    if event is None:
        return memory
    add_event(connection, event, rules, now)
    return rebuild.state(connection, key[:2]).memory


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
    now: int,
) -> Memory | None:
    """Write the values derived from a response; return the memory of its question afterwards."""
    key = (storable(version.bank), storable(version.question))
    at = utc_milliseconds(response.answered)
    chosen = rules.chosen(version.body)
    rating, soon = rules.rate(mark.outcome, response.confidence, chosen)
    before = rebuild.state(connection, key)
    values = (at, response.confidence, mark.score, mark.max_score, mark.outcome.value, rating, soon)
    connection.execute(ADD_MARK, (*place, *values, rebuild.is_spaced(before, at)))
    if before.memory is not None and at <= before.memory.last:
        # The clock was set back: the question is replayed in the order of the times, without
        # answers that are too far ahead.
        rebuild.derive(connection, rules, now, key)
        return rebuild.state(connection, key).memory
    right = mark.outcome is Outcome.RIGHT
    after = rebuild.advanced(before, Grade(at, rating, soon), right, in_review, rules)
    rebuild.put_states(connection, [(key, after)])
    return after.memory


def finish(connection: sqlite3.Connection, uid: str, moment: str) -> None:
    """Mark an attempt as finished inside a transaction, unless it is finished or unknown."""
    connection.execute(
        "UPDATE attempt SET finished_at = ? WHERE uid = ? AND finished_at IS NULL",
        (moment, storable(uid)),
    )
    connection.execute(
        "UPDATE attempt_total SET finished_at = ?1, checksum = checksum(attempt_id, measured, ?1)"
        " WHERE finished_at IS NULL AND attempt_id = (SELECT id FROM attempt WHERE uid = ?2)",
        (moment, storable(uid)),
    )


_LAST_OF_QUESTION = "SELECT max(happened_at) FROM event WHERE bank = ? AND question = ?"


_OF_ANSWERS = (EventKind.UNDO, EventKind.EASY, EventKind.OPEN_BOOK, EventKind.OVERRULE)


def add_event(connection: sqlite3.Connection, event: EventRecord, rules: Rules, now: int) -> None:
    """Write an event and derive its question again, inside a transaction.

    Writing the same event again changes nothing. Raises sqlite3.Error.
    """
    key = (storable(event.bank), storable(event.question))
    if event.kind in _OF_ANSWERS:
        event = event._replace(detail=_of_answer(connection, event))
    happened = _after(connection, _LAST_OF_QUESTION, key, event.happened)
    # Only to come after an event of a clock that was ahead.
    if utc_milliseconds(happened) > now:
        event = event._replace(happened=happened)
    insert_event(connection, event)
    rebuild.derive(connection, rules, now, key)


def _after(
    connection: sqlite3.Connection, last: str, values: tuple[str, ...], moment: datetime
) -> datetime:
    """Return a moment, but later than the last of some events.

    That may be from a machine whose clock was ahead; any later action must come after it.
    """
    (happened,) = connection.execute(last, values).fetchone()
    if happened is None:
        return moment
    return max(moment, datetime.fromisoformat(happened) + timedelta(milliseconds=1))


def _of_answer(connection: sqlite3.Connection, event: EventRecord) -> JsonObject:
    """Return the detail of an event with the time of the response concerned.

    Another machine may have answered the same question of the attempt at another time.
    """
    row = connection.execute(_MOMENT, (storable(event.attempt or ""), event.position)).fetchone()
    return event.detail if row is None else {"at": row[0], **event.detail}


_COUNTED = """
    SELECT a.id, a.uid, m.position, m.given_at, v.question, v.fingerprint, v.id, v.body, r.given,
           m.score, m.max_score, m.outcome
    FROM mark m JOIN response r ON r.id = m.response_id
    JOIN question_version v ON v.id = m.version_id JOIN attempt a ON a.id = m.attempt_id
    WHERE v.bank = ? ORDER BY v.question, a.started_at, a.uid, m.position
"""
_HAS_VERSION = "SELECT 1 FROM question_version WHERE bank = ? AND question = ? AND fingerprint = ?"
_LAST_REGRADE = "SELECT max(happened_at) FROM event WHERE kind = 'regrade'"


class CountedResponse(NamedTuple):
    """A response that counts, and its mark."""

    attempt: int
    """The number of its attempt."""
    uid: str
    """The uid of its attempt."""
    position: int
    at: int
    """When it was given, in milliseconds."""
    question: str
    fingerprint: str
    body: JsonObject
    """The question as it was answered; one object for all responses to one version."""
    given: Response
    mark: MarkRecord


class Regrade(NamedTuple):
    """Another mark of a response."""

    uid: str
    """Chosen by the caller, unique for ever (a random UUID in hexadecimal)."""
    response: CountedResponse
    version: VersionRecord
    """The version by which it was marked."""
    mark: MarkRecord
    why: str
    happened: datetime


def counted(connection: sqlite3.Connection, bank: str) -> list[CountedResponse]:
    """Return every response that counts to questions of a bank, by question, the oldest first.

    Raises sqlite3.Error, and StoreDamaged when one cannot be read.
    """
    # A version may have thousands of responses: it is parsed once.
    bodies: dict[int, JsonObject] = {}
    found = []
    for *place, version, body, given, score, max_score, outcome in connection.execute(
        _COUNTED, (storable(bank),)
    ):
        where = f"attempt {place[0]}"
        if version not in bodies:
            bodies[version] = object_of(body, where)
        mark = MarkRecord(score, max_score, outcome_of(outcome, where))
        found.append(CountedResponse._make((*place, bodies[version], given_of(given, where), mark)))
    return found


def regrade(
    connection: sqlite3.Connection, regrades: Sequence[Regrade], rules: Rules, now: int
) -> None:
    """Write new marks inside a transaction and derive everything again. Raises sqlite3.Error."""
    for each in regrades:
        key = each.version[:3]
        if connection.execute(_HAS_VERSION, tuple(map(storable, key))).fetchone() is None:
            add_version(connection, key, canonical(each.version.body))
        happened = _after(connection, _LAST_REGRADE, (), each.happened)
        insert_event(connection, _event(each, happened))
    rebuild.derive(connection, rules, now)


def _event(each: Regrade, happened: datetime) -> EventRecord:
    detail = {
        "at": each.response.at,
        "score": each.mark.score,
        "max_score": each.mark.max_score,
        "outcome": each.mark.outcome.value,
        "fingerprint": each.version.fingerprint,
        "why": each.why,
    }
    return EventRecord(
        each.uid,
        EventKind.REGRADE,
        each.version.bank,
        each.version.question,
        happened,
        each.response.uid,
        each.response.position,
        detail,
    )


# By the numbers of responses, which are in the order of recording, unlike their dates.
_FUTURE = """
    SELECT coalesce((SELECT max(p.response_id) FROM mark p
                     WHERE p.response_id < m.response_id AND p.future = 0), 0),
           m.response_id, a.id, a.uid, m.position, v.bank, v.question, m.given_at, m.at
    FROM mark m JOIN attempt a ON a.id = m.attempt_id JOIN question_version v ON v.id = m.version_id
    WHERE m.future = 1 ORDER BY m.response_id
"""
_RECORDED_AT = "SELECT at FROM mark WHERE response_id = ?"
_RECORDED_NEXT = """
    SELECT at FROM mark WHERE response_id > ? AND future = 0 ORDER BY response_id LIMIT 1
"""
_GAP = 1000
"""Milliseconds left between the last corrected answer and what came next."""


class Redate(NamedTuple):
    """The corrected time of a response."""

    uid: str
    """Of the event: unique for ever."""
    number: int
    """The number of its attempt."""
    attempt: str
    """The uid of its attempt."""
    position: int
    bank: str
    question: str
    at: int
    """When it was given by the clock of the machine, in milliseconds."""
    to: int
    """When it was given at the latest."""


def redates(connection: sqlite3.Connection, now: int) -> list[Redate]:
    """Return corrected times for all answers dated later than now. Raises sqlite3.Error.

    Answers recorded one after the other keep their distances; the last of them was given just
    before the next answer with a possible date, or before now.
    """
    found = []
    for before, rows in groupby(connection.execute(_FUTURE), key=itemgetter(0)):
        run = list(rows)
        end = _end(connection, before, run[-1][1], now)
        shift = end - _GAP - max(at for *_, at in run)
        for _, _, number, uid, position, bank, question, given, at in run:
            key = (number, uid, position, bank, question)
            # No moment before 1970 can be stored.
            found.append(Redate(uuid.uuid4().hex, *key, given, max(0, at + shift)))
    return found


def _end(connection: sqlite3.Connection, before: int, last: int, now: int) -> int:
    """Return the moment before which a run of responses was recorded."""
    earlier = connection.execute(_RECORDED_AT, (before,)).fetchone()
    later = connection.execute(_RECORDED_NEXT, (last,)).fetchone()
    if later is None or (earlier is not None and later[0] < earlier[0]):
        # Imported responses are numbered in an order that says nothing of their time.
        return now
    return min(now, int(later[0]))


def redate(
    connection: sqlite3.Connection, corrections: Sequence[Redate], moment: datetime, rules: Rules
) -> None:
    """Write corrected times inside a transaction and derive everything again."""
    for each in corrections:
        detail = {"at": each.at, "to": each.to}
        key = (each.bank, each.question, moment, each.attempt, each.position)
        insert_event(connection, EventRecord(each.uid, EventKind.REDATE, *key, detail))
    rebuild.derive(connection, rules, utc_milliseconds(moment))
