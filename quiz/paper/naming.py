"""The titles of sources on printed sheets: a source's own title, or its name in the bank."""

import re
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from quiz.model.bank import Bank, Source
from quiz.text.cleaning import clean_line

_MAX_TITLE = 80
_HEADING = re.compile(r"#{1,6}[ \t]+(.+?)[ \t]*#*")
_ONLY_SOURCE = "The text"


class SourceTitle(NamedTuple):
    """The title of a source as a heading, and within a sentence."""

    heading: str
    phrase: str


def text_title(text: str) -> str:
    """Return the title at the start of a text, or an empty text.

    A title is a Markdown heading, or a line of fewer than 80 characters without a full stop that is
    followed by an empty line.
    """
    first, _, rest = text.lstrip("\ufeff \t\r\n").partition("\n")
    first = first.strip()
    heading = _HEADING.fullmatch(first)
    if heading:
        return clean_line(heading[1])
    stands_apart = bool(rest.strip()) and not rest.partition("\n")[0].strip()
    return (
        clean_line(first) if stands_apart and len(first) < _MAX_TITLE and "." not in first else ""
    )


def source_key(source: Source) -> str:
    """Return a key that is the same for the same file in several banks."""
    return str(source.path.resolve())


def source_titles(banks: Iterable[Bank]) -> dict[str, SourceTitle]:
    """Return the title of each source of the banks, by `source_key`.

    A source without a title, or with the same title as another, gets its name in the bank. The only
    source is called “The text”.
    """
    sources = {source_key(each): each for bank in banks for each in bank.sources.values()}
    titles = {key: text_title(each.text) for key, each in sources.items()}
    shared = Counter(titles.values())
    found = {}
    for key, source in sources.items():
        title = titles[key] if shared[titles[key]] == 1 else ""
        if not title and len(sources) == 1:
            found[key] = SourceTitle(_ONLY_SOURCE, _ONLY_SOURCE.lower())
        else:
            name = title or clean_line(source.name)
            found[key] = SourceTitle(name, f"“{name}”")
    return found
