"""Cleans untrusted text: what may be shown, and what a bank may not contain.

A character is *forbidden* when a terminal could act on it or a reader could not see it:
controls (except tab and line feed), surrogates, private use, non-characters, tags, line and
paragraph separators, bidirectional embeddings, overrides and isolates, and invisible marks
(zero-width space, word joiner, byte order mark, directional marks). Zero-width joiners stay:
emoji and Arabic or Indic scripts are written with them.
"""

import re
from functools import cache

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"

MARKS = "\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff"
"""Directional and invisible marks that no text needs, for use in a set of a pattern."""
_BASIC = (
    r"\x00-\x08\x0b-\x1f\x7f-\x9f"  # C0 without tab and line feed, delete, C1
    rf"{MARKS}\u2028\u2029\u206a-\u206f"  # with separators and deprecated format characters
    r"\ufff9-\ufffb"  # interlinear annotation
    r"\ud800-\udfff\ue000-\uf8ff\ufdd0-\ufdef\ufffe\uffff"  # surrogates, private use
)
_FURTHER = (
    r"\U000e0000-\U000e00ff\U000e01f0-\U000e0fff"  # tags and the unassigned rest of their plane
    r"\U000f0000-\U0010ffff"  # private use
    + "".join(f"{chr(plane << 16 | 0xFFFE)}{chr(plane << 16 | 0xFFFF)}" for plane in range(1, 14))
)


@cache
def _forbidden() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return what finds forbidden characters; compiled on first use, which is rare.

    Two patterns, because a set within the basic plane is searched fifteen times faster.
    """
    return re.compile(f"[{_BASIC}]"), re.compile(f"[{_FURTHER}]")


# One for one, so that the offsets of quotes and problems stay true.
def clean(text: str) -> str:
    """Return `text` with each forbidden character replaced; the length never changes."""
    if is_plain(text):
        return text
    for pattern in _forbidden():
        text = pattern.sub(REPLACEMENT, text)
    return text


def is_plain(text: str) -> bool:
    """Check quickly that `text` has no forbidden character; False means only that it may."""
    return text.replace("\n", "").isprintable()


def clean_line(text: str) -> str:
    """Return `text` fit for one line: line breaks and tabs are spaces, the rest as `clean`."""
    return clean(text.replace("\r\n", " ").replace("\n", " ").replace("\t", " "))


def first_forbidden(text: str, start: int = 0) -> int | None:
    """Return the offset of the first forbidden character of `text` from `start` on, or None."""
    if start == 0 and is_plain(text):
        return None
    found = [pattern.search(text, start) for pattern in _forbidden()]
    return min((match.start() for match in found if match), default=None)


def truncate(text: str, max_length: int) -> str:
    """Return `text` in at most `max_length` characters, an ellipsis at the end if it is cut."""
    return text if len(text) <= max_length else text[: max_length - 1] + "…"


def has_forbidden_in_line(text: str) -> bool:
    """Check whether `text` has a character forbidden in one line, tab and line feed included."""
    return "\n" in text or "\t" in text or first_forbidden(text) is not None


def describe_character(character: str) -> str:
    """Return `U+XXXX NAME` of one character, for messages."""
    import unicodedata

    name = unicodedata.name(character, "")
    return f"U+{ord(character):04X} {name}".rstrip()


# In either order: “Kуiv” and “уKiv” are equally hard to see.
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
