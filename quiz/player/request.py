"""A request to play some banks."""

from enum import Enum
from pathlib import Path
from typing import NamedTuple

from quiz.model.memory import Key
from quiz.model.mode import Mode


class Again(Enum):
    """What to do when an attempt of the banks was left unfinished."""

    ASK = "ask"
    CONTINUE = "continue"
    NEW = "new"


class Request(NamedTuple):
    """Which banks to play, and how."""

    files: tuple[Path, ...]
    """In review, empty stands for every bank on offer."""
    again: Again = Again.ASK
    seed: int | None = None
    mode: Mode = Mode.PRACTICE
    most: int | None = None
    """How many questions; None for all."""
    tags: tuple[str, ...] = ()
    only: frozenset[Key] | None = None
    """Only these questions; None for all."""
    limit: float | None = None
    """Seconds that an exam lasts; None for no limit."""

    @property
    def particular(self) -> bool:
        """Whether it asks for certain questions or a mode, so that nothing is continued."""
        chosen = self.most is not None or bool(self.tags) or self.only is not None
        return chosen or self.mode is not Mode.PRACTICE or self.limit is not None
