"""Responses and verdicts."""

from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import TYPE_CHECKING, NamedTuple


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
"""What was answered: numbers of options in the question's own order, or texts, one per gap.

Empty when the learner asked for the answer instead of giving one."""

Order = tuple[int, ...]
"""Numbers of options in the order shown; empty where a type has nothing to order."""


class Outcome(StrEnum):
    """A verdict in one word."""

    RIGHT = "right"
    PARTLY = "partly right"
    WRONG = "wrong"


class Spelling(NamedTuple):
    """A response accepted although it was spelled otherwise."""

    given: str
    right: str


class Feedback(NamedTuple):
    """What the author says about an option that was chosen (or about one that was not)."""

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
    """What of the response was right."""
    wrong: tuple[str, ...] = ()
    """What of the response was wrong."""
    missed: tuple[str, ...] = ()
    """What belongs to the key and was not given."""
    spellings: tuple[Spelling, ...] = ()
    feedback: tuple[Feedback, ...] = ()
    notes: tuple[str, ...] = ()
    """Further remarks of the marking, such as a missing unit."""


def quotes_of(question: "Question", verdict: Verdict) -> "tuple[Quote, ...]":
    """Return the quotes that a verdict stands on, each once: the question's, the feedback's."""
    said = (quote for feedback in verdict.feedback for quote in feedback.quotes)
    return tuple(dict.fromkeys((*question.quotes, *said)))


class Mode(StrEnum):
    """What an attempt is for."""

    PRACTICE = "practice"
    """Feedback after each answer."""
    EXAM = "exam"
    """One submit, feedback after it."""
    REVIEW = "review"
    """What the schedule says is due."""
    MISTAKES = "mistakes"
    """What was last answered wrong, until each was right."""
