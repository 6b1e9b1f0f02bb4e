"""Responses that count, to be marked anew, and the marks that hold from now on."""

import sqlite3
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from quiz.model.response import Response
from quiz.store import rows, study
from quiz.store.facts import canonical, object_of, outcome_of, storable
from quiz.store.reading import given_of
from quiz.store.records import EventKind, EventRecord, JsonObject, MarkRecord, Rules, VersionRecord

_COUNTED = """
    SELECT a.id, a.uid, m.position, m.at, v.question, v.fingerprint, v.id, v.body, r.given,
           m.score, m.max_score, m.outcome
    FROM mark m JOIN response r ON r.id = m.response_id
    JOIN question_version v ON v.id = m.version_id JOIN attempt a ON a.id = m.attempt_id
    WHERE v.bank = ? ORDER BY v.question, a.started_at, a.uid, m.position
"""
_HAS_VERSION = "SELECT 1 FROM question_version WHERE bank = ? AND question = ? AND fingerprint = ?"
_LAST = "SELECT max(happened_at) FROM event WHERE kind = 'regrade'"


class Counted(NamedTuple):
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
    response: Counted
    version: VersionRecord
    """What it was marked by."""
    mark: MarkRecord
    why: str
    happened: datetime


def counted(connection: sqlite3.Connection, bank: str) -> list[Counted]:
    """Return every response that counts to questions of a bank, by question, the oldest first.

    Raises sqlite3.Error, and StoreDamaged when one cannot be read.
    """
    bodies: dict[int, JsonObject] = {}
    found = []
    for *place, version, body, given, score, most, outcome in connection.execute(
        _COUNTED, (storable(bank),)
    ):
        where = f"attempt {place[0]}"
        if version not in bodies:
            bodies[version] = object_of(body, where)
        mark = MarkRecord(score, most, outcome_of(outcome, where))
        found.append(Counted._make((*place, bodies[version], given_of(given, where), mark)))
    return found


def regrade(connection: sqlite3.Connection, regrades: Sequence[Regrade], rules: Rules) -> None:
    """Write other marks inside a transaction and derive everything anew. Raises sqlite3.Error."""
    (last,) = connection.execute(_LAST).fetchone()
    # The clock of the machine that regraded before may have been ahead: the newest is to hold.
    earliest = None if last is None else datetime.fromisoformat(last) + timedelta(milliseconds=1)
    for each in regrades:
        key = each.version[:3]
        if connection.execute(_HAS_VERSION, tuple(map(storable, key))).fetchone() is None:
            rows.add_version(connection, key, canonical(each.version.body))
        happened = each.happened if earliest is None else max(each.happened, earliest)
        rows.add_event(connection, _event(each, happened))
    study.derive(connection, rules)


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
