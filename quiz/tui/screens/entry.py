"""One line to type, over any screen."""

from collections.abc import Callable

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from quiz.settings.shapes import Unfit, Value
from quiz.tui.content import plain
from quiz.tui.widgets.field import Field


class _Line(Field):
    """Where it is typed."""

    BINDINGS = [Binding("enter", "submit", "Keep", tooltip="Keep what is typed")]


class Entry(ModalScreen[Value | None]):
    """Returns the value that was typed, once it is one; None after Escape."""

    DEFAULT_CSS = """
    Entry {
        align: center middle;
        & > Vertical {
            width: 64; max-width: 100%; height: auto; max-height: 100%;
            padding: 1 2; background: $surface; border: round $primary;
        }
        & Field { margin: 1 0; background: $panel; }
        & .wrong { color: $text-error; }
    }
    Entry.-short > Vertical { padding: 0 1; }
    Entry.-short Field { margin: 0; }
    """
    VERTICAL_BREAKPOINTS = [(0, "-short"), (20, "-tall")]
    BINDINGS = [Binding("escape", "leave", "Back", tooltip="Change nothing")]

    def __init__(self, title: str, text: str, value: str, read: Callable[[str], Value]) -> None:
        """Begin with a value as it is typed; `read` raises `Unfit` of what is none."""
        super().__init__()
        self._head = title
        self._text = text
        self._value = value
        self._read = read

    def compose(self) -> ComposeResult:
        """Make the box."""
        with Vertical():
            yield Static(plain(self._head, "bold"))
            yield Static(plain(self._text))
            yield _Line()
            yield Static(classes="wrong")

    def on_mount(self) -> None:
        """Begin with the value, which the first key replaces."""
        field = self.query_one(_Line)
        field.value = self._value
        field.select_all()
        field.focus()
        self.query_one(".wrong", Static).display = False

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Return the value, or say what is wrong with what was typed."""
        event.stop()
        try:
            value = self._read(event.value)
        except Unfit as error:
            wrong = self.query_one(".wrong", Static)
            wrong.update(plain(f"✗ It {error}"))
            wrong.display = True
        else:
            self.dismiss(value)

    def action_leave(self) -> None:
        """Return nothing."""
        self.dismiss(None)
