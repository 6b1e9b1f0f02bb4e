"""Connections to the database, and its transactions."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from quiz.errors import StoreDamaged, StoreError
from quiz.text.cleaning import clean_line

BUSY_SECONDS = 5.0
"""How long a write waits for another window."""


def connect(path: Path, query: str = "mode=rw", busy: float = BUSY_SECONDS) -> sqlite3.Connection:
    """Return a connection to an existing file; `query` as in SQLite's URI file names."""
    return _careful(
        sqlite3.connect(
            f"{path.absolute().as_uri()}?{query}",
            uri=True,
            timeout=busy,
            isolation_level=None,
            check_same_thread=False,
        )
    )


def connect_memory() -> sqlite3.Connection:
    """Return a connection to an empty database in memory."""
    return _careful(sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False))


def _careful(connection: sqlite3.Connection) -> sqlite3.Connection:
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA trusted_schema = OFF")
    return connection


def make_durable(connection: sqlite3.Connection) -> bool:
    """Switch to a write-ahead log that is on disk at each commit; say whether that worked."""
    mode: str = connection.execute("PRAGMA journal_mode = WAL").fetchone()[0]
    connection.execute("PRAGMA synchronous = FULL")
    # Only macOS heeds this: fsync alone does not empty the drive's cache there.
    connection.execute("PRAGMA fullfsync = ON")
    return mode == "wal"


@contextmanager
def writing(connection: sqlite3.Connection) -> Iterator[None]:
    """Run one transaction that writes: all of it is on disk afterwards, or none."""
    try:
        connection.execute("BEGIN IMMEDIATE")
        yield
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")


def copy_into(source: sqlite3.Connection, target: sqlite3.Connection) -> None:
    """Copy a whole database. Raises sqlite3.Error, also when `source` stays locked."""
    # A snapshot taken first waits for a lock only so long; the copying itself would for ever.
    source.execute("BEGIN")
    source.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    source.backup(target)
    source.execute("ROLLBACK")


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
def translated_errors(path: Path) -> Iterator[None]:
    """Turn errors of SQLite into errors of the product. Raises StoreError."""
    try:
        yield
    except sqlite3.Error as error:
        raise failure(error, path) from error


class LockedConnection:
    """Holds an open database; what fails in it is a StoreError in words for people."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection = connection
        self._lock = threading.Lock()
        self.path = path
        """Where the history lives, or would if it could be saved."""

    def close(self) -> None:
        """Close the history; again is harmless."""
        with self._lock, translated_errors(self.path):
            self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        with self._lock, translated_errors(self.path):
            try:
                # One snapshot for all statements, whatever another window writes meanwhile.
                self._connection.execute("BEGIN")
                yield self._connection
            finally:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with self._lock, translated_errors(self.path), writing(self._connection):
            yield self._connection
