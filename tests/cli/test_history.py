"""`quiz history` and `quiz doctor`, through the command."""

import csv
import io
import json
import os
from pathlib import Path

import pytest

from quiz.cli import main
from tests.support import all_samples, as_items, write_bank

ATTEMPT = ["attempt", "bank", "mode", "started", "finished", "answered", "questions", "score",
           "max_score"]  # fmt: skip
RESPONSE = ["question", "type", "response", "confidence", "score", "max_score", "taken_back",
            "answered", "regraded", "judged_right", "open_book"]  # fmt: skip


@pytest.fixture(autouse=True)
def _place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("QUIZ_DATA_DIR", str(tmp_path / "data"))


@pytest.fixture
def played(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Path:
    """Two attempts: one left after two answers, one played to its end without an answer."""
    bank = write_bank(tmp_path, as_items(*all_samples()))
    for lines in ("Picton\n:answer\n", ":answer\n" * 10):
        monkeypatch.setattr("sys.stdin", io.StringIO(lines))
        assert main(["play", str(bank), "--new"]) == 0
    capsys.readouterr()
    return bank


@pytest.mark.usefixtures("played")
def test_the_list_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["history", "--format", "json"]) == 0
    attempts = json.loads(capsys.readouterr().out)
    assert [list(attempt) for attempt in attempts] == [ATTEMPT, ATTEMPT]
    assert [attempt["attempt"] for attempt in attempts] == [2, 1]
    assert [attempt["answered"] for attempt in attempts] == [10, 2]
    assert [attempt["score"] for attempt in attempts] == [0.0, 1.0]
    assert attempts[1]["finished"] is None and attempts[0]["finished"].endswith("Z")


@pytest.mark.usefixtures("played")
def test_one_attempt_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["history", "1", "--format", "json"]) == 0
    attempt = json.loads(capsys.readouterr().out)
    assert list(attempt) == [*ATTEMPT, "responses"]
    assert [list(response) for response in attempt["responses"]] == [RESPONSE, RESPONSE]
    first, second = attempt["responses"]
    assert (first["question"], first["type"], first["response"]) == (
        "harbour", "single_choice", ["Picton"],
    )  # fmt: skip
    assert (first["score"], second["score"], second["response"]) == (1.0, 0.0, [])


@pytest.mark.usefixtures("played")
def test_as_csv_and_as_text(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["history", "--format", "csv"]) == 0
    rows = list(csv.reader(io.StringIO(capsys.readouterr().out)))
    assert rows[0] == ATTEMPT and len(rows) == 3
    assert main(["history", "1", "--format", "csv"]) == 0
    assert next(csv.reader(io.StringIO(capsys.readouterr().out))) == RESPONSE
    assert main(["history"]) == 0
    assert "2 of 10 (unfinished)" in capsys.readouterr().out
    assert main(["history", "1"]) == 0
    assert "Picton" in capsys.readouterr().out


def test_a_formula_is_defused_in_csv(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    bank = write_bank(tmp_path, as_items(*list(all_samples())[3:4]))
    monkeypatch.setattr("sys.stdin", io.StringIO("=1+1\n"))
    assert main(["play", str(bank)]) == 0
    capsys.readouterr()
    assert main(["history", "1", "--format", "csv"]) == 0
    assert "'=1+1" in capsys.readouterr().out


def test_an_empty_history(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["history"]) == 0
    assert "No attempts yet" in capsys.readouterr().out
    assert main(["history", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out) == []


def test_an_attempt_that_does_not_exist(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["history", "7"]) == 2
    output, errors = capsys.readouterr()
    assert output == "" and errors.startswith("quiz: There is no attempt 7")


def test_a_foreign_file_is_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "data" / "history.sqlite"
    file.parent.mkdir()
    file.write_text("my notes", "utf-8")
    assert main(["history"]) == 3
    assert "history.sqlite" in capsys.readouterr().err
    assert main(["doctor"]) == 1
    assert "to fix" in capsys.readouterr().out
    assert file.read_text("utf-8") == "my notes" and os.listdir(file.parent) == [file.name]


def test_doctor_says_where_everything_is(played: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", "--banks", str(played.parent)]) == 0
    output = capsys.readouterr().out
    assert "history.sqlite" in output and "2 attempts, 12 responses" in output
    assert "bank.yaml: 10 questions, 10 quotes, no errors" in output
    assert "nz-foreign-policy.yaml" in output
    assert output.endswith("Everything is in order.\n")


def test_doctor_names_a_broken_bank(played: Path, capsys: pytest.CaptureFixture[str]) -> None:
    played.write_text(played.read_text("utf-8").replace("true_false", "tru_false"), "utf-8")
    assert main(["doctor", "--banks", str(played)]) == 1
    output = capsys.readouterr().out
    assert f"to fix: “quiz check {played}”" in output


@pytest.mark.usefixtures("played")
def test_a_backup_is_made_and_restored(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", "--backup"]) == 0
    backup = capsys.readouterr().out.removeprefix("Backup made: ").strip()
    history = tmp_path / "data" / "history.sqlite"
    for file in history.parent.glob("history.sqlite*"):
        file.write_bytes(b"")
    assert main(["history"]) == 3
    assert main(["doctor", "--restore", backup]) == 0
    assert "is kept as" in capsys.readouterr().out
    assert main(["history", "--format", "json"]) == 0
    assert len(json.loads(capsys.readouterr().out)) == 2


@pytest.mark.usefixtures("played")
def test_playing_leaves_a_backup_of_the_day(tmp_path: Path) -> None:
    assert len(list((tmp_path / "data" / "backups").glob("*.sqlite"))) == 1
