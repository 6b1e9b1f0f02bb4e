"""What is asked of the app at its start."""

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
    """Play some banks."""

    files: tuple[Path, ...]
    """In review, empty stands for every bank on offer."""
    again: Again = Again.ASK
    seed: int | None = None
    mode: Mode = Mode.PRACTICE
    most: int | None = None
    """How many questions; None for all."""
    tags: tuple[str, ...] = ()
    only: frozenset[Key] | None = None
    """These questions alone; None for all."""
    limit: float | None = None
    """Seconds that an exam lasts; None for no limit."""

    @property
    def particular(self) -> bool:
        """Whether it asks for some questions or a mode: then nothing unfinished is gone on with."""
        chosen = self.most is not None or bool(self.tags) or self.only is not None
        return chosen or self.mode is not Mode.PRACTICE or self.limit is not None
