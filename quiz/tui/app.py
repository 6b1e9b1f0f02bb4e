"""The app: its modes and screens, and how an attempt is opened."""

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
from quiz.text.cleaning import clean_line
from quiz.tui.base_app import BaseApp

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from quiz.settings.definitions import Value
    from quiz.study.exam import ExamRunner
    from quiz.study.launch import Request
    from quiz.study.practice import PracticeRunner


SETTLED = 0.5
"""Seconds without another change after which the schedules follow a new retention."""
PATIENCE = 0.3
"""Seconds of opening a bank after which a message is shown."""
_HOME = "home"
_PLAY = "play"
_QUIT = "Quit; the attempt can be continued later"


def make_app(
    library: Library, store: Store, request: "Request | None", manager: SettingsManager
) -> "QuizApp":
    """Return the app, with its attempt if one can start without a dialog. Raises `UsageError`."""
    if request is None:
        return QuizApp(library, store, manager)
    from quiz.study.launch import start_at_once

    runner = start_at_once(request, StudyContext(library, store, manager.settings))
    return QuizApp(library, store, manager, None if runner else request, runner)


class QuizApp(BaseApp):
    """Plays the banks of a library and saves the answers in a store."""

    TITLE = "Quiz"
    BINDINGS = [
        Binding("f6", "settings", "Settings", show=False, tooltip="Change the settings"),
        Binding("ctrl+q", "quit", "quit", priority=True, show=False, tooltip=_QUIT),
    ]

    def __init__(
        self,
        library: Library,
        store: Store,
        manager: SettingsManager,
        request: "Request | None" = None,
        runner: "PracticeRunner | ExamRunner | None" = None,
    ) -> None:
        """Start with the attempt of `runner`, or else at home, where `request` is opened."""
        super().__init__(manager)
        self.library = library
        self.store = store
        self.clocks = Clocks()
        self.runners: list[PracticeRunner | ExamRunner] = []
        """The attempts that were begun or continued, which may hold answers that are not saved."""
        self._read_to: dict[str, float] = {}
        """How far the texts of banks were read, as shares, by bank."""
        self._request = request
        self._runner = runner
        # Started with a bank, the app has no home screen below the question; the mode makes one
        # when the learner leaves.
        self.add_mode(_HOME, self._home)

    @property
    def study_context(self) -> StudyContext:
        """The library, store and settings that attempts need."""
        return StudyContext(self.library, self.store, self.settings, self.clocks)

    def get_default_screen(self) -> Screen[Any]:
        """Start on the home screen, or at a question."""
        if self._runner is None:
            return self._home()

        return screen_of(self._runner, self.store, self.settings.confidence)

    def _home(self) -> Screen[Any]:
        from quiz.tui.screens.home import HomeScreen

        return HomeScreen(self.library, self.store, self._first_bank())

    def _first_bank(self) -> str:
        """Return the id of the bank that the app was started with, to which leaving it leads."""
        if self._runner is None:
            return ""
        from quiz.study.practice import PracticeRunner

        runner = self._runner
        form = runner.attempt if isinstance(runner, PracticeRunner) else runner.sheet
        return form.items[0].bank.id

    def on_mount(self) -> None:
        """Handle the signals that end a terminal program, and open the requested bank."""
        self.handle_signals()
        if self._request is not None:
            self.play(self._request)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool:
        """Open nothing over a dialog that waits for a commit."""
        if action == "settings":
            # The palette is modal too, but it lists this action.
            offered = isinstance(self.screen, CommandPalette)
            return offered or not isinstance(self.screen, ModalScreen)
        if action not in ("help", "command_palette"):
            return True
        # By a mark of it: the dialogs are not imported before the first one is shown.
        return not getattr(self.screen, "is_waiting", False)

    def follow(self, screen: Screen[Any]) -> None:
        """Show a screen in place of the current one."""
        # The first screen of the stack cannot be replaced.
        if len(self.screen_stack) > 1:
            self.switch_screen(screen)
        else:
            self.push_screen(screen)

    def go_home(self) -> None:
        """Go back from an attempt to where it was started: home, or a source map."""
        # An attempt started from a source map within another attempt leads back to the map.
        # Results lie on a question that was the first screen, since it cannot be replaced.
        outermost = len(self.screen_stack) <= 2
        if self._runner is not None and self.current_mode != _HOME and outermost:
            self.switch_mode(_HOME)
        else:
            self.pop_screen()

    def action_settings(self) -> None:
        """Show the settings."""
        from quiz.tui.screens.settings import SettingsScreen

        self.push_screen(SettingsScreen())

    @work(exclusive=True, group="banks")
    async def offer_banks(self) -> None:
        """List the banks of all folders in the settings; banks already read are not read again."""
        try:
            # Folders may lie on a slow disk or a network: the app stays usable meanwhile.
            self.library.files = await asyncio.to_thread(self._bank_files)
        except UsageError as error:
            self.notify(clean_line(str(error)), title="Banks", severity="warning", markup=False)
        from quiz.tui.screens.home import HomeScreen

        # Elsewhere nothing shows banks; home renews itself when it is shown again.
        if isinstance(self.screen, HomeScreen):
            self.screen.renew()

    def _bank_files(self) -> "tuple[Path, ...]":
        from quiz.study.library import bank_locations, offered_files

        manager, played = self.settings_manager, self.store.places().values()
        return tuple(
            offered_files(bank_locations(manager.named_banks, manager.bank_folders(), played))
        )

    @property
    def opening(self) -> bool:
        """Whether an attempt is being chosen or opened; no other is started meanwhile."""
        return any(each.group == _PLAY and not each.is_finished for each in self.workers)

    def play(self, request: "Request") -> None:
        """Open a bank as requested; a dialog shows what went wrong."""
        # A second request from the same burst of keys would open a second attempt.
        if not self.opening:
            self.run_worker(self._play(request), group=_PLAY)

    def read_first(self, file: "Path") -> None:
        """Show the texts of a bank, then start it if the reader wants to."""
        if not self.opening:
            self.run_worker(self._read(file), group=_PLAY)

    async def _read(self, file: "Path") -> None:
        from quiz.study.launch import Request
        from quiz.study.library import load_bank
        from quiz.tui.screens.source import ReadScreen

        def leave(start: bool | None) -> None:
            if start:
                self.play(Request((file,)))

        try:
            bank = await asyncio.to_thread(load_bank, file)
        except QuizError as error:
            await self.show_message("This cannot be played", str(error))
        else:
            self.push_screen(ReadScreen(bank, self._read_to), leave)

    async def _play(self, request: "Request") -> None:
        from quiz.tui.screens.play_options import open_attempt

        patience = self.set_timer(PATIENCE, self._say_opening)
        try:
            runner = await open_attempt(self, request)
        except QuizError as error:
            patience.stop()
            await self.show_message("This cannot be played", str(error))
            return
        finally:
            patience.stop()
        if runner is not None:
            self.push_screen(screen_of(runner, self.store, self.settings.confidence))

    def change(self, name: str, value: "Value | None", report: "Callable[[str], object]") -> None:
        """Change a setting and save it; another retention changes the schedules."""
        super().change(name, value, report)
        if name == "retention":
            self._reschedule()

    @work(exclusive=True, group="schedules")
    async def _reschedule(self) -> None:
        # Going through the values with an arrow key rebuilds the schedules once, at the end.
        await asyncio.sleep(SETTLED)
        rules = Grading(self.settings.retention)
        try:
            await asyncio.wrap_future(self.saver.run(partial(self.store.use_rules, rules)))
        except StoreError as error:
            self.warn_unsaved(f"Schedules follow the new retention at the next start. {error}")

    def choose_how(self, title: str, file: "Path | None", listed: "Sequence[Path]") -> None:
        """Ask for the options of a bank, or of a review without one, and start it."""
        if not self.opening:
            self.run_worker(self._choose_how(title, file, listed), group=_PLAY)

    async def _choose_how(self, title: str, file: "Path | None", listed: "Sequence[Path]") -> None:
        from quiz.tui.screens.play_options import ask_how

        try:
            request = await ask_how(self, title, file, listed)
        except QuizError as error:
            await self.show_message("This cannot be played", str(error))
        else:
            if request is not None:
                await self._play(request)

    def _say_opening(self) -> None:
        from quiz.tui.screens.home import HomeScreen

        if isinstance(self.screen, HomeScreen):
            self.screen.say("Opening the bank …")


def screen_of(
    runner: "PracticeRunner | ExamRunner", store: Store, ask_confidence: bool
) -> Screen[Any]:
    """Return the screen for an attempt: questions with a verdict each, or an exam."""
    # Imported late: the home screen needs neither the question types nor the reader of banks.
    from quiz.study.practice import PracticeRunner

    if isinstance(runner, PracticeRunner):
        from quiz.tui.screens.question import QuestionScreen

        return QuestionScreen(runner, store)
    from quiz.tui.screens.exam import ExamScreen

    return ExamScreen(runner, ask_confidence)
