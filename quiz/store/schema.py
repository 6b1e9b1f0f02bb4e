"""The tables of the history, version 1.

Facts: question_version, attempt, form_item, response. Triggers keep them from being changed, save
that an attempt is finished once. Derived from them: mark, attempt_total, question_right. The
catalogue is a cache.
"""

import os
import sqlite3
import stat
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from quiz.errors import StoreError, StoreForeign, StoreNewer
from quiz.store.connection import connect_memory, damaged, os_failure, shown, writing

APPLICATION_ID = 0x71757A76
"""Marks a database as a history of this app: `quzv` in ASCII."""

_FACTS = (
    """
    CREATE TABLE question_version (
        id INTEGER PRIMARY KEY,
        bank TEXT NOT NULL,
        question TEXT NOT NULL,
        fingerprint TEXT NOT NULL,
        body TEXT NOT NULL,
        digest BLOB NOT NULL,
        UNIQUE (bank, question, fingerprint)
    ) STRICT
    """,
    """
    CREATE TABLE attempt (
        id INTEGER PRIMARY KEY,
        uid TEXT NOT NULL UNIQUE,
        mode TEXT NOT NULL,
        seed TEXT NOT NULL,
        title TEXT NOT NULL,
        banks TEXT NOT NULL,
        started_at TEXT NOT NULL,
        finished_at TEXT,
        digest BLOB NOT NULL
    ) STRICT
    """,
    "CREATE INDEX attempt_by_banks ON attempt (banks, id)",
    """
    CREATE TABLE form_item (
        attempt_id INTEGER NOT NULL REFERENCES attempt (id),
        position INTEGER NOT NULL CHECK (position >= 0),
        bank TEXT NOT NULL,
        question TEXT NOT NULL,
        fingerprint TEXT NOT NULL,
        points REAL NOT NULL CHECK (points BETWEEN 0 AND 1e9),
        option_order TEXT NOT NULL,
        PRIMARY KEY (attempt_id, position)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE response (
        id INTEGER PRIMARY KEY,
        attempt_id INTEGER NOT NULL,
        position INTEGER NOT NULL,
        version_id INTEGER NOT NULL REFERENCES question_version (id),
        option_order TEXT NOT NULL,
        given TEXT NOT NULL,
        confidence INTEGER,
        seconds REAL NOT NULL CHECK (seconds BETWEEN 0 AND 1e9),
        hints_used INTEGER NOT NULL CHECK (hints_used >= 0),
        answered_at TEXT NOT NULL,
        chain BLOB NOT NULL,
        UNIQUE (attempt_id, position),
        FOREIGN KEY (attempt_id, position) REFERENCES form_item (attempt_id, position)
    ) STRICT
    """,
)

_DERIVED = (
    """
    CREATE TABLE mark (
        response_id INTEGER PRIMARY KEY REFERENCES response (id),
        score REAL NOT NULL,
        max_score REAL NOT NULL,
        outcome TEXT NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE attempt_total (
        attempt_id INTEGER PRIMARY KEY REFERENCES attempt (id),
        banks TEXT NOT NULL,
        measured INTEGER NOT NULL,
        finished_at TEXT,
        answered INTEGER NOT NULL,
        questions INTEGER NOT NULL,
        score REAL NOT NULL,
        max_score REAL NOT NULL
    ) STRICT
    """,
    # Partial: an answer to an attempt under way leaves it alone, so that a commit writes less.
    """
    CREATE INDEX finished_by_banks
        ON attempt_total (banks, finished_at, attempt_id, score, max_score)
        WHERE finished_at IS NOT NULL AND measured = 1
    """,
    """
    CREATE TABLE question_right (
        bank TEXT NOT NULL,
        question TEXT NOT NULL,
        PRIMARY KEY (bank, question)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE catalogue (
        path BLOB PRIMARY KEY,
        stamp TEXT NOT NULL,
        body TEXT NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
)

_FOR_EVER = ("question_version", "form_item", "response")
_ATTEMPT_FACTS = "id, uid, mode, seed, title, banks, started_at, digest"

_GUARDS = (
    *(
        f"""
        CREATE TRIGGER {table}_is_never_{done} BEFORE {verb} ON {table}
        BEGIN SELECT RAISE(ABORT, '{table} is never {done}'); END
        """
        for table in _FOR_EVER
        for verb, done in (("UPDATE", "changed"), ("DELETE", "deleted"))
    ),
    f"""
    CREATE TRIGGER attempt_is_never_changed BEFORE UPDATE OF {_ATTEMPT_FACTS} ON attempt
    BEGIN SELECT RAISE(ABORT, 'attempt is never changed'); END
    """,
    """
    CREATE TRIGGER attempt_is_finished_once BEFORE UPDATE OF finished_at ON attempt
    WHEN OLD.finished_at IS NOT NULL
    BEGIN SELECT RAISE(ABORT, 'attempt is finished once'); END
    """,
    """
    CREATE TRIGGER attempt_is_never_deleted BEFORE DELETE ON attempt
    BEGIN SELECT RAISE(ABORT, 'attempt is never deleted'); END
    """,
)

VERSION_1 = (*_FACTS, *_DERIVED, *_GUARDS)
"""The statements that make version 1 out of an empty database."""


_RESPONSE = """
    CREATE TABLE response (
        id INTEGER PRIMARY KEY,
        attempt_id INTEGER NOT NULL,
        position INTEGER NOT NULL,
        version_id INTEGER NOT NULL REFERENCES question_version (id),
        option_order TEXT NOT NULL,
        given TEXT NOT NULL,
        confidence INTEGER,
        seconds REAL NOT NULL CHECK (seconds BETWEEN 0 AND 1e9),
        hints_used INTEGER NOT NULL CHECK (hints_used >= 0),
        answered_at TEXT NOT NULL,
        chain BLOB NOT NULL,
        FOREIGN KEY (attempt_id, position) REFERENCES form_item (attempt_id, position)
    ) STRICT
"""
_ELSEWHERE = """
    CREATE TABLE version_elsewhere (
        version_id INTEGER NOT NULL REFERENCES question_version (id),
        digest BLOB NOT NULL,
        body TEXT NOT NULL,
        PRIMARY KEY (version_id, digest)
    ) STRICT
"""
"""The same question, its quotes found in other places by another machine."""
_EVENT = """
    CREATE TABLE event (
        id INTEGER PRIMARY KEY,
        uid TEXT NOT NULL UNIQUE,
        kind TEXT NOT NULL,
        bank TEXT NOT NULL,
        question TEXT NOT NULL,
        attempt_uid TEXT,
        position INTEGER,
        detail TEXT NOT NULL,
        happened_at TEXT NOT NULL,
        digest BLOB NOT NULL
    ) STRICT
"""
_MARK = """
    CREATE TABLE mark (
        response_id INTEGER PRIMARY KEY REFERENCES response (id),
        attempt_id INTEGER NOT NULL,
        position INTEGER NOT NULL,
        version_id INTEGER NOT NULL,
        at INTEGER NOT NULL,
        confidence INTEGER,
        score REAL NOT NULL,
        max_score REAL NOT NULL,
        outcome TEXT NOT NULL,
        rating INTEGER NOT NULL,
        soon INTEGER NOT NULL,
        spaced INTEGER NOT NULL,
        taken_back INTEGER NOT NULL,
        UNIQUE (attempt_id, position)
    ) STRICT
"""
_OLD_MARKS = """
    INSERT INTO mark
    SELECT r.id, r.attempt_id, r.position, r.version_id,
           coalesce(CAST(strftime('%s', r.answered_at) AS INTEGER) * 1000
               + CAST(substr(r.answered_at, 21, 3) AS INTEGER), 0),
           r.confidence, m.score, m.max_score, m.outcome,
           CASE m.outcome WHEN 'right' THEN 3 ELSE 1 END, 0, 0, 0
    FROM response r JOIN old_mark m ON m.response_id = r.id
"""
_MEMORY = """
    CREATE TABLE memory (
        bank TEXT NOT NULL,
        question TEXT NOT NULL,
        stability REAL,
        difficulty REAL,
        due INTEGER,
        last INTEGER,
        reviews INTEGER NOT NULL,
        lapses INTEGER NOT NULL,
        last_right INTEGER NOT NULL,
        ever_right INTEGER NOT NULL,
        reviewed INTEGER NOT NULL,
        suspended INTEGER NOT NULL,
        buried_until INTEGER NOT NULL,
        PRIMARY KEY (bank, question)
    ) STRICT, WITHOUT ROWID
"""
_WORKING = (
    """
    CREATE TABLE exam (
        attempt_id INTEGER PRIMARY KEY REFERENCES attempt (id),
        limit_seconds REAL,
        spent REAL NOT NULL,
        position INTEGER NOT NULL,
        saved_at TEXT NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE sheet (
        attempt_id INTEGER NOT NULL,
        position INTEGER NOT NULL,
        given TEXT,
        draft TEXT NOT NULL,
        flagged INTEGER NOT NULL,
        confidence INTEGER,
        seconds REAL NOT NULL,
        hints_used INTEGER NOT NULL,
        changed_at TEXT NOT NULL,
        PRIMARY KEY (attempt_id, position),
        FOREIGN KEY (attempt_id, position) REFERENCES form_item (attempt_id, position)
    ) STRICT, WITHOUT ROWID
    """,
)
_OFFERED = """
    CREATE TABLE offered (
        bank TEXT NOT NULL,
        question TEXT NOT NULL,
        PRIMARY KEY (bank, question)
    ) STRICT, WITHOUT ROWID
"""
_DERIVED_BY = "CREATE TABLE derived_by (rules TEXT NOT NULL) STRICT"

_STUDY_GUARDS = (
    *(
        f"""
        CREATE TRIGGER {table}_is_never_{done} BEFORE {verb} ON {table}
        BEGIN SELECT RAISE(ABORT, '{table} is never {done}'); END
        """
        for table in ("response", "event", "version_elsewhere")
        for verb, done in (("UPDATE", "changed"), ("DELETE", "deleted"))
    ),
    "DROP TRIGGER attempt_is_finished_once",
    # Two machines may have finished one attempt: the earlier time is the one both end up with.
    """
    CREATE TRIGGER attempt_is_finished_once BEFORE UPDATE OF finished_at ON attempt
    WHEN NEW.finished_at IS NULL OR NEW.finished_at > OLD.finished_at
    BEGIN SELECT RAISE(ABORT, 'attempt is finished once'); END
    """,
)

VERSION_2 = (
    "ALTER TABLE response RENAME TO old_response",
    _RESPONSE,
    "INSERT INTO response SELECT * FROM old_response",
    "CREATE INDEX response_by_place ON response (attempt_id, position)",
    "ALTER TABLE mark RENAME TO old_mark",
    _MARK,
    _OLD_MARKS,
    "DROP TABLE old_mark",
    "DROP TABLE old_response",
    "DROP TABLE question_right",
    # Cards of banks are read anew: with them come the names of the questions on offer.
    "DELETE FROM catalogue",
    _ELSEWHERE,
    _EVENT,
    _MEMORY,
    *_WORKING,
    _OFFERED,
    _DERIVED_BY,
    *_STUDY_GUARDS,
)
"""The statements that make version 2 out of version 1; memory is filled by a rebuild."""


class Migration(NamedTuple):
    """One step of the schema, from `number` - 1 to `number`."""

    number: int
    statements: tuple[str, ...]


MIGRATIONS = (Migration(1, VERSION_1), Migration(2, VERSION_2))


def newest(migrations: Sequence[Migration]) -> int:
    """Return the version of the schema that these migrations lead to."""
    return migrations[-1].number


def version_of(connection: sqlite3.Connection) -> int:
    """Return the version of the schema of a database; 0 when it is empty."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def migrate(connection: sqlite3.Connection, migrations: Sequence[Migration]) -> None:
    """Bring a database to the newest schema.

    Foreign keys are switched off while a step runs, as rebuilding a table needs, and are checked
    before it is committed. Raises sqlite3.Error or StoreError; the failed step leaves nothing.
    """
    connection.execute("PRAGMA foreign_keys = OFF")
    try:
        for migration in migrations:
            with writing(connection):
                # Read again in the transaction: another window may have made the step meanwhile.
                if version_of(connection) < migration.number:
                    _step(connection, migration)
    finally:
        connection.execute("PRAGMA foreign_keys = ON")


def _step(connection: sqlite3.Connection, migration: Migration) -> None:
    for statement in migration.statements:
        connection.execute(statement)
    if connection.execute("PRAGMA foreign_key_check").fetchone() is not None:
        raise StoreError(
            f"The history could not be brought to version {migration.number}: rows that belong "
            "together have lost each other. Nothing was changed; run `quiz doctor`."
        )
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {migration.number}")


def schema_problems(connection: sqlite3.Connection, migrations: Sequence[Migration]) -> list[str]:
    """Return what of the schema is not as its migrations make it. Raises sqlite3.Error."""
    made = [step for step in migrations if step.number <= version_of(connection)]
    with closing(connect_memory()) as model:
        migrate(model, made)
        wanted = _schema(model)
    found = _schema(connection)
    names = sorted(name for name in wanted.keys() | found if wanted.get(name) != found.get(name))
    return [f"{name} is not as this app made it" for name in names]


def _schema(connection: sqlite3.Connection) -> dict[str, str | None]:
    return dict(connection.execute("SELECT type || ' ' || name, sql FROM sqlite_schema"))


_MAGIC = b"SQLite format 3\x00"
_LENGTH = 100
"""Length of the header: https://www.sqlite.org/fileformat2.html, section 1.3."""
_READING = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


class Header(NamedTuple):
    """The facts of the header that decide whether a file is a history of ours."""

    version: int
    application: int


def read_header(path: Path, newest: int) -> Header | None:
    """Return the header of a history with a schema up to `newest`; None when there is no file.

    Raises StoreForeign, StoreNewer, StoreDamaged; Unwritable when the file cannot be looked at.
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
        raise damaged(path, "it does not begin as a database does")
    if len(start) < _LENGTH:
        raise damaged(path, "it breaks off")
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
        # Without O_NONBLOCK a named pipe would wait for a writer for ever.
        descriptor = os.open(path, _READING)
    except FileNotFoundError:
        if path.is_symlink():
            raise StoreForeign(
                f"{shown(path)} is a link that leads nowhere. Mend it or move it away."
            ) from None
        return None
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise StoreForeign(
                f"{shown(path)} is no file (a folder, a pipe or a device). Move it away."
            )
        return os.read(descriptor, _LENGTH)
    finally:
        os.close(descriptor)
