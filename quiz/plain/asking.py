"""What stands below the prompt of a question, line by line."""

from collections.abc import Iterator

from quiz.kinds import kind_of
from quiz.model.question import Question
from quiz.model.response import Order


def body(question: Question, order: Order) -> Iterator[str]:
    """Yield what a question shows beside its prompt: options by number, in the order given."""
    yield from kind_of(question).lines(question, order)
