"""A button for the mouse; the keyboard has its own keys."""

from textual.content import Content
from textual.message import Message
from textual.widgets import Static


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
        """Show another label, one of the app's own words."""
        self.update(Content(text))

    def on_click(self) -> None:
        """Report it to whatever holds this widget."""
        self.post_message(self.Pressed())
