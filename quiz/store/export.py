"""Export of the whole history as JSON Lines; equal histories give equal files.

The first line is a header, followed by versions of questions, attempts, responses and events, each
group sorted by its keys. The file is pure ASCII, so that it can be shown anywhere.
"""

import json
import sqlite3
from collections.abc import Iterator
from typing import NamedTuple

from quiz.store.records import parsed

FORMAT = "verbatim-quiz history"
VERSION = 1

_SETTLED = "a.id NOT IN (SELECT attempt_id FROM exam)"
"""Leaves out unfinished exams, which change until they are handed in."""
_COUNTS = f"""
    SELECT (SELECT count(*) FROM question_version) + (SELECT count(*) FROM version_elsewhere),
           (SELECT count(*) FROM attempt a WHERE {_SETTLED}),
           (SELECT count(*) FROM response r JOIN attempt a ON a.id = r.attempt_id WHERE {_SETTLED}),
           (SELECT count(*) FROM event)
"""
_VERSIONS = """
    SELECT bank, question, fingerprint, body FROM question_version
    UNION ALL
    SELECT v.bank, v.question, v.fingerprint, e.body
    FROM version_elsewhere e JOIN question_version v ON v.id = e.version_id
    ORDER BY 1, 2, 3, 4
"""
# By uid, since the numbers of attempts differ between machines.
_ATTEMPTS = f"""
    SELECT a.id, a.uid, a.mode, a.seed, a.title, a.banks, a.started_at, a.finished_at, t.measured
    FROM attempt a JOIN attempt_total t ON t.attempt_id = a.id WHERE {_SETTLED} ORDER BY a.uid
"""
_FORM = """
    SELECT bank, question, fingerprint, points, option_order
    FROM form_item WHERE attempt_id = ? ORDER BY position
"""
_RESPONSES = f"""
    SELECT a.uid, r.position, r.answered_at, r.given, v.fingerprint, r.option_order, r.confidence,
           r.seconds, r.hints_used, m.score, m.max_score, m.outcome
    FROM response r JOIN attempt a ON a.id = r.attempt_id
    JOIN question_version v ON v.id = r.version_id LEFT JOIN mark m ON m.response_id = r.id
    WHERE {_SETTLED} ORDER BY a.uid, r.position, r.answered_at, r.given
"""
_EVENTS = """
    SELECT uid, kind, bank, question, attempt_uid, position, detail, happened_at
    FROM event ORDER BY uid
"""
# Sorted keys and no spaces, so that equal histories give equal bytes.
_encode = json.JSONEncoder(sort_keys=True, separators=(",", ":")).encode


class ExportCounts(NamedTuple):
    """The number of facts of each group."""

    versions: int = 0
    attempts: int = 0
    responses: int = 0
    events: int = 0


def amounts(connection: sqlite3.Connection) -> ExportCounts:
    """Return the number of facts in an export. Raises sqlite3.Error."""
    return ExportCounts(*connection.execute(_COUNTS).fetchone())


def lines(connection: sqlite3.Connection) -> Iterator[str]:
    """Yield the lines of an export without line ends. Raises StoreDamaged, sqlite3.Error."""
    header = {"format": FORMAT, "version": VERSION, **amounts(connection)._asdict()}
    yield _encode(header)
    for group in (_versions, _attempts, _responses, _events):
        yield from map(_encode, group(connection))


def _versions(connection: sqlite3.Connection) -> Iterator[dict[str, object]]:
    for bank, question, fingerprint, body in connection.execute(_VERSIONS):
        yield {
            "line": "version",
            "bank": bank,
            "question": question,
            "fingerprint": fingerprint,
            "body": parsed(body, f"a version of question {question}"),
        }


def _attempts(connection: sqlite3.Connection) -> Iterator[dict[str, object]]:
    for number, uid, mode, seed, title, banks, started, finished, measured in connection.execute(
        _ATTEMPTS
    ):
        where = f"attempt {number}"
        yield {
            "line": "attempt",
            "uid": uid,
            "mode": mode,
            "seed": seed,
            "title": title,
            "banks": parsed(banks, where),
            "started": started,
            "finished": finished,
            "measured": bool(measured),
            "form": [
                {
                    "bank": bank,
                    "question": question,
                    "fingerprint": fingerprint,
                    "points": points,
                    "order": parsed(order, where),
                }
                for bank, question, fingerprint, points, order in connection.execute(
                    _FORM, (number,)
                )
            ],
        }


def _responses(connection: sqlite3.Connection) -> Iterator[dict[str, object]]:
    for row in connection.execute(_RESPONSES):
        number, position, answered, given, fingerprint, order, confidence, *rest = row
        seconds, hints, score, max_score, outcome = rest
        where = f"a response of attempt {number}"
        mark = {"score": score, "max_score": max_score, "outcome": outcome}
        yield {
            "line": "response",
            "attempt": number,
            "position": position,
            "answered": answered,
            "given": parsed(given, where),
            "fingerprint": fingerprint,
            "order": parsed(order, where),
            "confidence": confidence,
            "seconds": seconds,
            "hints": hints,
            "mark": None if outcome is None else mark,
        }


def _events(connection: sqlite3.Connection) -> Iterator[dict[str, object]]:
    for uid, kind, bank, question, attempt, position, detail, happened in connection.execute(
        _EVENTS
    ):
        yield {
            "line": "event",
            "uid": uid,
            "kind": kind,
            "bank": bank,
            "question": question,
            "attempt": attempt,
            "position": position,
            "detail": parsed(detail, f"event {uid}"),
            "happened": happened,
        }
