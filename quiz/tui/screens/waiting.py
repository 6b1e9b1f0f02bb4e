"""Said while something has to be waited for; nothing can be done meanwhile but to quit."""

from textual.app import ComposeResult
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static


class Waiting(ModalScreen[None]):
    """Shows one of the app's own texts over any screen."""

    DEFAULT_CSS = """
    Waiting {
        align: center middle;
        & > Static {
            width: auto; max-width: 100%; padding: 1 4;
            background: $surface; border: round $primary;
        }
    }
    """

    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = text

    def compose(self) -> ComposeResult:
        """Make the box."""
        yield Static(Content(self._text))
