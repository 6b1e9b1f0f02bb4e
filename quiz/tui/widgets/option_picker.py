"""Options to choose from by letter, number, arrows or mouse, and marked afterwards."""

from collections.abc import Iterable, Mapping, Sequence
from enum import Enum
from itertools import accumulate

from textual import events
from textual.app import RenderResult
from textual.binding import Binding
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.widget import Widget

from quiz.tui import theme
from quiz.tui.content import (
    ROOMY,
    SMALL,
    TALL,
    BarSize,
    bar_size,
    beside,
    hanging,
    height,
    joined,
    plain,
    slab,
)
from quiz.tui.widgets.row_list import bring

LETTERS = "ABCDEFGIJLNPRSTUVWXYZ"
"""The letters of options: H, K, M, O and Q are keys of the question screen."""


class OptionMark(Enum):
    """The mark of an option after the verdict: sign, words, style, and fill of its bar."""

    RIGHT = ("✓", "your answer", f"bold {theme.GOOD}", "on $right-bg")
    WRONG = ("✗", "you chose", f"bold {theme.BAD}", "on $wrong-bg")
    MISSED = ("✓", "the answer", f"bold {theme.GOOD}", "on $right-bg")
    OTHER = (" ", "", theme.MUTED, "on $surface")

    @property
    def sign(self) -> str:
        """The sign before the option."""
        return self.value[0]

    @property
    def words(self) -> str:
        """What the option is, in words; empty for one that matters no more."""
        return self.value[1]

    @property
    def style(self) -> str:
        """The style of sign and words."""
        return self.value[2]

    @property
    def fill(self) -> str:
        """The style of the bar."""
        return self.value[3]


# Not an OptionList: it scrolls by itself inside the page, and cannot show options as marked.
class OptionPicker(Widget, can_focus=True):
    """All options of a question in one widget, counted from 0 in the order shown."""

    DEFAULT_CSS = "OptionPicker { height: auto; width: 1fr; text-wrap: nowrap; }"
    BINDINGS = [
        # Typed letters are taken by `on_key`; this one tells them all, and can be clicked.
        Binding("a", "pick", "choose", tooltip="Choose an option by its letter"),
        Binding("enter", "submit", "answer", tooltip="Submit the answer"),
        Binding("up", "move(-1)", "Up", show=False, tooltip="Go up; letters and digits choose too"),
        Binding("down", "move(1)", "Down", show=False, tooltip="Go down"),
        Binding("space", "pick", "choose", show=False, tooltip="Choose, or clear the tick"),
    ]

    class Submitted(Message):
        """The learner is done choosing."""

    class Picked(Message):
        """An option was chosen (or a tick taken away)."""

        def __init__(self, index: int, meant: bool) -> None:
            super().__init__()
            self.index = index
            self.meant = meant
            """Whether it is the only one to choose, and not passed over by an arrow key."""

    def __init__(self) -> None:
        super().__init__()
        self._texts: tuple[str, ...] = ()
        self._several = False
        self._names: Mapping[str, int] = {}
        self._marks: Mapping[int, OptionMark] | None = None
        self.ticked: set[int] = set()
        self.cursor: int | None = None
        self._tops: list[int] = [0]
        self._heights: list[int] = []

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

    @property
    def key_labels(self) -> dict[str, str]:
        """What the key row shows as the key of an action: the letters of all options."""
        names = [self._letter(index) for index in range(len(self._texts))]
        names = [name for name in names if name]
        if not names:
            return {}
        # True and false are no part of the alphabet.
        between = "/" if self._names else "–"
        return {"a": names[0] if len(names) == 1 else f"{names[0]}{between}{names[-1]}"}

    @property
    def letters(self) -> dict[str, str]:
        """The letter of each option."""
        return {text: self._letter(index) for index, text in enumerate(self._texts)}

    def _letter(self, index: int) -> str:
        named = (name for name, named in self._names.items() if named == index)
        # More options than letters are chosen by the arrows.
        return next(named, LETTERS[index] if index < len(LETTERS) else "")

    def _pick(self, index: int, passing: bool = False) -> None:
        if not self._several:
            self.ticked = {index}
        else:
            self.ticked ^= {index}
        self._move_to(index)
        self.post_message(self.Picked(index, not self._several and not passing))

    def _move_to(self, index: int) -> None:
        self.cursor = index
        self.refresh()
        self._show_cursor()

    def _show_cursor(self) -> None:
        if self.cursor is not None and self.cursor < len(self._heights):
            top = self._tops[self.cursor]
            bring(self, top, top + self._heights[self.cursor])

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
            self._pick(index, passing=True)

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
        for index, (top, size) in enumerate(zip(self._tops, self._heights, strict=True)):
            if top <= y < top + size:
                # A second click answers.
                chosen = not self._several and self.ticked == {index}
                self._pick(index)
                if chosen:
                    self.action_submit()

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return height(self._draw(width)) if self._texts else 0

    def render(self) -> RenderResult:
        """Return the options."""
        return self._draw(self.content_size.width)

    def _draw(self, width: int) -> Content:
        rows = self.screen.size.height
        size = bar_size(rows, len(self._texts))
        shown = list(range(len(self._texts)))
        if self._marks is not None:
            # What led to the verdict stays; there is no room for the rest on a small screen.
            size = size if rows >= TALL else BarSize(0, 0)
            if rows < ROOMY:
                shown = [n for n in shown if self._mark_of(n) is not OptionMark.OTHER]
        bars = [self._row(index, width, size) for index in shown]
        # Kept for the mouse and for scrolling, which ask for lines between two drawings.
        self._heights = [height(bar) for bar in bars]
        self._tops = [0, *accumulate(each + size.gap for each in self._heights)][:-1]
        return Content("\n" * (1 + size.gap)).join(bars)

    def _mark_of(self, index: int) -> OptionMark:
        assert self._marks is not None
        return self._marks.get(index, OptionMark.OTHER)

    def _row(self, index: int, width: int, size: BarSize) -> Content:
        if self._marks is not None:
            return self._marked(index, width, size)
        here, ticked = index == self.cursor, index in self.ticked
        chip = Content.styled(f" {self._letter(index)} ", theme.FILLED if here else theme.KEY)
        tick = ("☑" if ticked else "☐") if self._several else ""
        box = Content.styled(f" {tick} ", theme.ACCENT if ticked else theme.MUTED)
        label = joined(box if tick else Content("  "), chip, Content(" "))
        body = hanging(label, plain(self._texts[index], "bold" if ticked else ""), width - 3)
        lit = theme.lit(self.app.native_ansi_color) if here else theme.BAR
        return slab(body, width, lit, theme.ACCENT if here else "", size.padding)

    def _marked(self, index: int, width: int, size: BarSize) -> Content:
        mark, text = self._mark_of(index), plain(self._texts[index])
        label = Content.styled(f" {mark.sign} {self._letter(index)}  ", mark.style)
        if mark is OptionMark.OTHER:
            text = text.stylize(theme.MUTED)
        elif mark is not OptionMark.WRONG:
            text = text.stylize("bold")
        words = Content.styled(mark.words, mark.style.removeprefix("bold "))
        body = hanging(label, text, width - 3)
        # On the smallest screens the signs have to do: the words might need a line of their own.
        if self.screen.size.height >= SMALL:
            body = beside(body, words, width - 3)
        edge = mark.style if mark.words else ""
        return slab(body, width, mark.fill, edge, size.padding)
