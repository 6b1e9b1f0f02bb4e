"""`quiz check` as a person or a program runs it."""

import json
import os
from pathlib import Path

import pytest

from quiz.cli import main
from tests.support import HEADER, SAMPLES, all_samples, as_items, write_bank

Capture = pytest.CaptureFixture[str]


def test_a_sound_bank_passes(tmp_path: Path, capsys: Capture) -> None:
    path = write_bank(tmp_path, as_items(*all_samples()))
    assert main(["check", str(path)]) == 0
    out, err = capsys.readouterr()
    assert (out, err) == (
        "1 file, 10 questions, 10 quotes, 22 rules checked: 0 errors, 0 warnings\n",
        "",
    )


def test_a_problem_is_printed_with_its_line_and_a_caret(tmp_path: Path, capsys: Capture) -> None:
    path = write_bank(tmp_path, as_items(SAMPLES["true_false"].text + "hint: No.\n"))
    assert main(["check", str(path)]) == 1
    out = capsys.readouterr().out.splitlines()
    assert out[0].startswith(
        f"{path}:12:3: error unknown-key a true_false question has no key “hint”"
    )
    assert out[1:] == [
        "    12 |   hint: No.",
        "       |   ^",
        "1 file, 1 question, 1 quote, 0 rules checked: 1 error, 0 warnings",
    ]


def test_json_has_just_the_keys_that_are_promised(tmp_path: Path, capsys: Capture) -> None:
    path = write_bank(tmp_path, as_items(SAMPLES["true_false"].text + "hint: Nö.\n"))
    assert main(["check", "--format", "json", str(path)]) == 1
    out = capsys.readouterr().out
    data = json.loads(out)
    assert list(data) == ["files", "questions", "quotes", "rules", "problems"]
    assert (data["files"], data["questions"], data["quotes"], data["rules"]) == (1, 1, 1, 0)
    (problem,) = data["problems"]
    assert list(problem) == ["path", "line", "column", "severity", "rule", "message"]
    message = problem.pop("message")
    assert "“hint”" in message and "“hint”" in out
    assert problem == {
        "path": str(path),
        "line": 12,
        "column": 3,
        "severity": "error",
        "rule": "unknown-key",
    }


def test_warnings_fail_only_when_they_are_to(tmp_path: Path, capsys: Capture) -> None:
    path = write_bank(tmp_path, "- {id: q, type: true_false, prompt: p, answer: true}\n")
    assert main(["check", str(path)]) == 0
    assert "warning unused-source" in capsys.readouterr().out
    assert main(["check", "--strict", str(path)]) == 1
    assert capsys.readouterr().out.endswith("0 errors, 1 warning\n")
    assert main(["check", "--strict", "--format", "json", str(path)]) == 1
    assert json.loads(capsys.readouterr().out)["problems"][0]["severity"] == "warning"


def test_the_banks_that_come_with_quiz_have_no_fault(capsys: Capture) -> None:
    questions = Path(__file__).parents[2] / "questions"
    assert main(["check", "--strict", str(questions)]) == 0, capsys.readouterr().out
    assert ", 22 rules checked: 0 errors, 0 warnings" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "shown"),
    [
        ([], False),
        (["--format", "github"], False),
        (["--info"], True),
        (["--info", "--format", "github"], True),
        (["--format", "json"], True),
        (["--format", "sarif"], True),
    ],
)
def test_weak_signs_are_for_programs_and_those_who_ask(
    tmp_path: Path, capsys: Capture, arguments: list[str], shown: bool
) -> None:
    text = SAMPLES["single_choice"].text.replace("answer: Picton", "answer: in Picton port")
    path = write_bank(tmp_path, as_items(text.replace("quote", "inferred: true\nquote")))
    assert main(["check", "--strict", *arguments, str(path)]) == 0
    message = "the right option is the longest"
    assert (message in capsys.readouterr().out) is shown


def test_wrong_usage_is_reported_on_stderr(tmp_path: Path, capsys: Capture) -> None:
    for arguments in ([str(tmp_path)], [str(tmp_path / "gone\x1b[2J")]):
        assert main(["check", *arguments]) == 2
        out, err = capsys.readouterr()
        assert out == ""
        assert err.startswith("quiz: there is no ") and "\x1b" not in err
    for arguments in ([], ["--format", "xml", "x"]):
        with pytest.raises(SystemExit, match="2"):
            main(["check", *arguments])


def test_a_pipe_is_no_bank(tmp_path: Path, capsys: Capture) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert main(["check", str(tmp_path / "pipe")]) == 1
    assert "pipe:1:1: error unreadable" in capsys.readouterr().out


@pytest.mark.parametrize("form", ["text", "json"])
def test_no_control_character_is_ever_printed(tmp_path: Path, capsys: Capture, form: str) -> None:
    folder = tmp_path / "\x1b]0;x\x07\x9b2J\u202e\udcff"
    folder.mkdir()
    evil = "\x1b[2J\x7f\x9b\u202e"
    header = HEADER.replace("The ferry", f"T{evil}").replace("report:", f"'r{evil}':")
    question = SAMPLES["single_choice"].text.replace("Picton", f"P{evil}")
    escaped = question.replace(evil, '"\\e]52;c;eA==\\a"').replace("harbour", '"\\u202e"')
    path = write_bank(folder, as_items(question, escaped) + f"- ? 'x{evil}\ty'\n  : z\n", header)
    assert main(["check", "--format", form, str(path)]) == 1
    out, err = capsys.readouterr()
    assert err == ""
    assert all(sign.isprintable() or sign == "\n" for sign in out)
    if form == "json":
        problems = json.loads(out)["problems"]
        assert problems[0]["path"] == str(path)
