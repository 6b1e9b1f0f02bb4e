"""SQLite databases from other systems, opened read-only and within limits."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from quiz.errors import BadFile
from quiz.text.cleaning import clean_line

MAX_DATABASE_BYTES = 256_000_000
MAX_TABLES = 200
MAX_STEPS = 300_000_000
"""The maximum total of SQLite's virtual machine steps for one database."""

_MAGIC = b"SQLite format 3\0"
_STRIDE = 10_000
_SETUP = """
PRAGMA trusted_schema = OFF;
PRAGMA cell_size_check = ON;
PRAGMA query_only = ON;
PRAGMA mmap_size = 0;
PRAGMA temp_store = MEMORY;
"""
_LIMITS = {
    sqlite3.SQLITE_LIMIT_LENGTH: 64_000_000,
    sqlite3.SQLITE_LIMIT_SQL_LENGTH: 100_000,
    sqlite3.SQLITE_LIMIT_COLUMN: 200,
    sqlite3.SQLITE_LIMIT_EXPR_DEPTH: 100,
    sqlite3.SQLITE_LIMIT_COMPOUND_SELECT: 20,
    sqlite3.SQLITE_LIMIT_VDBE_OP: 25_000,
    sqlite3.SQLITE_LIMIT_ATTACHED: 0,
    sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH: 1_000,
    sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER: 1_000,
    sqlite3.SQLITE_LIMIT_TRIGGER_DEPTH: 1,
    sqlite3.SQLITE_LIMIT_WORKER_THREADS: 0,
}
_GENERATED = (2, 3)
"""How `PRAGMA table_xinfo` marks generated columns."""
_VIRTUAL = "vtable constructor failed: "
_FUNCTIONS = frozenset(("count", "length", "substr", "max", "min", "coalesce", "lower", "upper"))


@contextmanager
def open_untrusted(data: bytes | Iterable[bytes]) -> Iterator[sqlite3.Connection]:
    """Open a database from its bytes and yield a connection that can read its plain tables.

    The bytes may come in pieces, so that a large database is never in memory. Raise `BadFile`, also
    for any error of SQLite's in the body: when it is no database or damaged, when a query touches a
    view, a virtual table or a generated column, or takes too long.
    """
    guard = _Guard()
    with TemporaryDirectory(prefix="quiz-") as folder:
        path = Path(folder) / "stranger.db"
        # A file, because some builds of Python lack `deserialize`.
        _write(path, [data] if isinstance(data, bytes) else data)
        uri = f"{path.as_uri()}?mode=ro&immutable=1"
        try:
            with closing(sqlite3.connect(uri, uri=True)) as connection:
                guard.watch(connection)
                yield connection
        except sqlite3.Error as error:
            raise BadFile(guard.explain(error)) from error


def _write(path: Path, pieces: Iterable[bytes]) -> None:
    size = 0
    with path.open("wb") as file:
        for piece in pieces:
            size += len(piece)
            if size > MAX_DATABASE_BYTES:
                raise BadFile(f"the database is larger than {MAX_DATABASE_BYTES // 1_000_000} MB")
            file.write(piece)
    with path.open("rb") as file:
        if file.read(len(_MAGIC)) != _MAGIC:
            raise BadFile("the database is not an SQLite database")


class _Guard:
    """The authorizer of a connection, with the reason of a refusal."""

    def __init__(self) -> None:
        self.fault = ""
        self._steps = 0
        self._refused: dict[str, str] = {}
        self._generated: set[tuple[str, str]] = set()

    def watch(self, connection: sqlite3.Connection) -> None:
        """Set the limits of a new connection, read its schema, and allow only reading."""
        for limit, value in _LIMITS.items():
            connection.setlimit(limit, value)
        # Called every so many steps, because a query can run for ever on few rows.
        connection.set_progress_handler(self._progress, _STRIDE)
        connection.executescript(_SETUP)
        schema = connection.execute("SELECT type, name, sql FROM sqlite_schema").fetchall()
        tables = [name for kind, name, _ in schema if kind == "table"]
        if len(tables) > MAX_TABLES:
            raise BadFile(f"the database has more than {MAX_TABLES} tables")
        self._refused = {
            str(name).casefold(): "a view" if kind == "view" else "a virtual table"
            for kind, name, sql in schema
            if kind == "view" or _is_virtual(kind, sql)
        }
        for table in tables:
            if str(table).casefold() not in self._refused:
                self._note_generated(connection, str(table))
        # The authorizer comes last, because it also refuses the PRAGMA for columns.
        connection.set_authorizer(self._authorize)

    def explain(self, error: sqlite3.Error) -> str:
        """Return on one line why a query failed."""
        message = str(error)
        if message.startswith(_VIRTUAL):
            return (
                f"“{clean_line(message.removeprefix(_VIRTUAL))}” in the database is a virtual table"
            )
        return self.fault or f"the database cannot be read: {clean_line(message)}"

    def _note_generated(self, connection: sqlite3.Connection, table: str) -> None:
        quoted = table.replace('"', '""')
        for column in connection.execute(f'PRAGMA table_xinfo("{quoted}")'):
            if column[6] in _GENERATED:
                self._generated.add((table.casefold(), str(column[1]).casefold()))

    def _progress(self) -> bool:
        self._steps += _STRIDE
        if self._steps > MAX_STEPS:
            self.fault = "the database takes too long to read"
        return self._steps > MAX_STEPS

    def _authorize(
        self, action: int, first: str | None, second: str | None, _: str | None, by: str | None
    ) -> int:
        """Allow what reads a plain table; see SQLite's `sqlite3_set_authorizer`.

        `by` is the view or the subquery that asks.
        """
        table, column = str(first).casefold(), str(second).casefold()
        asking = str(by).casefold() in self._refused
        what = self._refused.get(str(by).casefold() if asking else table)
        if what is None and (table, column) in self._generated:
            what = "a table whose columns are generated"
        if what is not None:
            self.fault = f"“{clean_line(str(by if asking else first))}” in the database is {what}"
            return sqlite3.SQLITE_DENY
        allowed = action in (sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ) or (
            action == sqlite3.SQLITE_FUNCTION and column in _FUNCTIONS
        )
        return sqlite3.SQLITE_OK if allowed else sqlite3.SQLITE_DENY


def _is_virtual(kind: str, sql: str | None) -> bool:
    return kind == "table" and " ".join((sql or "").split()[:2]).casefold() == "create virtual"
