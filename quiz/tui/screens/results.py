"""The results of an attempt: score, tags, and every question."""

from typing import TYPE_CHECKING, Any

from textual.app import ComposeResult
from textual.binding import Binding
from textual.screen import Screen

from quiz.player import outlook
from quiz.player.attempt import Player
from quiz.player.titles import titles
from quiz.session.results import missed
from quiz.store.store import Store
from quiz.tui.screens.result_rows import QuestionRow, result_rows
from quiz.tui.widgets.header import Header
from quiz.tui.widgets.keybar import KeyBar
from quiz.tui.widgets.rows import Rows

if TYPE_CHECKING:
    from quiz.tui.app import QuizApp


class ResultsScreen(Screen[Any]):
    """Shows how an attempt went; its questions can be opened again."""

    app: "QuizApp"
    DEFAULT_CSS = """
    ResultsScreen { & Rows { margin: 1 1 0 1; } }
    ResultsScreen.-short Rows { margin: 0 1; }
    """
    VERTICAL_BREAKPOINTS = [(0, "-short"), (18, "-tall")]
    BINDINGS = [
        Binding("r", "retry", "Retry missed", tooltip="Try the questions you missed again"),
        Binding("a", "again", "Play again", tooltip="Answer all questions again"),
        Binding("escape,q", "leave", "Home", tooltip="Go back to the banks"),
        Binding("h", "app.help", "Help", show=False),
    ]

    def __init__(self, player: Player, store: Store) -> None:
        super().__init__()
        self._player = player
        self._session = player.session
        self._store = store

    def compose(self) -> ComposeResult:
        """Make the parts."""
        self._header = Header(titles(self._session.items))
        self._list = Rows()
        yield self._header
        yield self._list
        yield KeyBar()

    def on_mount(self) -> None:
        """Show everything."""
        remarks = outlook.remarks(self._session, self.app.settings)
        self._list.fill(result_rows(self._session, remarks))
        self._list.focus()
        unsaved = self._player.unsaved or not self._store.saved
        self._header.warn("not saved" if unsaved else "")

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        """Open a question again, read-only."""
        from quiz.tui.screens.past import ReplayQuestionScreen

        event.stop()
        row = self._list.row
        # Two keys may arrive before the first is followed.
        if isinstance(row, QuestionRow) and self.is_active:
            self.app.push_screen(ReplayQuestionScreen(self._player, row.place))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool:
        """Offer a retry only when something was missed."""
        return action != "retry" or bool(missed(self._session))

    async def action_retry(self) -> None:
        """Begin a new attempt of what was missed."""
        await self._begin(missed(self._session))

    async def action_again(self) -> None:
        """Begin a new attempt of everything."""
        await self._begin(tuple(range(len(self._session.items))))

    async def _begin(self, positions: tuple[int, ...]) -> None:
        from quiz.tui.screens.question import QuestionScreen

        player = self._player.again(positions)
        self.app.switch_screen(QuestionScreen(player, self._store))

    def action_leave(self) -> None:
        """Go back to the banks."""
        self.app.go_home()
