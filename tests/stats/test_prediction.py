"""What was expected of an attempt, and how it ended."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.stats.calibration import Judgement, Prediction, Stated, prediction

STATED = st.builds(Stated, st.floats(0, 1), st.floats(0, 1), st.floats(0.25, 10))


def of(probability: float, right: int, answers: int) -> Prediction:
    """Return the prediction of answers that all state one probability."""
    given = [Stated(probability, float(number < right)) for number in range(answers)]
    found = prediction(given)
    assert found
    return found


@pytest.mark.parametrize(
    ("probability", "right", "answers", "words"),
    [
        (0.7, 11, 20, "You expected 70%, you got 55%: a bit overconfident."),
        (0.7, 5, 10, "You expected 70%, you got 50%: a bit overconfident."),
        (0.7, 4, 10, "You expected 70%, you got 40%: overconfident."),
        (0.7, 7, 10, "You expected 70%, you got 70%: about right."),
        (0.7, 9, 10, "You expected 70%, you got 90%: a bit underconfident."),
        (0.4, 9, 10, "You expected 40%, you got 90%: underconfident."),
        (0.7, 1, 9, "You expected 70%, you got 11%."),
        (0.997, 10, 10, "You expected 99%, you got 100%: about right."),
        (1.0, 10, 10, "You expected 100%, you got 100%: about right."),
    ],
)
def test_what_is_said(probability: float, right: int, answers: int, words: str) -> None:
    assert of(probability, right, answers).words == words


def test_points_weigh() -> None:
    found = prediction([Stated(0.9, 0.5, 3), Stated(0.5, 1, 1)])
    assert found and found.judgement is None
    assert (found.expected, found.actual) == pytest.approx((0.8, 0.625))


@pytest.mark.parametrize("points", [0.25, 1, 9])
def test_what_every_point_is_worth_does_not_matter(points: float) -> None:
    found = prediction(Stated(0.7, float(number < 5), points) for number in range(10))
    assert found and found.judgement is Judgement.BIT_OVER


def test_nothing_to_earn_is_no_prediction() -> None:
    assert prediction([]) is prediction([Stated(0.9, 0, 0)]) is None


@given(st.lists(STATED, min_size=1, max_size=30))
def test_both_are_shares_and_are_judged_from_ten_answers_on(answers: list[Stated]) -> None:
    found = prediction(answers)
    assert found
    assert 0 <= found.expected <= 1 + 1e-9 and 0 <= found.actual <= 1 + 1e-9
    assert (found.judgement is None) == (len(answers) < 10)
    if found.judgement and "over" in found.judgement:
        assert found.expected > found.actual
