"""Totals, marks and schedules: everything that is derived from the recorded facts."""

import sqlite3
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import cache
from itertools import groupby
from operator import attrgetter
from typing import Any, NamedTuple

from quiz.errors import StoreDamaged
from quiz.model.response import LATEST, NEAR, Grade, Key, Memory, Outcome, Rating
from quiz.store.records import (
    EventKind,
    JsonObject,
    QuestionState,
    Rules,
    check_moments,
    check_types,
    confidence_of,
    damage,
    object_of,
)

SLACK = 5 * 60 * 1000
"""Milliseconds by which an answer may be dated later than now: clocks are corrected by seconds."""

# An attempt was moved as far as its first answer, and ended as far as its last; nor can it have
# begun after that answer, as it says if it began while the clock was wrong.
_MOVED = """
    (SELECT m.at - m.given_at FROM mark m WHERE m.attempt_id = t.attempt_id
     ORDER BY m.given_at {order} LIMIT 1)
"""
_TOTALS = {
    "banks": "(SELECT a.banks FROM attempt a WHERE a.id = t.attempt_id)",
    "started_at": f"""
        (SELECT moved(a.started_at, min({_MOVED.format(order="ASC")},
            (SELECT min(m.at) FROM mark m WHERE m.attempt_id = t.attempt_id)
            - milliseconds(a.started_at)))
         FROM attempt a WHERE a.id = t.attempt_id)
    """,
    "finished_at": f"""
        (SELECT moved(a.finished_at, {_MOVED.format(order="DESC")})
         FROM attempt a WHERE a.id = t.attempt_id)
    """,
    "answered": "(SELECT count(*) FROM mark m WHERE m.attempt_id = t.attempt_id)",
    "questions": "(SELECT count(*) FROM form_item f WHERE f.attempt_id = t.attempt_id)",
    "score": """
        (SELECT coalesce(sum(m.score), 0.0) FROM mark m
         WHERE m.attempt_id = t.attempt_id AND m.taken_back = 0)
    """,
    "max_score": """
        (SELECT coalesce(sum(coalesce(m.max_score, f.points)), 0.0)
         FROM form_item f LEFT JOIN mark m USING (attempt_id, position)
         WHERE f.attempt_id = t.attempt_id)
    """,
}
_TOTAL = f"""
    UPDATE attempt_total AS t SET {", ".join(f"{name} = {due}" for name, due in _TOTALS.items())}
"""
TOTALS = f"""
    SELECT t.attempt_id, {", ".join(f"t.{name}, {due}" for name, due in _TOTALS.items())}
    FROM attempt_total t
"""
"""Selects the number of each attempt, and each of its totals followed by what it should be."""


def total(connection: sqlite3.Connection, attempt: int | None = None) -> None:
    """Derive the totals of an attempt, or of all, inside a transaction. Raises sqlite3.Error.

    An answered question counts with the maximum of its mark, any other with its points in the form;
    an answer that was undone earns nothing.
    """
    where, values = ("", ()) if attempt is None else (" WHERE attempt_id = ?", (attempt,))
    connection.execute(f"{_TOTAL}{where}", values)


class StateRow(NamedTuple):
    """A row of the table `memory`."""

    bank: str
    question: str
    stability: float | None
    difficulty: float | None
    due: int | None
    last: int | None
    reviews: int
    lapses: int
    last_right: int
    ever_right: int
    reviewed: int
    suspended: int
    buried_until: int

    @property
    def state(self) -> QuestionState:
        """The state that the row holds. Raises StoreDamaged."""
        what = f"the schedule of question {self.bank}/{self.question}"
        check_types(self, _STATE_TYPES, what)
        check_moments((self.due or 0, self.last or 0, self.reviewed, self.buried_until), what)
        memory = None
        if self.stability is not None and self.difficulty is not None:
            if self.due is not None and self.last is not None:
                # FSRS cannot compute with others.
                if not 0 < self.stability < _MAX_STABILITY or not 1 <= self.difficulty <= 10:
                    raise damage(what)
                memory = Memory(
                    self.stability, self.difficulty, self.due, self.last, self.reviews, self.lapses
                )
        return QuestionState(
            memory,
            bool(self.last_right),
            bool(self.ever_right),
            self.reviewed,
            bool(self.suspended),
            self.buried_until,
        )


_STATE_TYPES = (str, str, float | None, float | None, int | None, int | None, *(int,) * 7)
_MAX_STABILITY = 1e6
"""Days."""
_STATE_COLUMNS = ", ".join(StateRow._fields)
STATES = f"SELECT {_STATE_COLUMNS} FROM memory"
"""Selects every `StateRow`."""
_STATE = f"{STATES} WHERE bank = ? AND question = ?"
_PUT_STATE = f"""
    INSERT OR REPLACE INTO memory ({_STATE_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
_ROWS = """
    SELECT v.bank, v.question, m.response_id, m.version_id, a.uid, m.position, m.given_at,
           m.confidence, a.mode = 'review',
           m.at, m.score, m.max_score, m.outcome, m.rating, m.soon, m.spaced, m.taken_back, m.future
    FROM mark m JOIN attempt a ON a.id = m.attempt_id
    JOIN question_version v ON v.id = m.version_id
"""
_ORDER = " ORDER BY v.bank, v.question"
_EVENTS = """
    SELECT bank, question, kind, attempt_uid, position, detail, happened_at FROM event
"""
_ONE = " WHERE bank = ? AND question = ?"
# Filtering by version id first is four times as fast as joining every mark.
_ROWS_OF_ONE = f" WHERE m.version_id IN (SELECT id FROM question_version{_ONE})"
_COPIES = """
    SELECT r.attempt_id, r.position, r.version_id, r.confidence, r.answered_at, r.id
    FROM response r JOIN mark m ON m.response_id = r.id
"""
_PUT_COPY = """
    UPDATE mark SET attempt_id = ?, position = ?, version_id = ?, confidence = ?,
                    given_at = milliseconds(?)
    WHERE response_id = ?
"""
_PUT_MARK = """
    UPDATE mark SET at = ?1, score = ?2, max_score = ?3, outcome = ?4, rating = ?5, soon = ?6,
                    spaced = ?7, taken_back = ?8, future = ?9,
                    checksum = CASE WHEN score = ?2 AND max_score = ?3 AND outcome = ?4
                        THEN checksum ELSE checksum(response_id, ?2, ?3, ?4) END
    WHERE response_id = ?10
"""
_ATTEMPT = "SELECT attempt_id FROM mark WHERE response_id = ?"
_Place = tuple[Key, str, int]
"""A question, the uid of an attempt that asked it, and its position there."""


class _Mark(NamedTuple):
    """The mark derived from one response; names as in the columns of `mark`."""

    at: int
    """When it counts as given."""
    score: float
    max_score: float
    outcome: str
    rating: Rating
    soon: bool
    spaced: bool
    taken_back: bool
    future: bool
    """Whether it is dated later than now; it does not count until then."""


class _Row(NamedTuple):
    """One response that counts, with its stored mark: a row of `_ROWS`."""

    bank: str
    question: str
    response: int
    version: int
    attempt: str
    position: int
    given_at: int
    confidence: int | None
    in_review: int
    at: int
    score: float
    max_score: float
    outcome: str
    rating: int
    soon: int
    spaced: int
    taken_back: int
    future: int

    @property
    def key(self) -> Key:
        """The question."""
        return self.bank, self.question

    @property
    def answer(self) -> "_Answer":
        """The response as events refer to it."""
        return (self.key, self.attempt, self.position), self.given_at

    @property
    def mark(self) -> tuple[object, ...]:
        """The mark as it is, to be compared with a `_Mark`."""
        return self[-len(_Mark._fields) :]


_Rate = Callable[[str, int | None, int], tuple[Rating, bool] | None]
"""From outcome, confidence and version to the rating, and whether to come back soon.

Returns None where the history is damaged."""
_Answer = tuple[_Place, int]
"""A response: its place and time, since two machines may have answered the same question."""


class _Regrade(NamedTuple):
    """Another mark of a response."""

    score: float
    max_score: float
    outcome: str


class _Events:
    """The effects of all events on questions, in the order in which they happened."""

    def __init__(self, rows: Iterable[tuple[Any, ...]]) -> None:
        self.undone: set[_Answer] = set()
        self.easy: set[_Answer] = set()
        self.open_book: set[_Answer] = set()
        self.overruled: set[_Answer] = set()
        self.regrades: dict[_Answer, _Regrade] = {}
        self.dates: dict[_Answer, int] = {}
        """Corrected times."""
        self.paused: dict[Key, tuple[bool, int]] = {}
        for bank, question, kind, attempt, position, detail, _ in rows:
            # One damaged event must not stop the rebuild; `verify` reports it.
            with suppress(StoreDamaged, ValueError, KeyError):
                known = object_of(detail, "an event")
                self._take(EventKind(kind), ((bank, question), attempt, position), known)

    def _take(self, kind: EventKind, place: _Place, detail: JsonObject) -> None:
        suspended, until = self.paused.get(place[0], (False, 0))
        match kind:
            case EventKind.UNDO:
                self.undone.add((place, _whole(detail, "at")))
            case EventKind.EASY:
                self.easy.add((place, _whole(detail, "at")))
            case EventKind.OPEN_BOOK:
                self.open_book.add((place, _whole(detail, "at")))
            case EventKind.OVERRULE:
                # The last judgement holds: the learner may withdraw it.
                answer = (place, _whole(detail, "at"))
                (self.overruled.add if detail["right"] is True else self.overruled.discard)(answer)
            case EventKind.REGRADE:
                score, max_score = (float(str(detail[name])) for name in ("score", "max_score"))
                outcome = Outcome(str(detail["outcome"])).value
                self.regrades[place, _whole(detail, "at")] = _Regrade(score, max_score, outcome)
            case EventKind.REDATE:
                self.dates[place, _whole(detail, "at")] = _whole(detail, "to")
            case EventKind.POSTPONE:
                self.paused[place[0]] = (suspended, _whole(detail, "until"))
            case EventKind.REMARK:
                pass
            case EventKind.SUSPEND | EventKind.RESUME:
                self.paused[place[0]] = (kind is EventKind.SUSPEND, until)


def _whole(detail: JsonObject, name: str) -> int:
    value = detail[name]
    if not isinstance(value, int) or not 0 <= value < LATEST:
        raise ValueError(f"{name} is no moment")
    return value


def state(connection: sqlite3.Connection, key: Key) -> QuestionState:
    """Return the state of a question. Raises sqlite3.Error."""
    row = connection.execute(_STATE, key).fetchone()
    return QuestionState() if row is None else StateRow(*row).state


def put_states(connection: sqlite3.Connection, states: Iterable[tuple[Key, QuestionState]]) -> None:
    """Store or replace states inside a transaction. Raises sqlite3.Error."""
    connection.executemany(_PUT_STATE, ((*key, *state_values(state)) for key, state in states))


def state_values(state: QuestionState) -> tuple[object, ...]:
    """Return a state as the columns of `StateRow` after the key."""
    return (
        *(state.memory or (None, None, None, None, 0, 0)),
        state.last_right,
        state.ever_right,
        state.reviewed,
        state.suspended,
        state.postponed_until,
    )


def advanced(
    before: QuestionState, grade: Grade, right: bool, in_review: bool, rules: Rules
) -> QuestionState:
    """Return the state of a question after another response, not earlier than the last."""
    return QuestionState(
        rules.step(before.memory, grade),
        right,
        before.ever_right or right,
        grade.at if in_review else before.reviewed,
        before.suspended,
        before.postponed_until,
    )


def is_spaced(before: QuestionState, at: int) -> bool:
    """Return whether a response came long enough after the last to be a test of memory."""
    return before.memory is not None and at - before.memory.last > NEAR


class Derived(NamedTuple):
    """The values derived from the facts."""

    states: dict[Key, QuestionState]
    changed: list[tuple[_Mark, _Row]]
    """The marks that differ from the stored ones, and these."""


def derive(connection: sqlite3.Connection, rules: Rules, now: int, key: Key | None = None) -> None:
    """Derive everything again from the facts, for one question or all, inside a transaction.

    Answers dated later than `now`, in milliseconds, do not count. Raises sqlite3.Error, and
    StoreDamaged when a fact cannot be read.
    """
    states, changed = derived(connection, rules, now, key)
    connection.executemany(_PUT_MARK, ((*mark, row.response) for mark, row in changed))
    # Another mark, or an undone answer, changes the score of its attempt.
    if key is None:
        total(connection)
        connection.execute("DELETE FROM memory")
        connection.execute("DELETE FROM derived_by")
        connection.execute("INSERT INTO derived_by VALUES (?)", (rules.name,))
    else:
        for attempt in _attempts_of(connection, [row.response for _, row in changed]):
            total(connection, attempt)
    put_states(connection, states.items())


def derived(
    connection: sqlite3.Connection, rules: Rules, now: int, key: Key | None = None
) -> Derived:
    """Return what `derive` would write, for one question or all. Raises the same."""
    where, values = ("", ()) if key is None else (_ONE, key)
    # In the order of time, so that the last suspension or regrade of a question wins.
    events = _Events(connection.execute(f"{_EVENTS}{where} ORDER BY happened_at, uid", values))
    rate = _rates(rules, _chosen(connection, rules, where, values))
    narrowed = "" if key is None else _ROWS_OF_ONE
    rows = map(_Row._make, connection.execute(f"{_ROWS}{narrowed}{_ORDER}", values))
    # A question whose last response was undone has no row, but must lose its old state.
    states: dict[Key, QuestionState] = {} if key is None else {key: QuestionState()}
    changed: list[tuple[_Mark, _Row]] = []
    for each, group in groupby(rows, key=attrgetter("key")):
        states[each] = _replay(group, events, rate, rules, now, changed)
    for each, (suspended, until) in events.paused.items():
        known = states.get(each, QuestionState())
        states[each] = known._replace(suspended=suspended, postponed_until=until)
    return Derived(states, changed)


def repair(connection: sqlite3.Connection, rules: Rules, now: int) -> None:
    """Derive everything again and empty the caches, inside a transaction. Raises as `derive`."""
    connection.executemany(_PUT_COPY, connection.execute(_COPIES).fetchall())
    for table in ("catalogue", "offered", "offer"):
        connection.execute(f"DELETE FROM {table}")
    # Such a bank is remembered again when it is played.
    connection.execute("DELETE FROM place WHERE checksum <> checksum(bank, title, path)")
    derive(connection, rules, now)


def _attempts_of(connection: sqlite3.Connection, responses: Iterable[int]) -> set[int]:
    """Return the attempts in which these responses were given."""
    found = (connection.execute(_ATTEMPT, (response,)).fetchone() for response in responses)
    return {number for (number,) in found}


def _chosen(
    connection: sqlite3.Connection, rules: Rules, where: str, values: tuple[str, ...]
) -> dict[int, bool]:
    """Return, by version, whether the question is answered by choosing."""
    found = connection.execute(f"SELECT id, body FROM question_version{where}", values)
    return {number: rules.chosen(_body(body)) for number, body in found}


def _body(text: str) -> JsonObject:
    """Return the body of a version; empty when damaged, which `verify` reports."""
    try:
        return object_of(text, "a version of a question")
    except StoreDamaged:
        return {}


def _rates(rules: Rules, chosen: dict[int, bool]) -> _Rate:
    """Return the rating function of the rules, cached, since few cases differ."""

    @cache
    def rate(outcome: str, confidence: int | None, version: int) -> tuple[Rating, bool] | None:
        try:
            stated = confidence_of(confidence, "a response")
            return rules.rate(Outcome(outcome), stated, chosen[version])
        except (StoreDamaged, ValueError):
            return None

    return rate


def _replay(
    rows: Iterable[_Row],
    events: _Events,
    rate: _Rate,
    rules: Rules,
    now: int,
    changed: list[tuple[_Mark, _Row]],
) -> QuestionState:
    """Return the state of a question after its responses; add changed marks to `changed`."""
    known = QuestionState()
    # The uid and position settle the order of responses of the same millisecond on every machine.
    dated = sorted(
        (events.dates.get(row.answer, row.given_at), row.attempt, row.position, row) for row in rows
    )
    for at, _, _, row in dated:
        mark = _mark(row, events, rate, at, now, is_spaced(known, at))
        if mark is None:
            continue
        # Most marks are as they were: only the others are written.
        if mark != row.mark:
            changed.append((mark, row))
        if not mark.taken_back and not mark.future:
            grade = Grade(at, mark.rating, mark.soon)
            right = mark.outcome == Outcome.RIGHT
            # The schedule follows the learner’s own judgement, the count of right answers does not.
            ever_right = known.ever_right or right
            right = right or row.answer in events.overruled
            known = advanced(known, grade, right, bool(row.in_review), rules)
            known = known._replace(ever_right=ever_right)
    return known


def _mark(row: _Row, events: _Events, rate: _Rate, at: int, now: int, spaced: bool) -> _Mark | None:
    """Return the derived mark of a response; None when the history is damaged there."""
    regrade = events.regrades.get(row.answer) or _Regrade(row.score, row.max_score, row.outcome)
    outcome = Outcome.RIGHT if row.answer in events.overruled else regrade.outcome
    rated = rate(outcome, row.confidence, row.version) if 0 <= at < LATEST else None
    if rated is None:
        return None
    rating, soon = rated
    # A regrade may have made an answer wrong that the learner found easy.
    if row.answer in events.easy and regrade.outcome == Outcome.RIGHT:
        rating = Rating.EASY
    # Who looks an answer up has not remembered it.
    if row.answer in events.open_book:
        rating = min(rating, Rating.HARD)
    undone, future = row.answer in events.undone, at > now + SLACK
    counts = not undone and not future
    return _Mark(at, *regrade, rating, soon, spaced and counts, undone, future)
