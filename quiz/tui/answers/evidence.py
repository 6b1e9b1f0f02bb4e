"""Answers by picking sentences of a text: find the evidence."""

from textual.app import ComposeResult

from quiz.errors import UnreadableResponse
from quiz.model.question import FindEvidence
from quiz.model.response import Order, Response, Verdict
from quiz.tui.answers.base import Draft, ListedAnswer
from quiz.tui.answers.choice import mark_of
from quiz.tui.widgets.sentence_picker import SentencePicker


class FindEvidenceAnswer(ListedAnswer[FindEvidence]):
    """Sentences are picked in the article."""

    def compose(self) -> ComposeResult:
        """Make the article."""
        self._several = False
        self._article = SentencePicker()
        yield self._article

    async def ask(self, question: FindEvidence, order: Order, draft: Draft) -> None:
        """Show an open question with an earlier draft."""
        self._several = len(question.key) > 1
        picked = [int(number) for number in draft]
        self._article.offer(question.paragraphs, picked, self._several)

    def begin(self) -> None:
        """Take the focus."""
        self._article.focus(scroll_visible=False)

    def response(self) -> Response:
        """Return the response, or raise `UnreadableResponse`."""
        if not self._article.picked:
            how = "press Space on it" if self._several else "move with the arrows"
            raise UnreadableResponse(f"Pick a sentence first: {how}, or click it.")
        return tuple(sorted(self._article.picked))

    def draft(self) -> Draft:
        """Return what was chosen or typed so far."""
        return tuple(sorted(self._article.picked))

    def show(
        self, question: FindEvidence, order: Order, response: Response, verdict: Verdict
    ) -> None:
        """Show an answered question, marked."""
        places = {*question.key, *map(int, response)}
        marks = {index: mark_of(index in response, index in question.key) for index in places}
        self._article.mark(question.sentences, marks)
