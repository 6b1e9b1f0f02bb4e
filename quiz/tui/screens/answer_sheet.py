"""The answer sheet of an exam: every question, and whether it is answered."""

from collections.abc import Mapping
from typing import ClassVar

from textual import on
from textual.binding import Binding
from textual.content import Content

from quiz.attempts.answer_sheet import AnswerSheet, SheetEntry
from quiz.study import formatting
from quiz.tui import theme
from quiz.tui.content import bar, hanging, joined, line, lines
from quiz.tui.screens.dialogs import answer
from quiz.tui.widgets.row_list import ListRow, ListScreen, RowList

HAND_IN = -1
"""The result of the screen when the exam is to be handed in."""
_WIDE = 60
_STATE_CELLS = 21


FLAG = "⚑"
MAX_SIGNS = 40
"""Questions up to which each has its sign."""


def state(entry: SheetEntry) -> tuple[str, str, str]:
    """Return sign, words and style of an entry, without its flag."""
    if entry.given is not None:
        return "●", "answered", theme.GOOD
    return (
        ("◌", "begun, not answered", theme.DOUBTFUL) if entry.begun else ("○", "blank", theme.MUTED)
    )


def position_and_time(sheet: AnswerSheet, narrow: bool) -> str:
    """Return which question is current, the time left, and whether the question is flagged."""
    text = f"{sheet.position + 1} of {len(sheet.items)}"
    if sheet.left is not None:
        text += f" · {formatting.clock_digits(sheet.left)} left"
    if sheet.entry.flagged:
        text += f" · {FLAG}" if narrow else f" · {FLAG} flagged"
    return text


def sheet_signs(sheet: AnswerSheet, max_signs: int = MAX_SIGNS) -> list[Content]:
    """Return one sign for each question; a bar of how many are answered when they are too many."""
    count = len(sheet.items)
    # More signs than cells would wrap the header.
    if count > max_signs:
        return [bar((count - len(sheet.blank)) / count, min(20, max_signs), theme.ACCENT)]
    return [_entry_sign(sheet, index) for index in range(count)]


def _entry_sign(sheet: AnswerSheet, index: int) -> Content:
    entry = sheet.at(index)
    sign, _, style = state(entry)
    if entry.flagged:
        sign, style = FLAG, theme.DOUBTFUL
    return Content.styled(sign, f"bold reverse {style}" if index == sheet.position else style)


class SheetRow(ListRow):
    """One question: its number, its state as a sign and in words, and the start of its prompt."""

    def __init__(self, sheet: AnswerSheet, index: int) -> None:
        self._sheet = sheet
        self._index = index

    def draw(self, width: int) -> Content:
        entry = self._sheet.at(self._index)
        sign, words, style = state(entry)
        number = joined(Content.styled(f"{sign} ", style), Content(f"{self._index + 1:>3} "))
        text = Content.styled(words, style)
        if entry.flagged:
            text = joined(text, Content.styled(f" {FLAG} flagged", f"bold {theme.DOUBTFUL}"))
        prompt = line(" ".join(self._sheet.items[self._index].question.prompt.split()), theme.MUTED)
        if width < _WIDE:
            below = hanging(Content("      "), prompt, width - 1)
            return lines([hanging(number, text, width - 1), below])
        aligned = text.pad_right(max(1, _STATE_CELLS - text.cell_length))
        return hanging(joined(number, aligned), prompt, width - 1)


class AnswerSheetScreen(ListScreen[int]):
    """Returns the position of the question to go to, `HAND_IN`, or None after Escape."""

    action_texts: ClassVar[Mapping[str, tuple[str, str]]] = {
        "choose": ("Go there", "Go to the current question")
    }
    """Labels and tooltips that replace those of the list, by action."""
    BINDINGS = [
        Binding("f9", "hand_in", "Hand in", tooltip="Hand the exam in"),
        Binding("escape,f7", "leave", "Back", tooltip="Go back to the question"),
        Binding("h", "app.help", "Help", show=False),
    ]

    def __init__(self, sheet: AnswerSheet) -> None:
        super().__init__("Answer sheet")
        self._sheet = sheet

    def on_mount(self) -> None:
        """List the questions, the current one under the cursor."""
        sheet = self._sheet
        self._list.fill([SheetRow(sheet, n) for n in range(len(sheet.items))], sheet.position)
        self._list.focus()
        self._show_time()
        # The exam's clock runs on while its questions are covered.
        self.set_interval(1.0, self._show_time)

    def _show_time(self) -> None:
        sheet = self._sheet
        time = "" if sheet.left is None else f"{formatting.clock_digits(sheet.left)} left · "
        count, narrow = len(sheet.flagged), self.size.width < _WIDE
        flagged = f" · {FLAG} {count}" if narrow else f" · {count} flagged"
        text = f"{time}{formatting.answered_count(sheet)}{flagged if count else ''}"
        self._header.progress(Content(text))
        self._header.warning = formatting.time_warning(sheet.left)

    @on(RowList.Chosen)
    def _choose_row(self, event: RowList.Chosen) -> None:
        """Go to the question that was chosen."""
        event.stop()
        answer(self, event.index)

    def action_hand_in(self) -> None:
        """Return `HAND_IN`."""
        answer(self, HAND_IN)

    def action_leave(self) -> None:
        """Go back to the current question."""
        answer(self)
