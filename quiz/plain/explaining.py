"""An answer with its verdict, explanation and quotes as lines of text; not cleaned."""

from collections.abc import Iterator

from quiz.model.response import quotes_of
from quiz.player import words
from quiz.session.form import Item
from quiz.session.session import Answered


def explained(item: Item, answered: Answered) -> Iterator[str]:
    """Yield the verdict on an answer and its explanation, one statement per line."""
    verdict = answered.verdict
    points = float(item.question.points)
    earned = words.points(verdict.fraction * points, points)
    yield f"{words.headline(verdict)}. {earned}."
    yield from words.answer_lines(verdict)
    if answered.confidence is not None:
        yield words.sureness(answered.confidence, verdict.outcome)
    for feedback in verdict.feedback:
        if feedback.text:
            yield f"On “{feedback.option}”: {feedback.text}"
    if item.question.explanation:
        yield f"Why: {item.question.explanation}"
    for citation in item.bank.cited(quotes_of(item.question, verdict)):
        yield f"Quote ({words.place(citation)}): {citation.quote.text}"
