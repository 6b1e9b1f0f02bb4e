"""Answers by matching."""

from textual.app import ComposeResult

from quiz.errors import UnreadableResponse
from quiz.model.question import Matching
from quiz.model.response import Order, Response, Verdict
from quiz.tui.answers.base import Draft, ListedAnswer
from quiz.tui.widgets.matching_list import EMPTY, MatchingList


class MatchingAnswer(ListedAnswer[Matching]):
    """Each left is given the letter of a right."""

    def compose(self) -> ComposeResult:
        """Make the lists."""
        self._order: Order = ()
        self._pairing = MatchingList()
        yield self._pairing

    async def ask(self, question: Matching, order: Order, draft: Draft) -> None:
        """Show an open question with an earlier draft."""
        self._order = order
        numbers = [int(number) for number in draft] or [EMPTY] * len(question.pairs)
        self._pairing.offer(*_texts(question, order), self._places(numbers))

    def _places(self, numbers: list[int]) -> list[int]:
        return [EMPTY if number == EMPTY else self._order.index(number) for number in numbers]

    def begin(self) -> None:
        """Take the focus."""
        self._pairing.focus(scroll_visible=False)

    def response(self) -> Response:
        """Return the response, or raise `UnreadableResponse`."""
        if EMPTY in self._pairing.chosen:
            empty = self._pairing.chosen.index(EMPTY) + 1
            raise UnreadableResponse(f"Number {empty} has no letter yet: press one.")
        return tuple(self._order[index] for index in self._pairing.chosen)

    def draft(self) -> Draft:
        """Return what was chosen or typed so far."""
        return tuple(
            EMPTY if index == EMPTY else self._order[index] for index in self._pairing.chosen
        )

    def show(self, question: Matching, order: Order, response: Response, verdict: Verdict) -> None:
        """Show an answered question, marked."""
        self._order = order
        numbers = [int(number) for number in response] or [EMPTY] * len(question.pairs)
        keys = self._places(list(question.targets))
        self._pairing.mark(*_texts(question, order), self._places(numbers), keys)


def _texts(question: Matching, order: Order) -> tuple[list[str], list[str]]:
    """Return the lefts, and the rights in the order shown."""
    rights = question.rights
    return [pair.left for pair in question.pairs], [rights[number] for number in order]
