"""The open history, as the rest of the app sees it."""

import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from quiz.store import catalogue, chain, reading, writing
from quiz.store.connection import writing as transaction
from quiz.store.facts import utc_text
from quiz.store.failures import told
from quiz.store.records import (
    AttemptDetail,
    AttemptRecord,
    AttemptSummary,
    BankFigures,
    CatalogueEntry,
    MarkRecord,
    ResponseRecord,
    VersionRecord,
)


class Store:
    """An open history; any thread may use it. Every method may raise StoreError.

    After a write that failed, nothing of it is kept and the same write may be tried again.
    """

    def __init__(
        self,
        connection: sqlite3.Connection,
        path: Path,
        clock: Callable[[], datetime],
        unsaved_reason: str | None = None,
    ) -> None:
        self._connection = connection
        self._clock = clock
        self._lock = threading.Lock()
        self.path = path
        """Where the history lives, or would if it could be saved."""
        self.unsaved_reason = unsaved_reason
        """Why nothing is saved, a sentence for people; None when all is."""

    @property
    def saved(self) -> bool:
        """Say whether what is recorded outlasts this process."""
        return self.unsaved_reason is None

    def record(
        self,
        attempt: AttemptRecord,
        response: ResponseRecord,
        version: VersionRecord,
        mark: MarkRecord,
    ) -> None:
        """Record one response; it is safe on disk when this returns (unless `saved` is False).

        The attempt with its form and the question version are written along when they are new.
        The same response again changes nothing; another one to the same position, or one to a
        finished attempt, is a StoreError.
        """
        with self._writing() as connection:
            writing.add_response(connection, attempt, response, version, mark)

    def finish_attempt(self, uid: str) -> None:
        """Mark an attempt as finished now; one never answered or already finished stays so."""
        with self._writing() as connection:
            writing.finish(connection, uid, utc_text(self._clock()))

    def attempts(self) -> list[AttemptSummary]:
        """Return every attempt, the newest first."""
        with self._reading() as connection:
            return reading.attempts(connection)

    def attempt(self, number: int) -> AttemptDetail:
        """Return one attempt with its form and responses; UsageError when there is none."""
        with self._reading() as connection:
            return reading.attempt(connection, number)

    def unfinished(self, bank: str) -> AttemptSummary | None:
        """Return the newest attempt of this bank alone when it is unfinished, else None."""
        with self._reading() as connection:
            return reading.unfinished(connection, bank)

    def bank_figures(self) -> dict[str, BankFigures]:
        """Return the figures of every bank that was ever played, by the id of the bank."""
        with self._reading() as connection:
            return reading.bank_figures(connection)

    def catalogue_get(self, paths: Iterable[str]) -> dict[str, CatalogueEntry]:
        """Return what is kept about the files of banks, for those paths that have something."""
        with self._reading() as connection:
            return catalogue.get(connection, paths)

    def catalogue_put(self, entries: Mapping[str, CatalogueEntry]) -> None:
        """Keep something about files of banks, in place of what was kept."""
        with self._writing() as connection:
            catalogue.put(connection, entries)

    def verify(self) -> list[str]:
        """Return what of the facts is not as it was written; at most 20 lines."""
        with self._reading() as connection:
            return chain.verify(connection)

    def last_response(self) -> int:
        """Return the number of the last response of all, 0 when there is none."""
        with self._reading() as connection:
            return last_response(connection)

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


def last_response(connection: sqlite3.Connection) -> int:
    """Return the number of the last response of a database, 0 when there is none."""
    return int(connection.execute("SELECT coalesce(max(id), 0) FROM response").fetchone()[0])
