"""How well sentences are known: signs, a strip of them, and what one sentence has."""

from collections.abc import Iterator

from textual.app import RenderResult
from textual.content import Content
from textual.widget import Widget

from quiz.model.question import Question
from quiz.player.map import Knowledge, SourceMap, Standing, State, asks, counted, signed
from quiz.player.words import percent
from quiz.tui.content import BLANK, MUTED, hanging, height, joined, line, lines

STYLES = {
    State.KNOWN: "$text-success",
    State.FADING: "$text-warning",
    State.MISSED: "$text-error",
    State.PARTLY: "$text-accent",
    State.NEVER: "$text-secondary",
}
MIN_SIGNS, MAX_SIGNS = 8, 40
MAX_ASKED = 400
"""Characters of a question before it is cut."""


def sign(state: State | None) -> Content:
    """Return the sign of a state in its colour; a dot where there is no question."""
    return (
        Content.styled("·", MUTED) if state is None else Content.styled(state.sign, STYLES[state])
    )


def strip(shown: SourceMap, at: int, room: int) -> Content:
    """Return a sign for each sentence, the one at hand reversed; nothing without room for a few.

    Of a long source each sign stands for as many sentences, and is that of the weakest.
    """
    cells = min(shown.sentences, room, MAX_SIGNS)
    if not at or cells < min(shown.sentences, MIN_SIGNS):
        return BLANK
    signs = [sign(state) for state in shown.overview(cells)]
    here = shown.part_of(at, cells)
    signs[here] = signs[here].stylize("reverse")
    return joined(*signs)


def legend(shown: SourceMap, width: int) -> Content:
    """Return how many sentences are in which state; the words only where there is room."""
    said = counted(shown)
    if len("   ".join(said)) > width:
        said = [" ".join(each.split()[:2]) for each in said]
    pairs = zip(said, shown.counts, strict=True)
    return Content("   ").join(Content.styled(words, STYLES[state]) for words, state in pairs)


class SentenceCard(Widget):
    """The sentence at hand: how well it is known, and its questions, as many as fit."""

    DEFAULT_CSS = "SentenceCard { background: $surface; }"

    def __init__(self) -> None:
        super().__init__()
        self._number = 0
        self._knowledge: Knowledge | None = None

    def show(self, number: int, knowledge: Knowledge | None) -> None:
        """Show a sentence; 0 for none."""
        self._number, self._knowledge = number, knowledge
        self.refresh()

    def render(self) -> RenderResult:
        """Return what fits."""
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


def _state(knowledge: Knowledge | None) -> Content:
    if knowledge is None:
        return Content.styled(f"· {signed(None)}", MUTED)
    said = signed(knowledge)
    # Just after a miss the chance is high, and of what is partly met it tells only a part.
    if knowledge.recall is not None and knowledge.state in (State.KNOWN, State.FADING):
        said = f"{said}, recall {percent(knowledge.recall, 1)}"
    return Content.styled(said, STYLES[knowledge.state])


def _fitting(knowledge: Knowledge, width: int, room: int) -> Iterator[Content]:
    """Yield the questions, whole if all fit, else each cut to a line; and how many are left out."""
    pairs = zip(knowledge.questions, knowledge.standings, strict=True)
    parts = [(_mark(standing), _asked(question, standing)) for question, standing in pairs]
    whole = [hanging(mark, text, width) for mark, text in parts]
    size = sum(map(height, whole))
    if size <= room:
        yield from whole if size == room else (BLANK, *whole)
        return
    shown = len(parts) if len(parts) <= room else max(0, room - 1)
    for part in parts[:shown]:
        yield joined(*part).truncate(width, ellipsis=True)
    if shown < len(parts) and room > 0:
        left = f"and {len(parts) - shown} more" if shown else f"{len(parts)} questions"
        yield Content.styled(left, MUTED)


def _mark(standing: Standing) -> Content:
    return joined(sign(standing.state), Content(" "))


def _asked(question: Question, standing: Standing) -> Content:
    aside = Content.styled("(suspended) ", MUTED) if standing.suspended else BLANK
    return joined(aside, line(cut(asks(question))))


def cut(text: str) -> str:
    """Return a text, an ellipsis in place of what is too long for a list."""
    return text if len(text) <= MAX_ASKED else f"{text[: MAX_ASKED - 1]}…"
