"""The words and names of sources, for telling a slip of the keyboard from another word."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What the sources of a bank speak of."""

    names: frozenset[str]
    """Capitalised names, and runs of them, as they stand inside sentences."""
    words: frozenset[str]
    """All words, case folded."""
