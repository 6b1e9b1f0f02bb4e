"""Whether stated confidence fits what was right, in a word or two."""

from enum import StrEnum

from quiz.stats.intervals import Interval

NOTABLE = 0.05
"""A smaller difference between a stated and an actual share is never called one."""


class Judgement(StrEnum):
    """How stated confidence compares with what was right."""

    OVER = "overconfident"
    BIT_OVER = "a bit overconfident"
    FITTING = "about right"
    BIT_UNDER = "a bit underconfident"
    UNDER = "underconfident"


def judge_level(accuracy: float, window: Interval, answers: int) -> Judgement:
    """Return how the accuracy at one level fits the level's window, borders included.

    As Moodle's report on certainty-based marking has it: beyond the nearer border, the squared
    distance times the answers says whether it is plain (above 0.5, a t of about 1.5) or a bit.
    """
    if window.low <= accuracy <= window.high:
        return Judgement.FITTING
    over = accuracy < window.low
    distance = window.low - accuracy if over else accuracy - window.high
    return _graded(over, distance**2 * answers > 0.5)


def judge_total(stated: float, actual: float, error: float) -> Judgement:
    """Return how an actual share fits the stated one.

    `error` is the standard error of the actual share, were every stated probability true: up to
    one of them the two agree, up to two they differ a bit.
    """
    difference = stated - actual
    error = max(error, NOTABLE)
    if abs(difference) <= error:
        return Judgement.FITTING
    return _graded(difference > 0, abs(difference) > 2 * error)


def _graded(over: bool, plain: bool) -> Judgement:
    if over:
        return Judgement.OVER if plain else Judgement.BIT_OVER
    return Judgement.UNDER if plain else Judgement.BIT_UNDER
