"""A source in paragraphs with the quotes marked: its rows, and the pane beside a question."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence

from textual import events
from textual.content import Content
from textual.geometry import Size
from textual.strip import Strip
from textual.visual import Visual

from quiz.model.bank import Bank, Citation, Source, Span
from quiz.quotes.sources import paragraphs
from quiz.tui import theme
from quiz.tui.content import BLANK, hanging, joined, line, lines, plain
from quiz.tui.widgets.row_list import ListRow, RowList, TextRow

WINDOW = 100_000
"""Characters shown on each side of a quote; a text of normal length is shown whole."""
MIN_NUMBERED = 24
"""Cells from which on there is room for the numbers of paragraphs."""


class ParagraphRow(ListRow):
    """A paragraph of a source."""

    choosable = False
    gap = 1

    def __init__(
        self,
        number: int,
        text: str,
        quoted: Sequence[Span] = (),
        others: Sequence[Span] = (),
        mark: str = theme.QUOTE,
    ) -> None:
        """Mark the current quote with `mark`; `others` are further quotes of the answer."""
        self._number = number
        self._text = text
        self._quoted = quoted
        self._others = others
        self._mark = mark

    @property
    def quoted(self) -> bool:
        """Whether it contains a part of the current quote."""
        return bool(self._quoted)

    def draw(self, width: int) -> Content:
        marked = bool(self._quoted or self._others)
        body = plain(self._text, "" if marked else theme.MUTED)
        for span in self._others:
            body = body.stylize(theme.OTHER_QUOTE, span.start, span.end)
        for span in self._quoted:
            body = body.stylize(self._mark, span.start, span.end)
        label = str(self._number) if width >= MIN_NUMBERED else ""
        style = f"bold {theme.TEXT}" if marked else theme.FAINT
        edge = Content.styled("▌" if marked else " ", theme.MARGIN)
        number = Content.styled(f"{label:>3}  " if label else " ", style)
        drawn = hanging(joined(Content(" "), number), body, width - 2)
        return lines(joined(edge, row) for row in drawn.split(allow_blank=True))

    def line(self, width: int) -> int:
        """Return the index of the line on which the quote starts."""
        drawn = self.at(width)[0]
        # Wrapping has moved every offset: the quote is found again by its style.
        starts = [span.start for span in drawn.spans if span.style == self._mark]
        return drawn.plain.count("\n", 0, min(starts, default=0))


class SourceNote(TextRow):
    """A note of the app between paragraphs."""

    gap = 1

    def __init__(self, text: str) -> None:
        super().__init__(Content.styled(f"… {text} …", theme.MUTED))


def more(characters: int) -> SourceNote:
    """Return a note that a part of a long text is not shown."""
    return SourceNote(f"{characters:,} more characters")


def quote_style(few_colours: bool) -> str:
    """Return the style of the current quote; with few colours, it is underlined as well."""
    return theme.QUOTE_16 if few_colours else theme.QUOTE


def rows_of(
    source: Source,
    citation: Citation | None,
    others: Iterable[Citation] = (),
    mark: str = theme.QUOTE,
) -> list[ListRow]:
    """Return a source as rows; of a very long one, only those around the citation.

    `others` are further citations; those of other sources are left out.
    """
    found = paragraphs(source.text)
    spans = citation.spans if citation else ()
    low = spans[0].start - WINDOW if spans else 0
    high = spans[-1].end + WINDOW if spans else 2 * WINDOW
    if len(source.text) <= 2 * WINDOW:
        low, high = 0, len(source.text)
    further = [span for each in others if each.source == source.name for span in each.spans]
    rows: list[ListRow] = [more(low)] if low > 0 else []
    # A source may have a hundred thousand paragraphs; only those shown are looked at.
    first = max(1, bisect_right(found, max(0, low), key=lambda span: span.start))
    for number, paragraph in enumerate(found[first - 1 :], first):
        if paragraph.start >= high:
            break
        shown = Span(max(paragraph.start, low), min(paragraph.end, high))
        if shown.start < shown.end:
            text = source.text[slice(*shown)]
            marked = _within(spans, shown), _within(further, shown)
            rows.append(ParagraphRow(number, text, *marked, mark))
    return [*rows, more(len(source.text) - high)] if high < len(source.text) else rows


def _within(spans: Iterable[Span], shown: Span) -> list[Span]:
    """Return the parts of spans that are shown, as offsets into what is shown."""
    return [
        Span(max(span.start, shown.start) - shown.start, min(span.end, shown.end) - shown.start)
        for span in spans
        if span.start < shown.end and shown.start < span.end
    ]


def title_of(source: str) -> Content:
    """Return the name of a source as a title."""
    return line(source[:1].upper() + source[1:].replace("_", " "), "bold")


_STROKES = (5, 6, 3, 7, 8, 5, 3, 4, 3, 8, 5, 2, 4, 6, 4, 7, 5, 3, 5, 2, 4, 6, 4, 3, 7, 9, 4, 3, 5)
"""Lengths of the strokes of a closed source: always the same, so that they give nothing away."""
_PARAGRAPHS = (3, 4, 4, 3, 5, 3, 4)
"""Lines of its paragraphs."""
CLOSED = "It opens when you have answered."
LONG = 300_000
"""Characters of a source from which on splitting it into paragraphs would be felt."""


class SourcePane(RowList):
    """The source beside a question: closed before the answer, then scrolled to the quote.

    It never takes the focus; the screen of the source has keys of its own.
    """

    DEFAULT_CSS = """
    SourcePane {
        display: none; width: 1fr; max-width: 82; height: 1fr; margin: 1 4 1 0; padding: 1 0 0 1;
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self.add_class("panel")
        self.can_focus = False
        self.closed = True
        self._drawn_closed: tuple[Size, list[Strip]] = (Size(), [])

    def close(self, source: str, key: str = "") -> None:
        """Show no text of a source; `key` says how it is opened."""
        self.closed = True
        self.border_title = joined(title_of(source), Content.styled(" · closed", theme.MUTED))
        self.border_subtitle = Content(key)
        self.fill([])

    def open(self, bank: Bank, citations: Sequence[Citation], source: str, index: int = 0) -> None:
        """Show a source of a bank, scrolled to one of the citations."""
        self.closed = False
        mark = quote_style(self.app.native_ansi_color)
        here = citations[index] if citations else None
        others = [each for each in citations if each is not here]
        rows = rows_of(bank.sources[source], here, others, mark)
        self.border_title = title_of(source)
        self.border_subtitle = self._state(here, rows)
        self.fill(rows)
        at = next((n for n, r in enumerate(rows) if isinstance(r, ParagraphRow) and r.quoted), None)
        if at is not None:
            row = rows[at]
            assert isinstance(row, ParagraphRow)
            self.show_line(at, row.line)
            if not self._width:
                # Shown for the first time: its line depends on the width.
                self.call_after_refresh(self.show_line, at, row.line)

    @staticmethod
    def _state(citation: Citation | None, rows: Sequence[ListRow]) -> Content:
        if citation is None:
            return Content("the answer has no quote")
        checked = Content.styled("✓ checked word for word", theme.GOOD)
        return joined(Content(f"paragraph {citation.paragraph} · "), checked)

    def on_resize(self) -> None:
        """Draw everything for the new size."""
        if not self.closed:
            super().on_resize()

    def render_line(self, y: int) -> Strip:
        if not self.closed:
            return super().render_line(y)
        size, strips = self._drawn_closed
        if size != self.size or not strips:
            strips = list(self._strokes())
            self._drawn_closed = (self.size, strips)
        return strips[y] if y < len(strips) else Strip.blank(self._width, self.rich_style)

    def notify_style_update(self) -> None:
        """Draw everything again, as colours may have changed."""
        super().notify_style_update()
        self._drawn_closed = (Size(), [])

    def _strokes(self) -> Iterator[Strip]:
        """Yield lines of strokes, and in their middle how the source is opened."""
        width, height = self.scrollable_content_region.size
        drawn = _stroke_lines(max(1, width - 2), height)
        middle = height // 2
        if height > 6 and width > len(CLOSED) + 4:
            drawn[middle - 1 : middle + 2] = [BLANK, Content.styled(CLOSED, theme.MUTED), BLANK]
            left = (width - len(CLOSED)) // 2
            drawn[middle] = drawn[middle].pad_left(left)
        for row in drawn:
            yield Visual.to_strips(self, row, max(1, width), 1, self.visual_style)[0]

    def on_click(self, event: events.Click) -> None:
        """Choose no row: there is nothing to choose."""


def _stroke_lines(width: int, height: int) -> list[Content]:
    rows: list[Content] = []
    paragraph = stroke = 0
    while len(rows) < height:
        for number in range(_PARAGRAPHS[paragraph % len(_PARAGRAPHS)]):
            last = number == _PARAGRAPHS[paragraph % len(_PARAGRAPHS)] - 1
            room = width * 2 // 3 if last else width
            parts = []
            while room > 0:
                length = min(room, _STROKES[stroke % len(_STROKES)])
                parts.append("━" * length)
                room -= length + 1
                stroke += 1
            rows.append(Content.styled(" ".join(parts), theme.STROKE))
        rows.append(BLANK)
        paragraph += 1
    return rows[:height]
