"""Categorize on the screen: items with numbers, categories with letters."""

from textual.app import ComposeResult

from quiz.errors import UnreadableResponse
from quiz.model.question import Categorize
from quiz.model.response import Order, Response, Verdict
from quiz.question_types.categorize import NO_CATEGORY
from quiz.tui.answers.base import Draft, ListedAnswer
from quiz.tui.widgets.matching_list import EMPTY, MatchingList


class CategorizeAnswer(ListedAnswer[Categorize]):
    """Each item is given the letter of its category, or stays out."""

    def compose(self) -> ComposeResult:
        self._order: tuple[int, ...] = ()
        self._question: Categorize | None = None
        self._list = MatchingList()
        yield self._list

    async def ask(self, question: Categorize, order: Order, draft: Draft) -> None:
        self._question, self._order = question, tuple(int(number) for number in order)
        numbers = [int(number) for number in draft] or [EMPTY] * len(question.items)
        names = [category.name for category in question.categories]
        self._list.offer(self._items(question), names, self._in_order(numbers))

    def begin(self) -> None:
        self._list.focus(scroll_visible=False)

    def response(self) -> Response:
        assert self._question is not None
        chosen = self._list.chosen
        if all(number == EMPTY for number in chosen):
            raise UnreadableResponse("No item has a category yet: press the letter of one.")
        if EMPTY in chosen and not self._question.distractors:
            number = chosen.index(EMPTY) + 1
            raise UnreadableResponse(f"Number {number} has no category yet: press a letter.")
        none = len(self._question.categories)
        return tuple(none if number == EMPTY else int(number) for number in self.draft())

    def draft(self) -> Draft:
        placed = dict(zip(self._order, self._list.chosen, strict=True))
        return tuple(placed[number] for number in range(len(placed)))

    def show(
        self, question: Categorize, order: Order, response: Response, verdict: Verdict
    ) -> None:
        self._question, self._order = question, tuple(int(number) for number in order)
        none = len(question.categories)
        names = [*(category.name for category in question.categories), NO_CATEGORY]
        targets = question.targets
        numbers = [int(number) for number in response] or [EMPTY] * len(targets)
        # An item that was wrongly left out is shown as missed, not as put in a wrong category.
        numbers = [
            EMPTY if number == none and target != none else number
            for number, target in zip(numbers, targets, strict=True)
        ]
        keys = self._in_order(list(targets))
        self._list.mark(self._items(question), names, self._in_order(numbers), keys)

    def _items(self, question: Categorize) -> list[str]:
        return [question.items[number] for number in self._order]

    def _in_order(self, numbers: list[int]) -> list[int]:
        return [numbers[number] for number in self._order]
