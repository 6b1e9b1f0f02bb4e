"""Line mode, through the command and its streams."""

import io
import json
from pathlib import Path
from typing import Any

import pytest

from quiz.cli import main
from quiz.errors import StoreError
from quiz.line_mode.console import InputLines
from quiz.store.store import Store
from tests.support import SAMPLES, all_samples, as_items, write_bank


class Run:
    """Runs `quiz` with lines as input, in its own data folder."""

    def __init__(
        self, data: Path, patch: pytest.MonkeyPatch, capture: pytest.CaptureFixture[str]
    ) -> None:
        self.data = data
        self._patch = patch
        self._capture = capture
        self.errors = ""

    def __call__(self, *arguments: str, lines: str = "", code: int = 0) -> str:
        self._patch.setattr("sys.stdin", io.StringIO(lines))
        assert main([*arguments, "--data-dir", str(self.data)]) == code
        output, self.errors = self._capture.readouterr()
        return output

    def history(self, *arguments: str) -> Any:
        return json.loads(self("history", *arguments, "--format", "json"))


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    monkeypatch.chdir(tmp_path)
    return Run(tmp_path / "data", monkeypatch, capsys)


@pytest.fixture
def bank(tmp_path: Path) -> str:
    folder = tmp_path / "bank"
    folder.mkdir()
    return str(write_bank(folder, as_items(*all_samples())))


RIGHT = "".join(f"{sample.right}\n" for sample in SAMPLES.values())


def answers(seed: int, run: Run, bank: str) -> str:
    """Return lines that answer everything right, choices by text where a number may be shuffled."""
    return RIGHT.replace("1 2\n", f"{right_numbers(run, bank, seed)}\n")


def right_numbers(run: Run, bank: str, seed: int) -> str:
    shown = run("play", bank, "--seed", str(seed), lines=":skip\n")
    block = shown[shown.index("What does the report say?") :].splitlines()[1:5]
    right = ("Nobody was hurt", "Two engines failed")
    return " ".join(line.split(".")[0].strip() for line in block if line.endswith(right))


def test_an_attempt_played_to_its_end(run: Run, bank: str) -> None:
    output = run("play", bank, "--plain", "--seed", "4", lines=answers(4, run, bank))
    assert "Question 1 of 10 (single choice)" in output
    assert output.count("Right. 1 of 1 point.") == 10
    assert "Quote (the report, paragraph 1): The ferry left Picton at noon" in output
    assert "Done. Score: 10 of 10 points, 100%." in output
    assert "They come back in" in output and "earlier" not in output
    newest = run.history()[0]
    assert (newest["bank"], newest["mode"], newest["answered"]) == ("ferry", "practice", 10)
    assert (newest["score"], newest["max_score"]) == (10.0, 10.0)
    assert newest["finished"] is not None
    output = run("play", bank, "--new", lines=":answer\n" * 10)
    assert "▼ 100 less than earlier today." in output


def test_the_same_seed_gives_the_same_attempt(run: Run, bank: str) -> None:
    first = run("play", bank, "--seed", "11", lines=":skip\n" * 8)
    assert run("play", bank, "--seed", "11", lines=":skip\n" * 8) == first
    others = {run("play", bank, "--seed", str(seed), lines=":skip\n" * 8) for seed in range(8)}
    assert len(others) > 1


def test_a_wrong_answer_is_explained(run: Run, bank: str) -> None:
    output = run("play", bank, lines="Wellington\n")
    assert "Not right. 0 of 1 point." in output
    assert "Your answer: Wellington" in output
    assert "Correct answer: Picton" in output
    assert "On “Wellington”: That is where it arrived." in output


def test_what_cannot_be_read_is_asked_again_and_not_recorded(run: Run, bank: str) -> None:
    output = run("play", bank, lines="9\n\n:nonsense\nPicton\n")
    assert "Type the number of an option, 1 to 3." in output
    assert "Type an answer, or :skip" in output
    assert "There is no command :nonsense" in output
    assert run.history()[0]["answered"] == 1


def test_options_that_are_numbers_are_shown_with_letters(run: Run, tmp_path: Path) -> None:
    text = "{id: even, type: multiple_response, prompt: Which are even?, answers: [2, 4],"
    text += " distractors: [3, 5], shuffle: false}\n"
    bank = str(write_bank(tmp_path, as_items(text)))
    output = run("play", bank, lines="2 4\na c\n")
    assert "  a. 2\n  b. 3\n  c. 4\n  d. 5\n" in output
    assert "“2” is one option and the label of another: type a) for the option “2”, 2)" in output
    assert "Right. 1 of 1 point." in output
    assert run.history()[0]["answered"] == 1


def test_skipping_comes_back_at_the_end(run: Run, bank: str) -> None:
    output = run("play", bank, lines=":skip\n" + ":answer\n" * 10)
    asked = [line for line in output.splitlines() if line.startswith("Question ")]
    assert [line.split()[1] for line in asked] == [*map(str, range(1, 11)), "1"]
    assert "Done. Score: 0 of 10 points, 0%." in output
    assert "The 10 you missed come back tomorrow." in output


def test_the_last_open_question_cannot_be_skipped(run: Run, bank: str) -> None:
    output = run("play", bank, lines=":answer\n" * 9 + ":skip\n:answer\n")
    assert "This is the last unanswered question" in output
    assert "Done." in output


def test_the_source_is_shown_after_an_explanation(run: Run, bank: str) -> None:
    output = run("play", bank, lines=":source\nPicton\n:source\n")
    assert "There is no quote to show yet" in output
    assert "The ferry left Picton at noon with 512 people aboard." in output


def test_an_attempt_left_in_the_middle_can_be_continued(run: Run, bank: str) -> None:
    output = run("play", bank, "--seed", "2", lines="Picton\n")
    assert "Stopped: 1 of 10 answered." in output
    rest = run("play", bank, "--continue", lines=":answer\n" * 9)
    assert rest.count("Question ") == 9 and "Question 2 of 10" in rest
    assert "Done. Score: 1 of 10 points" in rest
    attempts = run.history()
    assert len(attempts) == 1 and attempts[0]["finished"]


def test_a_program_is_warned_of_an_unfinished_attempt_and_starts_a_new_one(
    run: Run, bank: str
) -> None:
    run("play", bank, lines="Picton\n")
    run("play", bank, lines=":answer\n")
    assert "can be continued with --continue" in run.errors
    assert len(run.history()) == 2


def test_continuing_needs_something_to_continue(run: Run, bank: str) -> None:
    run("play", bank, "--continue", code=2)
    assert "there is no unfinished attempt of “ferry”" in run.errors


def test_a_question_edited_between_is_asked_as_it_is_now(run: Run, bank: str) -> None:
    run("play", bank, lines="Picton\n")
    file = Path(bank)
    text = file.read_text(encoding="utf-8")
    text = text.replace("Somebody was hurt.", "Someone was hurt.")
    file.write_text(text.replace("Where did the ferry leave from?", "From where?"), "utf-8")
    output = run("play", bank, "--continue", lines=":answer\n" * 9)
    assert "Someone was hurt." in output
    assert "From where?" not in output
    assert "Done. Score: 1 of 10 points" in output


def test_a_question_removed_between_is_not_asked(run: Run, bank: str) -> None:
    run("play", bank, lines="Picton\n")
    file = Path(bank)
    questions = [text for text in all_samples() if "id: hurt" not in text]
    write_bank(file.parent, as_items(*questions))
    output = run("play", bank, "--continue", lines=":answer\n" * 8)
    assert "Left out because the bank no longer has them: 1 question." in run.errors
    assert "Somebody was hurt." not in output
    assert "Done." in output


def test_missed_questions_can_be_repeated(run: Run, bank: str) -> None:
    lines = "Nelson\n" + ":answer\n" * 9 + "y\n" + "Picton\n"
    output = run("play", bank, lines=lines)
    assert "Try the 10 questions you missed again?" in output
    assert "Right. 1 of 1 point." in output
    assert len(run.history()) == 2


def test_without_a_bank_one_is_chosen_by_number(run: Run, bank: str) -> None:
    output = run("--banks", str(Path(bank).parent), "--plain", lines="1\nPicton\n")
    assert "1. The ferry (10 questions)" in output
    assert "Right." in output


def test_a_bank_is_named_by_its_id(run: Run, bank: str) -> None:
    assert "Question 1 of 10" in run("play", "ferry", "--banks", str(Path(bank).parent))
    run("play", "fery", "--banks", str(Path(bank).parent), code=2)
    assert "there is no bank “fery”; available: ferry" in run.errors


def test_a_bank_with_errors_is_not_played(run: Run, bank: str) -> None:
    file = Path(bank)
    text = file.read_text(encoding="utf-8").replace("at noon\n", "at one o'clock\n")
    file.write_text(text, "utf-8")
    assert run("play", bank, code=1) == ""
    assert "error quote-missing" in run.errors and f"quiz check {bank}" in run.errors


def test_nothing_from_outside_reaches_the_terminal_raw(run: Run, bank: str) -> None:
    run("play", bank, lines="\x1b]52;c;eA==\x07\u202e Picton\n")
    output = run("play", bank, lines="1 2\n\x1b[2J\x9b\n:\x1b[31m\n")
    assert not set(output + run.errors) & set("\x1b\x07\x9b\u202e")


def test_playing_continues_where_nothing_can_be_saved(run: Run, bank: str, tmp_path: Path) -> None:
    blocker = tmp_path / "file"
    blocker.write_text("not a folder", "utf-8")
    run.data = blocker / "below"
    output = run("play", bank, lines=":answer\n" * 10, code=3)
    assert "nothing is saved" in run.errors and run.errors.count("10 answers are not saved") == 1
    assert "Done." in output


def _refuse(*_: object) -> None:
    raise StoreError("the disk is full")


def test_answers_that_are_not_saved_end_with_3(
    run: Run, bank: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Store, "record", _refuse)
    output = run("play", bank, lines="Picton\n:answer\n:quit\n", code=3)
    assert "Stopped: 2 of 10 answered." in output
    assert run.errors.endswith("quiz: 2 answers are not saved: the disk is full\n")


def test_answers_saved_in_the_end_end_with_0(
    run: Run, bank: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    record, tries = Store.record, iter((_refuse,))
    monkeypatch.setattr(Store, "record", lambda *given: next(tries, record)(*given))
    run("play", bank, lines="Picton\n:quit\n")
    assert "your answer is not saved" in run.errors and len(run.history("1")["responses"]) == 1


def test_an_exam_that_is_not_handed_in_ends_with_3(
    run: Run, bank: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = "Picton\n:hand-in\ny\nn\n"
    with monkeypatch.context() as patch:
        patch.setattr(Store, "hand_in", _refuse)
        run("play", bank, "--mode", "exam", lines=lines, code=3)
        assert run.errors.endswith("quiz: the exam is not handed in: the disk is full\n")
    # One that is only left is no failure.
    run("play", bank, "--continue", lines=":quit\n")
    run("play", bank, "--continue", lines=":hand-in\ny\nn\n")


def test_nothing_that_can_be_saved_ends_with_3_once_something_was_answered(
    tmp_path: Path, run: Run, bank: str
) -> None:
    run.data.write_text("no folder", encoding="utf-8")
    run("play", bank, lines=":quit\n")
    run("play", bank, lines="Picton\n:quit\n", code=3)
    assert "1 answer is not saved: " in run.errors
    run("play", bank, "--mode", "exam", lines="Picton\n:hand-in\ny\nn\n", code=3)
    assert run.errors.count("1 answer is not saved: ") == 1


def test_control_c_saves_what_it_can_and_says_what_it_cannot(
    run: Run, bank: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = iter(["Picton\n"])

    def readline(self: InputLines) -> str:
        for line in lines:
            return line
        raise KeyboardInterrupt

    monkeypatch.setattr(Store, "record", _refuse)
    monkeypatch.setattr(InputLines, "readline", readline)
    assert main(["play", bank, "--data-dir", str(run.data)]) == 130
    assert "quiz: 1 answer is not saved: the disk is full" in capsys.readouterr().err


def test_an_answer_may_look_like_a_command(run: Run, tmp_path: Path) -> None:
    text = "{id: w, type: short_answer, prompt: Which command saves?, answers: [':wq', ':help']}\n"
    bank = str(write_bank(tmp_path, as_items(text)))
    output = run("play", bank, "--new", lines=":wq\n::wq\n\n")
    assert "There is no command :wq. Type :help for the list, or ::wq to answer “:wq”." in output
    assert "Your answer: :wq" in output and "Right. 1 of 1 point." in output
    assert "Right. 1 of 1 point." in run("play", bank, "--new", lines="::help\n\n")
    lines = ":wq\n::wq\n:hand-in\ny\n"
    assert "Your answer: :wq" in run("play", bank, "--mode", "exam", "--new", lines=lines)


def test_each_question_says_how_to_type_its_answer_on_one_line(run: Run, bank: str) -> None:
    output = run("play", bank, lines=":skip\n" * 9)
    for hint in (
        "Type their numbers, such as: 1 2.",
        "Type them on one line, separated by “;”.",
        "Type each number with its letter, such as: 1b 2a.",
        "each reversed pair cancels a right one. Type all of them, such as: 3 2 1.",
    ):
        assert hint in output


def test_a_round_of_mistakes_is_not_continued(run: Run, bank: str) -> None:
    run("play", bank, "--new", lines=":answer\n" * 10 + "\nn\n")
    run("play", bank, "--mode", "mistakes", lines="Picton\n:quit\n")
    run("play", bank, "--continue", code=2)
    assert "there is no unfinished attempt" in run.errors
    run("play", bank, lines=":quit\n")
    assert "can be continued" not in run.errors


def test_i_do_not_know_shows_the_answer(run: Run, bank: str) -> None:
    lines = "I don't know\nidk\n?\n" + "idk\n" * 7
    output = run("play", bank, "--confidence", lines=lines)
    assert output.count("Not answered. 0 of 1 point.") == 10
    assert "How sure are you?" not in output and "Correct answer: Cape Jackson" in output
    assert [each["response"] for each in run.history("1")["responses"]] == [[]] * 10
    output = run("play", bank, "--mode", "exam", "--new", lines=":go 4\nidk\n:hand-in\ny\n")
    assert "10 blank. Hand in the exam?" in output


def test_the_text_is_opened_and_that_is_told(run: Run, bank: str) -> None:
    output = run("play", bank, "--new", "--seed", "4", lines=":open\nPicton\n:quit\n")
    assert "the report:\n\nThe ferry left Picton" in output
    assert output.count("Where did the ferry leave from?") == 2
    assert "You answered with the text open" in output
    (response,) = run.history("1")["responses"]
    assert response["open_book"] is True


def test_a_question_is_flagged_in_line_mode(run: Run, bank: str) -> None:
    lines = "Picton\n:flag\nthe date is missing\n:note\nread p. 2\n:quit\n"
    output = run("play", bank, "--new", "--seed", "4", lines=lines)
    assert "What is wrong with it?" in output and "⚑ Flagged as wrong" in output
    remarks = json.loads(run("history", "--remarks", "--format", "json"))
    assert [(each["kind"], each["text"]) for each in remarks] == [
        ("wrong", "the date is missing"), ("note", "read p. 2"),
    ]  # fmt: skip
    assert remarks[0]["prompt"] == "Where did the ferry leave from?"
    assert "⚑ wrong" in run("history", "--remarks")
    run("history", "1", "--remarks", code=2)
