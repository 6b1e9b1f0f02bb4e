"""The base of every screen that shows a question: a view of it, and the keys that scroll it."""

from typing import Any

from textual.binding import Binding
from textual.screen import Screen

from quiz.tui.widgets.question_view import QuestionView


class QuestionHolder(Screen[Any]):
    """Holds one `QuestionView`; keys scroll it, unless what has the focus wants them."""

    DEFAULT_CSS = """
    QuestionHolder.-short {
        & QuestionView { padding: 0 0 0 1; }
        & .instruction, & .hints, & .message { margin: 0; }
        & AnswerWidget, & LinkButton { margin: 0; }
    }
    """
    VERTICAL_BREAKPOINTS = [(0, "-short"), (18, "-tall")]
    AUTO_FOCUS = ""
    BINDINGS = [
        Binding("up", "by_lines(-1)", "Up", show=False),
        Binding("down", "by_lines(1)", "Down", show=False),
        Binding("pageup", "by_pages(-1)", "Up", show=False, tooltip="Scroll up"),
        Binding("pagedown", "by_pages(1)", "Down", show=False, tooltip="Scroll down"),
        Binding("home", "to_start", "Start", show=False),
        Binding("end", "to_end", "End", show=False),
    ]

    def __init__(self, advice: str = "") -> None:
        """Make the view; `advice` is added to the message about an unreadable answer."""
        super().__init__()
        self.view = QuestionView(advice)

    def action_by_lines(self, step: int) -> None:
        """Scroll by lines."""
        self.view.by_lines(step)

    def action_by_pages(self, step: int) -> None:
        """Scroll by a screen, less a line."""
        self.view.by_lines(step * max(1, self.view.size.height - 1))

    def action_to_start(self) -> None:
        """Scroll to the start."""
        self.view.to_top()

    def action_to_end(self) -> None:
        """Scroll to the end."""
        self.view.scroll_end(animate=False, immediate=True)
