"""What was expected of a sitting against what came of it."""

from collections.abc import Iterable
from math import sqrt
from typing import NamedTuple

from quiz.stats.calibration import Judgement, judge_total
from quiz.text.formatting import percent

MIN_FOR_PREDICTION = 10
"""Answers below which nothing is judged: a single one would move the share by more than a tenth."""


class Stated(NamedTuple):
    """An answer for which a confidence was stated."""

    probability: float
    """The stated probability of being right, 0 to 1."""
    fraction: float
    """The share of the points that the answer earned, 0 to 1."""
    points: float = 1.0


class Prediction(NamedTuple):
    """The share of the points that was expected, and the share that was earned."""

    answers: int
    expected: float
    actual: float
    judgement: Judgement | None
    """None with too few answers."""

    @property
    def words(self) -> str:
        """One sentence: `You expected 70%, you got 55%: a bit overconfident.`"""
        said = f"You expected {percent(self.expected)}, you got {percent(self.actual)}"
        return f"{said}: {self.judgement}." if self.judgement else f"{said}."


def prediction(answers: Iterable[Stated]) -> Prediction | None:
    """Return expected and actual share of the points, None when there were none to earn."""
    given = list(answers)
    points = sum(answer.points for answer in given)
    if not points:
        return None
    expected = sum(answer.points * answer.probability for answer in given) / points
    actual = sum(answer.points * answer.fraction for answer in given) / points
    judgement = None
    if len(given) >= MIN_FOR_PREDICTION:
        judgement = judge_total(expected, actual, _error(given, points))
    return Prediction(len(given), expected, actual, judgement)


def _error(answers: list[Stated], points: float) -> float:
    """Return the standard error of the actual share, were the stated probabilities true."""
    spread = sum(
        answer.points**2 * answer.probability * (1 - answer.probability) for answer in answers
    )
    return sqrt(spread) / points
