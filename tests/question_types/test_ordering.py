"""Ordering: reading, marking and what its fields allow."""

import json
from itertools import permutations
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.errors import UnreadableResponse
from quiz.model.question import Ordering
from quiz.model.response import Outcome
from quiz.question_types import question_type_of
from tests.support import NO_LEXICON, question, question_problems

CASES = json.loads((Path(__file__).parents[1] / "data/ordering.json").read_text())["cases"]
THREE = question("{id: q, type: ordering, prompt: p, items: [one day, two days, three days]}")
ORDER = (2, 0, 1)


def of_size(count: int) -> Ordering:
    """Return a question with this many items."""
    return Ordering(id="q", prompt="p", items=tuple(f"item {number}" for number in range(count)))


@pytest.mark.parametrize("case", CASES)
def test_marks_agree_with_the_reference(case: tuple[list[int], float]) -> None:
    order, expected = case
    asked = of_size(len(order))
    verdict = question_type_of(asked).mark(asked, tuple(order), NO_LEXICON)
    assert verdict.fraction == pytest.approx(expected)


@given(st.integers(2, 9).flatmap(lambda count: st.permutations(range(count))))
def test_marks_are_kendalls_tau_never_below_nothing(numbers: list[int]) -> None:
    asked = of_size(len(numbers))
    signs = [
        1 if numbers.index(first) < numbers.index(second) else -1
        for second in range(len(numbers))
        for first in range(second)
    ]
    verdict = question_type_of(asked).mark(asked, tuple(numbers), NO_LEXICON)
    assert verdict.fraction == pytest.approx(max(0, sum(signs) / len(signs)))
    right = numbers == sorted(numbers)
    outcome = Outcome.PARTLY if verdict.fraction else Outcome.WRONG
    assert verdict.outcome is (Outcome.RIGHT if right else outcome)


def test_a_random_order_of_five_scores_a_sixth_on_average() -> None:
    asked = of_size(5)
    marks = [question_type_of(asked).mark(asked, order, NO_LEXICON).fraction
             for order in permutations(range(5))]  # fmt: skip
    assert sum(marks) / len(marks) == pytest.approx(0.16, abs=0.005)


def test_the_verdict_says_what_stands_in_its_place() -> None:
    verdict = question_type_of(THREE).mark(THREE, (0, 2, 1), NO_LEXICON)
    assert verdict.outcome is Outcome.PARTLY
    assert verdict.fraction == pytest.approx(1 / 3)
    assert verdict.given == ("one day", "three days", "two days")
    assert (verdict.right, verdict.wrong) == (("one day",), ("three days", "two days"))
    assert verdict.notes == ("In order: 2 of 3 pairs. Each reversed pair cancels one of them.",)
    assert question_type_of(THREE).mark(THREE, (0, 1, 2), NO_LEXICON).notes == ()


@pytest.mark.parametrize("count", [2, 3, 26])
def test_the_items_are_never_shown_in_the_right_order(count: int) -> None:
    asked = of_size(count)
    kind = question_type_of(asked)
    orders = [kind.order(asked, Random(seed)) for seed in range(200)]
    assert tuple(range(count)) not in orders
    assert all(sorted(order) == list(range(count)) for order in orders)
    assert len(set(orders)) == {2: 1, 3: 5}.get(count, 200)


@pytest.mark.parametrize(
    "line",
    ["2 3 1", "2,3,1", "2, 3, 1", "231", "b c a", "BCA", "b > c > a", "2→3→1", "2. 3. 1.",
     "one day; two days; three days", "ONE DAY;two days ; three days", "b; c; a"],
)  # fmt: skip
def test_an_order_is_given_in_many_ways(line: str) -> None:
    assert question_type_of(THREE).read(THREE, ORDER, line) == (0, 1, 2)


@pytest.mark.parametrize(
    "line",
    ["", "2 3", "2 3 3", "2 3 4", "2 3 1 1", "23", "2314", "x y z", "one day", ";;", "0 1"],
)
def test_what_is_no_order_of_all_is_asked_again(line: str) -> None:
    with pytest.raises(UnreadableResponse, match="all numbers from 1 to 3"):
        question_type_of(THREE).read(THREE, ORDER, line)


def test_more_than_nine_items_are_put_in_order_by_number() -> None:
    asked = of_size(12)
    line = " ".join(str(number) for number in range(12, 0, -1))
    assert question_type_of(asked).read(asked, tuple(range(12)), line) == tuple(range(11, -1, -1))


@pytest.mark.parametrize(
    ("items", "found"),
    [
        ("[a]", "2:8 too-few"),
        ("a", "2:8 wrong-type"),
        ("[a, b, A]", "2:15 duplicate-option"),
        ("[a, '']", "2:12 empty"),
        ("[a, {text: b}]", "2:12 wrong-type"),
        (f"[{', '.join(map(str, range(27)))}]", "2:8 too-many"),
    ],
)
def test_what_cannot_be_put_in_order_is_said_where_it_stands(items: str, found: str) -> None:
    _, problems = question_problems(f"id: q\nitems: {items}\ntype: ordering\nprompt: p\n")
    assert [f"{p.position.line}:{p.position.column} {p.rule}" for p in problems] == [found]
