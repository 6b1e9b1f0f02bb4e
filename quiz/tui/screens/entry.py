"""One line to type, over any screen."""

from collections.abc import Callable

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.widgets import Input, Static

from quiz.settings.shapes import Unfit, Value
from quiz.tui.content import line, plain
from quiz.tui.screens.box import Box, answer
from quiz.tui.widgets.field import Field
from quiz.tui.widgets.keybar import KeyBar


class _Line(Field):
    """Where it is typed."""

    BINDINGS = [Binding("enter", "submit", "Keep", tooltip="Save what you typed")]


class Entry(Box[Value]):
    """Returns the value that was typed, once it is one; None after Escape."""

    DEFAULT_CSS = """
    Entry {
        & Field { margin: 1 0 0 0; background: $panel; }
        & .wrong { color: $text-error; }
    }
    Entry.-short Field { margin: 0; }
    """
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
        self._field = _Line()
        self._wrong = Static(classes="wrong")
        with Vertical():
            yield Static(line(self._head, "bold"), classes="head")
            yield Static(plain(self._text))
            yield self._field
            yield self._wrong
            yield KeyBar()

    def on_mount(self) -> None:
        """Begin with the value, which the first key replaces."""
        self._field.value = self._value
        self._field.select_all()
        self._field.focus()
        self._wrong.display = False

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Return the value, or say what is wrong with what was typed."""
        event.stop()
        try:
            value = self._read(event.value)
        except Unfit as error:
            self._wrong.update(plain(f"✗ It {error}"))
            self._wrong.display = True
        else:
            answer(self, value)
