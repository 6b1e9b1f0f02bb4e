"""The whole history from one machine to another: a file out, files in."""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple, TextIO

from quiz.bank.questions import fingerprint
from quiz.errors import BadHistory, StoreError, UsageError
from quiz.store.backup import backup_before, refuse_damaged
from quiz.store.exporting import Amounts
from quiz.store.failures import shown
from quiz.store.importing import Incoming, read_export
from quiz.store.merge import Merged
from quiz.store.records import VersionRecord
from quiz.store.store import Store

Tell = Callable[[Path, int, int], None]
"""Told of a file how many of its bytes were read, and how many there are."""


class Imported(NamedTuple):
    """What an import brought."""

    merged: Merged
    backup: Path
    """The history as it was before."""


def export_to(store: Store, path: Path) -> Amounts:
    """Write the whole history to a new file, which holds all of it or is gone again.

    Raises `UsageError` when there is something of that name, `StoreError`.
    """
    refuse_damaged(store)
    try:
        file = open(path, "x", encoding="ascii", newline="\n")
    except FileExistsError:
        raise UsageError(
            f"{shown(path)} exists already: name a new file, or remove it first"
        ) from None
    except OSError as error:
        raise _unwritable(path, error) from error
    try:
        with file:
            return _fill(store, file)
    except BaseException as error:
        path.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise _unwritable(path, error) from error
        raise


def _fill(store: Store, file: TextIO) -> Amounts:
    amounts = store.export(file.write)
    file.flush()
    os.fsync(file.fileno())
    return amounts


def _unwritable(path: Path, error: OSError) -> StoreError:
    return StoreError(f"The file {shown(path)} cannot be written: {error.strerror}.")


def export_lines(store: Store, write: Callable[[str], object]) -> Amounts:
    """Hand the whole history to `write`, line by line. Raises `StoreError`, OSError."""
    refuse_damaged(store)
    return store.export(write)


def import_from(
    store: Store, paths: Sequence[Path], now: datetime, reading: Tell, taking_in: Tell
) -> Imported:
    """Take in what these files hold, after a backup: all of it or nothing.

    Each file is gone through twice, and both are told of.
    Raises `BadHistory` for the first line that is not right, `UsageError`, `StoreError`.
    """
    # Read as a whole first: a bad file is to cost neither a backup nor other windows their turn.
    for _ in _facts(paths, reading):
        pass
    backup = backup_before(store, now)
    return Imported(store.merge(_facts(paths, taking_in)), backup)


def _facts(paths: Iterable[Path], tell: Tell) -> Iterator[Incoming]:
    for path in paths:
        for fact in read_export(path, _of(path, tell)):
            if isinstance(fact.entry, VersionRecord):
                _refuse_forged(fact.where, fact.entry)
            yield fact


def _refuse_forged(where: str, version: VersionRecord) -> None:
    """Raise `BadHistory` if a version is not the one that its fingerprint names.

    Taken in, it would stand in the way of the true one for ever.
    """
    written = version.body.get("question")
    if not isinstance(written, dict) or fingerprint(written) != version.fingerprint:
        name = f"{version.bank}/{version.question}"
        raise BadHistory(f"{where}: a version of “{name}” is not what its fingerprint says")


def _of(path: Path, tell: Tell) -> Callable[[int, int], None]:
    return lambda done, size: tell(path, done, size)
