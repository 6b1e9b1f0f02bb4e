"""A line to type in that takes every printable key and nothing else."""

from textual.binding import Binding
from textual.widgets import Input

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
        """Return the value without anything that a terminal could act on."""
        return clean_line(value)
