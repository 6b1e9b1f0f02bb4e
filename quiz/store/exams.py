"""Unfinished exams: begun, saved as they change, and handed in as a whole.

Until then their state is in the tables `exam` and `sheet`; one transaction turns all of it into
facts when the exam is handed in.
"""

import sqlite3
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from quiz.errors import AnsweredElsewhere, StoreError
from quiz.store import writes
from quiz.store.queries import given_of
from quiz.store.records import (
    AttemptRecord,
    ExamDetail,
    ExamRecord,
    Marking,
    Rules,
    SheetRecord,
    VersionRecord,
    canonical,
    confidence_of,
    damage,
    object_of,
    storable,
    utc_milliseconds,
    utc_text,
)

_NUMBER = "SELECT e.attempt_id FROM exam e JOIN attempt a ON a.id = e.attempt_id WHERE a.uid = ?"
_KNOWN = "SELECT 1 FROM attempt WHERE uid = ?"
_VERSION = "SELECT 1 FROM question_version WHERE bank = ? AND question = ? AND fingerprint = ?"
# Two windows may save the same exam; its clock must never go back.
_SAVE = "UPDATE exam SET spent = max(spent, ?), position = ?, saved_at = ? WHERE attempt_id = ?"
_SAVE_ENTRY = """
    INSERT OR REPLACE INTO sheet VALUES
        (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, checksum(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9))
"""
EXAM_SUM = "checksum(attempt_id, limit_seconds, spent, position, saved_at)"
"""The checksum of a row of `exam`."""
SHEET_SUM = """
    checksum(attempt_id, position, given, draft, flagged, confidence, seconds, hints_used,
             changed_at)
"""
"""The checksum of a row of `sheet`."""
_SEAL = f"UPDATE exam SET checksum = {EXAM_SUM} WHERE attempt_id = ?"
_DAMAGED = f"""
    SELECT 1 FROM exam WHERE attempt_id = ?1 AND checksum <> {EXAM_SUM}
    UNION SELECT 1 FROM sheet WHERE attempt_id = ?1 AND checksum <> {SHEET_SUM}
"""
_EXAM = "SELECT limit_seconds, spent, position, saved_at FROM exam WHERE attempt_id = ?"
_ENTRIES = """
    SELECT position, given, draft, flagged, confidence, seconds, hints_used, changed_at
    FROM sheet WHERE attempt_id = ? ORDER BY position
"""
_BODIES = """
    SELECT v.body FROM form_item f LEFT JOIN question_version v USING (bank, question, fingerprint)
    WHERE f.attempt_id = ? ORDER BY f.position
"""


def begin(
    connection: sqlite3.Connection,
    attempt: AttemptRecord,
    versions: Iterable[VersionRecord],
    exam: ExamRecord,
) -> None:
    """Write a new exam with the current versions of its questions, inside a transaction.

    Writing the same exam again changes nothing. Raises sqlite3.Error.
    """
    if connection.execute(_NUMBER, (storable(attempt.uid),)).fetchone() is not None:
        return
    number = writes.add_attempt(connection, attempt).number
    # All versions now, not with the responses: the bank may change while the exam is under way.
    for version in versions:
        key = (storable(version.bank), storable(version.question), storable(version.fingerprint))
        if connection.execute(_VERSION, key).fetchone() is None:
            writes.add_version(connection, key, canonical(version.body))
    row = (number, exam.limit, exam.spent, exam.position, utc_text(exam.saved))
    connection.execute(
        "INSERT INTO exam VALUES (?1, ?2, ?3, ?4, ?5, checksum(?1, ?2, ?3, ?4, ?5))", row
    )


def save(
    connection: sqlite3.Connection, uid: str, exam: ExamRecord, entries: Iterable[SheetRecord]
) -> None:
    """Write the progress of an exam and the changed entries of its sheet, inside a transaction.

    The limit is not changed. Raises AnsweredElsewhere if the exam was handed in elsewhere, and
    sqlite3.Error.
    """
    _save(connection, _under_way(connection, uid), exam, entries)


def _save(
    connection: sqlite3.Connection, number: int, exam: ExamRecord, entries: Iterable[SheetRecord]
) -> None:
    connection.execute(_SAVE, (exam.spent, exam.position, utc_text(exam.saved), number))
    connection.execute(_SEAL, (number,))
    connection.executemany(_SAVE_ENTRY, ((number, *_written(entry)) for entry in entries))


def _written(entry: SheetRecord) -> tuple[object, ...]:
    return (
        entry.position,
        None if entry.given is None else canonical(entry.given),
        canonical(entry.draft),
        entry.flagged,
        entry.confidence,
        entry.seconds,
        entry.hints_used,
        utc_text(entry.changed),
    )


def remove_limit(connection: sqlite3.Connection, uid: str) -> None:
    """Remove the time limit of an exam, inside a transaction. Raises the same as `save`."""
    number = _under_way(connection, uid)
    connection.execute("UPDATE exam SET limit_seconds = NULL WHERE attempt_id = ?", (number,))
    connection.execute(_SEAL, (number,))


def load(connection: sqlite3.Connection, uid: str) -> ExamDetail:
    """Return an unfinished exam. Raises AnsweredElsewhere, StoreDamaged and sqlite3.Error."""
    number = _under_way(connection, uid)
    where = f"attempt {number}"
    if connection.execute(_DAMAGED, (number,)).fetchone() is not None:
        raise damage(f"the answer sheet of {where}")
    limit, spent, position, saved = connection.execute(_EXAM, (number,)).fetchone()
    return ExamDetail(
        ExamRecord(limit, spent, position, _moment(saved, where)),
        _entries(connection, number),
        tuple(object_of(text or "", where) for (text,) in connection.execute(_BODIES, (number,))),
    )


def hand_in(
    connection: sqlite3.Connection,
    attempt: AttemptRecord,
    exam: ExamRecord,
    entries: Iterable[SheetRecord],
    marking: Marking,
    moment: datetime,
    rules: Rules,
) -> None:
    """Write the last changes, then the whole sheet as responses, and finish the attempt.

    Runs inside a transaction, so that exactly the stored sheet is marked, whatever another window
    wrote. Raises the same as `save`.
    """
    number = _under_way(connection, attempt.uid)
    _save(connection, number, exam, entries)
    # Marked from the table, not from the caller's sheet: another window may have added answers.
    for response, version, mark in marking(_entries(connection, number)):
        writes.add_response(
            connection, attempt, response, version, mark, rules, utc_milliseconds(moment)
        )
    connection.execute("DELETE FROM sheet WHERE attempt_id = ?", (number,))
    connection.execute("DELETE FROM exam WHERE attempt_id = ?", (number,))
    writes.finish(connection, attempt.uid, utc_text(moment))


def _under_way(connection: sqlite3.Connection, uid: str) -> int:
    known = connection.execute(_NUMBER, (storable(uid),)).fetchone()
    if known is None:
        if connection.execute(_KNOWN, (storable(uid),)).fetchone() is None:
            raise StoreError("This exam is not in the history, which was replaced meanwhile.")
        raise AnsweredElsewhere("This exam was already handed in in another window.")
    return int(known[0])


def _entries(connection: sqlite3.Connection, number: int) -> tuple[SheetRecord, ...]:
    return tuple(
        _entry(row, f"attempt {number}") for row in connection.execute(_ENTRIES, (number,))
    )


def _entry(row: tuple[Any, ...], where: str) -> SheetRecord:
    position, given, draft, flagged, confidence, seconds, hints, changed = row
    return SheetRecord(
        position,
        None if given is None else given_of(given, where),
        given_of(draft, where),
        bool(flagged),
        confidence_of(confidence, where),
        seconds,
        hints,
        _moment(changed, where),
    )


def _moment(text: str, where: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError as error:
        raise damage(where) from error
