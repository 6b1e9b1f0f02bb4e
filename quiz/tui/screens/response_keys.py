"""What can be done about a question that was just answered: undo, mark easy, postpone, suspend."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding

from quiz.errors import StoreError
from quiz.player.attempt import Player
from quiz.player.tending import Tending
from quiz.tui.screens.response_saver import ResponseSaver

if TYPE_CHECKING:
    from concurrent.futures import Future


class ResponseActions:
    """Runs these actions for a screen, which binds their keys."""

    BINDINGS: ClassVar[list[Binding]] = [
        Binding("u", "undo_response", "Undo", tooltip="Undo this answer: it does not count"),
        Binding("e", "mark_easy", "Easy", tooltip="It was easy: ask it later than planned"),
        Binding("b", "postpone", "Not today", tooltip="Do not ask it in reviews before tomorrow"),
        Binding("x", "suspend", "Suspend", tooltip="Stop asking it in reviews, or start again"),
    ]

    def __init__(self, player: Player, saver: ResponseSaver, done: "Callable[[str], None]") -> None:
        """Act on the answers of `player`; `done` is given an empty text, or why it failed."""
        self._player = player
        self._saver = saver
        self._done = done
        self._study = Tending(player)

    def returns(self) -> str:
        """Return when the current question comes back, or why not."""
        return self._study.fate(self._player.session.position)

    def offers(self, action: str) -> bool | None:
        """Return whether an action makes sense for the current question; None for other names."""
        position = self._player.session.position
        match action:
            case "undo_response":
                return self._study.may_take_back(position)
            case "mark_easy":
                return self._study.may_call_easy(position)
            case "postpone" | "suspend":
                return self._study.possible(position)
        return None

    def undo(self) -> None:
        """Undo the answer: it counts no more."""
        self._run(self._study.take_back)

    def mark_easy(self) -> None:
        """Have a right answer taken for an easy one."""
        self._run(self._study.call_easy)

    def postpone(self) -> None:
        """Ask the question in no review before tomorrow."""
        self._run(self._study.bury)

    def suspend(self) -> None:
        """Suspend the question, or end its suspension."""
        self._run(self._study.suspend)

    def _run(self, act: Callable[[int], None]) -> None:
        self._saver.commit(partial(act, self._player.session.position), self._finish)

    def _finish(self, saving: "Future[object]") -> None:
        try:
            saving.result()
        except StoreError as error:
            self._done(f"This could not be saved; try again. {error}")
        else:
            self._done("")
