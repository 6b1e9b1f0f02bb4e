"""The tables of the history, version 1.

Facts: question_version, attempt, form_item, response. Triggers keep them from being changed, save
that an attempt is finished once. Derived from them: mark, attempt_total, question_right. The
catalogue is a cache.
"""

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
