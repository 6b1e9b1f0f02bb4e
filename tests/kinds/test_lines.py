"""Answers as one typed line, of every type."""

from itertools import permutations
from random import Random

import pytest
from support import NO_LEXICON, question, sample

from quiz.errors import UnreadableResponse
from quiz.kinds import kind_of
from quiz.model.question import Question
from quiz.model.response import Verdict


def answer(asked: Question, line: str) -> Verdict:
    """Return the verdict on a typed line, with the options in the order of the file."""
    kind = kind_of(asked)
    order = tuple(range(len(kind.shown(asked))))
    return kind.mark(asked, kind.read(asked, order, line), NO_LEXICON)


@pytest.mark.parametrize("name", ["single_choice", "multiple_response"])
def test_the_order_of_the_options_never_changes_the_mark(name: str) -> None:
    asked = sample(name)
    kind = kind_of(asked)
    for order in permutations(range(len(kind.shown(asked)))):
        for place, number in enumerate(order):
            by_number = kind.read(asked, order, str(place + 1))
            assert by_number == (number,)
            assert kind.read(asked, order, "abcdef"[place]) == by_number
            assert kind.read(asked, order, "ABCDEF"[place] + ")") == by_number
            assert kind.read(asked, order, kind.shown(asked)[number].upper()) == by_number


@pytest.mark.parametrize(
    "line", ["1 2", "1,2", "a b", "A, B", "1 and 2", "2;1", "1+2", "b & a", "2 1 1"]
)
def test_several_options_are_named_in_many_ways(line: str) -> None:
    asked = sample("multiple_response")
    assert kind_of(asked).read(asked, (0, 1, 2, 3), line) == (0, 1)


@pytest.mark.parametrize("line", ["t", "T", "true", "TRUE", "1", "a", "y", "yes", "True."])
def test_true_is_said_in_many_ways(line: str) -> None:
    assert answer(sample("true_false"), line).given == ("True",)


@pytest.mark.parametrize("line", ["f", "False", "2", "b", "n", "no"])
def test_false_is_said_in_many_ways(line: str) -> None:
    assert answer(sample("true_false"), line).given == ("False",)


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("single_choice", "0"), ("single_choice", "4"), ("single_choice", "-1"),
        ("single_choice", "1 2"), ("single_choice", ""), ("single_choice", "99999999999"),
        ("single_choice", "²"), ("single_choice", "Napier"),
        ("multiple_response", ""), ("multiple_response", "1 9"), ("multiple_response", "and"),
        ("multiple_response", ", ;"), ("true_false", "maybe"), ("true_false", ""),
        ("short_answer", ""), ("short_answer", " \t "), ("short_answer", "x" * 2001),
        ("numeric", ""), ("numeric", "many"), ("numeric", "a"), ("numeric", "1 2"),
        ("cloze", "two"), ("cloze", "two; four; six"), ("cloze", "two;"), ("cloze", ""),
    ],
)  # fmt: skip
def test_what_cannot_be_an_answer_is_asked_again(name: str, line: str) -> None:
    with pytest.raises(UnreadableResponse, match=r"\w"):
        answer(sample(name), line)


def test_options_that_are_not_shuffled_stand_in_the_order_of_their_numbers() -> None:
    text = "{id: q, type: single_choice, prompt: p, answer: %s, distractors: [%s], shuffle: false}"
    numbers = question(text % ("'20'", "'100', 'three', '1,000'"))
    assert kind_of(numbers).order(numbers, Random(1)) == (2, 0, 1, 3)
    words = question(text % ("b", "c, a"))
    assert kind_of(words).order(words, Random(1)) == (0, 1, 2)
