"""Small controls: a line to type in, and a button for the mouse."""

from textual.binding import Binding
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static

from quiz.text.cleaning import clean_line


class TextField(Input):
    """An input of one line; what is typed or pasted is cleaned at once."""

    DEFAULT_CSS = """
    TextField { border: none; height: 1; padding: 0 1; background: $surface; }
    TextField > .input--placeholder { color: $foreground 75%; }
    TextField:focus { border: none; background: $panel; background-tint: $foreground 0%; }
    """
    BINDINGS = [Binding("enter", "submit", "Submit", tooltip="Submit the answer")]

    def __init__(self, placeholder: str = "") -> None:
        super().__init__(placeholder=placeholder, select_on_focus=False)
        self.cursor_blink = False

    def validate_value(self, value: str) -> str:
        """Return the value without control characters."""
        return clean_line(value)


class LinkButton(Static):
    """A one-line button that posts `Pressed` when it is clicked."""

    DEFAULT_CSS = """
    LinkButton {
        width: auto; height: 1; padding: 0 2; margin: 1 0 0 0;
        background: $primary; color: $button-color-foreground; text-style: bold;
        &:hover { background: $primary-lighten-1; }
    }
    """

    class Pressed(Message):
        """The button was clicked."""

    def label(self, text: str) -> None:
        """Show another label."""
        self.update(Content(text))

    def on_click(self) -> None:
        """Post `Pressed`."""
        self.post_message(self.Pressed())
