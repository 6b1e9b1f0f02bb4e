"""QTI 2 packages: export, and import of the result."""

import io
import zipfile
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quiz.bank.questions import rebuild_question, write_question
from quiz.bank.reader import read_bank
from quiz.convert.formats import recognise, writer
from quiz.convert.model import no_progress
from quiz.convert.qti2.package_reader import parse
from quiz.model.question import FindEvidence, Numeric, Option, Question, ShortAnswer, SingleChoice
from quiz.question_types import QUESTION_TYPES
from tests.convert.qti_responding import given as given_by
from tests.convert.qti_responding import responses, score
from tests.convert.qti_scoring import Scored
from tests.convert.roundtrip import assert_carried, bank_of
from tests.strategies import questions

CASES = Path(__file__).with_name("cases")
_TOO_FEW = ("it has only one choice",)


def _in_line(data: Any, quoted: bool = False) -> Any:
    """Return data whose quotes have no line breaks, which no format keeps in them."""
    if isinstance(data, dict):
        return {
            key: _in_line(value, quoted or key in ("quote", "quotes"))
            for key, value in data.items()
        }
    if isinstance(data, list):
        return [_in_line(item, quoted) for item in data]
    return " ".join(data.split()) if quoted else data


@settings(max_examples=60)
@given(questions().map(write_question).map(_in_line).map(rebuild_question))
def test_a_question_comes_back_but_for_what_is_told(question: Question | None) -> None:
    assert question is not None
    for name in ("qti21", "qti3"):
        exported = writer(name).write([bank_of(question)], no_progress)
        form, reader = recognise(exported.data)
        assert form.name == name
        banks = reader.read(exported.data, no_progress)
        if isinstance(question, FindEvidence) and banks[0].skipped:
            assert banks[0].skipped[0].reason in _TOO_FEW
        else:
            assert_carried(question, exported, banks)


@pytest.mark.parametrize("kind", QUESTION_TYPES)
@settings(max_examples=10)
@given(data=st.data())
def test_the_rules_of_an_item_score_as_the_quiz_does(kind: str, data: st.DataObject) -> None:
    question = data.draw(questions([kind]))
    for name in ("qti21", "qti3"):
        exported = writer(name).write([bank_of(question)], no_progress)
        item = parse(next(iter(items_of(exported.data).values())))
        for response in responses(question):
            scored = Scored(item, given_by(question, response, item))
            assert scored.score == pytest.approx(score(question, response), rel=1e-6)


def items_of(package: bytes) -> dict[str, bytes]:
    """Return the items of a package by their names in it."""
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        return {name: archive.read(name) for name in archive.namelist() if "items/" in name}


def test_a_bank_comes_back_with_its_words_and_the_same_bytes_each_time() -> None:
    made = [_choice("é1", ("été", "A & B")), _choice("q", ()), _choice("Q", ())]
    bank = replace(bank_of(*made, title="A <b>"), description="On\nit.", language="fr")
    for name in ("qti21", "qti3"):
        data = writer(name).write([bank, replace(bank, id="second")], no_progress).data
        assert data == writer(name).write([bank, replace(bank, id="second")], no_progress).data
        first, second = recognise(data)[1].read(data, no_progress)
        assert (first.id, first.title, first.language) == ("bank", "A <b>", "fr")
        assert (first.description, second.id) == ("On\nit.", "second")
        assert [each.data["id"] for each in first.questions] == ["é1", "q", "Q"]
        assert [each.data["id"] for each in second.questions] == ["é1", "q", "Q"]
        assert first.questions[0].data["tags"] == ["été", "A & B"]


def _choice(name: str, tags: tuple[str, ...]) -> Question:
    right, wrong = Option("a"), (Option("b"),)
    return SingleChoice(id=name, prompt="Which?", tags=tags, answer=right, distractors=wrong)


def _exported(case: str, name: str) -> str:
    bank = read_bank(CASES / case).bank
    assert bank is not None
    (item,) = items_of(writer(name).write([bank], no_progress).data).values()
    return item.decode()


@pytest.mark.parametrize(
    ("name", "attribute"), [("qti21", "caseSensitive"), ("qti3", "case-sensitive")]
)
def test_case_is_stated_for_typed_answers_because_versions_differ(
    name: str, attribute: str
) -> None:
    assert f'{attribute}="true"' in _exported("case-sensitive.yaml", name)
    question = _choice("q", ())
    typed = ShortAnswer(id="q", prompt="?", answers=("a",))
    for each, count in ((question, 0), (typed, 1)):
        data = writer(name).write([bank_of(each)], no_progress).data
        (item,) = items_of(data).values()
        assert item.decode().count(f'{attribute}="false"') == count


@pytest.mark.parametrize("name", ["qti21", "qti3"])
def test_small_numbers_have_no_exponent(name: str) -> None:
    item = _exported("small-tolerance.yaml", name)
    assert 'tolerance="0.0000001 0.0000001"' in item
    assert "0.0000005<" in item


@pytest.mark.parametrize("name", ["qti21", "qti3"])
def test_a_million_points_come_back(name: str) -> None:
    question = replace(_choice("q", ()), points=Decimal(1_000_000))
    data = writer(name).write([bank_of(question)], no_progress).data
    (bank,) = recognise(data)[1].read(data, no_progress)
    assert bank.questions[0].data["points"] == "1000000"


@pytest.mark.parametrize("name", ["qti21", "qti3", "canvas"])
def test_a_form_without_its_article_is_right_there_and_does_not_come_back(name: str) -> None:
    typed = ShortAnswer(id="q", prompt="Which river?", answers=("the Missouri", "Big Muddy"))
    exported = writer(name).write([bank_of(typed)], no_progress)
    with zipfile.ZipFile(io.BytesIO(exported.data)) as archive:
        assert any(b">Missouri<" in text or b'"Missouri"' in text
                   for text in map(archive.read, archive.namelist()))  # fmt: skip
    (bank,) = recognise(exported.data)[1].read(exported.data, no_progress)
    assert bank.questions[0].data["answers"] == ["the Missouri", "Big Muddy"]


@pytest.mark.parametrize("name", ["qti21", "qti3", "canvas"])
def test_articles_are_those_of_the_language(name: str) -> None:
    typed = ShortAnswer(id="q", prompt="Wer?", answers=("der Mauersegler",), language="de")
    bank = replace(bank_of(typed), language="de")
    exported = writer(name).write([bank], no_progress)
    with zipfile.ZipFile(io.BytesIO(exported.data)) as archive:
        written = b"".join(map(archive.read, archive.namelist()))
    assert b">Mauersegler<" in written or b'"Mauersegler"' in written
    (back,) = recognise(exported.data)[1].read(exported.data, no_progress)
    assert back.questions[0].data["answers"] == ["der Mauersegler"]


@pytest.mark.parametrize("name", ["qti21", "qti3", "canvas"])
def test_what_is_marked_harder_there_is_a_loss(name: str) -> None:
    questions = (
        ShortAnswer(id="slip", prompt="?", answers=("Mississippi",)),
        ShortAnswer(id="accent", prompt="?", answers=("Zoë",)),
        ShortAnswer(id="plain", prompt="?", answers=("ox",)),
        Numeric(id="number", prompt="?", answer=Decimal(6)),
    )
    losses = writer(name).write([bank_of(*questions)], no_progress).losses
    label = "Canvas" if name == "canvas" else "QTI"
    assert [(each.question, each.what) for each in losses] == [
        ("slip", f"typos: small typing errors are wrong in {label}"),
        ("accent", f"strict: missing accents are wrong in {label}"),
    ]
