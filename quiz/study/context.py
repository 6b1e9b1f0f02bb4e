"""What studying depends on, handed to whatever starts or reports on it."""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from quiz.model.memory import Grade, Memory, Rating
from quiz.model.response import Confidence, Outcome
from quiz.schedule.scheduler import rating_of, surprising
from quiz.settings.definitions import Settings
from quiz.store.records import JsonObject
from quiz.store.store import Store
from quiz.study.library import Library


def now() -> datetime:
    """Return the present moment in UTC."""
    return datetime.now(UTC)


def through_sleep() -> float:
    """Return monotonic seconds that also count while the computer sleeps, where it can tell."""
    # On Linux time.monotonic stops during sleep, but the time limit of an exam must not.
    boottime = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if boottime is None else time.clock_gettime(boottime)


class Clocks(NamedTuple):
    """The sources of time."""

    monotonic: Callable[[], float] = time.monotonic
    utc: Callable[[], datetime] = now
    hall: Callable[[], float] = through_sleep
    """The clock of exams."""


if TYPE_CHECKING:
    from quiz.schedule.scheduler import Scheduler

_VERSION = 1
"""Increase it whenever the same responses would give other ratings or schedules."""


class Grading:
    """Rates answers and schedules questions by FSRS, aiming at a share still known (retention)."""

    def __init__(self, retention: float) -> None:
        self._retention = retention

    @property
    def name(self) -> str:
        return f"{_VERSION}; FSRS 6.3.2; retention {self._retention!r}"

    @cached_property
    def scheduler(self) -> "Scheduler":
        """The schedule of questions; made when first needed, which takes a moment."""
        from quiz.schedule.scheduler import Scheduler

        return Scheduler(self._retention)

    def warm(self) -> None:
        """Load the package of the schedule, which takes a moment."""
        _ = self.scheduler

    def chosen(self, body: JsonObject) -> bool:
        # Imported late: the home screen shows what is due without loading the question types.
        from quiz.question_types import QUESTION_TYPES

        written = body.get("question")
        if not isinstance(written, dict):
            return True
        kind = QUESTION_TYPES.get(str(written.get("type")))
        return kind is None or not kind.typed_in or bool(written.get("distractors"))

    def rate(
        self, outcome: Outcome, confidence: Confidence | None, chosen: bool
    ) -> tuple[Rating, bool]:
        return rating_of(outcome, confidence, chosen), surprising(outcome, confidence)

    def step(self, memory: Memory | None, grade: Grade) -> Memory:
        return self.scheduler.step(memory, grade)


class StudyContext(NamedTuple):
    """What studying depends on: the banks, the history, the settings in force and the clocks."""

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
        """The share of questions that should still be known when they come back."""
        return self.settings.retention
