"""Rows of any height on a page; only those that are seen are drawn."""

from abc import abstractmethod
from bisect import bisect_right
from itertools import accumulate

from textual import events
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.strip import Strip
from textual.visual import Visual
from textual.widget import Widget

from quiz.tui.content import filled, height
from quiz.tui.widgets.page import bring


class Listing(Widget, can_focus=True):
    """Rows counted from 0; those who inherit draw them and say when one has changed."""

    DEFAULT_CSS = "Listing { height: auto; width: 1fr; }"

    class Submitted(Message):
        """The learner is done."""

    class Changed(Message):
        """What was chosen so far is another now."""

    def __init__(self) -> None:
        super().__init__()
        self._count = 0
        self._drawn: dict[int, Content] = {}
        self._strips: dict[int, list[Strip]] = {}
        self._tops = [0]
        self._measured = 0

    @abstractmethod
    def draw(self, place: int, width: int) -> Content:
        """Return a row in lines of at most `width` cells."""

    def renew(self, count: int) -> None:
        """Show `count` rows, all of them drawn anew."""
        self._count = count
        self._drawn.clear()
        self._strips.clear()
        self._measure(self._measured)
        self.refresh(layout=True)

    def redraw(self, *places: int) -> None:
        """Draw some rows anew."""
        for place in places:
            self._drawn.pop(place, None)
            self._strips.pop(place, None)
        before = self._tops[-1]
        self._measure(self._measured)
        self.refresh(layout=self._tops[-1] != before)

    def show_row(self, place: int) -> None:
        """Scroll the page, once the rows are where they belong, so that a row is seen."""
        self.call_after_refresh(self._bring, place)

    def _bring(self, place: int) -> None:
        if place + 1 < len(self._tops):
            bring(self, *self._tops[place : place + 2])

    def top(self, place: int) -> int:
        """Return the line at which a row starts."""
        return self._tops[place]

    def row_near(self, line: int) -> int:
        """Return the row that holds a line, or the nearest one."""
        last = self._tops[-1] - 1
        return bisect_right(self._tops, max(0, min(last, line))) - 1

    def row_at(self, event: events.MouseEvent) -> int | None:
        """Return the row that the mouse points at, None between or below the rows."""
        y = event.get_content_offset_capture(self).y
        return bisect_right(self._tops, y) - 1 if 0 <= y < self._tops[-1] else None

    def _measure(self, width: int) -> None:
        if width != self._measured:
            self._measured = width
            self._drawn.clear()
            self._strips.clear()
        for place in range(self._count):
            if place not in self._drawn:
                self._drawn[place] = self.draw(place, max(1, width))
        heights = (height(self._drawn[place]) for place in range(self._count))
        self._tops = [0, *accumulate(heights)]

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return the number of lines at this width."""
        self._measure(width)
        return self._tops[-1]

    def notify_style_update(self) -> None:
        """Draw everything again: colours may have changed."""
        super().notify_style_update()
        self._strips.clear()

    def render_line(self, y: int) -> Strip:
        """Return one line."""
        if not 0 <= y < self._tops[-1]:
            return Strip.blank(self.content_size.width, self.rich_style)
        place = bisect_right(self._tops, y) - 1
        if place not in self._strips:
            width = max(1, self._measured)
            content = filled(self._drawn[place], width)
            self._strips[place] = Visual.to_strips(self, content, width, None, self.visual_style)
        strips, line = self._strips[place], y - self._tops[place]
        return strips[line] if line < len(strips) else Strip.blank(self._measured, self.rich_style)
