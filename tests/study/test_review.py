"""Reviews: the questions due, the daily limit, and the message when nothing is due."""

from pathlib import Path

import pytest

from quiz.errors import NotPlayable
from quiz.model.response import Confidence, Mode
from quiz.schedule import study_day
from quiz.study.launch import Request
from quiz.study.review import due_today, forecast
from tests.study.numbered_banks import NumberedBanks, keys, submit


def test_a_review_asks_what_is_due_of_every_bank_the_longest_due_first(tmp_path: Path) -> None:
    with NumberedBanks(tmp_path, {"a": 3, "b": 2, "c": 2}) as study:
        study.play("q1", bank=1)
        study.wait(minutes=1)
        study.play("q0", "q2", bank=0)
        study.wait(days=1)
        runner = study.review()
        assert keys(runner) == [("b", "q1"), ("a", "q0"), ("a", "q2")]
        assert runner.mode is Mode.REVIEW and not runner.notice
        study.answer(runner)
        study.wait(days=1)
        assert keys(study.review()) == [("b", "q0"), ("a", "q1")]


def test_the_days_limit_counts_what_was_reviewed_that_day(tmp_path: Path) -> None:
    with NumberedBanks(tmp_path, {"a": 8}, daily_limit=5) as study:
        study.play(*(f"q{n}" for n in range(8)))
        study.wait(days=1)
        assert due_today(study.store, study.context.clocks, 5).among({"a"}) == 5
        first = study.review(max_questions=2)
        assert first.notice == "3 more are due, but your daily limit is 5."
        study.answer(first, "q0")
        assert due_today(study.store, study.context.clocks, 5).among({"a"}) == 3
        again = first.again([0])
        assert again.mode is Mode.MISTAKES
        study.answer(again)
        assert len(keys(study.answer(study.review()))) == 3
        assert due_today(study.store, study.context.clocks, 5) == ({"a": 3}, 0)
        with pytest.raises(NotPlayable, match="limit of 5 reviews; 3 more are due"):
            study.review()
        study.limited(0)
        assert len(keys(study.review())) == 3
        study.limited(5)
        study.wait(days=1)
        assert len(keys(study.review())) == 4


def test_the_limit_is_taken_of_what_is_asked_for(tmp_path: Path) -> None:
    with NumberedBanks(tmp_path, {"a": 6}, daily_limit=2) as study:
        study.play(*(f"q{n}" for n in range(6)))
        study.wait(days=1)
        runner = study.review(tags=("odd",))
        assert keys(runner) == [("a", "q1"), ("a", "q3")]
        assert runner.notice.startswith("1 more")


def test_questions_that_a_bank_no_longer_has_are_neither_asked_nor_counted(tmp_path: Path) -> None:
    with NumberedBanks(tmp_path, {"a": 4}, daily_limit=3) as study:
        study.play(*(f"q{n}" for n in range(4)))
        study.write(tmp_path, "a", 2)
        study.wait(days=1)
        runner = study.review()
        assert keys(runner) == [("a", "q0"), ("a", "q1")] and not runner.notice
        assert due_today(study.store, study.context.clocks, 0).among({"a"}) == 2
        study.answer(runner)
        with pytest.raises(NotPlayable, match=r"^Nothing is due today. 2 questions come back in"):
            study.review()


def test_a_bank_that_is_not_on_offer_is_reviewed_by_its_file(tmp_path: Path) -> None:
    with NumberedBanks(tmp_path, {"a": 2}) as study:
        (tmp_path / "elsewhere").mkdir()
        file = study.write(tmp_path / "elsewhere", "z", 2)
        study.answer(study.begin(Request((file,))), "q1")
        study.wait(days=1)
        assert keys(study.begin(Request((file,), mode=Mode.REVIEW))) == [("z", "q1")]


def test_who_never_played_is_told_to(tmp_path: Path) -> None:
    with NumberedBanks(tmp_path, {"a": 2}) as study:
        with pytest.raises(NotPlayable, match="answer some questions first"):
            study.review()


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (("q0",), "Nothing is due today. 1 question comes back tomorrow."),
        (("q0", "q1"), "Nothing is due today. 2 questions come back tomorrow."),
        ((), "Nothing is due today. 3 questions come back in 2 days."),
    ],
)
def test_when_nothing_is_due_it_is_said_when_something_is(
    tmp_path: Path, wrong: tuple[str, ...], message: str
) -> None:
    with NumberedBanks(tmp_path, {"a": 3}) as study:
        study.play(*wrong)
        with pytest.raises(NotPlayable) as raised:
            study.review()
        assert str(raised.value) == message


def test_what_was_reviewed_right_before_its_hour_is_not_asked_again_that_day(
    tmp_path: Path,
) -> None:
    with NumberedBanks(tmp_path, {"a": 1}) as study:
        study.wait(hours=8)
        study.play("q0")
        study.wait(hours=13)
        study.answer(study.review())
        with pytest.raises(NotPlayable, match="1 question comes back in 2 days"):
            study.review()


def test_days_begin_at_four(tmp_path: Path) -> None:
    with NumberedBanks(tmp_path, {"a": 1}) as study:
        study.play("q0")
        study.wait(hours=15, minutes=59)
        with pytest.raises(NotPlayable, match="tomorrow"):
            study.review()
        study.wait(minutes=1)
        assert keys(study.review()) == [("a", "q0")]


def test_a_forecast_counts_study_days(tmp_path: Path) -> None:
    with NumberedBanks(tmp_path, {"a": 4}) as study:
        runner = study.begin(Request((study.files[0],)))
        submit(runner, False, Confidence.CERTAIN)
        submit(runner, True, Confidence.GUESS)
        study.answer(runner)
        states = study.store.states(["a"]).values()
        day = study_day(study.now)
        assert forecast(states, day) == {1: 2, 2: 2}
        study.wait(days=5)
        assert forecast(states, study_day(study.now)) == {0: 4}
