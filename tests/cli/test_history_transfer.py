"""`quiz history --export` and `--import`, through the command."""

import io
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from quiz.cli import main, output
from tests.support import all_samples, as_items, write_bank


@pytest.fixture(autouse=True)
def _place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write_bank(tmp_path, as_items(*all_samples()))


@pytest.fixture
def quiz(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    """Run a command on a machine; return its exit code, output and errors."""

    def run(machine: str, *words: str, typed: str = "") -> tuple[int, str, str]:
        monkeypatch.setenv("QUIZ_DATA_DIR", machine)
        monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        code = main(list(words))
        return code, *capsys.readouterr()

    return run


def test_two_machines_end_with_the_same_history(quiz: Any, tmp_path: Path) -> None:
    quiz("one", "play", "bank.yaml", "--seed", "1", typed="Picton\n:answer\n")
    shutil.copytree("one", "two")
    quiz("one", "play", "bank.yaml", "--continue", typed=":answer\n" * 10)
    quiz("two", "play", "bank.yaml", "--continue", typed=":skip\n:answer\n")
    quiz("two", "play", "bank.yaml", "--new", typed=":answer\n" * 10)
    for machine in ("one", "two"):
        code, output, errors = quiz(machine, "history", "--export", f"{machine}.jsonl")
        assert (code, errors) == (0, "") and output.startswith("Exported: ")
    code, output, _ = quiz("one", "history", "--import", "two.jsonl", "one.jsonl")
    assert code == 0
    assert "Added: 1 attempt, 11 responses, 0 versions of questions, 0 events." in output
    assert "Backup of the previous history: " in output and "backups" in output
    assert quiz("two", "history", "--import", "one.jsonl")[0] == 0
    _, first, _ = quiz("one", "history", "--export", "-")
    _, second, report = quiz("two", "history", "--export", "-")
    assert first == second and "2 attempts, 21 responses" in report
    assert first.isascii() and json.loads(first.splitlines()[0])["version"] == 1
    for machine in ("one", "two"):
        code, output, _ = quiz(machine, "doctor")
        assert code == 0 and "2 attempts, 21 responses" in output
    again = quiz("two", "history", "--import", "one.jsonl")[1]
    assert "Added: 0 attempts, 0 responses" in again
    assert "Already here: 1 attempt, 10 responses" in again


def test_an_existing_file_is_never_overwritten(quiz: Any, tmp_path: Path) -> None:
    (tmp_path / "mine.jsonl").write_text("precious", "utf-8")
    code, output, errors = quiz("one", "history", "--export", "mine.jsonl")
    assert (code, output) == (2, "") and "mine.jsonl already exists" in errors
    assert (tmp_path / "mine.jsonl").read_text("utf-8") == "precious"
    assert quiz("one", "history", "--export", "no/such/folder")[0] == 3


def test_a_bad_line_is_reported_and_nothing_is_written(quiz: Any, tmp_path: Path) -> None:
    quiz("one", "play", "bank.yaml", typed=":answer\n" * 10)
    quiz("one", "history", "--export", "one.jsonl")
    text = (tmp_path / "one.jsonl").read_text("utf-8")
    (tmp_path / "bad.jsonl").write_text(text.replace('"hints":0', '"hints":-1'), "utf-8")
    code, output, errors = quiz("two", "history", "--import", "one.jsonl", "bad.jsonl")
    assert (code, output) == (1, "")
    assert errors.startswith("bad.jsonl:") and "“hints” must be" in errors
    assert "nothing was imported" in errors
    assert json.loads(quiz("two", "history", "--format", "json")[1]) == []
    assert not (tmp_path / "two" / "backups").exists()


def test_an_attempt_that_ends_later_than_now_is_told(quiz: Any, tmp_path: Path) -> None:
    quiz("one", "play", "bank.yaml", typed=":answer\n" * 10)
    quiz("one", "history", "--export", "one.jsonl")
    lines = [json.loads(line) for line in (tmp_path / "one.jsonl").read_text("utf-8").splitlines()]
    assert quiz("two", "history", "--import", "one.jsonl")[2] == ""
    for line in lines:
        if "finished" in line:
            line["finished"] = "2090-01-01T00:00:00.000Z"
    (tmp_path / "late.jsonl").write_text("".join(f"{json.dumps(line)}\n" for line in lines))
    code, _, errors = quiz("three", "history", "--import", "late.jsonl")
    assert code == 0 and "attempt 1 begins or ends later than now" in errors


def test_a_version_that_is_not_what_it_claims_is_refused(quiz: Any, tmp_path: Path) -> None:
    quiz("one", "play", "bank.yaml", typed=":answer\n" * 10)
    quiz("one", "history", "--export", "one.jsonl")
    text = (tmp_path / "one.jsonl").read_text("utf-8")
    forged = text.replace("Where did the ferry", "Whence did the ferry", 1)
    (tmp_path / "forged.jsonl").write_text(forged, "utf-8")
    code, _, errors = quiz("two", "history", "--import", "forged.jsonl")
    assert code == 1 and "does not match its fingerprint" in errors
    assert json.loads(quiz("two", "history", "--format", "json")[1]) == []


def test_wrong_usage(quiz: Any) -> None:
    assert quiz("one", "history", "--import", "missing.jsonl")[0] == 2
    assert quiz("one", "history", "3", "--export", "-")[0] == 2
    for words in (["--import"], ["--import", "a", "--export", "b"]):
        with pytest.raises(SystemExit) as caught:
            quiz("one", "history", *words)
        assert caught.value.code == 2


def test_a_damaged_history_is_neither_exported_nor_added_to(quiz: Any, tmp_path: Path) -> None:
    quiz("one", "play", "bank.yaml", typed="Picton\n:answer\n")
    quiz("one", "history", "--export", "one.jsonl")
    file = tmp_path / "one" / "history.sqlite"
    file.write_bytes(file.read_bytes().replace(b"The ferry", b"The fairy"))
    assert quiz("one", "history", "--export", "other.jsonl")[0] == 3
    assert not (tmp_path / "other.jsonl").exists()
    code, _, errors = quiz("one", "history", "--import", "one.jsonl")
    assert code == 3 and "quiz doctor" in errors


def test_progress_is_reported_for_large_files(quiz: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    quiz("one", "play", "bank.yaml", typed=":answer\n" * 10)
    quiz("one", "history", "--export", "one.jsonl")
    monkeypatch.setattr(output, "INTERVAL", 0)
    monkeypatch.setattr("quiz.store.import_reader.PROGRESS_LINES", 5)
    code, printed, errors = quiz("two", "history", "--import", "one.jsonl")
    assert (
        code == 0
        and "reading one.jsonl: " in errors
        and "adding one" in errors
        and "reading" not in printed
    )
