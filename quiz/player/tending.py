"""Actions on an answered question: undo, mark easy, suspend and postpone."""

import uuid

from quiz.model.response import Outcome
from quiz.player import words
from quiz.player.attempt import Player
from quiz.schedule.days import milliseconds, study_day
from quiz.store.records import EventKind, JsonObject

TAKEN_BACK = "Undone: this answer does not count for your schedule or your figures."
SUSPENDED = (
    "Suspended: reviews leave it out until you resume it, under Progress, Memory or here when "
    "you answer it again."
)
RESUMED = "Resumed: reviews will ask it again."
BURIED = "Not today: reviews will not ask it before tomorrow."


class Tending:
    """The actions on the answered questions of an attempt, by their position in it.

    A question must be answered and its response saved. Every action raises `StoreError` when it
    cannot be recorded, and changes nothing then.
    """

    def __init__(self, runner: Player) -> None:
        self._runner = runner
        self._undone: set[int] = set()
        self._easy: set[int] = set()
        self._messages: dict[int, str] = {}

    def possible(self, position: int) -> bool:
        """Check whether a question is answered and no response is waiting to be saved."""
        return position in self._runner.session.answered and not self._runner.waiting

    def may_take_back(self, position: int) -> bool:
        """Check whether a response exists and still counts."""
        return self.possible(position) and position not in self._undone

    def may_call_easy(self, position: int) -> bool:
        """Check whether a response counts, was right and is not marked easy yet."""
        if not self.may_take_back(position) or position in self._easy:
            return False
        return self._runner.session.answered[position].verdict.outcome is Outcome.RIGHT

    def fate(self, position: int) -> str:
        """Return when a question comes back, or what was done to it; empty when unknown."""
        if position in self._messages:
            return self._messages[position]
        memory = self._runner.remembered.get(position)
        now = milliseconds(self._runner.clocks.utc())
        return "" if memory is None else words.comes_back(memory, now)

    def take_back(self, position: int) -> None:
        """Stop counting a response in the schedule and the figures."""
        self._record(position, EventKind.TAKE_BACK, TAKEN_BACK, of_response=True)
        self._undone.add(position)

    def call_easy(self, position: int) -> None:
        """Mark a right response as easy, so that the question comes back later."""
        self._record(position, EventKind.EASY, "", of_response=True)
        self._easy.add(position)
        del self._messages[position]

    def suspend(self, position: int) -> None:
        """Suspend a question, or resume it when it is suspended."""
        if self._runner.store.state(self._runner.session.items[position].key).suspended:
            self._record(position, EventKind.RESUME, RESUMED)
        else:
            self._record(position, EventKind.SUSPEND, SUSPENDED)

    def bury(self, position: int) -> None:
        """Leave a question out of reviews until the next study day."""
        until = study_day(self._runner.clocks.utc()).end
        self._record(position, EventKind.BURY, BURIED, {"until": until})

    def _record(
        self,
        position: int,
        kind: EventKind,
        message: str,
        detail: JsonObject | None = None,
        of_response: bool = False,
    ) -> None:
        runner = self._runner
        runner.record_event(position, uuid.uuid4().hex, kind, detail or {}, of_response)
        memory = runner.store.state(runner.session.items[position].key).memory
        if memory is None:
            runner.remembered.pop(position, None)
        else:
            runner.remembered[position] = memory
        self._messages[position] = message
