"""The results of an attempt just finished or of a past one, and its questions read-only."""

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content

from quiz.attempts.attempt import Attempt, TagScore, by_tag, missed
from quiz.attempts.form import Item
from quiz.model.bank import Citation
from quiz.model.response import quotes_of
from quiz.store.store import Store
from quiz.study import confidence, formatting
from quiz.study.formatting import bank_titles
from quiz.study.practice import PracticeRunner
from quiz.study.replay import PastAttempt
from quiz.text.formatting import counted
from quiz.tui import theme
from quiz.tui.content import bar, hanging, joined, line, lines
from quiz.tui.widgets.controls import HeaderBar, KeyBar
from quiz.tui.widgets.question_view import QuestionHolder, attempt_signs
from quiz.tui.widgets.row_list import ListRow, ListScreen, RowList, TextRow, TitleRow

if TYPE_CHECKING:
    from quiz.tui.app import QuizApp

MARGIN = Content("  ")
MAX_BAR = 40
TAG_BAR = 16
MAX_TAG = 24


class ScoreRow(ListRow):
    """The score in per cent, points and words, with a bar."""

    choosable = False

    def __init__(self, session: Attempt) -> None:
        self._session = session

    def draw(self, width: int) -> Content:
        score, max_score = self._session.score, self._session.max_score
        share = score / max_score if max_score else 0.0
        points = f" · {formatting.points(score, max_score)} · {_praise(share)}"
        text = joined(Content.styled(formatting.percent(score, max_score), "bold"), Content(points))
        return lines(
            [
                hanging(MARGIN, text, width - 1),
                joined(MARGIN, bar(share, max(0, min(MAX_BAR, width - 5)))),
            ]
        )


class TagRow(ListRow):
    """The score of the questions with one tag."""

    choosable = False

    def __init__(self, tag: TagScore, size: int) -> None:
        self._tag = tag
        self._size = min(size, MAX_TAG)

    def draw(self, width: int) -> Content:
        tag = self._tag
        share = tag.score / tag.max_score
        text = Content(f" {formatting.points(tag.score, tag.max_score)}")
        name = line(tag.tag)
        if width < self._size + TAG_BAR + 22:
            return hanging(MARGIN, joined(name, Content(":"), text), width - 1)
        name = name.pad_right(max(0, self._size - name.cell_length) + 1)
        return hanging(MARGIN, joined(name, bar(share, TAG_BAR), text), width - 1)


class QuestionRow(ListRow):
    """One question: how it went, what was answered, what was right."""

    def __init__(self, session: Attempt, index: int) -> None:
        self._session = session
        self.index = index

    def draw(self, width: int) -> Content:
        done = self._session.answered[self.index]
        verdict = done.verdict
        if self.index in self._session.undone:
            head = Content.styled(f"{formatting.UNDONE_SIGN} Undone: ", f"bold {theme.MUTED}")
        else:
            style = f"bold {theme.OUTCOMES[verdict.outcome]}"
            headline = f"{formatting.sign(verdict.outcome)} {formatting.headline(verdict)}: "
            head = Content.styled(headline, style)
        prompt = line(" ".join(self._session.items[self.index].question.prompt.split()))
        parts = [joined(head, prompt)]
        if done.confidence is not None:
            parts.append(
                line(formatting.confidence_words(done.confidence, verdict.outcome), theme.MUTED)
            )
        if verdict.given:
            parts.append(line(f"your answer: {formatting.listed(verdict.given)}", theme.MUTED))
        if self.index in self._session.overruled:
            parts.append(line("right by your own judgement", theme.MUTED))
        if verdict.fraction < 1:
            parts.append(line(f"right answer: {formatting.listed(verdict.key)}", theme.MUTED))
        number = Content.styled(f"{self.index + 1:>3} ", theme.MUTED)
        rest = [hanging(Content("    "), part, width - 1) for part in parts[1:]]
        return lines([hanging(number, parts[0], width - 1), *rest])


def result_rows(session: Attempt, remarks: Iterable[str] = ()) -> list[ListRow]:
    """Return the results: score, remarks on it, tags where there are several, every question."""
    tags = by_tag(session)
    rows: list[ListRow] = [
        ScoreRow(session),
        *(TextRow(Content.styled(each, theme.MUTED), 2) for each in remarks),
    ]
    if len(tags) > 1:
        size = max(len(tag.tag) for tag in tags)
        rows += [TitleRow("By tag, weakest first"), *(TagRow(tag, size) for tag in tags)]
    rows.append(TitleRow("Questions (Enter opens one)"))
    return rows + [QuestionRow(session, index) for index in range(len(session.items))]


def _praise(share: float) -> str:
    if share >= 0.999:
        return "everything right"
    if share >= 0.8:
        return "nearly everything right"
    if share >= 0.5:
        return "more than half right" if share > 0.5 else "half right"
    return "read the passages again"


class ResultsScreen(ListScreen[Any]):
    """Shows the results of an attempt; Enter opens a question again."""

    app: "QuizApp"
    BINDINGS = [
        Binding("r", "retry", "Retry missed", tooltip="Answer the questions you missed again"),
        Binding("a", "again", "Play again", tooltip="Answer all questions again"),
        Binding("escape,q", "leave", "Home", tooltip="Go back to the banks"),
        Binding("h", "app.help", "Help", show=False),
    ]

    def __init__(self, runner: PracticeRunner, store: Store) -> None:
        super().__init__(bank_titles(runner.attempt.items))
        self._runner = runner
        self._session = runner.attempt
        self._store = store

    def on_mount(self) -> None:
        """Show everything."""
        # An exam that was handed in goes on as another runner, first seen here.
        self.app.runners.append(self._runner)
        remarks = confidence.remarks(self._session, self.app.settings)
        self._list.fill(result_rows(self._session, remarks))
        self._list.focus()
        unsaved = self._runner.unsaved or not self._store.saved
        self._header.warning = "not saved" if unsaved else ""

    @on(RowList.Chosen)
    def _choose_row(self, event: RowList.Chosen) -> None:
        """Open a question again, read-only."""
        event.stop()
        row = self._list.row
        # A second key may arrive before the first one has opened a question.
        if isinstance(row, QuestionRow) and self.is_active:
            self.app.push_screen(ReplayQuestionScreen(self._runner, row.index))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool:
        """Enable the retry only when something was missed."""
        return action != "retry" or bool(missed(self._session))

    async def action_retry(self) -> None:
        """Begin a new attempt of the missed questions."""
        await self._begin(missed(self._session))

    async def action_again(self) -> None:
        """Begin a new attempt of everything."""
        await self._begin(tuple(range(len(self._session.items))))

    async def _begin(self, positions: tuple[int, ...]) -> None:
        from quiz.tui.screens.question import QuestionScreen

        runner = self._runner.again(positions)
        self.app.switch_screen(QuestionScreen(runner, self._store))

    def action_leave(self) -> None:
        """Go back to the banks."""
        self.app.go_home()


class ReplayScreen(ListScreen[Any]):
    """Shows the results of a past attempt; Enter opens a question as it was answered."""

    BINDINGS = [
        Binding("escape,q", "leave", "Back", tooltip="Go back to the list of attempts"),
        Binding("h", "app.help", "Help", show=False),
    ]

    def __init__(self, past: PastAttempt, store: Store) -> None:
        super().__init__(past.summary.title)
        self._past = past
        self._store = store

    def on_mount(self) -> None:
        """Show everything."""
        summary = self._past.summary
        self._header.progress(
            Content(self._summary_text()), [Content(formatting.moment(summary.started))]
        )
        attempt = self._past.runner.attempt
        self._list.fill(result_rows(attempt, confidence.judgements(attempt)))
        self._list.focus()

    def _summary_text(self) -> str:
        summary = self._past.summary
        parts = [f"Attempt {summary.number}", summary.mode]
        if self._past.unanswered:
            parts.append(f"{summary.answered} of {summary.questions} answered")
        if self._past.unreadable:
            parts.append(f"{counted(self._past.unreadable, 'answer')} cannot be shown")
        return " · ".join(parts)

    @on(RowList.Chosen)
    def _choose_row(self, event: RowList.Chosen) -> None:
        """Open a question."""
        event.stop()
        row = self._list.row
        if isinstance(row, QuestionRow):
            self.app.push_screen(ReplayQuestionScreen(self._past.runner, row.index, self._past))

    def action_leave(self) -> None:
        """Go back."""
        self.app.pop_screen()


class ReplayQuestionScreen(QuestionHolder):
    """Shows an answered question read-only, with keys for the next and the previous one."""

    BINDINGS = [
        Binding("n,right,enter,space", "turn(1)", "next", tooltip="Go to the next question"),
        Binding("p,left", "turn(-1)", "previous", tooltip="Go to the previous question"),
        Binding("s,f4", "source", "source", tooltip="Show the quote in its source"),
        Binding("escape,q", "leave", "back", tooltip="Go back"),
    ]

    def __init__(
        self, runner: PracticeRunner, position: int, past: PastAttempt | None = None
    ) -> None:
        """Show the question at `position`; `past` is the attempt's replay from the history."""
        super().__init__()
        self._runner = runner
        self._session = runner.attempt
        self._past = past
        self._session.go(position)

    def compose(self) -> ComposeResult:
        self._header = HeaderBar("")
        yield self._header
        yield from self.panes()
        yield KeyBar()

    async def on_mount(self) -> None:
        """Show the question."""
        await self._show()

    async def _show(self) -> None:
        session = self._session
        item, done = session.item, session.answered[session.position]
        cited = item.bank.cited(quotes_of(item.question, done.verdict))
        with self.app.batch_update():
            await self.view.show_answered(item, done, cited)
        self.view.hints = tuple(session.hints)
        self._show_past_source(item)
        self._header.title, self._header.mode = item.bank.title, str(self._runner.mode.value)
        text = f"{session.position + 1} of {len(session.items)}"
        self._header.progress(Content(text), attempt_signs(session, set()))
        self._header.warning = "not saved" if self._runner.unsaved else ""
        self.view.to_top()
        self.refresh(layout=True)
        self.refresh_bindings()

    def _show_past_source(self, item: Item) -> None:
        """Show the quotes in the source as it is now; no source where they are not in it."""
        if self._past is not None:
            item = replace(item, bank=self._past.bank(self._session.position))
        in_place = self._in_place()
        if in_place:
            self.show_source(item, in_place)
        else:
            self.source_pane.add_class("-absent")

    def _in_place(self) -> tuple[Citation, ...]:
        """Return the quotes that the sources still contain."""
        if self._past is not None:
            return self._past.quotes_in_sources(self._session.position)
        item, done = self._session.item, self._session.answered[self._session.position]
        return item.bank.cited(quotes_of(item.question, done.verdict))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Enable the source and the other questions where there are any."""
        if action == "source":
            return bool(self._in_place())
        if action == "turn":
            return len(self._session.answered) > 1
        return super().check_action(action, parameters)

    def action_source(self) -> None:
        """Show the quotes in their sources."""
        from quiz.tui.screens.source import SourceScreen

        bank = self._session.item.bank
        # The bank as it is now, which has the sources; the attempt holds the questions as answered.
        if self._past is not None:
            bank = self._past.bank(self._session.position)
        self.app.push_screen(SourceScreen(bank, self._in_place()))

    async def action_turn(self, step: int) -> None:
        """Show another question, the first after the last."""
        # Questions without an answer have no verdict to show.
        positions = sorted(self._session.answered)
        index = positions.index(self._session.position) + step
        self._session.go(positions[index % len(positions)])
        await self._show()

    def action_leave(self) -> None:
        """Go back."""
        self.app.pop_screen()
