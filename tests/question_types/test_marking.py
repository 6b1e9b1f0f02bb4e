"""Marking, of every type."""

import json
from pathlib import Path
from random import Random

import pytest

from quiz.errors import UnreadableResponse
from quiz.model.question import Cloze, Matching, MultipleResponse, Numeric, Option, Question
from quiz.model.response import Feedback, Outcome, Response, Spelling, Verdict
from quiz.question_types import QUESTION_TYPES, question_type_of
from quiz.question_types.cloze import gapped
from quiz.text.phrases import Lexicon
from tests.support import NO_LEXICON, SAMPLES, question, sample

CASES = json.loads((Path(__file__).parents[1] / "data/multiple_response.json").read_text())


def mark(asked: Question, response: Response, lexicon: Lexicon = NO_LEXICON) -> Verdict:
    """Return the verdict on a response."""
    return question_type_of(asked).mark(asked, response, lexicon)


def answer(asked: Question, line: str, lexicon: Lexicon = NO_LEXICON) -> Verdict:
    """Return the verdict on a typed line, with the options in the order of the file."""
    kind = question_type_of(asked)
    order = tuple(range(len(kind.shown(asked))))
    return mark(asked, kind.read(asked, order, line), lexicon)


@pytest.mark.parametrize("name", QUESTION_TYPES)
def test_a_sample_is_right_wrong_or_not_answered(name: str) -> None:
    asked = sample(name)
    right, wrong = answer(asked, SAMPLES[name].right), answer(asked, SAMPLES[name].wrong)
    nothing = mark(asked, ())
    assert (right.outcome, right.fraction, right.missed, right.wrong) == (Outcome.RIGHT, 1, (), ())
    assert (wrong.outcome, wrong.fraction, wrong.right) == (Outcome.WRONG, 0, ())
    assert wrong.wrong == wrong.given
    assert (nothing.outcome, nothing.fraction, nothing.given) == (Outcome.WRONG, 0, ())
    assert nothing.missed == nothing.key == wrong.key == right.key


@pytest.mark.parametrize("marking", ["all_or_nothing", "plus_minus"])
def test_multiple_response_agrees_with_the_reference(marking: str) -> None:
    column = CASES["columns"].index(marking)
    assert len(CASES["cases"]) > 200
    for case in CASES["cases"]:
        options = [Option(f"option {index}") for index in range(len(case[0]))]
        right = [index for index, sign in enumerate(case[0]) if sign == "1"]
        wrong = [index for index, sign in enumerate(case[0]) if sign == "0"]
        asked = MultipleResponse(
            id="q",
            prompt="Which?",
            answers=tuple(options[index] for index in right),
            distractors=tuple(options[index] for index in wrong),
            marking="all_or_nothing" if marking == "all_or_nothing" else "plus_minus",
        )
        ticked = tuple(
            number for number, index in enumerate(right + wrong) if case[1][index] == "1"
        )
        assert mark(asked, ticked).fraction == pytest.approx(case[column]), case


def test_multiple_response_says_what_was_right_wrong_and_missed() -> None:
    verdict = answer(sample("multiple_response"), "1")
    assert verdict.outcome is Outcome.PARTLY
    assert verdict.fraction == 0.5
    assert verdict.right == ("Nobody was hurt",)
    assert verdict.missed == ("Two engines failed",)
    verdict = answer(sample("multiple_response"), "1 2 3")
    assert (verdict.outcome, verdict.fraction) == (Outcome.PARTLY, 0.5)
    assert verdict.wrong == ("The ferry sank",)
    verdict = answer(sample("multiple_response"), "1 3")
    assert (verdict.outcome, verdict.right) == (Outcome.WRONG, ("Nobody was hurt",))


def test_a_chosen_option_gives_its_feedback() -> None:
    assert answer(sample("single_choice"), "Wellington").feedback == (
        Feedback("Wellington", "That is where it arrived."),
    )
    assert answer(sample("single_choice"), "Nelson").feedback == ()


@pytest.mark.parametrize(
    ("line", "outcome"),
    [
        ("512", Outcome.RIGHT),
        ("510", Outcome.RIGHT),
        ("514 people", Outcome.RIGHT),
        ("514.0001", Outcome.WRONG),
        ("509.9", Outcome.WRONG),
        ("514 aboard", Outcome.RIGHT),
        ("five hundred and twelve", Outcome.RIGHT),
        ("512th", Outcome.RIGHT),
        ("５１２", Outcome.RIGHT),
        ("-512", Outcome.WRONG),
        ("5.12e2", Outcome.RIGHT),
        ("512 people.", Outcome.RIGHT),
        ("512 people aboard", Outcome.RIGHT),
        ("Five hundred and twelve were aboard!", Outcome.RIGHT),
    ],
)
def test_numbers_are_right_within_the_tolerance(line: str, outcome: Outcome) -> None:
    assert answer(sample("numeric"), line).outcome is outcome


def test_a_unit_may_be_left_out_and_is_then_remarked() -> None:
    assert answer(sample("numeric"), "512 people").notes == ()
    assert answer(sample("numeric"), "512").notes == ("The unit, people, was not given.",)
    assert answer(sample("numeric"), "500").notes == ()


@pytest.mark.parametrize(
    ("unit", "line", "right"),
    [
        ("%", "50%", True),
        ("%", "50 %", True),
        ("$", "$50", True),
        ("€", "50€", True),
        ("days", "50 day", True),
        ("day", "50 days", True),
        ("km/h", "50 km/h", True),
        ("m", "50 million", False),
        ("°C", "50 °c", True),
    ],
)
def test_units_stand_before_or_after(unit: str, line: str, right: bool) -> None:
    asked = question(f"{{id: q, type: numeric, prompt: How much?, answer: 50, unit: '{unit}'}}")
    verdict = answer(asked, line)
    assert (verdict.outcome is Outcome.RIGHT) is right
    assert not (right and verdict.notes)


@pytest.mark.parametrize(
    ("number", "unit", "line", "right"),
    [
        (20, "%", "20 percent", True),
        (20, "percent", "20%", True),
        (20, "per cent", "20 pct", True),
        (20, "% of GDP", "20 per cent", True),
        (-5, "°C", "-5 C", True),
        (-5, "°C", "minus five degrees Celsius", True),
        (-5, "degrees C", "-5 ℃", True),
        (-5, "°C", "5 °C", False),
        (5, "million dollars", "5 million", True),
        (5, "million dollars", "$5 million", True),
        (5, "million dollars", "$5,000,000", True),
        (5, "millions of dollars", "5,000,000 dollars", True),
        (5, "million dollars", "5 billion", False),
        (5000, "million dollars", "5 billion", True),
        (5, "million dollars", "5 dollars", False),
        (5, "million", "5 million", True),
        (5000000, "dollars", "$5 million", True),
    ],
)
def test_units_are_said_by_sign_or_word(number: int, unit: str, line: str, right: bool) -> None:
    text = f"{{id: q, type: numeric, prompt: How much?, answer: {number}, unit: '{unit}'}}"
    verdict = answer(question(text), line)
    assert (verdict.outcome is Outcome.RIGHT) is right
    assert verdict.notes == ()


def test_decimals_are_exact() -> None:
    asked = question("{id: q, type: numeric, prompt: 0.1 + 0.2?, answer: 0.3}")
    assert isinstance(asked, Numeric)
    assert answer(asked, "0.3").outcome is Outcome.RIGHT
    assert answer(asked, "0.30000000000000004").outcome is Outcome.WRONG
    assert answer(asked, "0.3" + "0" * 50 + "1").outcome is Outcome.WRONG
    exact = question("{id: q, type: numeric, prompt: p, answer: 0.1, tolerance: 0.2}")
    assert answer(exact, "0.3").outcome is Outcome.RIGHT


def test_a_number_that_repeats_the_question_is_read() -> None:
    asked = question("{id: q, type: numeric, prompt: How many of the partners came?, answer: 4}")
    assert answer(asked, "four of the partners").outcome is Outcome.RIGHT
    with pytest.raises(UnreadableResponse):
        answer(asked, "many")
    which = question("{id: q, type: numeric, prompt: In which one of ten years?, answer: 20}")
    assert answer(which, "twenty one years").outcome is Outcome.WRONG
    with pytest.raises(UnreadableResponse):
        answer(which, "ten of twenty")


def test_a_spelling_is_accepted_and_shown_right() -> None:
    verdict = answer(sample("short_answer"), "  Cape  Jacksn ")
    assert verdict.outcome is Outcome.RIGHT
    assert verdict.spellings == (Spelling("Cape  Jacksn", "Cape Jackson"),)
    assert answer(sample("short_answer"), "jackson").spellings == ()


def test_marks_that_came_along_with_a_pasted_answer_do_not_count() -> None:
    for line in (
        "\u200eCape\u200b Jackson\ufeff",
        "\u2068Jackson\u2069",
        "Jack\xadson",
        " \tJackson",
    ):
        verdict = answer(sample("short_answer"), line)
        assert (verdict.outcome, verdict.spellings) == (Outcome.RIGHT, ())
    with pytest.raises(UnreadableResponse):
        answer(sample("short_answer"), "\u200b \ufeff")
    assert answer(sample("short_answer"), "\x1b[2JJackson").given == ("\ufffd[2JJackson",)


def test_a_rejected_term_is_wrong_however_it_is_spelled() -> None:
    for line in ("Cape Johnson", "cape johnsn", "Cape Jonson"):
        assert answer(sample("short_answer"), line).outcome is Outcome.WRONG


def test_no_slip_is_forgiven_where_the_author_says_so() -> None:
    text = "{id: q, type: short_answer, prompt: p, answers: [Picton], typos: none}"
    assert answer(question(text), "picton").outcome is Outcome.RIGHT
    assert answer(question(text), "Pictn").outcome is Outcome.WRONG


def test_case_and_diacritics_count_where_the_author_says_so() -> None:
    text = "{id: q, type: short_answer, prompt: p, answers: [Māori], FLAG: true}"
    strict, case = (question(text.replace("FLAG", flag)) for flag in ("strict", "case_sensitive"))
    assert answer(strict, "maori").outcome is Outcome.WRONG
    assert answer(strict, "māori").outcome is Outcome.RIGHT
    assert answer(case, "maori").outcome is Outcome.WRONG
    assert answer(case, "Maori").outcome is Outcome.RIGHT


def test_another_name_of_the_source_is_no_spelling() -> None:
    asked = question("{id: q, type: short_answer, prompt: p, answers: [South Korea]}")
    names = Lexicon(frozenset({"North Korea", "South Korea"}), frozenset())
    assert answer(asked, "North Korea", names).outcome is Outcome.WRONG
    assert answer(asked, "Suoth Korea", names).outcome is Outcome.RIGHT


def test_gaps_score_one_by_one() -> None:
    verdict = answer(sample("cloze"), "two; five")
    assert (verdict.outcome, verdict.fraction) == (Outcome.PARTLY, 0.5)
    assert verdict.key == ("Two", "four")
    assert (verdict.right, verdict.wrong, verdict.missed) == (("two",), ("five",), ("four",))


def test_the_word_of_another_gap_is_no_spelling() -> None:
    asked = question("{id: q, type: cloze, text: '{{Gambia}} borders not {{Zambia}}.'}")
    assert answer(asked, "Zambia; Gambia").fraction == 0
    assert answer(asked, "Gambai; Zamba").fraction == 1


def test_a_word_bank_offers_the_words_of_the_gaps_and_the_wrong_ones() -> None:
    asked = question(
        "{id: q, type: cloze, text: 'From {{Picton|the port}} to {{Wellington}} and {{picton}}.',"
        " distractors: [{text: Nelson, feedback: No port of call.}]}"
    )
    kind = question_type_of(asked)
    assert kind.shown(asked) == ("picton", "Wellington", "Nelson")
    assert sorted(kind.order(asked, Random(1))) == [0, 1, 2]
    verdict = answer(asked, "1, Wellington, 3")
    assert verdict.given == ("picton", "Wellington", "Nelson")
    assert verdict.fraction == pytest.approx(2 / 3)
    assert verdict.feedback == (Feedback("Nelson", "No port of call."),)


def test_the_instruction_says_how_it_is_marked() -> None:
    text = (
        "{id: q, type: multiple_response, prompt: p, answers: [a], distractors: [b], marking: %s}"
    )
    asked = [question(text % marking) for marking in ("plus_minus", "all_or_nothing")]
    instructions = [question_type_of(each).instruction(each) for each in asked]
    assert "cancels a right one" in instructions[0] and "exact set" in instructions[1]
    gap = question("{id: q, type: cloze, text: 'a {{gap}}', distractors: [hole]}")
    assert question_type_of(gap).instruction(gap) == "Choose a word for the gap."


def test_a_text_is_shown_with_gaps_numbered_or_filled() -> None:
    asked = sample("cloze")
    assert isinstance(asked, Cloze)
    assert question_type_of(asked).body(asked) == "[1: ____] of the [2: ____] engines failed."
    assert question_type_of(sample("short_answer")).body(sample("short_answer")) == ""
    assert gapped(asked, ("two", "")) == "[1: two] of the [2: ____] engines failed."


@pytest.mark.parametrize(
    ("marking", "line", "notes"),
    [
        ("plus_minus", "1 3", ("Marks: 1 right, 1 taken away for wrong ones, of 2.",)),
        ("plus_minus", "1 2 3", ("Marks: 2 right, 1 taken away for wrong ones, of 2.",)),
        ("plus_minus", "1", ()),
        ("plus_minus", "3", ()),
        ("plus_minus", "1 2", ()),
        ("all_or_nothing", "1 3", ()),
    ],
)
def test_marks_taken_away_are_explained(marking: str, line: str, notes: tuple[str, ...]) -> None:
    asked = question(
        "{id: q, type: multiple_response, prompt: p, answers: [one, two], "
        f"distractors: [three, four], marking: {marking}}}"
    )
    assert answer(asked, line).notes == notes


def test_a_fallback_names_no_category_twice() -> None:
    asked = question(
        "{id: q, type: categorize, prompt: p, categories: {no category: [a], (No category): [b]}, "
        "distractors: [c]}"
    )
    found = question_type_of(asked).fallback(asked)
    assert found is not None
    assert isinstance(found[0], Matching)
    assert [pair.right for pair in found[0].pairs] == [
        "no category", "(No category)", "((No category))",
    ]  # fmt: skip
