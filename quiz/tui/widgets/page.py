"""A screen with a part that scrolls when it does not fit."""

from typing import Any

from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.geometry import Region
from textual.screen import Screen
from textual.widget import Widget


class Page(VerticalScroll, can_focus=False, inherit_bindings=False):
    """Scrolls without animation.

    It never takes the focus, which would restyle all that is on it.
    """

    DEFAULT_CSS = "Page { & > * { padding-right: 1; max-width: 110; } }"

    def by_lines(self, step: int) -> None:
        """Scroll by lines."""
        self.scroll_relative(y=step, animate=False, immediate=True)


def bring(widget: Widget, top: int, bottom: int) -> None:
    """Scroll the page so that lines `top` to `bottom`, the end excluded, of a widget are seen."""
    page = widget.screen.query_one(Page)
    place = Region(0, top, max(1, widget.size.width), bottom - top)
    node: object = widget
    while isinstance(node, Widget) and node is not page:
        place = place.translate(node.virtual_region.offset)
        node = node.parent
    page.scroll_to_region(place, animate=False, force=True)


class PagedScreen(Screen[Any]):
    """A screen whose keys scroll its page, unless what has the focus wants them."""

    AUTO_FOCUS = ""
    BINDINGS = [
        Binding("up", "by_lines(-1)", "Up", show=False),
        Binding("down", "by_lines(1)", "Down", show=False),
        Binding("pageup", "by_pages(-1)", "Up", show=False, tooltip="Scroll up"),
        Binding("pagedown", "by_pages(1)", "Down", show=False, tooltip="Scroll down"),
        Binding("home", "to_start", "Start", show=False),
        Binding("end", "to_end", "End", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.page = Page()

    def action_by_lines(self, step: int) -> None:
        """Scroll by lines."""
        self.page.by_lines(step)

    def action_by_pages(self, step: int) -> None:
        """Scroll by a screen, less a line."""
        self.page.by_lines(step * max(1, self.page.size.height - 1))

    def action_to_start(self) -> None:
        """Scroll to the start."""
        self.page.scroll_home(animate=False, immediate=True)

    def action_to_end(self) -> None:
        """Scroll to the end."""
        self.page.scroll_end(animate=False, immediate=True)
