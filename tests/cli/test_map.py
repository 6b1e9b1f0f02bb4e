"""`quiz map`, and `quiz play --sentence`, through the command."""

import io
import json
from pathlib import Path

import pytest

from quiz.cli import main
from tests.support import SAMPLES, as_items, write_bank

PICTON = SAMPLES["single_choice"].text
CAPE = SAMPLES["short_answer"].text
ENGINES = SAMPLES["cloze"].text
HEAD = "format: 1\nid: two\ntitle: Two\n"
TWO = HEAD + "sources: {report: report.txt, other: other.txt}\nquestions:\n"


@pytest.fixture
def bank(tmp_path: Path) -> str:
    return str(write_bank(tmp_path, as_items(PICTON, CAPE, ENGINES)))


def test_every_sentence_has_a_number_a_sign_and_words(
    bank: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(":answer\n"))
    assert main(["play", bank, "--sentence", "1"]) == 0
    capsys.readouterr()
    assert main(["map", bank]) == 0
    assert capsys.readouterr().out == (
        "Source “report”\n\n"
        "1. ✗ missed: The ferry left Picton at noon with 512 people aboard.\n"
        "   questions: harbour (missed)\n\n"
        "2. ○ never met: Two of the four engines failed off Cape Jackson, the harbourmaster said.\n"
        "   questions: cape (never met); engines (never met)\n\n"
        "3. no question: Nobody was hurt, and the ferry reached Wellington before dark.\n\n"
        "2 of 3 sentences have questions, 41% is quoted.\n"
        "✗ 1 missed, ○ 1 never met\n"
    )


def test_as_json(bank: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["map", bank, "--source", "report", "--format", "json"]) == 0
    data = json.loads(capsys.readouterr().out)
    (source,) = data["sources"]
    first, second, third = source["sentences"]
    assert (data["bank"], source["source"]) == ("ferry", "report")
    assert [each["sentence"] for each in source["sentences"]] == [1, 2, 3]
    assert (first["state"], third["state"], third["questions"]) == ("never met", None, [])
    assert [each["question"] for each in second["questions"]] == ["cape", "engines"]
    (start, end), = first["questions"][0]["quoted"]  # fmt: skip
    assert first["text"][start - first["start"] : end - first["start"]] == (
        "The ferry left Picton at noon"
    )
    assert source["summary"]["with_questions"] == 2
    assert source["summary"]["states"] == {"never met": 2}


def test_playing_a_sentence_asks_its_questions_and_no_other(
    bank: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("cape jackson\ntwo; four\n"))
    assert main(["play", bank, "--sentence", "2"]) == 0
    output = capsys.readouterr().out
    assert "Question 1 of 2" in output and "2 of 2 points" in output
    assert "Where did the ferry leave from?" not in output


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["--sentence", "3"], "sentence 3 of “report” has no question"),
        (["--sentence", "9"], "there is no sentence 9"),
        (["--source", "report"], "--source needs --sentence"),
        (["--sentence", "1", "--source", "\x1b[31mx"], "has no source “�[31mx”"),
    ],
)
def test_why_a_sentence_cannot_be_played(
    bank: str, arguments: list[str], why: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["play", bank, *arguments]) == 2
    output, errors = capsys.readouterr()
    assert output == "" and why in errors


def test_a_sentence_is_of_one_bank(bank: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["play", bank, bank, "--sentence", "1"]) == 2
    assert "--sentence needs exactly one bank" in capsys.readouterr().err


def test_all_sources_are_shown_unless_one_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "other.txt").write_text("Wind\x1b]0;x\x07 rose\x85over the strait.\n", "utf-8")
    file = str(write_bank(tmp_path, as_items(PICTON), TWO))
    assert main(["map", file]) == 0
    output = capsys.readouterr().out
    assert "Source “report”" in output and "Source “other”" in output
    assert "1. no question: Wind�]0;x� rose over the strait." in output
    assert "0 of 1 sentences have questions, 0% is quoted." in output
    assert main(["map", file, "--source", "other"]) == 0
    assert "Source “report”" not in capsys.readouterr().out


def test_what_cannot_be_mapped(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    broken = write_bank(tmp_path, "  - {id: x}\n", name="broken.yaml")
    assert main(["map", str(broken)]) == 1
    assert main(["map", "nowhere"]) == 2
    asked = as_items("id: a\ntype: true_false\nprompt: x\nanswer: true\n")
    bare = write_bank(tmp_path, asked, f"{HEAD}questions:\n")
    assert main(["map", str(bare)]) == 2
    output, errors = capsys.readouterr()
    assert output == "" and "the bank “two” has no source" in errors
