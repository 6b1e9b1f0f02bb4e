"""From what was typed to the files of banks: ids of banks on offer, paths, folders."""

import os
from pathlib import Path

from quiz.bank.discovery import SUFFIXES, bank_files
from quiz.errors import UsageError
from quiz.player.library import Card, Library


def banks_of(files: list[Path]) -> tuple[Path, ...]:
    """Return the files, in place of each folder its banks."""
    found: list[Path] = []
    for file in files:
        found += bank_files(file).files if os.path.isdir(file) else [file]
    return tuple(found)


def named_files(names: list[str], library: Library) -> list[Path]:
    """Return the file, or the folder, that each word names; raises `UsageError`."""
    return [_bank_file(name, library) for name in names]


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
