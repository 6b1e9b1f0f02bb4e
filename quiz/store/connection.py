"""Connections to the database: its header, its transactions, its errors in words."""

import os
import re
import sqlite3
import stat
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self
from zlib import crc32

from quiz.errors import StoreDamaged, StoreError, StoreForeign, StoreNewer
from quiz.store.records import utc_milliseconds, utc_text
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
            # Transactions are begun by hand: the module would begin them deferred.
            isolation_level=None,
            # `LockedConnection` has its own lock.
            check_same_thread=False,
        )
    )


def connect_memory() -> sqlite3.Connection:
    """Return a connection to an empty database in memory."""
    return _careful(sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False))


def _careful(connection: sqlite3.Connection) -> sqlite3.Connection:
    # Foreign keys are off by default, in every connection.
    connection.execute("PRAGMA foreign_keys = ON")
    # A crafted file must not call functions from its triggers, views or indexes.
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.create_function("checksum", -1, checksum, deterministic=True)
    connection.create_function("moved", 2, moved, deterministic=True)
    connection.create_function("milliseconds", 1, _milliseconds, deterministic=True)
    return connection


def checksum(*values: object) -> int:
    """Return the CRC-32 of a row; also a function of SQL, so that a statement can store it.

    It protects values that cannot be derived from facts again, such as marks and unfinished exams.
    """
    # The same number has the same text, whether SQLite stores it as INTEGER or as REAL.
    plain = [float(value) if isinstance(value, int) else value for value in values]
    return crc32(repr(plain).encode("utf-8", "surrogatepass"))


def _milliseconds(moment: str) -> int:
    return utc_milliseconds(datetime.fromisoformat(moment))


def moved(moment: str | None, milliseconds: int | None) -> str | None:
    """Return a stored time moved by a difference; also a function of SQL."""
    if moment is None or not milliseconds:
        return moment
    return utc_text(datetime.fromisoformat(moment) + timedelta(milliseconds=milliseconds))


def make_durable(connection: sqlite3.Connection) -> bool:
    """Switch to a write-ahead log that is on disk at each commit; return whether that worked."""
    mode: str = connection.execute("PRAGMA journal_mode = WAL").fetchone()[0]
    # NORMAL does not sync the log at a commit: a power cut lost every acknowledged answer.
    connection.execute("PRAGMA synchronous = FULL")
    # For macOS, where fsync alone does not flush the cache of the drive.
    connection.execute("PRAGMA fullfsync = ON")
    return mode == "wal"


def empty_log(connection: sqlite3.Connection) -> None:
    """Copy the write-ahead log into the database and empty it, unless another window reads it.

    Afterwards the file alone is the whole history: it may be copied, and another one put in its
    place is not mixed with the log of this one.
    """
    connection.execute("PRAGMA busy_timeout = 0")
    try:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    except sqlite3.OperationalError:
        # What is in the log is on disk. A disk that fails is reported by the next write.
        pass
    finally:
        connection.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000:.0f}")


@contextmanager
def writing(connection: sqlite3.Connection) -> Iterator[None]:
    """Run one write transaction: afterwards all of it is on disk, or none."""
    try:
        # A deferred transaction that reads first fails at once, whatever the timeout, when
        # another window writes between its read and its write.
        connection.execute("BEGIN IMMEDIATE")
        yield
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")


def copy_into(source: sqlite3.Connection, target: sqlite3.Connection) -> None:
    """Copy a whole database. Raises sqlite3.Error, also when `source` stays locked."""
    # A snapshot waits for a lock only up to the timeout; copying alone would wait forever.
    source.execute("BEGIN")
    source.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    source.backup(target)
    source.execute("ROLLBACK")


_LOCKED = frozenset((sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED))
_DAMAGED = frozenset((sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB))
_WRONG_SCHEMA = re.compile("^no such |already exists|^duplicate column name")
_MOVE = "check its permissions, or name another folder with --data-dir"
_UNWRITABLE = {
    sqlite3.SQLITE_FULL: "the disk is full; free some space, then try again",
    sqlite3.SQLITE_READONLY: f"it is read-only; {_MOVE}",
    sqlite3.SQLITE_CANTOPEN: f"the file or its folder cannot be opened for writing; {_MOVE}",
    sqlite3.SQLITE_PERM: f"access is denied; {_MOVE}",
    sqlite3.SQLITE_AUTH: f"access is denied; {_MOVE}",
    sqlite3.SQLITE_IOERR: "the disk reported an error",
    sqlite3.SQLITE_PROTOCOL: "the file system does not lock files as it should",
    sqlite3.SQLITE_NOLFS: "the file system cannot hold a file of this size",
}


WRONG_VALUES = (TypeError, ValueError, ArithmeticError, LookupError)
"""The errors of reading a damaged row: it has text instead of a number, or the year 10,000."""


class Unwritable(StoreError):
    """The history cannot be written at the moment; the same write may be tried again."""


def shown(path: Path) -> str:
    """Return a path cleaned for a message."""
    return clean_line(str(path))


def damaged(path: Path, detail: str = "") -> StoreDamaged:
    """Return the error for a damaged history, with advice."""
    reason = f" ({detail})" if detail else ""
    return StoreDamaged(
        f"The history {shown(path)} is damaged{reason}. It was left as it is: `quiz doctor` "
        "examines it and restores a backup; or move the file away to start a new history."
    )


def failure(error: sqlite3.Error, path: Path) -> StoreError:
    """Return the StoreError for an error of SQLite."""
    # Errors of the module itself, such as text that is not UTF-8, have no code.
    code = getattr(error, "sqlite_errorcode", None)
    if code is None:
        return damaged(path, "unreadable text") if "UTF-8" in str(error) else _other(error, path)
    # The low byte is the primary code: https://www.sqlite.org/rescode.html.
    primary = code & 0xFF
    if primary in _LOCKED:
        return StoreError(
            f"The history {shown(path)} is in use by another program. "
            "Nothing was saved; try again in a moment."
        )
    # A table or column that is missing, or there already, has only the general code, but means a
    # damaged schema.
    if primary in _DAMAGED or _WRONG_SCHEMA.search(str(error)):
        return damaged(path, str(error))
    if primary in _UNWRITABLE:
        return Unwritable(f"The history {shown(path)} cannot be written: {_UNWRITABLE[primary]}.")
    return _other(error, path)


def _other(error: sqlite3.Error, path: Path) -> StoreError:
    return StoreError(f"The history {shown(path)} could not be used: {clean_line(str(error))}.")


def os_failure(error: OSError, path: Path) -> Unwritable:
    """Return the StoreError for an error of the file system."""
    reason = (error.strerror or str(error)).lower()
    return Unwritable(f"The history {shown(path)} cannot be written: {clean_line(reason)}.")


@contextmanager
def translated_errors(path: Path) -> Iterator[None]:
    """Turn errors of SQLite into StoreError."""
    try:
        yield
    except sqlite3.Error as error:
        raise failure(error, path) from error
    except UnicodeDecodeError as error:
        # SQLite quotes the damaged schema in its message, which the module cannot decode then.
        raise damaged(path, "unreadable text") from error


@contextmanager
def _translated_values(path: Path) -> Iterator[None]:
    """Turn errors of Python over values that no table of ours can hold into StoreDamaged."""
    try:
        yield
    except WRONG_VALUES as error:
        raise damaged(path, f"wrong value: {clean_line(str(error))}") from error


class LockedConnection:
    """An open database with a lock for threads; its errors are raised as StoreError."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection = connection
        self._lock = threading.Lock()
        self._log_waits = False
        """Whether something was written that is in the log only, and may stay there for a while."""
        self.path = path
        """Path of the history, even when it cannot be saved there."""

    def close(self) -> None:
        """Close the history; calling it again has no effect."""
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
        with self._lock, translated_errors(self.path), _translated_values(self.path):
            self._follow_file()
            if self._log_waits:
                self._empty_log()
            try:
                # One snapshot for all statements, whatever another window writes meanwhile.
                self._connection.execute("BEGIN")
                yield self._connection
            finally:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with self._lock, translated_errors(self.path):
            self._follow_file()
            with writing(self._connection):
                yield self._connection
            # Summaries of banks come in quick succession: the log is emptied once, afterwards.
            self._log_waits = True

    def _follow_file(self) -> None:
        """Do what is necessary if another program changed the file. Called before each use."""

    def _empty_log(self) -> None:
        """Copy what was written from the log to the database."""


APPLICATION_ID = 0x71757A76
"""Marks a database as a history of this app: `quzv` in ASCII."""
_MAGIC = b"SQLite format 3\x00"
_LENGTH = 100
"""Length of the header: https://www.sqlite.org/fileformat2.html, section 1.3."""
_READING = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


class Header(NamedTuple):
    """The header fields that identify a file as a history of this app."""

    version: int
    application: int


def read_header(path: Path, newest: int) -> Header | None:
    """Return the header of a history with a schema up to `newest`; None when there is no file.

    Raises StoreForeign, StoreNewer, StoreDamaged; Unwritable when the file cannot be read.
    """
    try:
        start = _first_bytes(path)
    except OSError as error:
        raise os_failure(error, path) from error
    if start is None:
        return None
    if not start:
        raise damaged(path, "it is empty")
    if not start.startswith(_MAGIC):
        raise damaged(path, "it does not start like a database")
    if len(start) < _LENGTH:
        raise damaged(path, "it is incomplete")
    # The user version and the application id.
    header = Header(int.from_bytes(start[60:64]), int.from_bytes(start[68:72]))
    if header.application != APPLICATION_ID or header.version == 0:
        raise StoreForeign(
            f"{shown(path)} is a database of another program. It was left as it is: move it away, "
            "or name another folder with --data-dir; `quiz doctor` says more."
        )
    if header.version > newest:
        raise newer(path, header.version, newest)
    return header


def newer(path: Path, version: int, newest: int) -> StoreNewer:
    """Return the error for a history of a release newer than this one."""
    return StoreNewer(
        f"The history {shown(path)} was written by a newer release of quiz (version {version}; "
        f"this one reads up to {newest}). It was left as it is: install the newer release, or "
        "name another folder with --data-dir; `quiz doctor` says more."
    )


def _first_bytes(path: Path) -> bytes | None:
    try:
        # Without O_NONBLOCK, opening a named pipe would wait forever for a writer.
        descriptor = os.open(path, _READING)
    except FileNotFoundError:
        if path.is_symlink():
            raise StoreForeign(f"{shown(path)} is a broken link. Fix it or move it away.") from None
        return None
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise StoreForeign(
                f"{shown(path)} is not a file (but a folder, a pipe or a device). Move it away."
            )
        return os.read(descriptor, _LENGTH)
    finally:
        os.close(descriptor)
