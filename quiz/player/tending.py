"""What a learner does about an answered question: take it back, call it easy, put it off."""

import uuid

from quiz.model.response import Outcome
from quiz.player import words
from quiz.player.attempt import Player
from quiz.schedule.days import milliseconds, study_day
from quiz.store.records import EventKind, JsonObject

TAKEN_BACK = "Taken back: it counts neither for the schedule nor for your figures."
SUSPENDED = (
    "Suspended: no review asks it until you lift that: here, where it is answered again, or in "
    "Progress, Memory."
)
RESUMED = "Reviews ask it again."
BURIED = "Put off: no review asks it before tomorrow."


class Tending:
    """Tends the questions of an attempt by their position in its session.

    Only what was answered, and whose response is on disk, can be tended. What is done may raise
    `StoreError`; nothing has changed then.
    """

    def __init__(self, player: Player) -> None:
        self._player = player
        self._taken_back: set[int] = set()
        self._easy: set[int] = set()
        self._said: dict[int, str] = {}

    def possible(self, place: int) -> bool:
        """Say whether a question was answered, and nothing waits to be saved."""
        return place in self._player.session.answered and not self._player.waiting

    def may_take_back(self, place: int) -> bool:
        """Say whether a response is there and still counts."""
        return self.possible(place) and place not in self._taken_back

    def may_call_easy(self, place: int) -> bool:
        """Say whether a response counts, was right and is not yet called easy."""
        if not self.may_take_back(place) or place in self._easy:
            return False
        return self._player.session.answered[place].verdict.outcome is Outcome.RIGHT

    def fate(self, place: int) -> str:
        """Return when a question comes back, or why not; empty when that is not known."""
        if place in self._said:
            return self._said[place]
        memory = self._player.remembered.get(place)
        now = milliseconds(self._player.clocks.utc())
        return "" if memory is None else words.comes_back(memory, now)

    def take_back(self, place: int) -> None:
        """Undo a grading: the response counts neither for schedule nor for figures."""
        self._record(place, EventKind.TAKE_BACK, TAKEN_BACK, of_response=True)
        self._taken_back.add(place)

    def call_easy(self, place: int) -> None:
        """Have the schedule take a right response for an easy one."""
        self._record(place, EventKind.EASY, "", of_response=True)
        self._easy.add(place)
        del self._said[place]

    def suspend(self, place: int) -> None:
        """Leave a question out of reviews, or no longer so if it is left out."""
        if self._player.store.state(self._player.session.items[place].key).suspended:
            self._record(place, EventKind.RESUME, RESUMED)
        else:
            self._record(place, EventKind.SUSPEND, SUSPENDED)

    def bury(self, place: int) -> None:
        """Leave a question out of reviews until the next study day."""
        until = study_day(self._player.clocks.utc()).end
        self._record(place, EventKind.BURY, BURIED, {"until": until})

    def _record(
        self,
        place: int,
        kind: EventKind,
        said: str,
        detail: JsonObject | None = None,
        of_response: bool = False,
    ) -> None:
        player = self._player
        player.record_event(place, uuid.uuid4().hex, kind, detail or {}, of_response)
        memory = player.store.state(player.session.items[place].key).memory
        if memory is None:
            player.remembered.pop(place, None)
        else:
            player.remembered[place] = memory
        self._said[place] = said
