"""The part of a screen that scrolls when it does not fit."""

from textual.binding import Binding
from textual.containers import VerticalScroll


class Page(VerticalScroll):
    """Scrolls by lines and screens, without animation."""

    DEFAULT_CSS = "Page { & > * { padding-right: 1; } }"
    BINDINGS = [
        Binding("up", "by_lines(-1)", "Up", show=False),
        Binding("down", "by_lines(1)", "Down", show=False),
        Binding("pageup", "by_pages(-1)", "Up", show=False, tooltip="Scroll up"),
        Binding("pagedown", "by_pages(1)", "Down", show=False, tooltip="Scroll down"),
        Binding("home", "to_start", "Start", show=False),
        Binding("end", "to_end", "End", show=False),
    ]

    def action_by_lines(self, step: int) -> None:
        """Scroll by lines."""
        self.scroll_relative(y=step, animate=False, immediate=True)

    def action_by_pages(self, step: int) -> None:
        """Scroll by a screen, less a line."""
        self.action_by_lines(step * max(1, self.size.height - 1))

    def action_to_start(self) -> None:
        """Scroll to the start."""
        self.scroll_home(animate=False, immediate=True)

    def action_to_end(self) -> None:
        """Scroll to the end."""
        self.scroll_end(animate=False, immediate=True)
