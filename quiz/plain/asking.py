"""What stands below the prompt of a question, line by line."""

from collections.abc import Iterator

from quiz.kinds import kind_of
from quiz.kinds.picking import labels
from quiz.model.question import FindEvidence, Matching, Question
from quiz.model.response import Order


def body(question: Question, order: Order) -> Iterator[str]:
    """Yield what a question shows beside its prompt: options by number, in the order given."""
    if isinstance(question, FindEvidence):
        yield from _article(question)
        return
    kind = kind_of(question)
    text = kind.body(question)
    if text:
        yield text
    shown = kind.shown(question)
    if isinstance(question, Matching):
        yield from (f"  {number}. {pair.left}" for number, pair in enumerate(question.pairs, 1))
        yield ""
        for place, option in enumerate(order):
            yield f"  {chr(ord('a') + place)}. {shown[option]}"
        return
    for label, option in zip(labels(shown), order, strict=False):
        yield f"  {label}. {shown[option]}"


def _article(question: FindEvidence) -> Iterator[str]:
    """Yield the sentences, numbered throughout, a blank line between paragraphs."""
    number = 0
    for paragraph in question.paragraphs:
        if number:
            yield ""
        for sentence in paragraph:
            number += 1
            yield f"  {number}. {sentence}"
