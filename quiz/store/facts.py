"""Canonical JSON and UTC times: the same facts always give the same text."""

import json
import re
from datetime import UTC, datetime, timedelta

from quiz.errors import StoreDamaged
from quiz.model.confidence import Confidence
from quiz.model.response import Outcome
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
