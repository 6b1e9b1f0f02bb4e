"""Numbers as answers: what is said about those that are marked, and those that are not."""

import pytest

from quiz.errors import UnreadableResponse
from quiz.model.question import Numeric
from quiz.model.response import Outcome
from quiz.question_types import question_type_of
from tests.support import NO_LEXICON, question


def asked(
    unit: str = "", answer: str = "3000", prompt: str = "How much?", tag: str = "en"
) -> Numeric:
    text = f"{{id: q, type: numeric, prompt: '{prompt}', answer: {answer}, unit: '{unit or 'x'}'}}"
    found = question(text)
    assert isinstance(found, Numeric)
    from dataclasses import replace

    return replace(found, unit=unit, language=tag)


@pytest.mark.parametrize(
    ("unit", "tag", "line", "advice"),
    [
        ("", "en", "many", "Type a number alone, in digits or in words."),
        ("km", "en", "many", "Type a number alone, in digits or in words, with or without km."),
        ("", "en", "over 100", "Type the number alone, without “over”."),
        ("", "en", "OVER 100", "Type the number alone, without “over”."),
        ("", "en", "at least 100", "Type the number alone, without “at least”."),
        ("", "en", ">100", "Type the number alone, without “>”."),
        ("", "en", ">= 100", "Type the number alone, without “>”."),
        ("", "en", "100+", "Type the number alone, without “+”."),
        ("", "en", "100 or more", "Type the number alone, without “or more”."),
        ("", "en", "100 nations", "Type the number alone, without “nations”."),
        ("", "en", "some 100 nations", "Type the number alone, without “some”."),
        ("m", "en", "100 bananas", "Type the number alone, without “bananas”."),
        ("", "en", "100 km", "Type the number alone, without “km”."),
        ("people", "en", "100 kg", "Type the number alone, without “kg”."),
        ("", "de", "mehr als 100", "Type the number alone, without “mehr als”."),
        ("", "fr", "au moins 97", "Type the number alone, without “au moins”."),
        ("", "fr", "2.125", "“2.125” can be read in two ways: type 2125 or 2,125."),
        ("", "en", "over many", "Type a number alone, in digits or in words."),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_asked_again_with_how_to_type_it(
    unit: str, tag: str, line: str, advice: str
) -> None:
    number = asked(unit, tag=tag)
    with pytest.raises(UnreadableResponse) as caught:
        question_type_of(number).read(number, (), line)
    assert str(caught.value) == advice


def test_a_quantity_of_the_question_is_no_answer_to_it() -> None:
    number = asked("m", prompt="How many metres are 3 km?")
    with pytest.raises(UnreadableResponse, match=r"^Type the number in m\.$"):
        question_type_of(number).read(number, (), "3 kilometres")


@pytest.mark.parametrize(
    ("unit", "line", "outcome", "notes"),
    [
        ("m", "3000 m", Outcome.RIGHT, ()),
        ("m", "3000", Outcome.RIGHT, ("The unit, m, was not given.",)),
        ("m", "3 km", Outcome.RIGHT, ("That is 3000 m.",)),
        ("m", "3000 km", Outcome.WRONG, ("The answer is asked for in m.",)),
        ("m", "3000 s", Outcome.WRONG, ("The answer is asked for in m.",)),
        ("m", "17", Outcome.WRONG, ()),
        ("", "3000", Outcome.RIGHT, ()),
        ("", "300000%", Outcome.RIGHT, ()),
        ("million dollars", "3000", Outcome.RIGHT, ("The unit, million dollars, was not given.",)),
        ("million dollars", "3000 million", Outcome.RIGHT, ()),
        ("million dollars", "$3bn", Outcome.RIGHT, ()),
        ("million dollars", "3 bn", Outcome.RIGHT, ()),
        ("$", "$3k", Outcome.RIGHT, ()),
        ("$", "$3000", Outcome.RIGHT, ()),
        ("$", "3000 dollars", Outcome.RIGHT, ()),
        ("$", "€3000", Outcome.WRONG, ("The answer is asked for in $.",)),
        ("% of GDP", "3000 percent", Outcome.RIGHT, ()),
        ("% of GDP", "3000% of GDP", Outcome.RIGHT, ()),
    ],
)  # fmt: skip
def test_what_the_verdict_says_of_units(
    unit: str, line: str, outcome: Outcome, notes: tuple[str, ...]
) -> None:
    number = asked(unit)
    kind = question_type_of(number)
    verdict = kind.mark(number, kind.read(number, (), line), NO_LEXICON)
    assert (verdict.outcome, verdict.notes) == (outcome, notes)


@pytest.mark.parametrize("line", ["idk", "I don't know.", "?", "dunno", "No idea!"])
@pytest.mark.parametrize(
    "text",
    [
        "{id: q, type: numeric, prompt: p, answer: 5}",
        "{id: q, type: short_answer, prompt: p, answers: [five]}",
        "{id: q, type: cloze, text: 'a {{five}} b {{six}}'}",
    ],
)
def test_whoever_gives_up_gives_no_answer(line: str, text: str) -> None:
    given_up = question(text)
    assert question_type_of(given_up).read(given_up, (), line) == ()


def test_giving_up_may_be_the_answer() -> None:
    sign = question("{id: q, type: short_answer, prompt: Which sign asks?, answers: ['?', pass]}")
    kind = question_type_of(sign)
    for line in ("?", "pass", "Pass"):
        assert kind.mark(sign, kind.read(sign, (), line), NO_LEXICON).outcome is Outcome.RIGHT
    assert kind.read(sign, (), "idk") == ()


def test_other_words_of_giving_up_are_read_in_the_language_of_the_bank() -> None:
    number = asked(tag="de")
    kind = question_type_of(number)
    assert kind.read(number, (), "keine Ahnung") == kind.read(number, (), "idk") == ()
    english = asked()
    with pytest.raises(UnreadableResponse):
        question_type_of(english).read(english, (), "keine Ahnung")
