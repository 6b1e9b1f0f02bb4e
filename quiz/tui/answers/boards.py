"""Boards on which things are joined: pairs with lines between them, and items sorted into columns.

A board is drawn as a whole, and knows what stands where, for the mouse and for scrolling.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from textual.content import Content
from textual.geometry import Region

from quiz.tui import theme
from quiz.tui.content import (
    BLANK,
    bar_size,
    hanging,
    height,
    joined,
    line,
    lines,
    plain,
    slab,
)
from quiz.tui.widgets.option_picker import LETTERS

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
