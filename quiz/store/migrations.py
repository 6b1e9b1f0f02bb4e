"""The tables of the history, and the migrations that make them.

To change the schema, add a `Migration` to `MIGRATIONS` at the end; never change an old one.

Facts: question_version, attempt, form_item, response, event. Triggers prevent changes, except that
an attempt is finished once. Derived from facts: mark, attempt_total, memory. The catalogue is a
cache of bank summaries, `exam` and `sheet` hold unfinished exams.
"""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from typing import NamedTuple
from zlib import crc32

from quiz.errors import StoreError
from quiz.store.connection import APPLICATION_ID, connect_memory, writing

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
    # Partial: a response in an unfinished attempt does not change it, so a commit writes less.
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
# All columns but `finished_at`, which is set later.
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


# Without UNIQUE (attempt_id, position): two machines may have answered the same question.
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
# Ratings and spacing are only placeholders, because a rebuild follows.
_OLD_MARKS = """
    INSERT INTO mark
    SELECT r.id, r.attempt_id, r.position, r.version_id,
           coalesce(CAST(strftime('%s', r.answered_at) AS INTEGER) * 1000
               + CAST(substr(r.answered_at, 21, 3) AS INTEGER), 0),
           r.confidence, m.score, m.max_score, m.outcome,
           CASE m.outcome WHEN 'right' THEN 3 ELSE 1 END, 0, 0, 0
    FROM response r JOIN old_mark m ON m.response_id = r.id
"""
# No foreign key: an event can suspend a question that was never answered.
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
    # Two machines may have finished the same attempt: both keep the earlier time.
    """
    CREATE TRIGGER attempt_is_finished_once BEFORE UPDATE OF finished_at ON attempt
    WHEN NEW.finished_at IS NULL OR NEW.finished_at > OLD.finished_at
    BEGIN SELECT RAISE(ABORT, 'attempt is finished once'); END
    """,
)

VERSION_2 = (
    # SQLite cannot drop a constraint: the table is made again and filled.
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
    # Summaries of banks are made again, which also stores the names of their questions.
    "DELETE FROM catalogue",
    _ELSEWHERE,
    _EVENT,
    _MEMORY,
    *_WORKING,
    _OFFERED,
    _DERIVED_BY,
    *_STUDY_GUARDS,
)
"""The statements that turn version 1 into version 2; a rebuild fills `memory`."""


VERSION_3 = (
    # Where the played banks are; no path for one that the learner wants to forget.
    """
    CREATE TABLE place (
        bank TEXT PRIMARY KEY,
        title TEXT NOT NULL,
        path BLOB
    ) STRICT, WITHOUT ROWID
    """,
    # The catalogue has the paths of the banks played so far, if they were in a folder of banks.
    """
    INSERT INTO place
    SELECT json_extract(body, '$.bank') AS bank, json_extract(body, '$.title'), path
    FROM catalogue WHERE json_valid(body) AND bank IN (SELECT bank FROM memory) GROUP BY bank
    """,
)
"""The statements that turn version 2 into version 3."""


_MARK_4 = """
    CREATE TABLE mark (
        response_id INTEGER PRIMARY KEY REFERENCES response (id),
        attempt_id INTEGER NOT NULL,
        position INTEGER NOT NULL,
        version_id INTEGER NOT NULL,
        given_at INTEGER NOT NULL,
        at INTEGER NOT NULL,
        confidence INTEGER,
        score REAL NOT NULL,
        max_score REAL NOT NULL,
        outcome TEXT NOT NULL,
        checksum INTEGER NOT NULL,
        rating INTEGER NOT NULL,
        soon INTEGER NOT NULL,
        spaced INTEGER NOT NULL,
        taken_back INTEGER NOT NULL,
        future INTEGER NOT NULL,
        UNIQUE (attempt_id, position)
    ) STRICT
"""
"""`at` is `given_at` unless a wrong date was corrected; `future` is whether it has yet to come."""
_TOTAL_4 = """
    CREATE TABLE attempt_total (
        attempt_id INTEGER PRIMARY KEY REFERENCES attempt (id),
        banks TEXT NOT NULL,
        measured INTEGER NOT NULL,
        started_at TEXT NOT NULL,
        finished_at TEXT,
        answered INTEGER NOT NULL,
        questions INTEGER NOT NULL,
        score REAL NOT NULL,
        max_score REAL NOT NULL,
        checksum INTEGER NOT NULL
    ) STRICT
"""
"""Its times are those of the attempt unless wrong dates were corrected."""
_WORKING_4 = (
    """
    CREATE TABLE exam (
        attempt_id INTEGER PRIMARY KEY REFERENCES attempt (id),
        limit_seconds REAL,
        spent REAL NOT NULL,
        position INTEGER NOT NULL,
        saved_at TEXT NOT NULL,
        checksum INTEGER NOT NULL
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
        checksum INTEGER NOT NULL,
        PRIMARY KEY (attempt_id, position),
        FOREIGN KEY (attempt_id, position) REFERENCES form_item (attempt_id, position)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE catalogue (
        path BLOB PRIMARY KEY,
        stamp TEXT NOT NULL,
        body TEXT NOT NULL,
        checksum INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE offer (
        bank TEXT PRIMARY KEY,
        checksum INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE place (
        bank TEXT PRIMARY KEY,
        title TEXT NOT NULL,
        path BLOB,
        checksum INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
)

VERSION_4 = (
    "ALTER TABLE mark RENAME TO old_mark",
    _MARK_4,
    """
    INSERT INTO mark
    SELECT m.response_id, m.attempt_id, m.position, m.version_id, milliseconds(r.answered_at), m.at,
           m.confidence, m.score, m.max_score, m.outcome,
           checksum(m.response_id, m.score, m.max_score, m.outcome), m.rating, m.soon, m.spaced,
           m.taken_back, 0
    FROM old_mark m JOIN response r ON r.id = m.response_id
    """,
    "DROP TABLE old_mark",
    "CREATE INDEX mark_in_future ON mark (at) WHERE future = 1",
    "ALTER TABLE attempt_total RENAME TO old_total",
    "DROP INDEX finished_by_banks",
    _TOTAL_4,
    """
    CREATE INDEX finished_by_banks
        ON attempt_total (banks, finished_at, attempt_id, score, max_score)
        WHERE finished_at IS NOT NULL AND measured = 1
    """,
    """
    INSERT INTO attempt_total
    SELECT t.attempt_id, t.banks, t.measured, a.started_at, t.finished_at, t.answered, t.questions,
           -- An answer that was taken back used to earn points.
           t.score - (SELECT coalesce(sum(m.score), 0) FROM mark m
                      WHERE m.attempt_id = t.attempt_id AND m.taken_back = 1),
           t.max_score, checksum(t.attempt_id, t.measured, t.finished_at)
    FROM old_total t JOIN attempt a ON a.id = t.attempt_id
    """,
    "DROP TABLE old_total",
    "ALTER TABLE exam RENAME TO old_exam",
    "ALTER TABLE sheet RENAME TO old_sheet",
    "ALTER TABLE place RENAME TO old_place",
    # Only a cache: it is made again, and stores the checksums of the lists of questions then.
    "DROP TABLE catalogue",
    "DELETE FROM offered",
    *_WORKING_4,
    """
    INSERT INTO exam
    SELECT attempt_id, limit_seconds, spent, position, saved_at,
           checksum(attempt_id, limit_seconds, spent, position, saved_at)
    FROM old_exam
    """,
    """
    INSERT INTO sheet
    SELECT attempt_id, position, given, draft, flagged, confidence, seconds, hints_used, changed_at,
           checksum(attempt_id, position, given, draft, flagged, confidence, seconds, hints_used,
                    changed_at)
    FROM old_sheet
    """,
    "INSERT INTO place SELECT bank, title, path, checksum(bank, title, path) FROM old_place",
    "DROP TABLE old_place",
    "DROP TABLE old_exam",
    "DROP TABLE old_sheet",
)
"""The statements that turn version 3 into version 4: checksums, and dates that can be corrected."""


class Migration(NamedTuple):
    """One step of the schema, from `number` - 1 to `number`."""

    number: int
    statements: tuple[str, ...]


MIGRATIONS = (
    Migration(1, VERSION_1),
    Migration(2, VERSION_2),
    Migration(3, VERSION_3),
    Migration(4, VERSION_4),
)


def newest(migrations: Sequence[Migration]) -> int:
    """Return the version of the schema after these migrations."""
    return migrations[-1].number


def version_of(connection: sqlite3.Connection) -> int:
    """Return the version of the schema of a database; 0 when it is empty."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def migrate(connection: sqlite3.Connection, migrations: Sequence[Migration]) -> None:
    """Bring a database to the newest schema.

    Foreign keys are off during a step, because tables are rebuilt, and are checked before it is
    committed. Raises sqlite3.Error or StoreError; a failed step is rolled back.
    """
    # Outside the transaction, because SQLite ignores this setting within one.
    connection.execute("PRAGMA foreign_keys = OFF")
    try:
        for migration in migrations:
            with writing(connection):
                # Checked inside the transaction: another window may have made the step.
                if version_of(connection) < migration.number:
                    _step(connection, migration)
    finally:
        connection.execute("PRAGMA foreign_keys = ON")


def _step(connection: sqlite3.Connection, migration: Migration) -> None:
    for statement in migration.statements:
        connection.execute(statement)
    if connection.execute("PRAGMA foreign_key_check").fetchone() is not None:
        raise StoreError(
            f"The history could not be brought to version {migration.number}: some rows "
            "refer to missing ones. Nothing was changed; run `quiz doctor`."
        )
    # Part of the transaction like any other page: a killed migration leaves the old version.
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {migration.number}")


def schema_problems(connection: sqlite3.Connection, migrations: Sequence[Migration]) -> list[str]:
    """Return a line for each difference from the schema of this version. Raises sqlite3.Error."""
    made = [step for step in migrations if step.number <= version_of(connection)]
    # Compared with a database made now, so that no second description of the schema is needed.
    with closing(connect_memory()) as model:
        migrate(model, made)
        wanted = _schema(model)
    found = _schema(connection)
    names = sorted(name for name in wanted.keys() | found if wanted.get(name) != found.get(name))
    return [f"{name} differs from the schema of this version" for name in names]


SCHEMA_CHECKSUM = 397971593
"""Of the newest schema; the test of this module names the new one after a migration."""


def schema_checksum(connection: sqlite3.Connection) -> int:
    """Return the CRC-32 of a schema: cheap enough to look for changes whenever one is opened."""
    return crc32(repr(sorted(_schema(connection).items())).encode("utf-8", "surrogatepass"))


def _schema(connection: sqlite3.Connection) -> dict[str, str | None]:
    return dict(connection.execute("SELECT type || ' ' || name, sql FROM sqlite_schema"))
