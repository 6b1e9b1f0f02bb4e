"""What each level of confidence states, as a probability."""

from quiz.model.confidence import Confidence
from quiz.stats.intervals import Interval

WINDOWS = {
    Confidence.GUESS: Interval(0.0, 2 / 3),
    Confidence.THINK_SO: Interval(2 / 3, 0.8),
    Confidence.CERTAIN: Interval(0.8, 1.0),
}
"""The probabilities of being right at which each level earns most, by certainty-based marking.

At a border both levels earn the same."""


def stated_probability(confidence: Confidence, options: int | None = None) -> float:
    """Return the probability of being right that a level states: the middle of its window.

    `options` are those of an item that asks for one of them; guessing is right in one of them, so
    nobody states less. None for what is typed or built.
    """
    low, high = WINDOWS[confidence]
    middle = (low + high) / 2
    return max(middle, 1 / options) if options else middle
