"""The help: the keys of the current screen, with what they do."""

from collections.abc import Sequence
from typing import Any

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.screen import Screen

from quiz.tui.actions import ScreenAction, documented_actions
from quiz.tui.content import hanging
from quiz.tui.screens.dialogs import Box, answer
from quiz.tui.widgets.row_list import ListRow, RowList

KEYS_WIDTH = 16


class _Line(ListRow):
    """The keys and the text of an action; None for the line that closes the help."""

    def __init__(
        self, labels: Sequence[str], text: str, action: ScreenAction | None = None
    ) -> None:
        self._labels = labels
        self._text = text
        self.action = action

    def draw(self, width: int) -> Content:
        size = min(KEYS_WIDTH, width // 3)
        keys = Content.styled(" ".join(self._labels).ljust(size), "bold $text-accent")
        return hanging(keys.pad_right(1).pad_left(1), Content(self._text), width - 1)


class HelpScreen(Box[None]):
    """Lists the actions of a screen, and runs the one that is chosen."""

    DEFAULT_CSS = """
    HelpScreen RowList {
        width: 70; max-width: 100%; max-height: 100%; margin: 0;
        padding: 1 2; border: round $primary; border-title-color: $text-accent;
    }
    HelpScreen.-short RowList { padding: 0 1; }
    """
    BINDINGS = [Binding("escape,space,h,q", "leave", "Close")]

    def __init__(self, of: Screen[Any]) -> None:
        super().__init__()
        self._actions = documented_actions(of)

    def compose(self) -> ComposeResult:
        self._list = RowList()
        self._list.border_title = Content("Keys")
        yield self._list

    def on_mount(self) -> None:
        """List the actions; the line that only closes the help is selected."""
        self._list.fill(
            [
                _Line(["Esc"], "Close the help (Enter runs the selected action)"),
                *(_Line(action.labels, action.tooltip, action) for action in self._actions),
            ]
        )
        self._list.focus()

    @on(RowList.Chosen)
    def _choose_row(self, event: RowList.Chosen) -> None:
        """Close the help and run the chosen action."""
        event.stop()
        row = event.rows.row
        if self.is_active and isinstance(row, _Line) and row.action is not None:
            self.app.call_later(self.app.run_action, row.action.name, row.action.node)
        answer(self)
