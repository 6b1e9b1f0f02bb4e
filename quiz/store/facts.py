"""Canonical JSON and UTC times: the same facts always give the same text."""

import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from quiz.errors import StoreDamaged
from quiz.model.response import Confidence, Outcome
from quiz.store.records import JsonObject
from quiz.text.cleaning import REPLACEMENT

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SURROGATES = re.compile("[\ud800-\udfff]")
_encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


def canonical(value: object) -> str:
    """Return JSON with sorted keys, no spaces, and lone surrogates replaced."""
    return storable(_encode(value))


def storable(text: str) -> str:
    """Return `text` as UTF-8 can hold it: lone surrogates are replaced."""
    return text if text.isascii() else _SURROGATES.sub(REPLACEMENT, text)


def parsed(text: str, what: str) -> object:
    """Return what canonical JSON from the history says. Raises StoreDamaged."""
    try:
        value: object = json.loads(text)
    except (ValueError, TypeError, RecursionError) as error:
        raise StoreDamaged(f"The history is damaged at {what}; run `quiz doctor`.") from error
    return value


def confidence_of(value: object, what: str) -> Confidence | None:
    """Return the level that the history holds, None for none. Raises StoreDamaged."""
    if value is None:
        return None
    try:
        return Confidence(int(str(value)))
    except ValueError as error:
        raise StoreDamaged(f"The history is damaged at {what}; run `quiz doctor`.") from error


def outcome_of(value: object, what: str) -> Outcome:
    """Return the outcome that the history holds. Raises StoreDamaged."""
    try:
        return Outcome(str(value))
    except ValueError as error:
        raise StoreDamaged(f"The history is damaged at {what}; run `quiz doctor`.") from error


def object_of(text: str, what: str) -> JsonObject:
    """Return the mapping that canonical JSON from the history holds. Raises StoreDamaged."""
    value = parsed(text, what)
    if not isinstance(value, dict):
        raise StoreDamaged(f"The history is damaged at {what}; run `quiz doctor`.")
    return value


def utc_text(moment: datetime) -> str:
    """Return a time as UTC, ISO 8601 with milliseconds and `Z`. Raises ValueError when naive."""
    return _aware(moment).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def utc_milliseconds(moment: datetime) -> int:
    """Return a time in whole milliseconds since 1970 UTC, as `utc_text` has it."""
    return (_aware(moment) - _EPOCH) // timedelta(milliseconds=1)


def utc_stamp(moment: datetime) -> str:
    """Return a time as UTC for file names, `YYYYMMDDTHHMMSSZ`. Raises ValueError when naive."""
    return _aware(moment).strftime("%Y%m%dT%H%M%SZ")


def _aware(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("a time without a zone cannot be stored")
    return moment.astimezone(UTC)


GENESIS = bytes(32)
"""Stands before the first response."""
MAX_PROBLEMS = 20
"""No more problems than this are listed."""

_VERSIONS = """
    SELECT id, digest, bank, question, fingerprint, body FROM question_version
    UNION ALL
    SELECT v.id, e.digest, v.bank, v.question, v.fingerprint, e.body
    FROM version_elsewhere e JOIN question_version v ON v.id = e.version_id
    ORDER BY 1
"""
_ATTEMPTS = "SELECT id, digest, uid, mode, seed, title, banks, started_at FROM attempt ORDER BY id"
_FORM = """
    SELECT position, bank, question, fingerprint, points, option_order
    FROM form_item WHERE attempt_id = ? ORDER BY position
"""
_LOST = """
    SELECT t.attempt_id, t.answered, count(DISTINCT r.position)
    FROM attempt_total t LEFT JOIN response r ON r.attempt_id = t.attempt_id
    GROUP BY t.attempt_id HAVING t.answered <> count(DISTINCT r.position) ORDER BY t.attempt_id
"""
_EVENTS = """
    SELECT id, digest, uid, kind, bank, question, attempt_uid, position, detail, happened_at
    FROM event ORDER BY id
"""
_RESPONSES = """
    SELECT r.chain, r.id, a.digest, r.position, v.digest, r.option_order, r.given, r.confidence,
           r.seconds, r.hints_used, r.answered_at
    FROM response r LEFT JOIN attempt a ON a.id = r.attempt_id
    LEFT JOIN question_version v ON v.id = r.version_id
    ORDER BY r.id
"""


def digest(*facts: object) -> bytes:
    """Return SHA-256 (32 bytes) over the canonical JSON of some facts; bytes as hexadecimal."""
    return link(b"", *facts)


def link(previous: bytes, *facts: object) -> bytes:
    """Return the hash (32 bytes) of a response that follows the one with the hash `previous`."""
    # Imported late: it loads OpenSSL, which the first screen has no use for.
    import hashlib

    plain = [fact.hex() if isinstance(fact, bytes) else fact for fact in facts]
    return hashlib.sha256(previous + canonical(plain).encode()).digest()


def verify(connection: sqlite3.Connection) -> list[str]:
    """Return what is not as it was written, first the responses in their order; at most 20 lines.

    Raises sqlite3.Error when the tables cannot be read at all.
    """
    problems: list[str] = []
    with _lenient(connection):
        for search in (_bad_responses, _lost_responses, _bad_attempts, _bad_versions, _bad_events):
            for problem in search(connection):
                problems.append(problem)
                if len(problems) == MAX_PROBLEMS:
                    return problems
    return problems


@contextmanager
def _lenient(connection: sqlite3.Connection) -> Iterator[None]:
    """Read text whose bytes are damaged as other text, which no hash will match."""
    strict = connection.text_factory
    connection.text_factory = lambda data: data.decode("utf-8", "replace")
    try:
        yield
    finally:
        connection.text_factory = strict


def _bad_responses(connection: sqlite3.Connection) -> Iterator[str]:
    previous, expected = GENESIS, 1
    for chain, number, *facts in connection.execute(_RESPONSES):
        if number != expected:
            yield f"response {expected} is missing"
        elif chain != link(previous, number, *facts):
            yield f"response {number} is not as it was written"
        previous = chain if isinstance(chain, bytes) else GENESIS
        expected = number + 1


def _lost_responses(connection: sqlite3.Connection) -> Iterator[str]:
    for number, counted, found in connection.execute(_LOST):
        yield f"attempt {number} counted {counted} responses, {found} are there"


def _bad_attempts(connection: sqlite3.Connection) -> Iterator[str]:
    for number, stored, *facts in connection.execute(_ATTEMPTS):
        form = [list(row) for row in connection.execute(_FORM, (number,))]
        if stored != digest(*facts, form):
            yield f"attempt {number} is not as it was written"


def _bad_versions(connection: sqlite3.Connection) -> Iterator[str]:
    for number, stored, *facts in connection.execute(_VERSIONS):
        if stored != digest(*facts):
            yield f"question version {number} is not as it was written"


def _bad_events(connection: sqlite3.Connection) -> Iterator[str]:
    for number, stored, *facts in connection.execute(_EVENTS):
        if stored != digest(*facts):
            yield f"event {number} is not as it was written"
