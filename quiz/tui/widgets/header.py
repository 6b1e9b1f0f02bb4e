"""The header: title, warning, and progress."""

from textual.app import RenderResult
from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

from quiz.tui.content import BLANK, joined, line, lines


class HeaderBar(Widget):
    """One line with a title and a warning, and one with the progress when there is any."""

    DEFAULT_CSS = """
    HeaderBar {
        dock: top; width: 100%; height: auto; padding: 0 1; background: $panel;
    }
    """

    def __init__(self, title: str) -> None:
        super().__init__()
        self._title = title
        self._warning = ""
        self._left = self._right = BLANK

    def entitle(self, title: str) -> None:
        """Show another title."""
        if title != self._title:
            self._title = title
            self.refresh()

    def warn(self, warning: str) -> None:
        """Show a warning beside the title; empty when all is well."""
        if warning != self._warning:
            self._warning = warning
            self.refresh()

    def progress(self, left: Content, right: Content) -> None:
        """Show the second line; `right` only where there is room for both."""
        grown = not self._left
        self._left, self._right = left, right
        self.refresh(layout=grown)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return the number of lines at this width."""
        return 2 if self._left else 1

    def render(self) -> RenderResult:
        """Return both lines."""
        width = self.content_size.width
        warning = Content.styled(f" {self._warning} ", "bold reverse $text-warning")
        warning = warning.truncate(width) if self._warning else BLANK
        room = max(0, width - warning.cell_length - 1)
        title = line(self._title, "bold").truncate(room, ellipsis=True)
        first = _apart(title, warning, width)
        if not self._left:
            return first
        return lines([first, _apart(self._left.truncate(width), self._right, width)])


def _apart(left: Content, right: Content, width: int) -> Content:
    """Return one line with texts at both ends; the right one only if it fits."""
    gap = width - left.cell_length - right.cell_length
    if gap < 1 or not right:
        return left
    return joined(left.pad_right(gap), right)
