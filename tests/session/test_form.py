"""The form of a sitting."""

from collections.abc import Sequence
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import SAMPLES, sample

from quiz.errors import NotPlayable
from quiz.kinds import kind_of
from quiz.model.bank import Bank
from quiz.model.question import Question, TrueFalse
from quiz.session.form import make_form

IDS = st.integers(0, 11).map(str)


@st.composite
def questions(draw: st.DrawFn) -> list[Question]:
    """Draw questions of which some are enemies, of each other or of questions elsewhere."""
    made: list[Question] = []
    for name in draw(st.lists(IDS, unique=True)):
        foes = tuple(foe for foe in draw(st.lists(IDS, max_size=3)) if foe != name)
        made.append(TrueFalse(id=name, prompt="p", answer=True, enemies=foes))
    return made


def enemies(first: Question, second: Question) -> bool:
    """Say whether two questions may not stand together."""
    return first.id in second.enemies or second.id in first.enemies


def formed(asked: Sequence[Question], seed: int) -> list[Question]:
    """Return the questions of a form of a bank with these."""
    return [item.question for item in make_form([bank(*asked)], Random(seed))] if asked else []


@given(questions(), st.integers())
def test_no_enemies_stand_together_and_nothing_more_is_left_out(
    asked: list[Question], seed: int
) -> None:
    kept = formed(asked, seed)
    assert not any(enemies(a, b) for a in kept for b in kept if a is not b)
    assert [question for question in asked if question in kept] == list(kept)
    for question in asked:
        assert question in kept or any(enemies(question, other) for other in kept)
    assert formed(asked, seed) == kept


def test_which_enemy_is_asked_depends_on_chance() -> None:
    pair = [
        TrueFalse(id="a", prompt="p", answer=True, enemies=("b",)),
        TrueFalse(id="b", prompt="p", answer=True),
    ]
    chosen = {formed(pair, seed)[0].id for seed in range(30)}
    assert chosen == {"a", "b"}


def bank(*questions: Question) -> Bank:
    """Return a bank of these questions."""
    return Bank(Path("b.yaml"), "b", "B", "", "en", questions, {}, {})


def test_a_form_asks_every_question_with_its_options_in_an_order() -> None:
    samples = tuple(sample(name) for name in SAMPLES)
    form = make_form([bank(*samples)], Random(7))
    assert tuple(item.question for item in form) == samples
    assert form == make_form([bank(*samples)], Random(7))
    for item in form:
        shown = kind_of(item.question).shown(item.question)
        assert sorted(item.order) == list(range(len(shown)))
    orders = {make_form([bank(*samples)], Random(seed))[0].order for seed in range(60)}
    assert len(orders) == 6


def test_a_bank_without_questions_makes_no_form() -> None:
    with pytest.raises(NotPlayable, match="no questions"):
        make_form([bank()], Random(1))
