"""A question as an item poses it, and what all types need for it."""

from collections.abc import Sequence
from typing import NamedTuple, TypeVar
from zlib import crc32

from quiz.exchange.html import escape
from quiz.exchange.qti.processing import Response
from quiz.exchange.qti.tree import Content, Markup, Node, node
from quiz.model.question import Option, Question

_T = TypeVar("_T")
RESPONSE = "RESPONSE"
"""What a response is called where there is one."""
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class Told(NamedTuple):
    """Feedback on what was chosen."""

    outcome: str
    identifier: str
    option: Option


class Posed(NamedTuple):
    """A question as an item poses it."""

    body: tuple[Content, ...]
    responses: tuple[Response, ...]
    rules: tuple[Node, ...]
    feedback: tuple[Told, ...] = ()
    outcomes: tuple[tuple[str, str], ...] = ()
    """The outcomes that show feedback, each with its cardinality."""
    losses: tuple[str, ...] = ()


def told(outcome: str, named: dict[str, Option]) -> tuple[Told, ...]:
    """Return the feedback on those options that have any, each by its identifier."""
    return tuple(
        Told(outcome, name, option)
        for name, option in named.items()
        if option.feedback or option.quotes
    )


def prompt(question: Question) -> Node:
    """Return the prompt of an interaction."""
    return node("prompt", Markup(escape(question.prompt)))


def flag(value: bool) -> str:
    """Return a truth value as XML has it."""
    return "true" if value else "false"


def mixed(right: Sequence[_T], wrong: Sequence[_T], seed: str) -> list[_T]:
    """Return all in one row, the right ones at places that only the seed decides.

    Both keep their order, so that it comes back.
    """
    places = range(len(right) + len(wrong))
    taken = set(sorted(places, key=lambda place: shuffling(seed, place))[: len(right)])
    rights, wrongs = iter(right), iter(wrong)
    return [next(rights) if place in taken else next(wrongs) for place in places]


def shuffling(seed: str, number: int) -> int:
    """Return a number that looks random, and is the same whenever it is asked for."""
    return crc32(f"{number}/{seed}".encode())
