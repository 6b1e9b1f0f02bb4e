"""The direction in which a text is written."""

import unicodedata


def is_rtl(text: str) -> bool:
    """Check whether the first letter with a direction runs from right to left (UAX 9, rule P2)."""
    if text.isascii():
        return False
    for character in text:
        direction = unicodedata.bidirectional(character)
        if direction in ("L", "R", "AL"):
            return direction != "L"
    return False
