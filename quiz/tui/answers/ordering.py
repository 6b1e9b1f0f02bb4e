"""Answers by putting items in order."""

from textual.app import ComposeResult

from quiz.errors import UnreadableResponse
from quiz.model.question import Ordering
from quiz.model.response import Order, Response, Verdict
from quiz.tui.answers.base import Draft, ListedAnswer
from quiz.tui.widgets.ordering_list import OrderingList


class OrderingAnswer(ListedAnswer[Ordering]):
    """Items are moved into their order."""

    def compose(self) -> ComposeResult:
        """Make the list."""
        self._order: Order = ()
        self._sorting = OrderingList()
        yield self._sorting

    async def ask(self, question: Ordering, order: Order, draft: Draft) -> None:
        """Show an open question with an earlier draft."""
        self._order = order
        self._sorting.offer(question.items, [int(number) for number in draft] or order)

    def begin(self) -> None:
        """Take the focus."""
        self._sorting.focus(scroll_visible=False)

    def response(self) -> Response:
        """Return the order; the one first shown, never the right one, is not an answer."""
        given = tuple(self._sorting.order)
        if given == self._order:
            raise UnreadableResponse(
                "Move the items first: Space picks one up, the arrows move it, Space puts it down."
            )
        return given

    def draft(self) -> Draft:
        """Return what was chosen or typed so far."""
        return tuple(self._sorting.order)

    def show(self, question: Ordering, order: Order, response: Response, verdict: Verdict) -> None:
        """Show an answered question, marked."""
        self._sorting.mark(question.items, [int(number) for number in response])
