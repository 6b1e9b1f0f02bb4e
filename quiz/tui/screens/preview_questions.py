"""The questions of a bank that is being written, to go to one."""

from collections.abc import Mapping
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.screen import Screen

from quiz.model.problem import Severity
from quiz.question_types import question_type_of
from quiz.study.preview import Preview, PreviewedQuestion, PreviewState
from quiz.text.formatting import counted
from quiz.tui.content import BLANK, MUTED, hanging, joined, line, lines
from quiz.tui.screens.dialogs import answer
from quiz.tui.widgets.header import HeaderBar
from quiz.tui.widgets.key_bar import KeyBar
from quiz.tui.widgets.problem_list import SIGNS
from quiz.tui.widgets.row_list import ListRow, RowList


class ViewRow(ListRow):
    """One question: its number and id, what is wrong with it, and how it begins."""

    def __init__(self, preview: Preview, index: int) -> None:
        self._number = index + 1
        self._view = preview.views[index]
        self._problems = preview.problems_of(self._view)

    def draw(self, width: int) -> Content:
        """Draw the row."""
        sign, style, words = self._standing()
        number = joined(Content.styled(f"{sign} ", style), Content(f"{self._number:>3} "))
        name = joined(line(self._view.name, "bold"), Content.styled(words, style))
        head = hanging(number, name, width - 1)
        asks = _asks(self._view)
        if not asks:
            return head
        return lines([head, hanging(Content("      "), line(asks, MUTED), width - 1)])

    def _standing(self) -> tuple[str, str, str]:
        """Return sign, style and words for what is wrong."""
        plain = self._view.state in (PreviewState.SOUND, PreviewState.UNSOUND)
        parts = [] if plain else [self._view.state.value]
        found = [problem.severity for problem in self._problems]
        parts += [counted(found.count(each), each.value) for each in Severity if each in found]
        words = f"  {', '.join(parts)}" if parts else ""
        if self._view.state is not PreviewState.SOUND:
            return (*SIGNS[Severity.ERROR], words)
        worst = next((each for each in Severity if each in found), None)
        return (*SIGNS[worst], words) if worst else ("✓", "$text-success", "")


def _asks(view: PreviewedQuestion) -> str:
    return "" if view.question is None else question_type_of(view.question).asks(view.question)


class QuestionsScreen(Screen[int]):
    """Returns the place of a question to go to; nothing when it is put away."""

    DEFAULT_CSS = """
    QuestionsScreen { & RowList { margin: 1 1 0 1; } }
    QuestionsScreen.-short RowList { margin: 0 1; }
    """
    VERTICAL_BREAKPOINTS = [(0, "-short"), (18, "-tall")]
    says: ClassVar[Mapping[str, tuple[str, str]]] = {
        "choose": ("Go there", "Go to the current question")
    }
    """Other words for the actions of the list, by their names."""
    BINDINGS = [
        Binding("escape,f7", "leave", "Back", tooltip="Go back to the question"),
        Binding("h", "app.help", "Help", show=False),
    ]

    def __init__(self, preview: Preview, index: int) -> None:
        super().__init__()
        self._preview = preview
        self._index = index

    def compose(self) -> ComposeResult:
        """Make the parts."""
        self._list = RowList()
        header = HeaderBar("Questions")
        header.progress(Content(counted(len(self._preview.views), "question")), BLANK)
        yield header
        yield self._list
        yield KeyBar()

    def on_mount(self) -> None:
        """List the questions, the current one under the cursor."""
        count = len(self._preview.views)
        self._list.fill([ViewRow(self._preview, index) for index in range(count)], self._index)
        self._list.focus()

    def on_row_list_chosen(self, event: RowList.Chosen) -> None:
        """Go to the question that was chosen."""
        event.stop()
        answer(self, event.index)

    def action_leave(self) -> None:
        """Go back to the current question."""
        answer(self)
