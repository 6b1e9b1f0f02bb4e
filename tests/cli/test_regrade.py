"""`quiz regrade`: what a corrected key changes, and that nothing else does."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from quiz.cli import main
from quiz.store.store import open_store
from quiz.study.context import Grading, now
from tests.support import all_samples, as_items, write_bank

QUESTIONS = """\
- id: harbour
  type: single_choice
  prompt: Where did the ferry leave from?
  answer: Nelson
  distractors: [Picton, Wellington]
  quote: The ferry left Picton at noon
- id: people
  type: numeric
  prompt: How many people were aboard?
  answer: 513
  quote: with 512 people aboard
- id: cape
  type: short_answer
  prompt: Near which cape did the engines fail?
  answers: [Farewell]
  quote: failed off Cape Jackson, the harbourmaster said
"""
ANSWERS = "Picton\n512\nCape Jackson\n"


@pytest.fixture(autouse=True)
def _place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("QUIZ_DATA_DIR", str(tmp_path / "data"))


@pytest.fixture
def bank(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Path:
    """A bank with wrong keys, played once with the right answers."""
    path = write_bank(tmp_path, QUESTIONS)
    monkeypatch.setattr("sys.stdin", io.StringIO(ANSWERS))
    assert main(["play", str(path), "--seed", "1"]) == 0
    capsys.readouterr()
    return path


def edit(bank: Path, *changes: tuple[str, str]) -> None:
    text = bank.read_text("utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    bank.write_text(text, "utf-8")


KEY = ("answer: Nelson\n  distractors: [Picton,", "answer: Picton\n  distractors: [Nelson,")
NUMBER = ("answer: 513", "answer: 512")


def regraded(capsys: pytest.CaptureFixture[str], *options: str) -> Any:
    assert main(["regrade", "bank.yaml", "--format", "json", *options]) == 0
    return json.loads(capsys.readouterr().out)


def history(capsys: pytest.CaptureFixture[str], *words: str) -> Any:
    assert main(["history", "--format", "json", *words]) == 0
    return json.loads(capsys.readouterr().out)


def test_a_dry_run_says_what_would_change_and_writes_nothing(
    bank: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = history(capsys, "1")
    edit(bank, KEY, NUMBER)
    assert main(["regrade", str(bank)]) == 0
    output = capsys.readouterr().out
    assert "ferry / harbour, attempt 1: 0 of 1 point → 1 of 1 point" in output
    assert "answered: Picton" in output
    assert "why: the correct answer was “Nelson” and is now “Picton”" in output
    assert "2 scores would change: 3 answers checked. Nothing was written" in output
    assert history(capsys, "1") == before


def test_one_answer_is_counted_as_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = write_bank(tmp_path, QUESTIONS[: QUESTIONS.index("- id: people")])
    monkeypatch.setattr("sys.stdin", io.StringIO("Picton\n"))
    assert main(["play", str(file), "--seed", "1"]) == 0
    assert main(["regrade", str(file)]) == 0
    assert "No score changes: 1 answer checked." in capsys.readouterr().out
    edit(file, KEY)
    assert main(["regrade", str(file)]) == 0
    assert "1 score would change: 1 answer checked." in capsys.readouterr().out


def test_applied_the_scores_change_and_the_answers_stay(
    bank: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = history(capsys, "1")
    edit(bank, KEY, NUMBER)
    data = regraded(capsys, "--apply")
    assert data["applied"] and len(data["changes"]) == 2 and data["left"] == []
    after = history(capsys, "1")
    assert (before["score"], after["score"], after["max_score"]) == (0.0, 2.0, 3.0)
    assert [each["response"] for each in after["responses"]] == [["Picton"], ["512"],
                                                                ["Cape Jackson"]]  # fmt: skip
    assert [each["score"] for each in after["responses"]] == [1.0, 1.0, 0.0]
    assert (
        after["responses"][0]["regraded"] == "the correct answer was “Nelson” and is now “Picton”"
    )
    assert after["responses"][2]["regraded"] is None
    with open_store(tmp_path / "data", now, Grading(0.9)) as store:
        right = {question for (_, question), state in store.states().items() if state.last_right}
        assert right == {"harbour", "people"}
        assert store.bank_figures()["ferry"].best == 2 / 3
    assert main(["history", "1"]) == 0
    assert "1 of 1 (regraded)" in capsys.readouterr().out
    assert len(list((tmp_path / "data" / "backups").glob("*.sqlite"))) == 2
    assert main(["doctor", "--banks", str(bank)]) == 0


@pytest.mark.usefixtures("bank")
def test_a_second_time_nothing_is_left_to_change(
    bank: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(bank, KEY)
    assert len(regraded(capsys, "--apply")["changes"]) == 1
    after = history(capsys, "1")
    again = regraded(capsys, "--apply")
    assert (again["changes"], again["applied"]) == ([], False)
    assert history(capsys, "1") == after
    assert len(list((tmp_path / "data" / "backups").glob("*.sqlite"))) == 2


def test_a_key_changed_back_restores_the_marks(
    bank: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = history(capsys, "1")
    edit(bank, KEY)
    regraded(capsys, "--apply")
    edit(bank, (KEY[1], KEY[0]))
    assert len(regraded(capsys, "--apply")["changes"]) == 1
    assert history(capsys, "1")["score"] == before["score"]


def test_what_cannot_be_carried_over_is_named_and_left(
    bank: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(bank, ("Picton, Wellington", "Wellington"), ("id: people", "id: persons"))
    edit(bank, ("type: short_answer", "type: numeric"), ("answers: [Farewell]", "answer: 1"))
    data = regraded(capsys, "--apply")
    assert data["changes"] == []
    assert {each["question"]: each["why"] for each in data["left"]} == {
        "cape": "the question type is now numeric; it was short_answer",
        "harbour": "the answer is no longer among the options",
        "people": "the bank no longer has the question",
    }
    assert history(capsys, "1")["responses"][0]["regraded"] is None


def test_points_and_wording_are_told(bank: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edit(bank, NUMBER, ("How many people", "How many persons"), ("id: people", "id: people\n"
         "  points: 2"))  # fmt: skip
    data = regraded(capsys, "--apply")
    (change,) = data["changes"]
    assert (change["new_score"], change["new_max_score"]) == (2.0, 2.0)
    assert change["why"] == (
        "the correct answer was “513” and is now “512”; now worth 2 (was 1); "
        "the question was reworded"
    )
    attempt = history(capsys)[0]
    assert (attempt["score"], attempt["max_score"]) == (2.0, 4.0)


def test_more_spellings_are_accepted(bank: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edit(bank, ("[Farewell]", "[Farewell, Cape Jackson]"))
    (change,) = regraded(capsys)["changes"]
    assert (change["answered"], change["why"]) == ("Cape Jackson", "accepted now")


def test_an_attempt_gone_on_with_has_the_marks_that_hold(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    bank = write_bank(tmp_path, QUESTIONS)
    monkeypatch.setattr("sys.stdin", io.StringIO("Picton\n"))
    main(["play", str(bank), "--seed", "1"])
    edit(bank, KEY)
    assert main(["regrade", str(bank), "--apply"]) == 0
    capsys.readouterr()
    monkeypatch.setattr("sys.stdin", io.StringIO(":answer\n" * 2))
    assert main(["play", str(bank), "--continue"]) == 0
    assert "1 of 3 points" in capsys.readouterr().out


def test_as_csv(bank: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edit(bank, NUMBER, ("id: harbour", "id: port"))
    assert main(["regrade", str(bank), "--format", "csv"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [(row["question"], row["new_score"]) for row in rows] == [("people", "1.0"),
                                                                    ("harbour", "")]  # fmt: skip


def test_banks_on_offer_are_taken_when_none_is_named(
    bank: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(bank, KEY)
    (bank.parent / "broken.yaml").write_text("format: 1\n", "utf-8")
    assert main(["regrade", "--banks", str(bank.parent)]) == 0
    output, errors = capsys.readouterr()
    assert "1 score would change" in output and "left out" in errors
    assert main(["regrade", "no-such-bank"]) == 2
    assert main(["regrade", str(bank.parent / "broken.yaml")]) == 1


def test_right_answers_stay_right_whatever_the_type(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    bank = write_bank(tmp_path, as_items(*all_samples()))
    monkeypatch.setattr("sys.stdin", io.StringIO(":answer\n" * 3 + "Picton\n" * 30))
    main(["play", str(bank), "--seed", "3"])
    capsys.readouterr()
    data = regraded(capsys)
    assert data["responses"] > 3 and data["changes"] == [] and data["left"] == []
