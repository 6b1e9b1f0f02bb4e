"""Answers by ordering: a list whose items are moved, and the answer to such a question."""

from collections.abc import Sequence

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content

from quiz.errors import UnreadableResponse
from quiz.model.question import Ordering
from quiz.model.response import Order, Response, Verdict
from quiz.tui import theme
from quiz.tui.answers.base import Draft, ListAnswer, marked_bar
from quiz.tui.content import bars_beside, hanging, joined, lines, plain, slab
from quiz.tui.widgets.option_picker import OptionMark
from quiz.tui.widgets.row_list import PageList


class OrderingList(PageList):
    """Items by number; `order` holds the numbers from top to bottom."""

    BINDINGS = [
        Binding(
            "space",
            "grab",
            "take up",
            tooltip="Pick up an item, move it with the arrows, put it down",
        ),
        Binding("up", "move(-1)", "Up", show=False, tooltip="Move up, with the item you picked up"),
        Binding(
            "down", "move(1)", "Down", show=False, tooltip="Move down, with the item you picked up"
        ),
        Binding(
            "shift+up,ctrl+up",
            "carry(-1)",
            "move up",
            show=False,
            tooltip="Move the item up; a digit puts it there",
        ),
        Binding(
            "shift+down,ctrl+down",
            "carry(1)",
            "move down",
            show=False,
            tooltip="Move the item down",
        ),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._texts: tuple[str, ...] = ()
        self.order: list[int] = []
        self._cursor = 0
        self._grabbed = False
        self._pressed: int | None = None
        self._dragged = False
        self._tops_before: list[int] = []
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

    def action_grab(self) -> None:
        """Pick up the current item, or put it down."""
        self._grabbed = not self._grabbed
        self.redraw(self._cursor)

    def action_move(self, step: int) -> None:
        """Go to another item, or move the one that was picked up."""
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
        """Move the current item to an index; the items between move by one."""
        start = self._cursor
        self.order.insert(index, self.order.pop(start))
        self._cursor = index
        # Every item between has another number now.
        self.redraw(*range(min(start, index), max(start, index) + 1))
        self.show_row(index)
        if start != index:
            self.post_message(self.Changed())

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Remember where a drag starts."""
        self._pressed, self._dragged = self.row_at(event), False
        # Rows of different heights change places under the pointer: it is measured where they were.
        self._tops_before = self._tops
        if self._pressed is not None and not self._marked:
            self.capture_mouse()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Let a dragged item follow the pointer."""
        if self._pressed is not None and not self._marked:
            self._drag_to(event)

    def on_mouse_up(self, event: events.MouseUp) -> None:
        """Drop a dragged item; otherwise pick up the clicked one, or put the other down there."""
        if self._pressed is None or self._marked:
            return
        self._drag_to(event)
        index, self._pressed = self._pressed, None
        self.release_mouse()
        if self._dragged:
            self._put_down()
        elif self._grabbed:
            self._put_down()
            self._carry(index)
        else:
            self._go(index)
            self.action_grab()

    def _drag_to(self, event: events.MouseEvent) -> None:
        start = self._pressed
        index = self.row_near(event.get_content_offset_capture(self).y, self._tops_before)
        if start is None or (index == start and not self._dragged):
            return
        if not self._dragged:
            self._dragged = self._grabbed = True
            self._go(start)
        self._carry(index)

    def _put_down(self) -> None:
        self._grabbed = False
        self.redraw(self._cursor)

    def on_key(self, event: events.Key) -> None:
        """Take digits, which put the current item at that place."""
        digit = event.character or ""
        if not self._marked and digit.isdigit() and 0 < int(digit) <= len(self.order):
            event.stop()
            self._carry(int(digit) - 1)

    def draw(self, index: int, width: int) -> Content:
        number = self.order[index]
        text = plain(self._texts[number])
        if self._marked:
            return self._verdict(index, number, width)
        size = self.bar_size
        if index == len(self.order) - 1:
            size = size._replace(gap=0)
        here = index == self._cursor
        lifted = here and self._grabbed
        sign = "↕" if lifted else "▸" if here else " "
        label = Content.styled(f"{sign} {index + 1:>2} ", theme.KEY if here else theme.MUTED)
        indent = label.cell_length + (2 if lifted else 0)
        # The handle shows that an item can be dragged.
        room = max(1, width - indent - 6)
        body = hanging(Content("  "), text.stylize("bold") if lifted else text, room)
        first, *rest = body.split(allow_blank=True)
        handle = Content.styled("::", theme.ACCENT if here else theme.FAINT)
        body = lines([joined(first.pad_right(max(0, room - first.cell_length)), handle), *rest])
        fill = self.lit if here else theme.BAR
        bar = slab(body, width - indent, fill, theme.ACCENT if here else "", size.padding)
        return bars_beside(label, bar, indent, size)

    def _verdict(self, index: int, number: int, width: int) -> Content:
        mark = OptionMark.MISSED if not self._answered else OptionMark.RIGHT
        text = "right place"
        if number != index:
            mark, text = OptionMark.WRONG, f"right place: {number + 1}"
        sign, style = mark.sign, mark.style
        label = Content.styled(f"{sign} {index + 1:>2} ", style)
        body = joined(plain(self._texts[number]), Content.styled(f"  ({text})", style))
        return marked_bar(label, body, mark, width)


class OrderingAnswer(ListAnswer[Ordering]):
    """Items are moved into their order."""

    def compose(self) -> ComposeResult:
        self._order: Order = ()
        self._list = OrderingList()
        yield self._list

    async def ask(self, question: Ordering, order: Order, draft: Draft) -> None:
        self._order = order
        self._list.offer(question.items, [int(number) for number in draft] or order)

    def response(self) -> Response:
        """Return the order; the one first shown, never the right one, is not an answer."""
        given = tuple(self._list.order)
        # Enter pressed too early would otherwise be marked as an answer.
        if given == self._order:
            raise UnreadableResponse(
                "Move the items first: Space picks one up, the arrows move it, Space puts it down."
            )
        return given

    def draft(self) -> Draft:
        return tuple(self._list.order)

    def show(self, question: Ordering, order: Order, response: Response, verdict: Verdict) -> None:
        self._list.mark(question.items, [int(number) for number in response])
