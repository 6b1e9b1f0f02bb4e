"""Options before playing: mode, banks, number of questions, tag, time limit."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from quiz.model.response import Mode
from quiz.study.launch import OnUnfinished, Request
from quiz.text.cleaning import clean_line
from quiz.tui.content import MUTED, hanging, line, lines
from quiz.tui.screens.dialogs import Box, answer
from quiz.tui.widgets.key_bar import KeyBar
from quiz.tui.widgets.row_list import ListRow, RowList

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
    says: str = ""


class ChoiceRow(ListRow):
    """Something to be decided."""

    def __init__(self, label: str, choices: Sequence[OptionValue]) -> None:
        self._label = label
        self._choices = choices
        self._index = 0

    @property
    def value(self) -> Any:
        """What is decided now."""
        return self._choices[self._index].value

    def step(self, by: int) -> None:
        """Go to another value, the first after the last."""
        self._index = (self._index + by) % len(self._choices)
        self._drawn = None

    def draw(self, width: int) -> Content:
        """Draw the row."""
        chosen = self._choices[self._index]
        label = Content.styled(f" {self._label:<{LABEL_CELLS}}", "bold")
        value = Content.styled(f"‹ {clean_line(chosen.label)} ›", "bold $text-accent")
        first = hanging(label, value, width)
        if not chosen.says:
            return first
        return lines([first, hanging(Content("   "), line(chosen.says, MUTED), width)])


def _banks(file: Path | None, others: Sequence[Path]) -> list[OptionValue]:
    """Return which banks can be chosen: one and all that are listed; without one, all."""
    if file is None:
        return [OptionValue(tuple(others), "all", "Mixed.")]
    mixed = OptionValue(tuple(others), f"all {len(others)} listed", "Mixed.")
    return [OptionValue((file,), "this one"), *([mixed] if len(others) > 1 else [])]


class _StartRow(ListRow):
    """What the mouse starts with; Enter does so on every row but the last."""

    def draw(self, width: int) -> Content:
        """Draw the row."""
        return hanging(Content(" "), Content.styled("▸ Start", "bold $text-accent"), width)


class _BackRow(ListRow):
    """What the mouse goes back with."""

    def draw(self, width: int) -> Content:
        """Draw the row."""
        return hanging(Content(" "), Content("Back"), width)


class OptionRows(RowList):
    """What is to be decided; Enter on any row but the way back starts, a click changes the row."""

    BINDINGS = [
        Binding("enter", "start", "Start", tooltip="Start with these options"),
        # Here, not on the screen: all that scrolls has these keys too.
        Binding("right,space", "screen.step(1)", "Change", tooltip="Go to the next value"),
        Binding("left", "screen.step(-1)", "Previous", False, tooltip="Go to the previous value"),
    ]

    class Started(Message):
        """Everything is decided."""

    def action_start(self) -> None:
        """Say that everything is decided."""
        self.post_message(self.Started())


class PlayOptionsScreen(Box[Request]):
    """Returns the request to play; None after Escape."""

    DEFAULT_CSS = """
    PlayOptionsScreen RowList { max-height: 12; }
    PlayOptionsScreen.-short RowList { max-height: 8; }
    """
    BINDINGS = [Binding("escape", "leave", "Back", tooltip="Go back")]

    def __init__(
        self, title: str, file: Path | None, tags: Sequence[str], others: Sequence[Path] = ()
    ) -> None:
        """Offer one bank with its tags, or a review; `others` are all banks that could be mixed."""
        super().__init__()
        self._title = title
        self._mode = ChoiceRow("Mode", [OptionValue(*each) for each in _MODES])
        if file is None:
            self._mode.step(_REVIEW)
        self._banks = ChoiceRow("Banks", _banks(file, others))
        counts = [OptionValue(None, "all"), *(OptionValue(count, str(count)) for count in COUNTS)]
        self._most = ChoiceRow("Questions", counts)
        self._tag = ChoiceRow(
            "Tag", [OptionValue((), "any"), *(OptionValue((tag,), tag) for tag in tags)]
        )
        limits = [
            OptionValue(None, "none"),
            *(OptionValue(60.0 * n, f"{n} minutes") for n in MINUTES),
        ]
        self._limit = ChoiceRow("Time limit", limits)

    def compose(self) -> ComposeResult:
        """Make the box."""
        self._list = OptionRows()
        with Vertical():
            yield Static(line(self._title, "bold"), classes="head")
            yield self._list
            yield KeyBar()

    def on_mount(self) -> None:
        """Offer everything, the current mode."""
        self._fill()
        self._list.focus()

    def _fill(self) -> None:
        offered: list[ListRow] = [self._mode, self._banks, self._most, self._tag]
        if self._mode.value is Mode.EXAM:
            offered.append(self._limit)
        self._list.fill([*offered, _StartRow(), _BackRow()], self._list.cursor)

    def action_step(self, by: int) -> None:
        """Change the selected row."""
        row = self._list.row
        if isinstance(row, ChoiceRow):
            row.step(by)
            self._fill()

    def on_row_list_chosen(self, event: RowList.Chosen) -> None:
        """Change the row that was clicked, or start."""
        event.stop()
        if isinstance(event.rows.row, ChoiceRow):
            self.action_step(1)
        else:
            self._decide()

    def on_option_rows_started(self, event: OptionRows.Started) -> None:
        """Start, or go back from the row that says so."""
        event.stop()
        self._decide()

    def _decide(self) -> None:
        if isinstance(self._list.row, _BackRow):
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
                max_questions=self._most.value,
                tags=self._tag.value,
                limit=self._limit.value if mode is Mode.EXAM else None,
            ),
        )
