"""How sure one is, asked between an answer and its verdict: one key, or a click."""

from dataclasses import dataclass

from textual import events
from textual.app import RenderResult
from textual.binding import Binding
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.widget import Widget

from quiz.model.confidence import Confidence
from quiz.tui.content import joined

_ASKED = Content("How sure are you?")


class Sureness(Widget, can_focus=True):
    """Posts `Chosen` with the level, `Cancelled` when one goes back to the answer."""

    DEFAULT_CSS = """
    Sureness { height: auto; margin: 1 0 0 0; padding: 0 1; background: $primary 25%; }
    """
    BINDINGS = [
        Binding("1,g", "choose(1)", "Guess", tooltip="Say that you guess"),
        Binding("2,t", "choose(2)", "Think so", tooltip="Say that you think so"),
        Binding("3,c", "choose(3)", "Certain", tooltip="Say that you are certain"),
        Binding("escape", "cancel", "Change answer", tooltip="Go back to the answer"),
    ]

    @dataclass
    class Chosen(Message):
        """A level was chosen."""

        confidence: Confidence

    class Cancelled(Message):
        """The answer is to be changed."""

    def __init__(self) -> None:
        super().__init__()
        self._places: list[tuple[int, int, int, Confidence]] = []
        """Line, first and last cell (excluded) of each level."""

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """See `Widget.get_content_height`."""
        return len(self._drawn(width).plain.split("\n"))

    def render(self) -> RenderResult:
        """Return the question and the levels."""
        return self._drawn(self.content_size.width)

    def _drawn(self, width: int) -> Content:
        """Return everything on one line if it fits, else each level on its own."""
        labels = [
            joined(Content.styled(f" {level.value} ", "reverse"), Content(f" {level.words}"))
            for level in Confidence
        ]
        whole = Content("  ").join([_ASKED, *labels])
        on_one_line = whole.cell_length <= width
        self._places = []
        line, x = (0, _ASKED.cell_length + 2) if on_one_line else (1, 0)
        for level, label in zip(Confidence, labels, strict=True):
            self._places.append((line, x, x + label.cell_length, level))
            line, x = (line, x + label.cell_length + 2) if on_one_line else (line + 1, 0)
        return whole if on_one_line else Content("\n").join([_ASKED, *labels])

    def on_click(self, event: events.Click) -> None:
        """Choose the level that was clicked."""
        at = event.get_content_offset_capture(self)
        for line, start, end, level in self._places:
            if at.y == line and start <= at.x < end:
                self.post_message(self.Chosen(level))

    def action_choose(self, level: int) -> None:
        """Choose a level."""
        self.post_message(self.Chosen(Confidence(level)))

    def action_cancel(self) -> None:
        """Go back to the answer."""
        self.post_message(self.Cancelled())
