"""A history that is removed or replaced while it is open, and a disk that fails for a while."""

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from quiz.data_folder import sidecars
from quiz.errors import StoreDamaged, StoreError
from quiz.store.backup import make_backup
from quiz.store.integrity import HistoryState
from quiz.store.records import BankPlace, EventKind, EventRecord, ExamRecord
from tests.store.store_samples import (
    NOON,
    answer,
    attempt,
    examined,
    opened,
    play,
    version,
    window_reading,
)


def remove(path: Path) -> None:
    """Remove a history with everything beside it."""
    for file in (path, *sidecars(path)):
        file.unlink(missing_ok=True)


def positions(directory: Path) -> list[int]:
    """Return the positions answered in the first attempt, as a new window sees them."""
    with opened(directory) as store:
        assert store.saved
        return [response.position for response in store.attempt(1).responses]


@pytest.mark.parametrize("whole", [True, False])
def test_a_removed_history_is_written_again_with_every_answer(tmp_path: Path, whole: bool) -> None:
    folder = tmp_path / "data"
    with opened(folder) as store:
        answer(store, attempt(), 0)
        if whole:
            shutil.rmtree(folder)
        else:
            remove(store.path)
        answer(store, attempt(), 1)
        assert "removed" in store.take_notice()
        answer(store, attempt(), 2)
        assert store.take_notice() == ""
    assert positions(folder) == [0, 1, 2]
    assert examined(folder).state is HistoryState.INTACT


def test_only_the_database_removed_its_log_left(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        answer(store, attempt(), 0)
        store.path.unlink()
        answer(store, attempt(), 1)
    assert positions(tmp_path) == [0, 1]
    assert examined(tmp_path).state is HistoryState.INTACT


def test_two_windows_find_it_removed(tmp_path: Path) -> None:
    with opened(tmp_path) as one, opened(tmp_path) as other:
        answer(one, attempt(), 0)
        remove(one.path)
        answer(other, attempt(), 1)
        answer(one, attempt(), 2)
    assert positions(tmp_path) == [0, 1, 2]


def test_a_moved_history_is_whole_in_both_places(tmp_path: Path) -> None:
    with opened(tmp_path / "here") as store:
        answer(store, attempt(), 0)
        shutil.move(tmp_path / "here", tmp_path / "there")
        answer(store, attempt(), 1)
    assert positions(tmp_path / "here") == [0, 1]
    assert positions(tmp_path / "there") == [0]


def by_rename(new: Path, path: Path) -> None:
    shutil.copy(new, path.with_name("new"))
    path.with_name("new").replace(path)


def by_removal(new: Path, path: Path) -> None:
    remove(path)
    shutil.copy(new, path)


def by_copying(new: Path, path: Path) -> None:
    shutil.copyfile(new, path)


def with_a_log(new: Path, path: Path) -> None:
    """Put a history in place whose last answers are only in its log."""
    with opened(new.parent) as store, window_reading(new.parent):
        store.remember([BankPlace("b", "In the log", None)])
        for left, right in zip((*sidecars(new), new), (*sidecars(path), path), strict=True):
            if left.exists() and not left.name.endswith("-shm"):
                by_rename(left, right)


REPLACED = [by_rename, by_removal, by_copying, with_a_log]


@pytest.mark.parametrize("replace", REPLACED)
def test_a_replaced_history_takes_the_next_answers(
    tmp_path: Path, replace: Callable[[Path, Path], None]
) -> None:
    with opened(tmp_path / "other") as store:
        play(store, attempt("b" * 32), 1, 1)
    with opened(tmp_path / "here") as store:
        answer(store, attempt(), 0)
        answer(store, attempt(), 1)
        replace(tmp_path / "other" / "history.sqlite", store.path)
        assert [each.uid for each in store.attempts()] == ["b" * 32]
        answer(store, attempt(), 2)
        notice = store.take_notice()
        assert "replaced" in notice
        assert make_backup(store.path, NOON).exists()
    with opened(tmp_path / "here") as store:
        assert {each.uid: each.answered for each in store.attempts()} == {
            "a" * 32: 1, "b" * 32: 2,
        }  # fmt: skip
        if replace is with_a_log:
            assert ("In the log",) in rows(store.path, "SELECT title FROM place")
    assert examined(tmp_path / "here").state is HistoryState.INTACT
    if replace is not by_copying:
        (kept,) = (tmp_path / "here").glob("history-replaced-*.sqlite")
        assert kept.name in notice
        assert rows(kept, "SELECT position FROM response") == [(0,), (1,)]


@pytest.mark.parametrize("replace", [by_rename, with_a_log])
def test_a_history_replaced_after_the_last_answer(
    tmp_path: Path, replace: Callable[[Path, Path], None]
) -> None:
    with opened(tmp_path / "other") as store:
        play(store, attempt("b" * 32), 1, 1)
    with opened(tmp_path / "here") as store:
        answer(store, attempt(), 0)
        replace(tmp_path / "other" / "history.sqlite", store.path)
    assert "replaced" in store.take_notice()
    (kept,) = (tmp_path / "here").glob("history-replaced-*.sqlite")
    assert rows(kept, "SELECT position FROM response") == [(0,)]
    assert examined(tmp_path / "here").state is HistoryState.INTACT
    with opened(tmp_path / "here") as store:
        assert [each.uid for each in store.attempts()] == ["b" * 32]


def rows(path: Path, query: str) -> list[tuple[object, ...]]:
    """Return what a query finds in a database."""
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(query).fetchall()


def test_two_windows_are_no_replaced_history(tmp_path: Path) -> None:
    with opened(tmp_path) as one, opened(tmp_path) as other:
        for position in range(3):
            answer(one if position % 2 else other, attempt(), position)
        assert one.take_notice() == other.take_notice() == ""
    assert positions(tmp_path) == [0, 1, 2]


def test_an_answer_is_in_the_file_itself(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        answer(store, attempt(), 0)
        shutil.copy(store.path, tmp_path / "copy")
    assert rows(tmp_path / "copy", "SELECT position FROM response") == [(0,)]


def test_a_history_emptied_while_it_is_open(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        answer(store, attempt(), 0)
        store.path.write_bytes(b"")
        with pytest.raises(StoreDamaged, match="empty"):
            answer(store, attempt(), 1)


def test_a_history_replaced_by_rubbish_is_left_alone(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        answer(store, attempt(), 0)
        aside = store.path.rename(tmp_path / "aside")
        store.path.write_bytes(b"rubbish")
        with pytest.raises(StoreDamaged):
            answer(store, attempt(), 1)
        assert store.path.read_bytes() == b"rubbish"
        store.path.unlink()
        aside.rename(store.path)
        answer(store, attempt(), 1)
    assert positions(tmp_path) == [0, 1]


def test_an_exam_goes_on_in_the_history_that_was_written_again(tmp_path: Path) -> None:
    exam = ExamRecord(600.0, 0.0, 0, NOON)
    with opened(tmp_path) as store:
        store.begin_exam(attempt(), [version(0), version(1), version(2)], exam)
        remove(store.path)
        store.save_exam("a" * 32, exam._replace(spent=5.0), [])
    with opened(tmp_path) as store:
        assert store.exam("a" * 32).exam.spent == 5.0


def test_an_exam_is_not_in_a_history_that_took_its_place(tmp_path: Path) -> None:
    exam = ExamRecord(600.0, 0.0, 0, NOON)
    opened(tmp_path / "empty").close()
    with opened(tmp_path / "here") as store:
        store.begin_exam(attempt(), [version(0), version(1), version(2)], exam)
        remove(store.path)
        shutil.copy(tmp_path / "empty" / "history.sqlite", store.path)
        with pytest.raises(StoreError, match="not in the history"):
            store.save_exam("a" * 32, exam, [])


def blocked(directory: Path) -> Path:
    """Make a history with one answer and a folder in the way of its log; return that folder."""
    with opened(directory) as store:
        answer(store, attempt("before"), 0)
        obstacle = store.path.with_name(f"{store.path.name}-wal")
    obstacle.mkdir()
    return obstacle


def test_what_could_not_be_saved_is_saved_with_the_next_answer(tmp_path: Path) -> None:
    obstacle = blocked(tmp_path)
    with opened(tmp_path) as store:
        answer(store, attempt(), 0)
        assert not store.saved
        obstacle.rmdir()
        answer(store, attempt(), 1)
        assert store.saved and "saved too" in store.take_notice()
        answer(store, attempt(), 2)
        store.finish_attempt("a" * 32)
    with opened(tmp_path) as store:
        finished, before = store.attempts()
        assert (finished.answered, finished.finished is not None, before.answered) == (3, True, 1)
    assert examined(tmp_path).state is HistoryState.INTACT


def test_saving_at_the_end_says_whether_it_worked(tmp_path: Path) -> None:
    obstacle = blocked(tmp_path)
    with opened(tmp_path) as store:
        store.save()
        answer(store, attempt(), 0)
        with pytest.raises(StoreError, match="cannot be written"):
            store.save()
        obstacle.rmdir()
        store.save()
        assert store.saved
    with opened(tmp_path) as store:
        assert len(store.attempts()) == 2


def test_an_answer_of_another_window_counts_when_ours_is_saved_late(tmp_path: Path) -> None:
    obstacle = blocked(tmp_path)
    with opened(tmp_path) as store:
        answer(store, attempt(), 0, 0.0)
        obstacle.rmdir()
        with opened(tmp_path) as other:
            answer(other, attempt(), 0, 1.0)
            store.finish_attempt("a" * 32)
    with opened(tmp_path) as store:
        (given,) = store.attempt(2).responses
        assert given.score == given.max_score


def test_a_disk_that_is_full_again_keeps_what_is_only_in_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    obstacle = blocked(tmp_path)
    with opened(tmp_path) as store:
        answer(store, attempt(), 0)
        obstacle.rmdir()
        full = sqlite3.OperationalError("disk full")
        full.sqlite_errorcode = sqlite3.SQLITE_FULL
        with monkeypatch.context() as patched:
            patched.setattr("quiz.store.writes.add_attempt", _raising(full))
            store.record_event(event())
            assert not store.saved
        store.save()
        assert store.saved
    with closing(sqlite3.connect(tmp_path / "history.sqlite")) as connection:
        assert connection.execute("SELECT count(*) FROM event").fetchone() == (1,)
        assert connection.execute("SELECT count(*) FROM response").fetchone() == (2,)


def event() -> EventRecord:
    """Return an event for a question."""
    return EventRecord("e" * 32, EventKind.SUSPEND, "summit", "question-0", NOON)


def _raising(error: Exception) -> Callable[..., None]:
    def fail(*_: object) -> None:
        raise error

    return fail
