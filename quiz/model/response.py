"""Responses, their verdicts and ratings, and how well each question is remembered.

Moments are whole milliseconds since 1970-01-01 UTC.
"""

from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import TYPE_CHECKING, NamedTuple

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


class Confidence(IntEnum):
    """The levels, as they are stored and typed."""

    GUESS = 1
    THINK_SO = 2
    CERTAIN = 3

    @property
    def words(self) -> str:
        """The level in words."""
        return _WORDS[self]


_WORDS = {
    Confidence.GUESS: "guess",
    Confidence.THINK_SO: "think so",
    Confidence.CERTAIN: "certain",
}


if TYPE_CHECKING:
    from quiz.model.question import Question, Quote

Response = tuple[int, ...] | tuple[str, ...]
"""An answer: indexes of options in the question's own order, or texts, one per gap.

Empty if the learner asked for the right answer instead of giving one."""

Order = tuple[int, ...]
"""Indexes of options in the order shown; empty for a type without options."""


class Outcome(StrEnum):
    """The summary of a verdict."""

    RIGHT = "right"
    PARTLY = "partly right"
    WRONG = "wrong"


class Spelling(NamedTuple):
    """A response that was accepted although it was misspelled."""

    given: str
    right: str


class Feedback(NamedTuple):
    """The author's comment on an option that was chosen (or on one that was not)."""

    option: str
    text: str
    quotes: "tuple[Quote, ...]" = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a response was marked."""

    outcome: Outcome
    fraction: float
    """Share of the question's points, 0 to 1."""
    given: tuple[str, ...]
    """The response in words."""
    key: tuple[str, ...]
    """The right answer in words."""
    right: tuple[str, ...] = ()
    """The right parts of the response."""
    wrong: tuple[str, ...] = ()
    """The wrong parts of the response."""
    missed: tuple[str, ...] = ()
    """The parts of the key that were not given."""
    spellings: tuple[Spelling, ...] = ()
    feedback: tuple[Feedback, ...] = ()
    notes: tuple[str, ...] = ()
    """Further remarks on the response, such as a missing unit."""


def quotes_of(question: "Question", verdict: Verdict) -> "tuple[Quote, ...]":
    """Return the quotes that support a verdict, each once: the question's, then the feedback's."""
    quoted = (quote for feedback in verdict.feedback for quote in feedback.quotes)
    return tuple(dict.fromkeys((*question.quotes, *quoted)))


class Mode(StrEnum):
    """The purpose of an attempt."""

    PRACTICE = "practice"
    """Feedback after each answer."""
    EXAM = "exam"
    """All answers are submitted at once; feedback comes after that."""
    REVIEW = "review"
    """The questions that are due by the schedule."""
    MISTAKES = "mistakes"
    """The questions last answered wrong, until each was answered right."""
