"""Answers by joining: matching and categorize, on a board with lines or columns, or in a list."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.geometry import Region

from quiz.errors import UnreadableResponse
from quiz.model.question import Categorize, Matching
from quiz.model.response import Order, Response, Verdict
from quiz.question_types.categorize import NO_CATEGORY
from quiz.tui import theme
from quiz.tui.answers.base import Draft, ListAnswer, marked_bar
from quiz.tui.content import BLANK, bar_size, hanging, height, joined, line, lines, plain, slab
from quiz.tui.widgets.option_picker import LETTERS, OptionMark
from quiz.tui.widgets.row_list import PageList, bring

EMPTY = -1
"""The right of a left that has none yet."""
MAX_LINES = 3
"""Lines of a text above which a list is easier to read than a board."""
MIN_BOARD = 58
"""Cells below which a board is too narrow."""


@dataclass
class Board:
    """A drawn board, and the regions of its lefts and rights."""

    content: Content
    lefts: list[Region] = field(default_factory=list)
    rights: list[Region] = field(default_factory=list)

    def left_at(self, x: int, y: int) -> int | None:
        """Return the left at a cell, None elsewhere."""
        return _at(self.lefts, x, y)

    def right_at(self, x: int, y: int) -> int | None:
        """Return the right at a cell, None elsewhere."""
        return _at(self.rights, x, y)


def _at(regions: Sequence[Region], x: int, y: int) -> int | None:
    return next((index for index, each in enumerate(regions) if each.contains(x, y)), None)


@dataclass(frozen=True)
class Joining:
    """What a board shows: texts at both sides, and which were joined so far."""

    lefts: Sequence[str]
    rights: Sequence[str]
    chosen: Sequence[int]
    """The index of the right of each left, or `EMPTY`."""
    cursor: int
    lit: str
    """The style of the current left."""

    def colour(self, left: int) -> str:
        """Return the colour of a pair."""
        return theme.PAIRS[left % len(theme.PAIRS)]

    def numbers(self, right: int) -> str:
        """Return the numbers of the lefts that were joined to a right."""
        return " ".join(str(left + 1) for left, given in enumerate(self.chosen) if given == right)


# Pairs


def pair_board(shown: Joining, width: int, rows: int) -> Board | None:
    """Return lefts and rights beside each other, or None where a list is better.

    `rows` is the height of the screen. The rights stand half a step lower, so that no line runs
    along another.
    """
    count = max(len(shown.lefts), len(shown.rights))
    size = bar_size(rows, count + 1)
    if width < MIN_BOARD or not size.gap:
        return None
    left_width, right_width = _column_widths(shown, width)
    tall = max(
        *(height(_wrapped(text, left_width - 5)) for text in shown.lefts),
        *(height(_wrapped(text, right_width - 8)) for text in shown.rights),
    )
    if tall > MAX_LINES:
        return None
    bar = tall + 2 * size.padding
    step = bar + size.gap
    lefts = [Region(0, index * step, left_width, bar) for index in range(len(shown.lefts))]
    x, down = width - right_width, step // 2
    rights = [
        Region(x, down + index * step, right_width, bar) for index in range(len(shown.rights))
    ]
    between = _Lines(x - left_width, max(lefts[-1].bottom, rights[-1].bottom))
    spacing = max(1, (between.width - 4) // max(1, len(shown.lefts)))
    for left, right in enumerate(shown.chosen):
        if right != EMPTY:
            middle = lefts[left].y + bar // 2, rights[right].y + bar // 2
            between.join(2 + left * spacing, *middle, shown.colour(left))
    parts = [_left(shown, index, left_width, bar) for index in range(len(lefts))]
    others = [_right(shown, index, right_width, bar) for index in range(len(rights))]
    columns = (
        _stacked(lefts, parts, left_width, between.height),
        between.drawn(),
        _stacked(rights, others, right_width, between.height),
    )
    return Board(lines(joined(*row) for row in zip(*columns, strict=True)), lefts, rights)


def _column_widths(shown: Joining, width: int) -> tuple[int, int]:
    between = max(10, 2 * len(shown.lefts) + 4)
    room = width - between
    left = max(line(text).cell_length for text in shown.lefts) + 6
    right = max(line(text).cell_length for text in shown.rights) + 9
    if left + right > room:
        left = min(left, max(room * 2 // 5, room - right))
        right = min(right, room - left)
    return left, right


def _wrapped(text: str, width: int) -> Content:
    return hanging(BLANK, plain(text), max(8, width))


def _middle(body: Content, bar: int) -> Content:
    """Return a text in the middle of the lines of its bar."""
    above = (bar - height(body)) // 2
    below = bar - height(body) - above
    return lines([*[BLANK] * above, body, *[BLANK] * below])


def _chip(label: str, style: str, body: Content) -> Content:
    """Return the lines of a bar with a filled chip at their left."""
    rows = body.split(allow_blank=True)
    # The label stands beside the first line of the text, the fill beside all of them.
    first = next((number for number, row in enumerate(rows) if row.plain.strip()), 0)
    marks = [label if number == first else "" for number in range(len(rows))]
    return lines(
        joined(Content.styled(mark.center(3), style), Content(" "), row)
        for mark, row in zip(marks, rows, strict=True)
    )


def _filled_bar(body: Content, width: int, fill: str) -> Content:
    rows = (row.pad_right(max(0, width - row.cell_length)) for row in body.split(allow_blank=True))
    return lines(rows).stylize_before(fill)


def _left(shown: Joining, index: int, width: int, bar: int) -> Content:
    here = index == shown.cursor
    paired = shown.chosen[index] != EMPTY
    style = f"bold $on-fill on {shown.colour(index)}" if paired else theme.KEY
    text = _wrapped(shown.lefts[index], width - 5)
    # The sign tells the current one where colours do not.
    body = _chip(
        f"{'▸' if here else ''}{index + 1}",
        style,
        _middle(text.stylize("bold") if here else text, bar),
    )
    return _filled_bar(body, width, shown.lit if here else theme.BAR)


def _right(shown: Joining, index: int, width: int, bar: int) -> Content:
    numbers = shown.numbers(index)
    letter = LETTERS[index].lower()
    text = _middle(_wrapped(shown.rights[index], width - 8), bar)
    if numbers:
        first = shown.chosen.index(index)
        rows = text.split(allow_blank=True)
        # Its letter still chooses it, for another left.
        at = next(number for number, row in enumerate(rows) if row.plain.strip())
        room = max(0, width - 7 - rows[at].cell_length)
        rows[at] = joined(rows[at].pad_right(room), Content.styled(letter, theme.FAINT))
        body = _chip(numbers, f"bold $on-fill on {shown.colour(first)}", lines(rows))
    else:
        body = _chip(letter, theme.KEY, text)
    return _filled_bar(body, width, theme.BAR)


def _stacked(
    regions: Sequence[Region], bars: Sequence[Content], width: int, rows: int
) -> list[Content]:
    """Return the lines of a column, blank where no bar is."""
    column = [Content(" " * width)] * rows
    for region, bar in zip(regions, bars, strict=True):
        column[region.y : region.bottom] = bar.split(allow_blank=True)
    return column


class _Lines:
    """The lines between two columns."""

    def __init__(self, width: int, rows: int) -> None:
        self.width, self.height = width, rows
        self._level: list[tuple[int, int, int, str]] = []
        self._upright: list[tuple[int, int, int, str]] = []

    def join(self, x: int, start: int, end: int, style: str) -> None:
        """Draw a line from the left edge at `start` to the right edge at `end`, by the column `x`.

        `start` and `end` differ: the rights stand lower than the lefts.
        """
        x = min(x, self.width - 2)
        self._level += [(start, 0, x, style), (end, x, self.width, style)]
        self._upright.append((x, start, end, style))

    def drawn(self) -> list[Content]:
        """Return the lines of text; where two cross, the vertical one is whole."""
        cells = [[(" ", "")] * self.width for _ in range(self.height)]
        for y, start, end, style in self._level:
            cells[y][start:end] = [("─", style)] * (end - start)
        for x, start, end, style in self._upright:
            for y in range(min(start, end) + 1, max(start, end)):
                cells[y][x] = ("│", style)
        for x, start, end, style in self._upright:
            down = end > start
            cells[start][x] = ("╮" if down else "╯", style)
            cells[end][x] = ("╰" if down else "╭", style)
        return [joined(*(Content.styled(*cell) for cell in row)) for row in cells]


# Columns

MIN_COLUMN = 20
_SIDE = Content.styled("│", theme.EMPTY)


def column_board(shown: Joining, width: int, rows: int) -> Board | None:
    """Return the items that are still to be sorted, and below them a column for each category.

    None where a list is better. `rows` is the height of the screen.
    """
    count = len(shown.rights)
    column = (width - 2 * (count - 1)) // count
    if column < MIN_COLUMN or rows < 18:
        return None
    tray, lefts = _tray(shown, width)
    bodies = [_column(shown, index, column) for index in range(count)]
    tallest = max(2, *(sum(map(height, body.values())) for body in bodies))
    top = height(tray) + 1 if tray else 0
    regions = []
    drawn = []
    for index, body in enumerate(bodies):
        x, y = index * (column + 2), top + 1
        regions.append(Region(x, top, column, tallest + 2))
        for left, text in body.items():
            lefts[left] = Region(x + 1, y, column - 2, height(text))
            y += height(text)
        drawn.append(_boxed(shown.rights[index], LETTERS[index], body, column, tallest))
    gap = Content("  ")
    table = lines(gap.join(row) for row in zip(*drawn, strict=True))
    content = lines([tray, BLANK, table]) if tray else table
    return Board(content, [lefts[index] for index in range(len(shown.lefts))], regions)


def _tray(shown: Joining, width: int) -> tuple[Content, dict[int, Region]]:
    """Return the items without a category as bars, and where each is."""
    bars, regions, y = [], {}, 0
    for index, right in enumerate(shown.chosen):
        if right != EMPTY:
            continue
        bar = _item(shown, index, width)
        bars.append(bar)
        regions[index] = Region(0, y, width, height(bar))
        y += height(bar)
    return lines(bars) if bars else BLANK, regions


def _item(shown: Joining, index: int, width: int) -> Content:
    here = index == shown.cursor
    sign = "▸" if here else " "
    label = Content.styled(f"{sign}{index + 1} ", theme.FILLED if here else theme.KEY)
    text = plain(shown.lefts[index], "bold" if here else "")
    body = hanging(joined(label, Content(" ")), text, width - 2)
    return slab(body, width, shown.lit if here else theme.BAR, theme.ACCENT if here else "")


def _column(shown: Joining, right: int, width: int) -> dict[int, Content]:
    """Return the items of a category, each in lines."""
    return {
        left: _item(shown, left, width - 2)
        for left, given in enumerate(shown.chosen)
        if given == right
    }


def _boxed(
    name: str, letter: str, body: dict[int, Content], width: int, rows: int
) -> list[Content]:
    title = joined(Content.styled(letter.lower(), theme.KEY), Content(" "), line(name, "bold"))
    title = title.truncate(width - 6, ellipsis=True)
    rest = "─" * (width - 5 - title.cell_length)
    edge = theme.EMPTY
    top = joined(Content.styled("╭─ ", edge), title, Content.styled(f" {rest}╮", edge))
    held = [part for text in body.values() for part in text.split(allow_blank=True)]
    held += [BLANK] * (rows - len(held))
    middle = [joined(_SIDE, part.pad_right(max(0, width - 2 - part.cell_length)), _SIDE)
              for part in held]  # fmt: skip
    count = f" {len(body)} "
    bottom = joined(
        Content.styled(f"╰{'─' * (width - 3 - len(count))}", edge),
        Content.styled(count, theme.MUTED),
        Content.styled("─╯", edge),
    )
    return [top, *middle, bottom]


class MatchingList(PageList):
    """The lefts and the rights, counted from 0: on a board, or below each other in a list."""

    BINDINGS = [
        Binding("up", "move(-1)", "Up", show=False, tooltip="Go up; letters choose"),
        Binding("down", "move(1)", "Down", show=False, tooltip="Go down"),
        Binding("right", "turn(1)", "change", tooltip="Try the next of the letters"),
        Binding("left", "turn(-1)", "change back", show=False),
        Binding("backspace,delete,minus", "clear", "clear", show=False, tooltip="Clear the letter"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._lefts: tuple[str, ...] = ()
        self._rights: tuple[str, ...] = ()
        self._keys: tuple[int, ...] = ()
        self.chosen: list[int] = []
        """The index of the right that each left was given."""
        self._cursor = 0
        self._board: Board | None = None

    def offer(self, lefts: Sequence[str], rights: Sequence[str], chosen: Sequence[int]) -> None:
        """Show lefts to be given their rights, and what they were given so far."""
        self._lefts, self._rights, self._keys = tuple(lefts), tuple(rights), ()
        self.chosen = list(chosen)
        # Back at a question that was skipped, the learner goes on where they stopped.
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
        # Keys, not bindings: which letters mean something depends on the question.
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
        """Give the current left a right, and go to the next one without."""
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
        # From no letter, Right gives the first and Left the last.
        first = 0 if step > 0 else len(self._rights) - 1
        self._put(first if now == EMPTY else (now + step) % len(self._rights))

    def action_clear(self) -> None:
        """Clear the right of the current left."""
        self._put(EMPTY)

    def board(self, shown: Joining, width: int, rows: int) -> Board | None:
        """Return the board, None where there is no room for one."""
        return pair_board(shown, width, rows)

    def _measure(self, width: int) -> None:
        self._board = None
        if not self._keys and self._lefts:
            shown = Joining(self._lefts, self._rights, self.chosen, self._cursor, self.lit)
            self._board = self.board(shown, width, self.screen.size.height)
        # A board is one row.
        lists = len(self._lefts) + (0 if self._keys else len(self._rights))
        count = 1 if self._board else lists
        if count != self._count:
            self._count = count
            self._drawn.clear()
            self._strips.clear()
        super()._measure(width)

    def redraw(self, *indexes: int) -> None:
        """Draw some lefts again."""
        super().redraw(*([0] if self._board else indexes))

    def show_row(self, index: int) -> None:
        """Scroll the page to a left, once it is laid out."""
        if self._board is None:
            super().show_row(index)
        else:
            self.call_after_refresh(self._bring_left, index)

    def _bring_left(self, index: int) -> None:
        if self._board is not None:
            region = self._board.lefts[index]
            bring(self, region.y, region.bottom)

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Go to the left from which a line is drawn."""
        if self._board is None:
            return
        point = event.get_content_offset_capture(self)
        self.capture_mouse()
        if (left := self._board.left_at(*point)) is not None:
            self._go(left)

    def on_mouse_up(self, event: events.MouseUp) -> None:
        """Give the current left the right where the mouse was released."""
        if self._board is None:
            return
        point = event.get_content_offset_capture(self)
        self.release_mouse()
        # What was sorted into a column stands on it: a click on that is not one on the column.
        if self._board.left_at(*point) is None:
            right = self._board.right_at(*point)
            if right is not None:
                self._give(right)

    def on_click(self, event: events.Click) -> None:
        """Go to the left that was clicked, or give the current one the right that was."""
        index = self.row_at(event)
        if index is None or self._keys or self._board:
            return
        if index < len(self._lefts):
            self._go(index)
        else:
            self._give(index - len(self._lefts))

    def draw(self, index: int, width: int) -> Content:
        if self._board is not None:
            return self._board.content
        if index >= len(self._lefts):
            return self._right(index - len(self._lefts), width)
        return self._marked(index, width) if self._keys else self._open(index, width)

    def _right(self, index: int, width: int) -> Content:
        mark = Content.assemble("  ", (f"{LETTERS[index].lower()} ", theme.KEY))
        row = hanging(mark, plain(self._rights[index]), width)
        return lines([BLANK, row]) if index == 0 else row

    def _open(self, index: int, width: int) -> Content:
        here = index == self._cursor
        sign = "▸" if here else " "
        label = Content.styled(f"{sign}{index + 1:>2} ", theme.FILLED if here else theme.KEY)
        body = joined(plain(self._lefts[index]), Content(" → "), self._slot(self.chosen[index]))
        row = hanging(joined(label, Content(" ")), body, width - 1)
        return slab(row, width, self.lit if here else theme.BAR, theme.ACCENT if here else "")

    def _slot(self, right: int) -> Content:
        if right == EMPTY:
            return Content.styled("____", theme.MUTED)
        letter = Content.styled(f"{LETTERS[right].lower()} ", theme.KEY)
        return joined(letter, plain(self._rights[right], "bold"))

    def _marked(self, index: int, width: int) -> Content:
        key, given = self._keys[index], self.chosen[index]
        mark = (
            OptionMark.RIGHT
            if given == key
            else OptionMark.MISSED
            if given == EMPTY
            else OptionMark.WRONG
        )
        sign, words, style = mark.sign, mark.words, mark.style
        right = self._rights[key if given == EMPTY else given]
        body = [plain(self._lefts[index]), Content(" → "), plain(right, style),
                Content.styled(f"  ({words})", style)]  # fmt: skip
        if mark is OptionMark.WRONG:
            sign_of_key, words, style = (
                OptionMark.MISSED.sign,
                OptionMark.MISSED.words,
                OptionMark.MISSED.style,
            )
            body.append(plain(f" → {sign_of_key} {self._rights[key]}  ({words})", style))
        label = Content.styled(f"{sign} {index + 1:>2} ", mark.style)
        return marked_bar(label, joined(*body), mark, width)


class CategoryList(MatchingList):
    """The items to be sorted, and their categories as columns."""

    def board(self, shown: Joining, width: int, rows: int) -> Board | None:
        return column_board(shown, width, rows)


class MatchingAnswer(ListAnswer[Matching]):
    """The answer to a matching question: each left gets the letter of a right."""

    def compose(self) -> ComposeResult:
        self._order: Order = ()
        self._list = MatchingList()
        yield self._list

    async def ask(self, question: Matching, order: Order, draft: Draft) -> None:
        self._order = order
        numbers = [int(number) for number in draft] or [EMPTY] * len(question.pairs)
        self._list.offer(*_texts(question, order), self._indexes(numbers))

    def _indexes(self, numbers: list[int]) -> list[int]:
        return [EMPTY if number == EMPTY else self._order.index(number) for number in numbers]

    def response(self) -> Response:
        if EMPTY in self._list.chosen:
            empty = self._list.chosen.index(EMPTY) + 1
            raise UnreadableResponse(f"Number {empty} has no letter yet: press one.")
        return tuple(self._order[index] for index in self._list.chosen)

    def draft(self) -> Draft:
        return tuple(EMPTY if index == EMPTY else self._order[index] for index in self._list.chosen)

    def show(self, question: Matching, order: Order, response: Response, verdict: Verdict) -> None:
        self._order = order
        numbers = [int(number) for number in response] or [EMPTY] * len(question.pairs)
        keys = self._indexes(list(question.targets))
        self._list.mark(*_texts(question, order), self._indexes(numbers), keys)


def _texts(question: Matching, order: Order) -> tuple[list[str], list[str]]:
    """Return the lefts, and the rights in the order shown."""
    rights = question.rights
    return [pair.left for pair in question.pairs], [rights[number] for number in order]


class CategorizeAnswer(ListAnswer[Categorize]):
    """The answer to a categorize question: each item gets the letter of its category, or none."""

    def compose(self) -> ComposeResult:
        self._order: tuple[int, ...] = ()
        self._question: Categorize | None = None
        self._list = CategoryList()
        yield self._list

    async def ask(self, question: Categorize, order: Order, draft: Draft) -> None:
        self._question, self._order = question, tuple(int(number) for number in order)
        numbers = [int(number) for number in draft] or [EMPTY] * len(question.items)
        names = [category.name for category in question.categories]
        self._list.offer(self._items(question), names, self._in_order(numbers))

    def response(self) -> Response:
        assert self._question is not None
        chosen = self._list.chosen
        if all(number == EMPTY for number in chosen):
            raise UnreadableResponse("No item has a category yet: press the letter of one.")
        if EMPTY in chosen and not self._question.distractors:
            number = chosen.index(EMPTY) + 1
            raise UnreadableResponse(f"Number {number} has no category yet: press a letter.")
        # Leaving an item out is an answer where some items belong nowhere.
        none = len(self._question.categories)
        return tuple(none if number == EMPTY else int(number) for number in self.draft())

    def draft(self) -> Draft:
        placed = dict(zip(self._order, self._list.chosen, strict=True))
        return tuple(placed[number] for number in range(len(placed)))

    def show(
        self, question: Categorize, order: Order, response: Response, verdict: Verdict
    ) -> None:
        self._question, self._order = question, tuple(int(number) for number in order)
        none = len(question.categories)
        names = [*(category.name for category in question.categories), NO_CATEGORY]
        targets = question.targets
        numbers = [int(number) for number in response] or [EMPTY] * len(targets)
        # An item that was wrongly left out is shown as missed, not as put in a wrong category.
        numbers = [
            EMPTY if number == none and target != none else number
            for number, target in zip(numbers, targets, strict=True)
        ]
        keys = self._in_order(list(targets))
        self._list.mark(self._items(question), names, self._in_order(numbers), keys)

    def _items(self, question: Categorize) -> list[str]:
        return [question.items[number] for number in self._order]

    def _in_order(self, numbers: list[int]) -> list[int]:
        return [numbers[number] for number in self._order]
