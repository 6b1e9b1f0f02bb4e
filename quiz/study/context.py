"""The study context: the banks, the history, the settings, the clocks and the grading."""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from quiz.model.response import Confidence, Grade, Memory, Outcome, Rating
from quiz.schedule import rating_of, surprising
from quiz.settings.definitions import Settings
from quiz.store.records import JsonObject
from quiz.store.store import Store
from quiz.study.library import Library


def now() -> datetime:
    """Return the current time in UTC."""
    return datetime.now(UTC)


def through_sleep() -> float:
    """Return monotonic seconds; on Linux they also count while the computer sleeps."""
    # On Linux time.monotonic stops during sleep, but the time limit of an exam must not.
    boottime = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if boottime is None else time.clock_gettime(boottime)


class Clocks(NamedTuple):
    """The sources of time."""

    monotonic: Callable[[], float] = time.monotonic
    utc: Callable[[], datetime] = now
    hall: Callable[[], float] = through_sleep
    """Seconds of an exam, which also pass while the computer sleeps."""


if TYPE_CHECKING:
    from quiz.schedule import Scheduler

_VERSION = 3
"""Increase it whenever the same facts would give different marks, totals or schedules."""


class Grading:
    """Rates answers and schedules questions by FSRS, aiming at a share still known (retention)."""

    def __init__(self, retention: float) -> None:
        self._retention = retention

    # Stored with the schedules; a different name makes the store derive them again.
    @property
    def name(self) -> str:
        return f"{_VERSION}; FSRS 6.3.2; retention {self._retention!r}"

    @cached_property
    def scheduler(self) -> "Scheduler":
        """The scheduler; it is created on first use, which takes a moment."""
        from quiz.schedule import Scheduler

        return Scheduler(self._retention)

    def warm(self) -> None:
        """Create the scheduler now, so that the first answer is not delayed."""
        _ = self.scheduler

    def chosen(self, body: JsonObject) -> bool:
        # Imported late: the home screen shows what is due without loading the question types.
        from quiz.question_types import QUESTION_TYPES

        written = body.get("question")
        if not isinstance(written, dict):
            return True
        # A cloze with distractors has a word bank: its words are chosen, not typed.
        kind = QUESTION_TYPES.get(str(written.get("type")))
        return kind is None or not kind.typed_in or bool(written.get("distractors"))

    def options_to_guess(self, body: JsonObject) -> int | None:
        from quiz.question_types import QUESTION_TYPES

        written = body.get("question")
        if not isinstance(written, dict):
            return None
        known = QUESTION_TYPES.get(str(written.get("type")))
        return None if known is None else known.stored_options_to_guess(written)

    def rate(
        self, outcome: Outcome, confidence: Confidence | None, chosen: bool
    ) -> tuple[Rating, bool]:
        return rating_of(outcome, confidence, chosen), surprising(outcome, confidence)

    def step(self, memory: Memory | None, grade: Grade) -> Memory:
        return self.scheduler.step(memory, grade)


class StudyContext(NamedTuple):
    """The banks, the history, the current settings and the clocks, passed around as one."""

    library: Library
    store: Store
    settings: Settings
    clocks: Clocks = Clocks()

    @property
    def daily_limit(self) -> int:
        """The maximum number of reviews in a study day; 0 for no limit."""
        return self.settings.daily_limit

    @property
    def retention(self) -> float:
        """The share of questions, 0 to 1, that should still be known when they come back."""
        return self.settings.retention
