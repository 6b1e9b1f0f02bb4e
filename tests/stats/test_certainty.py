"""Certainty-based marks, and what each level states."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.model.response import Confidence
from quiz.stats.calibration import WINDOWS, bonus, expected_mark, mark, marks, stated_probability

REFERENCE = json.loads((Path(__file__).parents[1] / "data/certainty.json").read_text("utf-8"))
SHARES = st.floats(0, 1)
LEVELS = st.sampled_from(Confidence)


def optimal_level(probability: float) -> Confidence:
    """Return the level in whose window a probability lies, the surer one where two meet."""
    return max(level for level in Confidence if WINDOWS[level].low <= probability)


@pytest.mark.parametrize(("fraction", "level", "expected"), REFERENCE["marks"]["cases"])
def test_marks_agree_with_the_reference(fraction: float, level: int, expected: float) -> None:
    assert mark(fraction, Confidence(level)) == expected


@pytest.mark.parametrize(("average", "accuracy", "expected"), REFERENCE["bonus"]["cases"])
def test_the_bonus_agrees_with_the_reference(
    average: float, accuracy: float, expected: float
) -> None:
    assert bonus(average, accuracy) == pytest.approx(expected)


@pytest.mark.parametrize(("probability", "level"), REFERENCE["optimal"]["cases"])
def test_the_optimal_level_agrees_with_the_reference(probability: float, level: int) -> None:
    assert optimal_level(probability) is Confidence(level)


@pytest.mark.parametrize(("probability", "level", "expected"), REFERENCE["expected"]["cases"])
def test_expected_marks_agree_with_the_reference(
    probability: float, level: int, expected: float
) -> None:
    assert expected_mark(probability, Confidence(level)) == pytest.approx(expected, abs=5e-5)


def test_no_level_is_the_lowest() -> None:
    assert mark(1) == 1 and mark(0) == 0


@given(SHARES)
def test_the_windows_are_where_a_level_earns_most(probability: float) -> None:
    best = max(expected_mark(probability, level) for level in Confidence)
    level = optimal_level(probability)
    assert expected_mark(probability, level) == pytest.approx(best, abs=1e-9)
    low, high = WINDOWS[level]
    assert low <= probability and (probability < high or level is Confidence.CERTAIN)


@given(st.lists(st.tuples(SHARES, LEVELS | st.none()), min_size=1, max_size=30))
def test_marks_of_several_answers_are_their_means(
    answers: list[tuple[float, Confidence | None]],
) -> None:
    found = marks(answers)
    assert found and found.answers == len(answers)
    assert found.average * len(answers) == pytest.approx(
        sum(mark(fraction, level) for fraction, level in answers)
    )
    assert 0 <= found.accuracy <= 1 and -6 <= found.average <= 3


@given(st.integers(1, 30), st.integers(0, 30), LEVELS)
def test_one_level_for_all_earns_no_bonus(answers: int, right: int, level: Confidence) -> None:
    found = marks([(float(number < right), level) for number in range(answers)])
    assert found and found.bonus <= 1e-12
    if optimal_level(found.accuracy) is level:
        assert found.bonus == pytest.approx(0, abs=1e-9)


def test_knowing_what_one_knows_earns_a_bonus() -> None:
    found = marks([(1, Confidence.CERTAIN), (0, Confidence.GUESS)])
    assert found and (found.average, found.accuracy) == (1.5, 0.5)
    assert found.bonus == pytest.approx(0.1)


def test_no_answers_have_no_marks() -> None:
    assert marks([]) is None


@pytest.mark.parametrize(
    ("level", "options", "probability"),
    [
        (Confidence.GUESS, None, 1 / 3),
        (Confidence.GUESS, 2, 1 / 2),
        (Confidence.GUESS, 4, 1 / 3),
        (Confidence.THINK_SO, None, 11 / 15),
        (Confidence.THINK_SO, 2, 11 / 15),
        (Confidence.CERTAIN, 3, 0.9),
        (Confidence.CERTAIN, 1, 1.0),
    ],
)
def test_what_a_level_states(level: Confidence, options: int | None, probability: float) -> None:
    assert stated_probability(level, options) == pytest.approx(probability)


@given(LEVELS, st.none() | st.integers(2, 26))
def test_what_is_stated_lies_in_the_window(level: Confidence, options: int | None) -> None:
    assert optimal_level(stated_probability(level, options)) is level
