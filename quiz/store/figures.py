"""Figures over all responses: by version of a question, by time and by confidence."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any, NamedTuple

from quiz.errors import StoreDamaged
from quiz.model.response import LATEST, Confidence, Key, Outcome
from quiz.store.records import (
    ALL,
    JsonObject,
    ResponseFilter,
    canonical,
    check_moments,
    check_types,
    confidence_of,
    damage,
    object_of,
    parsed,
)

BUCKET = 15 * 60 * 1000
"""Milliseconds of a period: study days begin on such a boundary in every time zone."""

_IS_RIGHT = f"m.outcome = '{Outcome.RIGHT.value}'"
_COUNTED = f"m.taken_back = 0 AND m.future = 0 AND m.at < {LATEST}"
_NARROWED = "m.version_id IN (SELECT value FROM json_each(:versions))"
# One damaged version must not hide all others; `quiz doctor` reports it.
_BODY = "CASE WHEN json_valid(v.body) THEN v.body ELSE 'null' END"
_VERSIONS = f"""
    SELECT v.bank, v.question, v.fingerprint, json_extract(v.body, '$.question.type'),
           coalesce(json_extract(v.body, '$.question.prompt'),
                    json_extract(v.body, '$.question.text')),
           json_extract(v.body, '$.question.tags'), n.*
    FROM (SELECT m.version_id, count(*), sum({_IS_RIGHT}), sum(m.spaced),
                 sum(m.spaced = 1 AND {_IS_RIGHT}), min(m.at) AS first, max(m.at)
          FROM mark m WHERE {_COUNTED} AND {{narrowed}} GROUP BY m.version_id) n
    JOIN (SELECT id, bank, question, fingerprint, {_BODY} AS body FROM question_version v) v
        ON v.id = n.version_id
    ORDER BY v.bank, v.question, n.first, v.fingerprint
"""
_NAMES = f"""
    SELECT id, bank, question, json_extract(body, '$.question.type'),
           json_extract(body, '$.question.tags')
    FROM (SELECT id, bank, question, {_BODY} AS body FROM question_version v)
"""
# Integer division rounds each moment down to the start of its period.
_BUCKETS = f"""
    SELECT m.at / {BUCKET} * {BUCKET}, count(*), sum({_IS_RIGHT}) FROM mark m
    WHERE {_COUNTED} AND {{narrowed}} GROUP BY 1 ORDER BY 1
"""
# Only versions answered with a confidence, since each of these bodies must be parsed.
_STATED = """
    SELECT id, body FROM question_version
    WHERE id IN (SELECT version_id FROM mark WHERE confidence IS NOT NULL)
"""
# Added up within a version before the join, so that the join has few rows.
_CONFIDENCES = f"""
    SELECT n.confidence, o.options, n.is_right, n.fraction, sum(n.answers)
    FROM (SELECT m.version_id, m.confidence, {_IS_RIGHT} AS is_right,
                 CASE WHEN m.max_score > 0 THEN m.score / m.max_score ELSE {_IS_RIGHT} END
                     AS fraction,
                 count(*) AS answers
          FROM mark m WHERE m.confidence IS NOT NULL AND {_COUNTED} AND {{narrowed}}
          GROUP BY 1, 2, 3, 4) n
    LEFT JOIN (SELECT CAST(key AS INTEGER) AS version_id, value AS options
               FROM json_each(:options)) o USING (version_id)
    GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
"""
# Of several judgements on one response, the last holds: the row with the largest moment.
_OVERRULED = f"""
    SELECT count(*) FROM mark m JOIN attempt a ON a.id = m.attempt_id JOIN (
        SELECT attempt_uid, position, json_extract(detail, '$.at') AS at,
               json_extract(detail, '$.right') AS judged, max(happened_at || uid)
        FROM event WHERE kind = 'overrule' AND json_valid(detail) GROUP BY 1, 2, 3
    ) e ON e.attempt_uid = a.uid AND e.position = m.position AND e.at = m.given_at
    WHERE e.judged = 1 AND NOT {_IS_RIGHT} AND {_COUNTED} AND {{narrowed}}
"""
# The newest attempt at the same banks has the current title.
_TITLES = """
    SELECT banks, title FROM attempt WHERE id IN (SELECT max(id) FROM attempt GROUP BY banks)
"""
# Only of available banks: a bank that is merely not here has not lost its questions.
_GONE = """
    SELECT bank, question FROM memory m
    WHERE EXISTS (SELECT 1 FROM offered o WHERE o.bank = m.bank) AND NOT EXISTS
        (SELECT 1 FROM offered o WHERE o.bank = m.bank AND o.question = m.question)
"""


_VERSION_TYPES = (str, str, str, *(int,) * 6)
OptionsOf = Callable[[JsonObject], int | None]
"""Returns among how many options a stored version asks for one, None for other questions."""


class VersionFigures(NamedTuple):
    """The responses to one version of a question."""

    bank: str
    question: str
    fingerprint: str
    kind: str
    """The type; empty when the version does not name one."""
    prompt: str
    """The prompt, or else the text, or else the question's id."""
    tags: tuple[str, ...]
    answers: int
    right: int
    spaced: int
    """Answers given more than half a day after the previous one."""
    spaced_right: int
    first: int
    """Milliseconds since 1970 UTC, as all moments here."""
    last: int

    @property
    def key(self) -> Key:
        """The question."""
        return self.bank, self.question


class BucketFigures(NamedTuple):
    """The responses of a quarter of an hour."""

    start: int
    answers: int
    right: int


class ConfidenceFigures(NamedTuple):
    """The responses with the same confidence, number of options and mark."""

    confidence: Confidence
    options: int | None
    """Number of options where one of them was to be chosen; None for other questions."""
    right: bool
    fraction: float
    """Share of the points, 0 to 1."""
    answers: int


class Figures(NamedTuple):
    """All figures over responses at one moment."""

    versions: tuple[VersionFigures, ...]
    """Ordered by question, then by the first answer."""
    buckets: tuple[BucketFigures, ...]
    """Oldest first; periods without answers are left out."""
    confidences: tuple[ConfidenceFigures, ...]
    titles: dict[str, str]
    """Titles of banks by id, from the newest attempt at that bank only."""
    gone: frozenset[Key]
    """Questions that have been removed from an available bank."""
    keys: frozenset[Key] | None
    """The questions that count; None for all."""
    overruled: int
    """How many responses were judged right by the learner, against their verdicts."""


def figures(
    connection: sqlite3.Connection, response_filter: ResponseFilter, options_of: OptionsOf
) -> Figures:
    """Return the figures over the responses that count.

    Raises sqlite3.Error, and StoreDamaged when a confidence cannot be read.
    """
    versions = None if response_filter == ALL else _versions(connection, response_filter)
    named = {
        "versions": canonical(list(versions or ())),
        "options": canonical(dict(_options(connection, options_of))),
    }
    narrowed = "1" if versions is None else _NARROWED

    def rows(statement: str) -> Iterator[tuple[Any, ...]]:
        return connection.execute(statement.format(narrowed=narrowed), named)

    return Figures(
        tuple(map(_version, rows(_VERSIONS))),
        tuple(map(_bucket, rows(_BUCKETS))),
        tuple(map(_confidence, rows(_CONFIDENCES))),
        dict(_titles(rows(_TITLES))),
        frozenset((bank, question) for bank, question in rows(_GONE)),
        None if versions is None else frozenset(versions.values()),
        next(rows(_OVERRULED))[0],
    )


def _versions(connection: sqlite3.Connection, response_filter: ResponseFilter) -> dict[int, Key]:
    """Return the questions whose versions count, by version id."""
    return {
        number: (bank, question)
        for number, bank, question, kind, tags in connection.execute(_NAMES)
        if response_filter.holds((bank, question), str(kind or ""), _tags(tags))
    }


def _options(connection: sqlite3.Connection, options_of: OptionsOf) -> Iterator[tuple[str, int]]:
    """Yield the ids of the versions that ask for one of several options, and how many these are."""
    for number, body in connection.execute(_STATED):
        # Damaged bodies are reported by `verify`.
        with suppress(StoreDamaged):
            if options := options_of(object_of(body, "a version of a question")):
                yield str(number), options


def _version(row: tuple[Any, ...]) -> VersionFigures:
    bank, question, fingerprint, question_type, prompt, tags, _, *counts = row
    what = f"the answers to question {bank}/{question}"
    check_types((bank, question, fingerprint, *counts), _VERSION_TYPES, what)
    check_moments(counts[-2:], what)
    texts = (str(question_type or ""), str(prompt or question), _tags(tags))
    return VersionFigures(bank, question, fingerprint, *texts, *counts)


def _bucket(row: tuple[Any, ...]) -> BucketFigures:
    what = "the times of the answers"
    check_types(row, (int, int, int), what)
    check_moments(row[:1], what)
    return BucketFigures._make(row)


def _tags(written: str | None) -> tuple[str, ...]:
    value = parsed(written, "a question") if written else None
    return tuple(str(tag) for tag in value) if isinstance(value, list) else ()


def _confidence(row: tuple[Any, ...]) -> ConfidenceFigures:
    stated, options, right, fraction, answers = row
    if not isinstance(fraction, int | float) or not 0 <= fraction <= 1:
        raise damage("the score of an answer")
    level = confidence_of(stated, "the confidence of an answer")
    assert level is not None
    return ConfidenceFigures(level, options, bool(right), fraction, answers)


def _titles(rows: Iterator[tuple[Any, ...]]) -> Iterator[tuple[str, str]]:
    """Yield ids and titles of banks; damaged lists of banks are skipped."""
    for written, title in rows:
        try:
            banks = parsed(written, "the banks of an attempt")
        except StoreDamaged:
            continue
        if isinstance(banks, list) and len(banks) == 1:
            yield str(banks[0]), title
