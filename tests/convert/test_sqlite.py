"""Untrusted databases: plain tables are readable, and nothing in them runs."""

import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

import pytest

from quiz.convert import sqlite
from quiz.convert.sqlite import open_untrusted
from quiz.errors import BadFile

NOTES = "CREATE TABLE notes (id INTEGER PRIMARY KEY, flds TEXT); INSERT INTO notes VALUES (1, 'a');"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where temporary files are put; nothing may be left there."""
    made = tmp_path / "temporary"
    made.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(made))
    return made


def made(script: str, tmp_path: Path) -> bytes:
    """Return the bytes of a database that a script makes."""
    path = tmp_path / "made.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(script)
    data = path.read_bytes()
    path.unlink()
    return data


def test_plain_tables_are_read_and_nothing_is_left(tmp_path: Path, folder: Path) -> None:
    trigger = "CREATE TRIGGER t AFTER UPDATE ON notes BEGIN SELECT RAISE(ABORT, 'fired'); END;"
    view = "CREATE VIEW endless AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x FROM n) "
    data = made(f"{NOTES}{trigger}{view}SELECT x FROM n;PRAGMA journal_mode=WAL;", tmp_path)
    with open_untrusted(data) as connection:
        assert connection.execute("SELECT count(*), max(flds) FROM notes").fetchone() == (1, "a")
        query = "SELECT n.flds FROM (SELECT flds FROM notes) AS n"
        assert connection.execute(query).fetchall() == [("a",)]
        assert connection.execute("SELECT flds FROM notes WHERE id = ?", (1,)).fetchone() == ("a",)
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize(
    ("script", "query", "message"),
    [
        ("CREATE VIEW notes AS SELECT 1 AS flds", "SELECT flds FROM notes", "“notes” in the"),
        (
            "CREATE TABLE t (a); INSERT INTO t VALUES (1); CREATE VIEW notes AS SELECT a FROM t",
            "SELECT a FROM notes",
            "“notes” in the database is a view",
        ),
        (
            "CREATE VIEW notes AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) "
            "SELECT x FROM n",
            "SELECT count(*) FROM notes",
            "“notes” in the database is a view",
        ),
        (
            "CREATE VIRTUAL TABLE notes USING fts5(flds)",
            "SELECT flds FROM notes",
            "“notes” in the database is a virtual table",
        ),
        (
            "CREATE TABLE notes (a, flds AS (abs(a)))",
            "SELECT flds FROM notes",
            "“notes” in the database is a table whose columns are generated",
        ),
        (NOTES, "DELETE FROM notes", "not authorized"),
        (NOTES, "UPDATE notes SET flds = 'b'", "not authorized"),
        (NOTES, "CREATE TABLE x (y)", "not authorized"),
        (NOTES, "ATTACH 'x.db' AS x", "not authorized"),
        (NOTES, "PRAGMA query_only = OFF", "not authorized"),
        (NOTES, "SELECT load_extension('x')", "not authorized"),
        (NOTES, "SELECT missing FROM notes", "no such column"),
        ("CREATE TABLE notes (flds); INSERT INTO notes VALUES (CAST(x'ff' AS TEXT))",
         "SELECT flds FROM notes", "UTF-8"),
    ],
)  # fmt: skip
def test_what_is_refused(
    tmp_path: Path, folder: Path, script: str, query: str, message: str
) -> None:
    data = made(script, tmp_path)
    with pytest.raises(BadFile, match=message) as raised, open_untrusted(data) as connection:
        connection.execute(query).fetchall()
    assert "\n" not in str(raised.value)
    assert list(folder.iterdir()) == []


def test_queries_that_do_not_end_are_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = "INSERT INTO notes (flds) SELECT flds FROM notes;" * 7
    data = made(NOTES + rows, tmp_path)
    monkeypatch.setattr(sqlite, "MAX_STEPS", 100_000)
    with pytest.raises(BadFile, match="too long to read"), open_untrusted(data) as connection:
        connection.execute("SELECT count(*) FROM notes a, notes b, notes c, notes d").fetchone()


def test_what_is_no_database_is_refused(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = made(NOTES + "CREATE TABLE other (x);", tmp_path)
    for broken in (b"", b"PK\x03\x04", data[:600], data[:100] + b"\xff" * (len(data) - 100)):
        with pytest.raises(BadFile), open_untrusted(broken) as connection:
            connection.execute("SELECT flds FROM notes").fetchall()
    for bound in ("MAX_DATABASE_BYTES", "MAX_TABLES"):
        with monkeypatch.context() as patch:
            patch.setattr(sqlite, bound, 1)
            with pytest.raises(BadFile, match="more|larger"), open_untrusted(data):
                pass
    assert list(folder.iterdir()) == []


def test_other_errors_pass_and_leave_nothing(tmp_path: Path, folder: Path) -> None:
    data = made(NOTES, tmp_path)
    with pytest.raises(KeyError), open_untrusted(data):
        raise KeyError
    assert list(folder.iterdir()) == []
