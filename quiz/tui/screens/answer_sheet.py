"""The answer sheet: every question of an exam, and whether it is answered."""

from collections.abc import Mapping
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.screen import Screen

from quiz.attempts.answer_sheet import AnswerSheet
from quiz.study import formatting
from quiz.tui.content import BLANK, MUTED, hanging, joined, line, lines
from quiz.tui.screens.dialogs import answer
from quiz.tui.widgets.header import HeaderBar
from quiz.tui.widgets.key_bar import KeyBar
from quiz.tui.widgets.question_strip import FLAG, state
from quiz.tui.widgets.row_list import ListRow, RowList

HAND_IN = -1
"""What the screen returns when the exam is to be handed in."""
_WIDE = 60
_STATE_CELLS = 21


class SheetRow(ListRow):
    """One question: its number, what stands there in a sign and words, and how it begins."""

    def __init__(self, sheet: AnswerSheet, index: int) -> None:
        self._sheet = sheet
        self._index = index

    def draw(self, width: int) -> Content:
        """Draw the row."""
        entry = self._sheet.at(self._index)
        sign, words, style = state(entry)
        number = joined(Content.styled(f"{sign} ", style), Content(f"{self._index + 1:>3} "))
        text = Content.styled(words, style)
        if entry.flagged:
            text = joined(text, Content.styled(f" {FLAG} flagged", "bold $text-warning"))
        prompt = line(" ".join(self._sheet.items[self._index].question.prompt.split()), MUTED)
        if width < _WIDE:
            below = hanging(Content("      "), prompt, width - 1)
            return lines([hanging(number, text, width - 1), below])
        aligned = text.pad_right(max(1, _STATE_CELLS - text.cell_length))
        return hanging(joined(number, aligned), prompt, width - 1)


class AnswerSheetScreen(Screen[int]):
    """Returns the position of a question to go to, or `HAND_IN`; nothing when it is put away."""

    DEFAULT_CSS = """
    AnswerSheetScreen { & RowList { margin: 1 1 0 1; } }
    AnswerSheetScreen.-short RowList { margin: 0 1; }
    """
    VERTICAL_BREAKPOINTS = [(0, "-short"), (18, "-tall")]
    says: ClassVar[Mapping[str, tuple[str, str]]] = {
        "choose": ("Go there", "Go to the current question")
    }
    """Other words for the actions of the list, by their names."""
    BINDINGS = [
        Binding("f9", "hand_in", "Hand in", tooltip="Hand the exam in"),
        Binding("escape,f7", "leave", "Back", tooltip="Go back to the question"),
        Binding("h", "app.help", "Help", show=False),
    ]

    def __init__(self, sheet: AnswerSheet) -> None:
        super().__init__()
        self._sheet = sheet

    def compose(self) -> ComposeResult:
        """Make the parts."""
        self._header = HeaderBar("Answer sheet")
        self._list = RowList()
        yield self._header
        yield self._list
        yield KeyBar()

    def on_mount(self) -> None:
        """List the questions, the current one under the cursor."""
        sheet = self._sheet
        self._list.fill([SheetRow(sheet, n) for n in range(len(sheet.items))], sheet.position)
        self._list.focus()
        self._show_time()
        self.set_interval(1.0, self._show_time)

    def _show_time(self) -> None:
        sheet = self._sheet
        time = "" if sheet.left is None else f"{formatting.clock_digits(sheet.left)} left · "
        count, narrow = len(sheet.flagged), self.size.width < _WIDE
        flagged = f" · {FLAG} {count}" if narrow else f" · {count} flagged"
        text = f"{time}{formatting.answered_count(sheet)}{flagged if count else ''}"
        self._header.progress(Content(text), BLANK)
        self._header.warn(formatting.time_warning(sheet.left))

    def on_row_list_chosen(self, event: RowList.Chosen) -> None:
        """Go to the question that was chosen."""
        event.stop()
        answer(self, event.index)

    def action_hand_in(self) -> None:
        """Have the exam handed in."""
        answer(self, HAND_IN)

    def action_leave(self) -> None:
        """Go back to the current question."""
        answer(self)
