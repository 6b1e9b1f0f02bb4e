"""What storing an answer and querying a long history cost: `python -m benchmarks.commit`.

Each figure is a ratio to a baseline from the same run: storing an answer is compared with appending
4 KiB to a file and calling fdatasync, a query of the history with its SQL alone.
"""

import os
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from functools import partial, reduce
from itertools import groupby
from operator import itemgetter
from pathlib import Path

from quiz.model.response import LATEST, Grade, Memory, Mode, Outcome, Rating
from quiz.store.connection import connect
from quiz.store.connection import writing as transaction
from quiz.store.queries import Queries
from quiz.store.records import (
    AttemptRecord,
    FormItem,
    MarkRecord,
    ResponseRecord,
    VersionRecord,
    utc_text,
)
from quiz.store.store import Store, open_store
from quiz.store.writes import add_response, finish
from quiz.study.context import Grading

NEVER: Memory | None = None
ROUNDS = 2000
RESPONSES = 100_000
FORM = 15
SHIPPED = ("munitions-policy", "nato-partners", "nz-foreign-policy")
BANKS = (*SHIPPED, *(f"bank-{number}" for number in range(17)))
QUESTIONS = tuple(f"question-{number}" for number in range(60))
RULES = Grading(0.9)
_GRADES = """
    SELECT v.bank, v.question, m.at, m.rating, m.soon
    FROM mark m JOIN question_version v ON v.id = m.version_id ORDER BY 1, 2, 3
"""
START = datetime(2026, 1, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)


def attempt_number(number: int) -> AttemptRecord:
    """Return attempt `number`: one bank, FORM questions of its QUESTIONS."""
    bank, first = BANKS[number % len(BANKS)], number // len(BANKS)
    names = (QUESTIONS[(first + position) % len(QUESTIONS)] for position in range(FORM))
    form = tuple(FormItem(bank, name, "f" * 32, 1.0, (2, 0, 1)) for name in names)
    return AttemptRecord(f"{number:032x}", Mode.PRACTICE, number, "A bank", (bank,), form, START)


def response_to(
    attempt: AttemptRecord, position: int
) -> tuple[AttemptRecord, ResponseRecord, VersionRecord, MarkRecord]:
    """Return what is recorded for one question of an attempt."""
    item = attempt.form[position]
    right = (attempt.seed + position) % 3 > 0
    answered = START + attempt.seed * HOUR + position * timedelta(seconds=10)
    body = {"prompt": "x" * 200, "options": ["y" * 60] * 4, "explanation": "z" * 300}
    return (
        attempt,
        ResponseRecord(position, item.option_order, (int(right),), None, 4.25, 0, answered),
        VersionRecord(item.bank, item.question, item.fingerprint, body),
        MarkRecord(float(right), 1.0, Outcome.RIGHT if right else Outcome.WRONG),
    )


def fill(store: Store, responses: int) -> None:
    """Write a long history, many attempts in one transaction to save time."""
    with closing(connect(store.path)) as connection:
        for first in range(0, responses // FORM, 500):
            with transaction(connection):
                for number in range(first, min(first + 500, responses // FORM)):
                    attempt = attempt_number(number)
                    for position in range(FORM):
                        add_response(connection, *response_to(attempt, position), RULES, LATEST)
                    finish(connection, attempt.uid, utc_text(START + (number + 1) * HOUR))


def milliseconds(action: Callable[[], object]) -> float:
    """Run an action; return the milliseconds it took."""
    start = time.perf_counter()
    action()
    return (time.perf_counter() - start) * 1000


def compare(name: str, baseline: Sequence[float], ours: Sequence[float]) -> None:
    """Print p50 and p95 of both in milliseconds, and their ratios."""
    cells = []
    for label, index in (("p50", 49), ("p95", 94)):
        base, own = (statistics.quantiles(times, n=100)[index] for times in (baseline, ours))
        cells.append(f"{label} {base:.3f} -> {own:.3f} ms ({own / base:.2f}x)")
    print(f"{name}: {'; '.join(cells)}")


def append(descriptor: int, block: bytes) -> None:
    """Append a block to a file and wait until it is on disk."""
    os.write(descriptor, block)
    os.fdatasync(descriptor)


def measure_answers(store: Store, folder: Path, first: int) -> None:
    """Compare storing an answer with a durable append, alternately."""
    bare: list[float] = []
    ours: list[float] = []
    block = os.urandom(4096)
    descriptor = os.open(folder / "bare", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    try:
        for turn in range(ROUNDS):
            position = turn % FORM
            if position == 0:
                attempt = attempt_number(first + turn // FORM)
                store.record(*response_to(attempt, position))
                continue
            answer = response_to(attempt, position)
            bare.append(milliseconds(partial(append, descriptor, block)))
            ours.append(milliseconds(partial(store.record, *answer)))
    finally:
        os.close(descriptor)
    compare("durable answer / 4 KiB append + fdatasync", bare, ours)


def bare_sql(connection: sqlite3.Connection, query: Callable[[], object]) -> Callable[[], None]:
    """Return an action that runs the SQL statements of `query`, and nothing else."""
    statements: list[str] = []
    connection.set_trace_callback(statements.append)
    query()
    connection.set_trace_callback(None)

    def run() -> None:
        for statement in statements:
            connection.execute(statement).fetchall()

    return run


def measure_reading(store: Store) -> None:
    """Compare queries of the history with their SQL alone, alternately."""
    with closing(connect(store.path)) as connection:
        other = Queries(connection, store.path, lambda: START + RESPONSES * HOUR)
        for name, query, same in (
            ("bank_figures()", store.bank_figures, other.bank_figures),
            ("attempts()", store.attempts, other.attempts),
        ):
            bare = bare_sql(connection, same)
            times = [(milliseconds(bare), milliseconds(query)) for _ in range(60)]
            compare(f"{name} / its bare SQL", *zip(*times, strict=True))


def measure_rebuild(store: Store) -> None:
    """Compare a rebuild of all schedules with the scheduler's calls alone, alternately."""
    with closing(connect(store.path)) as connection:
        rows = connection.execute(_GRADES).fetchall()
    grades = [
        [Grade(at, Rating(rating), bool(soon)) for *_, at, rating, soon in group]
        for _, group in groupby(rows, key=itemgetter(0, 1))
    ]
    scheduler = RULES.scheduler
    times = [
        (
            milliseconds(lambda: [reduce(scheduler.step, each, NEVER) for each in grades]),
            milliseconds(store.rebuild),
        )
        for _ in range(7)
    ]
    compare("rebuild() / the scheduler's calls", *zip(*times, strict=True))


def main() -> None:
    """Measure on an empty history and on a long one."""
    # Not in /tmp, which may be in memory: the disk is what is measured.
    with tempfile.TemporaryDirectory(dir=Path.cwd(), prefix=".benchmark-") as name:
        folder = Path(name)
        with open_store(folder, lambda: START, RULES) as store:
            measure_answers(store, folder, 0)
        long = folder / "long"
        with open_store(long, lambda: START, RULES) as store:
            fill(store, RESPONSES)
            print(f"{RESPONSES} responses: {store.path.stat().st_size / 1e6:.1f} MB")
            measure_answers(store, folder, RESPONSES)
            measure_reading(store)
            measure_rebuild(store)
            print(f"verify(): {milliseconds(store.verify):.0f} ms")
        opening = [
            milliseconds(lambda: open_store(long, lambda: START, RULES).close()) for _ in range(20)
        ]
        print(f"open and close: p50 {statistics.median(opening):.2f} ms")


if __name__ == "__main__":
    main()
