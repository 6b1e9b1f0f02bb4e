"""Opening: creation, files that are no history of ours, and places that cannot be written."""

import os
import shutil
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from quiz.data_folder import data_dir, database_path
from quiz.errors import StoreDamaged, StoreError, StoreForeign, StoreNewer, UsageError
from quiz.store.backup import make_backup
from quiz.store.connection import APPLICATION_ID
from quiz.store.integrity import HistoryState
from quiz.store.migrations import MIGRATIONS
from quiz.store.store import open_store
from quiz.study.context import Grading
from tests.store.store_samples import (
    answer,
    attempt,
    clock,
    examined,
    opened,
    play,
    window_reading,
)


def tree(directory: Path) -> dict[str, bytes]:
    """Return the files below a folder with their bytes."""
    return {
        str(path.relative_to(directory)): path.read_bytes()
        for path in directory.rglob("*")
        if path.is_file()
    }


def make_history(directory: Path) -> Path:
    """Make a history of one finished attempt and return its path."""
    with opened(directory) as store:
        play(store, attempt(), 1, 0.5)
        return store.path


def test_a_new_history_is_one_private_file(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "er"
    with opened(folder) as store:
        assert (store.saved, store.unsaved_reason) == (True, None)
    assert list(tree(folder)) == ["history.sqlite"]
    if os.name == "posix":
        assert (folder / "history.sqlite").stat().st_mode & 0o077 == 0


def test_names_that_mean_something_to_uris_are_names(tmp_path: Path) -> None:
    folder = tmp_path / "100% sure? #1 & \udcff'"
    with opened(folder) as store:
        answer(store, attempt(), 0)
    assert list(tree(folder)) == ["history.sqlite"]


def test_a_file_system_without_links_still_gets_a_history(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(source: Path, target: Path) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    with opened(tmp_path) as store:
        answer(store, attempt(), 0)
        assert store.saved
    assert list(tree(tmp_path)) == ["history.sqlite"]


def _put(content: bytes) -> Callable[[Path], None]:
    def make(path: Path) -> None:
        path.write_bytes(content)

    return make


def _foreign(path: Path) -> None:
    with closing(sqlite3.connect(path)) as database:
        database.execute("CREATE TABLE t (x)")
        database.execute("PRAGMA user_version = 999")


def _newer(path: Path) -> None:
    make_history(path.parent)
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA user_version = 999")


def _changed(change: Callable[[bytes], bytes]) -> Callable[[Path], None]:
    def make(path: Path) -> None:
        make_history(path.parent)
        path.write_bytes(change(path.read_bytes()))

    return make


def _without_tables(path: Path) -> None:
    with closing(sqlite3.connect(path)) as database:
        database.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        database.execute("PRAGMA user_version = 1")
        database.execute("CREATE TABLE t (x)")


_REFUSED = {
    "zero length": (_put(b""), StoreDamaged, HistoryState.DAMAGED),
    "text": (_put(b"not a db\n" * 100), StoreDamaged, HistoryState.DAMAGED),
    "other program": (_foreign, StoreForeign, HistoryState.FOREIGN),
    "without tables": (_without_tables, StoreDamaged, HistoryState.DAMAGED),
    "newer": (_newer, StoreNewer, HistoryState.NEWER),
    "folder": (lambda path: path.mkdir(), StoreForeign, HistoryState.FOREIGN),
    "link to nowhere": (lambda path: path.symlink_to("gone"), StoreForeign, HistoryState.FOREIGN),
    "header only": (_changed(lambda data: data[:100]), StoreDamaged, HistoryState.DAMAGED),
    "cut header": (_changed(lambda data: data[:60]), StoreDamaged, HistoryState.DAMAGED),
    "cut in half": (
        _changed(lambda data: data[: len(data) // 2]),
        StoreDamaged,
        HistoryState.DAMAGED,
    ),
    "first page spoilt": (
        _changed(lambda data: data[:100] + b"\xff" * 3996 + data[4096:]),
        StoreDamaged,
        HistoryState.DAMAGED,
    ),
}


@pytest.mark.parametrize("name", _REFUSED)
def test_what_is_no_history_of_ours_is_refused_unharmed(tmp_path: Path, name: str) -> None:
    make, error, state = _REFUSED[name]
    path = database_path(tmp_path)
    make(path)
    before = tree(tmp_path), sorted(os.listdir(tmp_path))
    with pytest.raises(error) as caught:
        opened(tmp_path)
    assert "history.sqlite" in str(caught.value)
    assert "\n" not in str(caught.value)
    assert examined(tmp_path).state is state
    assert (tree(tmp_path), sorted(os.listdir(tmp_path))) == before


def test_a_named_pipe_does_not_hang(tmp_path: Path) -> None:
    os.mkfifo(database_path(tmp_path))
    with pytest.raises(StoreForeign):
        opened(tmp_path)


def test_the_log_of_a_lost_history_is_not_mixed_into_a_new_one(tmp_path: Path) -> None:
    log = tmp_path / "history.sqlite-wal"
    log.write_bytes(b"answers")
    with pytest.raises(StoreDamaged, match="is gone"):
        opened(tmp_path)
    assert tree(tmp_path) == {"history.sqlite-wal": b"answers"}
    log.write_bytes(b"")
    with opened(tmp_path) as store:
        assert store.saved


def test_a_folder_that_cannot_be_made_leaves_a_history_in_memory(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    for folder in (tmp_path / "file", tmp_path / "file" / "below", Path("/proc/nowhere")):
        with opened(folder) as store:
            assert not store.saved
            assert store.unsaved_reason is not None
            assert "cannot be written" in store.unsaved_reason
            play(store, attempt(), 1)
            assert store.bank_figures()["summit"].attempts == 1
            assert store.verify() == []
    assert list(tree(tmp_path)) == ["file"]


def test_a_history_that_can_only_be_read_is_shown(tmp_path: Path) -> None:
    path = make_history(tmp_path)
    # A folder in the place of the write-ahead log hinders writing for the superuser too.
    path.with_name(path.name + "-wal").mkdir()
    before = tree(tmp_path)
    with opened(tmp_path) as store:
        assert not store.saved
        assert store.unsaved_reason is not None
        assert "Earlier answers can be seen" in store.unsaved_reason
        assert store.attempts()[0].score == 2.0
        play(store, attempt("b"), 1)
        assert len(store.attempts()) == 2
    assert tree(tmp_path) == before
    report = examined(tmp_path)
    assert report.state is HistoryState.INTACT
    assert report.contents is not None
    assert report.contents.counts == (1, 2, 2)


@pytest.mark.parametrize("log_is_read", [True, False])
def test_a_log_is_shown_too_or_said_to_lack(tmp_path: Path, log_is_read: bool) -> None:
    crashed = tmp_path / "crashed"
    crashed.mkdir()
    with opened(tmp_path) as store, window_reading(tmp_path):
        play(store, attempt(), 1)
        for name in ("history.sqlite", "history.sqlite-wal"):
            shutil.copyfile(tmp_path / name, crashed / name)
    # Either hinders writing; SQLite reads the log without its index only past the folder.
    index = crashed / "history.sqlite-shm"
    index.mkdir() if log_is_read else index.symlink_to("nowhere/index")
    before = tree(crashed)
    with opened(crashed) as store:
        assert "Earlier answers can be seen" in (store.unsaved_reason or "")
        assert ("perhaps not the latest" in (store.unsaved_reason or "")) is not log_is_read
        assert len(store.attempts()) == int(log_is_read)
    assert tree(crashed) == before


def test_without_a_home_folder_nothing_is_saved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    nobody = Path("~nobody-of-this-name/share")
    with opened(nobody) as store:
        assert "no home folder" in (store.unsaved_reason or "")
        answer(store, attempt(), 0)
    assert not examined(nobody).writable
    assert list(tmp_path.iterdir()) == []


def test_a_history_locked_by_another_program_says_so(tmp_path: Path) -> None:
    path = make_history(tmp_path)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        with ThreadPoolExecutor() as threads:
            opening = threads.submit(opened, tmp_path)
            copying = threads.submit(make_backup, path, clock())
            assert examined(tmp_path).state is HistoryState.UNREADABLE
            for attempted in (opening, copying):
                with pytest.raises(StoreError, match="another program"):
                    attempted.result()
    with opened(tmp_path) as store:
        assert store.saved


def test_what_killed_processes_left_is_no_hindrance(tmp_path: Path) -> None:
    for name, age in (("fresh", 0.0), ("old", 7200.0)):
        left = tmp_path / f".making-{name}"
        left.mkdir()
        (left / "history.sqlite").write_bytes(b"half")
        when = left.stat().st_mtime - age
        os.utime(left, (when, when))
    with opened(tmp_path) as store:
        answer(store, attempt(), 0)
    assert sorted(tree(tmp_path)) == [".making-fresh/history.sqlite", "history.sqlite"]


def test_a_copy_of_an_open_history_with_its_log_is_whole(tmp_path: Path) -> None:
    with opened(tmp_path / "here") as store:
        play(store, attempt(), 1)
        shutil.copytree(tmp_path / "here", tmp_path / "there")
    with opened(tmp_path / "there") as store:
        assert store.attempts()[0].answered == 1


def test_a_newer_schema_than_the_one_given_is_refused_without_a_trace(tmp_path: Path) -> None:
    step = MIGRATIONS[0]._replace(number=5, statements=("CREATE TABLE extra (x TEXT) STRICT",))
    open_store(tmp_path, clock, Grading(0.9), (*MIGRATIONS, step)).close()
    with pytest.raises(StoreNewer, match="version 5"):
        opened(tmp_path)


def test_the_data_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("QUIZ_DATA_DIR", str(tmp_path / "variable"))
    assert data_dir(str(tmp_path / "option")) == tmp_path / "option"
    assert data_dir(None) == tmp_path / "variable"
    monkeypatch.setenv("QUIZ_DATA_DIR", "")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "own"))
    assert data_dir(None).name == "verbatim-quiz"
    with pytest.raises(UsageError):
        data_dir("")
    monkeypatch.chdir(tmp_path)
    assert data_dir("here") == tmp_path / "here"
