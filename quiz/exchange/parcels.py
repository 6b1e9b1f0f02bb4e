"""What is carried between a bank and another format, and what could not be."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

Tick = Callable[[int, int], None]
"""Told, now and then, how much of a file is done: so many of so many."""


def no_tick(done: int, total: int) -> None:
    """Tell nobody."""


class Loss(NamedTuple):
    """Something that could not be carried."""

    bank: str
    """The bank's id; empty before it has one."""
    question: str
    """The question's id or name; empty when it is of the bank as a whole."""
    what: str
    """In words, such as `hints: GIFT has no place for them`."""


class Skipped(NamedTuple):
    """A question that could not be carried at all."""

    place: str
    """Where it stands: `line 12`, `item 3 (i1.xml)`; the bank's id when it is exported."""
    name: str
    """What its file calls it; may be empty."""
    reason: str
    """Why it could not, in words."""


class Exported(NamedTuple):
    """Banks in another format."""

    data: bytes
    losses: tuple[Loss, ...] = ()
    skipped: tuple[Skipped, ...] = ()


@dataclass(slots=True)
class Incoming:
    """One question as another format gave it."""

    place: str
    """Where it stands in its file, as in `Skipped`."""
    data: dict[str, Any]
    """The question in bank format, as `write_question` gives it; `id` may be missing.

    Quotes stand where they do in a bank, whether there is a source or not.
    """
    name: str = ""
    """What its file calls it; an id is made of it where there is none."""
    lost: list[str] = field(default_factory=list)
    """What could not be carried, each in words."""


@dataclass(slots=True)
class IncomingBank:
    """Questions that belong together, as another format gave them."""

    title: str = ""
    id: str = ""
    description: str = ""
    language: str = ""
    questions: list[Incoming] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    """What of the bank as a whole could not be carried."""
