"""Banks as packages of Canvas and back."""

from hypothesis import given, settings
from exchange.roundtrip import assert_carried, bank_of
from strategies import questions

from quiz.exchange.parcels import no_tick
from quiz.exchange.qti12.bodies import KINDS_WRITTEN
from quiz.exchange.qti12.reading import read, reads
from quiz.exchange.qti12.writing import write
from quiz.kinds import KINDS
from quiz.model.question import Question


def test_every_type_has_an_expression() -> None:
    assert KINDS_WRITTEN == set(KINDS)


@settings(max_examples=60, deadline=None)
@given(questions())
def test_what_comes_back_differs_only_by_what_was_told(question: Question) -> None:
    exported = write([bank_of(question)], no_tick)
    assert reads(exported.data)
    assert_carried(question, exported, read(exported.data, no_tick))
