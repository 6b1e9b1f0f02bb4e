"""Options to choose from by letter, number, arrows or mouse, and marked afterwards."""

from collections.abc import Iterable, Mapping, Sequence
from enum import Enum

from textual import events
from textual.app import RenderResult
from textual.binding import Binding
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.widget import Widget

from quiz.tui import theme
from quiz.tui.content import filled, hanging, height, joined, lines, plain
from quiz.tui.widgets.row_list import bring

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class OptionMark(Enum):
    """The mark of an option after the verdict: sign, words and style."""

    RIGHT = ("✓", "your answer, right", f"bold {theme.GOOD}")
    WRONG = ("✗", "your answer", f"bold {theme.BAD}")
    MISSED = ("✓", "right answer", theme.GOOD)
    OTHER = (" ", "", theme.MUTED)


# Not an OptionList: it scrolls by itself inside the page, and cannot show options as marked.
class OptionPicker(Widget, can_focus=True):
    """All options of a question in one widget, counted from 0 in the order shown."""

    DEFAULT_CSS = "OptionPicker { height: auto; width: 1fr; }"
    BINDINGS = [
        Binding("enter", "submit", "Submit", tooltip="Submit the answer"),
        Binding("up", "move(-1)", "Up", show=False, tooltip="Go up; letters and digits choose too"),
        Binding("down", "move(1)", "Down", show=False, tooltip="Go down"),
        Binding("space", "pick", "Choose", show=False, tooltip="Choose, or clear the tick"),
    ]

    class Submitted(Message):
        """The learner is done choosing."""

    class Picked(Message):
        """An option was chosen (or a tick taken away)."""

        def __init__(self, index: int) -> None:
            super().__init__()
            self.index = index

    def __init__(self) -> None:
        super().__init__()
        self._texts: tuple[str, ...] = ()
        self._several = False
        self._names: Mapping[str, int] = {}
        self._marks: Mapping[int, OptionMark] | None = None
        self.ticked: set[int] = set()
        self.cursor: int | None = None
        self._layout_of: tuple[int, list[int]] = (0, [0])

    def offer(
        self,
        texts: Sequence[str],
        ticked: Iterable[int] = (),
        several: bool = False,
        names: Mapping[str, int] | None = None,
    ) -> None:
        """Show options to choose one or several of.

        `names` maps more keys to option indexes; the first key of an option is its label.
        """
        self._texts, self._several, self._names = tuple(texts), several, names or {}
        self.ticked = {index for index in ticked if index < len(texts)}
        self.cursor = min(self.ticked, default=None)
        self._marks = None
        self.refresh(layout=True)

    def mark(
        self,
        texts: Sequence[str],
        marks: Mapping[int, OptionMark],
        names: Mapping[str, int] | None = None,
    ) -> None:
        """Show the options read-only, each with its mark.

        The focus may stay here: the screen handles all keys then.
        """
        self._texts, self._marks, self._names = tuple(texts), marks, names or {}
        self.ticked, self.cursor = set(), None
        self.refresh(layout=True)

    def tick(self, ticked: set[int]) -> None:
        """Show these as chosen; the cursor stays."""
        self.ticked = ticked
        self.refresh()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool:
        """Disable the keys once the options are marked."""
        return self._marks is None

    def on_key(self, event: events.Key) -> None:
        """Take letters, digits and names of options."""
        if self._marks is not None or not event.character:
            return
        index = self._index(event.character.upper())
        if index is not None:
            event.stop()
            event.prevent_default()
            self._pick(index)

    def _index(self, key: str) -> int | None:
        # Names first: in true or false, F is the second option and not the sixth.
        index = self._names.get(key)
        if index is None and key in LETTERS:
            index = LETTERS.index(key)
        if index is None and key in "123456789":
            index = int(key) - 1
        return index if index is not None and index < len(self._texts) else None

    def _letter(self, index: int) -> str:
        named = (name for name, named in self._names.items() if named == index)
        return next(named, LETTERS[index])

    def _pick(self, index: int) -> None:
        if not self._several:
            self.ticked = {index}
        else:
            self.ticked ^= {index}
        self._move_to(index)
        self.post_message(self.Picked(index))

    def _move_to(self, index: int) -> None:
        self.cursor = index
        self.refresh()
        self._show_cursor()

    def _show_cursor(self) -> None:
        _, tops = self._layout_of
        if self.cursor is not None and self.cursor + 1 < len(tops):
            bring(self, *tops[self.cursor : self.cursor + 2])

    def action_move(self, step: int) -> None:
        """Move the cursor; in a single choice the option under it is the one chosen."""
        last = len(self._texts) - 1
        if last < 0:
            return
        # The first arrow key goes to the first option, or from below to the last.
        start = self.cursor if self.cursor is not None else -1 if step > 0 else last + 1
        index = max(0, min(last, start + step))
        if self._several:
            self._move_to(index)
        else:
            self._pick(index)

    def action_pick(self) -> None:
        """Choose the option under the cursor, or the first."""
        if self._texts:
            self._pick(self.cursor or 0)

    def action_submit(self) -> None:
        """Post `Submitted`."""
        self.post_message(self.Submitted())

    def on_click(self, event: events.Click) -> None:
        """Choose the option that was clicked."""
        if self._marks is not None:
            return
        y = event.get_content_offset_capture(self).y
        _, tops = self._layout_of
        for index, (top, bottom) in enumerate(zip(tops, tops[1:], strict=False)):
            if top <= y < bottom:
                self._pick(index)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return height(self._draw(width)) if self._texts else 0

    def render(self) -> RenderResult:
        """Return the options."""
        return self._draw(self.content_size.width)

    def _draw(self, width: int) -> Content:
        rows = [self._row(index, width) for index in range(len(self._texts))]
        tops = [0]
        for row in rows:
            tops.append(tops[-1] + height(row))
        # Kept for the mouse and for scrolling, which ask for lines between two drawings.
        self._layout_of = (width, tops)
        return lines(rows)

    def _row(self, index: int, width: int) -> Content:
        text = self._texts[index]
        letter = f"{self._letter(index)} "
        if self._marks is not None:
            sign, words, style = self._marks.get(index, OptionMark.OTHER).value
            words_shown = (
                joined(plain(text, style), Content.styled(f"  ({words})", style))
                if words
                else (plain(text, style))
            )
            return hanging(Content.styled(f"  {sign} {letter}", style), words_shown, width)
        here = index == self.cursor
        ends = "[]" if self._several else "()"
        tick = ("x" if self._several else "•") if index in self.ticked else " "
        mark = Content.assemble(
            "› " if here else "  ",
            f"{ends[0]}{tick}{ends[1]} ",
            (letter, theme.KEY),
        )
        row = hanging(mark, plain(text, "bold" if index in self.ticked else ""), width)
        return filled(row, width).stylize(theme.CURSOR) if here else row
