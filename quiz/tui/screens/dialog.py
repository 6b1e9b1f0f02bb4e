"""A short text and a few things to choose from, over any screen."""

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from quiz.tui.content import hanging, plain
from quiz.tui.widgets.rows import Row, Rows


class _Choice(Row):
    """One thing to choose; one of the app's own words."""

    def __init__(self, label: str) -> None:
        self._label = label

    def draw(self, width: int) -> Content:
        """See `Row.draw`."""
        return hanging(Content.styled(" › ", "bold $text-accent"), Content(self._label), width)


class Dialog(ModalScreen[int]):
    """Returns the place of what was chosen; Escape chooses the last."""

    DEFAULT_CSS = """
    Dialog {
        align: center middle;
        & > Vertical {
            width: 64; max-width: 100%; height: auto; max-height: 100%;
            padding: 1 2; background: $surface; border: round $primary;
        }
        & VerticalScroll { height: auto; max-height: 14; }
        & Rows { height: auto; max-height: 8; margin: 1 0 0 0; background: $surface; }
    }
    Dialog.-short > Vertical { padding: 0 1; }
    Dialog.-short Rows { margin: 0; }
    Dialog.-short VerticalScroll { max-height: 6; }
    """
    VERTICAL_BREAKPOINTS = [(0, "-short"), (20, "-tall")]
    BINDINGS = [
        Binding("escape", "leave", "Back"),
        Binding("pageup", "scroll(-1)", "Page up", show=False),
        Binding("pagedown", "scroll(1)", "Page down", show=False),
    ]

    def __init__(self, title: str, text: str, choices: Sequence[str]) -> None:
        super().__init__()
        self._head = title
        self._text = text
        self._choices = choices

    def compose(self) -> ComposeResult:
        """Make the box."""
        with Vertical():
            yield Static(plain(self._head, "bold"))
            with VerticalScroll(can_focus=False):
                yield Static(plain(self._text))
            yield Rows()

    def on_mount(self) -> None:
        """Offer the choices, the first at hand."""
        rows = self.query_one(Rows)
        rows.fill([_Choice(label) for label in self._choices])
        rows.focus()

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        """Return what was chosen."""
        event.stop()
        self.dismiss(event.place)

    def action_leave(self) -> None:
        """Choose the last."""
        self.dismiss(len(self._choices) - 1)

    def action_scroll(self, step: int) -> None:
        """Scroll the text."""
        text = self.query_one(VerticalScroll)
        text.scroll_relative(y=step * max(1, text.size.height - 1), animate=False)
