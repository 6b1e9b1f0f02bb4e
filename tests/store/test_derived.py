"""Damage to what is derived or under way: found by doctor, and repaired where it can be derived."""

import gzip
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from quiz.cli.main import main
from quiz.errors import StoreDamaged
from quiz.store.backup import backup_if_due
from quiz.store.integrity import HistoryState
from quiz.store.migrations import SCHEMA_CHECKSUM, schema_checksum
from quiz.store.records import (
    BankPlace,
    CatalogueEntry,
    EventKind,
    EventRecord,
    ExamRecord,
    SheetRecord,
)
from tests.store.store_samples import NOON, answer, attempt, examined, opened, play, version

CASES = Path(__file__).parent / "damaged"
EXAM = "e" * 32


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A history with attempts, events, an exam under way and banks; not to be changed."""
    folder = tmp_path_factory.mktemp("sound")
    with opened(folder) as store:
        for uid in "abc":
            play(store, attempt(uid), 1, 0.5, 0)
        answer(store, attempt("d"), 0)
        store.record_event(EventRecord("s", EventKind.SUSPEND, "summit", "question-1", NOON))
        store.record_event(EventRecord("t", EventKind.UNDO, "summit", "question-2", NOON, "a", 2))
        versions = [version(position) for position in range(3)]
        store.begin_exam(attempt(EXAM), versions, ExamRecord(600.0, 0.0, 0, NOON))
        entry = SheetRecord(1, (1,), (1,), False, None, 2.0, 0, NOON)
        store.save_exam(EXAM, ExamRecord(600.0, 5.0, 1, NOON), [entry])
        store.offer("summit", ["question-0", "question-1"])
        store.catalogue_put({"summit.yaml": CatalogueEntry("1", {"title": "The summit"})})
        store.remember([BankPlace("summit", "The summit", "/banks/summit.yaml")])
        store.rebuild()
    assert examined(folder).advice == ()
    return folder / "history.sqlite"


def changed(sound: Path, folder: Path, statement: str) -> Path:
    """Return a copy of a history, changed past the app."""
    path = folder / "history.sqlite"
    path.write_bytes(sound.read_bytes())
    with closing(sqlite3.connect(path, isolation_level=None)) as by_hand:
        for name, sql in by_hand.execute(
            "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'"
        ).fetchall():
            by_hand.execute(f"DROP TRIGGER {name}")
            triggers.append(sql)
        by_hand.execute(statement)
        while triggers:
            by_hand.execute(triggers.pop())
    return path


triggers: list[str] = []
DERIVED = {
    "UPDATE attempt_total SET score = 47 WHERE attempt_id = 2": "the totals of attempt 2",
    "UPDATE attempt_total SET questions = 8 WHERE attempt_id = 2": "the totals of attempt 2",
    "UPDATE attempt_total SET banks = '[\"other\"]' WHERE attempt_id = 2": "totals of attempt 2",
    "UPDATE attempt_total SET finished_at = NULL WHERE attempt_id = 2": "totals of attempt 2",
    "UPDATE mark SET at = at + 1 WHERE response_id = 4": "the mark of response 4",
    "UPDATE mark SET given_at = 5 WHERE response_id = 4": "the mark of response 4",
    "UPDATE mark SET rating = 2 WHERE response_id = 4": "the mark of response 4",
    "UPDATE mark SET taken_back = 1 WHERE response_id = 4": "the mark of response 4",
    "UPDATE mark SET version_id = 2 WHERE response_id = 4": "the mark of response 4",
    "UPDATE mark SET confidence = 3 WHERE response_id = 4": "the mark of response 4",
    "UPDATE memory SET due = due + 1 WHERE question = 'question-0'": "question summit/question-0",
    "UPDATE memory SET stability = 9 WHERE question = 'question-0'": "question summit/question-0",
    "UPDATE memory SET suspended = 0 WHERE question = 'question-1'": "question summit/question-1",
    "DELETE FROM memory WHERE question = 'question-1'": "question summit/question-1",
    "UPDATE offered SET question = 'x' WHERE question = 'question-1'": "questions of bank summit",
    "DELETE FROM offered": "the list of questions of bank summit",
    "UPDATE place SET title = 'The summer'": "the place of bank summit",
}


@pytest.mark.parametrize("statement", DERIVED)
def test_what_can_be_derived_is_found_and_repaired(
    sound: Path, tmp_path: Path, statement: str, capsys: pytest.CaptureFixture[str]
) -> None:
    changed(sound, tmp_path, statement)
    report = examined(tmp_path)
    assert report.state is HistoryState.DAMAGED and report.contents is not None
    assert any(DERIVED[statement] in problem for problem in report.contents.problems)
    assert report.advice == ("Derive these results again from your answers: quiz doctor --repair",)
    assert main(["doctor", "--repair", "--data-dir", str(tmp_path)]) == 0
    assert "derived again" in capsys.readouterr().out
    assert examined(tmp_path).advice == ()


WRITTEN = {
    "UPDATE mark SET score = 0.5 WHERE response_id = 4": "the mark of response 4",
    "UPDATE mark SET max_score = 2 WHERE response_id = 4": "the mark of response 4",
    "UPDATE mark SET outcome = 'wrong' WHERE response_id = 4": "the mark of response 4",
    "UPDATE attempt SET finished_at = NULL WHERE id = 2": "the end of attempt 2",
    "UPDATE attempt_total SET measured = 0 WHERE attempt_id = 2": "the end of attempt 2",
    "UPDATE exam SET spent = 500": "the answer sheet of attempt 5",
    "UPDATE exam SET limit_seconds = NULL": "the answer sheet of attempt 5",
    "UPDATE sheet SET given = '[2]'": "the answer sheet of attempt 5",
    "UPDATE sheet SET flagged = 1": "the answer sheet of attempt 5",
    "UPDATE event SET detail = '{}' WHERE uid = 't'": "event 2",
}


@pytest.mark.parametrize("statement", WRITTEN)
def test_what_cannot_be_derived_is_found_and_never_repaired(
    sound: Path, tmp_path: Path, statement: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = changed(sound, tmp_path, statement)
    report = examined(tmp_path)
    assert report.state is HistoryState.DAMAGED and report.contents is not None
    assert any(WRITTEN[statement] in problem for problem in report.contents.problems)
    assert not any("--repair" in advice for advice in report.advice)
    before = path.read_bytes()
    assert main(["doctor", "--repair", "--data-dir", str(tmp_path)]) == 3
    assert "damaged" in capsys.readouterr().err
    assert path.read_bytes() == before
    with opened(tmp_path) as store, pytest.raises(StoreDamaged):
        # A damaged history must not push a sound backup out.
        backup_if_due(store, NOON)


@pytest.mark.parametrize(
    "statement", ["UPDATE exam SET spent = 1e99", "UPDATE sheet SET given = 0"]
)
def test_a_damaged_answer_sheet_is_named_when_the_app_opens(
    sound: Path, tmp_path: Path, statement: str
) -> None:
    changed(sound, tmp_path, statement)
    with opened(tmp_path) as store:
        assert "the answer sheet of attempt 5" in store.warning()
        with pytest.raises(StoreDamaged, match="answer sheet"):
            store.exam(EXAM)


@pytest.mark.parametrize(
    ("statement", "problem"),
    [
        ("DELETE FROM attempt_total", "the totals of attempt 5 are missing"),
        ("DELETE FROM mark WHERE response_id > 3", "the mark of response 10 is missing"),
        (
            "CREATE TRIGGER evil AFTER INSERT ON response BEGIN DELETE FROM mark; END",
            "trigger evil differs from the schema",
        ),
        ("DROP INDEX finished_by_banks", "index finished_by_banks differs from the schema"),
    ],
)
def test_what_is_found_quickly_is_told_when_the_app_opens(
    sound: Path, tmp_path: Path, statement: str, problem: str
) -> None:
    changed(sound, tmp_path, statement)
    with opened(tmp_path) as store:
        assert problem in store.warning() and "quiz doctor" in store.warning()


def test_the_checksum_of_the_newest_schema_is_that_of_a_new_history(tmp_path: Path) -> None:
    opened(tmp_path).close()
    with closing(sqlite3.connect(tmp_path / "history.sqlite")) as connection:
        assert schema_checksum(connection) == SCHEMA_CHECKSUM


def test_a_wrong_version_of_the_schema_is_damage(sound: Path, tmp_path: Path) -> None:
    changed(sound, tmp_path, "PRAGMA user_version = 2")
    with pytest.raises(StoreDamaged, match="already exists"):
        opened(tmp_path)
    report = examined(tmp_path)
    assert report.state is HistoryState.DAMAGED and not report.backups
    assert any("move" in advice for advice in report.advice)


def test_a_damaged_summary_of_a_bank_is_as_good_as_none(sound: Path, tmp_path: Path) -> None:
    changed(sound, tmp_path, """UPDATE catalogue SET body = '{"title":"The summer"}'""")
    with opened(tmp_path) as store:
        assert store.catalogue_get(["summit.yaml"]) == {}
        store.catalogue_put({"summit.yaml": CatalogueEntry("1", {"title": "The summit"})})
        assert store.catalogue_get(["summit.yaml"])["summit.yaml"].body["title"] == "The summit"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE memory SET due = 9e18",
        "UPDATE memory SET stability = -1",
        "UPDATE memory SET last = -5",
        "UPDATE mark SET at = 9e18",
        "UPDATE attempt_total SET started_at = 'yesterday'",
        "UPDATE attempt_total SET score = 9e999",
        "UPDATE mark SET score = 9e999",
        "UPDATE derived_by SET rules = CAST(x'ff' AS TEXT)",
        "UPDATE event SET kind = CAST(x'ff' AS TEXT)",
    ],
)
@pytest.mark.parametrize("command", [["history"], ["history", "2"], ["progress"], ["doctor"]])
def test_no_command_ends_with_a_traceback(
    sound: Path, tmp_path: Path, statement: str, command: list[str]
) -> None:
    changed(sound, tmp_path, statement.replace("9e18", "9000000000000000000"))
    assert main([*command, "--data-dir", str(tmp_path)]) in (0, 1, 3)


def case(name: str, directory: Path) -> Path:
    """Write a history with one flipped bit that was found to do harm; return its folder."""
    (directory / "history.sqlite").write_bytes(gzip.decompress((CASES / name).read_bytes()))
    return directory


FOUND: dict[str, Callable[[str], bool]] = {
    "flip-progress-crash.sqlite.gz": lambda text: "the mark of response 26" in text,
    "flip-score-silent.sqlite.gz": lambda text: "the totals of attempt 4" in text,
    "flip-schema.sqlite.gz": lambda text: "unreadable text" in text,
}


@pytest.mark.parametrize("name", FOUND)
def test_a_flipped_bit_is_found_and_stops_no_command(
    tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = case(name, tmp_path)
    assert main(["doctor", "--data-dir", str(folder)]) == 1
    assert FOUND[name](capsys.readouterr().out)
    for command in ("history", "progress"):
        code = main([command, "--data-dir", str(folder)])
        output = capsys.readouterr()
        assert code == 3 if "schema" in name else code == 0
        assert FOUND[name](output.err) or command == "progress"
    # Derived again while the history was brought up to date, and the damaged one is in a backup.
    assert main(["doctor", "--data-dir", str(folder)]) == ("schema" in name)


def test_a_backup_with_a_flipped_bit_does_not_stop_doctor(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        play(store, attempt(), 1)
    (tmp_path / "backups").mkdir()
    data = gzip.decompress((CASES / "flip-schema.sqlite.gz").read_bytes())
    (tmp_path / "backups" / "history-20260101T000000Z.sqlite").write_bytes(data)
    report = examined(tmp_path)
    assert report.state is HistoryState.INTACT
    (backup,) = report.backups
    assert "damaged" in (backup.problem or "")


def test_a_backup_with_a_changed_answer_is_not_sound(sound: Path, tmp_path: Path) -> None:
    path = changed(sound, tmp_path, "UPDATE response SET given = '[7]' WHERE id = 2")
    (tmp_path / "backups").mkdir()
    path.rename(tmp_path / "backups" / "history-20260101T000000Z.sqlite")
    (backup,) = examined(tmp_path).backups
    assert "response 2" in (backup.problem or "")
