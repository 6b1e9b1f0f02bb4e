"""Certainty-based marks: being sure pays when right and costs when wrong.

The marks and the bonus are those of Moodle's certainty-based marking, after Gardner-Medwin.
"""

from collections.abc import Iterable
from typing import NamedTuple

from quiz.model.response import Confidence

RIGHT = {Confidence.GUESS: 1, Confidence.THINK_SO: 2, Confidence.CERTAIN: 3}
WRONG = {Confidence.GUESS: 0, Confidence.THINK_SO: -2, Confidence.CERTAIN: -6}
UNSTATED = Confidence.GUESS
"""The level of an answer for which none was chosen."""
BONUS = 0.1
"""What a mark above the best expected one is worth as a share of the points."""


class Marks(NamedTuple):
    """Certainty-based marks over several answers."""

    answers: int
    average: float
    """The mean mark of an answer, -6 to 3."""
    accuracy: float
    """The mean fraction of an answer, 0 to 1."""
    bonus: float
    """What knowing one's own certainty adds to the accuracy; below 0 when it takes away."""


def mark(fraction: float, confidence: Confidence | None = None) -> float:
    """Return the mark of one answer; `fraction` is its share of the points."""
    level = confidence or UNSTATED
    return RIGHT[level] * fraction if fraction > 0 else WRONG[level]


def expected_mark(probability: float, confidence: Confidence) -> float:
    """Return the mean mark at a level when `probability` is that of being right."""
    return RIGHT[confidence] * probability + WRONG[confidence] * (1 - probability)


def bonus(average: float, accuracy: float) -> float:
    """Return what the mean mark adds to the accuracy.

    It is measured from the best mean mark that one level for all answers could have earned.
    """
    return BONUS * (average - max(expected_mark(accuracy, level) for level in Confidence))


def marks(answers: Iterable[tuple[float, Confidence | None]]) -> Marks | None:
    """Return the marks over pairs of fraction and confidence, None without answers."""
    given = list(answers)
    if not given:
        return None
    average = sum(mark(*answer) for answer in given) / len(given)
    accuracy = sum(fraction for fraction, _ in given) / len(given)
    return Marks(len(given), average, accuracy, bonus(average, accuracy))
