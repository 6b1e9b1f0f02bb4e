"""An attempt of the past: its results, and its questions as they stood, to be read only."""

from typing import Any

from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.screen import Screen

from quiz.model.bank import Citation
from quiz.player import words
from quiz.player.past import Past
from quiz.store.store import Store
from quiz.text.counting import counted
from quiz.tui.screens.question import QuestionScreen
from quiz.tui.screens.result_rows import QuestionRow, result_rows
from quiz.tui.widgets.header import Header
from quiz.tui.widgets.keybar import KeyBar
from quiz.tui.widgets.rows import Rows


class PastScreen(Screen[Any]):
    """Shows how an attempt went; Enter opens a question as it was answered."""

    DEFAULT_CSS = """
    PastScreen { & Rows { margin: 1 1 0 1; } }
    PastScreen.-short Rows { margin: 0 1; }
    """
    VERTICAL_BREAKPOINTS = [(0, "-short"), (18, "-tall")]
    BINDINGS = [
        Binding("escape,q", "leave", "Back", tooltip="Go back to the list of attempts"),
        Binding("h", "app.help", "Help", show=False),
    ]

    def __init__(self, past: Past, store: Store) -> None:
        super().__init__()
        self._past = past
        self._store = store

    def compose(self) -> ComposeResult:
        """Make the parts."""
        self._header = Header(self._past.summary.title)
        self._list = Rows()
        yield self._header
        yield self._list
        yield KeyBar()

    def on_mount(self) -> None:
        """Show everything."""
        summary = self._past.summary
        self._header.progress(Content(self._said()), Content(words.moment(summary.started)))
        self._list.fill(result_rows(self._past.player.session))
        self._list.focus()

    def _said(self) -> str:
        summary = self._past.summary
        said = [f"Attempt {summary.number}", summary.mode]
        if self._past.unanswered:
            said.append(f"{summary.answered} of {summary.questions} answered")
        if self._past.unreadable:
            said.append(f"{counted(self._past.unreadable, 'answer')} cannot be shown")
        return " · ".join(said)

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        """Open a question."""
        event.stop()
        row = self._list.row
        if isinstance(row, QuestionRow):
            self.app.push_screen(PastQuestionScreen(self._past, self._store, row.place))

    def action_leave(self) -> None:
        """Go back."""
        self.app.pop_screen()


class PastQuestionScreen(QuestionScreen):
    """Shows a question as it stood when it was answered; others are a key away."""

    BINDINGS = [
        Binding("n,right", "turn(1)", "Next", tooltip="Go to the next question"),
        Binding("p,left", "turn(-1)", "Before", tooltip="Go to the question before"),
        Binding("escape,q", "leave", "Back", tooltip="Go back to the attempt"),
    ]

    def __init__(self, past: Past, store: Store, position: int) -> None:
        super().__init__(past.player, store, review=position)
        self._past = past

    def in_place(self) -> tuple[Citation, ...]:
        """See `QuestionScreen.in_place`: those that the source of today still holds."""
        return self._past.in_place(self._session.position)

    def action_source(self) -> None:
        """Show the quotes in the sources of today."""
        from quiz.tui.screens.source import SourceScreen

        bank = self._past.bank(self._session.position)
        self.app.push_screen(SourceScreen(bank, self.in_place()))

    async def action_turn(self, step: int) -> None:
        """Show another question, the first after the last."""
        self._session.go((self._session.position + step) % len(self._session.items))
        await self._show()
