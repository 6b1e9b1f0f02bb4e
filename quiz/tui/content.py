"""Helpers that make `Content` of any text: cleaned, and never read as markup."""

import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from textual.app import App
from textual.content import Content

from quiz.text.cleaning import clean, clean_line
from quiz.tui import theme

BLANK = Content("")


def plain(text: str, style: str = "") -> Content:
    """Return a text of any number of lines, cleaned, in one style."""
    # Line ends of two characters stay two characters, so that offsets into the text hold.
    return Content.styled(clean(text.replace("\r\n", " \n")), style)


def line(text: str, style: str = "") -> Content:
    """Return a text on one line, cleaned, in one style."""
    return Content.styled(clean_line(text), style)


def joined(*parts: Content) -> Content:
    """Return parts one after the other."""
    return BLANK.join(parts)


def lines(parts: Iterable[Content]) -> Content:
    """Return parts below each other."""
    return Content("\n").join(parts)


_NARROW = re.compile("[ -~\u00a1-\u00ac\u00ae-\u02ff\u2010-\u2027\u2030-\u205e]*")
"""Text without line ends of which each character has one cell: it is wrapped much faster."""


def wrapped(content: Content, width: int) -> list[Content]:
    """Return `content` in lines of at most `width` cells, broken between words where possible."""
    text = content.plain
    if _NARROW.fullmatch(text):
        if len(text) <= width:
            return [content]
        return [content[start:end] for start, end in _breaks(text, max(1, width))]
    # Characters of two cells cannot be shown in one: there the screen cuts them.
    return content.wrap(max(2, width))


def _breaks(text: str, width: int) -> Iterator[tuple[int, int]]:
    """Yield where each line starts and ends, the spaces at which it is broken left out."""
    start = 0
    while len(text) - start > width:
        end = text.rfind(" ", start, start + width + 1)
        if end <= start:
            end = start + width
        yield start, len(text[:end].rstrip(" ")) if text[end - 1] == " " else end
        start = end
        while text[start : start + 1] == " ":
            start += 1
    if start < len(text):
        yield start, len(text)


def hanging(mark: Content, body: Content, width: int) -> Content:
    """Return `body` wrapped beside `mark`, its later lines indented by the width of the mark."""
    # On a very narrow terminal the text needs the cells more than the alignment does.
    indent = min(mark.cell_length, max(0, width - 8))
    first, *rest = wrapped(body, width - mark.cell_length) or [BLANK]
    return lines([joined(mark, first), *(part.pad_left(indent) for part in rest)])


def filled(content: Content, width: int) -> Content:
    """Return lines padded to `width` cells; styles end with the last character of a line."""
    # A background or an underline must not run on over the spaces at which a line was broken.
    bare = (part.rstrip() for part in content.split(allow_blank=True))
    return lines(part.pad_right(max(0, width - part.cell_length)) for part in bare)


def height(content: Content) -> int:
    """Return how many lines an already wrapped text has."""
    return content.plain.count("\n") + 1


# Not a ProgressBar: bars are part of the text of rows, which are drawn without widgets.
def bar(share: float, cells: int, style: str = theme.GOOD) -> Content:
    """Return a bar of a share from 0 to 1."""
    done = round(max(0.0, min(1.0, share)) * cells)
    return joined(
        Content.styled("━" * done, style), Content.styled("━" * (cells - done), theme.EMPTY)
    )


def copy(app: App[Any], text: str, message: str) -> None:
    """Put a text on the clipboard, cleaned, and notify the learner by a message."""
    # The terminal does it, by OSC 52, and does not answer whether it did.
    app.copy_to_clipboard(clean(text))
    app.notify(message, timeout=2, markup=False)


class BarSize(NamedTuple):
    """The blank lines of things to press that stand below each other."""

    padding: int
    """Above and below the text of each."""
    gap: int
    """Between two of them."""

    @property
    def step(self) -> int:
        """Lines from the top of one to the top of the next, where the text has one line."""
        return 1 + 2 * self.padding + self.gap


SMALL, ROOMY, TALL = 18, 28, 38
"""Lines of a screen from which on it has the classes `-mid`, `-room` and `-tall`."""
AROUND_BARS = 11
"""Lines of a screen with bars for what stands around them: header, prompt, button, key row."""


def bar_size(rows: int, count: int) -> BarSize:
    """Return the size of `count` bars on a screen of `rows` lines; they are not to fill it."""
    room = rows - AROUND_BARS
    for size, smallest in ((BarSize(1, 1), ROOMY), (BarSize(0, 1), SMALL)):
        if rows >= smallest and count * size.step <= room:
            return size
    return BarSize(0, 0)


def slab(body: Content, width: int, fill: str, edge: str = "", padding: int = 0) -> Content:
    """Return a text as a filled bar of `width` cells, `edge` the style of its left edge."""
    side = Content.styled("▌", edge) if edge else Content(" ")
    blank = side.pad_right(max(0, width - 1))
    # The space at which a line was broken may stand beyond the bar.
    parts = (
        part if part.cell_length < width else part.rstrip() for part in body.split(allow_blank=True)
    )
    rows = [joined(side, part.pad_right(max(0, width - 1 - part.cell_length))) for part in parts]
    return lines([*[blank] * padding, *rows, *[blank] * padding]).stylize_before(fill)


def bars_beside(label: Content, bar: Content, indent: int, size: BarSize) -> Content:
    """Return a bar with a label left of its first line of text, and the gap below it."""
    rows = bar.split(allow_blank=True)
    left = [label if number == size.padding else BLANK for number in range(len(rows))]
    beside = [
        joined(mark.pad_right(max(0, indent - mark.cell_length)), row)
        for mark, row in zip(left, rows, strict=True)
    ]
    return lines([*beside, *[BLANK] * size.gap])


def beside(content: Content, words: Content, width: int) -> Content:
    """Return a wrapped text with words at the right end of its first line, or below it."""
    first, *rest = content.split(allow_blank=True)
    room = width - first.cell_length - words.cell_length
    if room > 1:
        return lines([joined(first.pad_right(room), words), *rest])
    # There is no room beside the text: the words get a line of their own.
    return lines([first, *rest, words.pad_left(max(0, width - words.cell_length))])


_GLYPHS = {
    "0": "### #.# #.# #.# ###",
    "1": ".## ..# ..# ..# ..#",
    "2": "### ..# ### #.. ###",
    "3": "### ..# .## ..# ###",
    "4": "#.# #.# ### ..# ..#",
    "5": "### #.. ### ..# ###",
    "6": "### #.. ### #.# ###",
    "7": "### ..# ..# ..# ..#",
    "8": "### #.# ### #.# ###",
    "9": "### #.# ### ..# ###",
    "%": "#...# ...#. ..#.. .#... #...#",
    "–": "... ... ### ... ...",
    ":": ". # . # .",
}
"""Big characters of five rows of points."""
BIG_ROWS = 5
"""Lines of the larger of the two sizes of `big_text`; the smaller one has three."""
_BLOCKS = {"..": " ", "#.": "▀", ".#": "▄", "##": "█"}


def big_text(text: str, style: str, rows: int) -> list[Content]:
    """Return digits, `:`, `–` or `%` as three lines of half blocks, or five of blocks."""
    points = [
        ".".join(points)
        for points in zip(*(_GLYPHS[character].split() for character in text), strict=True)
    ]
    if rows >= BIG_ROWS:
        drawn = ["".join("██" if point == "#" else "  " for point in row) for row in points]
    else:
        pairs = zip(points[::2], [*points[1::2], "." * len(points[0])], strict=True)
        drawn = ["".join(_BLOCKS[a + b] for a, b in zip(*pair, strict=True)) for pair in pairs]
    return [Content.styled(row, style) for row in drawn]


def box(
    rows: Iterable[Content], width: int, title: Content, state: Content = BLANK, edge: str = ""
) -> Content:
    """Return lines in a round border: its title at the top, its state at the lower right."""
    edge = edge or theme.EMPTY
    title = title.truncate(max(0, width - 6), ellipsis=True)
    above = "─" * max(0, width - 5 - title.cell_length)
    head = [Content.styled("╭─ ", edge), title, Content.styled(f" {above}╮", edge)]
    side = Content.styled("│", edge)
    inner = max(0, width - 4)
    body = [
        joined(
            side, Content(" "), row.pad_right(max(0, inner - row.cell_length)), Content(" "), side
        )
        for row in rows
    ]
    state = joined(Content(" "), state, Content(" ")) if state else BLANK
    below = "─" * max(0, width - 3 - state.cell_length)
    foot = [Content.styled(f"╰{below}", edge), state, Content.styled("─╯", edge)]
    return lines([joined(*head), *body, joined(*foot)])
