"""What is asked of the app at its start."""

from enum import Enum
from pathlib import Path
from typing import NamedTuple

from quiz.player.attempt import Player, start
from quiz.player.library import load_bank
from quiz.player.resume import resume
from quiz.store.records import AttemptSummary
from quiz.store.store import Store


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


def open_attempt(
    file: Path, store: Store, unfinished: AttemptSummary | None, seed: int | None = None
) -> Player:
    """Go on with an unfinished attempt of the bank in `file`, or begin one when there is none.

    Raises `NotPlayable` when the bank has errors.
    """
    bank = load_bank(file)
    if unfinished is None:
        return start(bank, store, seed)
    return resume(bank, store.attempt(unfinished.number), store)
