"""What each type says of how to answer, and of what cannot be an answer."""

import re

import pytest

from quiz.errors import UnreadableResponse
from quiz.question_types import QUESTION_TYPES, question_type_of
from tests.support import SAMPLES, question, question_problems, sample

INSTRUCTIONS = {
    "single_choice": r"^Choose one\.$",
    "multiple_response": r"^Choose all .* wrong .*right",
    "true_false": r"^True or false\?$",
    "short_answer": r"^Type a short answer\.$",
    "numeric": r"^Type a number, in people\.$",
    "cloze": r"^Type the missing words .* 2 gaps\.$",
    "matching": r"^Give each of the 2 .* more than once\.$",
    "ordering": r"^Put the 3 in the right order; .* right one\.$",
    "categorize": r"^Give each item .*, or - if it has none\.$",
    "find_evidence": r"^Pick one sentence of the source\.$",
}


@pytest.mark.parametrize("name", QUESTION_TYPES)
def test_instructions(name: str) -> None:
    asked = sample(name)
    assert re.search(INSTRUCTIONS[name], question_type_of(asked).instruction(asked))


@pytest.mark.parametrize(
    ("text", "instruction"),
    [
        ("{id: q, type: numeric, prompt: p, answer: 5}", "Type a number."),
        ("{id: q, type: cloze, text: 'a {{b}}'}", "Type the missing words for the gap."),
        ("{id: q, type: cloze, text: 'a {{b}}', distractors: [c]}", "Choose a word for the gap."),
        (
            "{id: q, type: cloze, text: 'a {{b}} {{d}}', distractors: [c]}",
            "Choose a word for each of the 2 gaps.",
        ),
        (
            "{id: q, type: categorize, prompt: p, categories: {a: [b], c: [d]}}",
            "Give each item the letter of its category.",
        ),
    ],
)
def test_instructions_fit_the_question(text: str, instruction: str) -> None:
    asked = question(text)
    assert question_type_of(asked).instruction(asked) == instruction


UNREADABLE = [
    ("single_choice", "9", r"^Type the number of an option, 1 to 3\.$"),
    ("multiple_response", "9", r"^Type the numbers .*, 1 to 4, such as: 1 3$"),
    ("true_false", "9", r"^Type 1 or t for true, 2 or f for false\.$"),
    ("short_answer", "", r"^Type an answer\.$"),
    ("short_answer", "x" * 2001, r"^An answer has at most 2000 characters\.$"),
    ("numeric", "9 9 9", r"^Type one number only\.$"),
    ("cloze", "two", r"^Type 2 answers with “;” between them"),
    ("cloze", "two;", r"^Gap 2 is still empty\.$"),
    ("cloze", "; two", r"^Gap 1 is still empty\.$"),
    ("matching", "9", r"^Give each of the 2 a letter, a to c, such as: 1b 2a …$"),
    ("ordering", "9", r"^Type all numbers from 1 to 3 in the right order, such as: 2 1 …$"),
    ("categorize", "9", r"^Give each of the 4 items a letter, a to b, or -, such as: 1a 2b 3-$"),
    ("find_evidence", "9", r"^Type the number of one sentence, 1 to 3\.$"),
]


@pytest.mark.parametrize(("name", "line", "message"), UNREADABLE)
def test_what_is_no_answer_is_asked_again_with_how_to_type_one(
    name: str, line: str, message: str
) -> None:
    asked = sample(name)
    kind = question_type_of(asked)
    with pytest.raises(UnreadableResponse, match=message):
        kind.read(asked, tuple(range(len(kind.shown(asked)))), line)


def test_options_that_are_numbers_have_letters() -> None:
    text = "{id: q, type: single_choice, prompt: p, answer: '20', distractors: ['100', '5']}"
    asked = question(text)
    kind = question_type_of(asked)
    with pytest.raises(UnreadableResponse, match=r"^Type the letter of an option, a to c\.$"):
        kind.read(asked, (0, 1, 2), "9")
    doubtful = question(text.replace("'100'", "'2'"))
    with pytest.raises(UnreadableResponse, match=r"^“2” is one option and the label of another"):
        question_type_of(doubtful).read(doubtful, (1, 2, 0), "2")


@pytest.mark.parametrize(
    ("text", "rule", "words"),
    [
        ("{id: q, type: cloze, text: nothing}", "bad-gaps", r"1 to 26 gaps.*it has 0"),
        ("{id: q, type: cloze, text: 'a {{b'}", "bad-gaps", r"every “\{\{” needs its “\}\}”"),
        ("{id: q, type: cloze, text: 'a {{}}'}", "bad-gaps", r"a gap holds the right words"),
        (
            "{id: q, type: cloze, text: 'a {{b}}', reject: [B]}",
            "rejected-answer",
            r"“b” is accepted and rejected",
        ),
        (
            "{id: q, type: cloze, text: 'a {{b}}', distractors: [the b]}",
            "duplicate-option",
            r"“the b” fills a gap rightly",
        ),
        (
            "{id: q, type: short_answer, prompt: p, answers: [x, b], reject: [c, B.]}",
            "rejected-answer",
            r"“b” is accepted and rejected",
        ),
        ("{id: q, type: matching, prompt: p, pairs: {a: b}}", "too-few", r"2 to 26 pairs"),
        (
            "{id: q, type: categorize, prompt: p, categories: {a: [b]}}",
            "too-few",
            r"2 to 26 categories",
        ),
        (
            "{id: q, type: categorize, prompt: p, categories: {' ': [b], c: [d]}}",
            "empty",
            r"“categories”",
        ),
        ("{id: q, type: matching, prompt: p, pairs: {' ': b, c: d}}", "empty", r"“pairs”"),
        ("{id: q, type: matching, prompt: p, pairs: {a: ' ', c: d}}", "empty", r"“pairs”"),
        (
            "{id: q, type: single_choice, prompt: p, answer: a, distractors: [b, A]}",
            "duplicate-option",
            r"“A” looks like another option in line 1",
        ),
    ],
)
def test_what_contradicts_itself(text: str, rule: str, words: str) -> None:
    asked, problems = question_problems(text)
    assert asked is None and [problem.rule for problem in problems] == [rule]
    assert re.search(words, problems[0].message)


def test_every_type_has_an_instruction_here() -> None:
    assert INSTRUCTIONS.keys() == SAMPLES.keys() == QUESTION_TYPES.keys()


@pytest.mark.parametrize("name", QUESTION_TYPES)
def test_the_chance_of_guessing_a_stored_question_is_that_of_the_question(name: str) -> None:
    asked = sample(name)
    kind = question_type_of(asked)
    assert kind.stored_options_to_guess(kind.write(asked)) == kind.options_to_guess(asked)
    assert kind.options_to_guess(asked) == {"single_choice": 3, "true_false": 2}.get(name)
