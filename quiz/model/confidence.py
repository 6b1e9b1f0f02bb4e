"""How sure a learner is of an answer, said before its verdict."""

from enum import IntEnum


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
