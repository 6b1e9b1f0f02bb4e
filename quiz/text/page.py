"""The opening of a page of HTML that needs nothing else: no script, no request."""

from html import escape

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
