"""A bank as a student sees it, beside its problems, redrawn at each save; nothing is recorded."""

from asyncio import Lock
from collections.abc import Iterator, Mapping
from pathlib import Path

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Container
from textual.content import Content
from textual.geometry import Size
from textual.widgets import Static

from quiz.model.problem import Problem
from quiz.model.response import Response
from quiz.study.preview import BankSnapshot, Preview, PreviewedQuestion, PreviewState
from quiz.tui.content import joined, line, lines
from quiz.tui.screens.preview_state import BankFollower, Trial
from quiz.tui.screens.question_holder import QuestionHolder
from quiz.tui.widgets.header import HeaderBar
from quiz.tui.widgets.key_bar import KeyBar
from quiz.tui.widgets.problem_list import ProblemRow, listed, problem_lines, shown_in_line
from quiz.tui.widgets.question_view import QuestionView
from quiz.tui.widgets.row_list import RowList

WIDE = 110
NARROW = 60
SHORT = 18
LAYOUT = """
PreviewScreen {
    & Container { height: 1fr; layout: vertical; }
    & Page { height: 1fr; }
    & RowList { height: 8; padding: 0 0 0 1; border-top: solid $foreground 25%; }
    & .about {
        height: auto; margin: 0 1 1 0; padding: 0 1;
        border-left: thick $error; background: $surface;
    }
    & .status {
        height: 1; padding: 0 1; color: $text-muted; text-wrap: nowrap; text-overflow: ellipsis;
    }
}
PreviewScreen.-sound RowList { display: none; }
PreviewScreen.-single {
    & RowList { height: 1fr; border-top: none; display: none; }
    & .about { margin: 0 1 0 0; }
}
PreviewScreen.-single.-listing {
    & RowList { display: block; }
    & Page { display: none; }
}
PreviewScreen.-wide {
    & Container { layout: horizontal; }
    & Page { width: 3fr; }
    & RowList {
        display: block; width: 2fr; height: 1fr; margin: 1 0; border-top: none;
        border-left: solid $foreground 25%;
    }
}
PreviewScreen.-wide.-short RowList { margin: 0; }
"""


def is_single(size: Size) -> bool:
    """Check whether there is room for only one of the two."""
    return size.width < NARROW or (size.height < SHORT and size.width < WIDE)


MAX_REASONS = 3
"""So many errors of one question are named beside it."""


def progress(preview: Preview, index: int) -> tuple[Content, Content]:
    """Return which question is shown and how it stands, and how many problems it has."""
    if index >= len(preview.views):
        return Content("no question can be shown"), Content("")
    view = preview.views[index]
    text = Content(f"Question {index + 1} of {len(preview.views)}")
    if view.state is not PreviewState.SOUND:
        text = joined(text, Content.styled(f" ✗ {view.state.value}", "bold $text-error"))
    problems = preview.problems_of(view)
    here = f"{len(problems)} here" if problems else ""
    return joined(text, Content(" · "), line(view.name)), Content(here)


def standing(
    preview: Preview, index: int, width: int, alone: bool, opened: Problem | None
) -> Iterator[Content]:
    """Yield why a view is not what the file has, nothing for one that is.

    Where no list of problems is seen beside it (`alone`), problems are shown in full, with the one
    that was opened on its line, if it is one of this question.
    """
    if preview.snapshot is None or index >= len(preview.views):
        return
    view = preview.views[index]
    problems = list(preview.reasons(view))[:MAX_REASONS]
    if opened is not None and opened not in problems and preview.view_of(opened) == index:
        problems.insert(0, opened)
    if view.state is not PreviewState.SOUND:
        yield Content.styled(_headline(view), "bold $text-error")
    for problem in problems:
        head, message = problem_lines(problem)
        if not alone:
            yield joined(head, Content(" "), message).truncate(width, ellipsis=True)
            continue
        yield head
        if problem == opened:
            # Before the message: there is little room.
            yield from shown_in_line(problem, preview.snapshot.lines, width)
        yield message


def _headline(view: PreviewedQuestion) -> str:
    if view.question is None:
        return f"There is nothing to show, {view.state.value}:"
    if view.state is PreviewState.UNSOUND:
        return "Shown as it stands, although not sound:"
    return f"Shown {view.state.value}:"


class PreviewScreen(QuestionHolder):
    """Shows one question of a bank, and everything that `quiz check` says of the bank."""

    DEFAULT_CSS = LAYOUT
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]
    BINDINGS = [
        Binding("enter,space,r", "again", "Try again", tooltip="Answer the question again"),
        Binding("f9", "turn", "Problems", tooltip="Go to the problems"),
        Binding("f3,right,alt+right", "step(1)", "Next", tooltip="Go to the next question"),
        Binding("shift+f3,left,alt+left", "step(-1)", "Previous", show=False,
                tooltip="Go to the previous question"),
        Binding("f8,n", "problem(1)", "Next problem", tooltip="Go to the next problem"),
        Binding("shift+f8,p", "problem(-1)", "Previous problem", show=False,
                tooltip="Go to the previous problem"),
        # What most terminals send for these two keys with Shift.
        Binding("f15", "step(-1)", show=False, system=True),
        Binding("f20", "problem(-1)", show=False, system=True),
        Binding("f7", "questions", "Questions", tooltip="Choose a question"),
        Binding("s,f4", "source", "Source", tooltip="Show the quote in its source"),
        Binding("f2", "hint", "Hint", tooltip="Show one more hint"),
        Binding("f5", "reveal", "Answer", tooltip="Show the answer"),
        Binding("i", "info", "Minor hints", show=False,
                tooltip="Show or hide minor hints"),
        Binding("escape", "leave", "Leave", tooltip="Leave the preview"),
        Binding("h", "app.help", "Help", show=False),
    ]  # fmt: skip

    def __init__(self, path: Path, question: str = "") -> None:
        """Preview the bank at `path`, from the question with an id on if there is one."""
        super().__init__()
        self.path = path
        self._follower = BankFollower(self, path, self._say_reading, self._take)
        self._trial: Trial | None = None
        """The question that is shown; None when there is none to be shown."""
        self._turning = Lock()
        """Held while another question takes its place; no answer is taken then."""
        self._wanted = question
        self._preview = Preview()
        self._index = 0
        self._shown: PreviewedQuestion | None = None
        """What is shown of the current question; None while that is not the current one."""
        self._problems: list[ProblemRow] = []
        """Those listed."""
        self._opened: ProblemRow | None = None

    @property
    def says(self) -> Mapping[str, tuple[str, str]]:
        """Other words for actions, by their names."""
        words = {"choose": ("Open", "Show the problem on its line, and its question")}
        if self._list.has_focus:
            words["turn"] = ("Question", "Go back to the question")
        return words

    def compose(self) -> ComposeResult:
        """Make the parts."""
        self._header = HeaderBar(f"Preview · {self.path.name}")
        self._about = Static(classes="about")
        self._list = RowList()
        self._status = Static(Content("reading …"), classes="status")
        yield self._header
        with Container():
            with self.view:
                yield self._about
            yield self._list
        yield self._status
        yield KeyBar()

    def on_mount(self) -> None:
        """Read the bank, and again whenever it or one of its sources was written."""
        self._about.display = False
        self._follower.start()

    def _say_reading(self) -> None:
        self._status.update(Content("reading …"))

    async def _take(self, manuscript: BankSnapshot) -> None:
        """Show what was read; the current question and problem stay current."""
        self._index = self._preview.take(manuscript, self._index)
        names = [view.name for view in self._preview.views]
        if self._wanted in names:
            self._index, self._wanted, self._shown = names.index(self._wanted), "", None
        self._fill(manuscript)
        with self.app.batch_update():
            await self._show_view()
        self.refresh(layout=True)

    @property
    def _view(self) -> PreviewedQuestion | None:
        """The current question as it can be shown."""
        views = self._preview.views
        return views[self._index] if views else None

    async def _show_view(self) -> None:
        """Show the current question; saves and keys may ask for that at the same time."""
        async with self._turning:
            before, self._shown = self._shown, self._view
            await self._show(self._shown, before)
        self._tell()

    async def _show(self, view: PreviewedQuestion | None, before: PreviewedQuestion | None) -> None:
        manuscript = self._preview.snapshot
        item = view.item if view is not None else None
        among_problems = self._list.has_focus
        if view is None or item is None or manuscript is None:
            self._trial = None
            self.view.clear()
            self._show_trial()
            if not among_problems:
                self.set_focus(None)
        elif before is not None and self._trial is not None and before.shows_same(view):
            self._trial = self._trial.renewed(item, manuscript.lexicon)
            self.view.replace_item(item)
            self._explain(self._trial)
        else:
            kept = self._trial if before is not None else None
            response = kept.carried_to(item) if kept is not None else None
            await self._try(Trial(item, manuscript.lexicon, response))
            if before is None:
                self.view.to_top()
            if among_problems:
                self._list.focus()

    async def _try(self, trial: Trial) -> None:
        """Ask a question, or show at once how a response to it is marked and explained."""
        self._trial = trial
        if trial.answered is None:
            await self.view.ask(trial.item)
        else:
            cited = trial.citations()
            await self.view.show_answered(
                trial.item, trial.answered, cited, opens_source=bool(cited)
            )
        self._show_trial()

    def _explain(self, trial: Trial, *, follow: bool = False) -> None:
        if trial.answered is not None:
            cited = trial.citations()
            self.view.explain(trial.answered, cited, opens_source=bool(cited), follow=follow)

    def _show_trial(self) -> None:
        """Show what depends on whether there is a question, and whether it is answered."""
        if self._trial is None:
            self.view.button, self.view.hints = "", ()
        else:
            self.view.button = "Submit" if self._trial.answered is None else "Try again"
            self.view.hints = self._trial.hints
        self.refresh_bindings()

    @on(QuestionView.Submitted)
    def _submitted(self, event: QuestionView.Submitted) -> None:
        event.stop()
        if self._trial is not None and event.item is self._trial.item:
            self._mark(event.response)

    def _mark(self, response: Response) -> None:
        """Show how a response is marked and explained."""
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

    def _fill(self, manuscript: BankSnapshot) -> None:
        """List the problems; the current one stays so, and open."""
        was, cursor = self._opened, self._list.cursor
        none = f"Nothing is wrong: {manuscript.checked}."
        rows = listed(manuscript.problems, manuscript.lines, none)
        self._problems = [row for row in rows if isinstance(row, ProblemRow)]
        if was is not None:
            known = (was.problem.rule, was.problem.message)
            same = [n for n, row in enumerate(self._problems) if _named(row.problem) == known]
            cursor = min(same, key=lambda n: abs(n - cursor), default=cursor)
            self._opened = self._problems[cursor] if same else None
            if self._opened is not None:
                self._opened.opened = True
        self._list.fill(rows, min(cursor, len(rows) - 1))
        self.set_class(not self._problems, "-sound")
        if not self._problems and self._list.has_focus:
            self._to_question()

    def _tell(self) -> None:
        """Show everything around the question."""
        manuscript = self._preview.snapshot
        if manuscript is None:
            return
        self._header.entitle(f"Preview · {self._titled(manuscript)}")
        self._header.warn(manuscript.counts)
        found = manuscript.counts or f"no problems: {manuscript.checked}"
        self._status.update(Content(f"{self._follower.read_at} · {found}"))
        self._header.progress(*progress(self._preview, self._index))
        self._tell_standing()
        self.refresh_bindings()

    def _tell_standing(self) -> None:
        """Say why the view is not what the file has; with little room, of a problem just opened."""
        single = self.has_class("-single")
        opened = self._opened.problem if self._opened and single else None
        room = self.size.width if single else self.view.size.width
        width = max(20, room - 6)
        about = lines(standing(self._preview, self._index, width, single, opened))
        self._about.update(about)
        self._about.display = bool(about)

    def _titled(self, manuscript: BankSnapshot) -> str:
        view = self._view
        bank = manuscript.bank or (view.bank if view else None)
        return bank.title if bank is not None else self.path.name

    def on_resize(self, event: events.Resize) -> None:
        """Show question and problems beside each other, one above the other, or one of them."""
        self.set_class(is_single(event.size), "-single")
        self._tell()

    def on_descendant_focus(self) -> None:
        """Show, of two sides of which one is seen, that with the focus."""
        self.set_class(self._list.has_focus, "-listing")
        self.refresh_bindings()

    async def on_row_list_chosen(self, event: RowList.Chosen) -> None:
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

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool:
        """Offer what makes sense before the verdict or after it, and what there is to go to."""
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
        return True

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
            # Of two sides of which one is seen, this is the one that shows it.
            self._list.focus()

    def action_turn(self) -> None:
        """Go to the problems, or back to the question."""
        if self._list.has_focus:
            self._to_question()
        else:
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
        """Go to a question that is chosen from a list."""
        from quiz.tui.screens.preview_questions import QuestionsScreen

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
