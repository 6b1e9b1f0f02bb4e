"""What can be a response to a question: the check of every response that a history brings along."""

import pytest

from quiz.errors import UnreadableResponse
from quiz.model.response import Response
from quiz.question_types import question_type_of
from quiz.question_types.typed_input import MAX_TYPED
from tests.support import question

NUMBER = "{id: q, type: numeric, prompt: p, answer: 6}"
TEXT = "{id: q, type: short_answer, prompt: p, answers: [Picton]}"
GAPS = "{id: q, type: cloze, prompt: p, text: 'From {{Picton}} to {{Wellington}}.'}"
ORDER = "{id: q, type: ordering, prompt: p, items: [first, second, third]}"


@pytest.mark.parametrize(
    ("text", "response"),
    [
        *((each, ()) for each in (NUMBER, TEXT, GAPS, ORDER)),
        *((each, ("6",)) for each in (NUMBER, TEXT)),
        (TEXT, ("x" * MAX_TYPED,)),
        (GAPS, ("Picton", "")),
        (ORDER, (2, 0, 1)),
    ],
)
def test_what_a_learner_can_give_is_a_response(text: str, response: Response) -> None:
    asked = question(text)
    assert question_type_of(asked).accepts(asked, response)


@pytest.mark.parametrize(
    ("text", "response"),
    [
        *((each, ("6", "7")) for each in (NUMBER, TEXT)),
        *((each, (6,)) for each in (NUMBER, TEXT, GAPS, ORDER)),
        *((each, ("x" * (MAX_TYPED + 1),)) for each in (NUMBER, TEXT)),
        (GAPS, ("Picton",)),
        (GAPS, ("Picton", "Wellington", "Nelson")),
        (GAPS, ("Picton", 1)),
        (ORDER, (0, 1)),
        (ORDER, (0, 1, 1)),
        (ORDER, (0, 1, 2, 2)),
        (ORDER, (1, 2, 3)),
    ],
)
def test_what_no_learner_can_give_is_no_response(text: str, response: Response) -> None:
    asked = question(text)
    assert not question_type_of(asked).accepts(asked, response)


def test_one_gap_with_a_word_bank_takes_a_line_as_one_word() -> None:
    asked = question(
        "{id: q, type: cloze, prompt: p, text: 'To {{Cape Jackson}}.', distractors: [Nelson]}"
    )
    kind = question_type_of(asked)
    with pytest.raises(UnreadableResponse, match="Type the number of an option, 1 to 2"):
        kind.read(asked, (0, 1), "Cape Foulwind")


def test_items_and_categories_are_listed_with_what_to_type() -> None:
    asked = question(
        "{id: q, type: categorize, prompt: p, categories: {Ports: [Picton], Capes: [Jackson]}}"
    )
    kind = question_type_of(asked)
    assert [*kind.lines(asked, (1, 0))] == [
        *("  1. Jackson", "  2. Picton"),
        *("", "  a. Ports", "  b. Capes"),
    ]
    assert kind.line_hint(asked) == "Type each number with its letter, such as: 1b 2a."
