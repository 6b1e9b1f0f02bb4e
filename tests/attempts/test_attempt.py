"""An attempt in practice mode and its scores."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.attempts.attempt import Answered, Attempt, TagScore, by_tag, missed
from quiz.attempts.form import Item, make_form
from quiz.model.bank import Bank
from quiz.model.question import TrueFalse
from quiz.model.response import Outcome
from quiz.question_types import QUESTION_TYPES, question_type_of
from tests.support import NO_LEXICON, SAMPLES, all_samples, as_items, read


@pytest.mark.parametrize("right", [True, False])
def test_every_type_is_played(tmp_path: Path, right: bool) -> None:
    bank = read(tmp_path, as_items(*all_samples())).bank
    assert bank is not None
    attempt = Attempt(make_form([bank], Random(3)), lambda: 0.0)
    for name in QUESTION_TYPES:
        question, order = attempt.item.question, attempt.item.order
        assert question.kind == name
        shown, kind = question_type_of(question).shown(question), question_type_of(question)
        line = SAMPLES[name].right if right else SAMPLES[name].wrong
        if name == "multiple_response":
            line = " ".join(str(order.index(int(word) - 1) + 1) for word in line.split())
        response = kind.read(question, order, line)
        assert all(number in range(len(shown)) for number in response) or not shown
        attempt.record(attempt.mark(response, NO_LEXICON))
        attempt.advance()
    assert attempt.finished
    assert attempt.score == (attempt.max_score if right else 0)
    assert missed(attempt) == (() if right else tuple(range(len(QUESTION_TYPES))))
    assert by_tag(attempt)[0].questions == len(QUESTION_TYPES)


BANK = Bank(Path("b.yaml"), "b", "B", "", "en", (), {}, {})


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def item(number: int, *tags: str, points: str = "1", hints: tuple[str, ...] = ()) -> Item:
    """Return an item whose right answer is True."""
    asked = TrueFalse(
        id=f"q{number}", prompt="p", answer=True, tags=tags, points=Decimal(points), hints=hints
    )
    return Item(BANK, asked, (0, 1))


def new_attempt(count: int = 3, clock: Callable[[], float] | None = None) -> Attempt:
    """Return a new attempt of true or false questions."""
    return Attempt([item(number) for number in range(count)], clock or Clock())


def give(attempt: Attempt, right: bool) -> Answered:
    """Answer the current question."""
    answered = attempt.mark((0,) if right else (1,), NO_LEXICON)
    attempt.record(answered)
    return answered


def test_questions_are_asked_in_order_until_all_are_answered() -> None:
    attempt = new_attempt()
    for position in range(3):
        assert (attempt.position, attempt.verdict, attempt.finished) == (position, None, False)
        assert attempt.item.question.id == f"q{position}"
        give(attempt, right=position != 1)
        assert attempt.verdict is not None
        assert attempt.advance() is (position < 2)
    assert attempt.finished
    assert (attempt.score, attempt.max_score) == (2, 3)
    assert (attempt.count(Outcome.RIGHT), attempt.count(Outcome.WRONG)) == (2, 1)
    assert missed(attempt) == (1,)


def test_a_skipped_question_comes_back() -> None:
    attempt = new_attempt()
    assert attempt.advance()
    give(attempt, right=True)
    assert attempt.advance()
    give(attempt, right=True)
    assert attempt.advance()
    assert attempt.position == 0
    assert attempt.advance()
    assert attempt.position == 0
    assert missed(attempt) == (0,)
    give(attempt, right=False)
    assert not attempt.advance()


def test_marking_changes_nothing_and_a_recorded_answer_stays() -> None:
    attempt = new_attempt()
    attempt.mark((1,), NO_LEXICON)
    assert attempt.answered == {}
    first = give(attempt, right=True)
    give(attempt, right=False)
    assert attempt.answered == {0: first}


def test_any_question_can_be_gone_to() -> None:
    attempt = new_attempt()
    give(attempt, right=True)
    attempt.go(2)
    assert (attempt.position, attempt.verdict) == (2, None)
    attempt.go(0)
    assert attempt.verdict is not None
    assert attempt.advance()
    assert attempt.position == 1


def test_an_attempt_goes_on_where_it_was_left() -> None:
    before = new_attempt()
    give(before, right=True)
    before.advance()
    before.advance()
    give(before, right=False)
    after = Attempt(before.items, Clock(), before.answered)
    assert after.position == 1
    assert after.score == 1
    give(after, right=True)
    assert after.finished
    done = Attempt(before.items, Clock(), after.answered)
    assert done.finished
    assert not done.advance()


def test_hints_are_shown_one_by_one_and_counted() -> None:
    attempt = Attempt([item(0, hints=("one", "two")), item(1)], Clock())
    assert list(attempt.hints) == []
    assert attempt.hint() == "one"
    assert list(attempt.hints) == ["one"]
    attempt.go(1)
    assert attempt.hint() is None
    assert list(attempt.hints) == []
    attempt.go(0)
    assert (attempt.hint(), attempt.hint()) == ("two", None)
    assert give(attempt, right=True).hints == 2


def test_seconds_are_counted_over_all_visits() -> None:
    clock = Clock()
    attempt = new_attempt(clock=clock)
    clock.now += 5
    attempt.go(1)
    clock.now += 60
    attempt.go(0)
    clock.now += 2.5
    assert attempt.seconds == 7.5
    assert give(attempt, right=True).seconds == 7.5
    attempt.go(1)
    assert attempt.seconds == 60


@given(st.lists(st.tuples(st.floats(-1e6, 1e6), st.integers(0, 2))))
def test_seconds_are_never_negative(moves: list[tuple[float, int]]) -> None:
    clock = Clock()
    attempt = new_attempt(clock=clock)
    for step, position in moves:
        clock.now += step
        assert attempt.seconds >= 0
        attempt.go(position)
        assert attempt.seconds >= 0


@given(st.lists(st.sampled_from(["right", "wrong", "skip", 0, 1, 2, 3])))
def test_the_state_holds_together_whatever_is_done(steps: list[str | int]) -> None:
    attempt = new_attempt(4)
    for step in steps:
        if step == "skip":
            moved = attempt.advance()
            assert moved is not attempt.finished
        elif isinstance(step, int):
            attempt.go(step)
        else:
            give(attempt, step == "right")
        assert 0 <= attempt.score <= attempt.max_score == 4
        assert attempt.finished == (len(attempt.answered) == 4)
        assert (attempt.verdict is not None) == (attempt.position in attempt.answered)
        assert set(missed(attempt)) >= set(range(4)) - set(attempt.answered)


def test_scores_by_tag_come_weakest_first() -> None:
    items = [item(0, "war", "summit"), item(1, "war", points="2.5"), item(2), item(3, "summit")]
    attempt = Attempt(items, Clock())
    give(attempt, right=True)
    attempt.advance()
    give(attempt, right=False)
    assert by_tag(attempt) == (
        TagScore("untagged", 1, 0, 1),
        TagScore("war", 2, 1, 3.5),
        TagScore("summit", 2, 1, 2),
    )


@pytest.mark.parametrize("outcome", Outcome)
def test_whatever_is_not_wholly_right_is_missed(outcome: Outcome) -> None:
    attempt = new_attempt(2)
    answered = attempt.mark((0,), NO_LEXICON)
    attempt.record(replace(answered, verdict=replace(answered.verdict, outcome=outcome)))
    assert (0 in missed(attempt)) == (outcome is not Outcome.RIGHT)
    assert 1 in missed(attempt)


def test_parts_of_points_count_under_their_tag() -> None:
    attempt = Attempt([item(0, "war", points="4")], Clock())
    answered = attempt.mark((0,), NO_LEXICON)
    attempt.record(replace(answered, verdict=replace(answered.verdict, fraction=0.25)))
    assert by_tag(attempt) == (TagScore("war", 1, 1.0, 4.0),)


def test_a_long_attempt_is_finished_with_its_last_answer() -> None:
    attempt = new_attempt(300)
    for _ in range(299):
        give(attempt, right=True)
        attempt.advance()
    assert not attempt.finished
    give(attempt, right=True)
    assert attempt.finished
