"""`quiz play`: the app, or the same attempt line by line."""

import os
import sys
from argparse import Namespace
from pathlib import Path

from quiz.bank.discovery import SUFFIXES, bank_files
from quiz.cli import opening
from quiz.cli.configured import keeper_of
from quiz.errors import UsageError
from quiz.player.library import Card, Library
from quiz.player.request import Again, Request
from quiz.settings.keeper import Keeper

MOST_FAULTS = 5
"""How many mistakes of the settings are told when a game begins."""


def run(options: Namespace) -> int:
    """Open the app, or play in plain mode; return the exit code."""
    keeper = keeper_of(options)
    _tell_faults(keeper)
    with opening.history_to_play(options) as store:
        library = opening.library(store, keeper)
        file = _bank_file(options.bank, library) if options.bank else None
        if file is not None and os.path.isdir(file):
            options.banks.insert(0, str(file))
            keeper = keeper_of(options)
            library = opening.library(store, keeper)
            file = _only_bank(file)
        request = Request(file, _again(options), options.seed) if file else None
        if keeper.settings.plain or not _has_screen():
            from quiz.plain.command import play

            return play(library, store, request, options.seed, keeper.settings)
        from quiz.tui import run_app

        return run_app(library, store, request, keeper)


def _tell_faults(keeper: Keeper) -> None:
    for fault in keeper.faults[:MOST_FAULTS]:
        opening.warn(str(fault))
    if len(keeper.faults) > MOST_FAULTS:
        opening.warn("the settings hold more mistakes: “quiz settings” lists them")


def _again(options: Namespace) -> Again:
    if options.resume:
        return Again.CONTINUE
    return Again.NEW if options.new or options.seed is not None else Again.ASK


def _only_bank(folder: Path) -> Path | None:
    """Return the bank of a folder with just one; a folder with several is offered to choose."""
    files = bank_files(folder).files
    if not files:
        raise UsageError(f"there is no bank (.yaml or .yml) in “{folder}”")
    return files[0] if len(files) == 1 else None


def _bank_file(name: str, library: Library) -> Path:
    """Return the file, or the folder, that a word names: the id of a bank on offer, or a path."""
    if "/" in name or name.endswith(SUFFIXES):
        if not os.path.exists(name):
            raise UsageError(f"there is no file or folder “{name}”")
        return Path(name)
    cards = library.cards()
    for file, card in cards.items():
        if name in (card.bank, file.stem):
            return file
    if os.path.exists(name):
        return Path(name)
    raise UsageError(f"there is no bank “{name}”{_offer(cards)}")


def _offer(cards: dict[Path, Card]) -> str:
    ids = [card.bank for card in cards.values() if card.bank]
    return f"; on offer: {', '.join(ids)}" if ids else ""


def _has_screen() -> bool:
    """Say whether a full-screen app can work: a terminal at all ends that is not a dumb one."""
    # The app paints on standard error.
    ends = (sys.stdin, sys.stdout, sys.stderr)
    if any(end is None or not end.isatty() for end in ends):
        return False
    return os.environ.get("TERM", "") not in ("dumb", "")
