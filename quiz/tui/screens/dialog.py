"""A short text and a few things to choose from, over any screen."""

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from quiz.tui.content import hanging, line, plain
from quiz.tui.screens.box import Box, answer
from quiz.tui.widgets.rows import Row, Rows


class _Choice(Row):
    """One thing to choose; one of the app's own words."""

    def __init__(self, label: str) -> None:
        self._label = label

    def draw(self, width: int) -> Content:
        """Draw the row."""
        return hanging(Content(" "), Content(self._label), width)


class Dialog(Box[int]):
    """Returns the place of what was chosen; Escape chooses the way back, by default the last."""

    DEFAULT_CSS = """
    Dialog {
        & VerticalScroll { height: auto; max-height: 10; }
        & Rows { max-height: 8; }
    }
    Dialog.-short VerticalScroll { max-height: 6; }
    Dialog.-short Rows { max-height: 3; }
    """
    BINDINGS = [
        Binding("escape", "leave", "Back"),
        Binding("pageup", "scroll(-1)", "Page up", show=False),
        Binding("pagedown", "scroll(1)", "Page down", show=False),
    ]

    def __init__(self, title: str, text: str, choices: Sequence[str], back: int = -1) -> None:
        """Offer choices; `back` is the place of the one that changes nothing."""
        super().__init__()
        self._head = title
        self._text = text
        self._choices = choices
        self._back = back % len(choices)

    def compose(self) -> ComposeResult:
        """Make the box."""
        self._list = Rows()
        with Vertical():
            yield Static(line(self._head, "bold"), classes="head")
            with VerticalScroll(can_focus=False):
                yield Static(plain(self._text))
            yield self._list

    def on_mount(self) -> None:
        """Offer the choices, the first at hand."""
        self._list.fill([_Choice(label) for label in self._choices])
        self._list.focus()

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        """Return what was chosen."""
        event.stop()
        answer(self, event.place)

    def action_leave(self) -> None:
        """Choose the way back."""
        answer(self, self._back)

    def action_scroll(self, step: int) -> None:
        """Scroll the text."""
        text = self.query_one(VerticalScroll)
        text.scroll_relative(y=step * max(1, text.size.height - 1), animate=False)
