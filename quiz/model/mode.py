"""Why questions are asked: the mode of an attempt."""

from enum import StrEnum


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
