"""Dialogs: a choice, a line to type, a wait, and the questions of an exam."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from textual import events, on
from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen, Screen
from textual.widgets import Input, Static

from quiz.settings.definitions import InvalidSetting, Value
from quiz.store.records import MAX_REMARK, Remark
from quiz.study import formatting
from quiz.tui import theme
from quiz.tui.actions import ScreenAction, documented_actions, later_actions
from quiz.tui.content import hanging, line, plain
from quiz.tui.widgets.controls import KeyBar, TextField
from quiz.tui.widgets.row_list import LabelRow, ListRow, RowList, TextRow

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
            padding: 1 3; background: $surface;
            &:ansi { border: round $foreground; }
        }
        & .head { height: 1; text-wrap: nowrap; text-overflow: ellipsis; }
        & RowList {
            height: auto; margin: 1 0 0 0; background: $surface;
            & > .rows--cursor { background: $accent; color: $on-fill; text-style: bold; }
        }
        & KeyBar { dock: none; padding: 0; margin: 1 0 0 0; background: $surface; }
    }
    Box.-short > Vertical { padding: 0 1; }
    Box.-short RowList, Box.-short KeyBar { margin: 0; }
    """
    VERTICAL_BREAKPOINTS = [(0, "-short"), (20, "-mid")]

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
        Binding("escape", "leave", "back"),
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

    BINDINGS = [Binding("enter", "submit", "save", tooltip="Save what you typed")]


class EntryDialog(Box[Value]):
    """Returns the typed value once it is valid; None after Escape."""

    DEFAULT_CSS = """
    EntryDialog {
        & TextField { margin: 1 0 0 0; background: $raised; }
        & .wrong { color: $wrong; }
    }
    EntryDialog.-short TextField { margin: 0; }
    """
    BINDINGS = [Binding("escape", "leave", "back", tooltip="Change nothing")]

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

    is_waiting: ClassVar[bool] = True
    """Whether nothing is to be opened over the screen."""

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


KEYS_WIDTH = 14


class _ActionRow(ListRow):
    """The keys and the text of an action."""

    def __init__(self, action: ScreenAction, now: bool) -> None:
        self.action = action
        # An action of another moment cannot be run from here.
        self.choosable = now  # type: ignore[misc]

    def matches(self, wanted: str) -> bool:
        """Check whether its keys or its text contain some case-folded letters."""
        return wanted in f"{' '.join(self.action.labels)} {self.action.tooltip}".casefold()

    def draw(self, width: int) -> Content:
        size = min(KEYS_WIDTH, width // 3)
        keys = Content.styled("  ".join(self.action.labels), theme.KEY)
        keys = keys.pad_right(max(0, size - keys.cell_length))
        style = "" if self.choosable else theme.MUTED
        return hanging(keys.pad_right(2), Content.styled(self.action.tooltip, style), width - 1)


_HOW = "Type to find a key. Enter does what is selected, Esc closes."


class HelpScreen(Box[None]):
    """Lists the actions of a screen, and runs the one that is chosen; typing filters them."""

    DEFAULT_CSS = """
    HelpScreen {
        & > Vertical { width: 76; height: auto; }
        & RowList {
            max-height: 100%; margin: 0;
            & > .rows--cursor { background: $focus; color: $foreground; text-style: none; }
            &:ansi > .rows--cursor { text-style: reverse; }
        }
        & .how { height: 1; color: $soft; text-wrap: nowrap; text-overflow: ellipsis; }
    }
    HelpScreen.-mid RowList { margin: 1 0; }
    """
    BINDINGS = [
        Binding("escape,f1", "leave", "close"),
        Binding("backspace", "shorten", "shorten", show=False),
    ]

    def __init__(self, of: Screen[Any]) -> None:
        super().__init__()
        # Read now: on the help itself, other actions are available.
        everywhere: list[_ActionRow] = []
        here: list[_ActionRow] = []
        for action in documented_actions(of):
            group = everywhere if isinstance(action.node, App) else here
            group.append(_ActionRow(action, now=True))
        later = [_ActionRow(action, now=False) for action in later_actions(of)]
        self._groups = {"Now": here, "Everywhere": everywhere, "At other times": later}
        self._typed = ""

    def compose(self) -> ComposeResult:
        self._list = RowList()
        self._how = Static(classes="how")
        with Vertical():
            yield Static(Content.styled("Keys", "bold"), classes="head")
            yield self._list
            yield self._how

    def on_mount(self) -> None:
        """List the actions."""
        self._fill()
        self._list.focus()

    def _fill(self) -> None:
        rows: list[ListRow] = []
        for title, group in self._groups.items():
            found = [row for row in group if row.matches(self._typed.casefold())]
            if found:
                gap = [TextRow(Content(""))] if rows else []
                rows += [*gap, TextRow(Content.styled(title, theme.KEY)), *found]
        self._list.fill(rows)
        self._how.update(plain(f"Find: {self._typed}▏" if self._typed else _HOW))

    def on_key(self, event: events.Key) -> None:
        """Take the letters to find."""
        if event.character and event.is_printable:
            event.stop()
            self._typed += event.character
            self._fill()

    def action_shorten(self) -> None:
        """Take back the last letter to find."""
        self._typed = self._typed[:-1]
        self._fill()

    @on(RowList.Chosen)
    def _choose_row(self, event: RowList.Chosen) -> None:
        """Close the help and run the chosen action."""
        event.stop()
        row = event.rows.row
        if self.is_active and isinstance(row, _ActionRow):
            # Once the help is closed: the action belongs to the screen below it.
            self.app.call_later(self.app.run_action, row.action.name, row.action.node)
        answer(self)


_ABOUT = {True: "Something is wrong with it", False: "A note to yourself"}
_REMOVE = {True: "Remove the flag", False: "Remove the note"}


async def ask_for_remark(
    app: "App[Any]", remarks: Sequence[Remark]
) -> tuple[bool, str | None] | None:
    """Ask for a remark on a question; `remarks` are those it has.

    Return whether something is wrong with the question, and the text, None to remove it; None
    when the learner goes back.
    """
    known = {remark.wrong: remark.text for remark in remarks}
    choices = [(_ABOUT[wrong], wrong, True) for wrong in (True, False)]
    choices += [(_REMOVE[wrong], wrong, False) for wrong in (True, False) if wrong in known]
    labels = [*(label for label, *_ in choices), "Back"]
    text = "What you write stays in your history; “quiz history --remarks” lists it."
    dialog = Dialog("About this question", text, labels, back=len(choices))
    chosen = await app.push_screen_wait(dialog)
    if chosen is None or chosen == len(choices):
        return None
    _, wrong, keep = choices[chosen]
    if not keep:
        return wrong, None
    hint = "What is wrong, in your own words? It may be left empty." if wrong else "Your note:"
    entry = EntryDialog(_ABOUT[wrong], hint, known.get(wrong, ""), _remark)
    written = await app.push_screen_wait(entry)
    if written is None or not (written or wrong):
        return None
    return wrong, str(written)


def _remark(text: str) -> str:
    if len(text) > MAX_REMARK:
        raise InvalidSetting(f"is longer than {MAX_REMARK:,} characters")
    return text.strip()
