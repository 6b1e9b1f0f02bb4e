"""The verdict on an answer: headline, explanation, and the quotes that support it."""

from collections.abc import Iterator, Sequence

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from quiz.model.bank import Citation
from quiz.model.question import Question
from quiz.model.response import Confidence, Feedback, Outcome, Verdict
from quiz.study import formatting
from quiz.tui import theme
from quiz.tui.content import joined, lines, plain


class VerdictPanel(Vertical):
    """Headline, explanation and quotes; updated in place."""

    DEFAULT_CSS = """
    VerdictPanel { height: auto; margin: 1 0 0 0; }
    VerdictPanel > .due { color: $soft; margin: 1 0 0 0; }
    VerdictPanel > .quotes {
        margin: 1 0 0 0; padding: 0 1; border-left: outer $mark; background: $surface;
    }
    """

    class Shown(Message):
        """The verdict is laid out on the page."""

    def on_show(self) -> None:
        """Post `Shown` once the widget is laid out."""
        self.post_message(self.Shown())

    def compose(self) -> ComposeResult:
        self._body = Static()
        self._quotes = Static(classes="quotes")
        self.due = Static(classes="due")
        yield self._body
        yield self._quotes
        yield self.due

    def show(
        self,
        question: Question,
        verdict: Verdict,
        citations: Sequence[Citation],
        confidence: Confidence | None,
        *,
        opens: bool = True,
    ) -> None:
        """Show the verdict on a question with its citations; `opens` adds the key to the source."""
        parts = [*_answers(verdict)]
        if confidence is not None:
            parts.append(
                plain(formatting.confidence_words(confidence, verdict.outcome), theme.MUTED)
            )
        headline = _headline(question, verdict)
        self._body.update(lines([headline, *parts, *_explained(question, verdict)]))
        self._quotes.update(lines(_quoted(citations, opens)))
        # An empty box would still show its border.
        self._quotes.display = bool(citations)

    def show_due(self, text: str) -> None:
        """Show when the question comes back; nothing for an empty text."""
        self.due.update(plain(text))
        self.due.display = bool(text)


def _headline(question: Question, verdict: Verdict) -> Content:
    style = f"bold {theme.OUTCOMES[verdict.outcome]}"
    max_points = float(question.points)
    points = formatting.points(verdict.fraction * max_points, max_points)
    headline = f"{formatting.sign(verdict.outcome)} {formatting.headline(verdict)}"
    return joined(Content.styled(headline, style), Content.styled(f" · {points}", theme.MUTED))


def _answers(verdict: Verdict) -> Iterator[Content]:
    """Yield the right answer unless it was given, then spellings and notes, one a line."""
    if verdict.outcome is not Outcome.RIGHT:
        yield joined(Content("The right answer: "), plain(formatting.listed(verdict.key), "bold"))
    for given, right in verdict.spellings:
        yield plain(f"Spelled “{right}”; you wrote “{given}”")
    yield from (plain(note) for note in verdict.notes)


def _explained(question: Question, verdict: Verdict) -> Iterator[Content]:
    if question.explanation:
        yield plain(f"\n{question.explanation.strip()}")
    yield from (_feedback(feedback) for feedback in verdict.feedback if feedback.text)


def _feedback(feedback: Feedback) -> Content:
    option = " ".join(feedback.option.split())
    return joined(plain(f"\nOn “{option}”: ", "bold"), plain(feedback.text.strip()))


def _quoted(citations: Sequence[Citation], opens: bool) -> Iterator[Content]:
    last = len(citations) - 1
    for number, citation in enumerate(citations):
        yield plain(citation.quote.text.strip())
        key = " · S or F4 shows it in the source, C copies it" if opens else ""
        # The key opens all of them, so it is named once.
        shown = key if number == last else "\n"
        yield plain(f"— {formatting.citation_place(citation)}{shown}", theme.MUTED)
