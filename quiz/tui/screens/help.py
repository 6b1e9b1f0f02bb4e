"""Help: the keys of the screen it was called on, each of which can be done from here."""

from collections.abc import Sequence
from typing import Any

from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.screen import Screen

from quiz.tui.actions import ScreenAction, documented
from quiz.tui.content import hanging
from quiz.tui.screens.dialogs import Box, answer
from quiz.tui.widgets.row_list import ListRow, RowList

KEYS_WIDTH = 16


class _Line(ListRow):
    """One thing that can be done, in the app's own words; without an act, closing the help."""

    def __init__(self, labels: Sequence[str], says: str, act: ScreenAction | None = None) -> None:
        self._labels = labels
        self._says = says
        self.act = act

    def draw(self, width: int) -> Content:
        """Draw the row."""
        size = min(KEYS_WIDTH, width // 3)
        keys = Content.styled(" ".join(self._labels).ljust(size), "bold $text-accent")
        return hanging(keys.pad_right(1).pad_left(1), Content(self._says), width - 1)


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
        self._acts = documented(of)

    def compose(self) -> ComposeResult:
        """Make the list."""
        self._list = RowList()
        self._list.border_title = Content("Keys")
        yield self._list

    def on_mount(self) -> None:
        """List everything; selected first is what only closes."""
        self._list.fill(
            [
                _Line(["Esc"], "Close the help; Enter or a click on a line does what it says"),
                *(_Line(act.labels, act.says, act) for act in self._acts),
            ]
        )
        self._list.focus()

    def on_row_list_chosen(self, event: RowList.Chosen) -> None:
        """Run the chosen action once its screen is back."""
        event.stop()
        row = event.rows.row
        if self.is_active and isinstance(row, _Line) and row.act is not None:
            self.app.call_later(self.app.run_action, row.act.name, row.act.node)
        answer(self)
