"""A source as an article whose sentences can be gone to, each with the sign of what is known."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from textual import events
from textual.binding import Binding
from textual.content import Content
from textual.message import Message
from textual.style import Style

from quiz.evidence.coverage import union
from quiz.model.bank import Span
from quiz.player.map import SourceMap
from quiz.text.cleaning import clean_line
from quiz.tui.content import BLANK, MUTED, hanging, joined
from quiz.tui.widgets.knowledge import STYLES
from quiz.tui.widgets.passages import Note, more
from quiz.tui.widgets.rows import Row, Rows

WINDOW = 40_000
"""How many characters are shown on each side of the sentence at hand."""
MOST_IN_ROW = 4_000
"""From how many characters on a paragraph is drawn in several rows."""
MOST_SENTENCES = 100
"""No more sentences than these stand in one row."""
LONGEST = 4_000
"""How many characters of a sentence are shown."""
AT_HAND = "on $primary 35%"
_QUOTED = "underline"
_GLUE = "\ue000"
"""Keeps a sign on the line of its sentence; cleaned texts never hold it."""
_SPACE = re.compile(r"\s+")
_SENTENCE = "sentence"


class Flow(Row):
    """Sentences of one paragraph, one after the other."""

    choosable = False

    def __init__(self, shown: SourceMap, numbers: range) -> None:
        self.numbers = numbers
        self.at_hand = 0
        """The number of the sentence that the cursor is on; 0 when it is elsewhere."""
        self._shown = shown

    def draw(self, width: int) -> Content:
        """See `Row.draw`."""
        paragraph = self._shown.covered.paragraph_of(self.numbers[0])
        begins = self._shown.covered.firsts[paragraph - 1] == self.numbers[0]
        label = f"{paragraph if begins else '':>3} " if width >= 24 else ""
        body = BLANK.join(map(self._sentence, self.numbers))
        drawn = hanging(Content.styled(label, MUTED), body, width - 1)
        return Content(drawn.plain.replace(_GLUE, " "), list(drawn.spans))

    def at(self, width: int) -> tuple[Content, int]:
        """See `Row.at`; the sentence at hand stands out."""
        drawn, size = super().at(width)
        for start, end in self._places(drawn, self.at_hand):
            drawn = drawn.stylize(AT_HAND, start, end)
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
        text = joined(*_pieces(covered.text, _cut(span, quoted), quoted))
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
    return Style.from_meta({_SENTENCE: number})


def _cut(span: Span, quoted: Sequence[Span]) -> Span:
    """Return as much of a sentence as is shown, around what is quoted of it."""
    if span.end - span.start <= LONGEST:
        return span
    start = max(span.start, (quoted[0].start if quoted else span.start) - LONGEST // 2)
    return Span(start, min(span.end, start + LONGEST))


def _pieces(text: str, shown: Span, quoted: Sequence[Span]) -> Iterator[Content]:
    """Yield a sentence on one line, what is quoted of it marked."""
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


class Sentences(Rows):
    """The article, with a cursor that goes from sentence to sentence."""

    BINDINGS = [
        Binding("up", "move(-1)", "Up", show=False, tooltip="Go to the sentence before"),
        Binding("down", "move(1)", "Down", show=False, tooltip="Go to the next sentence"),
        Binding("enter", "choose", "Start", tooltip="Start the questions of the sentence at hand"),
    ]

    @dataclass
    class Reached(Message):
        """The cursor is on another sentence."""

        number: int

    class Opened(Message):
        """The sentence at hand was chosen."""

    def __init__(self) -> None:
        super().__init__()
        self._shown: SourceMap | None = None
        self.number = 0
        """The sentence at hand, counted from 1; 0 while there is none."""

    def show(self, shown: SourceMap, number: int) -> None:
        """Show a source in place of the one before, the cursor on a sentence of it."""
        self._shown = shown
        self.number = max(1, min(shown.sentences, number)) if shown.sentences else 0
        rows = _rows(shown, self.number) if self.number else [Note("the source is empty")]
        self.fill(rows)
        self._light(self.number)
        self.call_after_refresh(self._seek)
        self.post_message(self.Reached(self.number))

    def renew(self, shown: SourceMap) -> None:
        """Show the same source with what is known of it now, where one is."""
        y = self.scroll_offset.y
        self.show(shown, self.number)
        self.scroll_to(y=y, animate=False, immediate=True)

    def reach(self, number: int) -> None:
        """Move the cursor to a sentence, as near as there is one."""
        if self._shown is None or not self.number:
            return
        number = max(1, min(self._shown.sentences, number))
        if self._flow(number) is None:
            self.show(self._shown, number)
            return
        self._light(0)
        self.number = number
        self._light(number)
        self._seek()
        self.post_message(self.Reached(number))

    def _light(self, number: int) -> None:
        """Let a sentence stand out in place of the one at hand; none for 0."""
        found = self._flow(self.number)
        if found is not None:
            place, flow = found
            flow.at_hand = number
            self.redraw(place)

    def _flow(self, number: int) -> tuple[int, Flow] | None:
        """Return the row that holds a sentence, and its place; None when it is not shown."""
        for place, row in enumerate(self._rows):
            if isinstance(row, Flow) and number in row.numbers:
                return place, row
        return None

    def _lines(self) -> tuple[int, int]:
        """Return the lines on which the sentence at hand stands, the end excluded."""
        found = self._flow(self.number)
        if found is None:
            return 0, 0
        place, flow = found
        first, end = flow.lines_of(self.number, self._measured)
        return self._tops[place] + first, self._tops[place] + end

    def _seek(self) -> None:
        """Scroll so that the sentence at hand is in sight, with a line before and after it."""
        top, bottom = self._lines()
        roomy = bottom - top + 2 <= self._seen
        self.bring(max(0, top - roomy), bottom + roomy)

    def on_resize(self) -> None:
        """Break the lines anew, and keep the sentence at hand in sight."""
        super().on_resize()
        self.call_after_refresh(self._seek)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool:
        """Offer starting only where the sentence at hand has questions."""
        asked = self._shown is not None and self.number in self._shown.states
        return action != "choose" or asked

    def action_move(self, step: int) -> None:
        """Go to another sentence; of one too tall to be seen whole, first show more."""
        top, bottom = self._lines()
        above, below = top < self.scroll_offset.y, bottom > self.scroll_offset.y + self._seen
        if bottom - top > self._seen and (below if step > 0 else above):
            self.scroll_relative(y=step, animate=False, immediate=True)
        else:
            self.reach(self.number + step)

    def action_page(self, step: int) -> None:
        """Go on by about a screen."""
        line = self._lines()[0] + step * max(1, self._seen - 1)
        there = self._near(line)
        self.reach(self.number + step if there == self.number else there)

    def _near(self, line: int) -> int:
        """Return the sentence that stands on a line, or the nearest that is shown."""
        flows = [(self._tops[place], row) for place, row in enumerate(self._rows)
                 if isinstance(row, Flow)]  # fmt: skip
        top, flow = next((each for each in reversed(flows) if each[0] <= line), flows[0])
        return flow.nearest(line - top, self._measured)

    def action_first(self) -> None:
        """Go to the first sentence."""
        self.reach(1)

    def action_last(self) -> None:
        """Go to the last sentence."""
        if self._shown is not None:
            self.reach(self._shown.sentences)

    def action_choose(self) -> None:
        """Start the questions of the sentence at hand."""
        self.post_message(self.Opened())

    def on_click(self, event: events.Click) -> None:
        """Go to the sentence that was clicked; open the one at hand."""
        event.prevent_default()
        number = event.style.meta.get(_SENTENCE)
        if number is None:
            return
        if number == self.number and self.check_action("choose", ()):
            self.action_choose()
        else:
            self.reach(number)


def _rows(shown: SourceMap, number: int) -> list[Row]:
    """Return the surroundings of a sentence as rows; all of a source that is not very long."""
    covered = shown.covered
    spans = covered.sentences
    first = covered.sentence_at(spans[number - 1].start - WINDOW)
    last = covered.sentence_at(spans[number - 1].start + WINDOW)
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
        elif size >= MOST_IN_ROW or number + 1 - start >= MOST_SENTENCES:
            yield Flow(shown, range(start, number + 1))
        else:
            continue
        start, size = number + 1, 0
