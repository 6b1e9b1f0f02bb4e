"""Exams as both front ends run them: saved, continued and handed in."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quiz.errors import AnsweredElsewhere, NotPlayable, StoreError
from quiz.line_mode.practice import attempt_lines
from quiz.model.response import Confidence, Mode, Outcome
from quiz.study.exam import ExamRunner, resume_exam
from quiz.study.formatting import answered_count, clock_digits, duration, open_items, time_warning
from quiz.study.launch import OnUnfinished, Request, begin, open_banks
from quiz.study.practice import PracticeRunner, version_record
from quiz.study.replay import LEFT_BLANK, open_past_attempt
from quiz.study.tabular import attempt_data
from quiz.study.transfer import export_to, import_from
from tests.study.exams import LIMIT, Place, place
from tests.support import all_samples, as_items, write_bank


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Place]:
    with place(tmp_path) as ready:
        yield ready


def test_a_killed_exam_comes_back_as_it_was(hall: Place) -> None:
    exam = hall.sit()
    exam.answer((0,), (0,))
    exam.sheet.flag()
    exam.sheet.rate(Confidence.CERTAIN)
    hall.hall.wait(20)
    exam.sheet.go(3)
    exam.answer(None, ("Jack",))
    exam.save()
    hall.hall.wait(100)
    back = hall.sit(OnUnfinished.CONTINUE)
    assert back.sheet.entries == exam.sheet.entries
    assert (back.sheet.position, back.sheet.left) == (3, LIMIT - 120)
    assert back.notice == "The clock ran on while the exam was closed: 8 min left."
    assert not back.unsaved


def test_an_exam_is_not_lost_to_an_attempt_begun_after_it(hall: Place) -> None:
    exam = hall.sit()
    exam.answer((0,), (0,))
    exam.save()
    request = Request((hall.file,), OnUnfinished.NEW, 1)
    practice = begin(open_banks(request, hall.context), hall.context, continue_unfinished=False)
    assert isinstance(practice, PracticeRunner)
    practice.submit(())
    assert hall.sit(OnUnfinished.CONTINUE).sheet.entries == exam.sheet.entries


def test_a_limit_is_not_lifted_when_its_time_is_up(hall: Place) -> None:
    exam = hall.sit(limit=10)
    hall.hall.wait(11)
    exam.remove_limit()
    assert hall.sit(OnUnfinished.CONTINUE).sheet.over


def test_a_clock_set_back_gives_no_time(hall: Place) -> None:
    exam = hall.sit()
    hall.hall.wait(60)
    exam.save()
    hall.hall.set = -3600
    hall.hall.wait(10)
    assert hall.sit(OnUnfinished.CONTINUE).sheet.left == LIMIT - 60


def test_what_was_not_saved_is_saved_with_the_next_change(
    hall: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    exam = hall.sit()
    exam.answer((0,), (0,))
    with monkeypatch.context() as broken:
        broken.setattr(hall.store, "save_exam", refusing)
        with pytest.raises(StoreError):
            exam.save()
    assert exam.unsaved
    exam.sheet.step(1)
    exam.sheet.flag()
    exam.save()
    assert not exam.unsaved
    assert hall.sit(OnUnfinished.CONTINUE).sheet.entries == exam.sheet.entries


def refusing(*_: object) -> None:
    raise StoreError("the disk is full")


def test_handing_in_marks_answers_blanks_and_confidence(hall: Place) -> None:
    exam = hall.sit()
    exam.answer((0,), (0,))
    exam.sheet.rate(Confidence.THINK_SO)
    hall.hall.wait(12)
    exam.sheet.go(3)
    exam.answer(("Cape Jackson",), ("Cape Jackson",))
    hall.hall.wait(5)
    exam.sheet.go(4)
    exam.answer(None, ("many",))
    exam.sheet.rate(Confidence.GUESS)
    hall.hall.wait(30)
    runner = exam.hand_in()
    assert runner.attempt.finished and runner.attempt.score == 2.0
    first, *_, last = (runner.attempt.answered[n] for n in range(10))
    assert (first.confidence, first.seconds) == (Confidence.THINK_SO, 12.0)
    assert (last.response, last.verdict.outcome) == ((), Outcome.WRONG)
    detail = hall.store.attempt(1)
    assert [(r.position, r.given) for r in detail.responses] == [(0, (0,)), (3, ("Cape Jackson",))]
    assert [r.confidence for r in detail.responses] == [Confidence.THINK_SO, None]
    times = [r.answered for r in detail.responses]
    assert times == ["2026-03-01T12:00:00.000Z", "2026-03-01T12:00:12.000Z"]
    assert len(hall.store.states()) == 2
    assert detail.summary.finished is not None and runner.unsaved == 0
    assert hall.store.verify() == []


def test_what_is_repeated_of_an_exam_is_practice(hall: Place) -> None:
    runner = hall.sit().hand_in()
    again = runner.again(range(10))
    again.submit((0,))
    assert hall.store.attempts()[0].mode == "practice"


def test_an_exam_changed_in_its_bank_is_sat_as_it_began(hall: Place, tmp_path: Path) -> None:
    exam = hall.sit()
    exam.answer((0,), (0,))
    exam.save()
    changed = as_items(*list(all_samples())[1:])
    write_bank(tmp_path, changed.replace("Off which cape did", "Where did"))
    back = hall.sit(OnUnfinished.CONTINUE)
    assert fingerprints(back) == fingerprints(exam)
    assert back.hand_in().attempt.score == 1.0


def fingerprints(exam: ExamRunner) -> list[str]:
    return [version_record(item).fingerprint for item in exam.sheet.items]


def test_time_that_ran_out_while_closed_leaves_the_sheet_as_it_stood(hall: Place) -> None:
    exam = hall.sit()
    exam.answer((0,), (0,))
    exam.save()
    hall.hall.wait(LIMIT + 1)
    back = hall.sit(OnUnfinished.CONTINUE)
    assert back.sheet.over and "ran out" in back.notice
    back.answer((1,), (1,))
    assert back.hand_in().attempt.score == 1.0


def test_a_lifted_limit_stays_lifted(hall: Place) -> None:
    hall.sit().remove_limit()
    hall.hall.wait(1e6)
    back = hall.sit(OnUnfinished.CONTINUE)
    assert (back.sheet.left, back.sheet.over, back.notice) == (None, False, "")


def test_two_windows_hand_in_one_sheet_once(hall: Place) -> None:
    one = hall.sit()
    other = hall.sit(OnUnfinished.CONTINUE)
    one.answer((0,), (0,))
    one.save()
    other.sheet.go(2)
    other.answer((1,), (1,))
    first = other.hand_in()
    assert first.attempt.score == 2.0 and first.notice == ""
    one.answer((1,), (1,))
    with pytest.raises(AnsweredElsewhere):
        one.save()
    with pytest.raises(AnsweredElsewhere):
        one.remove_limit()
    second = one.hand_in()
    assert second.attempt.score == 2.0 and "another window" in second.notice
    assert second.attempt.finished and hall.store.attempts()[0].answered == 2


def test_a_practice_request_goes_on_with_an_exam_as_one(hall: Place) -> None:
    hall.sit()
    opened = open_banks(Request((hall.file,)), hall.context)
    assert opened.unfinished is not None and opened.unfinished.mode == Mode.EXAM
    assert begin(opened, hall.context, continue_unfinished=True).notice.startswith(
        "The clock ran on"
    )


def test_an_exam_asked_for_again_is_not_begun_unawares(hall: Place) -> None:
    exam = Request((hall.file,), mode=Mode.EXAM, limit=60.0)
    assert open_banks(exam, hall.context).unfinished is None
    hall.sit()
    assert open_banks(exam, hall.context).unfinished is not None
    assert open_banks(exam._replace(again=OnUnfinished.NEW), hall.context).unfinished is None
    some = Request((hall.file,), max_questions=2)
    assert open_banks(some, hall.context).unfinished is None


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("answer"), st.integers(0, 1)),
        st.tuples(st.just("go"), st.integers(0, 2)),
        st.tuples(st.sampled_from(["flag", "clear", "crash"]), st.just(0)),
        st.tuples(st.just("wait"), st.integers(0, 90)),
    ),
    max_size=25,
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
def test_crashes_anywhere_lose_neither_answers_nor_time(
    tmp_path: Path, steps: list[tuple[str, int]]
) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("so that the history is in memory", "utf-8")
    with place(tmp_path, blocked / "below") as ready:
        exam = ready.sit()
        given: dict[int, int | None] = {}
        flags: set[int] = set()
        position, passed = 0, 0
        for name, value in steps:
            over = passed >= LIMIT
            if name == "answer" and not over:
                exam.answer((value,), (value,))
                given[position] = value
            elif name == "go":
                exam.sheet.go(value)
                position = value
            elif name == "flag" and not over:
                exam.sheet.flag()
                flags ^= {position}
            elif name == "clear" and not over:
                exam.sheet.clear()
                given[position] = None
            elif name == "wait":
                ready.hall.wait(value)
                passed += value
            exam.save()
            if name == "crash":
                exam = resume(ready)
            assert exam.sheet.left == max(0.0, LIMIT - passed)
        exam = resume(ready)
        known = {place: entry.given for place, entry in exam.sheet.entries.items() if entry.given}
        assert known == {place: (it,) for place, it in given.items() if it is not None}
        assert (set(exam.sheet.flagged), exam.sheet.position) == (flags, position)


def resume(ready: Place) -> ExamRunner:
    return resume_exam([ready.bank], ready.store.attempt(1), ready.store, ready.hall.clocks)


@given(st.floats(0, 1e6))
def test_times_in_words_and_digits_say_the_same(seconds: float) -> None:
    words = duration(seconds).split()
    parts = dict(zip(words[1::2], words[::2], strict=True))
    shown = [int(part) for part in clock_digits(seconds).split(":")]
    hours, minutes, rest = [0] * (3 - len(shown)) + shown
    units = [("h", hours), ("min", minutes), ("s", rest)]
    expected = {unit: str(count) for unit, count in units if count}
    kept = dict(list(expected.items())[:2]) or {"s": "0"}
    assert parts == kept


def test_the_last_minutes_are_told_in_words(hall: Place) -> None:
    warnings = [time_warning(left) for left in (None, 301.0, 300.0, 61.0, 60.0, 0.0)]
    assert warnings == ["", "", "less than 5 min", "less than 5 min", "last minute", "last minute"]
    exam = hall.sit()
    exam.sheet.flag()
    assert (open_items(exam.sheet), answered_count(exam.sheet)) == (
        "10 blank, 1 to check",
        "0 of 10 answered",
    )


@pytest.mark.parametrize("answers", [{}, {2: (0,)}])
def test_an_exam_is_replayed_with_what_was_left_blank(
    hall: Place, answers: dict[int, tuple[int, ...]]
) -> None:
    exam = hall.sit()
    for position, response in answers.items():
        exam.sheet.go(position)
        exam.answer(response, response)
    marked = exam.hand_in().attempt
    # Later changes of the bank do not reach an exam, not even its blank questions.
    hall.file.unlink()
    past = open_past_attempt(hall.context, 1)
    attempt = past.runner.attempt
    assert [item.key for item in attempt.items] == [item.key for item in marked.items]
    assert (attempt.score, attempt.max_score) == (marked.score, marked.max_score)
    assert [len(attempt.answered[each].response) for each in range(len(attempt.items))] == [
        len(answers.get(each, ())) for each in range(len(attempt.items))
    ]
    assert past.unreadable == 0
    text = "\n".join(attempt_lines(past))
    assert text.count("Not answered. 0 of 1 point.") == 10 - len(answers)
    assert text.count(LEFT_BLANK) == 10 - len(answers)
    assert "Question 10 of 10" in text
    rows = attempt_data(hall.store, 1)["responses"]
    assert isinstance(rows, list) and len(rows) == 10
    assert sum(row["answered"] is None for row in rows) == 10 - len(answers)


def test_a_practice_that_was_left_has_no_blanks(hall: Place) -> None:
    request = Request((hall.file,), OnUnfinished.NEW, 1)
    runner = begin(open_banks(request, hall.context), hall.context, False)
    assert isinstance(runner, PracticeRunner)
    runner.submit(())
    past = open_past_attempt(hall.context, 1)
    assert len(past.runner.attempt.items) == 1 and past.unanswered == 9


def test_blanks_reach_another_machine(hall: Place, tmp_path: Path) -> None:
    hall.sit().hand_in()
    export_to(hall.store, tmp_path / "all.jsonl")
    (tmp_path / "other").mkdir()
    with place(tmp_path / "other", tmp_path / "elsewhere") as there:
        nothing = lambda *_: None  # noqa: E731
        import_from(there.store, [tmp_path / "all.jsonl"], hall.hall.clocks.utc(), nothing, nothing)
        assert len(open_past_attempt(there.context, 1).runner.attempt.items) == 10


def test_an_exam_under_way_is_not_replayed(hall: Place) -> None:
    hall.sit()
    with pytest.raises(NotPlayable, match="not handed in yet"):
        open_past_attempt(hall.context, 1)
