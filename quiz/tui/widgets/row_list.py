"""Lists of rows of any height, which scroll or stand on a page; only visible rows are drawn."""

from abc import ABC, abstractmethod
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import ClassVar

from textual import events
from textual.binding import Binding
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.visual import Visual
from textual.widget import Widget

from quiz.tui.content import filled, height, joined, lines
from quiz.tui.widgets.page import bring

MAX_STRIPS = 300
_AT_HAND = Content.styled("›", "bold $text-accent")
_ELSEWHERE = Content(" ")


class ListRow(ABC):
    """One row; it draws itself for a width and remembers the last drawing."""

    choosable: ClassVar[bool] = True
    """Whether the cursor stops at it."""
    gap: ClassVar[int] = 0
    """Blank lines below it."""
    _drawn: tuple[int, Content, int] | None = None

    @abstractmethod
    def draw(self, width: int) -> Content:
        """Return the row in lines of at most `width` cells."""

    def at(self, width: int) -> tuple[Content, int]:
        """Return the row drawn for a width, and its number of lines."""
        if self._drawn is None or self._drawn[0] != width:
            content = self.draw(width)
            self._drawn = (width, content, height(content) + self.gap)
        return self._drawn[1:]

    def forget(self) -> None:
        """Discard the last drawing: the row has changed."""
        self._drawn = None


class RowList(ScrollView, can_focus=True):
    """Rows with a cursor and its sign before them; `Chosen` is posted for Enter and for a click."""

    COMPONENT_CLASSES = {"rows--cursor"}
    DEFAULT_CSS = """
    RowList {
        height: 1fr; overflow-x: hidden; scrollbar-gutter: stable;
        & > .rows--cursor { background: $primary 25%; }
    }
    """
    BINDINGS = [
        Binding("up", "move(-1)", "Up", show=False, tooltip="Go up"),
        Binding("down", "move(1)", "Down", show=False, tooltip="Go down"),
        Binding("pageup", "page(-1)", "Page up", show=False),
        Binding("pagedown", "page(1)", "Page down", show=False),
        Binding("home", "first", "First", show=False),
        Binding("end", "last", "Last", show=False),
        Binding("enter", "choose", "Open", tooltip="Open the selected row"),
    ]

    @dataclass
    class Chosen(Message):
        """A row was chosen."""

        rows: "RowList"
        index: int

        @property
        def control(self) -> "RowList":
            """The list it was chosen from."""
            return self.rows

    def __init__(self) -> None:
        super().__init__()
        self._rows: tuple[ListRow, ...] = ()
        self._stops: list[int] = []
        self._tops: list[int] = [0]
        self._strips: dict[int, list[Strip]] = {}
        self._measured = 0
        """The width that the rows are drawn for, until the next resize is heard of."""
        self.cursor = 0

    @property
    def rows(self) -> tuple[ListRow, ...]:
        """All rows."""
        return self._rows

    @property
    def row(self) -> ListRow | None:
        """The row under the cursor, None when there is none to choose."""
        return self._rows[self.cursor] if self._stops else None

    def _nearest(self, index: int) -> int:
        """Return the choosable row at or after a place, else the last one."""
        if not self._stops:
            return 0
        return self._stops[min(bisect_left(self._stops, index), len(self._stops) - 1)]

    def fill(self, rows: Sequence[ListRow], cursor: int = 0) -> None:
        """Show these rows in place of those before, scrolled to the row at `cursor` if not to 0."""
        self._rows = tuple(rows)
        self._stops = [index for index, row in enumerate(rows) if row.choosable]
        self.cursor = self._nearest(cursor)
        self._measure()
        self.scroll_to(y=0, animate=False, immediate=True)
        if cursor:
            self.call_after_refresh(self._follow)

    def redraw(self, *places: int) -> None:
        """Draw some rows again, without any named all; the current one stays in sight."""
        for row in [self._rows[index] for index in places] or self._rows:
            row.forget()
        self._measure()
        self._follow()

    def _measure(self) -> None:
        self._measured = max(1, self._width - self._margin)
        width = self._measured
        self._strips.clear()
        self._tops = [0, *accumulate(row.at(width)[1] for row in self._rows)]
        self.virtual_size = Size(width + self._margin, self._tops[-1])
        self.refresh()

    @property
    def _width(self) -> int:
        return self.scrollable_content_region.width

    @property
    def _margin(self) -> int:
        """Cells before the rows, for the sign of the cursor; none where there is no cursor."""
        return 1 if self._stops else 0

    def on_resize(self) -> None:
        """Break the lines again, and keep the row at the top there."""
        y = self.scroll_offset.y
        first = bisect_right(self._tops, y) - 1
        self._measure()
        if y and first < len(self._tops):
            self.scroll_to(y=self._tops[first], animate=False, immediate=True)

    def notify_style_update(self) -> None:
        """Draw everything again: colours may have changed."""
        super().notify_style_update()
        self._strips.clear()

    def render_line(self, y: int) -> Strip:
        """Return one line."""
        y += self.scroll_offset.y
        if not 0 <= y < self._tops[-1]:
            return Strip.blank(self._width, self.rich_style)
        index = bisect_right(self._tops, y) - 1
        return self._drawn(index)[y - self._tops[index]]

    def _drawn(self, index: int) -> list[Strip]:
        if index not in self._strips:
            if len(self._strips) >= MAX_STRIPS:
                self._strips.clear()
            at_hand = bool(self._stops) and index == self.cursor
            content = filled(self._rows[index].at(self._measured)[0], self._measured)
            if self._stops:
                content = _signed(content, at_hand)
            width = self._measured + self._margin
            style = self.get_visual_style(*(("rows--cursor",) if at_hand else ()))
            strips = Visual.to_strips(self, content, width, None, style)
            size = self._tops[index + 1] - self._tops[index]
            blank = Strip.blank(width, self.rich_style)
            self._strips[index] = (strips + [blank] * size)[:size]
        return self._strips[index]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool:
        """Offer opening only where there is something to open."""
        return action != "choose" or bool(self._stops)

    def go(self, index: int) -> None:
        """Move the cursor to a row, as near as there is one."""
        if not self._stops:
            return
        self._strips.pop(self.cursor, None)
        self.cursor = self._nearest(index)
        self._strips.pop(self.cursor, None)
        self._follow()
        self.refresh()

    def _follow(self) -> None:
        """Scroll so that the row under the cursor is in sight."""
        if not self._stops or len(self._tops) <= self.cursor + 1:
            return
        top, bottom = self._tops[self.cursor : self.cursor + 2]
        if self.cursor == self._stops[0] and bottom <= self._seen:
            top = 0
        self.bring(top, bottom)

    def bring(self, top: int, bottom: int) -> None:
        """Scroll as little as brings lines, the end excluded, into sight; the top where tall."""
        y = min(max(self.scroll_offset.y, bottom - self._seen), top)
        self.scroll_to(y=y, animate=False, immediate=True)

    def repaint(self, index: int) -> None:
        """Paint a row again, as tall as before."""
        self._strips.pop(index, None)
        self.refresh()

    @property
    def _seen(self) -> int:
        return self.scrollable_content_region.height

    def show_line(self, index: int, line: Callable[[int], int]) -> None:
        """Scroll so that a line of a row stands in the upper third; `line` finds it by width."""
        y = self._tops[index] + line(self._measured)
        self.scroll_to(y=y - self._seen // 3, animate=False, immediate=True)

    def action_move(self, step: int) -> None:
        """Move the cursor by rows; where there is no further one, scroll by lines."""
        if not self._rows:
            return
        index = bisect_left(self._stops, self.cursor) + step
        top, bottom = self._tops[self.cursor : self.cursor + 2]
        above, below = top < self.scroll_offset.y, bottom > self.scroll_offset.y + self._seen
        if self._stops and (below if step > 0 else above):
            # The current row is too tall to be seen whole, or out of sight: first show more of it.
            self.scroll_relative(y=step, animate=False, immediate=True)
        elif 0 <= index < len(self._stops):
            self.go(self._stops[index])
        else:
            self.scroll_relative(y=step, animate=False, immediate=True)

    def action_page(self, step: int) -> None:
        """Move the cursor by about a screen."""
        lines = step * max(1, self._seen - 1)
        if not self._stops:
            self.scroll_relative(y=lines, animate=False, immediate=True)
            return
        index = bisect_right(self._tops, max(0, self._tops[self.cursor] + lines)) - 1
        if self._nearest(index) != self.cursor:
            self.go(index)
        else:
            self.action_move(step)

    def action_first(self) -> None:
        """Go to the first row."""
        self.go(0)
        self.scroll_to(y=0, animate=False, immediate=True)

    def action_last(self) -> None:
        """Go to the last row."""
        self.go(len(self._rows) - 1)
        self.scroll_to(y=self._tops[-1], animate=False, immediate=True)

    def action_choose(self) -> None:
        """Choose the row under the cursor."""
        if self._stops:
            self.post_message(self.Chosen(self, self.cursor))

    def on_click(self, event: events.Click) -> None:
        """Choose the row that was clicked."""
        y = event.get_content_offset_capture(self).y + self.scroll_offset.y
        index = bisect_right(self._tops, y) - 1
        if 0 <= y < self._tops[-1] and self._rows[index].choosable:
            self.go(index)
            self.action_choose()


def _signed(content: Content, at_hand: bool) -> Content:
    """Return a row with a margin, in which the current row has a sign."""
    first, *rest = content.split(allow_blank=True)
    sign = _AT_HAND if at_hand else _ELSEWHERE
    return lines([joined(sign, first), *(joined(_ELSEWHERE, part) for part in rest)])


class PageList(Widget, can_focus=True):
    """Rows counted from 0; subclasses draw them and report when one has changed."""

    DEFAULT_CSS = "PageList { height: auto; width: 1fr; }"

    class Submitted(Message):
        """The learner is done."""

    class Changed(Message):
        """The answer changed."""

    def __init__(self) -> None:
        super().__init__()
        self._count = 0
        self._drawn: dict[int, Content] = {}
        self._strips: dict[int, list[Strip]] = {}
        self._tops = [0]
        self._measured = 0

    @abstractmethod
    def draw(self, index: int, width: int) -> Content:
        """Return a row in lines of at most `width` cells."""

    def renew(self, count: int) -> None:
        """Show `count` rows, all of them drawn again."""
        self._count = count
        self._drawn.clear()
        self._strips.clear()
        self._measure(self._measured)
        self.refresh(layout=True)

    def redraw(self, *places: int) -> None:
        """Draw some rows again."""
        for index in places:
            self._drawn.pop(index, None)
            self._strips.pop(index, None)
        before = self._tops[-1]
        self._measure(self._measured)
        self.refresh(layout=self._tops[-1] != before)

    def show_row(self, index: int) -> None:
        """Scroll the page, once the rows are where they belong, so that a row is seen."""
        self.call_after_refresh(self._bring, index)

    def _bring(self, index: int) -> None:
        if index + 1 < len(self._tops):
            bring(self, *self._tops[index : index + 2])

    def top(self, index: int) -> int:
        """Return the line at which a row starts."""
        return self._tops[index]

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
        for index in range(self._count):
            if index not in self._drawn:
                self._drawn[index] = self.draw(index, max(1, width))
        heights = (height(self._drawn[index]) for index in range(self._count))
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
        index = bisect_right(self._tops, y) - 1
        if index not in self._strips:
            width = max(1, self._measured)
            content = filled(self._drawn[index], width)
            self._strips[index] = Visual.to_strips(self, content, width, None, self.visual_style)
        strips, line = self._strips[index], y - self._tops[index]
        return strips[line] if line < len(strips) else Strip.blank(self._measured, self.rich_style)
