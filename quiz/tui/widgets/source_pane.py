"""A source in paragraphs with the quotes marked: its rows, and the pane beside a question."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from textual import events
from textual.content import Content
from textual.geometry import Size
from textual.reactive import reactive
from textual.strip import Strip
from textual.visual import Visual

from quiz.model.bank import Bank, Citation, Source, Span
from quiz.quotes.sources import paragraphs
from quiz.study import formatting
from quiz.text.cleaning import clean_line
from quiz.tui import theme
from quiz.tui.content import BLANK, joined, line, lines, plain, wrapped
from quiz.tui.widgets.row_list import ListRow, RowList, TextRow

WINDOW = 100_000
"""Characters shown on each side of a quote; a text of normal length is shown whole."""
BESIDE = 10_000
"""The same in the pane beside a question, whose text is drawn while the learner waits for it."""
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
        rest: str = theme.MUTED,
    ) -> None:
        """Mark the current quote with `mark`; `others` are further quotes of the answer.

        `rest` is the style of a paragraph without a quote.
        """
        self._rest = rest
        self._number = number
        self._text = text
        self._quoted = quoted
        self._others = others
        self._mark = mark
        self.swept = 1.0
        """The share of the current quote that the marker has reached."""

    @property
    def quoted(self) -> bool:
        """Whether it contains a part of the current quote."""
        return bool(self._quoted)

    def draw(self, width: int) -> Content:
        return self._drawn_to(width, self.swept)

    def _drawn_to(self, width: int, swept: float) -> Content:
        marked = bool(self._quoted or self._others)
        body = plain(self._text, "" if marked else self._rest)
        for span in self._others:
            body = body.stylize(theme.OTHER_QUOTE, span.start, span.end)
        left = round(swept * sum(span.end - span.start for span in self._quoted))
        for span in self._quoted:
            reached = min(left, span.end - span.start)
            left -= reached
            if reached:
                body = body.stylize(self._mark, span.start, span.start + reached)
        label = str(self._number) if width >= MIN_NUMBERED else ""
        style = f"bold {theme.TEXT}" if marked else theme.FAINT
        number = Content.styled(f"{label:>4}  " if label else " ", style)
        edge = Content.styled("▌", theme.MARGIN) if marked else Content(" ")
        blank = joined(edge, Content(" " * number.cell_length))
        first, *rest = wrapped(body, max(2, width - 1 - blank.cell_length)) or [BLANK]
        return lines([joined(edge, number, first), *(joined(blank, each) for each in rest)])

    def line(self, width: int) -> int:
        """Return the index of the line on which the quote starts."""
        drawn = self._drawn_to(width, 1.0)
        # Wrapping has moved every offset: the quote is found again by its style.
        starts = [span.start for span in drawn.spans if span.style == self._mark]
        return drawn.plain.count("\n", 0, min(starts, default=0))


class SourceNote(TextRow):
    """A note of the app between paragraphs."""

    gap = 1

    def __init__(self, text: str) -> None:
        super().__init__(Content.styled(f"… {text} …", theme.MUTED))


CHECKED = Content.styled("✓", theme.GOOD) + Content.styled(" checked word for word", theme.MUTED)
"""What is said of every quote."""


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
    window: int = WINDOW,
    rest: str = theme.MUTED,
) -> list[ListRow]:
    """Return a source as rows; of one longer than two windows, only those around the citation.

    `others` are further citations; those of other sources are left out. `rest` is the style of
    paragraphs without a quote.
    """
    size = len(source.text)
    spans = citation.spans if citation else ()
    low, high = _shown_part(source.text, spans, window)
    # A source may have a hundred thousand paragraphs; only those shown are looked at.
    found = [Span(low + each.start, low + each.end) for each in paragraphs(source.text[low:high])]
    further = [span for each in others if each.source == source.name for span in each.spans]
    first = 1
    if citation:
        at = bisect_right(found, spans[0].start, key=lambda each: each.start)
        first = citation.paragraph - max(0, at - 1)
    rows: list[ListRow] = [more(low)] if low else []
    for number, shown in enumerate(found, first):
        text = source.text[slice(*shown)]
        marked = _within(spans, shown), _within(further, shown)
        rows.append(ParagraphRow(number, text, *marked, mark, rest))
    return [*rows, more(size - high)] if high < size else rows


def _shown_part(text: str, spans: Sequence[Span], window: int) -> Span:
    """Return the part of a text that is shown; it starts after a blank line where there is one."""
    if len(text) <= 2 * window:
        return Span(0, len(text))
    if not spans:
        return Span(0, 2 * window)
    low = max(0, spans[0].start - window)
    blank = text.find("\n\n", low, spans[0].start)
    return Span(low if blank < 0 or not low else blank + 2, min(len(text), spans[-1].end + window))


def _within(spans: Iterable[Span], shown: Span) -> list[Span]:
    """Return the parts of spans that are shown, as offsets into what is shown."""
    return [
        Span(max(span.start, shown.start) - shown.start, min(span.end, shown.end) - shown.start)
        for span in spans
        if span.start < shown.end and shown.start < span.end
    ]


def _title(source: str) -> Content:
    """Return the name of a source as a title."""
    return line(_capital(formatting.source_name(source)), "bold")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


_STROKES = (5, 6, 3, 7, 8, 5, 3, 4, 3, 8, 5, 2, 4, 6, 4, 7, 5, 3, 5, 2, 4, 6, 4, 3, 7, 9, 4, 3, 5)
"""Lengths of the strokes of a closed source: always the same, so that they give nothing away."""
_PARAGRAPHS = (3, 4, 4, 3, 5, 3, 4)
"""Lines of its paragraphs."""


@dataclass(frozen=True)
class _Opened:
    """What the pane is to show."""

    source: Source
    citations: Sequence[Citation]
    index: int
    inferred: bool
    answered: bool

    @property
    def here(self) -> Citation | None:
        """The current quote."""
        return self.citations[self.index] if self.citations else None

    def state(self, width: int) -> Content:
        """Return where the quote stands, and that it does, as far as that fits."""
        if self.here is None:
            return Content("the answer has no quote" if self.answered else "you opened it")
        place = f"paragraph {self.here.paragraph}"
        # Counting the paragraphs of a long source would be felt.
        if len(self.source.text) <= 2 * BESIDE:
            place = f"{place} of {len(paragraphs(self.source.text))}"
        which = f"quote {self.index + 1} of {len(self.citations)}, "
        places = [f"{which}{place}"] if len(self.citations) > 1 else []
        prefix = "inferred from " if self.inferred else ""
        for each in (*places, place, f"paragraph {self.here.paragraph}"):
            state = joined(Content(f"{prefix}{each} · "), CHECKED)
            if state.cell_length <= width:
                return state
        return CHECKED


SWEEP_SECONDS = 0.24
"""How long the marker takes to sweep over a quote."""


class SourcePane(RowList):
    """The source beside a question: closed before the answer, then scrolled to the quote.

    It never takes the focus; the screen of the source has keys of its own.
    """

    DEFAULT_CSS = """
    SourcePane {
        display: none; width: 1fr; max-width: 84; height: 1fr; margin: 1 4 1 0;
    }
    """

    swept: reactive[float] = reactive(1.0, repaint=False, init=False)
    """The share of the quote that the marker has reached."""

    def __init__(self) -> None:
        super().__init__()
        self.add_class("panel")
        # On the widget: the padding of all panels stands in the CSS of the app, which wins.
        self.styles.padding = (1, 1, 0, 2)
        self.can_focus = False
        self.closed = True
        self._why = ""
        self._waiting: _Opened | None = None
        """What is shown as soon as there is room for the pane."""
        self._drawn_closed: tuple[Size, list[Strip]] = (Size(), [])

    @property
    def is_on_screen(self) -> bool:
        """Whether there is room for it."""
        return bool(self.display and self.size.width)

    def close(self, source: str, key: str = "") -> None:
        """Show no text of a source; `key` says how it is opened."""
        self.closed, self._waiting = True, None
        self._why = (
            f"{_capital(formatting.source_name(clean_line(source)))} opens when you have answered."
        )
        self.border_title = joined(_title(source), Content.styled(" · closed", theme.MUTED))
        self.border_subtitle = Content(key)
        self._drawn_closed = (Size(), [])
        self.fill([])

    def open(
        self,
        bank: Bank,
        citations: Sequence[Citation],
        source: str,
        index: int = 0,
        *,
        inferred: bool = False,
        answered: bool = True,
    ) -> None:
        """Show a source of a bank, scrolled to one of the citations.

        `inferred` says that the answer follows from the quote without standing in it; `answered`
        whether the question was answered.
        """
        self.closed = False
        self._waiting = _Opened(bank.sources[source], citations, index, inferred, answered)
        if self.display:
            self._show_waiting()

    def _show_waiting(self, resized: bool = False) -> None:
        if self._waiting is None:
            return
        shown, self._waiting = self._waiting, None
        mark = quote_style(self.app.native_ansi_color)
        here = shown.here
        others = [each for each in shown.citations if each is not here]
        rows = rows_of(shown.source, here, others, mark, BESIDE)
        self.border_title = _title(shown.source.name)
        self.border_subtitle = shown.state(self.size.width - 8)
        self.fill(rows)
        at = next((n for n, r in enumerate(rows) if isinstance(r, ParagraphRow) and r.quoted), None)
        if at is not None:
            row = rows[at]
            assert isinstance(row, ParagraphRow)
            self.show_line(at, row.line)
            if resized or not self._width:
                # It can scroll only once it is laid out.
                self.call_after_refresh(self.show_line, at, row.line)
        if self.app.animation_level == "full":
            self.set_reactive(SourcePane.swept, 0.0)
            self.watch_swept(0.0)
            self.animate("swept", 1.0, duration=SWEEP_SECONDS, easing="linear")

    def watch_swept(self, swept: float) -> None:
        """Draw the quote as far as the marker has reached."""
        for index, row in enumerate(self.rows):
            if isinstance(row, ParagraphRow) and row.quoted:
                row.swept = swept
                row.forget()
                self.repaint(index)

    def on_resize(self) -> None:
        """Draw everything for the new size."""
        if self._waiting is not None:
            self._show_waiting(resized=True)
        elif not self.closed:
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
        # Where they could not be faint, they would be all that one sees.
        style = theme.STROKE_16 if self.app.native_ansi_color else theme.STROKE
        drawn = [BLANK] * height
        if not self.app.no_color:
            drawn = [
                Content.styled(each, style) for each in _stroke_lines(max(1, width - 2), height)
            ]
        middle = height // 2
        why = Content.styled(self._why, theme.MUTED)
        if height > 6 and width > why.cell_length + 4:
            drawn[middle - 1 : middle + 2] = [BLANK, why, BLANK]
            drawn[middle] = why.pad_left((width - why.cell_length) // 2)
        for row in drawn:
            yield Visual.to_strips(self, row, max(1, width), 1, self.visual_style)[0]

    def on_click(self, event: events.Click) -> None:
        """Choose no row: there is nothing to choose."""


def _stroke_lines(width: int, height: int) -> list[str]:
    rows: list[str] = []
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
            rows.append(" ".join(parts))
        rows.append("")
        paragraph += 1
    return rows[:height]
