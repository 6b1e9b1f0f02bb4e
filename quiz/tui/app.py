"""The app: what holds on every screen, and the way from a bank to its questions."""

import asyncio
from functools import partial
from typing import TYPE_CHECKING, Any

from textual import work
from textual.binding import Binding
from textual.command import CommandPalette
from textual.screen import ModalScreen, Screen

from quiz.errors import QuizError, StoreError, UsageError
from quiz.settings.manager import SettingsManager
from quiz.store.store import Store
from quiz.study.context import Clocks, Grading, StudyContext
from quiz.study.library import Library
from quiz.study.practice import PracticeRunner
from quiz.text.cleaning import clean_line
from quiz.tui.base_app import BaseApp

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from quiz.settings.value_types import Value
    from quiz.study.exam import ExamRunner
    from quiz.study.launch import Request


SETTLED = 0.5
"""After how many seconds without another change the schedules follow a setting."""
PATIENCE = 0.3
"""After how many seconds of opening a bank a message says so."""
_HOME = "home"
_PLAY = "play"
_LEAVE = "Leave; an attempt can be continued later"


def make_app(
    library: Library, store: Store, request: "Request | None", keeper: SettingsManager
) -> "QuizApp":
    """Return the app, an attempt that can begin at once already made; raises `UsageError`."""
    if request is None:
        return QuizApp(library, store, keeper)
    from quiz.study.launch import start_at_once

    player = start_at_once(request, StudyContext(library, store, keeper.settings))
    return QuizApp(library, store, keeper, None if player else request, player)


class QuizApp(BaseApp):
    """Plays the banks of a library and keeps the answers in a store."""

    TITLE = "Quiz"
    BINDINGS = [
        Binding("f6", "settings", "Settings", show=False, tooltip="Change the settings"),
        Binding("ctrl+q", "quit", "Quit", priority=True, tooltip=_LEAVE),
        Binding("ctrl+c", "quit", "Quit", priority=True, tooltip=_LEAVE, show=False),
    ]

    def __init__(
        self,
        library: Library,
        store: Store,
        keeper: SettingsManager,
        request: "Request | None" = None,
        player: "PracticeRunner | ExamRunner | None" = None,
    ) -> None:
        """Start with an attempt, or else at home; there a request is opened at once."""
        super().__init__(keeper)
        self.library = library
        self.store = store
        self.clocks = Clocks()
        self._request = request
        self._player = player
        self.add_mode(_HOME, self._home)

    @property
    def desk(self) -> StudyContext:
        """What attempts are made with."""
        return StudyContext(self.library, self.store, self.settings, self.clocks)

    def get_default_screen(self) -> Screen[Any]:
        """Start on the home screen, or at a question."""
        if self._player is None:
            return self._home()

        return screen_of(self._player, self.store, self.settings.confidence)

    def _home(self) -> Screen[Any]:
        from quiz.tui.screens.home import HomeScreen

        return HomeScreen(self.library, self.store)

    def on_mount(self) -> None:
        """Handle the signals that end a terminal program, and open the requested bank."""
        self.heed_signals()
        if self._request is not None:
            self.play(self._request)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool:
        """Open nothing over what only waits."""
        if action == "settings":
            offered = isinstance(self.screen, CommandPalette)
            return offered or not isinstance(self.screen, ModalScreen)
        if action not in ("help", "command_palette"):
            return True
        from quiz.tui.screens.dialogs import Waiting

        return not isinstance(self.screen, Waiting)

    def follow(self, screen: Screen[Any]) -> None:
        """Show a screen in place of the current one."""
        # What the app began with cannot be taken off the stack.
        if len(self.screen_stack) > 1:
            self.switch_screen(screen)
        else:
            self.push_screen(screen)

    def go_home(self) -> None:
        """Go back from an attempt to where it was begun: the banks, or a map."""
        # An attempt from the map of a source, opened in another attempt, leads back to the map.
        outermost = len(self.screen_stack) <= 2
        if self._player is not None and self.current_mode != _HOME and outermost:
            self.switch_mode(_HOME)
        else:
            self.pop_screen()

    def action_settings(self) -> None:
        """Show the settings."""
        from quiz.tui.screens.settings import SettingsScreen

        self.push_screen(SettingsScreen())

    @work(exclusive=True, group="banks")
    async def offer_banks(self) -> None:
        """Offer the banks of all folders in the settings; banks already read are not read again."""
        try:
            self.library.files = await asyncio.to_thread(self._bank_files)
        except UsageError as error:
            self.notify(clean_line(str(error)), title="Banks", severity="warning", markup=False)
        from quiz.tui.screens.home import HomeScreen

        if isinstance(self.screen, HomeScreen):
            self.screen.renew()

    def _bank_files(self) -> "tuple[Path, ...]":
        from quiz.study.library import offered_files, shelves

        return tuple(offered_files(shelves(self.keeper.named_banks, self.keeper.bank_folders())))

    @property
    def opening(self) -> bool:
        """Whether an attempt is being chosen or opened: until that is done no other is begun."""
        return any(each.group == _PLAY and not each.is_finished for each in self.workers)

    def play(self, request: "Request") -> None:
        """Open a bank as requested; a dialog says what went wrong."""
        if not self.opening:
            self.run_worker(self._play(request), group=_PLAY)

    async def _play(self, request: "Request") -> None:
        from quiz.tui.launch import open_player

        patience = self.set_timer(PATIENCE, self._say_opening)
        try:
            player = await open_player(self, request)
        except QuizError as error:
            patience.stop()
            await self.tell("This cannot be played", str(error))
            return
        finally:
            patience.stop()
        if player is not None:
            self.push_screen(screen_of(player, self.store, self.settings.confidence))

    def change(self, name: str, value: "Value | None", report: "Callable[[str], object]") -> None:
        """Change a setting and save it; another retention changes the schedules."""
        super().change(name, value, report)
        if name == "retention":
            self._reschedule()

    @work(exclusive=True, group="schedules")
    async def _reschedule(self) -> None:
        # Who goes through the values with an arrow key has them derived once, at the end.
        await asyncio.sleep(SETTLED)
        rules = Grading(self.settings.retention)
        try:
            await asyncio.wrap_future(self.saver.run(partial(self.store.follow, rules)))
        except StoreError as error:
            self.warn_unsaved(f"Schedules follow the new retention at the next start. {error}")

    def choose_how(self, title: str, file: "Path | None", listed: "Sequence[Path]") -> None:
        """Let the learner choose how a bank is played, or without one a review; play it so."""
        if not self.opening:
            self.run_worker(self._choose_how(title, file, listed), group=_PLAY)

    async def _choose_how(self, title: str, file: "Path | None", listed: "Sequence[Path]") -> None:
        from quiz.tui.launch import ask_how

        try:
            request = await ask_how(self, title, file, listed)
        except QuizError as error:
            await self.tell("This cannot be played", str(error))
        else:
            if request is not None:
                await self._play(request)

    def _say_opening(self) -> None:
        from quiz.tui.screens.home import HomeScreen

        if isinstance(self.screen, HomeScreen):
            self.screen.say("Opening the bank …")


def screen_of(
    player: "PracticeRunner | ExamRunner", store: Store, ask_confidence: bool
) -> Screen[Any]:
    """Return the screen for an attempt: questions with a verdict each, or an exam."""
    if isinstance(player, PracticeRunner):
        from quiz.tui.screens.question import QuestionScreen

        return QuestionScreen(player, store)
    from quiz.tui.screens.exam import ExamScreen

    return ExamScreen(player, ask_confidence)
