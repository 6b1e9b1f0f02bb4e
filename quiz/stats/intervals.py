"""How far a share can be trusted."""

from math import sqrt
from typing import NamedTuple


class Interval(NamedTuple):
    """A range of shares, both ends from 0 to 1."""

    low: float
    high: float


EVERYTHING = Interval(0.0, 1.0)


def wilson(successes: int, trials: int, z: float = 1.959963984540054) -> Interval:
    """Return the score interval of a share (Wilson 1927), 95% wide with the default `z`.

    Without trials it is 0 to 1. Raises ValueError unless 0 <= successes <= trials.
    """
    if not 0 <= successes <= trials:
        raise ValueError(f"{successes} of {trials} is no share")
    if not trials:
        return EVERYTHING
    share = successes / trials
    stretch = 1 + z * z / trials
    middle = (share + z * z / (2 * trials)) / stretch
    margin = z * sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials)) / stretch
    # The ends at 0 and 1 are exact in the formula, though not in floating point.
    return Interval(
        middle - margin if successes else 0.0, middle + margin if successes < trials else 1.0
    )
