"""Confidence, reviews, mistakes and forms in line mode."""

import io
import json
from pathlib import Path

import pytest

from quiz.line_mode.console import Streams
from quiz.line_mode.practice import PracticeConsole
from quiz.settings.definitions import Settings
from quiz.study.launch import Request
from tests.line_mode.test_practice import Run, run
from tests.study.histories import answered
from tests.study.numbered_banks import NumberedBanks, numbered
from tests.support import SAMPLES, all_samples, as_items, write_bank

__all__ = ["run"]

TRUE_FALSE = SAMPLES["true_false"].text
SHORT = SAMPLES["short_answer"].text


@pytest.fixture
def two(tmp_path: Path) -> Path:
    """Return a bank of two questions."""
    return write_bank(tmp_path, as_items(TRUE_FALSE, SHORT))


def test_how_sure_one_is_is_asked_before_the_verdict(run: Run, two: Path) -> None:
    lines = "t\nperhaps\n3\nCape Jackson\n\nCape Jackson\nguess\n"
    output = run("play", str(two), "--confidence", lines=lines)
    assert output.count("How sure are you? 1 guess, 2 think so, 3 certain") == 4
    assert output.index("How sure") < output.index("Not right.")
    assert "You said: certain. This is the best chance to learn: it comes back soon." in output
    assert "Comes back tomorrow." in output
    assert "You expected" in output
    assert [each["confidence"] for each in run.history("1")["responses"]] == [3, 1]


def test_a_review_asks_what_is_due_and_says_when_nothing_is(run: Run, two: Path) -> None:
    answered(run.data, two, [(0,)], days_ago=2)
    output = run("play", str(two), "--mode", "review", lines="f\n")
    assert "Question 1 of 1 (true or false)" in output
    output = run("play", str(two), "--mode", "review", code=1)
    assert "Nothing is due today. 1 question comes back" in run.errors


def test_what_is_due_is_offered_beside_the_banks(
    run: Run, two: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUIZ_BANKS", str(two))
    answered(run.data, two, [(0,)], days_ago=2)
    output = run("--plain", lines="r\nf\n")
    assert "  r. Review what is due: 1 question" in output
    assert "Done. Score: 1 of 1 point" in output
    assert "r. Review" not in run("--plain", lines="")


def test_actions_apply_to_the_question_answered_last(run: Run, two: Path) -> None:
    lines = ":undo\nf\n:easy\n:easy\n:suspend\n:postpone\n:undo\n:undo\n"
    output = run("play", str(two), lines=lines)
    assert output.count("That is not possible for the question answered last.") == 3
    assert "“Somebody was hurt.” Comes back in 8 days." in output
    assert "Suspended: reviews leave it out" in output
    assert "Not today: reviews will not ask it before tomorrow." in output
    assert "Undone: this answer does not count" in output


def test_mistakes_are_repeated_until_they_are_right(run: Run, two: Path) -> None:
    answered(run.data, two, [(0,), ("Cape",)], days_ago=1)
    output = run("play", str(two), "--mode", "mistakes", lines="Nelson\nf\nJackson\n")
    assert "Once more: 1 question not yet right." in run.errors
    assert "Done. Score: 1 of 1 point, 100%." in output
    run("play", str(two), "--mode", "mistakes", code=1)
    assert "There are no mistakes to repeat" in run.errors


def test_a_form_of_some_questions(run: Run, tmp_path: Path) -> None:
    bank = str(write_bank(tmp_path, as_items(*all_samples())))
    first = run("play", bank, "--count", "3", "--seed", "5", lines=":answer\n" * 3)
    second = run("play", bank, "--count", "7", "--new", lines=":answer\n" * 7)
    ids = [each["question"] for number in (1, 2) for each in run.history(str(number))["responses"]]
    assert len(set(ids)) == 10
    assert "Question 1 of 3" in first and "Question 1 of 7" in second


@pytest.mark.parametrize(
    ("options", "code", "says"),
    [
        (("--count", "20"), 2, "You asked for 20 questions; only 10 match"),
        (("--tag", "sea"), 1, "There is no question with the tag “sea”; there are no tags."),
        (("--time", "5"), 2, "--time is for exams"),
    ],
)
def test_what_cannot_be_asked_says_why(
    run: Run, tmp_path: Path, options: tuple[str, ...], code: int, says: str
) -> None:
    bank = str(write_bank(tmp_path, as_items(*all_samples())))
    run("play", bank, *options, code=code)
    assert says in run.errors


@pytest.mark.parametrize("count", ["0", "-1", "x", "1.5"])
def test_no_questions_cannot_be_asked(
    run: Run, two: Path, count: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        run("play", str(two), f"--count={count}")
    assert ended.value.code == 2
    assert f"“{count}” is not a whole number, 1 or more" in capsys.readouterr().err


def test_several_banks_are_mixed(run: Run, tmp_path: Path, two: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    header = (two.read_text().split("questions:")[0] + "questions:\n").replace("ferry", "boat")
    second = write_bank(other, as_items(*all_samples()), header)
    run("play", str(two), str(second), lines=":answer\n" * 12)
    (attempt,) = run.history()
    assert (attempt["bank"], attempt["questions"]) == ("boat+ferry", 12)
    again = run("play", str(two), str(second), "--continue", code=2)
    assert again == "" and "there is no unfinished attempt of “ferry” and “boat”" in run.errors


def test_errors_made_with_certainty_are_counted_at_the_end(run: Run, two: Path) -> None:
    output = run("play", str(two), "--confidence", lines="t\n3\nCape Jackson\n1\n")
    assert "Wrong though you were certain: 1" in output


@pytest.mark.parametrize(
    ("mode", "says"),
    [
        ("review", "Questions still due come up next time: quiz play --mode review"),
        ("mistakes", "Questions you got wrong come up next time: quiz play --mode mistakes"),
    ],
)
def test_leaving_says_what_becomes_of_the_rest(
    run: Run, two: Path, mode: str, says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUIZ_BANKS", str(two))
    answered(run.data, two, [(0,), ("Cape",)], days_ago=2)
    output = run("play", "--mode", mode, "--plain", lines=":help\n:answer\n")
    assert f"The ferry: {mode}, 2 questions." in output
    assert "Stopped: 1 of 2 answered." in output
    assert says in output.splitlines() and "--continue" not in output
    assert f":quit    stop; {says.split(':')[0].lower()}" in output


def test_an_answer_is_judged_right_and_listed_for_the_author(run: Run, two: Path) -> None:
    output = run("play", str(two), lines=":right\nt\n:right\nCook\n:right\n:right\n:right\n\nn\n")
    assert output.count("That is not possible for the question answered last.") == 1
    assert output.count("Right by your own judgement: the mark stays") == 3
    assert output.count("Your judgement is withdrawn") == 1
    assert "Done. Score: 0 of 2 points" in output and "Right by your own judgement: 2." in output
    assert [each["judged_right"] for each in run.history("1")["responses"]] == [True, True]
    listed = run("overruled")
    assert "judged right (1 time, marked wrong): Cook" in listed
    rows = json.loads(run("overruled", "ferry", "--format", "json"))
    assert [row["answer"] for row in rows] == [["Cook"], ["true"]] or len(rows) == 2
    assert run("overruled", "--format", "csv").startswith("bank,question,prompt,answer,key,")
    assert "2 more answers right by your own judgement" in run("progress")
    assert run("overruled", str(two)) == listed
    run("overruled", "nowhere", code=2)
    assert "(right by your own judgement)" in run("history", "1")


def test_something_can_be_done_about_the_last_question(run: Run, two: Path) -> None:
    lines = "f\njackson\n:source\n:easy\n:UNDO\n:hint\n:flee\n\n"
    output = run("play", str(two), lines=lines)
    _, _, after = output.partition("Enter for the results, or a command (:source, :undo, …; :help)")
    assert "report, paragraph 2:" in after
    assert after.count("“Off which cape did the engines fail?”") == 2
    assert after.count("All questions are answered.") == 2
    assert after.index("Undone") < after.index("Done. Score: 1 of 2 points")
    taken = [each["taken_back"] for each in run.history("1")["responses"]]
    assert taken == [False, True]


def test_what_is_asked_after_the_results_takes_a_line_that_is_no_command(
    run: Run, two: Path
) -> None:
    output = run("play", str(two), lines="f\n:answer\n:postpone\ny\njackson\n")
    assert "Not today: reviews will not ask it before tomorrow." in output
    assert output.count("Done. Score: 1 of ") == 2


def test_a_question_of_several_banks_says_from_which_it_is(run: Run, tmp_path: Path) -> None:
    head = "format: 1\nid: {0}\ntitle: Bank {0}\nsources:\n  report: report.txt\nquestions:\n"
    files = [
        write_bank(tmp_path, as_items(*numbered(2)), head.format(name), f"{name}.yaml")
        for name in ("tides", "moons")
    ]
    output = run("play", *map(str, files), lines=":answer\n" * 4)
    assert "Bank tides; Bank moons: practice, 4 questions." in output
    for name in ("tides", "moons"):
        assert output.count(f"(single choice, from “Bank {name}”)") == 2
    output = run("play", *map(str, files), "--mode", "exam", lines=":next\n" * 3)
    assert "Bank tides; Bank moons: an exam, 4 questions." in output
    for name in ("tides", "moons"):
        assert output.count(f"(single choice, from “Bank {name}”)") == 2


class Typed(io.StringIO):
    """Lines typed at a terminal."""

    def isatty(self) -> bool:
        return True


def test_at_a_terminal_a_message_says_that_all_is_answered(tmp_path: Path) -> None:
    with NumberedBanks(tmp_path, {"tides": 1}) as study:
        runner = study.begin(Request((study.files[0],)))
        output = io.StringIO()
        streams = Streams(Typed("this\nthat\n:easy\n\n"), output, output)
        assert PracticeConsole(runner, "tides", streams, Settings()).play()
        shown = output.getvalue()
        assert "All questions are answered. Press Enter for the results." in shown
        assert shown.index("Comes back in 8 days.") < shown.index("Done. Score: 1 of 1 point")


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--mode", "review"), "leave out --continue: a review"),
        (("--mode", "mistakes"), "leave out --continue: mistakes"),
        (("--count", "1"), "--count is for a new attempt"),
        (("--tag", "sea"), "--tag is for a new attempt"),
        (("--sentence", "1"), "--sentence is for a new attempt"),
        (("--mode", "exam", "--time", "5"), "--time is for a new attempt"),
        (("--seed", "5"), "--seed is for a new attempt"),
        (("--mode", "exam"), "is not an exam (mode practice)"),
    ],
)
def test_an_attempt_continues_with_its_own_options(
    run: Run, two: Path, options: tuple[str, ...], says: str
) -> None:
    run("play", str(two), lines="f\n")
    assert run("play", str(two), "--continue", *options, code=2) == ""
    assert says in run.errors
    assert "Question 2 of 2" in run("play", str(two), "--continue")


def test_an_exam_is_continued_by_its_mode(run: Run, two: Path) -> None:
    run("play", str(two), "--mode", "exam", "--count", "1", lines="f\n")
    assert "an exam, 1 question" in run("play", str(two), "--mode", "exam", "--continue")


def test_the_history_names_modes_and_fits_a_screen(run: Run, tmp_path: Path) -> None:
    head = "format: 1\nid: {0}\ntitle: Bank\nsources:\n  report: report.txt\nquestions:\n"
    names = [f"{name}-of-the-southern-sea" for name in ("tides", "moons", "winds")]
    files = [
        str(write_bank(tmp_path, as_items(*numbered(1)), head.format(name), f"{name}.yaml"))
        for name in names
    ]
    run("play", *files, lines=":answer\n" * 3)
    run("play", *files[:1], "--mode", "exam", lines="this\n")
    heads, exam, mixed = run("history").splitlines()
    assert heads.split() == ["attempt", "bank", "mode", "started", "answered", "score"]
    assert exam.split()[1:3] == ["tides-of-the-southern-sea", "exam"]
    assert "moons-of-the… and 2 more " in mixed and "practice" in mixed and len(mixed) <= 100
    assert "mode" in run("history", "1").splitlines()[0]
