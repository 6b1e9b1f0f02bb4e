"""Options before an attempt (mode, banks, number of questions, tag, time limit), and opening it."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from quiz.model.response import Mode
from quiz.store.records import AttemptSummary
from quiz.study import formatting
from quiz.study.launch import OnUnfinished, Request, begin, open_banks
from quiz.study.library import load_bank
from quiz.study.practice import PracticeRunner
from quiz.text.cleaning import clean_line
from quiz.tui import theme
from quiz.tui.content import hanging, line, lines
from quiz.tui.screens.dialogs import Box, Dialog, answer
from quiz.tui.widgets.controls import KeyBar
from quiz.tui.widgets.row_list import LabelRow, ListRow, RowList

if TYPE_CHECKING:
    from quiz.study.exam import ExamRunner
    from quiz.tui.app import QuizApp

LABEL_CELLS = 13
COUNTS = (5, 10, 15, 20, 30, 50, 100)
MINUTES = (5, 10, 15, 20, 30, 45, 60, 90, 120)
_MODES = (
    (Mode.PRACTICE, "practice", "Each answer is explained at once."),
    (Mode.EXAM, "exam", "Submit once at the end; explanations follow."),
    (Mode.REVIEW, "review", "Questions that are due today."),
    (Mode.MISTAKES, "mistakes", "Questions you last got wrong, until each is right."),
)
_REVIEW = [mode for mode, *_ in _MODES].index(Mode.REVIEW)


class OptionValue(NamedTuple):
    """One value of a row."""

    value: Any
    label: str
    explanation: str = ""


class ChoiceRow(ListRow):
    """An option with several values."""

    def __init__(self, label: str, choices: Sequence[OptionValue]) -> None:
        self._label = label
        self._choices = choices
        self._index = 0

    @property
    def value(self) -> Any:
        """The current value."""
        return self._choices[self._index].value

    def step(self, by: int) -> None:
        """Go to another value, the first after the last."""
        self._index = (self._index + by) % len(self._choices)
        # The row is drawn again with its new value.
        self._drawn = None

    def draw(self, width: int) -> Content:
        chosen = self._choices[self._index]
        label = Content.styled(f" {self._label:<{LABEL_CELLS}}", "bold")
        value = Content.styled(f"‹ {clean_line(chosen.label)} ›", theme.KEY)
        first = hanging(label, value, width)
        if not chosen.explanation:
            return first
        return lines([first, hanging(Content("   "), line(chosen.explanation, theme.MUTED), width)])


def _banks(file: Path | None, others: Sequence[Path]) -> list[OptionValue]:
    """Return the values for the banks: this one, and all that are listed; without one, all."""
    if file is None:
        return [OptionValue(tuple(others), "all", "Mixed.")]
    mixed = OptionValue(tuple(others), f"all {len(others)} listed", "Mixed.")
    return [OptionValue((file,), "this one"), *([mixed] if len(others) > 1 else [])]


class OptionRows(RowList):
    """The options; Enter starts on any row but Back, and a click changes the row."""

    BINDINGS = [
        Binding("enter", "start", "start", tooltip="Start with these options"),
        # Here, not on the screen: every scrolling widget binds these keys too.
        Binding("right,space", "screen.step(1)", "change", tooltip="Go to the next value"),
        Binding("left", "screen.step(-1)", "previous", False, tooltip="Go to the previous value"),
    ]

    class Started(Message):
        """The learner starts with these options."""

    def action_start(self) -> None:
        """Post `Started`."""
        self.post_message(self.Started())


class PlayOptionsScreen(Box[Request]):
    """Returns the request to play; None after Escape."""

    DEFAULT_CSS = """
    PlayOptionsScreen RowList {
        max-height: 12;
        /* A row has words in several colours, which a filled one would hide. */
        & > .rows--cursor { background: $focus; color: $foreground; text-style: none; }
        &:ansi > .rows--cursor { text-style: reverse; }
    }
    PlayOptionsScreen.-short RowList { max-height: 8; }
    """
    BINDINGS = [Binding("escape", "leave", "back", tooltip="Go back")]

    def __init__(
        self, title: str, file: Path | None, tags: Sequence[str], others: Sequence[Path] = ()
    ) -> None:
        """Show the options of a bank with its tags, or of a review; `others` can be mixed."""
        super().__init__()
        self._title = title
        self._mode = ChoiceRow("Mode", [OptionValue(*each) for each in _MODES])
        if file is None:
            self._mode.step(_REVIEW)
        self._banks = ChoiceRow("Banks", _banks(file, others))
        counts = [OptionValue(None, "all"), *(OptionValue(count, str(count)) for count in COUNTS)]
        self._back = LabelRow("Back")
        self._max_count = ChoiceRow("Questions", counts)
        self._tag = ChoiceRow(
            "Tag", [OptionValue((), "any"), *(OptionValue((tag,), tag) for tag in tags)]
        )
        limits = [
            OptionValue(None, "none"),
            *(OptionValue(60.0 * n, f"{n} minutes") for n in MINUTES),
        ]
        self._limit = ChoiceRow("Time limit", limits)

    def compose(self) -> ComposeResult:
        self._list = OptionRows()
        with Vertical():
            yield Static(line(self._title, "bold"), classes="head")
            yield self._list
            yield KeyBar()

    def on_mount(self) -> None:
        """List the options."""
        self._fill()
        self._list.focus()

    def _fill(self) -> None:
        offered: list[ListRow] = [self._mode, self._banks, self._max_count, self._tag]
        # Only exams have a time limit; the row appears and disappears with the mode.
        if self._mode.value is Mode.EXAM:
            offered.append(self._limit)
        self._list.fill([*offered, LabelRow("▸ Start", theme.KEY), self._back], self._list.cursor)

    def action_step(self, by: int) -> None:
        """Change the selected row."""
        row = self._list.row
        if isinstance(row, ChoiceRow):
            row.step(by)
            self._fill()

    @on(RowList.Chosen)
    def _choose_row(self, event: RowList.Chosen) -> None:
        """Change the clicked option, start, or go back."""
        event.stop()
        if isinstance(event.rows.row, ChoiceRow):
            self.action_step(1)
        else:
            self._decide()

    @on(OptionRows.Started)
    def _start_or_leave(self, event: OptionRows.Started) -> None:
        """Start, or go back from the last row."""
        event.stop()
        self._decide()

    def _decide(self) -> None:
        if self._list.row is self._back:
            self.action_leave()
        else:
            self._start()

    def _start(self) -> None:
        """Return the request."""
        mode = self._mode.value
        answer(
            self,
            Request(
                self._banks.value,
                OnUnfinished.ASK,
                mode=mode,
                max_questions=self._max_count.value,
                tags=self._tag.value,
                limit=self._limit.value if mode is Mode.EXAM else None,
            ),
        )


_CONTINUE, _RESTART, _BACK = range(3)


async def open_attempt(app: "QuizApp", request: Request) -> "PracticeRunner | ExamRunner | None":
    """Return the requested attempt; None when the learner went back.

    Raises `NotPlayable` when the bank has errors, `StoreError` when the history cannot be read.
    """
    # Reading the bank and its sources can take a moment; keys still work meanwhile.
    opened = await asyncio.to_thread(open_banks, request, app.study_context)
    chosen = _CONTINUE
    if opened.unfinished is not None and request.again is OnUnfinished.ASK:
        title = "; ".join(bank.title for bank in opened.banks)
        chosen = await app.push_screen_wait(_question(title, opened.unfinished))
    if chosen == _BACK:
        return None
    return await asyncio.to_thread(begin, opened, app.study_context, chosen == _CONTINUE)


async def ask_how(
    app: "QuizApp", title: str, file: Path | None, listed: Sequence[Path]
) -> Request | None:
    """Return the request for a bank, or for a review without one; None after Escape.

    Raises `NotPlayable` when the bank has errors.
    """
    tags = await asyncio.to_thread(_tags, file) if file else []
    return await app.push_screen_wait(PlayOptionsScreen(title, file, tags, listed))


def _tags(file: Path) -> list[str]:
    return sorted({tag for question in load_bank(file).questions for tag in question.tags})


def _question(title: str, unfinished: AttemptSummary) -> Dialog:
    begun = formatting.moment(unfinished.started)
    done = f"{unfinished.answered} of {unfinished.questions} questions answered"
    what, more = "this", ""
    if unfinished.mode == Mode.EXAM:
        what, more = "an exam of this", " If you start again, it stays as it is and is not marked."
    text = f"You began {what} on {begun}: {done}.{more}"
    return Dialog(title, text, ["Continue", "Start again", "Back"])
