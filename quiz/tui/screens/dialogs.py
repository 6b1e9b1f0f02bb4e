"""Dialogs: a choice, a line to type, a wait, and the questions of an exam."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen, Screen
from textual.widgets import Input, Static

from quiz.settings.definitions import InvalidSetting, Value
from quiz.study import formatting
from quiz.tui import theme
from quiz.tui.actions import ScreenAction, documented_actions
from quiz.tui.content import hanging, line, plain
from quiz.tui.widgets.controls import KeyBar, TextField
from quiz.tui.widgets.row_list import LabelRow, ListRow, RowList

if TYPE_CHECKING:
    # A dialog over the home screen needs no question types.
    from quiz.attempts.answer_sheet import AnswerSheet

Answer = TypeVar("Answer")


def answer(screen: Screen[Answer], value: Answer | None = None) -> None:
    """Dismiss a screen with a value, unless it was dismissed already."""
    # Two keys of one burst may both close it; Textual refuses the second.
    if screen.is_active:
        screen.dismiss(value)


class Box(ModalScreen[Answer]):
    """A dialog box; its title, of the class `head`, is cut to one line."""

    DEFAULT_CSS = """
    Box {
        align: center middle;
        & > Vertical {
            width: 64; max-width: 100%; height: auto; max-height: 100%;
            padding: 1 2; background: $surface;
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
        """Close without a choice."""
        answer(self)


class Dialog(Box[int]):
    """Returns the index of the choice; Escape returns the one that goes back."""

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
        """List choices; `back` is the index of the one that changes nothing."""
        super().__init__()
        self._head = title
        self._text = text
        self._choices = choices
        # Counted from the end like an index, since the way back is usually the last choice.
        self._back = back % len(choices)

    def compose(self) -> ComposeResult:
        self._list = RowList()
        with Vertical():
            yield Static(line(self._head, "bold"), classes="head")
            with VerticalScroll(can_focus=False):
                yield Static(plain(self._text))
            yield self._list

    def on_mount(self) -> None:
        """List the choices, the first one selected."""
        self._list.fill([LabelRow(label) for label in self._choices])
        self._list.focus()

    @on(RowList.Chosen)
    def _choose_row(self, event: RowList.Chosen) -> None:
        """Return the choice."""
        event.stop()
        answer(self, event.index)

    def action_leave(self) -> None:
        """Return the choice that goes back."""
        answer(self, self._back)

    def action_scroll(self, step: int) -> None:
        """Scroll the text."""
        text = self.query_one(VerticalScroll)
        text.scroll_relative(y=step * max(1, text.size.height - 1), animate=False)


class _Line(TextField):
    """The line to type in."""

    BINDINGS = [Binding("enter", "submit", "Save", tooltip="Save what you typed")]


class EntryDialog(Box[Value]):
    """Returns the typed value once it is valid; None after Escape."""

    DEFAULT_CSS = """
    EntryDialog {
        & TextField { margin: 1 0 0 0; background: $raised; }
        & .wrong { color: $wrong; }
    }
    EntryDialog.-short TextField { margin: 0; }
    """
    BINDINGS = [Binding("escape", "leave", "Back", tooltip="Change nothing")]

    def __init__(self, title: str, text: str, value: str, read: Callable[[str], Value]) -> None:
        """Start with a value as text; `read` parses the text or raises `InvalidSetting`."""
        super().__init__()
        self._head = title
        self._text = text
        self._value = value
        self._read = read

    def compose(self) -> ComposeResult:
        self._field = _Line()
        self._wrong = Static(classes="wrong")
        with Vertical():
            yield Static(line(self._head, "bold"), classes="head")
            yield Static(plain(self._text))
            yield self._field
            yield self._wrong
            yield KeyBar()

    def on_mount(self) -> None:
        """Start with the value selected, so that the first key replaces it."""
        # Set here, not in the constructor, since selecting needs a mounted field.
        self._field.value = self._value
        self._field.select_all()
        self._field.focus()
        self._wrong.display = False

    @on(Input.Submitted)
    def _return_value(self, event: Input.Submitted) -> None:
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
    """A box with a text that is shown during a commit."""

    DEFAULT_CSS = """
    Waiting {
        align: center middle;
        & > Static {
            width: auto; max-width: 100%; padding: 1 4;
            background: $surface;
        }
    }
    """

    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = text

    def compose(self) -> ComposeResult:
        yield Static(Content(self._text))


LOOK, HAND_IN = range(2)
"""Choices of the dialog before handing in; the one that cannot be undone is not the first."""
AGREED = 0
"""The choice that leaves the exam."""
REMOVED = 1
"""The choice that removes the time limit."""


def hand_in(sheet: "AnswerSheet") -> Dialog:
    """Return the dialog before handing in, which warns of open questions."""
    undone = formatting.open_items(sheet) or "Every question is answered"
    text = f"{undone}. You cannot change anything afterwards; every answer is explained."
    return Dialog("Hand in?", text, ["Look at the sheet", "Hand in", "Back"])


def leave(sheet: "AnswerSheet") -> Dialog:
    """Return the dialog before an exam is left."""
    runs = "" if sheet.limit is None else " Its clock keeps running meanwhile."
    text = f"Your answers are saved, and you can continue the exam later.{runs}"
    return Dialog("Leave the exam?", text, ["Leave", "Back"])


def remove_limit() -> Dialog:
    """Return the dialog before the time limit is removed."""
    text = "The exam then ends when you hand it in. This cannot be undone."
    return Dialog("Remove the time limit?", text, ["Back", "Remove it"], back=0)


KEYS_WIDTH = 16


class _ActionRow(ListRow):
    """The keys and the text of an action; None for the line that closes the help."""

    def __init__(
        self, labels: Sequence[str], text: str, action: ScreenAction | None = None
    ) -> None:
        self._labels = labels
        self._text = text
        self.action = action

    def draw(self, width: int) -> Content:
        size = min(KEYS_WIDTH, width // 3)
        keys = Content.styled(" ".join(self._labels).ljust(size), theme.KEY)
        return hanging(keys.pad_right(1).pad_left(1), Content(self._text), width - 1)


class HelpScreen(Box[None]):
    """Lists the actions of a screen, and runs the one that is chosen."""

    DEFAULT_CSS = """
    HelpScreen RowList {
        width: 70; max-width: 100%; max-height: 100%; margin: 0;
        padding: 1 2; border-title-color: $accent;
    }
    HelpScreen.-short RowList { padding: 0 1; }
    """
    BINDINGS = [Binding("escape,space,h,q", "leave", "Close")]

    def __init__(self, of: Screen[Any]) -> None:
        super().__init__()
        # Read now: on the help itself, other actions are available.
        self._actions = documented_actions(of)

    def compose(self) -> ComposeResult:
        self._list = RowList()
        self._list.border_title = Content("Keys")
        yield self._list

    def on_mount(self) -> None:
        """List the actions; the line that only closes the help is selected."""
        self._list.fill(
            [
                _ActionRow(["Esc"], "Close the help (Enter runs the selected action)"),
                *(_ActionRow(action.labels, action.tooltip, action) for action in self._actions),
            ]
        )
        self._list.focus()

    @on(RowList.Chosen)
    def _choose_row(self, event: RowList.Chosen) -> None:
        """Close the help and run the chosen action."""
        event.stop()
        row = event.rows.row
        if self.is_active and isinstance(row, _ActionRow) and row.action is not None:
            # Once the help is closed: the action belongs to the screen below it.
            self.app.call_later(self.app.run_action, row.action.name, row.action.node)
        answer(self)
