"""Texts, Booleans and numbers as the author typed them."""

import pytest

from quiz.model.question import Numeric, SingleChoice, TrueFalse
from tests.support import question, question_problems

TYPED = """no yes on off y 12:30 1:59:59 1e3 2023-07-11 2023-02-30 0755 0x1F 1_000 1.10 ~ null Null
.inf .nan = << true FALSE +1 0o17""".split()


@pytest.mark.parametrize("text", TYPED)
def test_text_is_what_the_author_typed(text: str) -> None:
    read = question(
        f"id: q\ntype: single_choice\nprompt: {text}\nanswer: {text}\ndistractors: [{text}x]\n"
        f"tags: [{text}]\n"
    )
    assert isinstance(read, SingleChoice)
    assert (read.prompt, read.answer.text, read.tags) == (text, text, (text,))
    assert read.distractors[0].text == f"{text}x"


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("true", True),
        ("True", True),
        ("TRUE", True),
        ("false", False),
        ("False", False),
        ("FALSE", False),
    ],
)
def test_a_boolean_is_a_core_word_of_yaml_1_2(word: str, value: bool) -> None:
    read = question(f"{{id: q, type: true_false, prompt: p, answer: {word}}}")
    assert isinstance(read, TrueFalse)
    assert read.answer is value


@pytest.mark.parametrize(
    "word", ["yes", "no", "on", "off", "y", "n", "1", "0", "'true'", '"false"', "tRUE", "~", ""]
)
def test_no_other_word_is_a_boolean(word: str) -> None:
    read, problems = question_problems(f"id: q\ntype: true_false\nprompt: p\nanswer: {word}\n")
    assert read is None
    assert [problem.rule for problem in problems] == ["wrong-type"]


@pytest.mark.parametrize("word", ["500", "-2.5", "+3", ".5", "5.", "1e3", "0755", "1E-3"])
def test_a_number_is_a_decimal_of_yaml_1_2(word: str) -> None:
    read = question(f"{{id: q, type: numeric, prompt: p, answer: {word}}}")
    assert isinstance(read, Numeric)
    assert float(read.answer) == float(word)


@pytest.mark.parametrize(
    "word",
    ["'500'", "1_000", "1,000", "0x1F", "0o17", "12:30", ".inf", "-.inf", ".nan", "five", "1e9999",
     "~", "5 km", "٥", "9" * 101, "--5", "1e", "e5", "."],
)  # fmt: skip
def test_nothing_else_is_a_number(word: str) -> None:
    read, problems = question_problems(f"id: q\ntype: numeric\nprompt: p\nanswer: {word}\n")
    assert read is None
    assert [problem.rule for problem in problems] == ["wrong-type"]


@pytest.mark.parametrize("word", ["1e301", "1e-301", "0.01e-299"])
def test_numbers_beyond_all_use_are_refused(word: str) -> None:
    _, problems = question_problems(f"id: q\ntype: numeric\nprompt: p\nanswer: {word}\n")
    assert [problem.rule for problem in problems] == ["out-of-range"]


@pytest.mark.parametrize("points", ["0", "-1", "0.0001", "1000001", "1e999", "1e-300"])
def test_points_are_neither_nothing_nor_endless(points: str) -> None:
    text = f"{{id: q, type: true_false, prompt: p, answer: true, points: {points}}}"
    _, problems = question_problems(text)
    assert [problem.rule for problem in problems] == ["out-of-range"]
