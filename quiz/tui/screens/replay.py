"""A past attempt: its results, and its questions as they stood, read-only."""

from typing import Any

from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.screen import Screen

from quiz.model.bank import Citation
from quiz.model.response import Mode, Outcome, quotes_of
from quiz.store.store import Store
from quiz.study import formatting
from quiz.study.practice import PracticeRunner
from quiz.study.replay import PastAttempt
from quiz.text.formatting import counted
from quiz.tui.screens.question_holder import QuestionHolder
from quiz.tui.screens.results import QuestionRow, result_rows
from quiz.tui.widgets.header import HeaderBar
from quiz.tui.widgets.key_bar import KeyBar
from quiz.tui.widgets.question_strip import strip
from quiz.tui.widgets.row_list import RowList

MAX_SIGNS = 40


class ReplayScreen(Screen[Any]):
    """Shows how an attempt went; Enter opens a question as it was answered."""

    DEFAULT_CSS = """
    ReplayScreen { & RowList { margin: 1 1 0 1; } }
    ReplayScreen.-short RowList { margin: 0 1; }
    """
    VERTICAL_BREAKPOINTS = [(0, "-short"), (18, "-tall")]
    BINDINGS = [
        Binding("escape,q", "leave", "Back", tooltip="Go back to the list of attempts"),
        Binding("h", "app.help", "Help", show=False),
    ]

    def __init__(self, past: PastAttempt, store: Store) -> None:
        super().__init__()
        self._past = past
        self._store = store

    def compose(self) -> ComposeResult:
        """Make the parts."""
        self._header = HeaderBar(self._past.summary.title)
        self._list = RowList()
        yield self._header
        yield self._list
        yield KeyBar()

    def on_mount(self) -> None:
        """Show everything."""
        summary = self._past.summary
        self._header.progress(Content(self._said()), Content(formatting.moment(summary.started)))
        self._list.fill(result_rows(self._past.runner.attempt))
        self._list.focus()

    def _said(self) -> str:
        summary = self._past.summary
        parts = [f"Attempt {summary.number}", summary.mode]
        if self._past.unanswered:
            parts.append(f"{summary.answered} of {summary.questions} answered")
        if self._past.unreadable:
            parts.append(f"{counted(self._past.unreadable, 'answer')} cannot be shown")
        return " · ".join(parts)

    def on_row_list_chosen(self, event: RowList.Chosen) -> None:
        """Open a question."""
        event.stop()
        row = self._list.row
        if isinstance(row, QuestionRow):
            self.app.push_screen(ReplayQuestionScreen(self._past.runner, row.index, self._past))

    def action_leave(self) -> None:
        """Go back."""
        self.app.pop_screen()


class ReplayQuestionScreen(QuestionHolder):
    """Shows an answered question, read-only; in a replay, the others are a key away."""

    BINDINGS = [
        Binding("n,right", "turn(1)", "Next", tooltip="Go to the next question"),
        Binding("p,left", "turn(-1)", "Previous", tooltip="Go to the previous question"),
        Binding("s,f4", "source", "Source", tooltip="Show the quote in its source"),
        Binding("escape,q", "leave", "Back", tooltip="Go back"),
        Binding("h", "app.help", "Help", show=False),
    ]

    def __init__(
        self, player: PracticeRunner, position: int, past: PastAttempt | None = None
    ) -> None:
        """Show the question at `position`; `past` is the attempt's replay from the history."""
        super().__init__()
        self._player = player
        self._session = player.attempt
        self._past = past
        self._session.go(position)

    def compose(self) -> ComposeResult:
        """Make the parts."""
        self._header = HeaderBar("")
        yield self._header
        yield self.view
        yield KeyBar()

    async def on_mount(self) -> None:
        """Show the question."""
        await self._show()

    async def _show(self) -> None:
        session = self._session
        item, done = session.item, session.answered[session.position]
        cited = item.bank.cited(quotes_of(item.question, done.verdict))
        with self.app.batch_update():
            await self.view.show_answered(item, done, cited, opens_source=bool(self._in_place()))
        self.view.hints = tuple(session.hints)
        mode = self._player.mode
        prefix = "" if mode is Mode.PRACTICE else f"{mode.capitalize()} · "
        self._header.entitle(prefix + item.bank.title)
        right = session.count(Outcome.RIGHT)
        text = f"Question {session.position + 1} of {len(session.items)} · {right} right"
        self._header.progress(Content(text), strip(session, set(), MAX_SIGNS))
        self._header.warn("not saved" if self._player.unsaved else "")
        self.view.to_top()
        self.refresh(layout=True)
        self.refresh_bindings()

    def _in_place(self) -> tuple[Citation, ...]:
        """Return the quotes that can be shown in their sources, as these are today."""
        if self._past is not None:
            return self._past.quotes_in_sources(self._session.position)
        item, done = self._session.item, self._session.answered[self._session.position]
        return item.bank.cited(quotes_of(item.question, done.verdict))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool:
        """Offer what there is something to do for."""
        if action == "source":
            return bool(self._in_place())
        return action != "turn" or len(self._session.answered) > 1

    def action_source(self) -> None:
        """Show the quotes in their sources."""
        from quiz.tui.screens.source import SourceScreen

        bank = self._session.item.bank
        if self._past is not None:
            bank = self._past.bank(self._session.position)
        self.app.push_screen(SourceScreen(bank, self._in_place()))

    async def action_turn(self, step: int) -> None:
        """Show another question, the first after the last."""
        positions = sorted(self._session.answered)
        index = positions.index(self._session.position) + step
        self._session.go(positions[index % len(positions)])
        await self._show()

    def action_leave(self) -> None:
        """Go back."""
        self.app.pop_screen()
