"""An explanation with its quotes as one text of another format, and back.

No format has a place for quotes: they stand below the explanation, in HTML as block quotes, in
plain text behind `> `. Where a quote names a source or a longer piece around it, both follow it.
"""

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from quiz.exchange.html import escape, paragraphs, reduce
from quiz.kinds.options import write_quotes
from quiz.model.question import Quote

_MARK = "> "
_LABELS = {"source": "— source: ", "near": "— near: "}
_BREAKS = re.compile(r"\s*\n\s*")


class Explained(NamedTuple):
    """What was read of an explanation."""

    text: str
    quotes: tuple[Quote, ...]
    lost: tuple[str, ...] = ()
    """What of the text's form could not be carried, such as `pictures`."""

    def data(self, name: str = "explanation") -> dict[str, Any]:
        """Return text and quotes as keys of bank format, the text under `name`."""
        return ({name: self.text} if self.text else {}) | write_quotes(self.quotes)


def as_html(text: str, quotes: Sequence[Quote]) -> str:
    """Return an explanation, or feedback, and its quotes as HTML, which is XHTML too."""
    written = [f"<blockquote>{_quote_html(quote)}</blockquote>" for quote in quotes]
    return paragraphs(text) + "".join(written)


def _quote_html(quote: Quote) -> str:
    return "".join(f"<p>{escape(line)}</p>" for line in _lines(quote))


def _lines(quote: Quote) -> list[str]:
    """Return a quote on one line, and the lines that say what else belongs to it."""
    details = {"source": quote.source, "near": quote.near}
    further = [f"{_LABELS[name]}{_one_line(text)}" for name, text in details.items() if text]
    return [_one_line(quote.text), *further]


def _one_line(text: str) -> str:
    # White space of any length is one space wherever quotes are looked for.
    return _BREAKS.sub(" ", text.strip())


def from_html(markup: str) -> Explained:
    """Return what HTML says, its block quotes as quotes."""
    reduced = reduce(markup)
    quotes = tuple(_quote(block.split("\n")) for block in reduced.quotes)
    return Explained(reduced.text, tuple(each for each in quotes if each.text), reduced.lost)


def from_text(text: str) -> Explained:
    """Return what plain text says, its lines behind `> ` as quotes."""
    rest: list[str] = []
    quotes: list[list[str]] = []
    quoting = False
    for line in text.split("\n"):
        if line.startswith(_MARK.rstrip()):
            if not quoting:
                quotes.append([])
            quotes[-1].append(line.removeprefix(">").strip())
        else:
            rest.append(line)
        quoting = line.startswith(_MARK.rstrip())
    plain = re.sub(r"\n{3,}", "\n\n", "\n".join(rest)).strip("\n")
    found = tuple(_quote(lines) for lines in quotes)
    return Explained(plain, tuple(quote for quote in found if quote.text))


def _quote(lines: Sequence[str]) -> Quote:
    details: dict[str, str] = {}
    words: list[str] = []
    for line in filter(None, (line.strip() for line in lines)):
        label = next((name for name, mark in _LABELS.items() if line.startswith(mark)), None)
        if label is None:
            words.append(line)
        else:
            details[label] = line.removeprefix(_LABELS[label]).strip()
    return Quote(" ".join(words), details.get("source"), details.get("near"))
