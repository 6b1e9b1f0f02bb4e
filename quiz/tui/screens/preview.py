"""The preview: a bank as a student sees it, beside its problems; nothing is recorded."""

from asyncio import Lock
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Container
from textual.content import Content
from textual.geometry import Size
from textual.widgets import Static

from quiz.check.output import comparison_lines, excerpt
from quiz.model.problem import Problem, Severity
from quiz.model.response import Response
from quiz.question_types import question_type_of
from quiz.study.preview import BankSnapshot, Preview, PreviewedQuestion, PreviewState
from quiz.text.formatting import counted
from quiz.tui import theme
from quiz.tui.content import BLANK, hanging, joined, line, lines
from quiz.tui.screens.dialogs import answer
from quiz.tui.screens.preview_state import BankFollower, Trial
from quiz.tui.widgets.controls import HeaderBar, KeyBar
from quiz.tui.widgets.question_view import QuestionHolder, QuestionView
from quiz.tui.widgets.row_list import ListRow, ListScreen, RowList, TextRow

MAX_LISTED = 500
"""Maximum number of problems in the list; drawing so many takes a fifteenth of a second."""
_GUTTER = 10
"""Cells before the excerpt of a line."""
_INDENT = Content("  ")


def problem_lines(problem: Problem) -> Iterator[Content]:
    """Yield a problem as two texts: severity, position and rule; and the message."""
    sign, style = theme.SEVERITIES[problem.severity]
    number, column = problem.position
    yield joined(
        Content.styled(f"{sign} {problem.severity}", style),
        Content(f" {number}:{column} "),
        line(problem.rule, theme.MUTED),
    )
    yield line(problem.message)


def shown_in_line(problem: Problem, text: Sequence[str], width: int) -> Iterator[Content]:
    """Yield the line of a problem with a caret, and the words that differ, in `width` cells."""
    for each in excerpt(problem, text, max(8, width - _GUTTER)):
        yield line(each, theme.ACCENT).truncate(width)
    for each in comparison_lines(problem.comparison):
        label, _, words = each.strip().partition(" | ")
        yield hanging(line(f"  {label.rstrip():>6} | ", theme.MUTED), line(words), width)


class ProblemRow(ListRow):
    """A problem; when opened, with the line of the file."""

    def __init__(self, problem: Problem, text: Sequence[str]) -> None:
        self.problem = problem
        self._text = text
        self.opened = False

    def draw(self, width: int) -> Content:
        head, message = problem_lines(self.problem)
        parts = [hanging(BLANK, head, width), hanging(_INDENT, message, width)]
        if self.opened:
            parts += shown_in_line(self.problem, self._text, width)
        return lines(parts)


def listed(problems: Sequence[Problem], text: Sequence[str], none: str) -> list[ListRow]:
    """Return rows for the first 500 problems of a text, or a remark with `none`."""
    rows: list[ListRow] = [ProblemRow(problem, text) for problem in problems[:MAX_LISTED]]
    if not rows:
        rows.append(TextRow(Content.styled(none, theme.MUTED)))
    if len(problems) > MAX_LISTED:
        rest = counted(len(problems) - MAX_LISTED, "more problem")
        rows.append(TextRow(Content.styled(f"{rest}: “quiz check” lists all.", theme.MUTED)))
    return rows


class ViewRow(ListRow):
    """One question: its number and id, its problems, and the start of its prompt."""

    def __init__(self, preview: Preview, index: int) -> None:
        self._number = index + 1
        self._view = preview.views[index]
        self._problems = preview.problems_of(self._view)

    def draw(self, width: int) -> Content:
        sign, style, words = self._status_text()
        number = joined(Content.styled(f"{sign} ", style), Content(f"{self._number:>3} "))
        name = joined(line(self._view.name, "bold"), Content.styled(words, style))
        head = hanging(number, name, width - 1)
        asks = _asks(self._view)
        if not asks:
            return head
        return lines([head, hanging(Content("      "), line(asks, theme.MUTED), width - 1)])

    def _status_text(self) -> tuple[str, str, str]:
        """Return sign, style and words for the worst problem."""
        plain = self._view.state in (PreviewState.SOUND, PreviewState.UNSOUND)
        parts = [] if plain else [self._view.state.value]
        found = [problem.severity for problem in self._problems]
        parts += [counted(found.count(each), each.value) for each in Severity if each in found]
        words = f"  {', '.join(parts)}" if parts else ""
        if self._view.state is not PreviewState.SOUND:
            return (*theme.SEVERITIES[Severity.ERROR], words)
        worst = next((each for each in Severity if each in found), None)
        return (*theme.SEVERITIES[worst], words) if worst else ("✓", theme.GOOD, "")


def _asks(view: PreviewedQuestion) -> str:
    return "" if view.question is None else question_type_of(view.question).asks(view.question)


class QuestionsScreen(ListScreen[int]):
    """Returns the index of the question to go to; None after Escape."""

    action_texts: ClassVar[Mapping[str, tuple[str, str]]] = {
        "choose": ("open", "Go to the current question")
    }
    """Labels and tooltips that replace those of the list, by action."""
    BINDINGS = [
        Binding("escape,f7", "leave", "back", tooltip="Go back to the question"),
        Binding("h", "app.help", "help", show=False),
    ]

    def __init__(self, preview: Preview, index: int) -> None:
        super().__init__("Questions")
        self._preview = preview
        self._index = index

    def on_mount(self) -> None:
        """List the questions, the current one under the cursor."""
        count = len(self._preview.views)
        self._header.progress(Content(counted(count, "question")))
        self._list.fill([ViewRow(self._preview, index) for index in range(count)], self._index)
        self._list.focus()

    @on(RowList.Chosen)
    def _choose_row(self, event: RowList.Chosen) -> None:
        """Go to the question that was chosen."""
        event.stop()
        answer(self, event.index)

    def action_leave(self) -> None:
        """Go back to the current question."""
        answer(self)


WIDE = 110
NARROW = 60
SHORT = 18
LAYOUT = """
PreviewScreen {
    & Container { height: 1fr; layout: vertical; }
    & Page { height: 1fr; }
    & RowList { height: 9; margin: 0 2; scrollbar-gutter: auto; }
    & .about {
        height: auto; margin: 0 1 1 0; padding: 0 1;
        border-left: outer $wrong; background: $surface;
    }
    & .status {
        height: 1; padding: 0 2; color: $soft; text-wrap: nowrap; text-overflow: ellipsis;
    }
}
PreviewScreen.-mid RowList { height: 7; }
PreviewScreen.-sound RowList { display: none; }
PreviewScreen.-single {
    & RowList { height: 1fr; margin: 0; display: none; }
    & .about { margin: 0 1 0 0; }
    & .status { padding: 0 1; }
}
PreviewScreen.-single.-listing {
    & RowList { display: block; }
    & Page { display: none; }
}
PreviewScreen.-lg, PreviewScreen.-xl {
    & Container { layout: horizontal; }
    & Page { width: 3fr; max-width: 84; }
    & RowList { display: block; width: 2fr; height: 1fr; margin: 1 4 1 2; }
    & .status { padding: 0 4; }
}
PreviewScreen.-lg.-short RowList, PreviewScreen.-xl.-short RowList { margin: 0 4 0 2; }
"""


def is_single(size: Size) -> bool:
    """Check whether there is room for either the question or the problems only."""
    return size.width < NARROW or (size.height < SHORT and size.width < WIDE)


MAX_REASONS = 3
"""Errors of one question that are shown beside it."""


def progress(preview: Preview, index: int) -> Content:
    """Return which question is shown and its state, and how many problems it has."""
    if index >= len(preview.views):
        return Content("no question can be shown")
    view = preview.views[index]
    text = Content(f"Question {index + 1} of {len(preview.views)}")
    if view.state is not PreviewState.SOUND:
        text = joined(text, Content.styled(f" ✗ {view.state.value}", f"bold {theme.BAD}"))
    problems = preview.problems_of(view)
    here = f" · {len(problems)} here" if problems else ""
    return joined(text, Content(" · "), line(view.name), Content(here))


def standing(
    preview: Preview, index: int, width: int, alone: bool, opened: Problem | None
) -> Iterator[Content]:
    """Yield why the question shown differs from the file; nothing when it does not.

    Without a list of problems beside it (`alone`), problems are shown in full, the `opened` one
    with its line if it belongs to this question.
    """
    if preview.snapshot is None or index >= len(preview.views):
        return
    view = preview.views[index]
    problems = list(preview.reasons(view))[:MAX_REASONS]
    # The one the author chose comes first, and is shown even if the limit cuts off others.
    if opened is not None and opened not in problems and preview.view_of(opened) == index:
        problems.insert(0, opened)
    if view.state is not PreviewState.SOUND:
        yield Content.styled(_headline(view), f"bold {theme.BAD}")
    for problem in problems:
        head, message = problem_lines(problem)
        if not alone:
            yield joined(head, Content(" "), message).truncate(width, ellipsis=True)
            continue
        yield head
        if problem == opened:
            # Before the message, which may be cut off.
            yield from shown_in_line(problem, preview.snapshot.lines, width)
        yield message


def _headline(view: PreviewedQuestion) -> str:
    if view.question is None:
        return f"Nothing to show, {view.state.value}:"
    if view.state is PreviewState.UNSOUND:
        return "Shown although it has errors:"
    return f"Shown {view.state.value}:"


class PreviewScreen(QuestionHolder):
    """Shows one question of a bank, and the problems that `quiz check` finds in the bank."""

    DEFAULT_CSS = LAYOUT
    BINDINGS = [
        Binding("enter,space,r", "again", "try again", tooltip="Answer the question again"),
        Binding("f9", "turn", "problems", tooltip="Go to the problems"),
        Binding("f3,right,alt+right", "step(1)", "next", tooltip="Go to the next question"),
        Binding("shift+f3,left,alt+left", "step(-1)", "previous", show=False,
                tooltip="Go to the previous question"),
        Binding("f8,n", "problem(1)", "next problem", tooltip="Go to the next problem"),
        Binding("shift+f8,p", "problem(-1)", "previous problem", show=False,
                tooltip="Go to the previous problem"),
        # Most terminals send these for Shift+F3 and Shift+F8.
        Binding("f15", "step(-1)", show=False, system=True),
        Binding("f20", "problem(-1)", show=False, system=True),
        Binding("f7", "questions", "questions", tooltip="Choose a question"),
        Binding("s,f4", "source", "source", tooltip="Show the quote in its source"),
        Binding("f2", "hint", "hint", tooltip="Show one more hint"),
        Binding("f5", "reveal", "answer", tooltip="Show the answer"),
        Binding("i", "info", "minor hints", show=False,
                tooltip="Show or hide minor hints"),
        Binding("escape", "leave", "leave", tooltip="Leave the preview"),
        Binding("h", "app.help", "help", show=False),
    ]  # fmt: skip

    def __init__(self, path: Path, question: str = "") -> None:
        """Preview the bank at `path`, starting at the question with the id `question`."""
        super().__init__()
        # The problems stand beside the question.
        self.view.has_width = False
        self.path = path
        self._follower = BankFollower(self, path, self._say_reading, self._take)
        self._trial: Trial | None = None
        """The question on the screen; None when there is none."""
        self._turning = Lock()
        """Held while the question is replaced; no answer is accepted meanwhile."""
        self._wanted = question
        self._preview = Preview()
        self._index = 0
        self._shown: PreviewedQuestion | None = None
        """The version of the current question on the screen; None until it is shown."""
        self._problems: list[ProblemRow] = []
        """The problems in the list."""
        self._opened: ProblemRow | None = None

    @property
    def action_texts(self) -> Mapping[str, tuple[str, str]]:
        """Labels and tooltips that replace others, by action."""
        words = {"choose": ("open", "Show the problem on its line, and its question")}
        if self._list.has_focus:
            words["turn"] = ("question", "Go back to the question")
        return words

    def compose(self) -> ComposeResult:
        self._header = HeaderBar(f"Preview · {self.path.name}")
        self._about = Static(classes="about")
        self._list = RowList()
        self._status = Static(Content("reading …"), classes="status")
        yield self._header
        self._list.add_class("panel")
        self._list.border_title = Content("Problems")
        with Container(classes="body"):
            with self.view:
                yield self._about
            yield self._list
        yield self._status
        yield KeyBar()

    def on_mount(self) -> None:
        """Read the bank, and read it again whenever it or one of its sources is saved."""
        self._about.display = False
        self._follower.start()

    def _say_reading(self) -> None:
        self._status.update(Content("reading …"))

    async def _take(self, snapshot: BankSnapshot) -> None:
        """Show a new snapshot, and keep the current question and problem."""
        self._index = self._preview.take(snapshot, self._index)
        names = [view.name for view in self._preview.views]
        # The question to start with may come only with a later save.
        if self._wanted in names:
            self._index, self._wanted, self._shown = names.index(self._wanted), "", None
        self._fill(snapshot)
        with self.app.batch_update():
            await self._show_view()
        self.refresh(layout=True)

    @property
    def _view(self) -> PreviewedQuestion | None:
        """The current question as it can be shown."""
        views = self._preview.views
        return views[self._index] if views else None

    async def _show_view(self) -> None:
        """Show the current question, one change at a time: saves and keys run in several tasks."""
        async with self._turning:
            before, self._shown = self._shown, self._view
            await self._show(self._shown, before)
        self._tell()

    async def _show(self, view: PreviewedQuestion | None, before: PreviewedQuestion | None) -> None:
        snapshot = self._preview.snapshot
        item = view.item if view is not None else None
        among_problems = self._list.has_focus
        if view is None or item is None or snapshot is None:
            self._trial = None
            self.view.clear()
            self._show_trial()
            if not among_problems:
                self.set_focus(None)
        elif before is not None and self._trial is not None and before.shows_same(view):
            # Only the key or the explanation changed: the author's answer stays on the screen.
            self._trial = self._trial.renewed(item, snapshot.lexicon)
            self.view.replace_item(item)
            self._explain(self._trial)
        else:
            kept = self._trial if before is not None else None
            # An answered question is shown with the same answer, marked by its new key.
            response = kept.carried_to(item) if kept is not None else None
            await self._try(Trial(item, snapshot.lexicon, response))
            if before is None:
                self.view.to_top()
            if among_problems:
                self._list.focus()

    async def _try(self, trial: Trial) -> None:
        """Ask a question, or show the verdict if it is answered already."""
        self._trial = trial
        if trial.answered is None:
            await self.view.ask(trial.item)
        else:
            cited = trial.citations()
            await self.view.show_answered(trial.item, trial.answered, cited)
        self._show_trial()

    def _explain(self, trial: Trial, *, follow: bool = False) -> None:
        if trial.answered is not None:
            cited = trial.citations()
            self.view.explain(trial.answered, cited, follow=follow)

    def _show_trial(self) -> None:
        """Update hints, button and keys."""
        if self._trial is None:
            self.view.button, self.view.hints = "", ()
        else:
            self.view.button = "Answer" if self._trial.answered is None else "Try again"
            self.view.hints = self._trial.hints
        self.refresh_bindings()

    @on(QuestionView.Submitted)
    def _submitted(self, event: QuestionView.Submitted) -> None:
        event.stop()
        if self._trial is not None and event.item is self._trial.item:
            self._mark(event.response)

    def _mark(self, response: Response) -> None:
        """Mark a response and show the verdict."""
        if self._trial is not None and self._is_open:
            self._trial.mark(response)
            self._show_trial()
            self._explain(self._trial, follow=True)

    @on(QuestionView.Proceed)
    async def _proceed(self, event: QuestionView.Proceed) -> None:
        event.stop()
        await self.action_again()

    @property
    def _is_answered(self) -> bool:
        return self._trial is not None and self._trial.answered is not None

    @property
    def _is_open(self) -> bool:
        """Whether the current question can be answered now."""
        return self._trial is not None and not self._is_answered and not self._turning.locked()

    def _fill(self, snapshot: BankSnapshot) -> None:
        """List the problems, and keep the current one open."""
        was, cursor = self._opened, self._list.cursor
        none = f"Nothing is wrong: {snapshot.checked}."
        rows = listed(snapshot.problems, snapshot.lines, none)
        self._problems = [row for row in rows if isinstance(row, ProblemRow)]
        if was is not None:
            known = (was.problem.rule, was.problem.message)
            # A problem has no id: one of the same rule and message, the nearest, is taken for it.
            same = [n for n, row in enumerate(self._problems) if _named(row.problem) == known]
            cursor = min(same, key=lambda n: abs(n - cursor), default=cursor)
            self._opened = self._problems[cursor] if same else None
            if self._opened is not None:
                self._opened.opened = True
        self._list.fill(rows, min(cursor, len(rows) - 1))
        # A bank without problems gives their room to the question.
        self.set_class(not self._problems, "-sound")
        if not self._problems and self._list.has_focus:
            self._to_question()

    def _tell(self) -> None:
        """Show everything around the question."""
        snapshot = self._preview.snapshot
        if snapshot is None:
            return
        self._header.title = f"Preview · {self._titled(snapshot)}"
        self._header.warning = snapshot.counts
        found = snapshot.counts or f"no problems: {snapshot.checked}"
        self._status.update(Content(f"{self._follower.read_at} · {found}"))
        place = progress(self._preview, self._index)
        if self.size.width < NARROW and self._preview.views:
            # The title keeps its room.
            place = Content(f"{self._index + 1} of {len(self._preview.views)}")
        self._header.progress(place)
        self._tell_standing()
        self.refresh_bindings()

    def _tell_standing(self) -> None:
        """Show why the question differs from the file, and with little room the opened problem."""
        single = self.has_class("-single")
        opened = self._opened.problem if self._opened and single else None
        room = self.size.width if single else self.view.size.width
        width = max(20, room - 6)
        about = lines(standing(self._preview, self._index, width, single, opened))
        self._about.update(about)
        self._about.display = bool(about)

    def _titled(self, snapshot: BankSnapshot) -> str:
        view = self._view
        bank = snapshot.bank or (view.bank if view else None)
        return bank.title if bank is not None else self.path.name

    def on_resize(self, event: events.Resize) -> None:
        """Choose the layout: side by side, one above the other, or one at a time."""
        self.set_class(is_single(event.size), "-single")
        self._tell()

    def on_descendant_focus(self) -> None:
        """Show the side that has the focus where there is room for one only."""
        self.set_class(self._list.has_focus, "-listing")
        self.refresh_bindings()

    @on(RowList.Chosen)
    async def _choose_row(self, event: RowList.Chosen) -> None:
        """Go to the question of the problem that was chosen."""
        event.stop()
        await self._open(event.index)
        if self.has_class("-single") and self._opened is not None:
            if self._preview.view_of(self._opened.problem) is not None:
                self._to_question()

    async def _open(self, index: int) -> None:
        """Show a problem on its line, beside its question."""
        if index >= len(self._problems):
            return
        row = self._problems[index]
        if self._opened is not None:
            self._opened.opened = False
            self._opened.forget()
        row.opened, self._opened = True, row
        self._list.go(index)
        self._list.redraw(index)
        there = self._preview.view_of(row.problem)
        if there is not None:
            await self._go(there)
        self._tell()

    async def _go(self, index: int) -> None:
        if index != self._index:
            self._index, self._shown = index, None
            await self._show_view()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Enable the actions that apply to the question and the problems."""
        trial = self._trial
        match action:
            case "again" | "app.help":
                return self._is_answered
            case "source":
                return trial is not None and bool(trial.citations())
            case "reveal":
                return trial is not None and trial.answered is None
            case "hint":
                return trial is not None and trial.has_more_hints
            case "step" | "questions":
                return len(self._preview.views) > 1
            case "problem":
                return bool(self._problems)
            case "turn":
                return not self.has_class("-sound")
        return super().check_action(action, parameters)

    async def action_again(self) -> None:
        """Ask the question again."""
        async with self._turning:
            if self._trial is not None and self._trial.answered is not None:
                await self._try(self._trial.restarted())
                self.view.to_top()

    def action_hint(self) -> None:
        """Show one more hint."""
        if self._trial is not None:
            self._trial.hint()
            self._show_trial()
            self.view.scroll_to_hints()

    def action_reveal(self) -> None:
        """Show the answer."""
        self._mark(())

    def action_source(self) -> None:
        """Show the quotes in their sources."""
        from quiz.tui.screens.source import SourceScreen

        if self._trial is not None:
            bank, cited = self._trial.item.bank, self._trial.citations()
            self.app.push_screen(SourceScreen(bank, cited, mapped=False))

    async def action_step(self, step: int) -> None:
        """Go to another question, the first after the last."""
        await self._go((self._index + step) % len(self._preview.views))

    async def action_problem(self, step: int) -> None:
        """Go to another problem, the first after the last; at first to the current one."""
        index = self._list.cursor
        if self._opened is not None:
            index = (index + step) % len(self._problems)
        await self._open(index)
        if self._opened and self._preview.view_of(self._opened.problem) is None:
            # Only the list shows a problem that belongs to no question.
            self._list.focus()

    def action_turn(self) -> None:
        """Go to the problems, or back to the question."""
        if self._list.has_focus:
            self._to_question()
        else:
            # With room for one side only, a hidden list could not take the focus.
            self.add_class("-listing")
            self._list.focus()
            self.call_after_refresh(self._list.go, self._list.cursor)

    def _to_question(self) -> None:
        self.remove_class("-listing")
        self.set_focus(None)
        if self._is_open:
            self.view.begin()

    @work(exclusive=True, group="questions")
    async def action_questions(self) -> None:
        """Go to a question chosen from a list."""

        views = self._preview.views
        index = await self.app.push_screen_wait(QuestionsScreen(self._preview, self._index))
        if index is not None:
            # The bank may have been read again meanwhile.
            now = [n for n, view in enumerate(self._preview.views) if view.key == views[index].key]
            await self._go(now[0] if now else self._index)

    def action_info(self) -> None:
        """Show minor hints too, or hide them."""
        self._follower.show_minor_hints(not self._follower.minor_hints)

    def action_leave(self) -> None:
        """Leave the preview."""
        if len(self.app.screen_stack) > 1:
            self.app.pop_screen()
        else:
            self.app.exit()


def _named(problem: Problem) -> tuple[str, str]:
    return problem.rule, problem.message
