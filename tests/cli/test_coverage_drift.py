"""`quiz coverage --changed` and `--was`, through the command."""

import json
from pathlib import Path

import pytest

from quiz.cli import main
from tests.support import SAMPLES, SOURCE, as_items, write_bank

PICTON = SAMPLES["single_choice"].text
CAPE = SAMPLES["short_answer"].text
ENGINES = SAMPLES["cloze"].text

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def bank(tmp_path: Path) -> str:
    return str(write_bank(tmp_path, as_items(PICTON, CAPE, ENGINES)))


def drift(*arguments: str) -> int:
    return main(["coverage", *arguments])


def test_a_text_that_is_to_come(bank: str, tmp_path: Path, capsys: Capture) -> None:
    new = tmp_path / "new.txt"
    new.write_text("News.\n" + SOURCE.replace("Cape Jackson", "the cape"), "utf-8")
    for meant in (str(new), f"report={new}", f"{tmp_path / 'report.txt'}={new}"):
        assert drift(bank, "--changed", meant) == 1
        lines = capsys.readouterr().out.splitlines()
        assert len(lines) == 4
        assert lines[0].startswith(f"{bank}:20:10: lost cape “engines failed off Cape Jackson”: ")
        assert "moved harbour" in lines[1] and "moved engines" in lines[2]
        assert lines[3] == (
            "3 questions: 1 lost, 0 doubled, 0 only typographic now, 2 moved, 0 as before"
        )


def test_a_text_that_was(bank: str, tmp_path: Path, capsys: Capture) -> None:
    old = tmp_path / "old.txt"
    old.write_text(SOURCE, "utf-8")
    assert drift(bank, "--was", str(old)) == 0
    assert capsys.readouterr().out.startswith("3 questions: 0 lost")
    (tmp_path / "report.txt").write_text(SOURCE + "engines failed off Cape Jackson", "utf-8")
    assert main(["check", bank]) == 1
    capsys.readouterr()
    assert drift(bank, "--was", str(old), "--format", "json") == 1
    data = json.loads(capsys.readouterr().out)
    assert data["counts"] == {"lost": 0, "doubled": 1, "typographic": 0, "moved": 0, "same": 2}
    (drifted,) = data["drift"]
    assert (drifted["question"], drifted["fate"]) == ("cape", "doubled")
    (quote,) = drifted["quotes"]
    start, end = quote["before"]["spans"][0]
    assert SOURCE[start:end] == quote["quote"] and quote["after"] is None
    assert len(quote["places"]) == 2 and quote["places"][0] == [start, end]


def test_moving_alone_does_not_fail(bank: str, tmp_path: Path, capsys: Capture) -> None:
    new = tmp_path / "new.txt"
    new.write_text("A line before.\n" + SOURCE, "utf-8")
    report = tmp_path / "drift.json"
    assert drift(bank, "--changed", str(new), "--format", "json", "-o", str(report)) == 0
    assert json.loads(report.read_text("utf-8"))["counts"]["moved"] == 3
    assert capsys.readouterr().out == ""


def test_what_cannot_be_compared(bank: str, tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "second").mkdir()
    far = str(write_bank(tmp_path / "second", as_items(PICTON)))
    old = str(tmp_path / "report.txt")
    for arguments, why in (
        ([bank, "--changed", "no\x1b[1m.txt"], "cannot be opened"),
        ([bank, "--changed", f"nope={old}"], "no bank has a source “nope”; they have “report”"),
        ([bank, far, "--was", old], "write NAME=FILE"),
        ([bank, far, "--was", f"report={old}"], "“report” names several sources: write PATH=FILE"),
        ([bank, "--was", old, "--was", f"report={old}"], "second text for the same source"),
        ([bank, "--was", old, "--format", "html"], "print text or JSON"),
        ([bank, "--was", old, "--least", "5"], "not go with --least"),
    ):
        assert drift(*arguments) == 2
        errors = capsys.readouterr().err
        assert why in errors and "\x1b" not in errors


def test_a_bank_that_was_in_error_then_too(bank: str, tmp_path: Path, capsys: Capture) -> None:
    old = tmp_path / "old.txt"
    old.write_text("Nothing of it.\n", "utf-8")
    assert drift(bank, "--was", str(old)) == 1
    assert "with the text as it was: " in capsys.readouterr().err
    (tmp_path / "report.txt").write_text("Nothing of it.\n", "utf-8")
    assert drift(bank, "--changed", str(old)) == 1
    assert drift(bank) == 1
