"""A source as rows of sentences that flow as in an article, each with its sign."""

import re
from collections.abc import Iterator, Sequence

from textual.content import Content
from textual.style import Style

from quiz.evidence.coverage import union
from quiz.model.bank import Span
from quiz.player.map import SourceMap
from quiz.text.cleaning import clean_line
from quiz.tui.content import BLANK, MUTED, hanging, joined
from quiz.tui.widgets.knowledge import STYLES
from quiz.tui.widgets.passages import more
from quiz.tui.widgets.rows import Row

FLOW_WINDOW = 60_000
"""How many characters of a very long source are shown on each side of the sentence at hand."""
MAX_IN_ROW = 4_000
"""From how many characters on a paragraph is drawn in several rows."""
MAX_SENTENCES = 100
"""No more sentences than these stand in one row."""
LONGEST = 4_000
"""How many characters of a sentence are shown."""
AT_HAND = "on $primary 25%"
_AT_HAND_MUTED = "$foreground on $primary 25%"
"""Of a sentence without questions: its muted words would hardly stand out."""
_QUOTED = "underline"
_GLUE = "\ue000"
"""Keeps a sign on the line of its sentence; cleaned texts never hold it."""
_SPACE = re.compile(r"\s+")
SENTENCE = "sentence"
"""What the style of every cell of a sentence names its number by."""


class Flow(Row):
    """Sentences of one paragraph, one after the other."""

    choosable = False

    def __init__(self, shown: SourceMap, numbers: range) -> None:
        self.numbers = numbers
        self.at_hand = 0
        """The number of the sentence that the cursor is on; 0 when it is elsewhere."""
        self._shown = shown

    def draw(self, width: int) -> Content:
        """Draw the row."""
        paragraph = self._shown.covered.paragraph_of(self.numbers[0])
        begins = self._shown.covered.firsts[paragraph - 1] == self.numbers[0]
        label = f"{paragraph if begins else '':>3} " if width >= 24 else ""
        body = BLANK.join(map(self._sentence, self.numbers))
        drawn = hanging(Content.styled(label, MUTED), body, width - 1)
        return Content(drawn.plain.replace(_GLUE, " "), list(drawn.spans))

    def at(self, width: int) -> tuple[Content, int]:
        """Return the drawn row and its height; the selected sentence stands out."""
        drawn, size = super().at(width)
        if not self.at_hand:
            return drawn, size
        style = AT_HAND if self.at_hand in self._shown.states else _AT_HAND_MUTED
        for start, end in self._places(drawn, self.at_hand):
            drawn = drawn.stylize(style, start, end)
        return drawn, size

    def lines_of(self, number: int, width: int) -> tuple[int, int]:
        """Return the lines of the row, the end excluded, on which a sentence stands."""
        drawn = super().at(width)[0]
        places = self._places(drawn, number)
        first = drawn.plain.count("\n", 0, places[0][0])
        return first, drawn.plain.count("\n", 0, places[-1][1]) + 1

    def nearest(self, line: int, width: int) -> int:
        """Return the sentence that stands on a line of the row, the first of several."""
        return next(
            (each for each in self.numbers if self.lines_of(each, width)[1] > line),
            self.numbers[-1],
        )

    @staticmethod
    def _places(drawn: Content, number: int) -> list[tuple[int, int]]:
        marker = _marker(number)
        return [(span.start, span.end) for span in drawn.spans if span.style == marker]

    def _sentence(self, number: int) -> Content:
        covered = self._shown.covered
        span = covered.sentences[number - 1]
        state = self._shown.states.get(number)
        touches = covered.touches.get(number, ())
        quoted = union(each for touch in touches for each in touch.spans)
        part = _cut(span, quoted)
        text = joined(
            Content("… " if part.start > span.start else ""),
            *_pieces(covered.text, part, quoted),
            Content(" …" if part.end < span.end else ""),
        )
        if state is None:
            marked = text.stylize(MUTED)
        else:
            marked = joined(Content.styled(f"{state.sign}{_GLUE}", f"bold {STYLES[state]}"), text)
        return joined(marked.stylize(_marker(number)), Content(self._gap(number)))

    def _gap(self, number: int) -> str:
        """Return what stands between a sentence and the next: some scripts put nothing there."""
        if number == self.numbers[-1]:
            return ""
        sentences = self._shown.covered.sentences
        apart = sentences[number].start > sentences[number - 1].end
        signed = number + 1 in self._shown.states
        return " " if apart or signed else ""


class LastFlow(Flow):
    """What ends a paragraph."""

    gap = 1


def _marker(number: int) -> Style:
    return Style.from_meta({SENTENCE: number})


def _cut(span: Span, quoted: Sequence[Span]) -> Span:
    """Return as much of a sentence as is shown, around what is quoted of it."""
    if span.end - span.start <= LONGEST:
        return span
    start = max(span.start, (quoted[0].start if quoted else span.start) - LONGEST // 8)
    return Span(start, min(span.end, start + LONGEST))


def _pieces(text: str, shown: Span, quoted: Sequence[Span]) -> Iterator[Content]:
    """Yield what is shown of a sentence on one line, what is quoted of it marked."""
    place = shown.start
    for span in quoted:
        start, end = max(span.start, place), min(span.end, shown.end)
        if start < end:
            yield _flowing(text[place:start])
            yield _flowing(text[start:end], _QUOTED)
            place = end
    yield _flowing(text[place : shown.end])


def _flowing(text: str, style: str = "") -> Content:
    return Content.styled(clean_line(_SPACE.sub(" ", text)), style)


def flow_rows(shown: SourceMap, number: int) -> list[Row]:
    """Return the surroundings of a sentence as rows; all of a source that is not very long."""
    covered = shown.covered
    spans = covered.sentences
    first, last = 1, shown.sentences
    if len(covered.text) > 2 * FLOW_WINDOW:
        first = covered.sentence_at(spans[number - 1].start - FLOW_WINDOW)
        last = covered.sentence_at(spans[number - 1].start + FLOW_WINDOW)
    before, after = spans[first - 1].start, spans[-1].end - spans[last - 1].end
    rows: list[Row] = [more(before)] if first > 1 else []
    rows += _flows(shown, first, last)
    return [*rows, more(after)] if last < shown.sentences else rows


def _flows(shown: SourceMap, first: int, last: int) -> Iterator[Row]:
    """Yield sentences by paragraph, in rows of bounded size."""
    covered = shown.covered
    start, size = first, 0
    for number in range(first, last + 1):
        span = covered.sentences[number - 1]
        size += min(LONGEST, span.end - span.start)
        paragraph = covered.paragraph_of(number)
        ends = number == covered.firsts[paragraph - 1] + len(covered.paragraphs[paragraph - 1]) - 1
        if ends or number == last:
            yield LastFlow(shown, range(start, number + 1))
        elif size >= MAX_IN_ROW or number + 1 - start >= MAX_SENTENCES:
            yield Flow(shown, range(start, number + 1))
        else:
            continue
        start, size = number + 1, 0
