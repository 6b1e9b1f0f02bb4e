"""Titles of questions in other formats: which say something, and which can be ids."""

from collections import Counter
from collections.abc import Sequence

from quiz.document.shapes import Identifier
from quiz.exchange.parcels import Incoming

_SAY_NOTHING = frozenset(("", "question", "untitled", "quiz", "item"))


def telling(title: str) -> str:
    """Return a title on one line; empty when it says nothing, such as `Question 3`."""
    line = " ".join(title.split())
    return "" if line.lower().rstrip("0123456789 #.:") in _SAY_NOTHING else line


def take_as_ids(questions: Sequence[Incoming], titles: Sequence[str]) -> None:
    """Give each question its title as id where it is one, and no other question's."""
    counts = Counter(titles)
    for question, title in zip(questions, titles, strict=True):
        if counts[title] == 1 and Identifier.fits(title):
            question.data = {"id": title, **question.data}
