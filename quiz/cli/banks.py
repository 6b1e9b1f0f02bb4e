"""Find the banks that a command line names."""

import os
from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path

from quiz.bank.discovery import SUFFIXES, bank_files, leads_out
from quiz.cli.configuration import load_settings
from quiz.cli.context import shelves_on_offer, warn
from quiz.errors import UsageError
from quiz.study.library import Card, Library, Shelf, offered_files


def bank_file(name: str, library: Library) -> Path:
    """Return the file or folder that a word names: the id of a bank on offer, or a path.

    Raise `UsageError` if it names neither.
    """
    # A path always wins over an id, so that a bank can be played before it is on offer.
    if "/" in name or name.endswith(SUFFIXES):
        if not os.path.exists(name):
            raise UsageError(f"there is no file or folder “{name}”")
        return Path(name)
    # The ids come from the catalogue in the history, without reading the banks again.
    cards = library.cards()
    for file, card in cards.items():
        if name in (card.bank, file.stem):
            return file
    if os.path.exists(name):
        return Path(name)
    raise UsageError(f"there is no bank “{name}”{_offer(cards)}")


def files_named(names: Sequence[str], options: Namespace) -> list[Path]:
    """Return the bank files that words name, each once; no history is needed.

    A word is the id of a bank on the shelves, the path of a bank, or a folder of banks. Raise
    `UsageError` if it is none of these or the folder has no banks; warn of skipped files.
    """
    shelves = shelves_on_offer(load_settings(options))
    files: dict[str, Path] = {}
    for name in names:
        for file in _files_of(name, shelves):
            # Two names of one file, such as a link and its target, are one bank.
            files.setdefault(os.path.realpath(file), file)
    return list(files.values())


def _files_of(name: str, shelves: Sequence[Shelf]) -> list[Path]:
    path = Path(name)
    if os.path.isdir(path):
        return _in_folder(path)
    if os.path.exists(path):
        return [path]
    if "/" in name or name.endswith(SUFFIXES):
        raise UsageError(f"there is no file or folder “{name}”")
    return [_offered(name, offered_files(shelves))]


def _offered(name: str, files: Sequence[Path]) -> Path:
    """Return the file of that name, or the first whose bank has that id."""
    # Deferred: most commands get the ids from the history without reading banks.
    from quiz.bank.reader import read_bank

    for file in files:
        if file.stem == name:
            return file
    for file in files:
        bank = read_bank(file).bank
        if bank is not None and bank.id == name:
            return file
    raise UsageError(f"there is no bank “{name}”")


def _in_folder(folder: Path) -> list[Path]:
    found = bank_files(folder)
    files = [file for file in found.files if not leads_out(file, folder)]
    skipped = [(file, "a link that leads out of the folder") for file in found.files
              if file not in files]  # fmt: skip
    for file, reason in (*skipped, *found.skipped):
        warn(f"skipped: {file}: {reason}")
    if not files:
        raise UsageError(f"there is no bank (.yaml or .yml) in “{folder}”")
    return files


def _offer(cards: dict[Path, Card]) -> str:
    ids = [card.bank for card in cards.values() if card.bank]
    return f"; available: {', '.join(ids)}" if ids else ""
