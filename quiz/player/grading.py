"""The rules in force: from verdicts and confidence to ratings and schedules."""

from functools import cached_property
from typing import TYPE_CHECKING

from quiz.model.confidence import Confidence
from quiz.model.memory import Grade, Memory, Rating
from quiz.model.response import Outcome
from quiz.schedule.rating import rating_of, surprising
from quiz.store.records import JsonObject

if TYPE_CHECKING:
    from quiz.schedule.scheduler import Scheduler

_VERSION = 1
"""Rises whenever the same responses give other ratings or schedules."""


class Grading:
    """See `Rules`: FSRS for a share of questions to be known when they come back."""

    def __init__(self, retention: float) -> None:
        self._retention = retention

    @property
    def name(self) -> str:
        """See `Rules.name`."""
        return f"{_VERSION}; FSRS 6.3.2; retention {self._retention!r}"

    @cached_property
    def scheduler(self) -> "Scheduler":
        """The schedule of questions; made when first needed, which takes a moment."""
        from quiz.schedule.scheduler import Scheduler

        return Scheduler(self._retention)

    def warm(self) -> None:
        """See `Rules.warm`: the package of the schedule takes a while to load."""
        _ = self.scheduler

    def chosen(self, body: JsonObject) -> bool:
        """See `Rules.chosen`."""
        # Imported late: the first screen shows what is due without the types.
        from quiz.kinds import KINDS

        written = body.get("question")
        if not isinstance(written, dict):
            return True
        kind = KINDS.get(str(written.get("type")))
        return kind is None or not kind.typed_in or bool(written.get("distractors"))

    def rate(
        self, outcome: Outcome, confidence: Confidence | None, chosen: bool
    ) -> tuple[Rating, bool]:
        """See `Rules.rate`."""
        return rating_of(outcome, confidence, chosen), surprising(outcome, confidence)

    def step(self, memory: Memory | None, grade: Grade) -> Memory:
        """See `Rules.step`."""
        return self.scheduler.step(memory, grade)
