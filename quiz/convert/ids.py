"""Ids for imported questions: those they had where they fit, otherwise made from their text."""

import re
import unicodedata
from collections import Counter
from collections.abc import Container, Sequence

from quiz.convert.model import ImportedQuestion
from quiz.yaml_source.types import Identifier

_MAX_ID_LENGTH = 40
_SEPARATORS = re.compile(r"[^\w]+")


def identifier(text: str, otherwise: str) -> str:
    """Return an id made from the first words of a text, or `otherwise` if it has none."""
    folded = unicodedata.normalize("NFKD", text).casefold()
    plain = "".join(sign for sign in folded if not unicodedata.combining(sign))
    name = _SEPARATORS.sub("-", unicodedata.normalize("NFC", plain)).strip("-_")
    if len(name) > _MAX_ID_LENGTH:
        name = name[: _MAX_ID_LENGTH + 1].rpartition("-")[0] or name[:_MAX_ID_LENGTH]
    return name if Identifier.fits(name) else otherwise


def unused(name: str, used: Container[str]) -> str:
    """Return the name, with a number appended if it is used already."""
    number = 2
    found = name
    while found in used:
        found = f"{name[:90]}-{number}"
        number += 1
    return found


_EMPTY_TITLES = frozenset(("", "question", "untitled", "quiz", "item"))


def has_meaning(title: str) -> str:
    """Return a title on one line; empty when it has no meaning, such as `Question 3`."""
    line = " ".join(title.split())
    return "" if line.lower().rstrip("0123456789 #.:") in _EMPTY_TITLES else line


def take_as_ids(questions: Sequence[ImportedQuestion], titles: Sequence[str]) -> None:
    """Use the title of each question as its id if it is a valid id and unique."""
    counts = Counter(titles)
    for question, title in zip(questions, titles, strict=True):
        if counts[title] == 1 and Identifier.fits(title):
            question.data = {"id": title, **question.data}
