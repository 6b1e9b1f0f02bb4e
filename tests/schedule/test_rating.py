"""From a response to its rating."""

import pytest

from quiz.model.response import Confidence, Outcome, Rating
from quiz.schedule import rating_of, surprising

GUESS, THINK_SO, CERTAIN = Confidence


@pytest.mark.parametrize("chosen", [True, False])
@pytest.mark.parametrize("confidence", [None, *Confidence])
@pytest.mark.parametrize("outcome", [Outcome.WRONG, Outcome.PARTLY])
def test_what_is_not_wholly_right_was_not_known(
    outcome: Outcome, confidence: Confidence | None, chosen: bool
) -> None:
    assert rating_of(outcome, confidence, chosen) is Rating.AGAIN


@pytest.mark.parametrize(
    ("confidence", "picked", "typed"),
    [
        (None, Rating.GOOD, Rating.GOOD),
        (GUESS, Rating.AGAIN, Rating.HARD),
        (THINK_SO, Rating.GOOD, Rating.GOOD),
        (CERTAIN, Rating.GOOD, Rating.GOOD),
    ],
)
def test_a_right_answer_is_worth_what_the_learner_thought_of_it(
    confidence: Confidence | None, picked: Rating, typed: Rating
) -> None:
    assert rating_of(Outcome.RIGHT, confidence, True) is picked
    assert rating_of(Outcome.RIGHT, confidence, False) is typed


@pytest.mark.parametrize("outcome", Outcome)
@pytest.mark.parametrize("confidence", [None, *Confidence])
def test_only_a_wrong_answer_that_was_certain_is_surprising(
    outcome: Outcome, confidence: Confidence | None
) -> None:
    expected = (outcome, confidence) == (Outcome.WRONG, CERTAIN)
    assert surprising(outcome, confidence) is expected
