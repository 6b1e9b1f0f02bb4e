"""Answers as one typed line, of every type."""

from itertools import permutations
from random import Random

import pytest

from quiz.errors import UnreadableResponse
from quiz.model.question import Question
from quiz.model.response import Outcome, Response, Verdict
from quiz.question_types import question_type_of
from quiz.question_types.options import labels
from tests.support import NO_LEXICON, question, sample


def answer(asked: Question, line: str) -> Verdict:
    """Return the verdict on a typed line, with the options in the order of the file."""
    kind = question_type_of(asked)
    order = tuple(range(len(kind.shown(asked))))
    return kind.mark(asked, kind.read(asked, order, line), NO_LEXICON)


@pytest.mark.parametrize("name", ["single_choice", "multiple_response"])
def test_the_order_of_the_options_never_changes_the_mark(name: str) -> None:
    asked = sample(name)
    kind = question_type_of(asked)
    for order in permutations(range(len(kind.shown(asked)))):
        for index, number in enumerate(order):
            by_number = kind.read(asked, order, str(index + 1))
            assert by_number == (number,)
            assert kind.read(asked, order, "abcdef"[index]) == by_number
            assert kind.read(asked, order, "ABCDEF"[index] + ")") == by_number
            assert kind.read(asked, order, kind.shown(asked)[number].upper()) == by_number


@pytest.mark.parametrize(
    "line", ["1 2", "1,2", "a b", "A, B", "1 and 2", "2;1", "1+2", "b & a", "2 1 1"]
)
def test_several_options_are_named_in_many_ways(line: str) -> None:
    asked = sample("multiple_response")
    assert question_type_of(asked).read(asked, (0, 1, 2, 3), line) == (0, 1)


NUMBERS = "{id: q, type: multiple_response, prompt: p, answers: [2, 4], distractors: [3, 5]}"
ORDER = (0, 2, 1, 3)


@pytest.mark.parametrize("line", ["2 4", "2", "4", "2.", "a 2", "3, 4"])
def test_a_number_that_is_an_option_and_the_label_of_another_is_asked_again(line: str) -> None:
    asked = question(NUMBERS)
    with pytest.raises(UnreadableResponse, match=r"“\d” is one option .*: type [a-d]\) for"):
        question_type_of(asked).read(asked, ORDER, line)


@pytest.mark.parametrize(
    ("line", "response"),
    [("a c", (0, 1)), ("A, C", (0, 1)), ("a) c)", (0, 1)), ("1) 3)", (0, 1)), ("2)", (2,)),
     ("5", (3,)), ("1", (0,)), ("5 a", (0, 3))],
)  # fmt: skip
def test_options_that_are_numbers_are_chosen_by_letter(line: str, response: Response) -> None:
    asked = question(NUMBERS)
    assert labels(question_type_of(asked).shown(asked)) == ("a", "b", "c", "d")
    assert question_type_of(asked).read(asked, ORDER, line) == response
    with pytest.raises(UnreadableResponse, match="Type the letters of all .*, a to d"):
        question_type_of(asked).read(asked, ORDER, "6")


def test_one_number_is_chosen_of_several() -> None:
    asked = question("{id: q, type: single_choice, prompt: p, answer: 1, distractors: [2, 500]}")
    read = question_type_of(asked).read
    assert read(asked, (1, 0, 2), "500") == (2,)
    assert read(asked, (1, 0, 2), "3") == (2,)
    assert read(asked, (0, 1, 2), "1") == (0,)
    assert read(asked, (1, 0, 2), "a") == (1,)
    with pytest.raises(UnreadableResponse, match=r"type b\) for the option “1”, 1\) for the"):
        read(asked, (1, 0, 2), "1")
    with pytest.raises(UnreadableResponse, match="Type the letter of an option, a to c"):
        read(asked, (1, 0, 2), "7")


def test_a_text_takes_precedence_over_a_letter() -> None:
    asked = question("{id: q, type: single_choice, prompt: p, answer: b, distractors: [a, c]}")
    assert question_type_of(asked).read(asked, (0, 1, 2), "b") == (0,)
    assert question_type_of(asked).read(asked, (0, 1, 2), "b)") == (1,)
    assert question_type_of(asked).read(asked, (0, 1, 2), "2") == (1,)
    mixed = question("{id: q, type: single_choice, prompt: p, answer: 7, distractors: [a, c]}")
    with pytest.raises(UnreadableResponse, match=r"type b\) for the option “a”, a\) for"):
        question_type_of(mixed).read(mixed, (0, 1, 2), "a")


def test_an_option_that_reads_like_several_is_asked_again() -> None:
    asked = question(
        "{id: q, type: multiple_response, prompt: p, answers: [x, y], distractors: [x and y, z]}"
    )
    read = question_type_of(asked).read
    with pytest.raises(UnreadableResponse, match=r"type 3\) for the one"):
        read(asked, (0, 1, 2, 3), "x and y")
    assert read(asked, (0, 1, 2, 3), "3)") == (2,)
    assert read(asked, (0, 1, 2, 3), "1 2") == (0, 1)


TWO = "{id: q, type: cloze, text: '{{New Zealand}} and {{Japan}}'}"


@pytest.mark.parametrize(
    "line", ["New Zealand", "1,000 two", "2,5", "two four", "a, b, c", "a; b; c", "a, b;"]
)
def test_gaps_are_separated_by_signs_not_by_spaces(line: str) -> None:
    with pytest.raises(UnreadableResponse, match="with “;” between|Gap 2 is still empty"):
        answer(question(TWO), line)


@pytest.mark.parametrize(
    ("line", "given"),
    [("New Zealand, Japan", ("New Zealand", "Japan")), ("1,000, two", ("1,000", "two")),
     ("1,000; 2,5", ("1,000", "2,5")), ("a, b; c", ("a, b", "c")),
     ("東京、日本", ("東京", "日本"))],
)  # fmt: skip
def test_gaps_keep_their_numbers_whole(line: str, given: tuple[str, ...]) -> None:
    assert answer(question(TWO), line).given == given


@pytest.mark.parametrize(
    ("line", "given"),
    [("b a", ("b", "a")), ("a b", ("a", "b")), ("1 2", ("b", "a")), ("1,2", ("b", "a")),
     ("b; New Zealand", ("b", "New Zealand")), ("c, 1", ("New Zealand", "b"))],
)  # fmt: skip
def test_words_of_a_bank_are_chosen_for_gaps(line: str, given: tuple[str, ...]) -> None:
    asked = question("{id: q, type: cloze, text: '{{a}} {{b}}', distractors: [New Zealand]}")
    assert question_type_of(asked).read(asked, (1, 0, 2), line) == given
    for unclear in ("New Zealand", "a", "a b b", "q r"):
        with pytest.raises(UnreadableResponse):
            question_type_of(asked).read(asked, (1, 0, 2), unclear)


@pytest.mark.parametrize("word", ["over", "more than", ">", "about", "≥", "fewer than", "~"])
def test_a_number_that_is_a_bound_is_asked_again(word: str) -> None:
    with pytest.raises(UnreadableResponse, match=f"number alone, without “{word}”"):
        answer(sample("numeric"), f"{word.capitalize()} 500 people")
    asked = question(f"{{id: q, type: numeric, prompt: 'There were {word} how many?', answer: 5}}")
    assert answer(asked, f"{word} 5").outcome is Outcome.RIGHT


@pytest.mark.parametrize("line", ["t", "T", "true", "TRUE", "1", "a", "y", "yes", "True."])
def test_true_is_typed_in_many_ways(line: str) -> None:
    assert answer(sample("true_false"), line).given == ("True",)


@pytest.mark.parametrize("line", ["f", "False", "2", "b", "n", "no"])
def test_false_is_typed_in_many_ways(line: str) -> None:
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
        ("numeric", "10² of them"), ("numeric", "over many"),
        ("cloze", "two"), ("cloze", "two; four; six"), ("cloze", "two;"), ("cloze", ""),
    ],
)  # fmt: skip
def test_what_cannot_be_an_answer_is_asked_again(name: str, line: str) -> None:
    with pytest.raises(UnreadableResponse, match=r"\w"):
        answer(sample(name), line)


def test_options_that_are_not_shuffled_are_in_the_order_of_their_numbers() -> None:
    text = "{id: q, type: single_choice, prompt: p, answer: %s, distractors: [%s], shuffle: false}"
    numbers = question(text % ("'20'", "'100', 'three', '1,000'"))
    assert question_type_of(numbers).order(numbers, Random(1)) == (2, 0, 1, 3)
    words = question(text % ("b", "c, a"))
    assert question_type_of(words).order(words, Random(1)) == (0, 1, 2)
