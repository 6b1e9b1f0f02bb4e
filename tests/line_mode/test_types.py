"""Matching, ordering and finding the evidence, line by line."""

import io
import json
from pathlib import Path
from typing import Any

import pytest

from quiz.cli import main
from tests.support import SAMPLES, as_items, write_bank


def bank(folder: Path, *names: str) -> Path:
    """Return a bank with the samples of these types."""
    return write_bank(folder, as_items(*(SAMPLES[name].text for name in names)))


@pytest.fixture
def play(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    """Return a function that plays lines and returns the output."""

    def run(*arguments: str, lines: str = "") -> str:
        monkeypatch.setattr("sys.stdin", io.StringIO(lines))
        assert main([*arguments]) == 0
        return capsys.readouterr().out

    return run


def test_lefts_have_numbers_and_rights_letters(tmp_path: Path, play: Any) -> None:
    output = play("play", str(bank(tmp_path, "matching")), lines="1z\nat midnight; before dark\n")
    block = output[output.index("When did") :].splitlines()
    assert block[1:4] == ["  1. leave Picton", "  2. reach Wellington", ""]
    assert [line[:5] for line in block[4:7]] == ["  a. ", "  b. ", "  c. "]
    assert "Give each of the 2 a letter, a to c" in output
    assert "Partly right. 0.5 of 1 point." in output
    assert "Correct answer: leave Picton → at noon; reach Wellington → before dark" in output
    assert "Not right: leave Picton → at midnight" in output
    assert "On “at midnight”: Nothing is said of the night." in output


def test_an_order_says_how_many_pairs_stand_right(tmp_path: Path, play: Any) -> None:
    file = str(bank(tmp_path, "ordering"))
    output = play("play", file, lines="1 2\nbreakdown; departure; arrival\n")
    assert "Type all numbers from 1 to 3" in output
    assert "Partly right. 0.33 of 1 point." in output
    assert "In order: 2 of 3 pairs." in output
    shifted = play("play", file, lines="breakdown; arrival; departure\n")
    assert "Not right. 0 of 1 point." in shifted


def test_sentences_have_numbers_and_paragraphs_blank_lines(tmp_path: Path, play: Any) -> None:
    output = play("play", str(bank(tmp_path, "find_evidence")), lines="3\n")
    block = output[output.index("Which sentence") :].splitlines()
    assert [line[:8] for line in block[1:6]] == ["  1. The", "", "  2. Two", "", "  3. Nob"]
    assert "Right. 1 of 1 point." in output
    assert "Quote (the report, paragraph 3): Nobody was hurt, and" in output


def test_history_and_continuing_stand_although_the_source_has_changed(
    tmp_path: Path, play: Any
) -> None:
    file = bank(tmp_path, "find_evidence", "true_false")
    assert "Stopped: 1 of 2" in play("play", str(file), lines="2\n")
    source = tmp_path / "report.txt"
    source.write_text("A new start. Another one. " + source.read_text("utf-8"), "utf-8")
    attempt = json.loads(play("history", "1", "--format", "json"))
    (response,) = attempt["responses"]
    assert response["response"] == [
        "Two of the four engines failed off Cape Jackson, the harbourmaster said."
    ]
    output = play("play", str(file), "--continue", lines="f\n")
    assert "Done. Score: 1 of 2 points" in output
    assert "Correct answer: Nobody was hurt, and the ferry reached" in output
