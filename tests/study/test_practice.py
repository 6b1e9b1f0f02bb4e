"""The choice of questions, actions on answered questions, and attempts in two windows."""

import sqlite3
from contextlib import closing
from pathlib import Path
from random import Random

import pytest

from quiz.attempts.attempt import missed
from quiz.attempts.form import make_form
from quiz.bank.reader import read_bank
from quiz.errors import NotPlayable, UsageError
from quiz.model.response import Confidence, Mode, Outcome
from quiz.settings.definitions import Settings
from quiz.store.store import open_store
from quiz.study import confidence
from quiz.study.context import Grading, now
from quiz.study.exam import ExamRunner
from quiz.study.launch import OnUnfinished, Request, begin, open_banks
from quiz.study.practice import (
    ANSWER_UNDONE,
    JUDGEMENT_WITHDRAWN,
    OVERRULED,
    POSTPONED,
    RESUMED,
    SUSPENDED,
    PracticeRunner,
    ResponseActions,
    resume,
    start,
)
from quiz.study.progress import progress
from quiz.study.regrade import apply_changes, find_changes
from quiz.study.replay import open_past_attempt
from quiz.study.restore import JUDGED_RIGHT
from quiz.study.tabular import overruled_data
from tests.study.numbered_banks import RIGHT, WRONG, NumberedBanks, keys, submit
from tests.support import all_samples, as_items, write_bank


def test_only_a_whole_bank_is_measured(tmp_path: Path) -> None:
    with NumberedBanks(tmp_path, {"a": 4, "b": 2}) as study:
        file, other = study.files
        for request in (
            Request((file,), max_questions=4),
            Request((file,), tags=("odd",)),
            Request((file, other)),
            Request((file,), only=frozenset({("a", "q1")})),
        ):
            study.answer(study.begin(request))
        assert study.store.bank_figures()["a"].best is None
        study.play("q0")
        assert study.store.bank_figures()["a"].best == 0.75
        study.answer(study.mistakes())
        assert study.store.bank_figures()["a"].best == 0.75


def test_several_banks_take_turns(tmp_path: Path) -> None:
    with NumberedBanks(tmp_path, {"a": 3, "b": 3}) as study:
        runner = study.begin(Request((*study.files, study.files[0]), seed=1))
        assert [bank for bank, _ in keys(runner)] == ["a", "b"] * 3
        submit(runner, True)
        assert study.store.attempts()[0].banks == ("a", "b")
        with pytest.raises(UsageError, match="You asked for 7 questions; only 6"):
            study.begin(Request(tuple(study.files), max_questions=7))


def test_the_same_seed_and_history_give_the_same_form(tmp_path: Path) -> None:
    with NumberedBanks(tmp_path, {"a": 9}) as study:
        request = Request((study.files[0],), seed=5, max_questions=4)
        first, second = (study.begin(request).attempt.items for _ in range(2))
        assert [(item.key, item.order) for item in first] == [
            (item.key, item.order) for item in second
        ]
        study.answer(study.begin(request))
        seen = {item.key for item in first}
        assert not seen & set(keys(study.begin(request)))


def test_mistakes_are_repeated_until_each_was_right(tmp_path: Path) -> None:
    with NumberedBanks(tmp_path, {"a": 4, "b": 3}) as study:
        study.play("q1", "q3")
        study.wait(minutes=1)
        study.play("q2", bank=1)
        runner: PracticeRunner | None = study.mistakes()
        assert runner is not None and runner.mode is Mode.MISTAKES
        assert set(keys(runner)) == {("a", "q1"), ("a", "q3"), ("b", "q2")}
        assert runner.attempt.items[2].key == ("b", "q2")
        rounds = []
        for wrong in (("q1", "q2"), ("q2",), ("q2",), ()):
            assert runner is not None
            rounds.append(len(keys(runner)))
            study.wait(minutes=1)
            study.answer(runner, *wrong)
            runner = runner.next_round()
        assert rounds == [3, 2, 1, 1] and runner is None
        with pytest.raises(NotPlayable, match="no mistakes"):
            study.mistakes()


def test_mistakes_left_half_way_are_still_there(tmp_path: Path) -> None:
    with NumberedBanks(tmp_path, {"a": 4}) as study:
        study.play("q0", "q1", "q2")
        study.wait(minutes=1)
        runner = study.mistakes()
        submit(runner, True)
        submit(runner, False)
        assert runner.has_next_round
        study.wait(minutes=1)
        left = study.mistakes()
        assert keys(left) == [("a", "q2"), ("a", "q1")]
        following = left.next_round()
        assert following is not None and len(keys(following)) == 2


def test_other_attempts_have_no_further_round(tmp_path: Path) -> None:
    with NumberedBanks(tmp_path, {"a": 2}) as study:
        assert study.play("q0", "q1").next_round() is None


def test_partly_chosen_mistakes(tmp_path: Path) -> None:
    with NumberedBanks(tmp_path, {"a": 6}) as study:
        study.play("q0", "q1", "q3", "q5")
        odd = Request((study.files[0],), mode=Mode.MISTAKES, tags=("odd",), max_questions=2)
        assert keys(study.begin(odd)) == [("a", "q1"), ("a", "q3")]
        few = Request((), mode=Mode.MISTAKES, only=frozenset({("a", "q5"), ("a", "q2")}))
        assert keys(study.begin(few)) == [("a", "q5")]


def test_an_attempt_of_a_part_is_no_whole_one_after_it_was_gone_on_with(tmp_path: Path) -> None:
    with NumberedBanks(tmp_path, {"a": 4}) as study:
        submit(study.begin(Request((study.files[0],), max_questions=2)), True)
        opened = open_banks(Request((study.files[0],), OnUnfinished.CONTINUE), study.context)
        begun = begin(opened, study.context, continue_unfinished=True)
        assert isinstance(begun, PracticeRunner)
        runner = study.answer(begun)
        study.answer(runner.again(range(2)))
        figures = study.store.bank_figures()["a"]
        assert (figures.attempts, figures.best) == (2, None)


def test_a_response_is_taken_back(tmp_path: Path) -> None:
    with NumberedBanks(tmp_path, {"a": 2}) as study:
        runner = study.begin(Request((study.files[0],)))
        tending = ResponseActions(runner)
        assert not tending.possible(0) and not tending.can_undo(0)
        assert not tending.can_mark_easy(0) and tending.status(0) == ""
        submit(runner, True)
        assert tending.status(0) == "Comes back in 2 days."
        assert tending.can_undo(0) and tending.can_mark_easy(0)
        tending.undo(0)
        assert tending.status(0) == ANSWER_UNDONE
        assert not tending.can_undo(0) and not tending.can_mark_easy(0)
        assert study.store.state(("a", "q0")).memory is None
        assert study.store.attempt(1).responses[0].undone
        assert runner.attempt.score == 0 and runner.attempt.count(Outcome.RIGHT) == 0
        assert missed(runner.attempt) == (0, 1)
        submit(runner, True)
        summary = study.store.attempts()[0]
        assert (summary.score, summary.max_score, runner.attempt.score) == (1, 2, 1)


def test_a_continued_attempt_still_leaves_out_what_was_taken_back(tmp_path: Path) -> None:
    with NumberedBanks(tmp_path, {"a": 3}) as study:
        request = Request((study.files[0],))
        runner = study.begin(request)
        submit(runner, True)
        ResponseActions(runner).undo(0)
        submit(runner, True)
        opened = open_banks(request._replace(again=OnUnfinished.CONTINUE), study.context)
        again = begin(opened, study.context, continue_unfinished=True)
        assert isinstance(again, PracticeRunner)
        assert again.attempt.score == 1 and len(again.attempt.answered) == 2
        assert not ResponseActions(again).can_undo(0) and ResponseActions(again).can_undo(1)


def test_a_right_response_is_called_easy_once(tmp_path: Path) -> None:
    with NumberedBanks(tmp_path, {"a": 2}) as study:
        runner = study.begin(Request((study.files[0],)))
        tending = ResponseActions(runner)
        submit(runner, True)
        submit(runner, False)
        assert not tending.can_mark_easy(1) and tending.can_undo(1)
        tending.mark_easy(0)
        assert tending.status(0) == "Comes back in 8 days."
        assert not tending.can_mark_easy(0) and tending.can_undo(0)
        memory = study.store.state(("a", "q0")).memory
        assert memory == runner.remembered[0]


def test_a_learner_may_judge_an_answer_right_against_its_verdict(tmp_path: Path) -> None:
    with NumberedBanks(tmp_path, {"a": 3}) as study:
        runner = study.begin(Request((study.files[0],)))
        actions = ResponseActions(runner)
        submit(runner, False)
        submit(runner, True)
        runner.submit(())
        # Not what was marked right already, and not a question whose answer was shown.
        assert [actions.can_overrule(position) for position in range(3)] == [True, False, False]
        wrong = study.store.state(("a", "q0"))
        actions.overrule(0)
        assert actions.status(0) == f"{OVERRULED} Comes back in 2 days."
        state = study.store.state(("a", "q0"))
        assert state.last_right and not state.ever_right and not wrong.last_right
        assert keys(study.mistakes()) == [("a", "q2")]
        # The mark stays everywhere.
        (response, *_) = study.store.attempt(1).responses
        assert (response.outcome, response.score, response.overruled) == (Outcome.WRONG, 0, True)
        assert runner.attempt.score == study.store.attempts()[0].score == 1
        assert study.store.bank_figures()["a"].answered_right == 1
        figures = progress(study.context)
        assert (figures.answers, figures.right, figures.overruled) == (3, 1, 1)
        (remark,) = confidence.remarks(runner.attempt, Settings())
        assert remark.startswith("Right by your own judgement: 1.")
        past = open_past_attempt(study.context, 1)
        assert past.runner.attempt.overruled == {0}
        assert past.runner.attempt.answered[0].verdict.notes[0] == JUDGED_RIGHT
        actions.overrule(0)
        assert actions.status(0) == f"{JUDGEMENT_WITHDRAWN} Comes back tomorrow."
        assert study.store.state(("a", "q0")) == wrong
        assert progress(study.context).overruled == 0


def test_no_exam_is_judged_by_the_learner(tmp_path: Path) -> None:
    with NumberedBanks(tmp_path, {"a": 1}) as study:
        request = Request((study.files[0],), mode=Mode.EXAM)
        exam = begin(open_banks(request, study.context), study.context, False)
        assert isinstance(exam, ExamRunner)
        exam.answer(WRONG, WRONG)
        assert not ResponseActions(exam.hand_in()).can_overrule(0)


def test_a_corrected_key_takes_the_place_of_a_judgement(tmp_path: Path) -> None:
    with NumberedBanks(tmp_path, {"a": 1}) as study:
        runner = study.begin(Request((study.files[0],)))
        submit(runner, False)
        ResponseActions(runner).overrule(0)
        (row,) = overruled_data(study.store, ["a"])
        assert row["answer"] != row["key"] and row["times"] == 1 and row["verdict"] == "wrong"
        assert overruled_data(study.store, ["b"]) == []
        text = study.files[0].read_text(encoding="utf-8")
        swapped = text.replace("answer: this", f"answer: {row['answer'][0]}")  # type: ignore[index]
        other = str(row["answer"][0])  # type: ignore[index]
        study.files[0].write_text(swapped.replace(f"[{other}", "[this"), encoding="utf-8")
        bank = read_bank(study.files[0]).bank
        assert bank is not None
        apply_changes(study.store, find_changes(study.store, [bank]).changes, study.now)
        assert overruled_data(study.store, []) == []
        assert progress(study.context).overruled == 0 and progress(study.context).right == 1


def test_a_suspended_question_is_left_out_of_reviews_and_mistakes(tmp_path: Path) -> None:
    with NumberedBanks(tmp_path, {"a": 2}) as study:
        runner = study.play("q0", "q1")
        tending = ResponseActions(runner)
        tending.suspend(0)
        assert tending.status(0) == SUSPENDED
        assert keys(study.mistakes()) == [("a", "q1")]
        study.wait(days=1)
        assert keys(study.review()) == [("a", "q1")]
        ResponseActions(runner).suspend(1)
        with pytest.raises(NotPlayable):
            study.review()
        tending.suspend(0)
        assert tending.status(0) == RESUMED
        assert keys(study.review()) == [("a", "q0")]


def test_a_postponed_question_waits_for_the_next_day(tmp_path: Path) -> None:
    with NumberedBanks(tmp_path, {"a": 2}) as study:
        study.play("q0", "q1")
        study.wait(days=1)
        runner = study.review()
        submit(runner, True)
        runner.attempt.go(1)
        submit(runner, False)
        ResponseActions(runner).postpone(1)
        study.wait(days=1)
        assert ("a", "q1") in keys(study.review())
        again = study.review()
        submit(again, False)
        tending = ResponseActions(again)
        tending.postpone(0)
        assert tending.status(0) == POSTPONED
        assert study.store.state(keys(again)[0]).paused(int(study.now.timestamp() * 1000))


def test_what_is_not_saved_yet_cannot_be_tended(tmp_path: Path) -> None:
    with NumberedBanks(tmp_path, {"a": 3}) as study:
        runner = study.begin(Request((study.files[0],)))
        tending = ResponseActions(runner)
        runner.submit_unsaved(RIGHT)
        assert runner.unsaved == 1 and not tending.possible(0)
        assert not tending.can_undo(0) and not tending.can_mark_easy(0)
        runner.save()
        assert tending.can_undo(0) and tending.can_mark_easy(0)
        tending.undo(0)
        assert study.store.attempt(1).responses[0].undone


def test_what_cannot_be_written_has_not_happened(tmp_path: Path) -> None:
    with NumberedBanks(tmp_path, {"a": 1}) as study:
        runner = study.play()
        tending = ResponseActions(runner)
        before = tending.status(0)
        with closing(sqlite3.connect(study.store.path)) as other:
            other.execute(
                "CREATE TRIGGER no BEFORE INSERT ON event BEGIN SELECT RAISE(ABORT, ''); END"
            )
        for act in (tending.undo, tending.mark_easy, tending.suspend, tending.postpone):
            with pytest.raises(Exception, match="history"):
                act(0)
        assert tending.can_undo(0) and tending.can_mark_easy(0)
        assert tending.status(0) == before


def test_without_confidence_nothing_is_said_of_it(tmp_path: Path) -> None:
    with NumberedBanks(tmp_path, {"a": 2}) as study:
        attempt = study.play("q0").attempt
        assert (confidence.expectation(attempt), confidence.certainty(attempt)) == ("", "")
        assert confidence.surprises(attempt) == 0


def test_confidence_is_set_beside_the_score(tmp_path: Path) -> None:
    with NumberedBanks(tmp_path, {"a": 3}) as study:
        runner = study.begin(Request((study.files[0],)))
        assert confidence.options_of(runner.attempt.item.question) == 3
        runner.submit(WRONG, Confidence.CERTAIN)
        runner.attempt.advance()
        runner.submit(RIGHT, Confidence.CERTAIN)
        runner.attempt.advance()
        runner.submit((), Confidence.GUESS)
        assert confidence.surprises(runner.attempt) == 1
        assert confidence.certainty(runner.attempt) == (
            "Certainty-based marks: −1.5 per answer, on a scale from −6 to +3."
        )
        assert confidence.expectation(runner.attempt) == "You expected 90%, you got 50%."


def test_an_answer_given_in_another_window_counts_and_blocks_nothing(tmp_path: Path) -> None:
    bank = read_bank(write_bank(tmp_path, as_items(*all_samples()))).bank
    assert bank is not None
    with (
        open_store(tmp_path / "data", now, Grading(0.9)) as store,
        open_store(tmp_path / "data", now, Grading(0.9)) as second,
    ):
        one = start(make_form([bank], Random(1)), store, 1)
        one.submit((0,))
        one.attempt.advance()
        other = resume([bank], second.attempt(1), second)
        other.submit(())
        answered = one.submit((0, 1))
        assert answered.response == () and answered.verdict.fraction == 0
        assert "another window" in answered.verdict.notes[-1]
        while one.attempt.advance():
            one.submit(())
        (attempt,) = store.attempts()
        assert (attempt.answered, attempt.score, one.unsaved) == (10, 1.0, 0)
        assert attempt.finished and one.attempt.score == 1.0


def test_answers_held_back_are_dropped_when_another_window_gave_them(tmp_path: Path) -> None:
    bank = read_bank(write_bank(tmp_path, as_items(*all_samples()))).bank
    assert bank is not None
    with (
        open_store(tmp_path / "data", now, Grading(0.9)) as store,
        open_store(tmp_path / "data", now, Grading(0.9)) as second,
    ):
        one = start(make_form([bank], Random(1)), store, 1)
        one.submit((0,))
        one.attempt.advance()
        one.submit_unsaved((0, 1))
        resume([bank], second.attempt(1), second).submit(())
        one.attempt.advance()
        one.submit(())
        assert one.unsaved == 0 and "another window" in one.notice
        assert store.attempts()[0].answered == 3
