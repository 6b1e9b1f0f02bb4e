"""Turn verdicts and confidence into ratings, and ratings into schedules."""

from functools import cached_property
from typing import TYPE_CHECKING

from quiz.model.memory import Grade, Memory, Rating
from quiz.model.response import Confidence, Outcome
from quiz.schedule.scheduler import rating_of, surprising
from quiz.store.records import JsonObject

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
