"""How sure a learner is of an answer."""

from enum import IntEnum


class Confidence(IntEnum):
    """How sure a learner was before the verdict; stored as its number."""

    GUESS = 1
    THINK_SO = 2
    CERTAIN = 3

    @property
    def words(self) -> str:
        """The level as people say it: `guess`, `think so`, `certain`."""
        return self.name.lower().replace("_", " ")
