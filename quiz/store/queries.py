"""Reading the history: lists of attempts, one attempt, the figures of banks."""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple, cast

from quiz.errors import StoreDamaged, UsageError
from quiz.model.memory import LATEST, Key
from quiz.model.response import Confidence, Mode, Order, Outcome, Response
from quiz.store.facts import canonical, confidence_of, object_of, outcome_of, parsed, storable
from quiz.store.rebuild import state_of
from quiz.store.records import (
    ALL,
    AttemptDetail,
    AttemptSummary,
    BankFigures,
    CatalogueEntry,
    DueFigures,
    FormItem,
    JsonObject,
    QuestionState,
    ResponseFilter,
    StoredResponse,
)

# Answers of an exam under way stand on its sheet alone.
_ON_SHEET = """
    (SELECT count(*) FROM sheet s WHERE s.attempt_id = t.attempt_id AND s.given IS NOT NULL)
"""
_SUMMARIES = f"""
    SELECT a.id, a.uid, a.title, a.banks, a.mode, a.started_at, a.finished_at,
           t.answered + CASE a.mode WHEN 'exam' THEN {_ON_SHEET} ELSE 0 END,
           t.questions, t.score, t.max_score
    FROM attempt a JOIN attempt_total t ON t.attempt_id = a.id
"""
_SEED = """
    SELECT a.seed, t.measured FROM attempt a JOIN attempt_total t ON t.attempt_id = a.id
    WHERE a.id = ?
"""
_NEWEST = " ORDER BY a.started_at DESC, a.id DESC"
"""Not by the number alone: attempts of other machines get theirs when they come in."""
_FORM = """
    SELECT bank, question, fingerprint, points, option_order
    FROM form_item WHERE attempt_id = ? ORDER BY position
"""
_RESPONSES = """
    SELECT r.position, v.bank, v.question, v.fingerprint, v.body, r.option_order, r.given,
           r.confidence, r.seconds, r.hints_used, r.answered_at, m.score, m.max_score, m.outcome,
           m.taken_back, m.at
    FROM response r JOIN question_version v ON v.id = r.version_id
    JOIN mark m ON m.response_id = r.id
    WHERE r.attempt_id = ? ORDER BY r.position
"""
_REGRADES = """
    SELECT position, detail FROM event WHERE kind = 'regrade' AND attempt_uid = ?
    ORDER BY happened_at, uid
"""
_COUNTS = "SELECT banks, count(*) FROM attempt GROUP BY banks"
_FINISHED = """
    SELECT banks, max(score / max_score) FROM attempt_total
    WHERE finished_at IS NOT NULL AND measured = 1 AND max_score > 0 GROUP BY banks
"""
_RIGHT = "SELECT bank, sum(ever_right) FROM memory GROUP BY bank"
_LAST = """
    SELECT score / max_score FROM attempt_total
    WHERE banks = ? AND finished_at IS NOT NULL AND measured = 1 AND max_score > 0
    ORDER BY finished_at DESC, attempt_id DESC LIMIT 1
"""
# Looked for in this order: an exam whose sheet is here, for its time runs; the newest attempt of
# the whole bank, or the newest of all, if that one is unfinished.
_OPEN_EXAM = f"""
    SELECT a.id, 1 FROM exam e JOIN attempt a ON a.id = e.attempt_id
    WHERE a.banks = ? AND a.finished_at IS NULL{_NEWEST} LIMIT 1
"""
_SITTINGS = """
    SELECT a.id, a.finished_at IS NULL
    FROM attempt a JOIN attempt_total t ON t.attempt_id = a.id
    WHERE a.banks = ? AND a.mode <> 'review' AND NOT (a.mode = 'exam' AND a.finished_at IS NULL)
"""
_NEWEST_WHOLE = f"{_SITTINGS} AND t.measured = 1{_NEWEST} LIMIT 1"
_NEWEST_OF_ALL = f"{_SITTINGS}{_NEWEST} LIMIT 1"


def attempts(connection: sqlite3.Connection) -> list[AttemptSummary]:
    """Return every attempt, the newest first. Raises sqlite3.Error."""
    banks: dict[str, tuple[str, ...]] = {}
    return [_summary(row, banks) for row in connection.execute(f"{_SUMMARIES}{_NEWEST}")]


def _summary(row: tuple[Any, ...], banks: dict[str, tuple[str, ...]]) -> AttemptSummary:
    """Return a row as a summary; `banks` keeps what was parsed, for there are few different."""
    written = row[3]
    if written not in banks:
        banks[written] = _names(written)
    return AttemptSummary._make((*row[:3], banks[written], *row[4:]))


def _names(written: str) -> tuple[str, ...]:
    """Return the ids of banks; a list that is damaged names none, and `verify` reports it.

    One spoilt attempt must not hide all the others.
    """
    try:
        value = parsed(written, "the banks of an attempt")
    except StoreDamaged:
        return ()
    return tuple(str(name) for name in value) if isinstance(value, list) else ()


def attempt(connection: sqlite3.Connection, number: int) -> AttemptDetail:
    """Return one attempt. Raises UsageError when there is none, StoreDamaged, sqlite3.Error."""
    # SQLite holds 64 bits; people type what they like.
    known = connection.execute(
        f"{_SUMMARIES} WHERE a.id = ?", (number if abs(number) < 2**63 else -1,)
    ).fetchone()
    if known is None:
        raise UsageError(f"There is no attempt {number}; `quiz history` lists them.")
    seed, measured = connection.execute(_SEED, (number,)).fetchone()
    where = f"attempt {number}"
    form = tuple(
        FormItem._make((*row[:4], _order(row[4], where)))
        for row in connection.execute(_FORM, (number,))
    )
    regraded = _regraded(connection, known[1], where)
    responses = tuple(
        _response(row, where, regraded.get((row[0], row[15]), ""))
        for row in connection.execute(_RESPONSES, (number,))
    )
    summary = _summary(known, {})
    return AttemptDetail(summary, _seed(seed, where), form, responses, bool(measured))


def _regraded(connection: sqlite3.Connection, uid: str, where: str) -> dict[tuple[int, int], str]:
    """Return why responses of an attempt were marked anew, by position and time."""
    found: dict[tuple[int, int], str] = {}
    for position, detail in connection.execute(_REGRADES, (uid,)):
        value = object_of(detail, where)
        found[position, int(str(value.get("at", -1)))] = str(value.get("why", ""))
    return found


def _seed(text: str, where: str) -> int:
    try:
        return int(text)
    except ValueError as error:
        raise StoreDamaged(f"The history is damaged at {where}; run `quiz doctor`.") from error


def _response(row: tuple[Any, ...], where: str, regraded: str) -> StoredResponse:
    body, outcome = object_of(row[4], where), outcome_of(row[13], where)
    order, given = _order(row[5], where), given_of(row[6], where)
    confidence = confidence_of(row[7], where)
    return StoredResponse._make(
        (*row[:4], body, order, given, confidence, *row[8:13], outcome, bool(row[14]), regraded)
    )


def given_of(text: str, where: str) -> Response:
    """Return what was answered, as it is stored. Raises StoreDamaged."""
    value = parsed(text, where)
    if isinstance(value, list):
        if all(type(part) is int for part in value) or all(type(part) is str for part in value):
            return tuple(value)
    raise StoreDamaged(f"The history is damaged at {where}; run `quiz doctor`.")


def _order(text: str, where: str) -> Order:
    order = given_of(text, where)
    if order and not isinstance(order[0], int):
        raise StoreDamaged(f"The history is damaged at {where}; run `quiz doctor`.")
    return cast(Order, order)


def unfinished(connection: sqlite3.Connection, banks: tuple[str, ...]) -> AttemptSummary | None:
    """Return the attempt of just these banks that is to be gone on with, None when there is none.

    Reviews are left out: what is due now is asked anew. So is an exam without its sheet.
    """
    number = _open(connection, canonical(banks))
    if number is None:
        return None
    row = connection.execute(f"{_SUMMARIES} WHERE a.id = ?", (number,)).fetchone()
    return _summary(row, {})


def _open(connection: sqlite3.Connection, banks: str) -> int | None:
    """Return the number of the attempt of these banks that is to be gone on with."""
    for search in (_OPEN_EXAM, _NEWEST_WHOLE, _NEWEST_OF_ALL):
        row = connection.execute(search, (banks,)).fetchone()
        if row is not None and row[1]:
            return int(row[0])
    return None


def bank_figures(connection: sqlite3.Connection) -> dict[str, BankFigures]:
    """Return the figures of every bank that was ever played. Raises sqlite3.Error."""
    best = dict(connection.execute(_FINISHED).fetchall())
    figures: dict[str, BankFigures] = {}
    for written, count in connection.execute(_COUNTS).fetchall():
        banks = _names(written)
        if len(banks) != 1:
            continue
        last = connection.execute(_LAST, (written,)).fetchone()
        under_way = unfinished(connection, banks)
        figures[banks[0]] = BankFigures(
            attempts=count,
            best=best.get(written),
            last=last[0] if last else None,
            unfinished=(under_way.answered, under_way.questions) if under_way else None,
            exam=under_way is not None and under_way.mode == Mode.EXAM,
        )
    for bank, right in connection.execute(_RIGHT).fetchall():
        figures[bank] = figures.get(bank, BankFigures())._replace(answered_right=right)
    return figures


_IS_DUE = "m.due < ? AND m.suspended = 0 AND m.buried_until <= ?"
_DUE = f"SELECT m.due, m.bank, m.question FROM memory m WHERE {_IS_DUE} AND m.bank = ?"
_DUE_COUNTS = f"""
    SELECT m.bank, count(*) FROM memory m JOIN offered USING (bank, question)
    WHERE {_IS_DUE} GROUP BY m.bank
"""
_REVIEWED = "SELECT count(*) FROM memory WHERE reviewed >= ? AND reviewed < ?"


def states(connection: sqlite3.Connection, banks: Iterable[str] | None) -> dict[Key, QuestionState]:
    """Return the state of every question of these banks, or of all. Raises sqlite3.Error."""
    if banks is None:
        rows = connection.execute("SELECT * FROM memory").fetchall()
    else:
        rows = [
            row
            for bank in banks
            for row in connection.execute("SELECT * FROM memory WHERE bank = ?", (storable(bank),))
        ]
    return {(row[0], row[1]): state_of(row) for row in rows}


def due(connection: sqlite3.Connection, banks: Iterable[str], now: int, before: int) -> list[Key]:
    """Return what is due before a moment, the longest due first. Raises sqlite3.Error."""
    rows = [
        row for bank in banks for row in connection.execute(_DUE, (before, now, storable(bank)))
    ]
    return [(bank, question) for _, bank, question in sorted(rows)]


def due_figures(connection: sqlite3.Connection, now: int, start: int, end: int) -> DueFigures:
    """Return what is due by bank, and what was reviewed since `start`. Raises sqlite3.Error."""
    counts = dict(connection.execute(_DUE_COUNTS, (end, now)).fetchall())
    (reviewed,) = connection.execute(_REVIEWED, (start, end)).fetchone()
    return DueFigures(counts, reviewed)


def offer(connection: sqlite3.Connection, bank: str, questions: Iterable[str]) -> None:
    """Write which questions a bank has, inside a transaction. Raises sqlite3.Error."""
    name = storable(bank)
    connection.execute("DELETE FROM offered WHERE bank = ?", (name,))
    connection.executemany(
        "INSERT OR IGNORE INTO offered VALUES (?, ?)",
        ((name, storable(question)) for question in questions),
    )


def derived_by(connection: sqlite3.Connection) -> str | None:
    """Return the name of the rules that schedules were derived by. Raises sqlite3.Error."""
    row = connection.execute("SELECT rules FROM derived_by").fetchone()
    return None if row is None else str(row[0])


BUCKET = 15 * 60 * 1000
"""Milliseconds of the parts of time that are counted: no study day of any zone begins within."""

_IS_RIGHT = f"m.outcome = '{Outcome.RIGHT.value}'"
_COUNTED = f"m.taken_back = 0 AND m.at < {LATEST}"
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
_BUCKETS = f"""
    SELECT m.at / {BUCKET} * {BUCKET}, count(*), sum({_IS_RIGHT}) FROM mark m
    WHERE {_COUNTED} AND {{narrowed}} GROUP BY 1 ORDER BY 1
"""
_OPTIONS = f"""
    SELECT id, CASE json_extract(body, '$.question.type')
        WHEN 'true_false' THEN 2
        WHEN 'single_choice' THEN 1 + json_array_length(body, '$.question.distractors')
    END AS options
    FROM (SELECT id, {_BODY} AS body FROM question_version v)
"""
_CONFIDENCES = f"""
    SELECT n.confidence, o.options, n.is_right, n.fraction, sum(n.answers)
    FROM (SELECT m.version_id, m.confidence, {_IS_RIGHT} AS is_right,
                 CASE WHEN m.max_score > 0 THEN m.score / m.max_score ELSE {_IS_RIGHT} END
                     AS fraction,
                 count(*) AS answers
          FROM mark m WHERE m.confidence IS NOT NULL AND {_COUNTED} AND {{narrowed}}
          GROUP BY 1, 2, 3, 4) n
    JOIN ({_OPTIONS}) o ON o.id = n.version_id
    GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
"""
_TITLES = """
    SELECT banks, title FROM attempt WHERE id IN (SELECT max(id) FROM attempt GROUP BY banks)
"""
_GONE = """
    SELECT bank, question FROM memory m
    WHERE EXISTS (SELECT 1 FROM offered o WHERE o.bank = m.bank) AND NOT EXISTS
        (SELECT 1 FROM offered o WHERE o.bank = m.bank AND o.question = m.question)
"""


class VersionFigures(NamedTuple):
    """The responses to one version of a question."""

    bank: str
    question: str
    fingerprint: str
    kind: str
    """The type; empty when the version does not tell."""
    prompt: str
    """The prompt, or else the text; the question's id when there is neither."""
    tags: tuple[str, ...]
    answers: int
    right: int
    spaced: int
    """Answers more than half a day after the one before."""
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
    """Responses that were alike in confidence, options and mark."""

    confidence: Confidence
    options: int | None
    """How many options an item had that asked for one of them; None for other items."""
    right: bool
    fraction: float
    """The share of the points."""
    answers: int


class Figures(NamedTuple):
    """All figures over responses, of one moment."""

    versions: tuple[VersionFigures, ...]
    """Those of a question side by side, the one answered first before the others."""
    buckets: tuple[BucketFigures, ...]
    """Oldest first; none is empty."""
    confidences: tuple[ConfidenceFigures, ...]
    titles: dict[str, str]
    """The titles of banks, by id, as the newest attempts of one bank alone name them."""
    gone: frozenset[Key]
    """Questions that a bank on offer had once and has no more."""
    keys: frozenset[Key] | None
    """The questions that count; None for all."""


def figures(connection: sqlite3.Connection, narrowing: ResponseFilter) -> Figures:
    """Return the figures over the responses that count.

    Raises sqlite3.Error, and StoreDamaged when a confidence cannot be read.
    """
    versions = None if narrowing == ALL else _versions(connection, narrowing)
    named = {"versions": canonical(list(versions or ()))}
    narrowed = "1" if versions is None else _NARROWED

    def rows(statement: str) -> Iterator[tuple[Any, ...]]:
        return connection.execute(statement.format(narrowed=narrowed), named)

    return Figures(
        tuple(map(_version, rows(_VERSIONS))),
        tuple(map(BucketFigures._make, rows(_BUCKETS))),
        tuple(map(_confidence, rows(_CONFIDENCES))),
        dict(_titles(rows(_TITLES))),
        frozenset((bank, question) for bank, question in rows(_GONE)),
        None if versions is None else frozenset(versions.values()),
    )


def _versions(connection: sqlite3.Connection, narrowing: ResponseFilter) -> dict[int, Key]:
    """Return the versions that count, by their ids."""
    return {
        number: (bank, question)
        for number, bank, question, kind, tags in connection.execute(_NAMES)
        if narrowing.holds((bank, question), str(kind or ""), _tags(tags))
    }


def _version(row: tuple[Any, ...]) -> VersionFigures:
    kind, prompt, tags = row[3:6]
    said = (str(kind or ""), str(prompt or row[1]), _tags(tags))
    return VersionFigures._make((*row[:3], *said, *row[7:]))


def _tags(written: str | None) -> tuple[str, ...]:
    value = parsed(written, "a question") if written else None
    return tuple(str(tag) for tag in value) if isinstance(value, list) else ()


def _confidence(row: tuple[Any, ...]) -> ConfidenceFigures:
    level = confidence_of(row[0], "the confidence of an answer")
    assert level is not None
    return ConfidenceFigures(level, row[1], bool(row[2]), row[3], row[4])


def _titles(rows: Iterator[tuple[Any, ...]]) -> Iterator[tuple[str, str]]:
    """Yield ids and titles of banks; a list of banks that is damaged names none."""
    for written, title in rows:
        try:
            banks = parsed(written, "the banks of an attempt")
        except StoreDamaged:
            continue
        if isinstance(banks, list) and len(banks) == 1:
            yield str(banks[0]), title


_GET = "SELECT stamp, body FROM catalogue WHERE path = ?"
_PUT = """
    INSERT INTO catalogue VALUES (?, ?, ?)
    ON CONFLICT (path) DO UPDATE SET stamp = excluded.stamp, body = excluded.body
"""


def get(connection: sqlite3.Connection, paths: Iterable[str]) -> dict[str, CatalogueEntry]:
    """Return the entries of those paths that have a readable one. Raises sqlite3.Error."""
    entries: dict[str, CatalogueEntry] = {}
    for path in paths:
        row = connection.execute(_GET, (_key(path),)).fetchone()
        body = None if row is None else _body(row[1])
        if body is not None:
            entries[path] = CatalogueEntry(row[0], body)
    return entries


def put(connection: sqlite3.Connection, entries: Mapping[str, CatalogueEntry]) -> None:
    """Write entries inside a transaction, in place of older ones. Raises sqlite3.Error."""
    connection.executemany(
        _PUT,
        [
            (_key(path), storable(entry.stamp), canonical(entry.body))
            for path, entry in entries.items()
        ],
    )


def _key(path: str) -> bytes:
    """Return a path as bytes: names of files need not be text."""
    return path.encode("utf-8", "surrogatepass")


def _body(text: str) -> JsonObject | None:
    """Return the body of an entry; None when it is damaged, for then the bank is read again."""
    try:
        value = parsed(text, "the catalogue of banks")
    except StoreDamaged:
        return None
    return cast(JsonObject, value) if isinstance(value, dict) else None
