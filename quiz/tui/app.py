"""The app: what holds on every screen, and the way from a bank to its questions."""

import asyncio
import signal
import sys
from typing import TYPE_CHECKING, Any, ClassVar

from textual import work
from textual.app import App
from textual.binding import Binding
from textual.screen import Screen
from textual.worker import WorkerFailed

from quiz.errors import QuizError
from quiz.player.library import Library
from quiz.store.store import Store
from quiz.tui.screens.home import HomeScreen

if TYPE_CHECKING:
    from textual.command import Provider

    from quiz.player.request import Request

PATIENCE = 0.3
"""After how many seconds of opening a bank that is said."""
INTERRUPTED = 130
_LEAVE = "Leave; an attempt can be continued later"
_KEYS = {"escape": "Esc", "pageup": "PgUp", "pagedown": "PgDn", "up": "↑", "down": "↓"}
DARK, LIGHT = "textual-dark", "textual-light"


def _actions() -> "type[Provider]":
    from quiz.tui.palette import Actions

    return Actions


class QuizApp(App[None]):
    """Plays the banks of a library and keeps the answers in a store."""

    TITLE = "Quiz"
    COMMANDS: ClassVar[set[Any]] = {_actions}
    ESCAPE_TO_MINIMIZE = False
    CSS = """
    Screen { overflow: hidden; }
    * {
        scrollbar-size-vertical: 1;
        scrollbar-background: $background; scrollbar-background-hover: $background;
        scrollbar-background-active: $background; scrollbar-color: $foreground 25%;
        scrollbar-color-hover: $foreground 40%; scrollbar-color-active: $foreground 50%;
    }
    """
    BINDINGS = [
        Binding("f1", "help", "Help", tooltip="Show the keys of this screen", priority=True),
        Binding("f10", "theme", "Light or dark", show=False, tooltip="Change the colours"),
        Binding("ctrl+q", "quit", "Quit", priority=True, tooltip=_LEAVE),
        Binding("ctrl+c", "quit", "Quit", priority=True, tooltip=_LEAVE, show=False),
    ]

    def __init__(self, library: Library, store: Store, request: "Request | None") -> None:
        super().__init__()
        self.library = library
        self.store = store
        self.fault: BaseException | None = None
        """What ended the app, if anything went wrong."""
        self._request = request

    def get_default_screen(self) -> Screen[Any]:
        """Start on the home screen."""
        return HomeScreen(self.library, self.store)

    def on_mount(self) -> None:
        """Take the signals that end a terminal program, and open what was asked for."""
        if sys.platform != "win32":
            for number in (signal.SIGTERM, signal.SIGHUP):
                asyncio.get_running_loop().add_signal_handler(number, self._leave)
        if self._request is not None:
            self.play(self._request)

    def _leave(self) -> None:
        self.exit(return_code=INTERRUPTED)

    def get_key_display(self, binding: Binding) -> str:
        """Return a key as it is written on keyboards: `Enter`, `F1`, `Ctrl+Q`."""
        parts = binding.key.split("+")
        return "+".join(_KEYS.get(part, part.capitalize()) for part in parts)

    def _fatal_error(self) -> None:
        # The toolkit would print the traceback with its variables, and so the right answers.
        fault = self._exception
        self.fault = fault.error if isinstance(fault, WorkerFailed) else fault
        self._close_messages_no_wait()

    def action_help(self) -> None:
        """Show the keys of the screen at hand."""
        from quiz.tui.screens.help import HelpScreen

        if isinstance(self.screen, HelpScreen):
            self.screen.dismiss()
        else:
            self.push_screen(HelpScreen(self.screen))

    def action_theme(self) -> None:
        """Change between light and dark."""
        self.theme = LIGHT if self.current_theme.dark else DARK

    @work(exclusive=True, group="play")
    async def play(self, request: "Request") -> None:
        """Open a bank as requested; what goes wrong is told in a dialog."""
        from quiz.tui.opening import open_player
        from quiz.tui.screens.question import QuestionScreen

        patience = self.set_timer(PATIENCE, self._say_opening)
        try:
            player = await open_player(self, request)
        except QuizError as error:
            await self.tell("This bank cannot be played", str(error))
            return
        finally:
            patience.stop()
        if player is not None:
            self.push_screen(QuestionScreen(player, self.store))

    def _say_opening(self) -> None:
        if isinstance(self.screen, HomeScreen):
            self.screen.say("Opening the bank …")

    async def tell(self, title: str, text: str) -> None:
        """Show a text until it is put away; to be awaited in a worker."""
        from quiz.tui.screens.dialog import Dialog

        await self.push_screen_wait(Dialog(title, text, ["Back"]))
