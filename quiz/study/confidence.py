"""Remarks beside the score of an attempt: on stated confidence, and on the learner’s judgements."""

from collections.abc import Iterator

from quiz.attempts.attempt import Answered, Attempt
from quiz.attempts.form import Item
from quiz.model.question import Question
from quiz.model.response import Confidence
from quiz.question_types import question_type_of
from quiz.settings.definitions import Settings
from quiz.stats.calibration import Stated, marks, prediction, stated_probability
from quiz.study import formatting


def options_of(question: Question) -> int | None:
    """Return the number of options to guess among; None when the answer is not a choice."""
    return question_type_of(question).options_to_guess(question)


def _answered(attempt: Attempt) -> Iterator[tuple[Item, Answered]]:
    """Yield the answers that count, without those that were shown instead."""
    for position, done in attempt.counted.items():
        if done.response:
            yield attempt.items[position], done


def expectation(attempt: Attempt) -> str:
    """Compare the expected and the actual score; empty when no confidence was stated."""
    stated = [
        Stated(
            stated_probability(done.confidence, options_of(item.question)),
            done.verdict.fraction,
            float(item.question.points),
        )
        for item, done in _answered(attempt)
        if done.confidence is not None
    ]
    found = prediction(stated)
    return "" if found is None else found.words


def certainty(attempt: Attempt) -> str:
    """Return the certainty-based marks in a sentence; empty when no confidence was stated."""
    given: list[tuple[float, Confidence | None]] = [
        (done.verdict.fraction, done.confidence) for _, done in _answered(attempt)
    ]
    found = marks(given)
    if found is None or not any(confidence for _, confidence in given):
        return ""
    average = formatting.signed(found.average)
    return f"Certainty-based marks: {average} per answer, on a scale from −6 to +3."


def judgements(attempt: Attempt) -> Iterator[str]:
    """Yield how many answers the learner judged right against their verdicts, if any."""
    if count := len(attempt.overruled - attempt.undone):
        yield f"Right by your own judgement: {count}. The score does not count that."


def remarks(attempt: Attempt, settings: Settings) -> Iterator[str]:
    """Yield the remarks to show beside the score."""
    yield from judgements(attempt)
    if expected := expectation(attempt):
        yield expected
    if settings.certainty_marks and (average := certainty(attempt)):
        yield average
    if count := surprises(attempt):
        yield f"Wrong though you were certain: {count}. Review those first."


def surprises(attempt: Attempt) -> int:
    """Return how many answers were wrong though the learner was certain."""
    return sum(
        done.confidence is Confidence.CERTAIN and done.verdict.fraction == 0
        for _, done in _answered(attempt)
    )
