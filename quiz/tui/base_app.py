"""The base of both apps: settings, saving, theme, help and signals; and the preview app."""

import asyncio
import os
import signal
import sys
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from textual import events, work
from textual.app import App
from textual.binding import Binding
from textual.screen import Screen
from textual.widgets import Input
from textual.worker import Worker, WorkerFailed, get_current_worker

from quiz.errors import SettingsError
from quiz.settings.definitions import Settings, Value
from quiz.settings.manager import SettingsManager
from quiz.text.cleaning import clean_line
from quiz.tui import theme
from quiz.tui.content import copy
from quiz.tui.typeahead import Typeahead

if TYPE_CHECKING:
    from textual.command import Provider


MOMENT = 0.3
"""Seconds to wait for a commit before a message is shown; nearly all take far less."""
T = TypeVar("T")


class Saver:
    """Runs commits one after the other in a thread."""

    @cached_property
    def _thread(self) -> ThreadPoolExecutor:
        # One thread, so that commits keep the order of the answers.
        return ThreadPoolExecutor(max_workers=1, thread_name_prefix="save")

    def run(self, commit: Callable[[], object]) -> "Future[object]":
        """Start a commit; return when it is done, or after `MOMENT` at the latest."""
        saving = self.start(commit)
        # Nearly every commit is done by then: waiting for it here spares a worker and a dialog,
        # and no key can come between an answer and its verdict.
        wait([saving], MOMENT)
        return saving

    def start(self, commit: Callable[[], T]) -> "Future[T]":
        """Start a commit."""
        return self._thread.submit(commit)

    def close(self) -> None:
        """Wait for commits under way."""
        self._thread.shutdown()


INTERRUPTED = 130
_KEYS = {"escape": "Esc", "pageup": "PgUp", "pagedown": "PgDn", "delete": "Del"}
_KEYS |= {"question_mark": "?", "slash": "/", "plus": "+", "minus": "-", "ctrl": "Ctrl"}
_KEYS |= {"up": "↑", "down": "↓", "left": "←", "right": "→"}


_HELP = "Show the keys of this screen"


def _actions() -> "type[Provider]":
    from quiz.tui.actions import ActionCommands

    return ActionCommands


class BaseApp(App[None]):
    """An app without screens, which applies the settings and saves changes to them."""

    COMMANDS: ClassVar[set[Any]] = {_actions}
    # Escape goes back, on every screen.
    ESCAPE_TO_MINIMIZE = False
    CSS = theme.APP_CSS
    HORIZONTAL_BREAKPOINTS = theme.HORIZONTAL
    VERTICAL_BREAKPOINTS = theme.VERTICAL
    BINDINGS = [
        Binding("question_mark", "help", "help", tooltip=_HELP),
        # In a text field a question mark is text.
        Binding("f1", "help", "help", tooltip=_HELP, priority=True, show=False),
        Binding(
            "ctrl+t,f10",
            "theme",
            "Light or dark",
            show=False,
            tooltip="Switch between light and dark colours",
        ),
        Binding(
            "ctrl+z",
            "suspend_process",
            "Suspend",
            priority=True,
            tooltip="Go to the shell; “fg” there leads back",
            show=False,
        ),
        Binding("ctrl+q", "quit", "quit", priority=True, show=False, tooltip="Quit"),
        Binding(
            "ctrl+c",
            "copy_or_interrupt",
            "Copy",
            priority=True,
            tooltip="Copy the selected text; quit if none is selected",
            show=False,
        ),
    ]

    def __init__(self, manager: SettingsManager) -> None:
        # Without colours, Textual turns those of a theme to grey, unless they are the terminal's.
        super().__init__(ansi_color=True if "NO_COLOR" in os.environ else None)
        self.few_colours = self.no_color or self.console.color_system in ("standard", "windows")
        """Whether only the terminal's own colours are used, or none."""
        for each in theme.themes():
            self.register_theme(each)
        self.fault: BaseException | None = None
        """The exception that ended the app, if any."""
        self.settings_manager = manager
        self.saver = Saver()
        self._typeahead = Typeahead(self, super().on_event)
        self._asking: dict[Worker[Any], Screen[Any]] = {}
        """The dialogs and other screens whose results workers wait for."""
        self._full_motion = self.animation_level
        self._show_settings()

    @property
    def settings(self) -> Settings:
        """The current settings."""
        return self.settings_manager.settings

    async def on_event(self, event: events.Event) -> None:
        """Keep keys, pastes and clicks in order; pass everything else on."""
        is_input = isinstance(event, events.InputEvent | events.Paste)
        if is_input and not event.is_forwarded:
            await self._typeahead.take(event)
        else:
            await super().on_event(event)

    def simulate_key(self, key: str) -> None:
        """Press a key for the learner, who clicked on it, before any that was typed since."""
        self._typeahead.put_first(events.Key(key, None))

    async def push_screen_wait(  # type: ignore[override]
        self, screen: Screen[T], *, mode: str | None = None
    ) -> T:
        """Show a screen and return its result; to be awaited in a worker."""
        worker = get_current_worker()
        self._asking[worker] = screen
        try:
            return await super().push_screen_wait(screen, mode=mode)
        finally:
            del self._asking[worker]

    def is_asking(self, worker: Worker[Any]) -> bool:
        """Check whether a worker waits for the result of a screen, and so for the learner."""
        # Before the screen is shown and once it is closed, the worker has work to do.
        return self._asking.get(worker) in self.screen_stack

    def on_unmount(self) -> None:
        """Wait for commits under way."""
        self._typeahead.stop()
        self.saver.close()

    def change(self, name: str, value: Value | None, report: Callable[[str], object]) -> None:
        """Change a setting (None: to its default) at once, and save it.

        `report` gets the reason when it cannot be saved, an empty text once it is saved.
        """
        self.settings_manager.change(name, value)
        self._show_settings()
        self._await_saved(self.saver.run(partial(self.settings_manager.save, name)), report)

    @work(group="settings")
    async def _await_saved(self, saving: "Future[object]", report: Callable[[str], object]) -> None:
        try:
            await asyncio.wrap_future(saving)
        except SettingsError as error:
            report(str(error))
        else:
            report("")

    def _show_settings(self) -> None:
        self.theme = theme.theme_name(self.settings.theme, self.few_colours)
        moves = self.settings.motion and not self.few_colours
        self.animation_level = self._full_motion if moves else "none"

    def warn_unsaved(self, reason: str) -> None:
        """Notify the learner why a setting is not saved; an empty reason shows nothing."""
        if reason:
            self.notify(clean_line(reason), title="Not saved", severity="warning", markup=False)

    def get_css_variables(self) -> dict[str, str]:
        """Return the variables of the theme, and the roles of its colours."""
        variables = super().get_css_variables() | theme.variables(self.current_theme)
        # `Content` resolves the variables in its styles from here, not from what is returned.
        self.theme_variables = variables
        return variables

    def handle_signals(self) -> None:
        """Handle the signals that end or resume a terminal program."""
        self.app_resume_signal.subscribe(self, self._repaint)
        if sys.platform != "win32":
            # A hang-up comes when the terminal window is closed: commits under way must still end.
            # All of them would otherwise leave the terminal in raw mode, on the other screen.
            for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGTERM, signal.SIGHUP):
                asyncio.get_running_loop().add_signal_handler(number, self.action_interrupt)

    def _repaint(self, app: object) -> None:
        """Paint everything: the terminal shows an empty screen after a suspension."""
        self.screen.refresh(layout=True)

    def action_interrupt(self) -> None:
        """End the app as a signal does; whatever was answered is saved."""
        self.exit(return_code=INTERRUPTED)

    def get_key_display(self, binding: Binding) -> str:
        """Return a key as keyboards label it: `Enter`, `F1`, `Ctrl+Q`, `h`."""
        parts = binding.key.split("+")
        # After Ctrl, a letter stands for its key, and keys are labelled with capitals.
        letters = len(parts) == 1
        return "+".join(
            _KEYS.get(part, part if letters and len(part) == 1 else part.capitalize())
            for part in parts
        )

    def _fatal_error(self) -> None:
        # Textual would print the traceback with its variables, and so the right answers.
        fault = self._exception
        self.fault = fault.error if isinstance(fault, WorkerFailed) else fault
        self._close_messages_no_wait()

    def action_help(self) -> None:
        """Show the keys of the current screen."""
        from quiz.tui.screens.dialogs import HelpScreen

        # F1 has priority over the keys of a screen, so it arrives here from the help as well.
        if isinstance(self.screen, HelpScreen):
            self.screen.action_leave()
        else:
            self.push_screen(HelpScreen(self.screen))

    def action_copy_or_interrupt(self) -> None:
        """Copy the selected text; end the app without any, as Ctrl+C does in a terminal."""
        field = self.focused
        selected = field.selected_text if isinstance(field, Input) else ""
        if text := selected or self.screen.get_selected_text():
            copy(self, text, "Copied")
        else:
            self.action_interrupt()

    def action_theme(self) -> None:
        """Switch between the light and the dark theme, and save the choice."""
        self.change("theme", "light" if self.current_theme.dark else "dark", self.warn_unsaved)

    async def show_message(self, title: str, text: str) -> None:
        """Show a text in a dialog until it is closed; to be awaited in a worker."""
        from quiz.tui.screens.dialogs import Dialog

        await self.push_screen_wait(Dialog(title, text, ["Back"]))


class PreviewApp(BaseApp):
    """Previews a bank for its author; it has no history."""

    TITLE = "Quiz"

    def __init__(self, file: Path, question: str, manager: SettingsManager) -> None:
        super().__init__(manager)
        self._file = file
        self._question = question

    def get_default_screen(self) -> Screen[Any]:
        """Start with the bank."""
        from quiz.tui.screens.preview import PreviewScreen

        return PreviewScreen(self._file, self._question)

    def on_mount(self) -> None:
        """Handle the signals that end a terminal program."""
        self.handle_signals()
