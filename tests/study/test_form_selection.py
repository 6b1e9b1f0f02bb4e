"""Which questions a request gets: parts of banks, several banks, mistakes until they are right."""

from pathlib import Path

import pytest

from quiz.errors import NotPlayable, UsageError
from quiz.model.response import Mode
from quiz.study.launch import OnUnfinished, Request, begin, open_banks
from quiz.study.practice import PracticeRunner
from tests.study.numbered_banks import NumberedBanks, keys, submit


def test_only_a_whole_bank_is_measured(tmp_path: Path) -> None:
    with NumberedBanks(tmp_path, {"a": 4, "b": 2}) as study:
        file, other = study.files
        for request in (
            Request((file,), most=4),
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
        player = study.begin(Request((*study.files, study.files[0]), seed=1))
        assert [bank for bank, _ in keys(player)] == ["a", "b"] * 3
        submit(player, True)
        assert study.store.attempts()[0].banks == ("a", "b")
        with pytest.raises(UsageError, match="You asked for 7 questions; only 6"):
            study.begin(Request(tuple(study.files), most=7))


def test_the_same_seed_and_history_give_the_same_form(tmp_path: Path) -> None:
    with NumberedBanks(tmp_path, {"a": 9}) as study:
        request = Request((study.files[0],), seed=5, most=4)
        first, second = (study.begin(request).session.items for _ in range(2))
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
        player: PracticeRunner | None = study.mistakes()
        assert player is not None and player.mode is Mode.MISTAKES
        assert set(keys(player)) == {("a", "q1"), ("a", "q3"), ("b", "q2")}
        assert player.session.items[2].key == ("b", "q2")
        rounds = []
        for wrong in (("q1", "q2"), ("q2",), ("q2",), ()):
            assert player is not None
            rounds.append(len(keys(player)))
            study.wait(minutes=1)
            study.answer(player, *wrong)
            player = player.next_round()
        assert rounds == [3, 2, 1, 1] and player is None
        with pytest.raises(NotPlayable, match="no mistakes"):
            study.mistakes()


def test_mistakes_left_half_way_are_still_there(tmp_path: Path) -> None:
    with NumberedBanks(tmp_path, {"a": 4}) as study:
        study.play("q0", "q1", "q2")
        study.wait(minutes=1)
        player = study.mistakes()
        submit(player, True)
        submit(player, False)
        assert player.has_next_round
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
        odd = Request((study.files[0],), mode=Mode.MISTAKES, tags=("odd",), most=2)
        assert keys(study.begin(odd)) == [("a", "q1"), ("a", "q3")]
        few = Request((), mode=Mode.MISTAKES, only=frozenset({("a", "q5"), ("a", "q2")}))
        assert keys(study.begin(few)) == [("a", "q5")]


def test_an_attempt_of_a_part_is_no_whole_one_after_it_was_gone_on_with(tmp_path: Path) -> None:
    with NumberedBanks(tmp_path, {"a": 4}) as study:
        submit(study.begin(Request((study.files[0],), most=2)), True)
        opened = open_banks(Request((study.files[0],), OnUnfinished.CONTINUE), study.desk)
        begun = begin(opened, study.desk, continue_unfinished=True)
        assert isinstance(begun, PracticeRunner)
        player = study.answer(begun)
        study.answer(player.again(range(2)))
        figures = study.store.bank_figures()["a"]
        assert (figures.attempts, figures.best) == (2, None)
