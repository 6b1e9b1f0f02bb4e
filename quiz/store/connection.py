"""Connections to the database, and its transactions."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

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
