"""Taking an answer: committed first, shown afterwards; what cannot be committed is asked about."""

import asyncio
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from textual import work

from quiz.errors import StoreError
from quiz.model.confidence import Confidence
from quiz.model.response import Response
from quiz.player.attempt import Player
from quiz.tui.screens.asking import AskingScreen

if TYPE_CHECKING:
    from concurrent.futures import Future

    from quiz.tui.app import QuizApp

_RETRY = 0


class SubmittingScreen(AskingScreen):
    """A screen that commits responses of an attempt."""

    app: "QuizApp"

    def __init__(self, player: Player) -> None:
        super().__init__()
        self._player = player
        self.saving = False
        """Whether something is on its way to the disk: nothing else can be done meanwhile."""

    def explain(self) -> None:
        """Show the verdict on the response that was just taken."""
        raise NotImplementedError

    def submit(self, response: Response, confidence: Confidence | None = None) -> None:
        """Commit a response and have its verdict shown, at once or when it is safe."""
        self.commit(
            partial(self._player.submit, response, confidence),
            partial(self._finish, response, confidence),
        )

    def commit(self, write: Callable[[], object], then: "Callable[[Future[object]], None]") -> None:
        """Write to the history in the thread that saves, and go on with what came of it."""
        if self.saving:
            return
        saving = self.app.saver.run(write)
        if saving.done():
            then(saving)
        else:
            self.saving = True
            self._wait_for(saving, then)

    @work(group="saving")
    async def _wait_for(
        self, saving: "Future[object]", then: "Callable[[Future[object]], None]"
    ) -> None:
        from quiz.tui.screens.waiting import Waiting

        waiting = Waiting("Saving …")
        await self.app.push_screen(waiting)
        await asyncio.wait([asyncio.wrap_future(saving)])
        self.saving = False
        await waiting.dismiss()
        then(saving)

    def _finish(
        self, response: Response, confidence: Confidence | None, saving: "Future[object]"
    ) -> None:
        try:
            saving.result()
        except StoreError as error:
            self._ask_about(error, response, confidence)
        else:
            self.explain()

    @work(exclusive=True)
    async def _ask_about(
        self, error: StoreError, response: Response, confidence: Confidence | None
    ) -> None:
        from quiz.tui.screens.dialog import Dialog

        dialog = Dialog("Your answer is not saved", str(error), ["Retry", "Go on unsaved"])
        if await self.app.push_screen_wait(dialog) == _RETRY:
            self.submit(response, confidence)
            return
        self._player.submit_unsaved(response, confidence)
        self.explain()
