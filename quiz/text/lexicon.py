"""What a text speaks of: its words, and its names."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The words and names of some texts."""

    names: frozenset[str]
    """Capitalised words and runs of them, such as `South Korea`, as they stand within sentences."""
    words: frozenset[str]
    """Every word, casefolded; those with hyphens in their parts, possessives without ending."""
