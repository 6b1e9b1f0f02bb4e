"""Backups, migrations, and the way back."""

import errno
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from quiz.errors import StoreDamaged, StoreError, StoreForeign
from quiz.store import backup as module
from quiz.store.backup import backup_if_due, backups, make_backup, restore
from quiz.store.integrity import HistoryState
from quiz.store.migrations import MIGRATIONS, Migration
from quiz.store.store import open_store
from quiz.study.context import Grading
from tests.store.store_samples import NOON, answer, attempt, clock, examined, opened, play

_FURTHER = Migration(5, ("ALTER TABLE attempt ADD COLUMN place TEXT",))
_DAY = timedelta(days=1)


def test_a_backup_is_one_sound_file_with_everything(tmp_path: Path) -> None:
    with opened(tmp_path / "one") as store:
        play(store, attempt(), 1, 0)
        made = make_backup(store.path, NOON)
        wanted = store.attempt(1)
    assert made.name == "history-20260301T120000Z.sqlite"
    assert [path.name for path in made.parent.iterdir()] == [made.name]
    alone = tmp_path / "two"
    alone.mkdir()
    made.rename(alone / "history.sqlite")
    with opened(alone) as store:
        assert store.attempt(1) == wanted
        assert store.verify() == []


def test_the_newest_ten_backups_are_kept(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        marked = make_backup(store.path, NOON - _DAY, "before-v2")
        made = [make_backup(store.path, NOON + number * _DAY) for number in range(12)]
        again = make_backup(store.path, NOON + 11 * _DAY)
    assert backups(tmp_path) == [again, *made[:2:-1], marked]


def test_a_backup_is_due_once_a_day_and_only_after_an_answer(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        assert backup_if_due(store, NOON) is None
        answer(store, attempt(), 0)
        assert backup_if_due(store, NOON) is not None
        answer(store, attempt(), 1)
        assert backup_if_due(store, NOON + 0.9 * _DAY) is None
        assert backup_if_due(store, NOON + 1.1 * _DAY) is not None
        assert backup_if_due(store, NOON + 3 * _DAY) is None
        answer(store, attempt(), 2)
        assert backup_if_due(store, NOON + 3 * _DAY) is not None
    assert len(backups(tmp_path)) == 3


def test_what_is_not_saved_is_not_backed_up(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with opened(tmp_path / "file") as store:
        answer(store, attempt(), 0)
        assert backup_if_due(store, NOON) is None


def test_a_damaged_history_makes_no_backup(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        for number in range(40):
            play(store, attempt(str(number)), 1, 1, 1)
        path = store.path
    data = bytearray(path.read_bytes())
    data[-4096 * 3 :] = bytes(4096 * 3)
    path.write_bytes(data)
    with pytest.raises(StoreDamaged):
        make_backup(path, NOON)
    assert backups(tmp_path) == []


def test_restoring_keeps_what_was_there(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        play(store, attempt("a"), 1)
        made = make_backup(store.path, NOON)
        play(store, attempt("b"), 1)
    kept = restore(made, tmp_path, NOON)
    assert kept == tmp_path / "history-replaced-20260301T120000Z.sqlite"
    with opened(tmp_path) as store:
        assert [summary.uid for summary in store.attempts()] == ["a"]
        play(store, attempt("c"), 1)
    again = restore(kept, tmp_path, NOON)
    assert again == tmp_path / "history-replaced-20260301T120000Z-2.sqlite"
    with opened(tmp_path) as store:
        assert [summary.uid for summary in store.attempts()] == ["b", "a"]
    assert made.exists() and kept.exists() and again.exists()
    assert examined(tmp_path).state is HistoryState.INTACT


@pytest.mark.parametrize("content", [None, b"", b"not a db\n" * 100])
def test_restoring_mends_a_spoilt_or_lost_history(tmp_path: Path, content: bytes | None) -> None:
    with opened(tmp_path) as store:
        play(store, attempt(), 1)
        made = make_backup(store.path, NOON)
        path = store.path
    path.unlink()
    (tmp_path / "history.sqlite-wal").write_bytes(b"left over")
    if content is not None:
        path.write_bytes(content)
    report = examined(tmp_path)
    assert any(str(made) in advice for advice in report.advice)
    kept = restore(made, tmp_path, NOON)
    assert kept is not None
    assert kept.with_name(kept.name + "-wal").read_bytes() == b"left over"
    assert content is None or kept.read_bytes() == content
    with opened(tmp_path) as store:
        assert store.saved
        assert len(store.attempts()) == 1


def test_a_backup_that_is_not_sound_is_not_restored(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        for number in range(40):
            play(store, attempt(str(number)), 1, 1, 1)
        made = make_backup(store.path, NOON)
    spoilt = bytearray(made.read_bytes())
    spoilt[-4096 * 3 :] = bytes(4096 * 3)
    made.write_bytes(spoilt)
    foreign = tmp_path / "foreign.sqlite"
    with closing(sqlite3.connect(foreign)) as database:
        database.execute("CREATE TABLE t (x)")
    before = (tmp_path / "history.sqlite").read_bytes()
    for backup, error in (
        (made, StoreDamaged),
        (foreign, StoreForeign),
        (tmp_path / "none.sqlite", StoreError),
    ):
        with pytest.raises(error):
            restore(backup, tmp_path, NOON)
    assert (tmp_path / "history.sqlite").read_bytes() == before
    (report,) = examined(tmp_path).backups
    assert report.path == made
    assert report.problem is not None and "damaged" in report.problem


def test_a_backup_with_a_changed_schema_is_not_restored(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        made = make_backup(store.path, NOON)
    with closing(sqlite3.connect(made)) as by_hand:
        by_hand.execute(
            "CREATE TRIGGER t AFTER INSERT ON mark BEGIN UPDATE attempt_total SET score = 99; END"
        )
    with pytest.raises(StoreDamaged, match="trigger t differs from the schema of this version"):
        restore(made, tmp_path, NOON)


def test_nothing_is_restored_while_a_window_is_open(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        answer(store, attempt(), 0)
        made = make_backup(store.path, NOON)
        with pytest.raises(StoreError, match="another window"):
            restore(made, tmp_path, NOON)
        answer(store, attempt(), 1)
    with opened(tmp_path) as store:
        assert store.attempts()[0].answered == 2


def _open_with(directory: Path, migrations: Sequence[Migration]) -> None:
    open_store(directory, clock, Grading(0.9), migrations).close()


def test_a_migration_keeps_everything_and_makes_a_backup_first(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        play(store, attempt(), 1, 0.5)
        before = store.attempt(1)
    migrations = (*MIGRATIONS, _FURTHER)
    _open_with(tmp_path, migrations)
    _open_with(tmp_path, migrations)
    assert [path.name for path in backups(tmp_path)] == [
        "history-20360227T120000Z-before-v5.sqlite"
    ]
    with open_store(tmp_path, clock, Grading(0.9), migrations) as store:
        assert store.attempt(1) == before
        assert store.verify() == []
    report = examined(tmp_path, migrations)
    assert (report.state, report.schema_version) == (HistoryState.INTACT, 5)
    restore(backups(tmp_path)[0], tmp_path, NOON)
    with opened(tmp_path) as store:
        assert store.attempt(1) == before


@pytest.mark.parametrize(
    "statements",
    [
        ("CREATE TABLE extra (x TEXT) STRICT", "CREATE TABLE attempt (x TEXT) STRICT"),
        (
            "CREATE TABLE extra (x INTEGER REFERENCES attempt (id)) STRICT",
            "INSERT INTO extra VALUES (77)",
        ),
    ],
)
def test_a_migration_that_fails_changes_nothing(
    tmp_path: Path, statements: tuple[str, ...]
) -> None:
    with opened(tmp_path) as store:
        play(store, attempt(), 1)
    with pytest.raises(StoreError):
        _open_with(tmp_path, (*MIGRATIONS, _FURTHER, Migration(6, statements)))
    report = examined(tmp_path, (*MIGRATIONS, _FURTHER))
    assert (report.state, report.schema_version) == (HistoryState.INTACT, 5)


def test_a_history_that_can_only_be_read_is_brought_up_to_date_in_memory(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        play(store, attempt(), 1)
        path = store.path
    path.with_name(path.name + "-wal").mkdir()
    with open_store(tmp_path, clock, Grading(0.9), (*MIGRATIONS, _FURTHER)) as store:
        assert not store.saved
        assert len(store.attempts()) == 1
    assert backups(tmp_path) == []


def test_a_history_with_a_broken_chain_is_not_backed_up(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        play(store, attempt(), 1, 1, 1)
    connection = sqlite3.connect(tmp_path / "history.sqlite")
    connection.executescript(
        "DROP TRIGGER response_is_never_changed; UPDATE response SET given = '[2]' WHERE id = 2;"
    )
    connection.close()
    with opened(tmp_path) as store, pytest.raises(StoreDamaged, match="quiz doctor"):
        backup_if_due(store, NOON)
    assert list(tmp_path.glob("backups/*")) == []


def _failing(monkeypatch: pytest.MonkeyPatch, name: str, times: int) -> None:
    """Let a function of the backups fail as a disk does, from its first call on."""
    real = getattr(module, name)
    left = [times]

    def fail(*values: object) -> object:
        left[0] -= 1
        if left[0] >= 0:
            raise OSError(errno.EIO, "Input/output error")
        return real(*values)

    monkeypatch.setattr(module, name, fail)


def _to_restore(directory: Path) -> Path:
    """Make a history with two answers and a backup of one; return the backup."""
    with opened(directory) as store:
        answer(store, attempt(), 0)
        made = make_backup(store.path, NOON)
        answer(store, attempt(), 1)
    return made


@pytest.mark.parametrize("name", ["publish", "_rename", "sync_directory"])
def test_a_restore_that_fails_leaves_the_history_or_names_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    made = _to_restore(tmp_path)
    with monkeypatch.context() as patched:
        _failing(patched, name, 1)
        with pytest.raises(StoreError, match="input/output error"):
            restore(made, tmp_path, NOON)
    with opened(tmp_path) as store:
        assert store.attempts()[0].answered == 2
    assert restore(made, tmp_path, NOON) is not None
    with opened(tmp_path) as store:
        assert store.attempts()[0].answered == 1


def test_a_history_that_cannot_be_moved_back_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = _to_restore(tmp_path)
    real = module._rename
    moves: list[Path] = []

    def once(old: Path, new: Path) -> bool:
        moves.append(new)
        if len(moves) > 1:
            raise OSError(errno.EIO, "Input/output error")
        return real(old, new)

    with monkeypatch.context() as patched:
        _failing(patched, "publish", 1)
        patched.setattr(module, "_rename", once)
        with pytest.raises(StoreError) as caught:
            restore(made, tmp_path, NOON)
    kept = moves[0]
    assert kept.name in str(caught.value) and "--restore" in str(caught.value)
    report = examined(tmp_path)
    assert report.state is HistoryState.MISSING and report.set_aside == (kept,)
    assert any(kept.name in advice for advice in report.advice)
    restore(kept, tmp_path, NOON)
    with opened(tmp_path) as store:
        assert store.attempts()[0].answered == 2
