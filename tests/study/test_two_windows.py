"""One attempt in two windows: what was committed first counts, and the other goes on."""

from pathlib import Path
from random import Random

from quiz.attempts.form import make_form
from quiz.bank.reader import read_bank
from quiz.store.opening import open_store
from quiz.study.clocks import now
from quiz.study.grading import Grading
from quiz.study.practice import resume, start
from tests.support import all_samples, as_items, write_bank


def test_an_answer_given_in_another_window_counts_and_blocks_nothing(tmp_path: Path) -> None:
    bank = read_bank(write_bank(tmp_path, as_items(*all_samples()))).bank
    assert bank is not None
    with (
        open_store(tmp_path / "data", now, Grading(0.9)) as store,
        open_store(tmp_path / "data", now, Grading(0.9)) as second,
    ):
        one = start(make_form([bank], Random(1)), store, 1)
        one.submit((0,))
        one.session.advance()
        other = resume([bank], second.attempt(1), second)
        other.submit(())
        answered = one.submit((0, 1))
        assert answered.response == () and answered.verdict.fraction == 0
        assert "another window" in answered.verdict.notes[-1]
        while one.session.advance():
            one.submit(())
        (attempt,) = store.attempts()
        assert (attempt.answered, attempt.score, one.unsaved) == (10, 1.0, 0)
        assert attempt.finished and one.session.score == 1.0


def test_answers_held_back_are_dropped_when_another_window_gave_them(tmp_path: Path) -> None:
    bank = read_bank(write_bank(tmp_path, as_items(*all_samples()))).bank
    assert bank is not None
    with (
        open_store(tmp_path / "data", now, Grading(0.9)) as store,
        open_store(tmp_path / "data", now, Grading(0.9)) as second,
    ):
        one = start(make_form([bank], Random(1)), store, 1)
        one.submit((0,))
        one.session.advance()
        one.submit_unsaved((0, 1))
        resume([bank], second.attempt(1), second).submit(())
        one.session.advance()
        one.submit(())
        assert one.unsaved == 0 and "another window" in one.notice
        assert store.attempts()[0].answered == 3
