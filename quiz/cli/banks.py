"""Banks as they are named on a command line."""

import os
from pathlib import Path

from quiz.bank.discovery import SUFFIXES
from quiz.errors import UsageError
from quiz.player.library import Card, Library


def bank_file(name: str, library: Library) -> Path:
    """Return the file, or the folder, that a word names: the id of a bank on offer, or a path.

    Raises `UsageError` when there is neither.
    """
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
