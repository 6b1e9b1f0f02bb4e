"""Help: the keys of the screen it was called on."""

from typing import Any

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen, Screen
from textual.widgets import Static

from quiz.tui.actions import Act, told
from quiz.tui.content import hanging, lines

KEYS_WIDTH = 16


class HelpScreen(ModalScreen[None]):
    """Lists what can be done on a screen."""

    DEFAULT_CSS = """
    HelpScreen {
        align: center middle;
        & VerticalScroll {
            width: 70; max-width: 100%; height: auto; max-height: 100%;
            padding: 1 2; background: $surface; border: round $primary;
            border-title-color: $text-accent;
        }
    }
    """
    BINDINGS = [Binding("escape,enter,space,h,q", "close", "Close")]

    def __init__(self, of: Screen[Any]) -> None:
        super().__init__()
        self._acts = told(of)

    def compose(self) -> ComposeResult:
        """Make the list."""
        with VerticalScroll() as box:
            box.border_title = Content("Keys")
            yield Static()

    def on_resize(self) -> None:
        """Break the lines anew."""
        box = self.query_one(VerticalScroll)
        width = max(2, min(64, self.size.width - 8))
        box.query_one(Static).update(lines(_row(act, width) for act in self._acts))

    def action_close(self) -> None:
        """Go back."""
        self.dismiss()


def _row(act: Act, width: int) -> Content:
    size = min(KEYS_WIDTH, width // 3)
    keys = Content.styled(" ".join(act.labels).ljust(size), "bold $text-accent")
    return hanging(keys.pad_right(1), Content(act.says), width)
