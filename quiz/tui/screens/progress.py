"""Progress: figures, charts and past attempts, filtered by bank, tag or type."""

import asyncio
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.screen import Screen

from quiz.errors import QuizError, StoreError
from quiz.model.response import Key, Mode
from quiz.store.records import ALL, AttemptSummary, ResponseFilter
from quiz.study import formatting, report
from quiz.study.launch import OnUnfinished, Request
from quiz.study.progress import PausedQuestion, PerformanceRow, Progress, progress, resume_reviews
from quiz.study.report import Panel, filter_words
from quiz.study.review import KnowledgeState
from quiz.text.cleaning import clean_line
from quiz.text.formatting import counted
from quiz.tui import theme
from quiz.tui.content import bar, hanging, joined, line, lines, plain
from quiz.tui.screens.dialogs import Dialog
from quiz.tui.screens.results import MARGIN
from quiz.tui.widgets.controls import HeaderBar, KeyBar, Sections
from quiz.tui.widgets.row_list import ListRow, RowList, TextRow, TitleRow

if TYPE_CHECKING:
    from quiz.tui.app import QuizApp


_PLOT = re.compile("[├┤●─═▁-█▉-▏]+")
_GROUND = re.compile("[·░]+")
_BAR = 10
MAX_QUESTIONS = 300
"""Questions listed one by one; more would be slow to draw."""
WIDEST = 110
"""Maximum width of charts and lines in cells."""


class PanelRow(ListRow):
    """A panel of the report: lines of text with charts."""

    choosable = False

    def __init__(self, draw: report.Draw) -> None:
        self._draw = draw

    def draw(self, width: int) -> Content:
        room = min(WIDEST, width - 1) - len(MARGIN)
        return lines(joined(MARGIN, _charted(each)) for each in self._draw(room))


class AccuracyRow(ListRow):
    """One question with its figures."""

    gap = 1

    def __init__(self, performance: PerformanceRow, progress: Progress) -> None:
        self._performance = performance
        self._progress = progress

    def alone(self, questions: Collection[Key]) -> tuple[Key, ...]:
        """Return the filter for this question; empty where it is set already."""
        bank, question = self._performance.ids
        return () if (bank, question) in questions else ((bank, question),)

    def draw(self, width: int) -> Content:
        room = min(WIDEST, width - 1) - len(MARGIN)
        prompt = hanging(MARGIN, line(self._performance.label, "bold"), room + len(MARGIN))
        drawn = report.history_lines(self._performance, self._progress, room)
        return lines([prompt, *(joined(MARGIN, _charted(each)) for each in drawn)])


class PausedRow(ListRow):
    """One suspended or postponed question; Enter resumes it."""

    def __init__(self, resting: PausedQuestion) -> None:
        self.resting = resting

    def draw(self, width: int) -> Content:
        where = line(f"{self.resting.title} · {self.resting.words}", theme.MUTED)
        room = min(WIDEST, width - 1)
        prompt = hanging(MARGIN, line(self.resting.prompt, "bold"), room)
        return lines([prompt, hanging(MARGIN, where, room)])


class AttemptRow(ListRow):
    """One attempt: what was played, when, and how it went."""

    gap = 1

    def __init__(self, summary: AttemptSummary) -> None:
        self.summary = summary

    def draw(self, width: int) -> Content:
        attempt = self.summary
        number = Content.styled(f"{attempt.number:>4} ", theme.MUTED)
        title = line(attempt.title, "bold")
        body = [title, line(self._summary_text(), theme.MUTED)]
        share = attempt.score / attempt.max_score if attempt.max_score else 0.0
        score = formatting.points(attempt.score, attempt.max_score)
        percent = formatting.percent(attempt.score, attempt.max_score)
        body.append(joined(bar(share, _BAR), Content(f" {percent} · {score}")))
        first, *rest = (hanging(number if not index else Content("     "), part, width - 1)
                        for index, part in enumerate(body))  # fmt: skip
        return lines([first, *rest])

    def _summary_text(self) -> str:
        attempt = self.summary
        parts = [formatting.moment(attempt.started), attempt.mode]
        if attempt.finished is None:
            parts.append(f"left after {attempt.answered} of {attempt.questions}")
        else:
            parts.append(counted(attempt.questions, "question"))
        return " · ".join(parts)


class MoreRow(ListRow):
    """The row that lists the remaining attempts."""

    def __init__(self, count: int) -> None:
        self._count = count

    def draw(self, width: int) -> Content:
        text = f"Show {self._count:,} more"
        return hanging(Content.styled(" › ", theme.KEY), Content(text), width - 1)


class PractiseRow(ListRow):
    """What can be done about a finding; Enter starts it."""

    def __init__(self, label: str, request: Request) -> None:
        self._label = label
        self.request = request

    def draw(self, width: int) -> Content:
        return hanging(Content.styled("▸ ", theme.KEY), line(self._label, theme.KEY), width - 1)


def practise_rows(progress: Progress, files: Mapping[str, Path]) -> Iterator[ListRow]:
    """Yield what to do about the findings; `files` are those of the banks by id."""
    chosen = tuple(files[each.ids[0]] for each in progress.banks if each.ids[0] in files)
    # A request cannot ask for certain types.
    if not chosen or progress.response_filter.types or progress.response_filter.questions:
        return
    tags = tuple(progress.response_filter.tags)
    if weakest := progress.weakest:
        (tag,) = weakest.ids
        own = tuple(file for bank, file in files.items() if bank in progress.tag_banks[tag])
        if own:
            yield PractiseRow(f"Practise {tag}", Request(own, OnUnfinished.NEW, tags=(tag,)))
    if due := progress.due[0]:
        label = "Review the one due today" if due == 1 else f"Review the {due:,} due today"
        yield PractiseRow(label, Request(chosen, mode=Mode.REVIEW, tags=tags))
    if missed := progress.knowledge.get(KnowledgeState.MISSED, 0):
        label = "Ask the one missed again" if missed == 1 else f"Ask the {missed:,} missed again"
        yield PractiseRow(label, Request(chosen, mode=Mode.MISTAKES, tags=tags))


def note(text: str) -> TextRow:
    """Return a row with a sentence."""
    return TextRow(plain(text), 2, WIDEST)


def panel_rows(shown: Iterator[Panel]) -> Iterator[ListRow]:
    """Yield panels as rows, each under its title."""
    for panel in shown:
        yield TitleRow(panel.title)
        yield PanelRow(panel.draw)


def accuracy_rows(progress: Progress) -> Iterator[ListRow]:
    """Yield the tables by bank, tag and type, then every question, and its versions if several."""
    yield from panel_rows(report.accuracy(progress))
    yield TitleRow("By question, weakest first (Enter shows only that one)")
    versions: dict[tuple[str, ...], list[PerformanceRow]] = {}
    for version in progress.versions:
        versions.setdefault(version.ids[:2], []).append(version)
    for performance in progress.questions[:MAX_QUESTIONS]:
        yield AccuracyRow(performance, progress)
        own = versions[performance.ids]
        if len(own) > 1:
            yield PanelRow(partial(report.versions, own))
    rest = len(progress.questions) - MAX_QUESTIONS
    if rest > 0:
        yield note(f"{rest:,} more: filter by bank, or type “quiz progress --by question”.")


def memory_rows(progress: Progress, done: str) -> Iterator[ListRow]:
    """Yield memory and due dates, then paused questions; `done` describes the last action."""
    yield from panel_rows(report.recalled(progress))
    ask = " (Enter resumes one)" if progress.paused else ""
    yield TitleRow(f"{report.PAUSED}{ask}")
    if done:
        yield note(done)
    yield note(report.paused_count(progress))
    yield from map(PausedRow, progress.paused)


_STATES = {state.sign: theme.KNOWLEDGE[state] for state in KnowledgeState}


def _charted(text: str) -> Content:
    """Return a line of a chart with its bars coloured, by the sign before it if it has one."""
    drawn = line(text)
    sign = drawn.plain.lstrip()[:1]
    style = _STATES.get(sign, theme.ACCENT)
    if sign in _STATES:
        at = drawn.plain.index(sign)
        drawn = drawn.stylize(style, at, at + 1)
    for pattern, colour in ((_PLOT, style), (_GROUND, theme.FAINT)):
        for found in pattern.finditer(drawn.plain):
            drawn = drawn.stylize(colour, *found.span())
    return drawn


ALL_BANKS = "All banks"
_FILTER_TEXT = "Show the figures of one of these. In Accuracy, Enter shows only that question."
_BACK = "Back"


async def choose_filter(
    app: "QuizApp", whole: Progress, current: ResponseFilter
) -> ResponseFilter | None:
    """Ask for a filter; None when the learner went back."""
    labels = ["A bank", "A tag", "A type", "Remove the filter", _BACK]
    match await app.push_screen_wait(Dialog("Filter", _FILTER_TEXT, labels)):
        case 0:
            return await choose_bank(app, whole, current)
        case 1:
            tags = await _choose_one(app, "Which tag?", "All tags", whole.tags)
            return None if tags is None else current._replace(tags=tags)
        case 2:
            types = await _choose_one(app, "Which type?", "All types", whole.types)
            return None if types is None else current._replace(types=types)
        case 3:
            return ALL
    return None


async def choose_bank(
    app: "QuizApp", whole: Progress, current: ResponseFilter
) -> ResponseFilter | None:
    """Ask for one bank or all; None when the learner went back."""
    # Another bank keeps the tag or type that was chosen before.
    banks = await _choose_one(app, "Which bank?", ALL_BANKS, whole.banks)
    return None if banks is None else current._replace(banks=banks)


async def _choose_one(
    app: "QuizApp", text: str, everything: str, table: Sequence[PerformanceRow]
) -> tuple[str, ...] | None:
    """Return the choice, empty for everything; None when the learner went back."""
    listed = sorted(table, key=lambda each: each.label)
    labels = [clean_line(each.label) for each in listed]
    index = await app.push_screen_wait(Dialog("Progress", text, [everything, *labels, _BACK]))
    if index > len(listed):
        return None
    return listed[index - 1].ids if index else ()


PATIENCE = 0.3
"""Seconds of reading the history after which a message is shown."""
MAX_ATTEMPTS = 200
"""Attempts listed before the row that shows the others."""
NAMES = ("Overview", "Accuracy", "Time", "Confidence", "Memory", "Attempts")
_ATTEMPTS = len(NAMES) - 1
NO_ATTEMPTS = "No attempts yet. Every attempt you make is listed here and can be opened again."


class SectionRows(RowList):
    """The rows of a section; Left and Right go to other sections."""

    BINDINGS = [
        Binding(
            "right", "screen.turn(1)", "section", tooltip="Go to the next section (or press 1 to 6)"
        ),
        Binding(
            "left", "screen.turn(-1)", "Previous", show=False, tooltip="Go to the previous section"
        ),
    ]


class ProgressScreen(Screen[Any]):
    """Shows one section at a time, of all answers or of those that a filter selects."""

    app: "QuizApp"
    DEFAULT_CSS = """
    ProgressScreen { & RowList { margin: 0 3; } & Sections { padding: 0 3; } }
    ProgressScreen.-md, ProgressScreen.-sm {
        & RowList { margin: 0 1; }
        & Sections { padding: 0 1; }
    }
    ProgressScreen.-xs { & RowList { margin: 0; } & Sections { padding: 0; } }
    """
    BINDINGS = [
        *(
            Binding(str(number), f"show({number - 1})", name, show=False)
            for number, name in enumerate(NAMES, 1)
        ),
        Binding("b", "choose_bank", "one bank", tooltip="Show one bank only, or all again"),
        Binding("f", "filter", "narrow", tooltip="Show one bank, tag or type only, or all again"),
        Binding("escape,q,f5", "leave", "back", tooltip="Remove the filter, then go to the banks"),
        Binding("h", "app.help", "Help", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._index = 0
        self._filter = ALL
        """The current filter."""
        self._whole: Progress | None = None
        """The figures without a filter, whose banks, tags and types can be chosen."""
        self._progress: Progress | None = None
        self._done = ""
        """The last action, in a sentence."""
        self._attempts: list[AttemptSummary] | None = None
        self._max_count = MAX_ATTEMPTS

    def compose(self) -> ComposeResult:
        self._header = HeaderBar("Progress")
        self._sections = Sections(NAMES)
        self._list = SectionRows()
        yield self._header
        yield self._sections
        yield self._list
        yield KeyBar()

    def on_mount(self) -> None:
        """Read the figures."""
        self._list.focus()
        if not self.app.store.saved:
            self._header.warning = "not saved"
        self._read()

    @work(exclusive=True)
    async def _read(self) -> None:
        """Read the figures of the current section in a thread, and show them."""
        patience = self.set_timer(PATIENCE, self._say_reading)
        try:
            figures, attempts = await asyncio.to_thread(self._load)
        except StoreError as error:
            self._list.fill([note(str(error))])
            return
        finally:
            patience.stop()
        self._progress, self._attempts = figures, attempts
        if figures.response_filter == ALL:
            self._whole = figures
        alone = filter_words(figures)
        self._header.title = f"Progress · {alone}" if alone else "Progress"
        self._list.fill(list(self._rows()))
        self.refresh_bindings()

    def _load(self) -> tuple[Progress, list[AttemptSummary] | None]:
        """Return the figures, and the attempts once their section was opened."""
        figures, attempts = self._progress, self._attempts
        if figures is None:
            marks = self.app.settings.certainty_marks
            figures = progress(self.app.study_context, self._filter, marks)
        # The list can be long, and most visits to this screen do not open it.
        if self._index == _ATTEMPTS and attempts is None:
            attempts = self.app.store.attempts()
        return figures, attempts

    def _say_reading(self) -> None:
        self._list.fill([note("Reading the history …")])

    def _rows(self) -> Iterator[ListRow]:
        """Yield the rows of the current section."""
        assert self._progress is not None
        if self._index == _ATTEMPTS:
            yield from self._attempt_rows()
        elif not self._progress.answers:
            yield note(report.nothing(self._progress))
        elif NAMES[self._index] == "Accuracy":
            yield from accuracy_rows(self._progress)
        elif NAMES[self._index] == "Memory":
            yield from memory_rows(self._progress, self._done)
        else:
            if not self._index:
                cards = self.app.library.known().items()
                files = {card.bank: file for file, card in cards if not card.errors}
                yield from practise_rows(self._progress, files)
            yield from panel_rows(report.SECTIONS[self._index](self._progress))

    def _attempt_rows(self) -> Iterator[ListRow]:
        banks = {*self._filter.banks, *(bank for bank, _ in self._filter.questions)}
        # An attempt mixes tags and types, so only its banks can be filtered.
        found = [each for each in self._attempts or () if not banks or banks & set(each.banks)]
        if self._filter.tags or self._filter.types or self._filter.questions:
            yield note("Attempts are shown whole: only the bank of the filter applies here.")
        if not found:
            yield note(NO_ATTEMPTS)
        else:
            yield TitleRow("Newest first (Enter opens one)")
        yield from map(AttemptRow, found[: self._max_count])
        if len(found) > self._max_count:
            yield MoreRow(len(found) - self._max_count)

    @on(Sections.Chosen)
    def _choose_section(self, event: Sections.Chosen) -> None:
        """Show the section that was clicked."""
        event.stop()
        self.action_show(event.index)

    def action_show(self, index: int) -> None:
        """Show a section."""
        self._index = index
        self._sections.current = index
        self._read()

    def action_turn(self, step: int) -> None:
        """Show the next section, or the one before."""
        self.action_show((self._index + step) % len(NAMES))

    @on(RowList.Chosen)
    def _choose_row(self, event: RowList.Chosen) -> None:
        """Open an attempt, list the others, filter by a question, or resume a paused one."""
        event.stop()
        row = self._list.row
        if isinstance(row, AttemptRow):
            self._open(row.summary)
        elif isinstance(row, PractiseRow):
            self.app.play(row.request)
        elif isinstance(row, AccuracyRow):
            self._apply_filter(self._filter._replace(questions=row.alone(self._filter.questions)))
        elif isinstance(row, PausedRow):
            self._lift(row.resting)
        elif isinstance(row, MoreRow):
            # The cursor stays where the row was: on the first attempt that was hidden.
            self._max_count = len(self._attempts or ())
            self._list.fill(list(self._rows()), event.index)

    @work(exclusive=True, group="open")
    async def _open(self, summary: AttemptSummary) -> None:
        from quiz.study.replay import open_past_attempt
        from quiz.tui.screens.results import ReplayScreen

        try:
            past = await asyncio.to_thread(
                open_past_attempt, self.app.study_context, summary.number
            )
        except QuizError as error:
            await self.app.show_message("This attempt cannot be shown", str(error))
        else:
            self.app.push_screen(ReplayScreen(past, self.app.store))

    @work(exclusive=True, group="open")
    async def _lift(self, resting: PausedQuestion) -> None:
        """Include a question in reviews again, after a confirmation."""
        text = f"{resting.prompt}\nIt is {resting.words}. Include it in reviews again?"
        dialog = Dialog("Progress", text, ["Include it again", "Back"])
        if await self.app.push_screen_wait(dialog):
            return
        try:
            done = await asyncio.to_thread(resume_reviews, self.app.study_context, resting.key)
        except StoreError as error:
            await self.app.show_message("This could not be saved; try again", str(error))
        else:
            self._done = f"“{resting.prompt}”: {done}."
            self._progress = None
            self._read()

    @work(exclusive=True, group="open")
    async def action_choose_bank(self) -> None:
        """Filter by a bank."""
        if self._whole is not None:
            self._apply_filter(await choose_bank(self.app, self._whole, self._filter))

    @work(exclusive=True, group="open")
    async def action_filter(self) -> None:
        """Set or remove a filter."""
        if self._whole is not None:
            self._apply_filter(await choose_filter(self.app, self._whole, self._filter))

    def _apply_filter(self, chosen: ResponseFilter | None) -> None:
        """Apply a filter; None changes nothing."""
        if chosen is not None:
            self._filter, self._progress = chosen, None
            self._read()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool:
        """Enable the filter once there are answers, and the bank where there are several."""
        found = self._whole.banks if self._whole else ()
        return len(found) > {"choose_bank": 1, "filter": 0}.get(action, -1)

    def action_leave(self) -> None:
        """Remove the filter, or go back to the banks without one."""
        if self._filter == ALL:
            self.app.pop_screen()
        else:
            self._apply_filter(ALL)
