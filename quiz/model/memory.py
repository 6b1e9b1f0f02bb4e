"""What is remembered of each question: ratings, and the state of its schedule.

Moments are whole milliseconds since 1970-01-01 UTC.
"""

from collections.abc import Callable
from enum import IntEnum
from typing import NamedTuple

DAY = 86_400_000
"""Milliseconds of a day."""
LATEST = 32_503_680_000_000
"""No moment is later: the year 3000."""
NEAR = DAY // 2
"""Milliseconds between two answers up to which the later one tells little of memory.

Half a day, not a whole one: who studies a little earlier each day still has slept in between."""
Key = tuple[str, str]
"""The ids of a bank and of one of its questions: what history and schedule belong to."""


class Rating(IntEnum):
    """How well a question was known, as the schedule takes it."""

    AGAIN = 1
    HARD = 2
    GOOD = 3
    EASY = 4


class Grade(NamedTuple):
    """One response as the schedule takes it."""

    at: int
    rating: Rating
    soon: bool = False
    """Whether the question is to come back within a day, whatever the schedule says."""


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
    """How often it was forgotten after it had been known."""


Step = Callable[[Memory | None, Grade], Memory]
"""From the memory before a response to the one after it."""
