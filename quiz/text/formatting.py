"""Numbers of things in words."""

from html import escape


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


def opening(title: str, style: str, language: str = "en") -> str:
    """Return a page up to its body; title and language, which are cleaned, are escaped here."""
    return (
        f'<!doctype html>\n<html lang="{escape(language)}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>\n{style}</style>\n</head>\n<body>\n"
    )
