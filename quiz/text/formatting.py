"""Text for display: counts and shares in words, widths in a terminal, the head of an HTML page."""

from collections.abc import Iterable
from html import escape
from unicodedata import category, east_asian_width

_JOINERS = "\u200c\u200d"


def cells(text: str) -> int:
    """Return the columns of `text`: none for marks and joiners, two for wide signs, else one."""
    return len(text) if text.isascii() else sum(map(_cells, text))


def truncate_cells(text: str, width: int) -> str:
    """Return `text` in at most `width` columns (at least 1), cut with an ellipsis."""
    if cells(text) <= width:
        return text
    place = used = 0
    while (used := used + _cells(text[place])) < width:
        place += 1
    return text[:place] + "…"


def padded(text: str, width: int) -> str:
    """Return `text` with spaces up to `width` columns, cut where it is wider."""
    text = truncate_cells(text, width)
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
            lines.append(truncate_cells(piece, width))
    return lines


def _cells(sign: str) -> int:
    if category(sign) in ("Mn", "Me") or sign in _JOINERS:
        return 0
    return 2 if east_asian_width(sign) in "WF" else 1


def counted(number: int, noun: str) -> str:
    """Return `1 error`, `2 errors`, `10,000 errors`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def percent(share: float) -> str:
    """Return a share from 0 to 1 in whole per cent: `67%`."""
    whole = round(100 * share)
    # A share that is not full never rounds up to 100%, nor one that is not empty down to 0%.
    if 0 < share < 1:
        whole = min(99, max(1, whole))
    return f"{whole}%"


def percent_range(low: float, high: float) -> str:
    """Return two shares as a range: `39–86%`."""
    return f"{percent(low).removesuffix('%')}–{percent(high)}"


# Whatever a text might smuggle in: the page may load nothing and run nothing.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def html_head(title: str, style: str, language: str = "en") -> str:
    """Return a page up to its body; title and language, which are cleaned, are escaped here."""
    return (
        f'<!doctype html>\n<html lang="{escape(language)}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>\n{style}</style>\n</head>\n<body>\n"
    )
