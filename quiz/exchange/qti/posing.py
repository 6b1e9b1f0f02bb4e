"""How a question of each type is posed."""

from collections.abc import Callable
from typing import Any

from quiz.exchange.qti import choosing, filling
from quiz.exchange.qti.posed import Posed
from quiz.exchange.turning import fallback
from quiz.model.question import Question

KINDS: dict[str, Callable[[Any], Posed]] = {
    "single_choice": choosing.single_choice,
    "multiple_response": choosing.multiple_response,
    "true_false": choosing.true_false,
    "short_answer": filling.short_answer,
    "numeric": filling.numeric,
    "cloze": filling.cloze,
    "matching": choosing.matching,
    "ordering": choosing.ordering,
    "find_evidence": choosing.find_evidence,
}
"""What poses a question, by its type."""


def pose(question: Question) -> Posed:
    """Return a question as interactions; what its type loses by that is told."""
    if question.kind in KINDS:
        return KINDS[question.kind](question)
    turned, loss = fallback(question, "QTI")
    posed = KINDS[turned.kind](turned)
    return posed._replace(losses=(*posed.losses, loss))
