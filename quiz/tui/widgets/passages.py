"""A source as rows: numbered paragraphs with a quote marked in them."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence

from textual.content import Content

from quiz.evidence.context import passage
from quiz.evidence.sources import paragraphs
from quiz.model.bank import Citation, Source, Span
from quiz.tui.content import BLANK, MUTED, hanging, plain
from quiz.tui.widgets.rows import Row

QUOTE_STYLE = "bold underline on $warning 35%"
SENTENCE_STYLE = "on $foreground 8%"
WINDOW = 100_000
"""How many characters are shown on each side of a quote; a normal text is shown whole."""


class Paragraph(Row):
    """A paragraph of a source."""

    choosable = False
    gap = 1

    def __init__(
        self, number: int, text: str, quoted: Sequence[Span] = (), around: Sequence[Span] = ()
    ) -> None:
        self._number = number
        self._text = text
        self._quoted = quoted
        self._around = around

    @property
    def quoted(self) -> bool:
        """Whether it holds some of the quote."""
        return bool(self._quoted)

    def draw(self, width: int) -> Content:
        """Draw the row."""
        body = plain(self._text)
        for span in self._around:
            body = body.stylize(SENTENCE_STYLE, span.start, span.end)
        for span in self._quoted:
            body = body.stylize(QUOTE_STYLE, span.start, span.end)
        label = str(self._number) if width >= 24 else ""
        number = Content.styled(f"{label:>3} " if label else "", MUTED)
        return hanging(number, body, width - 1)

    def line(self, width: int) -> int:
        """Return in which of its lines the quote starts, counted from 0."""
        drawn = self.at(width)[0]
        starts = [span.start for span in drawn.spans if span.style == QUOTE_STYLE]
        return drawn.plain.count("\n", 0, min(starts, default=0))


class Note(Row):
    """A remark of the app between the paragraphs."""

    choosable = False
    gap = 1

    def __init__(self, text: str) -> None:
        self._text = text

    def draw(self, width: int) -> Content:
        """Draw the row."""
        text = f"… {self._text} …"
        return hanging(BLANK, Content.styled(text, f"italic {MUTED}"), width)


def more(characters: int) -> Note:
    """Return the remark that some of a long text is not shown."""
    return Note(f"{characters:,} more characters stand here")


def rows_of(source: Source, citation: Citation) -> list[Row]:
    """Return a source as rows, the surroundings of the citation if it is very long."""
    found = paragraphs(source.text)
    around = passage(source, citation).sentences
    low = citation.spans[0].start - WINDOW
    high = citation.spans[-1].end + WINDOW
    if len(source.text) <= 2 * WINDOW:
        low, high = 0, len(source.text)
    rows: list[Row] = [more(low)] if low > 0 else []
    first = max(1, bisect_right(found, max(0, low), key=lambda span: span.start))
    for number, paragraph in enumerate(found[first - 1 :], first):
        if paragraph.start >= high:
            break
        shown = Span(max(paragraph.start, low), min(paragraph.end, high))
        if shown.start < shown.end:
            text = source.text[slice(*shown)]
            rows.append(
                Paragraph(number, text, _within(citation.spans, shown), _within(around, shown))
            )
    return [*rows, more(len(source.text) - high)] if high < len(source.text) else rows


def _within(spans: Iterable[Span], shown: Span) -> list[Span]:
    """Return the parts of spans that are shown, as offsets into what is shown."""
    return [
        Span(max(span.start, shown.start) - shown.start, min(span.end, shown.end) - shown.start)
        for span in spans
        if span.start < shown.end and shown.start < span.end
    ]
