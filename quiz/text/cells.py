"""How wide text stands in a terminal."""

from collections.abc import Iterable
from unicodedata import category, east_asian_width

_JOINERS = "\u200c\u200d"


def cells(text: str) -> int:
    """Return the columns of `text`: none for marks and joiners, two for wide signs, else one."""
    return len(text) if text.isascii() else sum(map(_cells, text))


def cut(text: str, width: int) -> str:
    """Return `text` in at most `width` columns (at least 1), cut with an ellipsis."""
    if cells(text) <= width:
        return text
    place = used = 0
    while (used := used + _cells(text[place])) < width:
        place += 1
    return text[:place] + "…"


def padded(text: str, width: int) -> str:
    """Return `text` with spaces up to `width` columns, cut where it is wider."""
    text = cut(text, width)
    return text + " " * (width - cells(text))


def wrapped(text: str, width: int) -> list[str]:
    """Return `text` in lines of at most `width` columns, broken at spaces; a longer word is cut."""
    return flowed(text.split(), width)


def flowed(pieces: Iterable[str], width: int) -> list[str]:
    """Return pieces in lines of at most `width` columns, none broken; a longer one is cut."""
    lines: list[str] = []
    for piece in pieces:
        if lines and cells(lines[-1]) + 1 + cells(piece) <= width:
            lines[-1] += f" {piece}"
        else:
            lines.append(cut(piece, width))
    return lines


def _cells(sign: str) -> int:
    if category(sign) in ("Mn", "Me") or sign in _JOINERS:
        return 0
    return 2 if east_asian_width(sign) in "WF" else 1
