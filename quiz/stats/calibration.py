"""How well stated confidence agrees with what was right: calibration, certainty marks, predictions.

In certainty-based marks, being sure pays when right and costs when wrong. The marks and the bonus
are those of Moodle's certainty-based marking, after Gardner-Medwin.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from math import sqrt
from typing import NamedTuple

from quiz.model.response import Confidence
from quiz.stats.activity import Interval, wilson
from quiz.text.formatting import percent

RIGHT = {Confidence.GUESS: 1, Confidence.THINK_SO: 2, Confidence.CERTAIN: 3}
WRONG = {Confidence.GUESS: 0, Confidence.THINK_SO: -2, Confidence.CERTAIN: -6}
UNSTATED = Confidence.GUESS
"""The level of an answer for which none was chosen."""
BONUS = 0.1
"""The share of the points that one mark above the best expected mark is worth."""


class Marks(NamedTuple):
    """Certainty-based marks over several answers."""

    answers: int
    average: float
    """The mean mark of an answer, -6 to 3."""
    accuracy: float
    """The mean fraction of an answer, 0 to 1."""
    bonus: float
    """The gain in accuracy from knowing one's own certainty; may be negative."""


def mark(fraction: float, confidence: Confidence | None = None) -> float:
    """Return the mark of one answer; `fraction` is its share of the points."""
    level = confidence or UNSTATED
    # As in Moodle, only a wholly wrong answer costs anything; a partly right one earns its share.
    return RIGHT[level] * fraction if fraction > 0 else WRONG[level]


def expected_mark(probability: float, confidence: Confidence) -> float:
    """Return the mean mark at a level when `probability` is that of being right."""
    return RIGHT[confidence] * probability + WRONG[confidence] * (1 - probability)


def bonus(average: float, accuracy: float) -> float:
    """Return the bonus that the mean mark gives on top of the accuracy."""
    # The yardstick is a learner with the same accuracy who states one level for every answer.
    return BONUS * (average - max(expected_mark(accuracy, level) for level in Confidence))


def marks(answers: Iterable[tuple[float, Confidence | None]]) -> Marks | None:
    """Return the marks over pairs of fraction and confidence, None without answers."""
    given = list(answers)
    if not given:
        return None
    average = sum(mark(*answer) for answer in given) / len(given)
    accuracy = sum(fraction for fraction, _ in given) / len(given)
    return Marks(len(given), average, accuracy, bonus(average, accuracy))


WINDOWS = {
    Confidence.GUESS: Interval(0.0, 2 / 3),
    Confidence.THINK_SO: Interval(2 / 3, 0.8),
    Confidence.CERTAIN: Interval(0.8, 1.0),
}
"""The probabilities of being right at which each level earns most, by certainty-based marking.

At a border both levels earn the same."""


def stated_probability(confidence: Confidence, options: int | None = None) -> float:
    """Return the probability of being right that a level states: the middle of its window.

    `options` is the number of options in a choice of one, None for all other types. A random guess
    is right in 1 of `options` cases, so that is the minimum.
    """
    low, high = WINDOWS[confidence]
    middle = (low + high) / 2
    # One third for a guess would be less than pure chance between two options.
    return max(middle, 1 / options) if options else middle


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
    """Return how the accuracy at one level fits the level's window, borders included."""
    if window.low <= accuracy <= window.high:
        return Judgement.FITTING
    over = accuracy < window.low
    distance = window.low - accuracy if over else accuracy - window.high
    # The rule of Moodle's report: squared distance times answers above 0.5 is a t of about 1.5.
    return _graded(over, distance**2 * answers > 0.5)


def judge_total(stated: float, actual: float, error: float) -> Judgement:
    """Return how an actual share fits the stated one.

    `error` is the standard error of the actual share, were every stated probability true: up to
    one of them the two agree, up to two they differ a bit.
    """
    difference = stated - actual
    # With very many answers even a difference that nobody would notice exceeds its error.
    error = max(error, NOTABLE)
    if abs(difference) <= error:
        return Judgement.FITTING
    return _graded(difference > 0, abs(difference) > 2 * error)


def _graded(over: bool, plain: bool) -> Judgement:
    if over:
        return Judgement.OVER if plain else Judgement.BIT_OVER
    return Judgement.UNDER if plain else Judgement.BIT_UNDER


MIN_FOR_ERRORS = 40
"""Answers below which no calibration error is given.

Even perfect calibration shows a mean error of .18 at 10 answers, .13 at 20 and .09 at 40."""

MIN_FOR_JUDGEMENT = 20
"""Answers below which the whole is not judged: the 95% interval of a share is then about ±.2."""

MIN_AT_LEVEL = 5
"""Answers below which a level is not judged: one wrong answer alone would leave "certain"."""


class Tally(NamedTuple):
    """The answers for which one probability was stated."""

    forecast: float
    """The stated probability of being right, 0 to 1."""
    trials: int
    """At least 1."""
    successes: int

    @property
    def accuracy(self) -> float:
        """The share that was right."""
        return self.successes / self.trials

    @property
    def interval(self) -> Interval:
        """The 95% interval of the accuracy."""
        return wilson(self.successes, self.trials)


class Calibration(NamedTuple):
    """Stated probabilities against what was right."""

    tallies: tuple[Tally, ...]
    """One for each stated probability, ascending."""
    answers: int
    brier: float
    """The mean squared distance of forecast and outcome: reliability - resolution + uncertainty."""
    reliability: float
    resolution: float
    uncertainty: float
    expected_error: float | None
    """ECE, the mean distance of forecast and accuracy; None with too few answers."""
    largest_error: float | None
    """MCE, the largest distance of forecast and accuracy; None with too few answers."""
    bias: float
    """Mean forecast less accuracy: above 0 is overconfident."""
    judgement: Judgement | None
    """None with too few answers."""


class LevelReport(NamedTuple):
    """The right answers at one level of confidence."""

    confidence: Confidence
    answers: int
    right: int
    judgement: Judgement | None
    """None with too few answers."""

    @property
    def window(self) -> Interval:
        """The probabilities that the level states."""
        return WINDOWS[self.confidence]

    @property
    def interval(self) -> Interval:
        """The 95% interval of the share that was right."""
        return wilson(self.right, self.answers)


def calibration(tallies: Iterable[Tally]) -> Calibration | None:
    """Return the figures over tallies, None without any answer; equal forecasts are one."""
    merged = _merged(tallies)
    answers = sum(tally.trials for tally in merged)
    if not answers:
        return None
    base = sum(tally.successes for tally in merged) / answers
    # Murphy's parts (1973) add up to the Brier score exactly, because every forecast is a bin.
    weights = [tally.trials / answers for tally in merged]
    errors = [abs(tally.accuracy - tally.forecast) for tally in merged]
    enough = answers >= MIN_FOR_ERRORS
    stated = _weighted(weights, [tally.forecast for tally in merged])
    return Calibration(
        tallies=merged,
        answers=answers,
        brier=_weighted(weights, [_squares(tally) for tally in merged]),
        reliability=_weighted(weights, [error**2 for error in errors]),
        resolution=_weighted(weights, [(tally.accuracy - base) ** 2 for tally in merged]),
        uncertainty=base * (1 - base),
        expected_error=_weighted(weights, errors) if enough else None,
        largest_error=max(errors) if enough else None,
        bias=stated - base,
        judgement=_judged(merged, answers, stated, base),
    )


def by_confidence(
    counts: Mapping[Confidence, tuple[int, int]],
) -> tuple[LevelReport, ...]:
    """Return a report for every level, surest last, from its answers and how many were right."""
    reports = []
    for confidence in Confidence:
        answers, right = counts.get(confidence, (0, 0))
        judgement = None
        if answers >= MIN_AT_LEVEL:
            judgement = judge_level(right / answers, WINDOWS[confidence], answers)
        reports.append(LevelReport(confidence, answers, right, judgement))
    return tuple(reports)


def _merged(tallies: Iterable[Tally]) -> tuple[Tally, ...]:
    sums: dict[float, tuple[int, int]] = {}
    for forecast, trials, successes in tallies:
        if trials:
            before, right = sums.get(forecast, (0, 0))
            sums[forecast] = (before + trials, right + successes)
    return tuple(Tally(forecast, *sums[forecast]) for forecast in sorted(sums))


def _weighted(weights: list[float], values: list[float]) -> float:
    return sum(weight * value for weight, value in zip(weights, values, strict=True))


def _squares(tally: Tally) -> float:
    """Return the mean squared distance of one forecast and its outcomes."""
    right = tally.accuracy
    return right * (1 - tally.forecast) ** 2 + (1 - right) * tally.forecast**2


def _judged(
    tallies: tuple[Tally, ...], answers: int, stated: float, actual: float
) -> Judgement | None:
    if answers < MIN_FOR_JUDGEMENT:
        return None
    # The variance of a sum of independent answers is the sum of their variances, p (1 - p).
    spread = sum(tally.trials * tally.forecast * (1 - tally.forecast) for tally in tallies)
    return judge_total(stated, actual, sqrt(spread) / answers)


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
        shares = f"You expected {percent(self.expected)}, you got {percent(self.actual)}"
        return f"{shares}: {self.judgement}." if self.judgement else f"{shares}."


def prediction(answers: Iterable[Stated]) -> Prediction | None:
    """Return expected and actual share of the points, None when there were none to earn."""
    given = list(answers)
    points = sum(answer.points for answer in given)
    if not points:
        return None
    expected = sum(answer.points * answer.probability for answer in given) / points
    actual = sum(answer.points * answer.fraction for answer in given) / points
    judgement = None
    # Below that, one answer more could turn the judgement round.
    if len(given) >= MIN_FOR_PREDICTION:
        judgement = judge_total(expected, actual, _error(given, points))
    return Prediction(len(given), expected, actual, judgement)


def _error(answers: list[Stated], points: float) -> float:
    """Return the standard error of the actual share, were the stated probabilities true."""
    spread = sum(
        answer.points**2 * answer.probability * (1 - answer.probability) for answer in answers
    )
    return sqrt(spread) / points
