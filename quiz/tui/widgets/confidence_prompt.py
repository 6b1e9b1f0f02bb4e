"""The prompt for confidence between an answer and its verdict."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from textual import events
from textual.app import RenderResult
from textual.binding import Binding
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.widget import Widget

from quiz.model.response import Confidence
from quiz.tui import theme
from quiz.tui.content import joined

_ASKED = Content("How sure are you?")


class ConfidencePrompt(Widget, can_focus=True):
    """Posts `Chosen` with the level, or `Cancelled` to go back to the answer."""

    DEFAULT_CSS = """
    ConfidencePrompt { height: auto; margin: 1 1 0 0; padding: 0 1; background: $focus; }
    """
    BINDINGS = [
        Binding("1", "choose(1)", "guess", tooltip="You are guessing"),
        Binding("2", "choose(2)", "think so", tooltip="You think so"),
        Binding("3", "choose(3)", "certain", tooltip="You are certain"),
        Binding("escape", "cancel", "back", tooltip="Go back to the answer"),
    ]

    @dataclass
    class Chosen(Message):
        """A level was chosen."""

        confidence: Confidence

    class Cancelled(Message):
        """The learner goes back to the answer."""

    class Shown(Message):
        """The prompt is laid out on the page."""

    alone = True
    """Whether the key bar shows only the keys of this widget while it has the focus."""

    def __init__(self) -> None:
        super().__init__()
        self._regions: list[tuple[int, int, int, Confidence]] = []
        """Line, first and last cell (excluded) of each level."""

    def on_show(self) -> None:
        """Post `Shown` once the widget is laid out."""
        self.post_message(self.Shown())

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return len(self._drawn(width).plain.split("\n"))

    def render(self) -> RenderResult:
        """Return the question and the levels."""
        return self._drawn(self.content_size.width)

    def _drawn(self, width: int) -> Content:
        """Return all on one line if it fits, or the levels alone, or one level a line."""
        labels = [
            joined(Content.styled(f" {level.value} ", theme.FILLED), Content(f" {level.words}"))
            for level in Confidence
        ]
        for gap, parts in (("  ", [_ASKED, *labels]), (" ", labels), ("\n", [_ASKED, *labels])):
            drawn = Content(gap).join(parts)
            if gap == "\n" or drawn.cell_length <= width:
                break
        self._regions = list(_regions(drawn.plain, labels))
        return drawn

    def on_click(self, event: events.Click) -> None:
        """Choose the level that was clicked."""
        at = event.get_content_offset_capture(self)
        for line, start, end, level in self._regions:
            if at.y == line and start <= at.x < end:
                self.post_message(self.Chosen(level))

    def action_choose(self, level: int) -> None:
        """Choose a level."""
        self.post_message(self.Chosen(Confidence(level)))

    def action_cancel(self) -> None:
        """Go back to the answer."""
        self.post_message(self.Cancelled())


def _regions(drawn: str, labels: Iterable[Content]) -> Iterator[tuple[int, int, int, Confidence]]:
    """Yield line, first and last cell (excluded) of each level."""
    for level, label in zip(Confidence, labels, strict=True):
        # Found in the drawn text, since the layout depends on the width.
        start = drawn.index(label.plain)
        line, x = drawn.count("\n", 0, start), start - drawn.rfind("\n", 0, start) - 1
        yield line, x, x + label.cell_length, level
