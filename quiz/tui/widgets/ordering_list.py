"""Items that are moved up and down into an order by keys or mouse; marked afterwards."""

from collections.abc import Sequence

from textual import events
from textual.binding import Binding
from textual.content import Content

from quiz.tui.content import filled, hanging, joined, plain
from quiz.tui.widgets.option_picker import OptionMark
from quiz.tui.widgets.row_list import PageList


class OrderingList(PageList):
    """Items by number; `order` holds the numbers from top to bottom."""

    BINDINGS = [
        Binding("enter", "submit", "Submit", tooltip="Submit the answer"),
        Binding(
            "space", "grab", "Take", tooltip="Pick up an item, move it with the arrows, put it down"
        ),
        Binding("up", "move(-1)", "Up", show=False, tooltip="Move up, with the item you picked up"),
        Binding(
            "down", "move(1)", "Down", show=False, tooltip="Move down, with the item you picked up"
        ),
        Binding("shift+up,ctrl+up", "carry(-1)", "Move up", tooltip="Move the item up"),
        Binding("shift+down,ctrl+down", "carry(1)", "Move down", tooltip="Move the item down"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._texts: tuple[str, ...] = ()
        self.order: list[int] = []
        self._cursor = 0
        self._grabbed = False
        self._pressed: int | None = None
        self._marked = False
        self._answered = False

    def offer(self, texts: Sequence[str], order: Sequence[int]) -> None:
        """Show items to be put in order."""
        self._texts, self.order = tuple(texts), list(order)
        self._cursor, self._grabbed, self._pressed, self._marked = 0, False, None, False
        self.can_focus = True
        self.renew(len(texts))

    def mark(self, texts: Sequence[str], order: Sequence[int]) -> None:
        """Show the order given, each item with its right place; the right order if none was."""
        self._texts, self.order = tuple(texts), list(order or range(len(texts)))
        self._marked, self._answered, self._grabbed = True, bool(order), False
        self.can_focus = False
        self.renew(len(texts))

    def action_submit(self) -> None:
        """Say that the order is complete."""
        self.post_message(self.Submitted())

    def action_grab(self) -> None:
        """Take the current item, or put it where it is now."""
        self._grabbed = not self._grabbed
        self.redraw(self._cursor)

    def action_move(self, step: int) -> None:
        """Go to another item, or move the one that was taken."""
        if self._grabbed:
            self.action_carry(step)
        else:
            self._go(self._within(self._cursor + step))

    def action_carry(self, step: int) -> None:
        """Move the current item."""
        self._carry(self._within(self._cursor + step))

    def _within(self, index: int) -> int:
        return max(0, min(len(self.order) - 1, index))

    def _go(self, index: int) -> None:
        before, self._cursor = self._cursor, index
        self.redraw(before, index)
        self.show_row(index)

    def _carry(self, index: int) -> None:
        """Put the current item in another place; those between move by one."""
        start = self._cursor
        self.order.insert(index, self.order.pop(start))
        self._cursor = index
        self.redraw(*range(min(start, index), max(start, index) + 1))
        self.show_row(index)
        if start != index:
            self.post_message(self.Changed())

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Remember where a drag starts."""
        self._pressed = self.row_at(event)

    def on_mouse_up(self, event: events.MouseUp) -> None:
        """Drop what was dragged; else take the item clicked, or put the one taken there."""
        start, self._pressed = self._pressed, None
        index = self.row_at(event)
        if index is None or start is None or self._marked:
            return
        if start != index:
            self._grabbed = False
            self._go(start)
            self._carry(index)
        elif self._grabbed:
            self._grabbed = False
            self._carry(index)
        else:
            self._go(index)
            self.action_grab()

    def draw(self, index: int, width: int) -> Content:
        """Draw a row."""
        number = self.order[index]
        if self._marked:
            return self._verdict(index, number, width)
        here = index == self._cursor
        sign = "↕ " if here and self._grabbed else "› " if here else "  "
        mark = Content.assemble(sign, (f"{index + 1:>2} ", "bold $text-accent"))
        row = hanging(mark, plain(self._texts[number], "bold" if here else ""), width)
        style = "on $warning 35%" if self._grabbed else "on $primary 25%"
        return filled(row, width).stylize(style) if here else row

    def _verdict(self, index: int, number: int, width: int) -> Content:
        mark = OptionMark.MISSED if not self._answered else OptionMark.RIGHT
        text = "  (right place)"
        if number != index:
            mark, text = OptionMark.WRONG, f"  (right place: {number + 1})"
        sign, _, style = mark.value
        label = Content.styled(f"  {sign} {index + 1:>2} ", style)
        body = joined(plain(self._texts[number], style), Content.styled(text, style))
        return hanging(label, body, width)
