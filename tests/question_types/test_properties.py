"""What holds for every question of every type."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.bank.questions import fingerprint, rebuild_question, write_question
from quiz.model.question import (
    Categorize,
    Cloze,
    FindEvidence,
    Matching,
    MultipleResponse,
    Numeric,
    Ordering,
    Question,
    ShortAnswer,
)
from quiz.model.response import Outcome, Response
from quiz.question_types import QUESTION_TYPES, question_type_of
from tests.strategies import OWN, TEXT, WORD, questions
from tests.support import NO_LEXICON, SAMPLES, question_problems, sample

LETTERS = "abcdefghijklmnopqrstuvwxyz"


def test_every_type_is_generated_here() -> None:
    assert set(OWN) == set(SAMPLES) == set(QUESTION_TYPES)


@st.composite
def answered(draw: st.DrawFn) -> tuple[Question, Response]:
    """Draw a question and a response that its type accepts."""
    asked = draw(questions())
    kind = question_type_of(asked)
    count = len(kind.shown(asked))
    number = st.integers(0, max(0, count - 1))
    numbers = st.lists(number, unique=True, max_size=count).map(tuple)
    if isinstance(asked, Ordering):
        numbers = st.permutations(range(count)).map(tuple)
    if isinstance(asked, Categorize):
        group = st.integers(0, len(asked.categories))
        numbers = st.tuples(*[group] * len(asked.items))
    if isinstance(asked, Matching):
        numbers = st.tuples(*[number] * len(asked.pairs))
    texts = st.lists(TEXT | WORD, max_size=8).map(tuple)
    return asked, draw((numbers | texts).filter(lambda each: kind.accepts(asked, each)))


def key_of(asked: Question) -> Response:
    """Return the response that is wholly right."""
    key = question_type_of(asked).mark(asked, (), NO_LEXICON).key
    if isinstance(asked, Numeric):
        return (str(asked.answer),)
    if isinstance(asked, Cloze | ShortAnswer):
        return key
    if isinstance(asked, Matching | Categorize):
        return asked.targets
    if isinstance(asked, FindEvidence):
        return asked.key
    return tuple(question_type_of(asked).shown(asked).index(text) for text in key)


@given(answered())
def test_a_mark_lies_between_nothing_and_all_and_agrees_with_its_outcome(
    pair: tuple[Question, Response],
) -> None:
    asked, response = pair
    verdict = question_type_of(asked).mark(asked, response, NO_LEXICON)
    assert 0 <= verdict.fraction <= 1
    assert (verdict.outcome is Outcome.RIGHT) == (verdict.fraction == 1)
    assert (verdict.outcome is Outcome.WRONG) == (verdict.fraction == 0)
    assert len(verdict.given) == len(response)
    assert verdict.outcome is not Outcome.RIGHT or not (verdict.missed or verdict.wrong)
    assert verdict.key


@given(questions())
def test_the_key_scores_all_and_nothing_scores_nothing(asked: Question) -> None:
    kind = question_type_of(asked)
    key = key_of(asked)
    assert kind.accepts(asked, key)
    assert kind.accepts(asked, ())
    assert kind.mark(asked, key, NO_LEXICON).outcome is Outcome.RIGHT
    assert kind.mark(asked, (), NO_LEXICON).fraction == 0


@given(questions(), st.integers())
def test_options_are_picked_by_their_place_in_any_order(asked: Question, seed: int) -> None:
    kind = question_type_of(asked)
    order = kind.order(asked, Random(seed))
    assert order == kind.order(asked, Random(seed))
    assert sorted(order) == list(range(len(kind.shown(asked))))
    if isinstance(asked, Cloze):
        return
    if isinstance(asked, Categorize):
        signs = [*LETTERS[: len(asked.categories)], "-"]
        key = [signs[asked.targets[int(number)]] for number in order]
        lines = [" ".join(key), " ".join(f"{n}{sign}" for n, sign in enumerate(key, 1))]
        assert all(kind.read(asked, order, line) == asked.targets for line in lines)
        return
    if not isinstance(asked, Matching | Ordering):
        for index, number in enumerate(order):
            assert kind.read(asked, order, str(index + 1)) == (number,)
    indexes = [order.index(int(number)) for number in key_of(asked)
              if isinstance(asked, MultipleResponse | Matching | Ordering)]  # fmt: skip
    if indexes:
        assert kind.read(asked, order, " ".join(LETTERS[index] for index in indexes)) == key_of(
            asked
        )


@given(questions())
def test_a_question_written_is_read_back_the_same(asked: Question) -> None:
    written = write_question(asked)
    again = rebuild_question(written)
    assert again is not None
    assert write_question(again) == written
    assert question_type_of(again) is question_type_of(asked)
    for response in ((), key_of(asked)):
        verdicts = [
            question_type_of(asked).mark(each, response, NO_LEXICON) for each in (asked, again)
        ]
        assert verdicts[0] == verdicts[1]


@given(questions(), questions())
def test_versions_are_told_apart_by_their_fingerprint(first: Question, second: Question) -> None:
    same = write_question(first) == write_question(second)
    prints = [fingerprint(write_question(each)) for each in (first, second)]
    assert (prints[0] == prints[1]) is same


def version(text: str) -> str:
    """Return the fingerprint of a question in bank format."""
    read, problems = question_problems(text)
    assert read is not None, problems
    return fingerprint(write_question(read))


def test_a_fingerprint_is_that_of_the_meaning_not_of_the_file() -> None:
    text = "id: q\ntype: true_false\nprompt: Is it so?\nanswer: true\npoints: 1.0\n"
    moved = "\n# A remark.\nanswer: True\nprompt: 'Is it so?'\n\ntype: true_false\nid: q\n"
    assert version(text) == version(moved)
    assert version(text) != version(text.replace("so?", "so ?"))
    assert version(text) != version(text.replace("true\n", "false\n"))
    assert version(text) != version(text + "hints: [Think.]\n")


@pytest.mark.parametrize("name", QUESTION_TYPES)
def test_a_type_has_what_every_front_end_needs(name: str) -> None:
    kind, asked = QUESTION_TYPES[name], sample(name)
    assert kind.name == name == asked.kind
    assert kind.label and kind.label[0].isupper()
    assert kind.instruction(asked)[-1] in ".?" and len(kind.instruction(asked)) < 80
    assert set(kind.write(asked)) <= {field.name for field in (*kind.fields, *kind.stored)}
    order = kind.order(asked, Random(1))
    assert sorted(order) == list(range(len(kind.shown(asked))))
    response = kind.read(asked, order, SAMPLES[name].wrong)
    assert kind.accepts(asked, response)
    assert not kind.accepts(asked, (*response, *response))
    assert not kind.accepts(asked, (99, 98, 97))
    if not kind.shown(asked):
        assert kind.typed(asked, [str(text) for text in response]) == response
