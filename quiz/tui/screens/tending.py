"""What can be done about a question just answered, beside going on."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from textual.binding import Binding

from quiz.errors import StoreError
from quiz.player.attempt import Player
from quiz.player.tending import Tending
from quiz.tui.screens.confiding import ConfidingScreen

if TYPE_CHECKING:
    from concurrent.futures import Future

TENDING = [
    Binding("u", "take_back", "Take back", tooltip="Undo the grading: it does not count"),
    Binding("e", "call_easy", "Easy", tooltip="It was easy: ask it later than planned"),
    Binding("b", "bury", "Put off", tooltip="Ask it in no review before tomorrow"),
    Binding("x", "suspend", "Suspend", tooltip="Ask it in no review any more, or again"),
]
"""The keys, to stand after those of the screen itself."""


class TendingScreen(ConfidingScreen):
    """A screen whose answered questions can be taken back, called easy, put off, suspended."""

    def __init__(self, player: Player) -> None:
        super().__init__(player)
        self.tending = Tending(player)

    def tell_fate(self) -> None:
        """Show when the question at hand comes back."""
        raise NotImplementedError

    def show_fate(self) -> None:
        """Scroll to where that is said."""
        raise NotImplementedError

    def may_tend(self, action: str) -> bool:
        """Say whether an action of this class makes sense for the question at hand."""
        place = self._player.session.position
        match action:
            case "take_back":
                return self.tending.may_take_back(place)
            case "call_easy":
                return self.tending.may_call_easy(place)
        return self.tending.possible(place)

    def action_take_back(self) -> None:
        """Undo the grading of the response at hand."""
        self._tend(self.tending.take_back)

    def action_call_easy(self) -> None:
        """Have the right response at hand taken for an easy one."""
        self._tend(self.tending.call_easy)

    def action_bury(self) -> None:
        """Put the question at hand off until tomorrow."""
        self._tend(self.tending.bury)

    def action_suspend(self) -> None:
        """Suspend the question at hand, or lift its suspension."""
        self._tend(self.tending.suspend)

    def _tend(self, act: Callable[[int], None]) -> None:
        self.commit(partial(act, self._player.session.position), self._tended)

    def _tended(self, saving: "Future[object]") -> None:
        try:
            saving.result()
        except StoreError as error:
            self.say(f"This could not be saved; try again. {error}")
        else:
            self.tell_fate()
            self.show_fate()
        self.refresh_bindings()
