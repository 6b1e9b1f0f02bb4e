"""Queries on the history: attempts, banks, due questions, and the cached summaries of banks."""

import sqlite3
from collections.abc import Callable, Container, Iterable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, cast

from quiz.errors import StoreDamaged, UsageError
from quiz.model.response import Key, Mode, Order, Outcome, Response
from quiz.store.connection import LockedConnection, checksum
from quiz.store.rebuild import SLACK, STATES, StateRow, state
from quiz.store.records import (
    LONGEST_DELAY,
    AttemptDetail,
    AttemptSummary,
    BankFigures,
    BankPlace,
    CatalogueEntry,
    DueFigures,
    FormItem,
    JsonObject,
    OverruledResponse,
    QuestionState,
    Remark,
    StoredResponse,
    canonical,
    check_score,
    check_types,
    confidence_of,
    damage,
    object_of,
    outcome_of,
    parsed,
    storable,
    utc_milliseconds,
    utc_text,
)

# Until an exam is handed in, its answers are on the sheet only.
_ON_SHEET = """
    (SELECT count(*) FROM sheet s WHERE s.attempt_id = t.attempt_id AND s.given IS NOT NULL)
"""
_SUMMARIES = f"""
    SELECT a.id, a.uid, a.title, a.banks, a.mode, t.started_at, t.finished_at,
           t.answered + CASE a.mode WHEN 'exam' THEN {_ON_SHEET} ELSE 0 END,
           t.questions, t.score, t.max_score
    FROM attempt a JOIN attempt_total t ON t.attempt_id = a.id
"""
_SEED = """
    SELECT a.seed, t.measured FROM attempt a JOIN attempt_total t ON t.attempt_id = a.id
    WHERE a.id = ?
"""
# Not by number alone: imported attempts are numbered when they are imported. An attempt dated later
# than now, by a wrong clock, must not be the newest until then.
_NEWEST = " ORDER BY t.started_at > :now, t.started_at DESC, a.id DESC"
_FORM = """
    SELECT bank, question, fingerprint, points, option_order
    FROM form_item WHERE attempt_id = ? ORDER BY position
"""
_RESPONSES = """
    SELECT r.position, v.bank, v.question, v.fingerprint, v.body, r.option_order, r.given,
           r.confidence, r.seconds, r.hints_used, moved(r.answered_at, m.at - m.given_at), m.score,
           m.max_score, m.outcome, m.taken_back, m.given_at
    FROM response r JOIN question_version v ON v.id = r.version_id
    JOIN mark m ON m.response_id = r.id
    WHERE r.attempt_id = ? ORDER BY r.position
"""
# Every question of an exam is stored when it begins, so that those left blank are known too.
_BLANKS = """
    SELECT f.position, v.body
    FROM form_item f JOIN question_version v USING (bank, question, fingerprint)
    JOIN attempt a ON a.id = f.attempt_id
    WHERE a.id = ? AND a.mode = 'exam' AND a.finished_at IS NOT NULL AND f.position NOT IN
        (SELECT position FROM response WHERE attempt_id = f.attempt_id)
    ORDER BY f.position
"""
_REGRADES = """
    SELECT position, detail FROM event WHERE kind = 'regrade' AND attempt_uid = ?
    ORDER BY happened_at, uid
"""
# Of several judgements on one response, the last holds: the row with the largest moment.
_OVERRULES = """
    SELECT attempt_uid, position, detail, max(happened_at || uid), happened_at
    FROM event WHERE kind = 'overrule' AND json_valid(detail)
    GROUP BY attempt_uid, position, json_extract(detail, '$.at')
"""
_OPEN_BOOKS = """
    SELECT position, json_extract(detail, '$.at') FROM event
    WHERE kind = 'open_book' AND attempt_uid = ? AND json_valid(detail)
"""
# Of several remarks of a kind on one question, the last holds: the row with the largest moment.
_REMARKS = """
    SELECT e.bank, e.question, e.detail, max(e.happened_at || e.uid), e.happened_at,
        (SELECT v.body FROM question_version v WHERE v.bank = e.bank AND v.question = e.question
         AND v.fingerprint = json_extract(e.detail, '$.version'))
    FROM event e WHERE e.kind = 'remark' AND json_valid(e.detail) {only}
    GROUP BY e.bank, e.question, json_extract(e.detail, '$.wrong')
    ORDER BY e.bank, e.question, json_extract(e.detail, '$.wrong') DESC
"""
_OVERRULED_ATTEMPTS = f"""
    SELECT DISTINCT a.id FROM ({_OVERRULES}) e JOIN attempt a ON a.uid = e.attempt_uid ORDER BY a.id
"""
# `banks` is canonical JSON, so that equal sets of banks are equal texts.
_COUNTS = "SELECT banks, count(*) FROM attempt GROUP BY banks"
_FINISHED = """
    SELECT banks, max(score / max_score) FROM attempt_total
    WHERE finished_at IS NOT NULL AND measured = 1 AND max_score > 0 GROUP BY banks
"""
_RIGHT = "SELECT bank, sum(ever_right) FROM memory GROUP BY bank"
_LAST = """
    SELECT score / max_score FROM attempt_total
    WHERE banks = :banks AND finished_at <= :now AND measured = 1 AND max_score > 0
    ORDER BY finished_at DESC, attempt_id DESC LIMIT 1
"""
_SCORE_BEFORE = """
    SELECT t.score / t.max_score, t.finished_at FROM attempt_total t
    JOIN attempt_total this ON this.banks = t.banks JOIN attempt a ON a.id = this.attempt_id
    WHERE a.uid = ? AND this.measured = 1 AND t.measured = 1 AND t.max_score > 0
        AND t.attempt_id <> this.attempt_id AND t.finished_at <= this.finished_at
    ORDER BY t.finished_at DESC, t.attempt_id DESC LIMIT 1
"""
# Searched in this order: an exam whose sheet is stored, because its clock is running; the newest
# attempt at the whole bank, or the newest of all, if that one is unfinished.
_OPEN_EXAM = f"""
    SELECT a.id, 1 FROM exam e JOIN attempt a ON a.id = e.attempt_id
    JOIN attempt_total t ON t.attempt_id = a.id
    WHERE a.banks = :banks AND a.finished_at IS NULL{_NEWEST} LIMIT 1
"""
_SITTINGS = """
    SELECT a.id, a.finished_at IS NULL
    FROM attempt a JOIN attempt_total t ON t.attempt_id = a.id
    WHERE a.banks = :banks AND a.mode NOT IN ('review', 'mistakes')
        AND NOT (a.mode = 'exam' AND a.finished_at IS NULL)
"""
_NEWEST_WHOLE = f"{_SITTINGS} AND t.measured = 1{_NEWEST} LIMIT 1"
_NEWEST_OF_ALL = f"{_SITTINGS}{_NEWEST} LIMIT 1"


# Before the end of the study day, not before now: a day's reviews are due all day.
_IS_DUE = f"""
    m.due < :before AND m.suspended = 0
    AND (m.buried_until <= :now OR m.buried_until > :now + {LONGEST_DELAY})
"""
_DUE = f"SELECT m.due, m.bank, m.question FROM memory m WHERE {_IS_DUE} AND m.bank = :bank"
_DUE_COUNTS = f"""
    SELECT m.bank, count(*) FROM memory m JOIN offered USING (bank, question)
    WHERE {_IS_DUE} GROUP BY m.bank
"""
# Counts questions rather than responses, as the daily limit does.
_REVIEWED = "SELECT count(*) FROM memory WHERE reviewed >= ? AND reviewed < ?"
_PLACES = "SELECT bank, title, path FROM place ORDER BY bank"
_PUT_PLACE = "INSERT OR REPLACE INTO place VALUES (?1, ?2, ?3, checksum(?1, ?2, ?3))"
_OFFER = "INSERT INTO offered VALUES (?, ?)"
# A damaged entry is as good as none: the bank is read again.
_GET = """
    SELECT stamp, body FROM catalogue
    WHERE path = ? AND checksum = checksum(path, stamp, body)
"""
_PUT = "INSERT OR REPLACE INTO catalogue VALUES (?1, ?2, ?3, checksum(?1, ?2, ?3))"


# The types of a row of `_SUMMARIES`, and of one of `_RESPONSES` from the seconds on.
_SUMMARY = (int, str, str, str, str, str, str | None, int, int, float, float)
_SECONDS = (float, int, str, float, float, str, int, int)


class Queries(LockedConnection):
    """Reads from an open history; every method may raise StoreError."""

    def __init__(
        self, connection: sqlite3.Connection, path: Path, clock: Callable[[], datetime]
    ) -> None:
        super().__init__(connection, path)
        self._clock = clock

    @property
    def _now(self) -> int:
        return utc_milliseconds(self._clock())

    def _latest(self, **named: str) -> dict[str, str]:
        """Return the values of a query for what is newest, with the latest time that can be."""
        return {**named, "now": utc_text(self._clock() + timedelta(milliseconds=SLACK))}

    def attempts(self) -> list[AttemptSummary]:
        """Return every attempt, the newest first."""
        # Few lists of banks differ, so that each is parsed once.
        banks: dict[str, tuple[str, ...]] = {}
        with self._reading() as connection:
            rows = connection.execute(f"{_SUMMARIES}{_NEWEST}", self._latest())
            return [_summary(row, banks) for row in rows]

    def attempt(self, number: int) -> AttemptDetail:
        """Return one attempt with its form and responses; UsageError when there is none."""
        # SQLite integers have 64 bits; people may type larger ones.
        values = (number if abs(number) < 2**63 else -1,)
        where = f"attempt {number}"
        with self._reading() as connection:
            known = connection.execute(f"{_SUMMARIES} WHERE a.id = ?", values).fetchone()
            if known is None:
                raise UsageError(f"There is no attempt {number}; `quiz history` lists them.")
            summary = _summary(known, {})
            seed, measured = connection.execute(_SEED, values).fetchone()
            regraded = _regraded(connection, summary.uid, where)
            overruled = _overruled(connection, summary.uid)
            open_books = set(connection.execute(_OPEN_BOOKS, (summary.uid,)).fetchall())
            return AttemptDetail(
                summary,
                _seed(seed, where),
                tuple(
                    FormItem._make((*facts, _order(order, where)))
                    for *facts, order in connection.execute(_FORM, values)
                ),
                tuple(
                    _response(row, where, regraded, overruled, open_books)
                    for row in connection.execute(_RESPONSES, values)
                ),
                bool(measured),
                {
                    position: object_of(body, where)
                    for position, body in connection.execute(_BLANKS, values)
                },
            )

    def overruled(self) -> list[OverruledResponse]:
        """Return the responses that count and were judged right against their verdict."""
        with self._reading() as connection:
            numbers = connection.execute(_OVERRULED_ATTEMPTS).fetchall()
        found = []
        for (number,) in numbers:
            detail = self.attempt(number)
            with self._reading() as connection:
                moments = _overruled(connection, detail.summary.uid)
            found += [
                OverruledResponse(number, each, moments[each.position, each.given_at])
                for each in detail.responses
                if each.overruled and not each.undone
            ]
        return found

    def score_before(self, uid: str) -> tuple[float, str] | None:
        """Return the share of points, and the end, of the last attempt at the same banks before.

        None when there was none, or when one of them did not ask everything.
        """
        with self._reading() as connection:
            row = connection.execute(_SCORE_BEFORE, (uid,)).fetchone()
        if row is None:
            return None
        check_types(row, (float, str), "the totals")
        return row[0], row[1]

    def remarks(self, key: Key | None = None) -> list[Remark]:
        """Return the learner's remarks on one question, or on all, those on faults first."""
        only = "" if key is None else "AND e.bank = ? AND e.question = ?"
        values = () if key is None else (storable(key[0]), storable(key[1]))
        with self._reading() as connection:
            rows = connection.execute(_REMARKS.format(only=only), values).fetchall()
        found = []
        for bank, question, written, _, moment, body in rows:
            detail = object_of(written, "a remark")
            if detail.get("removed") is not True:
                text, version = str(detail.get("text", "")), str(detail.get("version", ""))
                asked = {} if body is None else object_of(body, "a version").get("question")
                prompt = str(asked.get("prompt", "")) if isinstance(asked, dict) else ""
                wrong = detail.get("wrong") is True
                found.append(Remark(bank, question, wrong, text, version, prompt, moment))
        return found

    def unfinished(self, banks: tuple[str, ...]) -> AttemptSummary | None:
        """Return the attempt at exactly these banks that can be continued, or None.

        Reviews and rounds of mistakes cannot: new ones ask what is due, or still wrong, now. Nor
        can exams whose sheet is not stored.
        """
        with self._reading() as connection:
            return _unfinished(connection, self._latest(banks=canonical(banks)))

    def bank_figures(self) -> dict[str, BankFigures]:
        """Return the figures of every bank that was ever played, by bank id."""
        figures: dict[str, BankFigures] = {}
        with self._reading() as connection:
            best = dict(connection.execute(_FINISHED).fetchall())
            for written, count in connection.execute(_COUNTS).fetchall():
                banks = _names(written)
                if len(banks) != 1:
                    continue
                values = self._latest(banks=written)
                last = connection.execute(_LAST, values).fetchone()
                under_way = _unfinished(connection, values)
                for share in (best.get(written), last and last[0]):
                    check_score(share or 0.0, 1.0, f"the scores of bank {banks[0]}")
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

    def states(self, banks: Iterable[str] | None = None) -> dict[Key, QuestionState]:
        """Return the state of every question of these banks, or of all."""
        with self._reading() as connection:
            return states(connection, banks)

    def state(self, key: Key) -> QuestionState:
        """Return the state of one question."""
        with self._reading() as connection:
            return state(connection, key)

    def due(self, banks: Iterable[str], now: int, before: int) -> list[Key]:
        """Return the questions of these banks due before a moment, the longest due first.

        Suspended questions and those postponed at `now` are left out. Times are in milliseconds.
        """
        with self._reading() as connection:
            rows = [
                row
                for bank in banks
                for row in connection.execute(
                    _DUE, {"before": before, "now": now, "bank": storable(bank)}
                )
            ]
        return [(bank, question) for _, bank, question in sorted(rows)]

    def due_figures(self, now: int, start: int, end: int) -> DueFigures:
        """Return how much is due, and was reviewed, in the study day from `start` to `end`."""
        with self._reading() as connection:
            counts = dict(connection.execute(_DUE_COUNTS, {"before": end, "now": now}).fetchall())
            (reviewed,) = connection.execute(_REVIEWED, (start, end)).fetchone()
        return DueFigures(counts, reviewed)

    def offer(self, bank: str, questions: Iterable[str]) -> None:
        """Store which questions a bank has."""
        name, ids = storable(bank), sorted(set(map(storable, questions)))
        with self._writing() as connection:
            connection.execute("DELETE FROM offered WHERE bank = ?", (name,))
            connection.executemany(_OFFER, ((name, question) for question in ids))
            values = (name, checksum(name, *ids))
            connection.execute("INSERT OR REPLACE INTO offer VALUES (?, ?)", values)

    def places(self) -> dict[str, BankPlace]:
        """Return where the banks that were played stood last, by id."""
        with self._reading() as connection:
            rows = connection.execute(_PLACES).fetchall()
        return {bank: BankPlace(bank, title, _path(path)) for bank, title, path in rows}

    def remember(self, places: Iterable[BankPlace]) -> None:
        """Store where banks are, or that their places are to be forgotten."""
        with self._writing() as connection:
            connection.executemany(
                _PUT_PLACE,
                [
                    (storable(bank), storable(title), None if path is None else _key(path))
                    for bank, title, path in places
                ],
            )

    def catalogue_get(self, paths: Iterable[str]) -> dict[str, CatalogueEntry]:
        """Return the cached summaries of bank files, for the paths that have one."""
        entries: dict[str, CatalogueEntry] = {}
        with self._reading() as connection:
            for path in paths:
                row = connection.execute(_GET, (_key(path),)).fetchone()
                body = None if row is None else _body(row[1])
                if body is not None:
                    entries[path] = CatalogueEntry(row[0], body)
        return entries

    def catalogue_put(self, entries: Mapping[str, CatalogueEntry]) -> None:
        """Store or replace cached summaries of bank files."""
        with self._writing() as connection:
            connection.executemany(
                _PUT,
                [
                    (_key(path), storable(entry.stamp), canonical(entry.body))
                    for path, entry in entries.items()
                ],
            )


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


def _summary(row: tuple[Any, ...], banks: dict[str, tuple[str, ...]]) -> AttemptSummary:
    """Return a row as a summary; `banks` caches what was parsed, since few lists differ."""
    number, uid, title, written, *rest = row
    check_types(row, _SUMMARY, f"attempt {number}")
    check_score(rest[-2], rest[-1], f"the score of attempt {number}")
    for moment in filter(None, rest[1:3]):
        # A text that is no time would stop whoever shows it.
        datetime.fromisoformat(moment)
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


def _regraded(connection: sqlite3.Connection, uid: str, where: str) -> dict[tuple[int, int], str]:
    """Return why responses of an attempt were marked again, by position and time."""
    found: dict[tuple[int, int], str] = {}
    for position, detail in connection.execute(_REGRADES, (uid,)):
        value = object_of(detail, where)
        found[position, int(str(value.get("at", -1)))] = str(value.get("why", ""))
    return found


def _overruled(connection: sqlite3.Connection, uid: str) -> dict[tuple[int, int], str]:
    """Return when responses of an attempt were judged right, by position and time."""
    found: dict[tuple[int, int], str] = {}
    rows = connection.execute(f"SELECT * FROM ({_OVERRULES}) WHERE attempt_uid = ?", (uid,))
    for _, position, detail, _, happened in rows:
        value = object_of(detail, "an event")
        if value.get("right") is True:
            found[position, int(str(value.get("at", -1)))] = happened
    return found


def _seed(text: str, where: str) -> int:
    try:
        return int(text)
    except ValueError as error:
        raise damage(where) from error


def _response(
    row: tuple[Any, ...],
    where: str,
    regraded: Mapping[tuple[int, int], str],
    overruled: Container[tuple[int, int]],
    open_books: Container[tuple[int, int]],
) -> StoredResponse:
    position, bank, question, fingerprint, body, order, given, confidence, *rest = row
    check_types(rest, _SECONDS, where)
    seconds, hints, answered, score, max_score, outcome, undone, at = rest
    check_score(score, max_score, where)
    # A text that is no time would stop whoever shows it.
    datetime.fromisoformat(answered)
    result = outcome_of(outcome, where)
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
        result,
        bool(undone),
        regraded.get((position, at), ""),
        # After a correction of the key, the judgement has become the mark.
        (position, at) in overruled and result is not Outcome.RIGHT,
        (position, at) in open_books,
        at,
    )


def given_of(text: str, where: str) -> Response:
    """Return a stored response. Raises StoreDamaged."""
    value = parsed(text, where)
    if isinstance(value, list):
        if all(type(part) is int for part in value) or all(type(part) is str for part in value):
            return tuple(value)
    raise damage(where)


def _order(text: str, where: str) -> Order:
    order = given_of(text, where)
    if order and not isinstance(order[0], int):
        raise damage(where)
    return cast(Order, order)


def _unfinished(connection: sqlite3.Connection, values: dict[str, str]) -> AttemptSummary | None:
    """Return the attempt at these banks that can be continued."""
    number = _open(connection, values)
    if number is None:
        return None
    row = connection.execute(f"{_SUMMARIES} WHERE a.id = ?", (number,)).fetchone()
    return _summary(row, {})


def _open(connection: sqlite3.Connection, values: dict[str, str]) -> int | None:
    """Return the number of the attempt at these banks that can be continued."""
    for search in (_OPEN_EXAM, _NEWEST_WHOLE, _NEWEST_OF_ALL):
        row = connection.execute(search, values).fetchone()
        if row is not None:
            number, is_open = row
            if is_open:
                return int(number)
    return None


def _path(key: bytes | None) -> str | None:
    return None if key is None else key.decode("utf-8", "surrogatepass")


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
