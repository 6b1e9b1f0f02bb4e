"""Queries on the history: attempts, banks, due questions, and the cached summaries of banks."""

import sqlite3
from collections.abc import Iterable, Mapping
from typing import Any, cast

from quiz.errors import StoreDamaged, UsageError
from quiz.model.response import Key, Mode, Order, Response
from quiz.store.facts import canonical, confidence_of, object_of, outcome_of, parsed, storable
from quiz.store.rebuild import STATES, StateRow
from quiz.store.records import (
    AttemptDetail,
    AttemptSummary,
    BankFigures,
    CatalogueEntry,
    DueFigures,
    FormItem,
    JsonObject,
    QuestionState,
    StoredResponse,
)

# Until an exam is handed in, its answers are on the sheet only.
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
"""Not by number alone: imported attempts are numbered when they are imported."""
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
# Searched in this order: an exam whose sheet is stored, because its clock is running; the newest
# attempt at the whole bank, or the newest of all, if that one is unfinished.
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
    """Return a row as a summary; `banks` caches what was parsed, since few lists differ."""
    number, uid, title, written, *rest = row
    if written not in banks:
        banks[written] = _names(written)
    return AttemptSummary(number, uid, title, banks[written], *rest)


def _names(written: str) -> tuple[str, ...]:
    """Return the ids of banks; none for a damaged list, which `verify` reports.

    One damaged attempt must not hide all the others.
    """
    try:
        value = parsed(written, "the banks of an attempt")
    except StoreDamaged:
        return ()
    return tuple(str(name) for name in value) if isinstance(value, list) else ()


def attempt(connection: sqlite3.Connection, number: int) -> AttemptDetail:
    """Return one attempt. Raises UsageError when there is none, StoreDamaged, sqlite3.Error."""
    # SQLite integers have 64 bits; people may type larger ones.
    known = connection.execute(
        f"{_SUMMARIES} WHERE a.id = ?", (number if abs(number) < 2**63 else -1,)
    ).fetchone()
    if known is None:
        raise UsageError(f"There is no attempt {number}; `quiz history` lists them.")
    seed, measured = connection.execute(_SEED, (number,)).fetchone()
    where = f"attempt {number}"
    form = tuple(
        FormItem(bank, question, fingerprint, points, _order(order, where))
        for bank, question, fingerprint, points, order in connection.execute(_FORM, (number,))
    )
    regraded = _regraded(connection, known[1], where)
    responses = tuple(
        _response(row, where, regraded) for row in connection.execute(_RESPONSES, (number,))
    )
    summary = _summary(known, {})
    return AttemptDetail(summary, _seed(seed, where), form, responses, bool(measured))


def _regraded(connection: sqlite3.Connection, uid: str, where: str) -> dict[tuple[int, int], str]:
    """Return why responses of an attempt were marked again, by position and time."""
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


def _response(
    row: tuple[Any, ...], where: str, regraded: dict[tuple[int, int], str]
) -> StoredResponse:
    position, bank, question, fingerprint, body, order, given, confidence, *rest = row
    seconds, hints, answered, score, max_score, outcome, taken_back, at = rest
    return StoredResponse(
        position,
        bank,
        question,
        fingerprint,
        object_of(body, where),
        _order(order, where),
        given_of(given, where),
        confidence_of(confidence, where),
        seconds,
        hints,
        answered,
        score,
        max_score,
        outcome_of(outcome, where),
        bool(taken_back),
        regraded.get((position, at), ""),
    )


def given_of(text: str, where: str) -> Response:
    """Return a stored response. Raises StoreDamaged."""
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
    """Return the attempt at exactly these banks that can be continued, or None.

    Reviews cannot: a new review asks what is due now. Nor can exams whose sheet is not stored.
    """
    number = _open(connection, canonical(banks))
    if number is None:
        return None
    row = connection.execute(f"{_SUMMARIES} WHERE a.id = ?", (number,)).fetchone()
    return _summary(row, {})


def _open(connection: sqlite3.Connection, banks: str) -> int | None:
    """Return the number of the attempt at these banks that can be continued."""
    for search in (_OPEN_EXAM, _NEWEST_WHOLE, _NEWEST_OF_ALL):
        row = connection.execute(search, (banks,)).fetchone()
        if row is not None:
            number, is_open = row
            if is_open:
                return int(number)
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
        rows = connection.execute(STATES).fetchall()
    else:
        rows = [
            row
            for bank in banks
            for row in connection.execute(f"{STATES} WHERE bank = ?", (storable(bank),))
        ]
    return {(row.bank, row.question): row.state for row in map(StateRow._make, rows)}


def due(connection: sqlite3.Connection, banks: Iterable[str], now: int, before: int) -> list[Key]:
    """Return the questions due before a moment, the longest due first. Raises sqlite3.Error."""
    rows = [
        row for bank in banks for row in connection.execute(_DUE, (before, now, storable(bank)))
    ]
    return [(bank, question) for _, bank, question in sorted(rows)]


def due_figures(connection: sqlite3.Connection, now: int, start: int, end: int) -> DueFigures:
    """Return how much is due by bank and was reviewed since `start`. Raises sqlite3.Error."""
    counts = dict(connection.execute(_DUE_COUNTS, (end, now)).fetchall())
    (reviewed,) = connection.execute(_REVIEWED, (start, end)).fetchone()
    return DueFigures(counts, reviewed)


def offer(connection: sqlite3.Connection, bank: str, questions: Iterable[str]) -> None:
    """Store which questions a bank has, inside a transaction. Raises sqlite3.Error."""
    name = storable(bank)
    connection.execute("DELETE FROM offered WHERE bank = ?", (name,))
    connection.executemany(
        "INSERT OR IGNORE INTO offered VALUES (?, ?)",
        ((name, storable(question)) for question in questions),
    )


def derived_by(connection: sqlite3.Connection) -> str | None:
    """Return the name of the rules by which schedules were derived. Raises sqlite3.Error."""
    row = connection.execute("SELECT rules FROM derived_by").fetchone()
    return None if row is None else str(row[0])


_GET = "SELECT stamp, body FROM catalogue WHERE path = ?"
_PUT = """
    INSERT INTO catalogue VALUES (?, ?, ?)
    ON CONFLICT (path) DO UPDATE SET stamp = excluded.stamp, body = excluded.body
"""


def get(connection: sqlite3.Connection, paths: Iterable[str]) -> dict[str, CatalogueEntry]:
    """Return the cached summaries of the paths that have one. Raises sqlite3.Error."""
    entries: dict[str, CatalogueEntry] = {}
    for path in paths:
        row = connection.execute(_GET, (_key(path),)).fetchone()
        body = None if row is None else _body(row[1])
        if body is not None:
            entries[path] = CatalogueEntry(row[0], body)
    return entries


def put(connection: sqlite3.Connection, entries: Mapping[str, CatalogueEntry]) -> None:
    """Store or replace cached summaries inside a transaction. Raises sqlite3.Error."""
    connection.executemany(
        _PUT,
        [
            (_key(path), storable(entry.stamp), canonical(entry.body))
            for path, entry in entries.items()
        ],
    )


def _key(path: str) -> bytes:
    """Return a path as bytes, since file names need not be valid text."""
    return path.encode("utf-8", "surrogatepass")


def _body(text: str) -> JsonObject | None:
    """Return the body of an entry; None when it is damaged, so that the bank is read again."""
    try:
        value = parsed(text, "the catalogue of banks")
    except StoreDamaged:
        return None
    return cast(JsonObject, value) if isinstance(value, dict) else None
