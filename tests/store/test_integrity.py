"""The report on the history, in every state that the history can be in."""

from pathlib import Path

from quiz.store.backup import make_backup
from quiz.store.integrity import HistoryState
from tests.store.store_samples import NOON, attempt, examined, opened, play, window_reading


def test_before_the_first_start(tmp_path: Path) -> None:
    report = examined(tmp_path / "not" / "yet")
    assert (report.state, report.size, report.schema_version) == (HistoryState.MISSING, None, None)
    assert (report.contents, report.backups, report.advice) == (None, (), ())
    assert report.writable
    assert report.free
    assert list(tmp_path.iterdir()) == []


def test_a_sound_history(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        play(store, attempt(), 1, 0)
        made = make_backup(store.path, NOON)
        while_open = examined(tmp_path)
    report = examined(tmp_path)
    for seen in (while_open, report):
        assert (seen.state, seen.schema_version, seen.advice) == (HistoryState.INTACT, 4, ())
        assert seen.contents is not None
        assert seen.contents.journal_mode == "wal"
        assert seen.contents.counts == (1, 2, 2)
        assert [(backup.path, backup.problem) for backup in seen.backups] == [(made, None)]
    assert report.size == report.path.stat().st_size
    assert sorted(path.name for path in tmp_path.iterdir()) == ["backups", "history.sqlite"]


def test_a_folder_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    report = examined(tmp_path / "file" / "below")
    assert not report.writable
    assert any("writable" in advice for advice in report.advice)


def test_a_damaged_history_names_its_mend(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        play(store, attempt(), 1)
    report = examined(tmp_path)
    report.path.write_bytes(b"spoilt")
    report = examined(tmp_path)
    assert report.state is HistoryState.DAMAGED
    (advice,) = report.advice
    assert "move" in advice


def test_after_a_crash_the_log_is_left_alone(tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    copy.mkdir()
    with opened(tmp_path / "open") as store, window_reading(store.path.parent):
        play(store, attempt(), 1)
        for file in store.path.parent.iterdir():
            if not file.name.endswith("-shm"):
                (copy / file.name).write_bytes(file.read_bytes())
    before = {file.name: file.read_bytes() for file in copy.iterdir()}
    assert len(before["history.sqlite-wal"]) > 0
    report = examined(copy)
    assert report.state is HistoryState.INTACT
    assert report.contents is not None
    assert report.contents.counts.responses == 1
    assert {name: (copy / name).read_bytes() for name in before} == before


def test_a_folder_that_others_can_change(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        play(store, attempt(), 1)
    tmp_path.chmod(0o777)
    report = examined(tmp_path)
    assert report.exposed and any("chmod 700" in advice for advice in report.advice)
    tmp_path.chmod(0o700)
    assert examined(tmp_path).advice == ()
