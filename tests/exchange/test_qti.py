"""QTI packages there and back, and as other systems write them."""

import io
from typing import Any
import zipfile

import pytest
from hypothesis import given, settings

from quiz.bank.questions import rebuild_question, write_question
from quiz.exchange.formats import recognised, writer
from quiz.exchange.parcels import no_tick
from quiz.exchange.qti.posing import KINDS as POSED
from quiz.kinds import KINDS
from quiz.model.question import FindEvidence, Question
from tests.exchange.roundtrip import assert_carried, bank_of
from tests.strategies import questions


_TOO_FEW = ("there is one choice only",)


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


@settings(max_examples=60, deadline=None)
@given(questions().map(write_question).map(_in_line).map(rebuild_question))
def test_a_question_comes_back_but_for_what_is_told(question: Question | None) -> None:
    assert question is not None
    for name in ("qti21", "qti3"):
        exported = writer(name).write([bank_of(question)], no_tick)
        form, reader = recognised(exported.data)
        assert form.name == name
        banks = reader.read(exported.data, no_tick)
        if isinstance(question, FindEvidence) and banks[0].skipped:
            assert banks[0].skipped[0].reason in _TOO_FEW
        else:
            assert_carried(question, exported, banks)
