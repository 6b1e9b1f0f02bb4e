"""Matching: reading, marking and what its fields allow."""

from random import Random

import pytest

from quiz.bank.questions import rebuild_question, write_question
from quiz.errors import UnreadableResponse
from quiz.model.question import Matching, Pair
from quiz.model.response import Feedback, Outcome
from quiz.question_types import question_type_of
from quiz.store.records import canonical, parsed
from tests.support import NO_LEXICON, question, question_problems, sample

THREE = question(
    "{id: q, type: matching, prompt: p, pairs: {zebra: z, ape: a, bear: b}, distractors: [c]}"
)
WORDS = question("{id: q, type: matching, prompt: p, pairs: {ape: at noon, bear: in the dark}}")
ORDER = (3, 1, 0, 2)
"""c, a, z, b: the letters a to d."""


@pytest.mark.parametrize(
    "line",
    [
        "1c 2b 3d", "1C, 2B, 3D", "3d 1c 2b", "1-c 2-b 3-d", "1=c;2=b;3=d", "1 c 2 b 3 d",
        "1c2b3d", "1. c 2. b 3. d", "1 → c, 2 → b, 3 → d", "c b d", "c,b,d", "cbd", "C. B. D.",
        "C; B; D",
    ],
)  # fmt: skip
def test_letters_are_given_in_many_ways(line: str) -> None:
    assert question_type_of(THREE).read(THREE, ORDER, line) == (0, 1, 2)


@pytest.mark.parametrize(
    "line",
    ["", "1c", "1c 2b", "1c 2b 3d 4a", "1c 1b 3d", "1c 2b 4d", "c b", "c b e", "cbde", "x; y; z",
     "1c 2b 3", "0c 1b 2d", "1cc 2b 3d", ";;", "1ç 2b 3d", "²c"],
)  # fmt: skip
def test_letters_that_are_missing_or_unknown_are_asked_for_again(line: str) -> None:
    with pytest.raises(UnreadableResponse, match="Give each of the 3 a letter, a to d"):
        question_type_of(THREE).read(THREE, ORDER, line)


def test_rights_are_given_in_words() -> None:
    for line in ("at noon; in the dark", "AT NOON;in the dark."):
        assert question_type_of(WORDS).read(WORDS, (1, 0), line) == (0, 1)
    with pytest.raises(UnreadableResponse):
        question_type_of(WORDS).read(WORDS, (1, 0), "at noon; at six; in the dark")


def test_each_left_scores_by_itself() -> None:
    verdict = question_type_of(THREE).mark(THREE, (0, 2, 1), NO_LEXICON)
    assert verdict.outcome is Outcome.PARTLY
    assert verdict.fraction == pytest.approx(1 / 3)
    assert verdict.given == ("zebra → z", "ape → b", "bear → a")
    assert verdict.right == ("zebra → z",)
    assert verdict.wrong == ("ape → b", "bear → a")
    assert verdict.missed == ("ape → a", "bear → b")
    assert verdict.key == ("zebra → z", "ape → a", "bear → b")


def test_a_spare_right_that_was_chosen_gives_its_feedback() -> None:
    asked = sample("matching")
    verdict = question_type_of(asked).mark(asked, (2, 2), NO_LEXICON)
    assert verdict.feedback == (Feedback("at midnight", "Nothing is said of the night."),)
    assert question_type_of(asked).mark(asked, (1, 0), NO_LEXICON).feedback == ()


def test_a_right_that_several_lefts_have_is_shown_once() -> None:
    asked = question(
        "{id: q, type: matching, prompt: p, pairs: {a: Biden, b: Sullivan, c: biden, d: Biden}}"
    )
    assert isinstance(asked, Matching)
    assert question_type_of(asked).shown(asked) == ("Biden", "Sullivan")
    assert asked.targets == (0, 1, 0, 0)
    assert sorted(question_type_of(asked).order(asked, Random(1))) == [0, 1]
    assert question_type_of(asked).mark(asked, (0, 1, 0, 0), NO_LEXICON).outcome is Outcome.RIGHT


def test_pairs_may_be_a_list_and_keep_their_order_in_the_history() -> None:
    as_list = question(
        "{id: q, type: matching, prompt: p, pairs: [{zebra: z}, {ape: a}, {bear: b}],"
        " distractors: [c]}"
    )
    assert write_question(as_list) == write_question(THREE)
    stored = parsed(canonical(write_question(THREE)), "a test")
    assert isinstance(stored, dict)
    again = rebuild_question(stored)
    assert isinstance(again, Matching)
    assert again.pairs == (Pair("zebra", "z"), Pair("ape", "a"), Pair("bear", "b"))


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        ("pairs: {a: b}", ["2:8 too-few"]),
        ("pairs: []", ["2:8 too-few"]),
        ("pairs: {a: x, A: y}", ["2:15 duplicate-option"]),
        ("pairs: [{a: x}, {a: y}]", ["2:18 duplicate-option"]),
        ("pairs: {a: x, a: y, b: z}", ["2:15 duplicate-key"]),
        ("pairs: {a: x, b: y}\ndistractors: [z, X]", ["3:18 duplicate-option"]),
        ("pairs: {a: x, b: y}\ndistractors: [z, Z]", ["3:18 duplicate-option"]),
        ("pairs: {a: x, b: ''}", ["2:18 empty"]),
        ("pairs: {a: x, '': y}", ["2:15 empty"]),
        ("pairs: {a: x, b: '\u3164'}", ["2:18 empty"]),
        ("pairs: {a: x, b: [y]}", ["2:18 wrong-type"]),
        ("pairs: {a: x, b: {text: y}}", ["2:18 wrong-type"]),
        ("pairs: [a, b]", ["2:8 wrong-type"]),
        ("pairs: a", ["2:8 wrong-type"]),
        ("pairs: {a: x, b: x}", ["2:1 all-right"]),
        ("pairs: {" + ", ".join(f"l{n}: r" for n in range(27)) + "}", ["2:8 too-many"]),
    ],
)
def test_what_cannot_be_matched_is_said_where_it_stands(fields: str, found: list[str]) -> None:
    _, problems = question_problems(f"id: q\n{fields}\ntype: matching\nprompt: p\n")
    assert [f"{p.position.line}:{p.position.column} {p.rule}" for p in problems] == found


def test_26_rights_can_be_shown_and_no_more() -> None:
    pairs = ", ".join(f"l{n}: r{n}" for n in range(26))
    text = "{id: q, type: matching, prompt: p, pairs: {%s}, distractors: [%s]}"
    assert question_problems(text % (pairs, ""))[1] == []
    assert [p.rule for p in question_problems(text % (pairs, "more"))[1]] == ["too-many"]
