"""Items to match with letters by keys, arrows or mouse; marked afterwards."""

from collections.abc import Sequence

from textual import events
from textual.binding import Binding
from textual.content import Content

from quiz.tui.content import BLANK, filled, hanging, joined, lines, plain
from quiz.tui.widgets.option_picker import LETTERS, OptionMark
from quiz.tui.widgets.row_list import PageList

EMPTY = -1
"""Stands for the right of a left that has none yet."""


class MatchingList(PageList):
    """The lefts, and below them the rights, which are counted by their place."""

    BINDINGS = [
        Binding("enter", "submit", "Submit", tooltip="Submit the answer"),
        Binding("up", "move(-1)", "Up", show=False, tooltip="Go up; letters choose"),
        Binding("down", "move(1)", "Down", show=False, tooltip="Go down"),
        Binding("right", "turn(1)", "Change", tooltip="Try the next of the letters"),
        Binding("left", "turn(-1)", "Change back", show=False),
        Binding("backspace,delete", "clear", "Clear", show=False, tooltip="Clear the letter"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._lefts: tuple[str, ...] = ()
        self._rights: tuple[str, ...] = ()
        self._keys: tuple[int, ...] = ()
        self.chosen: list[int] = []
        """The place of the right that each left was given."""
        self._cursor = 0

    def offer(self, lefts: Sequence[str], rights: Sequence[str], chosen: Sequence[int]) -> None:
        """Show lefts to be given their rights, and what they were given so far."""
        self._lefts, self._rights, self._keys = tuple(lefts), tuple(rights), ()
        self.chosen = list(chosen)
        self._cursor = self.chosen.index(EMPTY) if EMPTY in self.chosen else 0
        self.can_focus = True
        self.renew(len(lefts) + len(rights))

    def mark(
        self,
        lefts: Sequence[str],
        rights: Sequence[str],
        chosen: Sequence[int],
        keys: Sequence[int],
    ) -> None:
        """Show what each left was given and should have been; nothing can be changed."""
        self._lefts, self._rights, self._keys = tuple(lefts), tuple(rights), tuple(keys)
        self.chosen = list(chosen)
        self.can_focus = False
        self.renew(len(lefts))

    def on_key(self, event: events.Key) -> None:
        """Take letters, which choose a right, and digits, which go to a left."""
        key = (event.character or "").upper()
        if self._keys or not key or key not in LETTERS + "123456789":
            return
        if key in LETTERS and LETTERS.index(key) < len(self._rights):
            event.stop()
            event.prevent_default()
            self._give(LETTERS.index(key))
        elif key.isdigit() and int(key) <= len(self._lefts):
            event.stop()
            self._go(int(key) - 1)

    def _give(self, right: int) -> None:
        """Give the current left a right, and go on to the next one without."""
        given = self._cursor
        self._put(right)
        empty = [index for index, each in enumerate(self.chosen) if each == EMPTY]
        later = [index for index in empty if index > given]
        self._go((later or empty or [given])[0])

    def _put(self, right: int) -> None:
        self.chosen[self._cursor] = right
        self.redraw(self._cursor)
        self.post_message(self.Changed())

    def _go(self, index: int) -> None:
        before, self._cursor = self._cursor, index
        self.redraw(before, index)
        self.show_row(index)

    def action_move(self, step: int) -> None:
        """Go to another left."""
        self._go(max(0, min(len(self._lefts) - 1, self._cursor + step)))

    def action_turn(self, step: int) -> None:
        """Give the current left the next right, or the one before."""
        now = self.chosen[self._cursor]
        first = 0 if step > 0 else len(self._rights) - 1
        self._put(first if now == EMPTY else (now + step) % len(self._rights))

    def action_clear(self) -> None:
        """Take its right away from the current left."""
        self._put(EMPTY)

    def action_submit(self) -> None:
        """Say that the answer is complete."""
        self.post_message(self.Submitted())

    def on_click(self, event: events.Click) -> None:
        """Go to the left that was clicked, or give the current one the right that was."""
        index = self.row_at(event)
        if index is None or self._keys:
            return
        if index < len(self._lefts):
            self._go(index)
        else:
            self._give(index - len(self._lefts))

    def draw(self, index: int, width: int) -> Content:
        """Draw a row."""
        if index >= len(self._lefts):
            return self._right(index - len(self._lefts), width)
        return self._marked(index, width) if self._keys else self._open(index, width)

    def _right(self, index: int, width: int) -> Content:
        mark = Content.assemble("    ", (f"{LETTERS[index]} ", "bold $text-accent"))
        row = hanging(mark, plain(self._rights[index]), width)
        return lines([BLANK, row]) if index == 0 else row

    def _open(self, index: int, width: int) -> Content:
        here = index == self._cursor
        mark = Content.assemble("› " if here else "  ", (f"{index + 1:>2} ", "bold $text-accent"))
        body = joined(plain(self._lefts[index]), Content(" → "), self._slot(self.chosen[index]))
        row = hanging(mark, body, width)
        return filled(row, width).stylize("on $primary 25%") if here else row

    def _slot(self, right: int) -> Content:
        if right == EMPTY:
            return Content("[____]")
        letter = Content.styled(f"[{LETTERS[right]} ", "bold $text-accent")
        return joined(letter, plain(self._rights[right], "bold"), Content("]"))

    def _marked(self, index: int, width: int) -> Content:
        key, given = self._keys[index], self.chosen[index]
        mark = (
            OptionMark.RIGHT
            if given == key
            else OptionMark.MISSED
            if given == EMPTY
            else OptionMark.WRONG
        )
        sign, words, style = mark.value
        right = self._rights[key if given == EMPTY else given]
        body = [plain(self._lefts[index]), Content(" → "), plain(right, style),
                Content.styled(f"  ({words})", style)]  # fmt: skip
        if mark is OptionMark.WRONG:
            sign_of_key, words, style = OptionMark.MISSED.value
            body.append(plain(f" → {sign_of_key} {self._rights[key]}  ({words})", style))
        label = Content.styled(f"  {sign} {index + 1:>2} ", mark.value[2])
        return hanging(label, joined(*body), width)
