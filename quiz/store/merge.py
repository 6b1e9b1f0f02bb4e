"""Merges an exported history: a union of facts, the same in any order.

Of several responses to the same question of an attempt the earliest counts, ties broken by the
response; only that one has a mark. An attempt ends when it was first finished. Everything else is
derived again afterwards.
"""

import sqlite3
from collections.abc import Iterable
from typing import NamedTuple

from quiz.errors import BadHistory
from quiz.store import rebuild, writes
from quiz.store.export import ExportCounts
from quiz.store.import_reader import AttemptEntry, Entry, ImportedEntry, ResponseEntry
from quiz.store.rebuild import total
from quiz.store.records import (
    EventRecord,
    MarkRecord,
    Rules,
    VersionRecord,
    canonical,
    digest,
    parsed,
    utc_milliseconds,
)

_VERSION = """
    SELECT id, digest, body FROM question_version
    WHERE bank = ? AND question = ? AND fingerprint = ?
"""
_ELSEWHERE = "INSERT OR IGNORE INTO version_elsewhere VALUES (?, ?, ?)"
_ATTEMPT = "SELECT id, digest FROM attempt WHERE uid = ?"
_FINISH = """
    UPDATE attempt SET finished_at = :moment
    WHERE id = :attempt AND (finished_at IS NULL OR finished_at > :moment)
"""
_SEAL = """
    UPDATE attempt_total SET checksum = checksum(
        attempt_id, measured, (SELECT finished_at FROM attempt WHERE id = attempt_id))
    WHERE attempt_id = ?
"""
# An attempt counts as measured only if both machines agree.
_MEASURE = "UPDATE attempt_total SET measured = min(measured, ?) WHERE attempt_id = ?"
_RESPONSE = """
    SELECT option_order, given, confidence, seconds, hints_used, answered_at, version_id
    FROM response WHERE attempt_id = ? AND position = ? AND answered_at = ? AND given = ?
"""
_COUNTED = """
    SELECT r.answered_at, r.given FROM mark m JOIN response r ON r.id = m.response_id
    WHERE m.attempt_id = ? AND m.position = ?
"""
_DROP_MARK = "DELETE FROM mark WHERE attempt_id = ? AND position = ?"
_EVENT = "SELECT digest FROM event WHERE uid = ?"


class Merged(NamedTuple):
    """The number of new and of known facts in a merge."""

    new: ExportCounts
    known: ExportCounts


def merge(
    connection: sqlite3.Connection, entries: Iterable[ImportedEntry], rules: Rules, now: int
) -> Merged:
    """Add facts inside a transaction and derive everything again.

    Raises `BadHistory` when one contradicts the history, whatever else reading `entries` raises,
    and sqlite3.Error; nothing may then be committed.
    """
    merging = _Merging(connection)
    for where, entry in entries:
        try:
            merging.take(entry)
        except _Contradicts as error:
            raise BadHistory(f"{where}: {error}") from None
    # Totals first: they say how many responses the check for damage expects.
    total(connection)
    rebuild.derive(connection, rules, now)
    return Merged(merging.new, merging.known)


class _Contradicts(Exception):
    """An imported fact and the history cannot both be true."""


class _Merging:
    """Adds facts one by one; facts must come after those that they refer to."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._tip = writes.tip(connection)
        self._attempts: dict[str, writes.Fact] = {}
        self._versions: dict[tuple[str, ...], writes.Fact] = {}
        self.new = ExportCounts()
        self.known = ExportCounts()

    def take(self, entry: Entry) -> None:
        """Add one fact. Raises _Contradicts, sqlite3.Error."""
        match entry:
            case VersionRecord():
                self._count("versions", self._version(entry))
            case AttemptEntry():
                self._count("attempts", self._attempt(entry))
            case ResponseEntry():
                self._count("responses", self._response(entry))
            case EventRecord():
                self._count("events", self._event(entry))

    def _count(self, group: str, new: bool) -> None:
        amounts = self.new if new else self.known
        counted = amounts._replace(**{group: getattr(amounts, group) + 1})
        if new:
            self.new = counted
        else:
            self.known = counted

    def _version(self, version: VersionRecord) -> bool:
        """Add a version; of a known one, keep the quote positions found on the other machine."""
        key, body = version[:3], canonical(version.body)
        known = self._connection.execute(_VERSION, key).fetchone()
        if known is None:
            self._versions[key] = writes.add_version(self._connection, key, body)
            return True
        # The fingerprint covers the question but not where its quotes were found.
        here = parsed(known[2], f"a version of question {version.question}")
        if not isinstance(here, dict) or here.get("question") != version.body.get("question"):
            raise _Contradicts("the history has another question with this fingerprint")
        # A response refers to the version by a digest that covers the whole body.
        fact = self._versions[key] = writes.Fact(*known[:2])
        proof = digest(*key, body)
        if proof == fact.digest:
            return False
        return self._connection.execute(_ELSEWHERE, (fact.number, proof, body)).rowcount > 0

    def _attempt(self, entry: AttemptEntry) -> bool:
        uid = entry.record.uid
        known = self._connection.execute(_ATTEMPT, (uid,)).fetchone()
        if known is None:
            fact = writes.add_attempt(self._connection, entry.record)
        else:
            fact = writes.Fact(*known)
            if fact.digest != writes.as_rows(entry.record).digest:
                raise _Contradicts("the history has another attempt with this uid")
        self._attempts[uid] = fact
        self._connection.execute(_MEASURE, (entry.record.measured, fact.number))
        if entry.finished is not None:
            self._finish(fact.number, entry.finished)
        self._connection.execute(_SEAL, (fact.number,))
        return known is None

    def _finish(self, attempt: int, moment: str) -> None:
        self._connection.execute(_FINISH, {"attempt": attempt, "moment": moment})
        # An exam that was handed in on another machine is finished here too.
        for table in ("sheet", "exam"):
            self._connection.execute(f"DELETE FROM {table} WHERE attempt_id = ?", (attempt,))

    def _response(self, entry: ResponseEntry) -> bool:
        attempt, version = self._attempts[entry.attempt], self._versions[entry.version]
        facts = writes.written(entry.record)
        place = (attempt.number, entry.record.position)
        _, given, *_, answered = facts
        known = self._connection.execute(_RESPONSE, (*place, answered, given)).fetchone()
        if known is not None:
            if known != (*facts, version.number):
                raise _Contradicts("the history has another response with this time")
            return False
        self._tip = writes.append(self._connection, self._tip, attempt, version, entry.record)
        if entry.mark is not None:
            self._mark(entry, entry.mark, place, version.number)
        return True

    def _mark(
        self, entry: ResponseEntry, mark: MarkRecord, place: tuple[int, int], version: int
    ) -> None:
        """Mark the response just written, unless an earlier one counts."""
        response = entry.record
        _, given, *_, answered = writes.written(response)
        # The earliest, then the smaller text: a rule that does not depend on the order of merging.
        counted = self._connection.execute(_COUNTED, place).fetchone()
        if counted is not None and counted <= (answered, given):
            return
        self._connection.execute(_DROP_MARK, place)
        at = utc_milliseconds(response.answered)
        values = (version, at, response.confidence, mark.score, mark.max_score, mark.outcome.value)
        self._connection.execute(writes.ADD_MARK, (self._tip.number, *place, *values, 0, 0, 0))

    def _event(self, event: EventRecord) -> bool:
        if writes.insert_event(self._connection, event):
            return True
        (known,) = self._connection.execute(_EVENT, (event.uid,)).fetchone()
        if known != digest(*writes.event_facts(event)):
            raise _Contradicts("the history has another event with this uid")
        return False
