"""The verdict on an answer: headline, feedback, explanation, and the quotes that support it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from textual.app import ComposeResult, RenderResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Static

from quiz.model.bank import Bank, Citation, Source, Span
from quiz.model.question import Question
from quiz.model.response import Confidence, Feedback, Outcome, Verdict
from quiz.study import formatting
from quiz.tui import theme
from quiz.tui.content import BLANK, joined, lines, plain
from quiz.tui.widgets.source_pane import CHECKED, quote_style

CLASSES = {Outcome.RIGHT: "-right", Outcome.PARTLY: "-partly", Outcome.WRONG: "-wrong"}
"""The class of the panel for each outcome."""


class Headline(Widget):
    """Sign and word of the verdict; at its right, points and when the question comes back."""

    # The classes that tell the size stand on the screen, above the widget.
    SCOPED_CSS = False
    DEFAULT_CSS = """
    Headline { height: 1; }
    .-short Headline { padding: 0 1; background: $wrong-bg; }
    .-short .-right Headline { background: $right-bg; }
    .-short .-partly Headline { background: $part-bg; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._words = self._points = BLANK
        self.returns = ""
        """When the question comes back; empty when unknown."""

    def show(self, words: Content, points: str) -> None:
        """Show a verdict with its points."""
        self._words, self._points = words, Content(points)
        self.returns = ""
        self.refresh()

    def show_return(self, text: str) -> None:
        """Show when the question comes back."""
        self.returns = text
        self.refresh()

    def render(self) -> RenderResult:
        """Return as much as fits on one line."""
        width = self.content_size.width
        parts = [part for part in (self._points, Content(self.returns)) if part]
        for right in (Content(" · ").join(parts), Content(self.returns), self._points):
            room = width - self._words.cell_length - right.cell_length
            if right and room > 1:
                return joined(self._words.pad_right(room), right.stylize_before(theme.MUTED))
        return self._words


class VerdictPanel(Vertical):
    """The parts of a verdict; updated in place."""

    DEFAULT_CSS = """
    VerdictPanel {
        height: auto; margin: 1 1 0 0; padding: 0 2; border-top: heavy $wrong;
        &.-right { border-top: heavy $right; }
        &.-partly { border-top: heavy $part; }
        & > Static { margin: 1 0 0 0; }
        & > .quotes { padding: 0 0 0 1; border-left: outer $mark; }
        & > .due { color: $soft; }
        & > .-empty { display: none; }
    }
    """

    class Shown(Message):
        """The verdict is laid out on the page."""

    def on_show(self) -> None:
        """Post `Shown` once the widget is laid out."""
        self.post_message(self.Shown())

    def compose(self) -> ComposeResult:
        self._headline = Headline()
        self._answer = Static(classes="answer")
        self._body = Static(classes="explanation")
        self.quotes = Static(classes="quotes")
        self.due = Static(classes="due")
        yield self._headline
        yield self._answer
        yield self._body
        yield self.quotes
        yield self.due

    def show(
        self,
        question: Question,
        verdict: Verdict,
        quotes: Sequence[Content],
        confidence: Confidence | None,
        names: dict[str, str],
        *,
        key: bool,
    ) -> None:
        """Show the verdict on a question.

        `quotes` are drawn already; `names` maps options to the letters they were shown with; `key`
        adds the right answer, where it is not marked above.
        """
        wanted = CLASSES[verdict.outcome]
        self.update_classes({each: each == wanted for each in CLASSES.values()})
        words = f"{formatting.sign(verdict.outcome)} {formatting.headline(verdict)}"
        style = f"bold {theme.OUTCOMES[verdict.outcome]}"
        max_points = float(question.points)
        points = formatting.points(verdict.fraction * max_points, max_points)
        self._headline.show(Content.styled(words, style), points)
        _fill(self._answer, _answers(verdict, confidence, key))
        small = self.screen.has_class("-short")
        gap = 0 if small else 1
        _fill(self._body, _explained(question, verdict, names), gap)
        _fill(self.quotes, quotes, gap)
        # On a small screen only the start can be seen: the quote matters most.
        first, second = self._body, self.quotes
        if small:
            first, second = second, first
        if self.children.index(first) > self.children.index(second):
            self.move_child(first, before=second)

    def show_return(self, returns: str, message: str) -> None:
        """Show when the question comes back, and what was done about it; nothing if empty."""
        self._headline.show_return(returns)
        _fill(self.due, [plain(message)] if message else [])


def _fill(part: Static, rows: Sequence[Content] | Iterator[Content], gap: int = 0) -> None:
    """Show rows in a part of the panel; hide it when there are none."""
    shown = list(rows)
    part.update(Content("\n" * (1 + gap)).join(shown))
    # A class, so that the screen can hide the part where there is no room for it.
    part.set_class(not shown, "-empty")


def _answers(verdict: Verdict, confidence: Confidence | None, key: bool) -> Iterator[Content]:
    """Yield the right answer (with `key`, unless it was given), then spellings and notes."""
    if key and verdict.outcome is not Outcome.RIGHT:
        yield joined(Content("The right answer: "), plain(formatting.listed(verdict.key), "bold"))
    for given, right in verdict.spellings:
        yield plain(f"Spelled “{right}”; you wrote “{given}”")
    yield from (plain(note) for note in verdict.notes)
    if confidence is not None:
        yield plain(formatting.confidence_words(confidence, verdict.outcome), theme.MUTED)


def _explained(question: Question, verdict: Verdict, names: dict[str, str]) -> Iterator[Content]:
    """Yield the feedback on the options chosen, then the explanation."""
    given = (each for each in verdict.feedback if each.text)
    yield from (_feedback(each, names.get(each.option, "")) for each in given)
    if question.explanation:
        yield plain(question.explanation.strip())


def _feedback(feedback: Feedback, letter: str) -> Content:
    option = " ".join(feedback.option.split())
    name = f"{letter}  " if letter else f"“{option}”: "
    return joined(plain(name, "bold"), plain(feedback.text.strip()))


def bare_quote(citation: Citation, few_colours: bool) -> Content:
    """Return a quote alone, marked, where there is no room for more."""
    return plain(f"“{citation.quote.text.strip()}”", quote_style(few_colours))


def quote_alone(citation: Citation, few_colours: bool) -> Content:
    """Return a quote without its sentences, and where it stood."""
    where = plain(formatting.citation_place(citation), theme.MUTED)
    return lines([bare_quote(citation, few_colours), where])


def quote_in_sentence(
    bank: Bank, citation: Citation, few_colours: bool, inferred: bool = False
) -> Content:
    """Return a quote within its sentences, marked, and where it stands."""
    mark = quote_style(few_colours)
    source = bank.sources[citation.source]
    text = source.text
    around = _around(_sentences(source, citation), citation)
    shown = plain(text[slice(*around)])
    for span in citation.spans:
        shown = shown.stylize(mark, span.start - around.start, span.end - around.start)
    where = plain(f"{formatting.citation_place(citation, inferred)} · ", theme.MUTED)
    return lines([shown, joined(where, CHECKED)])


NEAR = 2_000
"""Characters on either side of a quote among which its sentences are looked for."""


def _sentences(source: Source, citation: Citation) -> Iterator[Span]:
    """Yield the sentences of a quote, however long its source is."""
    from quiz.quotes.sources import surroundings

    low = max(0, citation.spans[0].start - NEAR)
    part = Source(source.name, source.path, source.text[low : citation.spans[-1].end + NEAR])
    spans = tuple(Span(each.start - low, each.end - low) for each in citation.spans)
    for each in surroundings(part, replace(citation, spans=spans)).sentences:
        yield Span(each.start + low, each.end + low)


MAX_AROUND = 400
"""Characters shown on either side of a quote: a text may have no ends of sentences."""


def _around(sentences: Iterator[Span], citation: Citation) -> Span:
    first, last = citation.spans[0].start, citation.spans[-1].end
    found = list(sentences)
    start = min((each.start for each in found), default=first)
    end = max((each.end for each in found), default=last)
    return Span(max(start, first - MAX_AROUND), min(end, last + MAX_AROUND))
