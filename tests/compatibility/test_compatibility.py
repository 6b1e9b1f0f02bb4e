"""What an earlier version wrote: its history, settings, banks and exports (see README.md)."""

import io
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from quiz.cli import main

HERE = Path(__file__).parent
EXPORTS = {
    "anki": "anki.apkg", "canvas": "canvas.zip", "csv": "csv.csv", "gift": "gift.gift",
    "markdown": "markdown.md", "moodle": "moodle.xml", "qti21": "qti21.zip", "qti3": "qti3.zip",
}  # fmt: skip
TEXT_FORMATS = ("csv", "gift", "moodle")
"""Those whose exports are compared byte by byte; the words of a Markdown document may change."""
LASTING = (
    "answers", "right", "banks", "tags", "types", "questions", "versions", "confidence",
    "retention", "suspended",
)  # fmt: skip
"""The figures of `quiz progress` that do not depend on the time of asking."""


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the old data folder, in use."""
    folder = tmp_path / "data"
    shutil.copytree(HERE / "data", folder)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    return folder


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """Return what a command prints; it must succeed."""
    capsys.readouterr()
    assert main([*arguments]) == 0
    return capsys.readouterr().out


def recorded(name: str) -> Any:
    return json.loads((HERE / name).read_text("utf-8"))


@pytest.mark.usefixtures("data")
def test_the_history_is_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    assert json.loads(printed(capsys, "history", "--format", "json")) == recorded("history.json")
    attempts = [
        json.loads(printed(capsys, "history", str(number), "--format", "json"))
        for number in (1, 2, 3, 4)
    ]
    for attempt in attempts:
        # Newer: questions left blank in an exam, the learner’s own judgement, the open book.
        attempt["responses"] = [each for each in attempt["responses"] if each["answered"]]
        for name in ("judged_right", "open_book"):
            assert not any(each.pop(name) for each in attempt["responses"])
    assert attempts == recorded("attempts.json")


@pytest.mark.usefixtures("data")
def test_the_figures_are_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    old, now = (
        recorded("progress.json"),
        json.loads(printed(capsys, "progress", "--format", "json")),
    )
    assert {name: now[name] for name in LASTING} == {name: old[name] for name in LASTING}


@pytest.mark.usefixtures("data")
def test_the_history_is_sound(capsys: pytest.CaptureFixture[str]) -> None:
    assert "damaged" not in printed(capsys, "doctor")


@pytest.mark.usefixtures("data")
def test_every_attempt_can_be_read_question_by_question(capsys: pytest.CaptureFixture[str]) -> None:
    for number in (1, 2, 3, 4):
        assert "Your answer: " in printed(capsys, "history", str(number), "--full")


@pytest.mark.usefixtures("data")
def test_the_history_is_exported_as_before(capsys: pytest.CaptureFixture[str]) -> None:
    assert printed(capsys, "history", "--export", "-") == (
        (HERE / "history.jsonl").read_text("utf-8")
    )


@pytest.mark.usefixtures("data")
def test_the_unfinished_attempt_continues(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("4\n3\n"))
    output = printed(capsys, "play", "skerry", "--continue")
    assert "Question 3 of 9" in output and "Question 4 of 9" in output
    newest = json.loads(printed(capsys, "history", "--format", "json"))[0]
    assert (newest["attempt"], newest["answered"], newest["score"]) == (4, 3, 3.0)


def test_an_exported_history_is_imported(capsys: pytest.CaptureFixture[str]) -> None:
    printed(capsys, "history", "--import", str(HERE / "history.jsonl"))
    imported = json.loads(printed(capsys, "history", "--format", "json"))
    # Attempts are numbered as they come in.
    assert [each | {"attempt": 0} for each in imported] == [
        each | {"attempt": 0} for each in recorded("history.json")
    ]


@pytest.mark.usefixtures("data")
def test_an_export_of_what_is_here_adds_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    printed(capsys, "history", "--import", str(HERE / "history.jsonl"))
    assert json.loads(printed(capsys, "history", "--format", "json")) == recorded("history.json")


@pytest.mark.usefixtures("data")
def test_settings_are_read_as_they_were_set(capsys: pytest.CaptureFixture[str]) -> None:
    known = json.loads(printed(capsys, "settings", "--format", "json"))["settings"]
    banks = {each["name"]: each["value"] for each in known}.pop("banks")
    assert [Path(bank).name for bank in banks] == ["shelf"]
    # Newer: answers at once.
    known = [each for each in known if each["name"] not in ("banks", "answer_at_once")]
    assert {each["name"]: each["value"] for each in known} == {
        "theme": "light", "confidence": True, "certainty_marks": True, "daily_limit": 60,
        "retention": 0.85, "motion": False, "plain": True,
    }  # fmt: skip
    assert all(each["origin"] == "file" for each in known)


@pytest.mark.usefixtures("data")
def test_the_bank_has_no_new_errors(capsys: pytest.CaptureFixture[str]) -> None:
    assert " 0 errors" in printed(capsys, "check", "data/shelf/skerry.yaml")


@pytest.mark.usefixtures("data")
@pytest.mark.parametrize("name", TEXT_FORMATS)
def test_an_export_has_the_same_bytes(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    printed(capsys, "export", "data/shelf/skerry.yaml", "--to", name, "-o", "now")
    assert Path("now").read_bytes() == (HERE / "exports" / EXPORTS[name]).read_bytes()


@pytest.mark.usefixtures("data")
@pytest.mark.parametrize("name", sorted(EXPORTS.keys() - {"markdown"}))
def test_an_old_export_is_imported(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    file = HERE / "exports" / EXPORTS[name]
    made = printed(
        capsys, "import", str(file), "--source", "data/shelf/skerry.txt", "-o", "data/shelf/b.yaml"
    )
    assert "9 questions" in made


NEWER = HERE / "version4"
"""What schema 4 keeps besides: judgements of the learner, blank questions, places of banks."""


@pytest.fixture
def newer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Use a copy of the history of schema 4."""
    (tmp_path / "data").mkdir()
    shutil.copy(NEWER / "history.sqlite", tmp_path / "data")
    monkeypatch.setenv("QUIZ_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.delenv("QUIZ_BANKS", raising=False)
    monkeypatch.chdir(tmp_path)


@pytest.mark.usefixtures("newer")
def test_judgements_and_blank_questions_are_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    attempts = [json.loads(printed(capsys, "history", each, "--format", "json")) for each in "12"]
    for attempt in attempts:
        assert not any(each.pop("open_book") for each in attempt["responses"])
    assert attempts == json.loads((NEWER / "attempts.json").read_text("utf-8"))
    overruled = json.loads((NEWER / "overruled.json").read_text("utf-8"))
    assert json.loads(printed(capsys, "overruled", "--format", "json")) == overruled
    exported = printed(capsys, "history", "--export", "-")
    assert exported == (NEWER / "history.jsonl").read_text("utf-8")
    assert "damaged" not in printed(capsys, "doctor")


@pytest.mark.usefixtures("newer")
def test_a_bank_that_was_remembered_elsewhere_is_lost_here(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert "skerry: The light on the Skerry" in printed(capsys, "banks")
    printed(capsys, "banks", "--forget", "skerry")
    assert "skerry" not in printed(capsys, "banks")
