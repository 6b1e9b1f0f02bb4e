"""What is asked of the app at its start."""

from enum import Enum
from pathlib import Path
from typing import NamedTuple


class Again(Enum):
    """What to do when an attempt of the bank was left unfinished."""

    ASK = "ask"
    CONTINUE = "continue"
    NEW = "new"


class Request(NamedTuple):
    """Play one bank."""

    file: Path
    again: Again = Again.ASK
    seed: int | None = None
