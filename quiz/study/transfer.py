"""Export of the whole history to a file, and import of such files."""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import NamedTuple, TextIO

from quiz.bank.questions import fingerprint
from quiz.errors import BadHistory, StoreError, UsageError
from quiz.store.backup import backup_before, refuse_damaged
from quiz.store.connection import shown
from quiz.store.export import ExportCounts
from quiz.store.import_reader import ImportedEntry, read_export
from quiz.store.merge import Merged
from quiz.store.records import VersionRecord
from quiz.store.store import Store

OnProgress = Callable[[Path, int, int], None]
"""Called with a file, the bytes read so far and its size."""


class Imported(NamedTuple):
    """The result of an import."""

    merged: Merged
    backup: Path
    """The history as it was before."""


def export_to(store: Store, path: Path) -> ExportCounts:
    """Write the whole history to a new file; on failure the file is removed.

    Raises `UsageError` when the path exists, and `StoreError`.
    """
    refuse_damaged(store)
    try:
        file = open(path, "x", encoding="ascii", newline="\n")
    except FileExistsError:
        raise UsageError(
            f"{shown(path)} already exists; choose another name or remove it first"
        ) from None
    except OSError as error:
        raise _unwritable(path, error) from error
    try:
        with file:
            return _fill(store, file)
    # Also after Ctrl+C: half an export would look like a whole one.
    except BaseException as error:
        path.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise _unwritable(path, error) from error
        raise


def _fill(store: Store, file: TextIO) -> ExportCounts:
    amounts = store.export(file.write)
    file.flush()
    os.fsync(file.fileno())
    return amounts


def _unwritable(path: Path, error: OSError) -> StoreError:
    return StoreError(f"The file {shown(path)} cannot be written: {error.strerror}.")


def export_lines(store: Store, write: Callable[[str], object]) -> ExportCounts:
    """Pass the whole history to `write`, line by line. Raises `StoreError`, `OSError`."""
    refuse_damaged(store)
    return store.export(write)


def import_from(
    store: Store, paths: Sequence[Path], now: datetime, reading: OnProgress, merging: OnProgress
) -> Imported:
    """Import these files after a backup, all of them or nothing.

    Each file is read twice; `reading` and `merging` report the progress. Raises `BadHistory` for
    the first invalid line, `UsageError` and `StoreError`.
    """
    # Check all files first: a bad one must not cost a backup or lock out other windows.
    for _ in _facts(paths, reading):
        pass
    backup = backup_before(store, now)
    return Imported(store.merge(_facts(paths, merging)), backup)


def _facts(paths: Iterable[Path], on_progress: OnProgress) -> Iterator[ImportedEntry]:
    for path in paths:
        for fact in read_export(path, partial(on_progress, path)):
            if isinstance(fact.entry, VersionRecord):
                _refuse_forged(fact.where, fact.entry)
            yield fact


def _refuse_forged(where: str, version: VersionRecord) -> None:
    """Raise `BadHistory` if a version does not match its fingerprint.

    Once imported, it would take the place of the true version for ever.
    """
    written = version.body.get("question")
    if not isinstance(written, dict) or fingerprint(written) != version.fingerprint:
        name = f"{version.bank}/{version.question}"
        raise BadHistory(f"{where}: a version of “{name}” does not match its fingerprint")
