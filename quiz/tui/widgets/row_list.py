"""Pages that scroll, and lists of rows of any height of which only visible rows are drawn."""

from abc import ABC, abstractmethod
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import ClassVar, TypeVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.geometry import Region, Size
from textual.message import Message
from textual.screen import Screen
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.visual import Visual
from textual.widget import Widget

from quiz.tui import theme
from quiz.tui.content import BLANK, BarSize, bar_size, filled, hanging, height, joined, lines
from quiz.tui.widgets.controls import HeaderBar, KeyBar

Result = TypeVar("Result")


class Page(VerticalScroll, can_focus=False, inherit_bindings=False):
    """Scrolls without animation.

    It never takes the focus: that would restyle everything on it.
    """

    DEFAULT_CSS = "Page { & > * { padding-right: 1; max-width: 110; } }"

    def by_lines(self, step: int) -> None:
        """Scroll by lines."""
        self.scroll_relative(y=step, animate=False, immediate=True)


def page_of(widget: Widget) -> Widget:
    """Return what scrolls a widget: the page, or a part of it that scrolls by itself."""
    parts = (each for each in widget.ancestors if isinstance(each, Widget))
    return next(each for each in parts if each.styles.overflow_y == "auto")


def bring(widget: Widget, top: int, bottom: int) -> None:
    """Scroll the page so that the lines of a widget from `top` to before `bottom` are visible."""
    page = page_of(widget)
    index = Region(0, top, max(1, widget.size.width), bottom - top)
    node: object = widget
    while isinstance(node, Widget) and node is not page:
        index = index.translate(node.virtual_region.offset)
        node = node.parent
    page.scroll_to_region(index, animate=False, force=True)


MAX_STRIPS = 300
USUAL_WIDTH = 80
"""The width in cells that rows are drawn for until the list has one."""
_CURSOR = Content.styled("›", theme.KEY)
_ELSEWHERE = Content(" ")


class ListRow(ABC):
    """One row; it draws itself for a width and remembers the last drawing."""

    choosable: ClassVar[bool] = True
    """Whether the cursor stops at this row."""
    gap: int = 0
    """Blank lines below the row."""
    lights_itself: ClassVar[bool] = False
    """Whether `draw_current` draws the row under the cursor, instead of the list lighting it."""
    _drawn: tuple[int, Content, int] | None = None

    @abstractmethod
    def draw(self, width: int) -> Content:
        """Return the row in lines of at most `width` cells."""

    def draw_current(self, width: int) -> Content:
        """Return the row under the cursor, as many lines as `draw` returns."""
        return self.draw(width)

    def at(self, width: int) -> tuple[Content, int]:
        """Return the row drawn for a width, and its number of lines."""
        # Wrapping is by far the slowest part of drawing.
        if self._drawn is None or self._drawn[0] != width:
            content = self.draw(width)
            self._drawn = (width, content, height(content) + self.gap)
        return self._drawn[1:]

    def forget(self) -> None:
        """Discard the last drawing: the row has changed."""
        self._drawn = None


class TextRow(ListRow):
    """A text below an indent."""

    choosable = False

    def __init__(self, text: Content, indent: int = 0, max_width: int = 1000) -> None:
        self._text, self._indent, self._max_width = text, indent, max_width

    def draw(self, width: int) -> Content:
        return hanging(Content(" " * self._indent), self._text, min(self._max_width, width - 1))


class TitleRow(TextRow):
    """A heading, after a blank line."""

    def __init__(self, title: str) -> None:
        super().__init__(Content.styled(title, theme.KEY))

    def draw(self, width: int) -> Content:
        return lines([BLANK, super().draw(width)])


class LabelRow(TextRow):
    """A label to choose."""

    choosable = True

    def __init__(self, label: str, style: str = "") -> None:
        super().__init__(Content.styled(label, style), 1)


class RowList(ScrollView, can_focus=True):
    """Rows with a cursor; Enter or a click posts `Chosen`."""

    COMPONENT_CLASSES = {"rows--cursor"}
    DEFAULT_CSS = """
    RowList {
        height: 1fr; overflow-x: hidden; scrollbar-gutter: stable;
        /* Rows are wrapped already; doing so once more takes most of the time of painting. */
        text-wrap: nowrap;
        & > .rows--cursor { background: $focus; }
        &:ansi > .rows--cursor { text-style: reverse; }
    }
    """
    BINDINGS = [
        Binding("up", "move(-1)", "Up", show=False, tooltip="Go up"),
        Binding("down", "move(1)", "Down", show=False, tooltip="Go down"),
        Binding("pageup", "page(-1)", "Page up", show=False),
        Binding("pagedown", "page(1)", "Page down", show=False),
        Binding("home", "first", "First", show=False),
        Binding("end", "last", "Last", show=False),
        Binding("enter", "choose", "open", tooltip="Open the selected row"),
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

    class Moved(Message):
        """The cursor is on another row."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: tuple[ListRow, ...] = ()
        self._stops: list[int] = []
        self._tops: list[int] = [0]
        self._strips: dict[int, list[Strip]] = {}
        self._measured = 0
        """The width that the rows were drawn for."""
        self.cursor = 0
        self._brought: tuple[int, Callable[[int], int], int] | None = None
        """The row and line that were scrolled to, and how far that was."""

    @property
    def rows(self) -> tuple[ListRow, ...]:
        """All rows."""
        return self._rows

    @property
    def row(self) -> ListRow | None:
        """The row under the cursor, None when there is none to choose."""
        return self._rows[self.cursor] if self._stops else None

    def _nearest(self, index: int) -> int:
        """Return the index of the choosable row at or after `index`, or else of the last one."""
        if not self._stops:
            return 0
        return self._stops[min(bisect_left(self._stops, index), len(self._stops) - 1)]

    def fill(self, rows: Sequence[ListRow], cursor: int = 0) -> None:
        """Replace the rows, and scroll to the row at `cursor`."""
        self._rows = tuple(rows)
        self._stops = [index for index, row in enumerate(rows) if row.choosable]
        self.cursor = self._nearest(cursor)
        self._brought = None
        self._measure()
        self.scroll_to(y=0, animate=False, immediate=True)
        if cursor:
            self.call_after_refresh(self._follow)

    def redraw(self, *indexes: int) -> None:
        """Draw some rows again, or all without arguments; the current row stays visible."""
        for row in [self._rows[index] for index in indexes] or self._rows:
            row.forget()
        self._measure()
        self._follow()

    def _measure(self) -> None:
        # Before the first layout the width is 0, at which a long text would have a line a letter.
        self._measured = max(1, (self._width or USUAL_WIDTH) - self._margin)
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
        return 1 if self._stops and not self._rows[self._stops[0]].lights_itself else 0

    def on_resize(self) -> None:
        """Wrap the rows again, and keep the first visible row at the top."""
        y = self.scroll_offset.y
        first = bisect_right(self._tops, y) - 1
        self._measure()
        if self._brought is not None and self._brought[2] == y:
            # Nobody has scrolled since: the line is to be seen at this width too.
            self.show_line(*self._brought[:2])
            return
        # Another width moves every row to another line.
        if y and first < len(self._tops):
            self.scroll_to(y=self._tops[first], animate=False, immediate=True)

    def notify_style_update(self) -> None:
        """Draw everything again, as colours may have changed."""
        super().notify_style_update()
        self._strips.clear()

    def render_line(self, y: int) -> Strip:
        y += self.scroll_offset.y
        if not 0 <= y < self._tops[-1]:
            return Strip.blank(self._width, self.rich_style)
        index = bisect_right(self._tops, y) - 1
        return self._drawn(index)[y - self._tops[index]]

    def _drawn(self, index: int) -> list[Strip]:
        if index not in self._strips:
            # Scrolled through, a list of thousands of rows would keep them all.
            if len(self._strips) >= MAX_STRIPS:
                self._strips.clear()
            current = bool(self._stops) and index == self.cursor
            row = self._rows[index]
            width = self._measured + self._margin
            if row.lights_itself:
                content = row.draw_current(width) if current else row.at(self._measured)[0]
                current = False
            else:
                content = filled(row.at(self._measured)[0], self._measured)
                if self._stops:
                    content = _signed(content, current)
            style = self.get_visual_style(*(("rows--cursor",) if current else ()))
            strips = Visual.to_strips(self, content, width, None, style)
            size = self._tops[index + 1] - self._tops[index]
            blank = Strip.blank(width, self.rich_style)
            self._strips[index] = (strips + [blank] * size)[:size]
        return self._strips[index]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool:
        """Enable opening only where there is a row to open."""
        return action != "choose" or bool(self._stops)

    def go(self, index: int) -> None:
        """Move the cursor to the choosable row nearest to `index`."""
        if not self._stops:
            return
        # Two rows change, the one left and the one reached; all others stay painted.
        self._strips.pop(self.cursor, None)
        self.cursor = self._nearest(index)
        self._strips.pop(self.cursor, None)
        self._follow()
        self.refresh()
        self.post_message(self.Moved())

    def _follow(self) -> None:
        """Scroll to the row under the cursor."""
        if not self._stops or len(self._tops) <= self.cursor + 1:
            return
        top, bottom = self._tops[self.cursor : self.cursor + 2]
        # A heading above the first row comes into view with it.
        if self.cursor == self._stops[0] and bottom <= self._seen:
            top = 0
        self.bring(top, bottom)

    def bring(self, top: int, bottom: int) -> None:
        """Scroll as little as needed to show the lines from `top` to before `bottom`."""
        y = min(max(self.scroll_offset.y, bottom - self._seen), top)
        self.scroll_to(y=y, animate=False, immediate=True)

    def repaint(self, index: int) -> None:
        """Paint a row again, as tall as before."""
        self._strips.pop(index, None)
        self.refresh()

    @property
    def _seen(self) -> int:
        return self.scrollable_content_region.height

    def row_on(self, line: int) -> int:
        """Return the index of the row on a line of the list."""
        return bisect_right(self._tops, line) - 1

    def show_line(self, index: int, line: Callable[[int], int]) -> None:
        """Scroll so that a line of a row is in the upper third; `line` returns it for a width."""
        y = self._tops[index] + line(self._measured)
        # Forced: rows that were only just filled in have no scroll bar yet.
        self.scroll_to(y=y - self._seen // 3, animate=False, immediate=True, force=True)
        self._brought = index, line, self.scroll_offset.y

    def action_move(self, step: int) -> None:
        """Move the cursor by rows; scroll by lines where there are no more rows."""
        if not self._rows:
            return
        index = bisect_left(self._stops, self.cursor) + step
        top, bottom = self._tops[self.cursor : self.cursor + 2]
        above, below = top < self.scroll_offset.y, bottom > self.scroll_offset.y + self._seen
        if self._stops and (below if step > 0 else above):
            # The current row is taller than the screen, or not visible: first show more of it.
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


def _signed(content: Content, current: bool) -> Content:
    """Return a row with a margin, which has the cursor sign on the current row."""
    first, *rest = content.split(allow_blank=True)
    sign = _CURSOR if current else _ELSEWHERE
    return lines([joined(sign, first), *(joined(_ELSEWHERE, part) for part in rest)])


class ListScreen(Screen[Result]):
    """The base of screens with a header, one list and the key bar."""

    DEFAULT_CSS = """
    ListScreen { & RowList { margin: 1 1 0 1; } }
    ListScreen.-short RowList { margin: 0 1; }
    """

    def __init__(self, title: str) -> None:
        super().__init__()
        self._header = HeaderBar(title)
        self._list = RowList()

    def compose(self) -> ComposeResult:
        yield self._header
        yield self._list
        yield KeyBar()


class PageList(Widget, can_focus=True):
    """Rows on a page, counted from 0; subclasses draw them and post `Changed`."""

    DEFAULT_CSS = "PageList { height: auto; width: 1fr; text-wrap: nowrap; }"
    BINDINGS = [Binding("enter", "submit", "answer", tooltip="Submit the answer")]

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
        self.bar_size = BarSize(0, 0)
        """The size of the rows that are drawn as bars."""

    @property
    def lit(self) -> str:
        """The style of the current row."""
        return theme.lit(self.app.native_ansi_color)

    def action_submit(self) -> None:
        """Post `Submitted`."""
        self.post_message(self.Submitted())

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

    def redraw(self, *indexes: int) -> None:
        """Draw some rows again."""
        for index in indexes:
            self._drawn.pop(index, None)
            self._strips.pop(index, None)
        # A layout of the page is slow; a row that keeps its height needs none.
        before = self._tops[-1]
        self._measure(self._measured)
        self.refresh(layout=self._tops[-1] != before)

    def show_row(self, index: int) -> None:
        """Scroll the page to a row, once the rows are laid out."""
        self.call_after_refresh(self._bring, index)

    def _bring(self, index: int) -> None:
        if index + 1 < len(self._tops):
            bring(self, *self._tops[index : index + 2])

    def top(self, index: int) -> int:
        """Return the line at which a row starts."""
        return self._tops[index]

    def row_near(self, line: int, tops: Sequence[int] = ()) -> int:
        """Return the row that holds a line, or the nearest one; `tops` may be earlier ones."""
        tops = tops or self._tops
        return bisect_right(tops, max(0, min(tops[-1] - 1, line))) - 1

    def row_at(self, event: events.MouseEvent) -> int | None:
        """Return the row that the mouse points at, None between or below the rows."""
        y = event.get_content_offset_capture(self).y
        return bisect_right(self._tops, y) - 1 if 0 <= y < self._tops[-1] else None

    def _measure(self, width: int) -> None:
        size = bar_size(self.screen.size.height, self._count)
        if (width, size) != (self._measured, self.bar_size):
            self._measured, self.bar_size = width, size
            self._drawn.clear()
            self._strips.clear()
        for index in range(self._count):
            if index not in self._drawn:
                self._drawn[index] = self.draw(index, max(1, width))
        heights = (height(self._drawn[index]) for index in range(self._count))
        self._tops = [0, *accumulate(heights)]

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        self._measure(width)
        return self._tops[-1]

    def notify_style_update(self) -> None:
        """Draw everything again, as colours may have changed."""
        super().notify_style_update()
        self._strips.clear()

    def render_line(self, y: int) -> Strip:
        if not 0 <= y < self._tops[-1]:
            return Strip.blank(self.content_size.width, self.rich_style)
        index = bisect_right(self._tops, y) - 1
        if index not in self._strips:
            width, content = max(1, self._measured), self._drawn[index]
            self._strips[index] = Visual.to_strips(self, content, width, None, self.visual_style)
        strips, line = self._strips[index], y - self._tops[index]
        return strips[line] if line < len(strips) else Strip.blank(self._measured, self.rich_style)
