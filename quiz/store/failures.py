"""Translate errors of SQLite and the file system into messages for the user."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from quiz.errors import StoreDamaged, StoreError
from quiz.text.cleaning import clean_line

_LOCKED = frozenset((sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED))
_DAMAGED = frozenset((sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB))
_UNWRITABLE = {
    sqlite3.SQLITE_FULL: "the disk is full",
    sqlite3.SQLITE_READONLY: "it may only be read",
    sqlite3.SQLITE_CANTOPEN: "the file or its folder cannot be opened for writing",
    sqlite3.SQLITE_PERM: "access is denied",
    sqlite3.SQLITE_AUTH: "access is denied",
    sqlite3.SQLITE_IOERR: "the disk reported an error",
    sqlite3.SQLITE_PROTOCOL: "the file system does not lock files as it should",
    sqlite3.SQLITE_NOLFS: "the file system cannot hold a file of this size",
}


class Unwritable(StoreError):
    """Nothing can be written at present; what was to be written may be tried again."""


def shown(path: Path) -> str:
    """Return a path fit for a message."""
    return clean_line(str(path))


def damaged(path: Path, detail: str = "") -> StoreDamaged:
    """Return the error for a damaged history, saying what to do."""
    reason = f" ({detail})" if detail else ""
    return StoreDamaged(
        f"The history {shown(path)} is damaged{reason}. It was left as it is: `quiz doctor` looks "
        "closer and restores a backup; or move the file away to start afresh."
    )


def failure(error: sqlite3.Error, path: Path) -> StoreError:
    """Return the error of the product for an error of SQLite."""
    code = getattr(error, "sqlite_errorcode", None)
    if code is None:
        return damaged(path, "unreadable text") if "UTF-8" in str(error) else _other(error, path)
    primary = code & 0xFF
    if primary in _LOCKED:
        return StoreError(
            f"The history {shown(path)} is in use by another program. "
            "Nothing was saved just now; try again in a moment."
        )
    if primary in _DAMAGED or str(error).startswith("no such "):
        return damaged(path, str(error))
    if primary in _UNWRITABLE:
        return Unwritable(f"The history {shown(path)} cannot be written: {_UNWRITABLE[primary]}.")
    return _other(error, path)


def _other(error: sqlite3.Error, path: Path) -> StoreError:
    return StoreError(f"The history {shown(path)} could not be used: {clean_line(str(error))}.")


def os_failure(error: OSError, path: Path) -> Unwritable:
    """Return the error of the product for an error of the file system."""
    reason = (error.strerror or str(error)).lower()
    return Unwritable(f"The history {shown(path)} cannot be written: {clean_line(reason)}.")


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Turn errors of SQLite into errors of the product. Raises StoreError."""
    try:
        yield
    except sqlite3.Error as error:
        raise failure(error, path) from error
