"""The text of a source as sentences, with how well each is known."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from textual import events
from textual.app import RenderResult
from textual.binding import Binding
from textual.content import Content
from textual.message import Message
from textual.style import Style
from textual.widget import Widget

from quiz.coverage import union
from quiz.model.bank import Span
from quiz.model.question import Question
from quiz.study.formatting import percent
from quiz.study.review import KnowledgeState
from quiz.study.source_map import (
    QuestionKnowledge,
    SentenceKnowledge,
    SourceMap,
    question_line,
    state_counts,
    state_words,
)
from quiz.text.cleaning import clean_line, truncate
from quiz.tui import theme
from quiz.tui.content import BLANK, hanging, height, joined, line, lines
from quiz.tui.widgets.row_list import ListRow, RowList
from quiz.tui.widgets.source_pane import SourceNote, more

MIN_SIGNS, MAX_SIGNS = 8, 40
MAX_ASKED = 400
"""Characters of a question before it is cut."""


def sign(state: KnowledgeState | None) -> Content:
    """Return the sign of a state in its colour; a dot where there is no question."""
    return (
        Content.styled("·", theme.MUTED)
        if state is None
        else Content.styled(state.sign, theme.KNOWLEDGE[state])
    )


def source_strip(shown: SourceMap, at: int, room: int) -> Content:
    """Return a sign for each sentence, the current one reversed; nothing without enough room.

    In a long source each sign covers several sentences and shows the weakest.
    """
    cells = min(shown.sentences, room, MAX_SIGNS)
    # Fewer signs than this show no shape of the source.
    if not at or cells < min(shown.sentences, MIN_SIGNS):
        return BLANK
    signs = [sign(state) for state in shown.overview(cells)]
    here = shown.part_of(at, cells)
    signs[here] = signs[here].stylize("reverse")
    return joined(*signs)


def legend(shown: SourceMap, width: int) -> Content:
    """Return how many sentences are in each state; the full words only where there is room."""
    parts = state_counts(shown)
    if len("   ".join(parts)) > width:
        parts = [" ".join(each.split()[:2]) for each in parts]
    pairs = zip(parts, shown.counts, strict=True)
    return Content("   ").join(
        Content.styled(words, theme.KNOWLEDGE[state]) for words, state in pairs
    )


class SentenceCard(Widget):
    """The current sentence: how well it is known, and its questions, as many as fit."""

    DEFAULT_CSS = "SentenceCard { background: $surface; }"

    def __init__(self) -> None:
        super().__init__()
        self._number = 0
        self._knowledge: SentenceKnowledge | None = None

    def show(self, number: int, knowledge: SentenceKnowledge | None) -> None:
        """Show a sentence; 0 for none."""
        self._number, self._knowledge = number, knowledge
        self.refresh()

    def render(self) -> RenderResult:
        """Return as much as fits."""
        if not self._number:
            return BLANK
        width, room = self.content_size
        head = self._head(width)
        if self._knowledge is None:
            return head
        return lines([head, *_fitting(self._knowledge, width, room - height(head))])

    def _head(self, width: int) -> Content:
        """Return which sentence it is and its state, on one line if they fit."""
        name = Content.styled(f"Sentence {self._number:,}", "bold")
        state = _state(self._knowledge)
        if name.cell_length + 2 + state.cell_length <= width:
            return joined(name, Content("  "), state)
        return lines([name, hanging(BLANK, state, width)])


def _state(knowledge: SentenceKnowledge | None) -> Content:
    if knowledge is None:
        return Content.styled(f"· {state_words(None)}", theme.MUTED)
    text = state_words(knowledge)
    # Just after a miss the recall is high, and of partly answered sentences it covers only a part.
    if knowledge.recall is not None and knowledge.state in (
        KnowledgeState.KNOWN,
        KnowledgeState.FADING,
    ):
        text = f"{text}, recall {percent(knowledge.recall, 1)}"
    return Content.styled(text, theme.KNOWLEDGE[knowledge.state])


def _fitting(knowledge: SentenceKnowledge, width: int, room: int) -> Iterator[Content]:
    """Yield the questions, in full if all fit, or else one line each; and how many are left out."""
    pairs = zip(knowledge.questions, knowledge.standings, strict=True)
    parts = [(_mark(standing), _asked(question, standing)) for question, standing in pairs]
    whole = [hanging(mark, text, width) for mark, text in parts]
    size = sum(map(height, whole))
    if size <= room:
        # A blank line above them where there is one to spare.
        yield from whole if size == room else (BLANK, *whole)
        return
    # One line less, for the number of those left out.
    shown = len(parts) if len(parts) <= room else max(0, room - 1)
    for part in parts[:shown]:
        yield joined(*part).truncate(width, ellipsis=True)
    if shown < len(parts) and room > 0:
        left = f"and {len(parts) - shown} more" if shown else f"{len(parts)} questions"
        yield Content.styled(left, theme.MUTED)


def _mark(standing: QuestionKnowledge) -> Content:
    return joined(sign(standing.state), Content(" "))


def _asked(question: Question, standing: QuestionKnowledge) -> Content:
    aside = Content.styled("(suspended) ", theme.MUTED) if standing.suspended else BLANK
    return joined(aside, line(cut(question_line(question))))


def cut(text: str) -> str:
    """Return a text, shortened with an ellipsis where it is too long for a list."""
    return truncate(text, MAX_ASKED)


FLOW_WINDOW = 60_000
"""Characters of a very long source shown on each side of the current sentence."""
MAX_IN_ROW = 4_000
"""Characters from which a paragraph is drawn in several rows."""
MAX_SENTENCES = 100
"""Maximum number of sentences in one row."""
LONGEST = 4_000
"""Maximum number of characters shown of a sentence."""
_GLUE = "\ue000"
"""Keeps a sign on the line of its sentence; cleaned texts never contain it."""
_SPACE = re.compile(r"\s+")
SENTENCE = "sentence"
"""Key of the sentence number in the metadata of styles."""


class Flow(ListRow):
    """Sentences of one paragraph, as running text."""

    choosable = False

    def __init__(self, shown: SourceMap, numbers: range) -> None:
        self.numbers = numbers
        self.current = 0
        """The number of the sentence that the cursor is on; 0 when it is elsewhere."""
        self.lit = theme.CURSOR
        """The style of that sentence."""
        self._shown = shown

    def draw(self, width: int) -> Content:
        paragraph = self._shown.covered.paragraph_of(self.numbers[0])
        begins = self._shown.covered.firsts[paragraph - 1] == self.numbers[0]
        label = f"{paragraph if begins else '':>3} " if width >= 24 else ""
        body = BLANK.join(map(self._sentence, self.numbers))
        drawn = hanging(Content.styled(label, theme.MUTED), body, width - 1)
        return Content(drawn.plain.replace(_GLUE, " "), list(drawn.spans))

    def at(self, width: int) -> tuple[Content, int]:
        """Return the drawn row and its height; the selected sentence stands out."""
        drawn, size = super().at(width)
        if not self.current:
            return drawn, size
        for start, end in self._spans(drawn, self.current):
            drawn = drawn.stylize(self.lit, start, end)
        return drawn, size

    def lines_of(self, number: int, width: int) -> tuple[int, int]:
        """Return the first line of a sentence in the row, and the line after its last."""
        drawn = super().at(width)[0]
        # A sentence that is wrapped has a span on each of its lines.
        spans = self._spans(drawn, number)
        first = drawn.plain.count("\n", 0, spans[0][0])
        return first, drawn.plain.count("\n", 0, spans[-1][1]) + 1

    def nearest(self, line: int, width: int) -> int:
        """Return the first sentence on a line of the row."""
        return next(
            (each for each in self.numbers if self.lines_of(each, width)[1] > line),
            self.numbers[-1],
        )

    @staticmethod
    def _spans(drawn: Content, number: int) -> list[tuple[int, int]]:
        marker = _marker(number)
        return [(span.start, span.end) for span in drawn.spans if span.style == marker]

    def _sentence(self, number: int) -> Content:
        covered = self._shown.covered
        span = covered.sentences[number - 1]
        state = self._shown.states.get(number)
        quoted = self._quoted(number)
        part = _cut(span, quoted)
        text = joined(
            Content("… " if part.start > span.start else ""),
            *_pieces(covered.text, part, quoted),
            Content(" …" if part.end < span.end else ""),
        )
        if state is None:
            marked = text.stylize(theme.MUTED)
        else:
            marked = joined(
                Content.styled(f"{state.sign}{_GLUE}", f"bold {theme.KNOWLEDGE[state]}"), text
            )
            marked = marked.stylize_before(theme.TINTS[state])
        return joined(marked.stylize(_marker(number)), Content(self._gap(number)))

    def _quoted(self, number: int) -> list[Span]:
        """Return what the questions that were met quote; other quotes would give answers away."""
        touches = self._shown.covered.touches.get(number, ())
        if not touches:
            return []
        pairs = zip(touches, self._shown.knowledge[number].standings, strict=True)
        met = [touch for touch, each in pairs if each.state is not KnowledgeState.NEVER]
        return list(union(span for touch in met for span in touch.spans))

    def _gap(self, number: int) -> str:
        """Return the text between a sentence and the next; some scripts have no space there."""
        if number == self.numbers[-1]:
            return ""
        sentences = self._shown.covered.sentences
        apart = sentences[number].start > sentences[number - 1].end
        state_words = number + 1 in self._shown.states
        return " " if apart or state_words else ""


class LastFlow(Flow):
    """The last row of a paragraph."""

    gap = 1


def _marker(number: int) -> Style:
    return Style.from_meta({SENTENCE: number})


def _cut(span: Span, quoted: Sequence[Span]) -> Span:
    """Return the part of a sentence that is shown, around what is quoted of it."""
    if span.end - span.start <= LONGEST:
        return span
    start = max(span.start, (quoted[0].start if quoted else span.start) - LONGEST // 8)
    return Span(start, min(span.end, start + LONGEST))


def _pieces(text: str, shown: Span, quoted: Sequence[Span]) -> Iterator[Content]:
    """Yield the shown part of a sentence on one line, with the quoted parts marked."""
    index = shown.start
    for span in quoted:
        start, end = max(span.start, index), min(span.end, shown.end)
        if start < end:
            yield _flowing(text[index:start])
            yield _flowing(text[start:end], theme.QUOTED)
            index = end
    yield _flowing(text[index : shown.end])


def _flowing(text: str, style: str = "") -> Content:
    return Content.styled(clean_line(_SPACE.sub(" ", text)), style)


def flow_rows(shown: SourceMap, number: int) -> list[ListRow]:
    """Return a source as rows; of a very long one, only those around a sentence."""
    covered = shown.covered
    spans = covered.sentences
    first, last = 1, shown.sentences
    if len(covered.text) > 2 * FLOW_WINDOW:
        first = covered.sentence_at(spans[number - 1].start - FLOW_WINDOW)
        last = covered.sentence_at(spans[number - 1].start + FLOW_WINDOW)
    before, after = spans[first - 1].start, spans[-1].end - spans[last - 1].end
    rows: list[ListRow] = [more(before)] if first > 1 else []
    rows += _flows(shown, first, last)
    return [*rows, more(after)] if last < shown.sentences else rows


def _flows(shown: SourceMap, first: int, last: int) -> Iterator[ListRow]:
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


class Sentences(RowList):
    """The article, with a cursor that goes from sentence to sentence."""

    BINDINGS = [
        Binding("up", "move(-1)", "Up", show=False, tooltip="Go to the previous sentence"),
        Binding("down", "move(1)", "Down", show=False, tooltip="Go to the next sentence"),
        Binding(
            "enter", "choose", "ask these", tooltip="Start the questions on the selected sentence"
        ),
    ]

    @dataclass
    class Reached(Message):
        """The cursor is on another sentence."""

        number: int

    class Opened(Message):
        """The current sentence was chosen."""

    def __init__(self) -> None:
        super().__init__()
        self._shown: SourceMap | None = None
        self.number = 0
        """The current sentence, counted from 1; 0 while there is none."""

    def show(self, shown: SourceMap, number: int) -> None:
        """Show a source in place of the one before, the cursor on a sentence of it."""
        self._shown = shown
        self.number = max(1, min(shown.sentences, number)) if shown.sentences else 0
        rows = flow_rows(shown, self.number) if self.number else [SourceNote("the source is empty")]
        self.fill(rows)
        self._light(self.number)
        self.call_after_refresh(self._seek)
        self.post_message(self.Reached(self.number))

    def renew(self, shown: SourceMap) -> None:
        """Show the same source with new knowledge, at the same scroll position."""
        y = self.scroll_offset.y
        self.show(shown, self.number)
        self.scroll_to(y=y, animate=False, immediate=True)

    def reach(self, number: int) -> None:
        """Move the cursor to a sentence, or to the nearest one."""
        if self._shown is None or not self.number:
            return
        number = max(1, min(self._shown.sentences, number))
        # Outside the window of a very long source: move the window.
        if self._flow(number) is None:
            self.show(self._shown, number)
            return
        self._light(0)
        self.number = number
        self._light(number)
        self._seek()
        self.post_message(self.Reached(number))

    def _light(self, number: int) -> None:
        """Highlight a sentence of the current row; 0 removes the highlight."""
        found = self._flow(self.number)
        if found is not None:
            index, flow = found
            flow.current, flow.lit = number, theme.lit(self.app.native_ansi_color)
            self.repaint(index)

    def _flow(self, number: int) -> tuple[int, Flow] | None:
        """Return the index and the row of a sentence; None when it is not shown."""
        for index, row in enumerate(self._rows):
            if isinstance(row, Flow) and number in row.numbers:
                return index, row
        return None

    def _lines(self) -> tuple[int, int]:
        """Return the first line of the current sentence, and the line after its last."""
        found = self._flow(self.number)
        if found is None:
            return 0, 0
        index, flow = found
        first, end = flow.lines_of(self.number, self._measured)
        return self._tops[index] + first, self._tops[index] + end

    def _seek(self) -> None:
        """Scroll to the current sentence, with a line before and after it."""
        top, bottom = self._lines()
        roomy = bottom - top + 2 <= self._seen
        self.bring(max(0, top - roomy), bottom + roomy)

    def on_resize(self) -> None:
        """Keep the current sentence visible after the text was wrapped again."""
        self.call_after_refresh(self._seek)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool:
        """Enable starting only where the current sentence has questions."""
        asked = self._shown is not None and self.number in self._shown.states
        return action != "choose" or asked

    def action_move(self, step: int) -> None:
        """Go to another sentence, or first show more of one that is taller than the screen."""
        top, bottom = self._lines()
        above, below = top < self.scroll_offset.y, bottom > self.scroll_offset.y + self._seen
        if bottom - top > self._seen and (below if step > 0 else above):
            self.scroll_relative(y=step, animate=False, immediate=True)
        else:
            self.reach(self.number + step)

    def action_page(self, step: int) -> None:
        """Move by about a screen."""
        line = self._lines()[0] + step * max(1, self._seen - 1)
        there = self._near(line)
        self.reach(self.number + step if there == self.number else there)

    def _near(self, line: int) -> int:
        """Return the sentence on a line, or the nearest one shown."""
        flows = [(self._tops[index], row) for index, row in enumerate(self._rows)
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
        """Start the questions of the current sentence."""
        self.post_message(self.Opened())

    def on_click(self, event: events.Click) -> None:
        """Go to the sentence that was clicked; open the current one."""
        # The list would choose the whole paragraph.
        event.prevent_default()
        number = event.style.meta.get(SENTENCE)
        if number is None:
            return
        if number == self.number and self.check_action("choose", ()):
            self.action_choose()
        else:
            self.reach(number)
