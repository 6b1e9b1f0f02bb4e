"""Saves responses, and the keys for what can be done about them: undo, easy, not today, suspend."""

import asyncio
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual.binding import Binding
from textual.screen import Screen

from quiz.errors import StoreError
from quiz.model.response import Confidence, Response
from quiz.study.practice import PracticeRunner, ResponseActions

if TYPE_CHECKING:
    from concurrent.futures import Future

    from quiz.tui.app import QuizApp


_RETRY = 0


class ResponseSaver:
    """Commits the responses of an attempt for a screen: committed first, explained afterwards."""

    def __init__(
        self, screen: Screen[Any], player: PracticeRunner, explain: Callable[[], None]
    ) -> None:
        """Commit for `screen`; `explain` shows the verdict once a response is taken."""
        self._screen = screen
        self._player = player
        self._explain = explain
        self.busy = False
        """Whether a commit is under way; nothing else can be done meanwhile."""

    @property
    def _app(self) -> "QuizApp":
        app: QuizApp = self._screen.app  # type: ignore[assignment]
        return app

    def submit(self, response: Response, confidence: Confidence | None = None) -> None:
        """Commit a response and have its verdict shown."""
        self.commit(
            partial(self._player.submit, response, confidence),
            partial(self._finish, response, confidence),
        )

    def commit(self, write: Callable[[], object], then: "Callable[[Future[object]], None]") -> None:
        """Run `write` in the saving thread and `then` with its result; nothing while busy."""
        if self.busy:
            return
        saving = self._app.saver.run(write)
        if saving.done():
            then(saving)
        else:
            self.busy = True
            self._screen.run_worker(self._wait_for(saving, then), group="saving")

    async def _wait_for(
        self, saving: "Future[object]", then: "Callable[[Future[object]], None]"
    ) -> None:
        from quiz.tui.screens.dialogs import Waiting

        waiting = Waiting("Saving …")
        await self._app.push_screen(waiting)
        await asyncio.wait([asyncio.wrap_future(saving)])
        self.busy = False
        await waiting.dismiss()
        then(saving)

    def _finish(
        self, response: Response, confidence: Confidence | None, saving: "Future[object]"
    ) -> None:
        try:
            saving.result()
        except StoreError as error:
            asking = self._ask_about(error, response, confidence)
            self._screen.run_worker(asking, group="unsaved", exclusive=True)
        else:
            self._explain()

    async def _ask_about(
        self, error: StoreError, response: Response, confidence: Confidence | None
    ) -> None:
        from quiz.tui.screens.dialogs import Dialog

        dialog = Dialog(
            "Your answer is not saved", str(error), ["Retry", "Continue without saving"]
        )
        if await self._app.push_screen_wait(dialog) == _RETRY:
            self.submit(response, confidence)
            return
        self._player.submit_unsaved(response, confidence)
        self._explain()


class ResponseKeys:
    """Runs these actions for a screen, which binds their keys."""

    BINDINGS: ClassVar[list[Binding]] = [
        Binding("u", "undo_response", "Undo", tooltip="Undo this answer: it does not count"),
        Binding("e", "mark_easy", "Easy", tooltip="It was easy: ask it later than planned"),
        Binding("b", "postpone", "Not today", tooltip="Do not ask it in reviews before tomorrow"),
        Binding("x", "suspend", "Suspend", tooltip="Stop asking it in reviews, or start again"),
    ]

    def __init__(
        self, player: PracticeRunner, saver: ResponseSaver, done: "Callable[[str], None]"
    ) -> None:
        """Act on the answers of `player`; `done` is given an empty text, or why it failed."""
        self._player = player
        self._saver = saver
        self._done = done
        self._study = ResponseActions(player)

    def returns(self) -> str:
        """Return when the current question comes back, or why not."""
        return self._study.status(self._player.attempt.position)

    def offers(self, action: str) -> bool | None:
        """Return whether an action makes sense for the current question; None for other names."""
        position = self._player.attempt.position
        match action:
            case "undo_response":
                return self._study.can_undo(position)
            case "mark_easy":
                return self._study.can_mark_easy(position)
            case "postpone" | "suspend":
                return self._study.possible(position)
        return None

    def undo(self) -> None:
        """Undo the answer: it counts no more."""
        self._run(self._study.undo)

    def mark_easy(self) -> None:
        """Have a right answer taken for an easy one."""
        self._run(self._study.mark_easy)

    def postpone(self) -> None:
        """Ask the question in no review before tomorrow."""
        self._run(self._study.postpone)

    def suspend(self) -> None:
        """Suspend the question, or end its suspension."""
        self._run(self._study.suspend)

    def _run(self, act: Callable[[int], None]) -> None:
        self._saver.commit(partial(act, self._player.attempt.position), self._finish)

    def _finish(self, saving: "Future[object]") -> None:
        try:
            saving.result()
        except StoreError as error:
            self._done(f"This could not be saved; try again. {error}")
        else:
            self._done("")
