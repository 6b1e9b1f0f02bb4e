"""Ratings of responses, and how well each question is remembered.

Moments are whole milliseconds since 1970-01-01 UTC.
"""

from enum import IntEnum
from typing import NamedTuple

DAY = 86_400_000
"""Milliseconds in a day."""
LATEST = 32_503_680_000_000
"""The latest moment allowed: the start of the year 3000."""
NEAR = DAY // 2
"""Milliseconds between two answers up to which the later one says little about memory.

Half a day, not a whole one: learners who study a little earlier each day have still slept
in between."""
Key = tuple[str, str]
"""The ids of a bank and of one of its questions: what history and schedule belong to."""


class Rating(IntEnum):
    """How well a question was known, on the scale of the schedule."""

    AGAIN = 1
    HARD = 2
    GOOD = 3
    EASY = 4


class Grade(NamedTuple):
    """One response as the schedule counts it."""

    at: int
    rating: Rating
    soon: bool = False
    """Whether the question is due again within a day, whatever the schedule says."""


class Memory(NamedTuple):
    """How well a question is remembered, and when it is due."""

    stability: float
    """Days until the chance of knowing it has fallen to 90%."""
    difficulty: float
    """1 to 10."""
    due: int
    last: int
    """When it was last answered."""
    reviews: int
    lapses: int
    """How many times it was forgotten after it had been known."""
