"""Opening the progress screen on a long history: `python -m benchmarks.progress`.

The time from the key to the paint is compared with the screen's SQL alone and with the first paint
of a bare Textual app.
"""

import sqlite3
import statistics
import tempfile
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.commit import bare_sql, compare, milliseconds
from benchmarks.measure import Screen
from benchmarks.screens import BARE, first_paint
from quiz.model.response import LATEST, Confidence, Mode, Outcome
from quiz.settings.definitions import Settings
from quiz.store.connection import connect
from quiz.store.connection import writing as transaction
from quiz.store.figures import figures
from quiz.store.queries import states
from quiz.store.records import (
    ALL,
    AttemptRecord,
    FormItem,
    MarkRecord,
    ResponseRecord,
    VersionRecord,
    utc_text,
)
from quiz.store.store import Store, open_store
from quiz.store.writes import add_response, finish
from quiz.study.context import Grading, StudyContext
from quiz.study.library import Library
from quiz.study.progress import progress

RESPONSES = 100_000
FORM = 20
BANKS = 20
QUESTIONS = 60
VERSIONS = 2
TAGS = 40
ROUNDS = 9
RULES = Grading(0.9)
NOW = datetime.now(UTC)
STEP = timedelta(hours=3)
F5 = "\x1b[15~"


def attempt_number(number: int) -> AttemptRecord:
    """Return attempt `number`: one bank, FORM of its QUESTIONS, STEP after the one before."""
    bank = f"bank-{number % BANKS}"
    version = f"{number * VERSIONS * FORM // RESPONSES:032}"
    names = (
        f"question-{(number // BANKS * FORM + position) % QUESTIONS}" for position in range(FORM)
    )
    form = tuple(FormItem(bank, name, version, 1.0, (2, 0, 1)) for name in names)
    started = NOW - (RESPONSES // FORM - number) * STEP
    return AttemptRecord(f"{number:032x}", Mode.PRACTICE, number, bank, (bank,), form, started)


def response_to(
    attempt: AttemptRecord, position: int
) -> tuple[AttemptRecord, ResponseRecord, VersionRecord, MarkRecord]:
    """Return what is recorded for one question of an attempt."""
    item = attempt.form[position]
    right = (attempt.seed * 7 + position * 5) % 4 > 0
    question = {
        "type": ("single_choice", "true_false", "numeric")[position % 3],
        "prompt": "x" * 120,
        "distractors": ["y" * 60] * 3,
        "explanation": "z" * 300,
        "tags": [f"tag-{(position + step) % TAGS}" for step in range(2)],
    }
    level = Confidence(1 + (attempt.seed + position) % 3)
    answered = attempt.started + timedelta(seconds=30 * position)
    return (
        attempt,
        ResponseRecord(position, item.option_order, (int(right),), level, 4.25, 0, answered),
        VersionRecord(item.bank, item.question, item.fingerprint, {"question": question}),
        MarkRecord(float(right), 1.0, Outcome.RIGHT if right else Outcome.WRONG),
    )


def fill(store: Store) -> None:
    """Write a long history, many attempts in one transaction to save time."""
    with closing(connect(store.path)) as connection:
        for first in range(0, RESPONSES // FORM, 500):
            with transaction(connection):
                for number in range(first, min(first + 500, RESPONSES // FORM)):
                    attempt = attempt_number(number)
                    for position in range(FORM):
                        add_response(connection, *response_to(attempt, position), RULES, LATEST)
                    finish(connection, attempt.uid, utc_text(attempt.started + STEP))


def _asked(connection: sqlite3.Connection) -> None:
    figures(connection, ALL, RULES.options_to_guess)
    states(connection, None)


def opened(data: Path) -> float:
    """Return the milliseconds from the key that opens the screen until it is painted."""
    screen = Screen(["-m", "quiz"], QUIZ_DATA_DIR=str(data))
    try:
        screen.until("Munitions policy")
        pressed = screen.press(F5)
        return 1000 * (screen.until("Due in the next") - pressed)
    finally:
        screen.close()


def measure(store: Store, data: Path) -> None:
    """Compare the figures, and the screen, with the bare SQL and a bare first paint."""
    context = StudyContext(Library(store, []), store, Settings())
    with closing(connect(store.path)) as connection:
        bare = bare_sql(connection, lambda: _asked(connection))
        times = [
            (milliseconds(bare), milliseconds(lambda: progress(context, ALL, True)))
            for _ in range(60)
        ]
    compare("progress() / its bare SQL", *zip(*times, strict=True))
    sql = statistics.median(base for base, _ in times)
    paints, screens = [], []
    for _ in range(ROUNDS):
        paints.append(1000 * first_paint(BARE, "Munitions policy"))
        screens.append(opened(data))
    paint, screen = statistics.median(paints), statistics.median(screens)
    print(
        f"progress screen, key to paint: {screen:.0f} ms; SQL {sql:.0f} ms, bare first paint "
        f"{paint:.0f} ms: {screen / (1.5 * sql + paint):.2f}× of 1.5× SQL + first paint "
        f"(target ≤ 1×), {screen / sql:.2f}× the SQL alone"
    )


def main() -> None:
    """Measure on 100,000 responses."""
    with tempfile.TemporaryDirectory() as name:
        data = Path(name)
        with open_store(data, lambda: NOW, RULES) as store:
            store.rebuild()
            fill(store)
            measure(store, data)


if __name__ == "__main__":
    main()
