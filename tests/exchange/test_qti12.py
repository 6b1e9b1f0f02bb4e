"""Banks as packages of Canvas and back."""

from typing import Any

from exchange.roundtrip import assert_carried, bank_of
from hypothesis import given, settings
from strategies import questions

from quiz.bank.questions import rebuild_question, write_question
from quiz.exchange.parcels import no_tick
from quiz.exchange.qti12.bodies import KINDS_WRITTEN
from quiz.exchange.qti12.reading import read, reads
from quiz.exchange.qti12.writing import write
from quiz.kinds import KINDS
from quiz.model.question import Question


def one_line_quotes(data: Any, inside: bool = False) -> Any:
    """Return a question's data with its quotes on one line: line ends count as spaces in them."""
    if isinstance(data, str):
        return " ".join(data.split()) if inside else data
    if isinstance(data, dict):
        return {
            key: one_line_quotes(value, inside or key in ("quote", "quotes"))
            for key, value in data.items()
        }
    return [one_line_quotes(each, inside) for each in data]


def test_every_type_has_an_expression() -> None:
    assert KINDS_WRITTEN == set(KINDS)


@settings(max_examples=60, deadline=None)
@given(questions())
def test_what_comes_back_differs_only_by_what_was_told(question: Question) -> None:
    made = rebuild_question(one_line_quotes(write_question(question)))
    assert made is not None
    exported = write([bank_of(made)], no_tick)
    assert exported == write([bank_of(made)], no_tick)
    banks = [] if exported.skipped else read(exported.data, no_tick)
    assert_carried(made, exported, banks)
