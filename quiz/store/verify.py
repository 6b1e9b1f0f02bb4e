"""Search for damage: facts that were changed, and results that do not follow from the facts."""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import groupby, islice
from math import isclose
from operator import itemgetter

from quiz.errors import StoreError
from quiz.store.connection import WRONG_VALUES, checksum
from quiz.store.migrations import (
    MIGRATIONS,
    SCHEMA_CHECKSUM,
    schema_checksum,
    schema_problems,
    version_of,
)
from quiz.store.rebuild import STATES, TOTALS, StateRow, derived, state_values
from quiz.store.records import GENESIS, QuestionState, Rules, digest, link, utc_milliseconds
from quiz.text.cleaning import clean_line

MAX_PROBLEMS = 20
"""The maximum number of problems listed."""
_CHECKSUMS = 4
"""The first version of the schema that has them."""
_TOLERANCE = 1e-6
"""Relative: sums depend on their order in the last digits, and schedules on the machine."""

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
# A chain cannot show that its end is missing; the totals can.
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
_ENDS = """
    SELECT a.id, t.checksum, t.attempt_id, t.measured, a.finished_at
    FROM attempt a LEFT JOIN attempt_total t ON t.attempt_id = a.id ORDER BY a.id
"""
_MARKS = "SELECT checksum, response_id, score, max_score, outcome FROM mark"
_LAST_MARKS = f"{_MARKS} WHERE response_id > (SELECT max(response_id) FROM mark) - 50"
_LAST_TOTALS = f"{TOTALS} WHERE t.attempt_id > (SELECT max(attempt_id) FROM attempt_total) - 10"
_NEWEST = """
    SELECT (SELECT max(id) FROM attempt), (SELECT max(attempt_id) FROM attempt_total),
           (SELECT max(id) FROM response), (SELECT max(response_id) FROM mark)
"""
_EXAMS = """
    SELECT checksum, attempt_id, limit_seconds, spent, position, saved_at FROM exam ORDER BY 2
"""
_SHEETS = """
    SELECT checksum, attempt_id, position, given, draft, flagged, confidence, seconds, hints_used,
           changed_at
    FROM sheet ORDER BY 2, 3
"""
_PLACES = "SELECT checksum, bank, title, path FROM place ORDER BY bank"
_OFFERED = """
    SELECT bank, (SELECT checksum FROM offer o WHERE o.bank = q.bank), question
    FROM offered q ORDER BY bank, question
"""
_OFFERS = "SELECT bank FROM offer WHERE bank NOT IN (SELECT bank FROM offered)"
_COPIES = """
    SELECT m.response_id, m.given_at, r.answered_at,
           m.attempt_id = r.attempt_id AND m.position = r.position
               AND m.version_id = r.version_id AND m.confidence IS r.confidence
    FROM mark m LEFT JOIN response r ON r.id = m.response_id ORDER BY m.response_id
"""
_UNMARKED = """
    SELECT r.attempt_id, r.position, count(m.response_id)
    FROM response r LEFT JOIN mark m ON m.response_id = r.id
    GROUP BY 1, 2 HAVING count(m.response_id) <> 1
"""

Search = Callable[[sqlite3.Connection], Iterator[str]]


def verify(connection: sqlite3.Connection) -> list[str]:
    """Return a line for each change to a stored fact, responses first; at most 20 lines."""
    facts = (_bad_responses, _lost_responses, _bad_attempts, _bad_versions, _bad_events)
    # Earlier schemas have no checksums.
    proofs = (_bad_ends, _bad_marks, _bad_sheets) if version_of(connection) >= _CHECKSUMS else ()
    return _found(connection, (*facts, *proofs))


def recent_problems(connection: sqlite3.Connection) -> list[str]:
    """Return a line for each change to the schema, to the newest results and to exams.

    Quick for any history: what was derived long ago is left to `derivation_problems`.
    """

    def bad_marks(connection: sqlite3.Connection) -> Iterator[str]:
        yield from _bad_marks(connection, _LAST_MARKS)

    def bad_totals(connection: sqlite3.Connection) -> Iterator[str]:
        yield from _bad_totals(connection, _LAST_TOTALS)

    return _found(connection, (_bad_schema, _missing, bad_marks, bad_totals, _bad_sheets))


def derivation_problems(connection: sqlite3.Connection, rules: Rules, now: int) -> list[str]:
    """Return a line for each difference from what follows from the facts; at most 20 lines.

    Answers dated later than `now`, in milliseconds, do not count.
    """

    def bad_schedules(connection: sqlite3.Connection) -> Iterator[str]:
        yield from _bad_schedules(connection, rules, now)

    return _found(connection, (_bad_copies, bad_schedules, _bad_totals, _bad_offers, _bad_places))


def _found(connection: sqlite3.Connection, searches: Sequence[Search]) -> list[str]:
    problems: list[str] = []
    with lenient(connection):
        for search in searches:
            try:
                problems += islice(search(connection), MAX_PROBLEMS - len(problems))
            except (sqlite3.Error, StoreError, *WRONG_VALUES) as error:
                # One unreadable table must not hide the faults of the others.
                problems.append(f"a table cannot be read ({clean_line(str(error))})")
    return problems[:MAX_PROBLEMS]


@contextmanager
def lenient(connection: sqlite3.Connection) -> Iterator[None]:
    """Decode damaged bytes to other text, which no hash will match."""
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
        # Goes on from the stored hash, so that one changed response is one line, not all after it.
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


def _bad_ends(connection: sqlite3.Connection) -> Iterator[str]:
    for number, stored, *row in connection.execute(_ENDS):
        if stored != checksum(*row):
            yield f"the end of attempt {number}, or whether it counts, is not as it was written"


def _bad_schema(connection: sqlite3.Connection) -> Iterator[str]:
    # Another program's trigger could change results at each answer.
    if schema_checksum(connection) != SCHEMA_CHECKSUM:
        yield from schema_problems(connection, MIGRATIONS)


def _missing(connection: sqlite3.Connection) -> Iterator[str]:
    """Yield that the newest results are missing."""
    attempt, totals, response, marks = connection.execute(_NEWEST).fetchone()
    if attempt != totals:
        yield f"the totals of attempt {attempt} are missing"
    if response != marks:
        yield f"the mark of response {response} is missing"


def _bad_marks(connection: sqlite3.Connection, marks: str = _MARKS) -> Iterator[str]:
    for stored, number, *row in connection.execute(marks):
        if stored != checksum(number, *row):
            yield f"the mark of response {number} is not as it was written"


def _bad_sheets(connection: sqlite3.Connection) -> Iterator[str]:
    for statement in (_EXAMS, _SHEETS):
        for stored, *row in connection.execute(statement):
            if stored != checksum(*row):
                yield f"the answer sheet of attempt {row[0]} is not as it was saved"


def _bad_places(connection: sqlite3.Connection) -> Iterator[str]:
    for stored, bank, *row in connection.execute(_PLACES):
        if stored != checksum(bank, *row):
            yield f"the place of bank {bank} is not as it was stored"


def _bad_copies(connection: sqlite3.Connection) -> Iterator[str]:
    """Yield the marks that do not belong to their response, and responses without a mark."""
    for number, given_at, answered, same in connection.execute(_COPIES):
        if not same or given_at != utc_milliseconds(datetime.fromisoformat(answered)):
            yield f"the mark of response {number} does not fit its response"
    for attempt, position, count in connection.execute(_UNMARKED):
        yield f"question {position + 1} of attempt {attempt} has {count} marks"


def _bad_totals(connection: sqlite3.Connection, selected: str = TOTALS) -> Iterator[str]:
    for number, *totals in connection.execute(selected):
        stored, due = totals[::2], totals[1::2]
        if not all(map(_alike, stored, due)):
            yield f"the totals of attempt {number} are not those of its answers"


def _bad_schedules(connection: sqlite3.Connection, rules: Rules, now: int) -> Iterator[str]:
    name = connection.execute("SELECT rules FROM derived_by").fetchone()
    states, changed = derived(connection, rules, now)
    # Ratings and schedules by other rules are derived again when the history is opened.
    other = name is None or name[0] != rules.name
    for mark, row in changed:
        if not other or _unrated(mark) != _unrated(row.mark):
            yield f"the mark of response {row.response} does not follow from the answers"
    if other:
        return
    stored = {
        (row.bank, row.question): row for row in map(StateRow._make, connection.execute(STATES))
    }
    for key in sorted(states.keys() | stored.keys()):
        due = states.get(key, QuestionState())
        if key not in stored or not all(map(_alike, stored[key][2:], state_values(due))):
            yield f"the schedule of question {'/'.join(key)} does not follow from the answers"


def _unrated(mark: tuple[object, ...]) -> tuple[object, ...]:
    """Return a mark without the rating, and without whether the question comes back soon."""
    return mark[:4] + mark[6:]


def _alike(stored: object, due: object) -> bool:
    if isinstance(stored, float) and isinstance(due, float):
        return isclose(stored, due, rel_tol=_TOLERANCE, abs_tol=_TOLERANCE)
    return stored == due


def _bad_offers(connection: sqlite3.Connection) -> Iterator[str]:
    for bank, rows in groupby(connection.execute(_OFFERED), key=itemgetter(0)):
        questions = list(rows)
        if questions[0][1] != checksum(bank, *(question for *_, question in questions)):
            yield f"the list of questions of bank {bank} is not as it was stored"
    for (bank,) in connection.execute(_OFFERS):
        yield f"the list of questions of bank {bank} is missing"
