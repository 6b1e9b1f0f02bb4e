"""Dialogs over any screen: a choice, a line to type, a wait; and those that an exam asks with."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen, Screen
from textual.widgets import Input, Static

from quiz.attempts.answer_sheet import AnswerSheet
from quiz.settings.value_types import InvalidSetting, Value
from quiz.study import formatting
from quiz.tui.content import hanging, line, plain
from quiz.tui.widgets.field import TextField
from quiz.tui.widgets.key_bar import KeyBar
from quiz.tui.widgets.row_list import ListRow, RowList

Answer = TypeVar("Answer")


def answer(screen: Screen[Answer], value: Answer | None = None) -> None:
    """Have a screen return a value and go; what arrives for it afterwards counts no more."""
    if screen.is_active:
        screen.dismiss(value)


class Box(ModalScreen[Answer]):
    """A box over any screen; its title, of the class `head`, never takes more than one line."""

    DEFAULT_CSS = """
    Box {
        align: center middle;
        & > Vertical {
            width: 64; max-width: 100%; height: auto; max-height: 100%;
            padding: 1 2; background: $surface; border: round $primary;
        }
        & .head { height: 1; text-wrap: nowrap; text-overflow: ellipsis; }
        & RowList { height: auto; margin: 1 0 0 0; background: $surface; }
        & KeyBar { dock: none; padding: 0; margin: 1 0 0 0; background: $surface; }
    }
    Box.-short > Vertical { padding: 0 1; }
    Box.-short RowList, Box.-short KeyBar { margin: 0; }
    """
    VERTICAL_BREAKPOINTS = [(0, "-short"), (20, "-tall")]

    def action_leave(self) -> None:
        """Go without a choice."""
        answer(self)


class _Choice(ListRow):
    """One thing to choose; one of the app's own words."""

    def __init__(self, label: str) -> None:
        self._label = label

    def draw(self, width: int) -> Content:
        """Draw the row."""
        return hanging(Content(" "), Content(self._label), width)


class Dialog(Box[int]):
    """Returns the index of the choice; Escape makes the one that goes back, by default the last."""

    DEFAULT_CSS = """
    Dialog {
        & VerticalScroll { height: auto; max-height: 10; }
        & RowList { max-height: 8; }
    }
    Dialog.-short VerticalScroll { max-height: 6; }
    Dialog.-short RowList { max-height: 3; }
    """
    BINDINGS = [
        Binding("escape", "leave", "Back"),
        Binding("pageup", "scroll(-1)", "Page up", show=False),
        Binding("pagedown", "scroll(1)", "Page down", show=False),
    ]

    def __init__(self, title: str, text: str, choices: Sequence[str], back: int = -1) -> None:
        """Offer choices; `back` is the place of the one that changes nothing."""
        super().__init__()
        self._head = title
        self._text = text
        self._choices = choices
        self._back = back % len(choices)

    def compose(self) -> ComposeResult:
        """Make the box."""
        self._list = RowList()
        with Vertical():
            yield Static(line(self._head, "bold"), classes="head")
            with VerticalScroll(can_focus=False):
                yield Static(plain(self._text))
            yield self._list

    def on_mount(self) -> None:
        """Offer the choices, the first one selected."""
        self._list.fill([_Choice(label) for label in self._choices])
        self._list.focus()

    def on_row_list_chosen(self, event: RowList.Chosen) -> None:
        """Return the choice."""
        event.stop()
        answer(self, event.index)

    def action_leave(self) -> None:
        """Choose the way back."""
        answer(self, self._back)

    def action_scroll(self, step: int) -> None:
        """Scroll the text."""
        text = self.query_one(VerticalScroll)
        text.scroll_relative(y=step * max(1, text.size.height - 1), animate=False)


class _Line(TextField):
    """Where it is typed."""

    BINDINGS = [Binding("enter", "submit", "Keep", tooltip="Save what you typed")]


class EntryDialog(Box[Value]):
    """Returns the value that was typed, once it is one; None after Escape."""

    DEFAULT_CSS = """
    EntryDialog {
        & TextField { margin: 1 0 0 0; background: $panel; }
        & .wrong { color: $text-error; }
    }
    EntryDialog.-short TextField { margin: 0; }
    """
    BINDINGS = [Binding("escape", "leave", "Back", tooltip="Change nothing")]

    def __init__(self, title: str, text: str, value: str, read: Callable[[str], Value]) -> None:
        """Begin with a value as text; `read` turns text into a value or raises `Unfit`."""
        super().__init__()
        self._head = title
        self._text = text
        self._value = value
        self._read = read

    def compose(self) -> ComposeResult:
        """Make the box."""
        self._field = _Line()
        self._wrong = Static(classes="wrong")
        with Vertical():
            yield Static(line(self._head, "bold"), classes="head")
            yield Static(plain(self._text))
            yield self._field
            yield self._wrong
            yield KeyBar()

    def on_mount(self) -> None:
        """Begin with the value, which the first key replaces."""
        self._field.value = self._value
        self._field.select_all()
        self._field.focus()
        self._wrong.display = False

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Return the value, or show why the text is not one."""
        event.stop()
        try:
            value = self._read(event.value)
        except InvalidSetting as error:
            self._wrong.update(plain(f"✗ It {error}"))
            self._wrong.display = True
        else:
            answer(self, value)


class Waiting(ModalScreen[None]):
    """Shows one of the app's own texts over any screen."""

    DEFAULT_CSS = """
    Waiting {
        align: center middle;
        & > Static {
            width: auto; max-width: 100%; padding: 1 4;
            background: $surface; border: round $primary;
        }
    }
    """

    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = text

    def compose(self) -> ComposeResult:
        """Make the box."""
        yield Static(Content(self._text))


LOOK, HAND_IN = range(2)
"""What is chosen where handing in is asked about; what cannot be undone is not selected first."""
AGREED = 0
"""The choice that leaves the exam."""
LIFTED = 1
"""The choice that removes the time limit."""


def hand_in(sheet: AnswerSheet) -> Dialog:
    """Return the dialog before handing in, which warns of open questions."""
    undone = formatting.open_items(sheet) or "Every question is answered"
    text = f"{undone}. You cannot change anything afterwards; every answer is explained."
    return Dialog("Hand in?", text, ["Look at the sheet", "Hand in", "Back"])


def leave(sheet: AnswerSheet) -> Dialog:
    """Say what becomes of an exam that is left."""
    runs = "" if sheet.limit is None else " Its clock keeps running meanwhile."
    text = f"Your answers are saved, and you can continue the exam later.{runs}"
    return Dialog("Leave the exam?", text, ["Leave", "Back"])


def lift() -> Dialog:
    """Return the dialog before the time limit is removed."""
    text = "The exam then ends when you hand it in. This cannot be undone."
    return Dialog("Remove the time limit?", text, ["Back", "Remove it"], back=0)
