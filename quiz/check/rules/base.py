"""What a rule is: its name, how grave it is, and how it looks for what it names."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from quiz.check.rules.survey import Item, Survey
from quiz.model.problem import Position, Severity


class Hit(NamedTuple):
    """One place where a rule finds what it looks for."""

    message: str
    """What is wrong and how to fix it."""
    item: Item | None = None
    """The question; None when it is the bank as a whole."""
    field: str = ""
    """The key of the question that is meant; empty for the question itself."""
    position: Position | None = None
    """The very place, where the bank has it."""


Find = Callable[[Survey], Iterator[Hit]]


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing that `quiz check` looks for in sound banks."""

    name: str
    """Kebab-case, unique; never changed, for banks name it."""
    severity: Severity
    """How grave it is unless a bank says otherwise."""
    summary: str
    """What it finds, in one line."""
    find: Find
    english: bool = False
    """Whether it knows English words, so that it runs on English banks only."""


def each(judge: Callable[[Item], str], field: str, *kinds: str) -> Find:
    """Return a search through the questions of these types, all where none is named.

    `judge` returns what is wrong with a question, or nothing.
    """

    def find(survey: Survey) -> Iterator[Hit]:
        for item in survey.of(*kinds):
            message = judge(item)
            if message:
                yield Hit(message, item, field)

    return find
