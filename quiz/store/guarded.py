"""A connection with a lock: any thread may use it, one at a time."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from quiz.store.connection import writing as transaction
from quiz.store.failures import told


class Guarded:
    """Holds an open database; what fails in it is a StoreError in words for people."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection = connection
        self._lock = threading.Lock()
        self.path = path
        """Where the history lives, or would if it could be saved."""

    def close(self) -> None:
        """Close the history; again is harmless."""
        with self._lock, told(self.path):
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
        with self._lock, told(self.path):
            try:
                # One snapshot for all statements, whatever another window writes meanwhile.
                self._connection.execute("BEGIN")
                yield self._connection
            finally:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with self._lock, told(self.path), transaction(self._connection):
            yield self._connection
