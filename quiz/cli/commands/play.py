"""`quiz play`: the app, or the same attempt line by line."""

import os
import sys
from argparse import Namespace
from pathlib import Path

from quiz.bank.discovery import bank_files
from quiz.cli import opening
from quiz.errors import UsageError
from quiz.player.library import Card, Library
from quiz.player.request import Again, Request


def run(options: Namespace) -> int:
    """Open the app, or play in plain mode; return the exit code."""
    if options.bank and Path(options.bank).is_dir():
        options.banks.insert(0, options.bank)
        options.bank = _only_bank(Path(options.bank))
    with opening.history_to_play(options) as store:
        library = opening.library(options, store)
        file = _bank_file(options.bank, library) if options.bank else None
        request = Request(file, _again(options), options.seed) if file else None
        if options.plain or not _has_screen():
            from quiz.plain.command import play

            return play(library, store, request, options.seed)
        from quiz.tui import run_app

        return run_app(library, store, request)


def _again(options: Namespace) -> Again:
    if options.resume:
        return Again.CONTINUE
    return Again.NEW if options.new or options.seed is not None else Again.ASK


def _only_bank(folder: Path) -> str | None:
    """Return the bank of a folder with just one; a folder with several is offered to choose."""
    files = bank_files(folder)
    if not files:
        raise UsageError(f"there is no bank (.yaml or .yml) in “{folder}”")
    return str(files[0]) if len(files) == 1 else None


def _bank_file(name: str, library: Library) -> Path:
    if opening.is_place(name):
        if not Path(name).exists():
            raise UsageError(f"there is no file “{name}”")
        return Path(name)
    cards = library.cards()
    for file, card in cards.items():
        if name in (card.bank, file.stem):
            return file
    raise UsageError(f"there is no bank “{name}”{_offer(cards)}")


def _offer(cards: dict[Path, Card]) -> str:
    ids = [card.bank for card in cards.values() if card.bank]
    return f"; on offer: {', '.join(ids)}" if ids else ""


def _has_screen() -> bool:
    """Say whether a full-screen app can work: a terminal at both ends that is not a dumb one."""
    ends = (sys.stdin, sys.stdout)
    if any(end is None or not end.isatty() for end in ends):
        return False
    return os.environ.get("TERM", "") not in ("dumb", "")
