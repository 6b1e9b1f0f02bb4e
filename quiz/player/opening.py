"""From a request to an attempt that can be played: what both front ends do the same."""

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from quiz.errors import NotPlayable, StoreError, UsageError
from quiz.player.library import load_bank
from quiz.player.request import Again, Request
from quiz.store.records import AttemptSummary
from quiz.store.store import Store

if TYPE_CHECKING:
    from quiz.model.bank import Bank
    from quiz.player.attempt import Player

LARGEST_AT_ONCE = 1_000_000
"""The size in bytes up to which reading a bank is not worth a word to whoever waits."""


class Opened(NamedTuple):
    """A bank that can be played, and what there is to decide about it."""

    bank: "Bank"
    unfinished: AttemptSummary | None
    """An attempt that may be gone on with; None when there is none, or a new one is wanted."""


def open_bank(request: Request, store: Store) -> Opened:
    """Read the bank that was asked for.

    Raises `NotPlayable` when it has errors, `UsageError` when there is nothing to go on with but
    that was asked for, `StoreError` when the history cannot be read.
    """
    bank = load_bank(request.file)
    unfinished = None if request.again is Again.NEW else store.unfinished(bank.id)
    if request.again is Again.CONTINUE and unfinished is None:
        raise UsageError(f"there is no unfinished attempt of “{bank.id}”")
    return Opened(bank, unfinished)


def begin(opened: Opened, store: Store, seed: int | None, goes_on: bool) -> "Player":
    """Return the attempt, ready to be played; raises as `start` and `resume` do."""
    from quiz.player.attempt import start

    bank, unfinished = opened
    if unfinished is not None and goes_on:
        from quiz.player.resume import resume

        player = resume(bank, store.attempt(unfinished.number), store)
    else:
        player = start(bank, store, seed)
    player.prepare()
    return player


def at_once(request: Request, store: Store) -> "Player | None":
    """Return the attempt that was asked for if it takes neither time nor a question.

    None leaves it to a screen, which also tells what is wrong. Raises `UsageError` as `open_bank`.
    """
    wanted = request.again is Again.CONTINUE
    if not wanted and _size(request.file) > LARGEST_AT_ONCE:
        return None
    try:
        opened = open_bank(request, store)
        if opened.unfinished is not None and not wanted:
            return None
        return begin(opened, store, request.seed, wanted)
    except (NotPlayable, StoreError):
        # Met again, and told, by the screen that opens the bank.
        return None


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:
        return 0
