"""What printed sheets call a text: its own title rather than its name in the bank."""

import re
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from quiz.model.bank import Bank, Source
from quiz.text.cleaning import clean_line

_LONGEST = 80
_HEADING = re.compile(r"#{1,6}[ \t]+(.+?)[ \t]*#*")
_ALONE = "The text"


class SourceTitle(NamedTuple):
    """A text in a heading, and in a sentence."""

    heading: str
    phrase: str


def text_title(text: str) -> str:
    """Return the title at the start of a text, or nothing where it starts otherwise.

    That is a Markdown heading, or a line of fewer than 80 characters without a full stop before an
    empty line.
    """
    first, _, rest = text.lstrip("\ufeff \t\r\n").partition("\n")
    first = first.strip()
    heading = _HEADING.fullmatch(first)
    if heading:
        return clean_line(heading[1])
    parted = bool(rest.strip()) and not rest.partition("\n")[0].strip()
    return clean_line(first) if parted and len(first) < _LONGEST and "." not in first else ""


def source_key(source: Source) -> str:
    """Return what is the same for the same file in several banks."""
    return str(source.path.resolve())


def source_titles(banks: Iterable[Bank]) -> dict[str, SourceTitle]:
    """Return what each source of some banks is called, by `source_key`.

    A text without a title, or with that of another, has the name that its bank gives it; the only
    text needs none.
    """
    sources = {source_key(each): each for bank in banks for each in bank.sources.values()}
    titles = {key: text_title(each.text) for key, each in sources.items()}
    shared = Counter(titles.values())
    found = {}
    for key, source in sources.items():
        title = titles[key] if shared[titles[key]] == 1 else ""
        if not title and len(sources) == 1:
            found[key] = SourceTitle(_ALONE, _ALONE.lower())
        else:
            name = title or clean_line(source.name)
            found[key] = SourceTitle(name, f"“{name}”")
    return found
