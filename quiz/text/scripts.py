"""Letters of one script that look like those of another."""

import re

_MIXED = re.compile("L+[CG]|[CG]+L")


def mixes_scripts(text: str) -> bool:
    """Check whether a word of `text` mixes Latin with look-alike Cyrillic or Greek letters."""
    return not text.isascii() and _MIXED.search(_scripts(text)) is not None


def _scripts(text: str) -> str:
    """Return one letter a character: L(atin), C(yrillic), G(reek), or a space for all else."""
    return "".join(
        "L" if character.isascii() and character.isalpha()
        else "C" if "\u0400" <= character <= "\u052f"
        else "G" if "\u0370" <= character <= "\u03ff"
        else " "
        for character in text
    )  # fmt: skip
