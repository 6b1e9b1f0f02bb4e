"""The results of an attempt just finished or of a past one, and its questions read-only."""

import asyncio
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from quiz.attempts.attempt import Answered, Attempt, TagScore, by_tag, missed
from quiz.attempts.form import Item
from quiz.errors import StoreError
from quiz.model.bank import Bank, Citation
from quiz.model.response import Outcome, quotes_of
from quiz.store.store import Store
from quiz.study import confidence, formatting
from quiz.study.formatting import bank_titles
from quiz.study.practice import PracticeRunner, ResponseActions
from quiz.study.replay import PastAttempt
from quiz.text.formatting import counted
from quiz.tui import theme
from quiz.tui.content import (
    BLANK,
    TALL,
    bar,
    hanging,
    joined,
    line,
    lines,
    wrapped,
)
from quiz.tui.widgets.controls import Band, HeaderBar, KeyBar, LinkButton
from quiz.tui.widgets.question_view import QuestionHolder, attempt_signs
from quiz.tui.widgets.row_list import ListRow, RowList, TextRow, TitleRow
from quiz.tui.widgets.verdict import quote_in_sentence

if TYPE_CHECKING:
    from quiz.tui.app import QuizApp

MARGIN = Content("  ")
MAX_TAG = 24
TAG_BAR = 16
MANY_CHIPS = 30
"""Questions up to which each has a filled sign in the band of the score."""


class ScoreBand(Band):
    """The score, the change since the last time, a sign for each question, and what comes back."""

    def __init__(self, session: Attempt) -> None:
        super().__init__()
        self._session = session
        self.change = ""
        """How the score changed since the last attempt; empty when unknown."""
        self.returns: Sequence[str] = ()
        """When the questions come back, in sentences."""

    def show(self, change: str, returns: Iterable[str]) -> None:
        """Show what is known about the last attempt, and about when the questions come back."""
        self.change, self.returns = change, tuple(returns)
        self.refresh()

    def figure(self) -> str:
        """Return the score in per cent."""
        return formatting.percent(self._session.score, self._session.max_score)

    def rows(self, width: int, height: int) -> list[Content]:
        """Return the score in words, the signs, and when the questions come back."""
        rows = [Content("   ").join(self._words()), self._signs(width)]
        rows += [BLANK] * (height > len(rows) + 2)
        return rows + [line(text, theme.MUTED) for text in self.returns]

    def _words(self) -> Iterator[Content]:
        session = self._session
        right = session.count(Outcome.RIGHT)
        text = f"{right} of {len(session.items)} right"
        if session.score != right or session.max_score != len(session.items):
            text += f" · {formatting.points(session.score, session.max_score)}"
        yield Content.styled(text, "bold")
        if self.change:
            style = {"▲": theme.GOOD, "▼": theme.DOUBTFUL}.get(self.change[0], theme.MUTED)
            yield Content.styled(self.change, f"bold {style}")

    def _signs(self, width: int) -> Content:
        signs = attempt_signs(self._session, set(), width)
        if len(signs) <= MANY_CHIPS and len(signs) * 4 <= width and not self.app.no_color:
            return Content(" ").join(self._chip(position) for position in range(len(signs)))
        for between in (" ", ""):
            strip = Content(between).join(signs)
            if strip.cell_length <= width:
                break
        return strip

    def _chip(self, position: int) -> Content:
        done = self._session.counted.get(position)
        if done is None:
            return Content.styled(f" {formatting.UNDONE_SIGN} ", theme.MUTED)
        outcome = done.verdict.outcome
        style = f"{theme.OUTCOMES[outcome]} on {theme.FILLS[outcome]}"
        return Content.styled(f" {formatting.sign(outcome)} ", style)


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
    """One question, and its right answer if it was missed."""

    def __init__(self, session: Attempt, index: int, missed: bool) -> None:
        self._session = session
        self.index = index
        self.missed = missed
        self.gap = int(missed)

    def draw(self, width: int) -> Content:
        done = self._session.answered[self.index]
        outcome = done.verdict.outcome
        undone = self.index in self._session.undone
        sign = formatting.UNDONE_SIGN if undone else formatting.sign(outcome)
        mark = Content.styled(
            f"{sign} ", theme.MUTED if undone else f"bold {theme.OUTCOMES[outcome]}"
        )
        prompt = line(" ".join(self._session.items[self.index].question.prompt.split()))
        prompt = prompt.stylize_before("bold" if self.missed else theme.MUTED)
        # A long prompt is cut: Enter shows all of it.
        first, *rest = wrapped(prompt, width - 3)
        if len(rest) > 1:
            rest = [_cut(joined(rest[0], Content(" "), rest[1]), width - 3)]
        rows = [joined(mark, first), *(joined(MARGIN, row) for row in rest)]
        if self.missed:
            key = line(formatting.listed(done.verdict.key), theme.GOOD)
            rows.append(joined(MARGIN, _cut(key, width - 3)))
        rows += [joined(MARGIN, _cut(line(text, theme.MUTED), width - 3)) for text in self._notes()]
        return lines(rows)

    def _notes(self) -> Iterator[str]:
        if self.index in self._session.undone:
            yield "taken back: it does not count"
        if self.index in self._session.overruled:
            yield "right by your own judgement"


def _cut(content: Content, width: int) -> Content:
    return content.truncate(max(4, width), ellipsis=True)


class FoldedRow(ListRow):
    """The right answers, folded; Enter shows them."""

    def __init__(self, count: int) -> None:
        self.count = count

    def draw(self, width: int) -> Content:
        return Content.styled(f"▸ {self.count} right: show", theme.MUTED)


def question_details(
    item: Item, done: Answered, bank: Bank, citations: Sequence[Citation], few: bool, width: int
) -> Content:
    """Return an answered question: the right answer, the learner's, why, and the quotes."""
    verdict = done.verdict
    parts = [*wrapped(line(" ".join(item.question.prompt.split()), "bold"), width), BLANK]
    right = joined(Content.styled("✓  ", f"bold {theme.GOOD}"))
    parts.append(hanging(right, line(formatting.listed(verdict.key)), width))
    if verdict.outcome is not Outcome.RIGHT:
        sign = Content.styled(
            f"{formatting.sign(verdict.outcome)}  ", f"bold {theme.OUTCOMES[verdict.outcome]}"
        )
        given = line(formatting.listed(verdict.given) or formatting.NO_ANSWER)
        you = Content.styled("   you", theme.MUTED)
        parts.append(hanging(sign, joined(given, you), width))
    texts = [each.text for each in verdict.feedback if each.text]
    for text in (*texts, item.question.explanation or ""):
        if text.strip():
            parts += [BLANK, *wrapped(line(" ".join(text.split())), width)]
    if done.confidence is not None:
        words = formatting.confidence_words(done.confidence, verdict.outcome)
        parts += [BLANK, *wrapped(line(words, theme.MUTED), width)]
    edge = Content.styled("▌ ", theme.MARGIN)
    for citation in citations:
        quote = quote_in_sentence(bank, citation, few, item.question.inferred)
        drawn = [row for each in quote.split(allow_blank=True) for row in wrapped(each, width - 2)]
        parts += [BLANK, *(joined(edge, row) for row in drawn)]
    return lines(parts)


class ResultsBase(Screen[Any]):
    """A score, the questions that were missed first, and the current one in full."""

    app: "QuizApp"
    action_texts: ClassVar[Mapping[str, tuple[str, str]]] = {
        "choose": ("go over", "Go over the questions, beginning with the selected one")
    }
    """Labels and tooltips that replace those of the list, by action."""
    SCOPED_CSS = False
    DEFAULT_CSS = """
    ResultsBase {
        & .buttons { height: auto; margin: 0 4; }
        & .buttons LinkButton { margin: 1 1 0 0; }
        & .body { height: 1fr; margin: 1 4 0 4; }
        & .body RowList { width: 1fr; scrollbar-gutter: auto; }
        & .details { display: none; width: 1fr; height: auto; max-height: 100%; margin: 0 0 0 3; }
        &.-md .buttons, &.-sm .buttons { margin: 0 2; }
        &.-md .body, &.-sm .body { margin: 1 2 0 2; }
        &.-xs .body, &.-xs .buttons { margin: 0; }
        &.-short .body { margin: 0; }
        &.-short .body RowList { border: none; padding: 0; }
        &.-lg .details, &.-xl .details { display: block; }
        &.-md .-third, &.-sm .-second, &.-xs .-second { display: none; }
    }
    """

    def __init__(self, runner: PracticeRunner, past: PastAttempt | None = None) -> None:
        super().__init__()
        self._runner = runner
        self._session = runner.attempt
        self._past = past
        self._missed = missed(self._session)
        self._unfolded = False
        self._actions: dict[LinkButton, str] = {}
        """What the buttons beside the primary one do."""
        self._moved = False
        """Whether the learner went to another row than the first."""

    def compose(self) -> ComposeResult:
        self._header = HeaderBar(bank_titles(self._session.items))
        self._band = ScoreBand(self._session)
        self._list = RowList()
        self._list.add_class("panel")
        self._details = Static(classes="panel details")
        self._primary = LinkButton()
        yield self._header
        yield self._band
        with Horizontal(classes="buttons"):
            yield self._primary
            for button in self._buttons():
                button.add_class("-second")
                yield button
        with Horizontal(classes="body"):
            yield self._list
            yield self._details
        yield KeyBar()

    def _buttons(self) -> Iterable[LinkButton]:
        """Return the buttons beside the primary one."""
        return ()

    def _leave_label(self) -> str:
        """Return where Enter leads when nothing was missed."""
        return "Home"

    def show(self, remarks: Iterable[str]) -> None:
        """Show everything; `remarks` are sentences on the score."""
        self._remarks = tuple(remarks)
        session = self._session
        minutes = round(sum(done.seconds for done in session.answered.values()) / 60)
        time = f" · {counted(minutes, 'minute')}" if minutes else ""
        self._header.progress(Content(f"{counted(len(session.items), 'question')}{time}"))
        self._fill()
        self._list.focus()
        # Only then is it known how wide the details are.
        self.call_after_refresh(self._show_current)
        try:
            self._band.show(
                self._runner.change(),
                formatting.return_words(self._runner.due_days(), self._missed),
            )
        except StoreError as error:
            # The score is known all the same.
            self._band.show("", [str(error)])

    def _fill(self, cursor: int = 0) -> None:
        right = [index for index in self._session.answered if index not in self._missed]
        # Questions of a past attempt may have been left unanswered.
        wrong = [index for index in self._missed if index in self._session.answered]
        rows: list[ListRow] = [TextRow(Content.styled(each, theme.MUTED)) for each in self._remarks]
        if rows:
            rows.append(TextRow(BLANK))
        rows += [QuestionRow(self._session, index, True) for index in wrong]
        folded = bool(wrong) and self.size.height < TALL and not self._unfolded
        if right and folded:
            rows.append(FoldedRow(len(right)))
        elif right:
            if wrong:
                rows.append(TextRow(Content.styled(f"Right · {len(right)}", "bold")))
                rows.append(TextRow(BLANK))
            rows += [QuestionRow(self._session, index, False) for index in sorted(right)]
        tags = by_tag(self._session)
        if len(tags) > 1:
            size = max(len(tag.tag) for tag in tags)
            rows += [TitleRow("By tag, weakest first"), *(TagRow(tag, size) for tag in tags)]
        title = f"Missed · {len(wrong)}" if wrong else f"Right · {len(right)}"
        self._list.border_title = Content.styled(title, "bold")
        self._list.fill(rows, cursor)
        self._show_current()

    @on(RowList.Moved)
    def _move(self) -> None:
        self._moved = True
        self._show_current()

    def _show_current(self) -> None:
        """Show the details of the current row, and what Enter does."""
        row = self._list.row
        self._primary.label(self._label(row))
        shown = isinstance(row, QuestionRow)
        self._details.set_class(not shown, "-hidden")
        if isinstance(row, QuestionRow) and self.size.width >= TWO_PANES:
            self._details.border_title = Content.styled(f"Question {row.index + 1}", "bold")
            self._details.update(self._described(row.index))
        self.refresh_bindings()

    def _label(self, row: ListRow | None) -> str:
        if isinstance(row, FoldedRow):
            return f"Show the {row.count} right"
        count = sum(index in self._session.answered for index in self._missed)
        if not count and not self._moved:
            return self._leave_label()
        if isinstance(row, QuestionRow) and row.missed:
            return "Go over the one missed" if count == 1 else f"Go over the {count} missed"
        return "Show this question"

    def _described(self, index: int) -> Content:
        item, done = self._session.items[index], self._session.answered[index]
        bank, citations = cited_in(self._past, item, done, index)
        width = max(20, (self._details.size.width or self.size.width // 2 - 4) - 6)
        few = self.app.few_colours
        return question_details(item, done, bank, citations, few, width)

    def on_resize(self) -> None:
        """Draw the details for the new width, and fold what no longer fits."""
        if self._list.rows:
            self._fill(self._list.cursor)

    @on(LinkButton.Pressed)
    async def _press(self, event: LinkButton.Pressed) -> None:
        """Do what the button says."""
        event.stop()
        if event.button is self._primary:
            self._list.action_choose()
        else:
            await self.run_action(self._actions[event.button])

    @on(RowList.Chosen)
    def _choose_row(self, event: RowList.Chosen) -> None:
        """Open a question again, read-only, or show those that were right."""
        event.stop()
        row = self._list.row
        # A second key may arrive before the first one has opened a question.
        if not self.is_active:
            return
        if isinstance(row, FoldedRow):
            self._unfolded = True
            self._fill(event.index)
        elif isinstance(row, QuestionRow):
            if not self._moved and not self._missed:
                self.action_leave()
            else:
                self.go_over(self._missed if row.missed else self._all, row.index)

    @property
    def _all(self) -> tuple[int, ...]:
        return tuple(sorted(self._session.answered))

    def go_over(self, positions: Sequence[int], first: int) -> None:
        """Show the verdicts on some questions again, beginning with one of them."""
        shown = [position for position in positions if position in self._session.answered]
        screen = ReplayQuestionScreen(self._runner, first, shown, self._past)
        self.app.push_screen(screen)

    def action_all(self) -> None:
        """Show the verdicts on all questions."""
        self.go_over(self._all, self._all[0])

    def action_leave(self) -> None:
        """Go back."""
        self.app.pop_screen()


TWO_PANES = 110
"""Cells of a screen from which on the current question stands beside the list."""


def cited_in(
    past: PastAttempt | None, item: Item, done: Answered, position: int
) -> tuple[Bank, tuple[Citation, ...]]:
    """Return the bank with the sources of a question, and its quotes that they still contain."""
    if past is not None:
        # The bank as it is now, which has the sources; the attempt holds the questions as answered.
        return past.bank(position), past.quotes_in_sources(position)
    return item.bank, item.bank.cited(quotes_of(item.question, done.verdict))


class ResultsScreen(ResultsBase):
    """Shows the results of an attempt; Enter goes over what was missed."""

    BINDINGS = [
        Binding("a", "all", "all", tooltip="Go over all questions"),
        Binding("w", "retry", "ask missed again", tooltip="Answer the questions you missed again"),
        Binding("r", "again", "play again", tooltip="Answer all questions again"),
        Binding("g,f5", "progress", "progress", tooltip="Show your progress and past attempts"),
        Binding("escape,q", "leave", "home", tooltip="Go back to the banks"),
        Binding("h", "app.help", "help", show=False),
    ]

    def __init__(self, runner: PracticeRunner, store: Store) -> None:
        super().__init__(runner)
        self._store = store

    def _buttons(self) -> Iterator[LinkButton]:
        count = len(self._session.items)
        # Those that matter least come last, and go where there is little room.
        labels = [("Ask them again", "w", "retry"), (f"All {count}", "a", "all")]
        for text, key, action in [*labels, ("Play again", "r", "again")]:
            if action == "retry" and not self._missed:
                continue
            button = LinkButton()
            button.label(text, key)
            self._actions[button] = action
            button.set_class(action == "again", "-third")
            yield button

    def on_mount(self) -> None:
        """Show everything."""
        # An exam that was handed in goes on as another runner, first seen here.
        self.app.runners.append(self._runner)
        self._header.mode = f"{self._runner.mode}, finished"
        self.show(confidence.remarks(self._session, self.app.settings))
        unsaved = self._runner.unsaved or not self._store.saved
        self._header.warning = "not saved" if unsaved else ""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool:
        """Enable the retry only when something was missed."""
        return action != "retry" or bool(self._missed)

    async def action_retry(self) -> None:
        """Begin a new attempt of the missed questions."""
        await self._begin(self._missed)

    async def action_again(self) -> None:
        """Begin a new attempt of everything."""
        await self._begin(tuple(range(len(self._session.items))))

    async def _begin(self, positions: tuple[int, ...]) -> None:
        from quiz.tui.screens.question import QuestionScreen

        runner = self._runner.again(positions)
        self.app.switch_screen(QuestionScreen(runner, self._store))

    def action_progress(self) -> None:
        """Show the progress, over the results."""
        from quiz.tui.screens.progress import ProgressScreen

        self.app.push_screen(ProgressScreen())

    def action_leave(self) -> None:
        """Go back to the banks."""
        self.app.go_home()


class ReplayScreen(ResultsBase):
    """Shows the results of a past attempt; Enter opens a question as it was answered."""

    BINDINGS = [
        Binding("a", "all", "all", tooltip="Go over all questions"),
        Binding("escape,q", "leave", "back", tooltip="Go back to the list of attempts"),
        Binding("h", "app.help", "help", show=False),
    ]

    def __init__(self, past: PastAttempt, store: Store) -> None:
        super().__init__(past.runner, past)
        self._store = store

    def _leave_label(self) -> str:
        return "Back"

    def on_mount(self) -> None:
        """Show everything."""
        self.show(confidence.judgements(self._session))
        assert self._past is not None
        summary = self._past.summary
        self._header.title = summary.title
        self._header.mode = self._summary_text(self._past)
        self._header.progress(Content(formatting.moment(summary.started)))

    @staticmethod
    def _summary_text(past: PastAttempt) -> str:
        summary = past.summary
        parts = [f"attempt {summary.number}", summary.mode]
        if past.unanswered:
            parts.append(f"{summary.answered} of {summary.questions} answered")
        if past.unreadable:
            parts.append(f"{counted(past.unreadable, 'answer')} cannot be shown")
        return " · ".join(parts)


class ReplayQuestionScreen(QuestionHolder):
    """Shows an answered question read-only, with keys for the next and the previous one."""

    app: "QuizApp"

    BINDINGS = [
        Binding("enter,space", "go_on", "go on", tooltip="Go to the next question, or back"),
        Binding("n,right", "turn(1)", "next", tooltip="Go to the next question"),
        Binding("p,left", "turn(-1)", "previous", tooltip="Go to the previous question"),
        Binding("s,f4", "source", "source", tooltip="Show the quote in its source"),
        Binding(
            "f",
            "remark",
            "flag",
            tooltip="Say that something is wrong with the question, or write a note",
        ),
        Binding("escape,q", "leave", "back", tooltip="Go back"),
    ]

    def __init__(
        self,
        runner: PracticeRunner,
        position: int,
        positions: Sequence[int],
        past: PastAttempt | None = None,
    ) -> None:
        """Show the question at `position`, then the others at `positions`.

        `past` is the attempt's replay from the history.
        """
        super().__init__()
        self._positions = positions
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
        self.view.show_return("", ResponseActions(self._runner).message(session.position))
        self._header.title, self._header.mode = item.bank.title, str(self._runner.mode.value)
        text = f"{self._positions.index(session.position) + 1} of {len(self._positions)}"
        self._header.progress(Content(text), attempt_signs(session, set()))
        self._header.warning = "not saved" if self._runner.unsaved else ""
        self.view.to_top()
        self.refresh(layout=True)
        self.refresh_bindings()

    def _show_past_source(self, item: Item) -> None:
        """Show the quotes in the source as it is now; no source where they are not in it."""
        bank, in_place = self._cited()
        if in_place:
            self.show_source(replace(item, bank=bank), in_place)
        else:
            self.source_pane.add_class("-absent")

    def _cited(self) -> tuple[Bank, tuple[Citation, ...]]:
        session = self._session
        item, done = session.item, session.answered[session.position]
        return cited_in(self._past, item, done, session.position)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Enable the source and the other questions where there are any."""
        if action == "source":
            return bool(self._cited()[1])
        if action == "turn":
            return len(self._positions) > 1
        return super().check_action(action, parameters)

    def action_source(self) -> None:
        """Show the quotes in their sources."""
        from quiz.tui.screens.source import SourceScreen

        self.app.push_screen(SourceScreen(*self._cited()))

    @work(exclusive=True, group="asking")
    async def action_remark(self) -> None:
        """Flag the question, or write a note on it."""
        from quiz.tui.screens.dialogs import ask_for_remark

        actions, position = ResponseActions(self._runner), self._session.position
        chosen = await ask_for_remark(self.app, actions.remarks(position))
        if chosen is None:
            return
        saving = self.app.saver.start(partial(actions.remark, position, *chosen))
        try:
            await asyncio.wrap_future(saving)
        except StoreError as error:
            self.view.show_return("", f"This could not be saved; try again. {error}")
        else:
            self.view.show_return("", actions.message(position))

    async def action_go_on(self) -> None:
        """Show the next question; after the last one, go back."""
        if self._session.position == self._positions[-1]:
            self.action_leave()
        else:
            await self.action_turn(1)

    async def action_turn(self, step: int) -> None:
        """Show another question, the first after the last."""
        index = self._positions.index(self._session.position) + step
        self._session.go(self._positions[index % len(self._positions)])
        await self._show()

    def action_leave(self) -> None:
        """Go back."""
        self.app.pop_screen()
