"""The form of an attempt: its questions and their order."""

import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.attempts.form import Item, Wanted, make_form, make_ordered_form
from quiz.errors import NotPlayable, UsageError
from quiz.model.bank import Bank
from quiz.model.question import Question, TrueFalse
from quiz.model.response import Key
from quiz.question_types import question_type_of
from tests.support import SAMPLES, sample

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
    """Check whether two questions are enemies."""
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
        shown = question_type_of(item.question).shown(item.question)
        assert sorted(item.order) == list(range(len(shown)))
    orders = {make_form([bank(*samples)], Random(seed))[0].order for seed in range(60)}
    assert len(orders) == 6


def test_a_bank_without_questions_makes_no_form() -> None:
    with pytest.raises(NotPlayable, match="no questions"):
        make_form([bank()], Random(1))


BANKS = st.lists(questions(), min_size=1, max_size=4)
SEEN = st.dictionaries(st.tuples(st.sampled_from(["b0", "b1", "b2"]), IDS), st.integers(1, 5))


def banks_of(drawn: Sequence[Sequence[Question]]) -> list[Bank]:
    """Return banks with different ids of these questions."""
    return [named(f"b{number}", *asked) for number, asked in enumerate(drawn)]


def named(name: str, *asked: Question) -> Bank:
    """Return a bank with an id."""
    return Bank(Path(f"{name}.yaml"), name, name.upper(), "", "en", asked, {}, {})


def simple(*ids: str, tags: tuple[str, ...] = (), enemies: tuple[str, ...] = ()) -> list[Question]:
    """Return questions with these ids."""
    return [TrueFalse(id=name, prompt="p", answer=True, tags=tags, enemies=enemies) for name in ids]


def clash(first: Item, second: Item) -> bool:
    """Check whether two items of a form are enemies."""
    return first.bank is second.bank and enemies(first.question, second.question)


@given(BANKS, st.integers(), SEEN, st.data())
def test_a_count_gives_so_many_of_those_longest_not_seen(
    drawn: list[list[Question]], seed: int, seen: dict[Key, int], data: st.DataObject
) -> None:
    banks = banks_of(drawn)
    if not any(bank.questions for bank in banks):
        return
    whole = make_form(banks, Random(seed), Wanted(), seen)
    count = data.draw(st.integers(1, len(whole)))
    form = make_form(banks, Random(seed), Wanted(max_questions=count), seen)
    assert form == make_form(banks, Random(seed), Wanted(max_questions=count), seen)
    assert len({item.key for item in form}) == count
    assert not any(clash(a, b) for a in form for b in form if a is not b)
    chosen = {item.key for item in form}
    assert chosen <= {item.key for item in whole}
    left = [seen.get(item.key, 0) for item in whole if item.key not in chosen]
    assert all(seen.get(key, 0) <= min(left, default=9) for key in chosen)
    most = sum(len(bank.questions) for bank in banks) + 1
    with pytest.raises(UsageError, match=f"{most} questions"):
        make_form(banks, Random(seed), Wanted(max_questions=most), seen)


def test_as_many_as_can_stand_together_are_found_whatever_the_lot() -> None:
    leaves = tuple(TrueFalse(id=f"l{n}", prompt="p", answer=True, enemies=("hub",)) for n in "123")
    star = bank(TrueFalse(id="hub", prompt="p", answer=True), *leaves)
    for seed in range(20):
        assert len(make_form([star], Random(seed))) == 3
        seen = {("b", leaf.id): 5 for leaf in leaves}
        assert len(make_form([star], Random(seed), Wanted(max_questions=3), seen)) == 3
        assert len(make_form([star], Random(seed), Wanted(), seen)) == 1


@given(BANKS, st.integers(), SEEN)
def test_banks_alternate_as_evenly_as_their_sizes_allow(
    drawn: list[list[Question]], seed: int, seen: dict[Key, int]
) -> None:
    banks = banks_of(drawn)
    if not any(bank.questions for bank in banks):
        return
    form = make_form(banks, Random(seed), Wanted(), seen)
    sizes = Counter(item.bank.id for item in form)
    so_far: Counter[str] = Counter()
    for place, item in enumerate(form, 1):
        so_far[item.bank.id] += 1
        for bank, size in sizes.items():
            # Never more than a question from the share that is due to the bank, per other bank.
            assert abs(so_far[bank] - size * place / len(form)) <= max(1, len(sizes) / 2)


@given(BANKS, st.integers(), SEEN)
def test_what_was_not_lately_seen_comes_first_in_its_bank(
    drawn: list[list[Question]], seed: int, seen: dict[Key, int]
) -> None:
    banks = banks_of(drawn)
    if not any(bank.questions for bank in banks):
        return
    form = make_form(banks, Random(seed), Wanted(), seen)
    for bank in banks:
        keys = [item.key for item in form if item.bank is bank]
        own = [(bank.id, each.id) for each in bank.questions if (bank.id, each.id) in keys]
        assert keys == sorted(own, key=lambda key: seen.get(key, 0))


def test_two_banks_of_one_size_take_turns() -> None:
    banks = [named("x", *simple("a", "b", "c")), named("y", *simple("a", "b", "c"))]
    form = make_form(banks, Random(1))
    assert [item.bank.id for item in form] == ["x", "y", "x", "y", "x", "y"]
    banks = [named("x", *simple("a", "b", "c", "d")), named("y", *simple("a", "b"))]
    assert [item.bank.id for item in make_form(banks, Random(1))] == ["x", "y", "x", "x", "y", "x"]


def test_of_enemies_the_one_not_lately_seen_is_asked() -> None:
    pair = named("x", *simple("a", enemies=("b",)), *simple("b", "c"))
    for seed in range(20):
        seen = {("x", "a"): 5, ("x", "b"): 3, ("x", "c"): 1}
        assert [item.question.id for item in make_form([pair], Random(seed), Wanted(), seen)] == [
            "c",
            "b",
        ]
        form = make_form(
            [pair], Random(seed), Wanted(max_questions=1), {("x", "b"): 1, ("x", "c"): 1}
        )
        assert [item.question.id for item in form] == ["a"]


def test_enemies_of_the_same_name_in_two_banks_have_nothing_against_each_other() -> None:
    banks = [named("x", *simple("a", enemies=("b",))), named("y", *simple("b"))]
    assert len(make_form(banks, Random(1))) == 2


def test_tags_choose_questions_that_have_one_of_them() -> None:
    asked = [*simple("a", tags=("sea",)), *simple("b", tags=("war", "law")), *simple("c")]
    form = make_form([named("x", *asked)], Random(1), Wanted(tags=("law", "sea")))
    assert [item.question.id for item in form] == ["a", "b"]
    only = Wanted(tags=("law", "sea"), only=frozenset({("x", "b"), ("x", "c"), ("y", "a")}))
    form = make_form([named("x", *asked)], Random(1), only)
    assert [item.question.id for item in form] == ["b"]


@pytest.mark.parametrize(
    ("wanted", "error", "message"),
    [
        (Wanted(tags=("sky", "ice")), NotPlayable, "“sky” or “ice”; the tags are: law, sea"),
        (Wanted(only=frozenset()), NotPlayable, "None of the questions you asked for"),
        (Wanted(max_questions=4), UsageError, "only 3 of the 4 that match"),
        (Wanted(max_questions=2, tags=("sea",)), UsageError, "only 1 matches."),
        (Wanted(max_questions=3, tags=("sea", "law")), UsageError, "only 2 match."),
    ],
)
def test_what_cannot_be_says_why(wanted: Wanted, error: type[Exception], message: str) -> None:
    asked = [*simple("a", tags=("sea",)), *simple("b", tags=("law",)), *simple("c")]
    foe = simple("d", enemies=("c",))
    with pytest.raises(error, match=re.escape(message)):
        make_form([named("x", *asked, *foe)], Random(1), wanted)


def test_a_small_bank_stands_in_the_middle_of_a_large_one() -> None:
    large, small = simple("a") + simple("b") + simple("c"), simple("z")
    for banks, order in (
        ([named("large", *large), named("small", *small)], "abzc"),
        ([named("small", *small), named("large", *large)], "azbc"),
    ):
        form = make_form(banks, Random(1))
        assert "".join(item.question.id for item in form) == order


def test_the_conditions_are_named_to_follow_a_noun() -> None:
    assert Wanted().named == ""
    assert Wanted(only=frozenset({("x", "a")})).named == " of these"
    assert Wanted(tags=("sea", "law")).named == " with the tag “sea” or “law”"


def test_without_tags_no_tag_is_named() -> None:
    with pytest.raises(NotPlayable, match="“sea”; there are no tags"):
        make_form([named("x", *simple("a"))], Random(1), Wanted(tags=("sea",)))


@given(BANKS, st.integers(), st.lists(st.tuples(st.sampled_from(["b0", "b1"]), IDS), unique=True))
def test_an_ordered_form_keeps_the_order_and_only_first_enemies(
    drawn: list[list[Question]], seed: int, keys: list[Key]
) -> None:
    banks = banks_of(drawn)
    known = {(bank.id, each.id): each for bank in banks for each in bank.questions}
    if not known.keys() & set(keys):
        with pytest.raises(NotPlayable, match="none of these questions any more"):
            make_ordered_form(banks, keys, Random(seed))
        return
    kept: list[Key] = []
    for key in keys:
        foes = [other for other in kept if other[0] == key[0]]
        if key in known and not any(enemies(known[key], known[other]) for other in foes):
            kept.append(key)
    assert [item.key for item in make_ordered_form(banks, keys, Random(seed))] == kept
