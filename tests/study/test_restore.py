"""Answers restored from the history keep the mark that was stored, even if marking has changed."""

from pathlib import Path
from random import Random

import pytest

from quiz.attempts.form import make_form
from quiz.bank.reader import read_bank
from quiz.model.question import SingleChoice
from quiz.model.response import Mode, Outcome, Response, Verdict
from quiz.question_types.base import right_or_wrong
from quiz.question_types.single_choice import SingleChoiceType
from quiz.store.store import open_store
from quiz.study.context import Grading, now
from quiz.study.launch import OnUnfinished, Request, begin, open_banks
from quiz.study.practice import PracticeRunner, resume, start
from quiz.study.regrade import find_changes
from quiz.study.replay import open_past_attempt
from quiz.study.restore import STORED_MARK
from quiz.text.phrases import Lexicon
from tests.study.exams import place
from tests.study.learner import RIGHT, WRONG, bank_of, choices, studying
from tests.support import write_bank


def change_marking(monkeypatch: pytest.MonkeyPatch) -> None:
    """Mark every single choice wrong from now on, as a new rule of marking would."""

    def mark(
        kind: SingleChoiceType, question: SingleChoice, given: Response, lexicon: Lexicon
    ) -> Verdict:
        return right_or_wrong(False, ("as today",), ("something else",))

    monkeypatch.setattr(SingleChoiceType, "mark", mark)


def test_a_continued_attempt_keeps_the_marks_of_an_older_rule(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = bank_of(tmp_path, choices("one", "two", "three"))
    with studying(tmp_path / "data", file) as study:
        study.play(file, [RIGHT, WRONG])
        change_marking(monkeypatch)
        opened = open_banks(Request((file,), OnUnfinished.CONTINUE), study.context)
        continued = begin(opened, study.context, continue_unfinished=True)
        assert isinstance(continued, PracticeRunner)
        replayed = open_past_attempt(study.context, 1)
        (summary,) = study.context.store.attempts()
        assert continued.attempt.score == replayed.runner.attempt.score == summary.score == 1.0
        verdict = continued.attempt.answered[0].verdict
        assert (verdict.outcome, verdict.fraction) == (Outcome.RIGHT, 1.0)
        assert STORED_MARK in verdict.notes
        assert STORED_MARK not in continued.attempt.answered[1].verdict.notes
        (change,) = find_changes(study.context.store, opened.banks).changes
        assert (change.response.mark.score, change.mark.score) == (1.0, 0.0)


def test_an_exam_handed_in_in_another_window_keeps_its_marks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with place(tmp_path) as hall:
        exam = hall.sit()
        other = hall.sit(OnUnfinished.CONTINUE)
        question = exam.sheet.item.question
        assert isinstance(question, SingleChoice)
        exam.answer(RIGHT, RIGHT)
        assert exam.hand_in().attempt.score == 1.0
        change_marking(monkeypatch)
        marked = other.hand_in()
        assert marked.mode is Mode.EXAM and marked.attempt.score == 1.0


def test_an_answer_from_another_window_keeps_its_mark(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bank = read_bank(write_bank(tmp_path, choices("one", "two"))).bank
    assert bank is not None
    with (
        open_store(tmp_path / "data", now, Grading(0.9)) as store,
        open_store(tmp_path / "data", now, Grading(0.9)) as second,
    ):
        one = start(make_form([bank], Random(1)), store, 1)
        one.submit(RIGHT)
        one.attempt.advance()
        resume([bank], second.attempt(1), second).submit(RIGHT)
        change_marking(monkeypatch)
        assert one.submit(WRONG).verdict.outcome is Outcome.RIGHT
        assert one.attempt.score == store.attempts()[0].score == 2.0


def test_an_answer_regraded_to_other_points_is_continued_with_those(tmp_path: Path) -> None:
    file = bank_of(tmp_path, choices("one", "two"))
    with studying(tmp_path / "data", file) as study:
        study.play(file, [RIGHT])
        file.write_text(file.read_text("utf-8").replace("tags:", "points: 3\n  tags:"), "utf-8")
        opened = open_banks(Request((file,), OnUnfinished.CONTINUE), study.context)
        continued = begin(opened, study.context, continue_unfinished=True)
        assert isinstance(continued, PracticeRunner) and continued.attempt.score == 1.0
        assert study.context.store.attempts()[0].score == 1.0
