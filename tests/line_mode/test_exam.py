"""Exams in line mode, through the command and its streams."""

import io
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from quiz.data_folder import DATABASE_NAME
from quiz.errors import StoreError
from quiz.line_mode.console import Streams
from quiz.line_mode.exam import ExamConsole
from quiz.study.launch import OnUnfinished
from tests.line_mode.test_practice import RIGHT, Run, bank, right_numbers, run
from tests.study.exams import LIMIT, Place, place
from tests.support import SAMPLES

__all__ = ["bank", "run"]

TRIGGERS = "SELECT name FROM sqlite_schema WHERE type = 'trigger'"
BY_HAND = "Picton\n:hand-in\ny\n"


def test_an_exam_from_start_to_results(run: Run, bank: str) -> None:
    lines = RIGHT.replace("1 2\n", f"{right_numbers(run, bank, 4)}\n") + ":hand-in\ny\n"
    output = run("play", bank, "--mode", "exam", "--seed", "4", "--time", "30", lines=lines)
    before, _, after = output.partition("Hand in the exam? Type y or n.")
    assert "The ferry: an exam, 10 questions. Time left: 30 min." in before
    assert "10 of 10 answered." in before
    for text in ("Right", "point.", "Quote", "Score"):
        assert text not in before
    assert "Done. Score: 10 of 10 points, 100%." in after
    assert "Question 1: Where did the ferry leave from?" in after
    assert after.count("Right. 1 of 1 point.") == 10
    assert "Quote (the report, paragraph 1): The ferry left Picton at noon" in after
    newest = run.history()[0]
    assert (newest["mode"], newest["answered"], newest["score"]) == ("exam", 10, 10.0)
    assert newest["finished"] is not None


def test_blanks_and_flags_are_warned_of_and_count_as_not_answered(run: Run, bank: str) -> None:
    lines = "Picton\n:mark\n:hand-in\nn\n:sheet\n:hand-in\nperhaps\ny\nn\n"
    output = run("play", bank, "--mode", "exam", lines=lines)
    assert output.count("9 blank, 1 to check. Hand in the exam? Type y or n.") == 3
    assert "  1. answered: Where did the ferry leave from?" in output
    assert "  2. blank, to check: What does the report say?" in output
    assert "There is no time limit." in output
    assert output.count("Not answered. 0 of 1 point.") == 9
    attempt = run.history("1")
    assert [each["response"] for each in attempt["responses"]] == [["Picton"], *[[]] * 9]
    assert [each["answered"] is None for each in attempt["responses"]] == [False, *[True] * 9]
    assert (attempt["answered"], attempt["questions"], attempt["max_score"]) == (1, 10, 10.0)


def test_answers_are_changed_and_cleared_until_the_hand_in(run: Run, bank: str) -> None:
    lines = "Nelson\n:back\nPicton\n:go 4\njackson\n:back\n:clear\n:hand-in\ny\nn\n"
    output = run("play", bank, "--mode", "exam", lines=lines)
    assert "Your answer so far: Nelson" in output
    assert "Your answer so far: jackson" in output
    assert "The answer is deleted." in output
    assert "Done. Score: 1 of 10 points" in output


def test_the_end_of_the_input_stops_and_the_exam_is_continued_later(run: Run, bank: str) -> None:
    output = run("play", bank, "--mode", "exam", "--time", "20", lines="Picton\n:mark\n:go 4\n")
    assert "Stopped: 1 of 10 answered." in output
    assert "The clock keeps running. Continue with: quiz play ferry --continue" in output
    (attempt,) = run.history()
    assert (attempt["answered"], attempt["finished"]) == (1, None)
    assert run.history("1")["responses"] == []
    output = run("play", "ferry", "--continue", lines=":sheet\n:hand-in\ny\nn\n")
    assert "The clock ran on while the exam was closed: " in run.errors + output
    assert "Question 4 of 10 (short answer" in output
    assert "  2. blank, to check" in output
    assert "Done. Score: 1 of 10 points" in output


def test_a_program_that_asks_for_another_exam_is_warned_of_the_one_under_way(
    run: Run, bank: str
) -> None:
    run("play", bank, "--mode", "exam", lines="Picton\n")
    run("play", bank, "--mode", "exam", lines=BY_HAND, code=2)
    assert "(1 of 10 answered) is under way, and its clock is running" in run.errors
    assert len(run.history()) == 1


def test_commands_that_cannot_be_obeyed_say_why(run: Run, bank: str) -> None:
    lines = ":back\n:go 11\n:go x\n:fly\n\n:hint\n:remove-limit\n:go 10\n:next\n:help\n:time\n9\n"
    output = run("play", bank, "--mode", "exam", lines=lines)
    for text in (
        "This is the first question.",
        "Type :go and the number of a question, 1 to 10.",
        "There is no command :fly. Type :help for the list, or ::fly to answer “:fly”.",
        "Type an answer, or :next, :hand-in, :help.",
        "There are no more hints.",
        "This is the last question.",
        ":hand-in  hand in the exam",
    ):
        assert text in output
    assert output.count("There is no time limit.") == 3
    assert "Stopped: 0 of 10 answered." in output


def test_a_limit_can_be_taken_away(run: Run, bank: str) -> None:
    lines = ":remove-limit\nn\n:time\n:remove-limit\ny\n:time\n"
    output = run("play", bank, "--mode", "exam", "--time", "5", lines=lines)
    assert "The time limit is removed." in output
    output = run("play", bank, "--continue", lines=":time\n:quit\n")
    assert "There is no time limit." in output and "ran on" not in run.errors


class Slow(io.StringIO):
    """Input whose lines take time to type."""

    def __init__(self, text: str, ready: Place, seconds: float) -> None:
        super().__init__(text)
        self._ready = ready
        self._seconds = seconds

    def readline(self, size: int = -1, /) -> str:  # type: ignore[override]
        self._ready.hall.wait(self._seconds)
        return super().readline()


def test_what_is_typed_when_the_time_is_up_is_not_taken(tmp_path: Path) -> None:
    with place(tmp_path) as ready:
        output = io.StringIO()
        lines = Slow("Picton\n1 2\nf\n", ready, LIMIT * 0.4)
        runner = ExamConsole(ready.sit(), "ferry", Streams(lines, output, output)).play()
        assert runner is not None
        assert "Time is up: your exam is handed in as it is." in output.getvalue()
        given = [response.given for response in ready.store.attempt(1).responses]
        assert given[0] == (0,) and len(given[1]) == 2 and not any(given[2:])


def test_how_sure_is_kept_with_the_answer(tmp_path: Path) -> None:
    with place(tmp_path) as ready:
        output = io.StringIO()
        lines = io.StringIO("Picton\n:back\n:sure 4\n:sure 3\n:hand-in\ny\n")
        console = ExamConsole(
            ready.sit(), "ferry", Streams(lines, output, output), ask_confidence=True
        )
        assert console.play() is not None
        assert "How sure: certain." in output.getvalue()
        assert "Type :sure 1 for guess" in output.getvalue()
        assert ready.store.attempt(1).responses[0].confidence == 3


def test_an_exam_handed_in_in_another_window_is_shown_as_it_was_there(tmp_path: Path) -> None:
    with place(tmp_path) as ready:
        here = ready.sit()
        other = ready.sit(OnUnfinished.CONTINUE)
        other.answer((0,), (0,))
        other.hand_in()
        output = io.StringIO()
        lines = io.StringIO("Nelson\n")
        runner = ExamConsole(here, "ferry", Streams(lines, output, output)).play()
        assert runner is not None and runner.attempt.score == 1.0
        assert "another window" in output.getvalue()


@pytest.mark.parametrize("kind", SAMPLES)
def test_an_answer_so_far_is_shown_in_words(kind: str, tmp_path: Path) -> None:
    with place(tmp_path) as ready:
        exam = ready.sit()
        exam.sheet.go(list(SAMPLES).index(kind))
        output = io.StringIO()
        lines = io.StringIO(f"{SAMPLES[kind].right}\n:go {list(SAMPLES).index(kind) + 1}\n")
        assert ExamConsole(exam, "ferry", Streams(lines, output, output)).play() is None
        assert "Your answer so far: " in output.getvalue()
        assert "Right" not in output.getvalue() and "right answer" not in output.getvalue()


def test_something_can_be_done_about_the_last_question_of_an_exam(run: Run, bank: str) -> None:
    lines = ":go 10\n3\n:hand-in\ny\n:undo\nn\n"
    output = run("play", bank, "--mode", "exam", lines=lines)
    assert "Press Enter to continue, or a command (:source, :undo, …; :help)" in output
    assert "Undone" in output
    assert output.rstrip().endswith("Try the 10 questions you missed again? Type y or n.")


def busy(*_: object) -> None:
    raise StoreError("the history is busy")


def test_a_limit_stays_while_the_history_is_busy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with place(tmp_path) as ready:
        output = io.StringIO()
        monkeypatch.setattr(ready.store, "remove_limit", busy)
        lines = io.StringIO(":remove-limit\ny\nPicton\n:time\n")
        console = ExamConsole(ready.sit(), "ferry", Streams(lines, output, output))
        assert console.play() is None
        assert "The time limit could not be removed: the history is busy" in output.getvalue()
        assert "Question 2 of 10" in output.getvalue() and "Time left:" in output.getvalue()


@pytest.mark.parametrize("rest", ["n\n", "y\nn\n", ""])
def test_an_exam_that_cannot_be_handed_in_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rest: str
) -> None:
    with place(tmp_path) as ready:
        output = io.StringIO()
        monkeypatch.setattr(ready.store, "hand_in", busy)
        lines = io.StringIO(f"{BY_HAND}{rest}")
        console = ExamConsole(ready.sit(), "ferry", Streams(lines, output, output))
        assert console.play() is None
        message = "The exam is not handed in: the history is busy\nTry again? Type y or n.\n"
        assert output.getvalue().count(message) == max(1, rest.count("\n"))
        assert (
            "Stopped: 1 of 10 answered.\nThe clock keeps running. Continue with:"
            in output.getvalue()
        )
        assert ready.sit(OnUnfinished.CONTINUE).sheet.at(0).given == (0,)


def test_handing_in_is_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with place(tmp_path) as ready:
        output = io.StringIO()
        hand_in = ready.store.hand_in
        tries = iter((busy, hand_in))
        monkeypatch.setattr(ready.store, "hand_in", lambda *given: next(tries)(*given))
        lines = io.StringIO(f"{BY_HAND}y\n")
        runner = ExamConsole(ready.sit(), "ferry", Streams(lines, output, output)).play()
        assert runner is not None and runner.attempt.score == 1.0


@pytest.mark.parametrize("where", ["", " AND position > 5"])
def test_an_exam_that_lost_questions_is_damaged_and_says_so(
    run: Run, bank: str, where: str
) -> None:
    run("play", bank, "--mode", "exam", lines=":go 9\n")
    with closing(sqlite3.connect(run.data / DATABASE_NAME, isolation_level=None)) as by_hand:
        for (name,) in by_hand.execute(TRIGGERS).fetchall():
            by_hand.execute(f"DROP TRIGGER {name}")
        by_hand.execute(f"DELETE FROM form_item WHERE attempt_id = 1{where}")
    run("play", bank, "--continue", lines=":hand-in\ny\n", code=3)
    assert "damaged" in run.errors and "quiz doctor" in run.errors
