"""Filters that choose which responses a query counts."""

from collections.abc import Collection
from typing import NamedTuple

from quiz.model.memory import Key

UNTAGGED = "untagged"
"""What a question without tags counts under."""


class Narrowing(NamedTuple):
    """What a question must be for its responses to count; nothing named lets all count."""

    banks: Collection[str] = ()
    """One of these, where any are named; so it is with the other fields."""
    tags: Collection[str] = ()
    types: Collection[str] = ()
    """As the bank format names them."""
    questions: Collection[Key] = ()

    def holds(self, key: Key, kind: str, tags: Collection[str]) -> bool:
        """Say whether a version of a question counts."""
        return (
            (not self.banks or key[0] in self.banks)
            and (not self.tags or any(tag in self.tags for tag in tags or (UNTAGGED,)))
            and (not self.types or kind in self.types)
            and (not self.questions or key in self.questions)
        )


ALL = Narrowing()
"""Lets every response count."""
