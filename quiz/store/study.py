"""Deriving marks' ratings and the state of questions from facts, one question or all."""

import sqlite3
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any, NamedTuple

from quiz.model.confidence import Confidence
from quiz.model.memory import DAY, Grade, Key, Memory, Rating
from quiz.model.response import Outcome
from quiz.store.facts import confidence_of, parsed
from quiz.store.records import EventKind, JsonObject, QuestionState, Rules
from quiz.store.totals import total

_STATE = "SELECT * FROM memory WHERE bank = ? AND question = ?"
_PUT_STATE = "INSERT OR REPLACE INTO memory VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_ROWS = """
    SELECT v.bank, v.question, m.response_id, m.version_id, a.uid, m.position, m.at, m.confidence,
           m.score, m.max_score, m.outcome, m.rating, m.soon, m.spaced, m.taken_back,
           a.mode = 'review'
    FROM mark m JOIN attempt a ON a.id = m.attempt_id
    JOIN question_version v ON v.id = m.version_id
"""
_ORDER = " ORDER BY v.bank, v.question, m.at, a.uid, m.position"
_EVENTS = """
    SELECT bank, question, kind, attempt_uid, position, detail, happened_at FROM event
"""
_ONE = " WHERE bank = ? AND question = ?"
_PUT_MARK = """
    UPDATE mark SET score = ?, max_score = ?, outcome = ?, rating = ?, soon = ?, spaced = ?,
                    taken_back = ?
    WHERE response_id = ?
"""
_Place = tuple[Key, str, int]
"""A question, the uid of an attempt that asked it, and its position there."""


class _Mark(NamedTuple):
    """What is derived of one response."""

    score: float
    max_score: float
    outcome: str
    rating: int
    soon: int
    spaced: int
    taken_back: int


class _Row(NamedTuple):
    """One response that counts, with its mark as it is."""

    key: Key
    response: int
    version: int
    place: _Place
    at: int
    confidence: Confidence | None
    mark: _Mark
    reviewed: bool


class _Events:
    """What was done about questions, in the order in which it happened."""

    def __init__(self, rows: Iterable[tuple[Any, ...]]) -> None:
        self.taken_back: set[_Place] = set()
        self.easy: set[_Place] = set()
        self.regrades: dict[tuple[_Place, int], JsonObject] = {}
        self.resting: dict[Key, tuple[bool, int]] = {}
        for bank, question, kind, attempt, position, detail, _ in rows:
            self._take(EventKind(kind), ((bank, question), attempt, position), detail)

    def _take(self, kind: EventKind, place: _Place, detail: str) -> None:
        key = place[0]
        suspended, until = self.resting.get(key, (False, 0))
        match kind:
            case EventKind.TAKE_BACK:
                self.taken_back.add(place)
            case EventKind.EASY:
                self.easy.add(place)
            case EventKind.REGRADE:
                # Another machine may have answered in the same place; that is another response.
                regrade = _detail(detail)
                self.regrades[place, int(str(regrade["at"]))] = regrade
            case EventKind.BURY:
                self.resting[key] = (suspended, int(str(_detail(detail)["until"])))
            case EventKind.SUSPEND | EventKind.RESUME:
                self.resting[key] = (kind is EventKind.SUSPEND, until)


def _detail(text: str) -> JsonObject:
    value = parsed(text, "an event")
    assert isinstance(value, dict)
    return value


def state(connection: sqlite3.Connection, key: Key) -> QuestionState:
    """Return what is known of a question. Raises sqlite3.Error."""
    row = connection.execute(_STATE, key).fetchone()
    return QuestionState() if row is None else state_of(row)


def state_of(row: tuple[Any, ...]) -> QuestionState:
    """Return a row of `memory` as a state."""
    memory = None if row[5] is None else Memory._make(row[2:8])
    right, ever, reviewed, suspended = map(bool, row[8:12])
    return QuestionState(memory, right, ever, reviewed, suspended, row[12])


def put_states(connection: sqlite3.Connection, states: Iterable[tuple[Key, QuestionState]]) -> None:
    """Write states in place of those before, inside a transaction. Raises sqlite3.Error."""
    nothing = (None, None, None, None, 0, 0)
    connection.executemany(
        _PUT_STATE,
        ((*key, *(each.memory or nothing), *each[1:]) for key, each in states),
    )


def advanced(
    before: QuestionState, grade: Grade, right: bool, reviewed: bool, rules: Rules
) -> QuestionState:
    """Return the state of a question after one more response that is not earlier than the last."""
    return before._replace(
        memory=rules.step(before.memory, grade),
        last_right=right,
        ever_right=before.ever_right or right,
        reviewed=reviewed,
    )


def is_spaced(before: QuestionState, at: int) -> bool:
    """Say whether a response came a day or more after the one before: it tells of memory then."""
    return before.memory is not None and at - before.memory.last >= DAY


def derive(connection: sqlite3.Connection, rules: Rules, key: Key | None = None) -> None:
    """Derive everything anew from the facts: of one question, or of all, inside a transaction.

    Raises sqlite3.Error, and StoreDamaged when a fact cannot be read.
    """
    where, values = ("", ()) if key is None else (_ONE, key)
    events = _Events(connection.execute(f"{_EVENTS}{where} ORDER BY happened_at, uid", values))
    chosen = _chosen(connection, rules, where, values)
    rows = connection.execute(f"{_ROWS}{where}{_ORDER}", values)
    states: dict[Key, QuestionState] = {} if key is None else {key: QuestionState()}
    changed: list[tuple[_Mark, int]] = []
    for each, group in groupby(map(_row, rows), key=lambda row: row.key):
        states[each] = _replay(group, events, chosen, rules, changed)
    for each, (suspended, until) in events.resting.items():
        known = states.get(each, QuestionState())
        states[each] = known._replace(suspended=suspended, buried_until=until)
    connection.executemany(_PUT_MARK, ((*mark, response) for mark, response in changed))
    if events.regrades and changed:
        total(connection)
    if key is None:
        connection.execute("DELETE FROM memory")
        connection.execute("DELETE FROM derived_by")
        connection.execute("INSERT INTO derived_by VALUES (?)", (rules.name,))
    put_states(connection, states.items())


def _chosen(
    connection: sqlite3.Connection, rules: Rules, where: str, values: tuple[str, ...]
) -> dict[int, bool]:
    """Return, by version, whether the question is answered by choosing."""
    found = connection.execute(f"SELECT id, body FROM question_version{where}", values)
    return {number: rules.chosen(_detail(body)) for number, body in found}


def _row(row: tuple[Any, ...]) -> _Row:
    confidence = confidence_of(row[7], f"response {row[2]}")
    mark = _Mark._make(row[8:15])
    key = (row[0], row[1])
    return _Row(key, row[2], row[3], (key, row[4], row[5]), row[6], confidence, mark, bool(row[15]))


def _replay(
    rows: Iterator[_Row],
    events: _Events,
    chosen: dict[int, bool],
    rules: Rules,
    changed: list[tuple[_Mark, int]],
) -> QuestionState:
    """Return the state of a question after its responses; what changes of marks is added."""
    known = QuestionState()
    for row in rows:
        mark = _mark(row, events, chosen[row.version], rules)
        mark = mark._replace(spaced=int(is_spaced(known, row.at)))
        if mark != row.mark:
            changed.append((mark, row.response))
        if not mark.taken_back:
            grade = Grade(row.at, Rating(mark.rating), bool(mark.soon))
            right = mark.outcome == Outcome.RIGHT
            known = advanced(known, grade, right, row.reviewed, rules)
    return known


def _mark(row: _Row, events: _Events, chosen: bool, rules: Rules) -> _Mark:
    mark = row.mark
    regrade = events.regrades.get((row.place, row.at))
    if regrade is not None:
        mark = mark._replace(
            score=float(str(regrade["score"])),
            max_score=float(str(regrade["max_score"])),
            outcome=str(regrade["outcome"]),
        )
    rating, soon = rules.rate(Outcome(mark.outcome), row.confidence, chosen)
    if row.place in events.easy and mark.outcome == Outcome.RIGHT:
        rating = Rating.EASY
    return mark._replace(
        rating=int(rating), soon=int(soon), taken_back=int(row.place in events.taken_back)
    )
