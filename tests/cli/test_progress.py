"""`quiz progress`, and `quiz history --full`, through the command."""

import csv
import io
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from quiz.cli import main
from quiz.model.response import Confidence
from quiz.store.records import EventKind, EventRecord
from quiz.study.tabular import COLUMNS, IDS
from tests.store.store_samples import attempt, opened, play
from tests.study.learner import RIGHT, WRONG, bank_of, choices, studying

HOSTILE = "\x1b]0;owned\x07 \u202eevil\x9b31m"


@pytest.fixture(autouse=True)
def _place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("QUIZ_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("COLUMNS", "90")


@pytest.fixture
def studied(tmp_path: Path) -> Path:
    """Two banks: two answers to one, three days later one to the other."""
    ferry = bank_of(tmp_path, choices("one", "two"))
    train = bank_of(tmp_path, choices("three", tags="land"), "train", "The train")
    with studying(tmp_path / "data", ferry, train) as study:
        study.play(ferry, [RIGHT, WRONG], Confidence.CERTAIN)
        study.wait(days=3)
        study.play(train, [RIGHT])
    return ferry


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(["progress", *arguments]) == 0
    return capsys.readouterr().out


@pytest.mark.usefixtures("studied")
def test_the_report_tells_everything_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    shown = printed(capsys)
    for text in (
        "Study days",
        "all answers",
        "all answers: 2 of 3 right",
        "Due in the next 14 days",
        "By bank, weakest first",
        "The train",
        "By tag, weakest first",
        "By type, weakest first",
        "single choice",
        "Answered right, by day",
        "How sure, and how right",
        "Still known more than half a day later",
    ):
        assert text in shown
    assert "Certainty-based" not in shown
    assert all(len(line) < 90 for line in shown.splitlines())
    assert "Certainty-based marks" in printed(capsys, "--certainty")


@pytest.mark.usefixtures("studied")
def test_tables_by_what_is_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    assert "Study days" not in printed(capsys, "--by", "tag")
    questions = printed(capsys, "--by", "question")
    assert questions.count("Where did the ferry leave from?") == 3 and "last seen" in questions
    for by, ids in IDS.items():
        rows = list(csv.reader(io.StringIO(printed(capsys, "--by", by, "--format", "csv"))))
        assert rows[0] == [*ids, *COLUMNS] and len(rows) > 1
    lines = csv.DictReader(io.StringIO(printed(capsys, "--format", "csv")))
    assert [(line["bank"], line["right"], line["answers"]) for line in lines] == [
        ("ferry", "1", "2"), ("train", "1", "1"),
    ]  # fmt: skip


@pytest.mark.usefixtures("studied")
def test_json_holds_everything(capsys: pytest.CaptureFixture[str]) -> None:
    data = json.loads(printed(capsys, "--format", "json"))
    assert (data["answers"], data["right"]) == (3, 2)
    assert [bank["label"] for bank in data["banks"]] == ["The ferry", "The train"]
    assert len(data["due"]) == 30 and data["retention"]["wanted"] == 0.9
    levels = data["confidence"]["levels"]
    assert [(each["answers"], each["right"]) for each in levels] == [(0, 0), (0, 0), (2, 1)]
    assert data["confidence"]["certainty_based_marks"] is None
    data = json.loads(printed(capsys, "--format", "json", "--certainty"))
    assert data["confidence"]["certainty_based_marks"]["average"] == -1.5


def test_banks_are_named_by_id_by_file_and_by_folder(
    studied: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("ferry", str(studied), str(studied.parent)):
        data = json.loads(printed(capsys, name, "--format", "json"))
        assert data["answers"] == 2
    assert json.loads(printed(capsys, "ferry", "train", "--format", "json"))["answers"] == 3
    studied.unlink()
    assert json.loads(printed(capsys, "ferry", "--format", "json"))["answers"] == 2
    assert main(["progress", "boat"]) == 2
    assert "there is no bank “boat”; you have played: ferry, train" in capsys.readouterr().err


@pytest.mark.usefixtures("studied")
@pytest.mark.parametrize(
    ("options", "answers", "said"),
    [
        (["--tag", "land"], 1, "Counting only: tag land"),
        (["--tag", "land", "--tag", "sea"], 3, "tag land or sea"),
        (["--type", "single choice", "ferry"], 2, "The ferry · type single choice"),
        (["--question", "ferry/two"], 1, "“Where did the ferry leave from?”"),
        (["--question", "ferry/two", "--question", "train/three"], 2, "leave from?” or “"),
        (["--tag", "land", "ferry"], 0, "No answers match: The ferry · tag land."),
        (["--tag", "air"], 0, "No answers match: tag air."),
    ],
)
def test_all_figures_are_narrowed(
    options: list[str], answers: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert said in printed(capsys, *options)
    data = json.loads(printed(capsys, *options, "--format", "json"))
    assert data["answers"] == sum(each["answers"] for each in data["over_time"]) == answers
    assert sum(each["answers"] for each in data["questions"]) == answers
    assert data["narrowed_to"] is not None


@pytest.mark.usefixtures("studied")
def test_wrong_filters_say_what_there_is(capsys: pytest.CaptureFixture[str]) -> None:
    for options, said in (
        (["--type", "essay"], "there is no type “essay”; there are: single_choice,"),
        (["--question", "ferry/nine"], "no answered question is called “ferry/nine”"),
        (["--resume", "nine"], "no answered question is called “nine”"),
    ):
        assert main(["progress", *options]) == 2
        assert said in capsys.readouterr().err


def test_what_rests_is_listed_and_can_be_asked_again(
    studied: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with studying(tmp_path / "data", studied, start=datetime.now(UTC)) as study:
        event = EventRecord("0" * 32, EventKind.SUSPEND, "ferry", "two", study.now)
        study.context.store.record_event(event)
    shown = " ".join(printed(capsys).split())
    assert "1 question suspended, 0 postponed." in shown
    asked = "The ferry · Where did the ferry leave from? suspended until you resume it"
    assert asked in shown
    assert json.loads(printed(capsys, "--format", "json"))["resting"] == [
        {"bank": "ferry", "question": "two", "prompt": "Where did the ferry leave from?",
         "suspended": True, "until": None},
    ]  # fmt: skip
    assert printed(capsys, "--resume", "ferry/two") == "ferry/two: reviews will ask it again.\n"
    assert "0 questions suspended" in printed(capsys)
    assert "reviews ask it already" in printed(capsys, "--resume", "ferry/two")


def test_without_answers_it_says_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    assert "Play a bank" in printed(capsys)
    assert json.loads(printed(capsys, "--format", "json"))["banks"] == []
    assert len(printed(capsys, "--format", "csv").splitlines()) == 1


def test_text_from_outside_is_cleaned(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with opened(tmp_path / "data") as store:
        play(store, attempt(bank=HOSTILE)._replace(title=HOSTILE), 1, 0, 0)
    for options in ([], ["--by", "question"], ["--by", "bank", "--format", "csv"],
                    ["--format", "json"], [HOSTILE]):  # fmt: skip
        shown = printed(capsys, *options)
        assert shown and not set(shown) & set("\x1b\x07\x9b\u202e")
    main(["progress", f"{HOSTILE}?"])
    assert not set(capsys.readouterr().err) & set("\x1b\x07\x9b\u202e")


def test_an_attempt_is_printed_in_full(studied: Path, capsys: pytest.CaptureFixture[str]) -> None:
    studied.unlink()
    assert main(["history", "1", "--full"]) == 0
    shown = capsys.readouterr().out
    assert "Attempt 1: The ferry" in shown and shown.count("Where did the ferry") == 2
    assert "Quote (the report, paragraph 1): The ferry left Picton at noon" in shown
    assert "You said: certain." in shown


@pytest.mark.usefixtures("studied")
@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["--full"], 2, "quiz history N --full"),
        (["1", "--full", "--format", "csv"], 2, "--full prints text only"),
        (["9", "--full"], 2, "no attempt 9"),
    ],
)
def test_what_cannot_be_printed_in_full(
    arguments: list[str], code: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["history", *arguments]) == code
    assert said in capsys.readouterr().err
