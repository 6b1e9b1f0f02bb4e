"""Carrying a response over to another version of its question."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.bank.questions import rebuild_question, write_question
from quiz.model.question import (
    Categorize,
    Cloze,
    FindEvidence,
    Matching,
    MultipleResponse,
    Numeric,
    Option,
    Ordering,
    Question,
    ShortAnswer,
    SingleChoice,
    TrueFalse,
)
from quiz.model.response import Response
from quiz.question_types import question_type_of
from quiz.question_types.options import look_alike
from tests.question_types.test_properties import answered
from tests.support import NO_LEXICON, SAMPLES, sample

ADDED = Option("zq added later qz")


def words(asked: Question, response: Response) -> tuple[str, ...]:
    """Return the answer in words."""
    return question_type_of(asked).mark(asked, response, NO_LEXICON).given


@given(answered())
def test_to_the_same_question_nothing_changes(pair: tuple[Question, Response]) -> None:
    asked, response = pair
    again = rebuild_question(write_question(asked))
    assert again is not None
    assert question_type_of(asked).carry(asked, asked, response) == response
    assert question_type_of(asked).carry(asked, again, response) == response


def edited(data: st.DataObject, asked: Question) -> Question:
    """Return a question with its options in another order, some added where that is allowed."""
    match asked:
        case SingleChoice():
            answer, *rest = data.draw(st.permutations([*asked.options, ADDED]))
            return replace(asked, answer=answer, distractors=tuple(rest))
        case MultipleResponse():
            options = data.draw(st.permutations([*asked.options, ADDED]))
            return replace(asked, answers=tuple(options[:1]), distractors=tuple(options[1:]))
        case Matching():
            pairs = tuple(data.draw(st.permutations(asked.pairs)))
            return replace(asked, pairs=pairs, distractors=(ADDED, *asked.distractors))
        case Categorize():
            categories = tuple(data.draw(st.permutations(asked.categories)))
            return replace(asked, categories=categories)
        case Ordering():
            return replace(asked, items=tuple(data.draw(st.permutations(asked.items))))
        case Cloze() if asked.distractors:
            spare = data.draw(st.permutations([*asked.distractors, ADDED]))
            return replace(asked, distractors=tuple(spare))
        case FindEvidence():
            return replace(asked, paragraphs=((ADDED.text,), *asked.paragraphs), key=(0,))
        case TrueFalse():
            return replace(asked, answer=not asked.answer)
    return asked


@given(st.data(), answered())
def test_to_reordered_and_added_options_the_words_stay(
    data: st.DataObject, pair: tuple[Question, Response]
) -> None:
    old, response = pair
    new = edited(data, old)
    moved = question_type_of(old).carry(old, new, response)
    if moved is None:
        # Of several sentences that were picked, a question for one takes none.
        assert isinstance(old, FindEvidence) and len(response) > 1
        return
    assert question_type_of(new).accepts(new, moved)
    before, after = words(old, response), words(new, moved)
    if isinstance(old, Matching | Categorize):
        assert sorted(before) == sorted(after)
    else:
        assert before == after


def without(asked: Question, text: str) -> Question | None:
    """Return a question without the option with this text; None if it has no options."""
    match asked:
        case SingleChoice():
            kept = [option for option in asked.options if option.text != text]
            return replace(asked, answer=kept[0], distractors=tuple(kept[1:]))
        case MultipleResponse():
            kept = [option for option in asked.options if option.text != text]
            return replace(asked, answers=tuple(kept[:1]), distractors=tuple(kept[1:]))
        case Ordering():
            return replace(asked, items=tuple(item for item in asked.items if item != text))
        case FindEvidence():
            left = tuple(sentence for sentence in asked.sentences if sentence != text)
            return replace(asked, paragraphs=(left,), key=(0,))
    return None


@pytest.mark.parametrize("name", SAMPLES)
def test_an_option_that_is_gone_is_not_guessed(name: str) -> None:
    asked = sample(name)
    kind = question_type_of(asked)
    response = kind.read(asked, tuple(range(len(kind.shown(asked)))), SAMPLES[name].wrong)
    shown = kind.shown(asked)
    new = without(asked, shown[int(response[0])]) if shown and name != "cloze" else None
    if new is not None:
        assert kind.carry(asked, new, response) is None
        assert kind.carry(asked, new, ()) == ()


def test_matching_asks_for_the_lefts_it_has_now() -> None:
    asked = sample("matching")
    assert isinstance(asked, Matching)
    kind = question_type_of(asked)
    fewer = replace(asked, pairs=asked.pairs[1:])
    assert words(fewer, kind.carry(asked, fewer, (0, 1)) or ()) == words(asked, (0, 1))[1:]
    assert kind.carry(fewer, asked, (0,)) is None


def test_a_word_that_left_the_word_bank_is_gone_but_typed_words_stay() -> None:
    asked = sample("cloze")
    assert isinstance(asked, Cloze)
    typed = replace(asked, distractors=())
    bank = replace(asked, distractors=(Option("seven"), Option("eight")))
    kind = question_type_of(asked)
    gaps = ("seven",) * len(asked.gaps)
    assert kind.carry(bank, replace(bank, distractors=(ADDED,)), gaps) is None
    assert kind.carry(bank, typed, gaps) == gaps
    assert kind.carry(typed, bank, ("nine",) * len(gaps)) == ("nine",) * len(gaps)
    assert kind.carry(typed, replace(typed, parts=typed.parts * 2), gaps) is None


def test_what_looks_alike_is_the_same_option() -> None:
    asked = sample("single_choice")
    assert isinstance(asked, SingleChoice)
    spaced = replace(asked, answer=Option("  PICTON "))
    assert look_alike(spaced.answer.text) == look_alike(asked.answer.text)
    assert question_type_of(asked).carry(asked, spaced, (0,)) == (0,)


@pytest.mark.parametrize("kind", [Numeric, ShortAnswer])
def test_typed_answers_stay_as_they_are(kind: type[Question]) -> None:
    asked = sample(kind.kind)
    assert question_type_of(asked).carry(asked, replace(asked, prompt="?"), ("twelve",)) == (
        "twelve",
    )
