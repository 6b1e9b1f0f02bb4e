"""The tables of the history, version 2: study events, schedules, exams under way.

Facts: event, version_elsewhere, and responses that another machine gave to the same question of the
same attempt; the earliest of those counts and is the only one with a mark. Derived: mark, memory.
What an exam under way holds (exam, sheet) changes until it is handed in.
"""

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
