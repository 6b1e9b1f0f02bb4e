"""The part of a screen that scrolls when it does not fit."""

from textual.containers import VerticalScroll
from textual.geometry import Region
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
    index = Region(0, top, max(1, widget.size.width), bottom - top)
    node: object = widget
    while isinstance(node, Widget) and node is not page:
        index = index.translate(node.virtual_region.offset)
        node = node.parent
    page.scroll_to_region(index, animate=False, force=True)
