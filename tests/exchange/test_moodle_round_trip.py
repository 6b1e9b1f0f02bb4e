"""Every type to Moodle XML and GIFT and back: what differs was told."""

from typing import Any

from exchange.roundtrip import assert_carried, bank_of
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import questions

from quiz.bank.questions import rebuild_question, write_question
from quiz.exchange.formats import FORMATS, recognised, writer
from quiz.exchange.moodle import bodies
from quiz.exchange.parcels import no_tick
from quiz.kinds import KINDS
from quiz.model.question import Question

NAMES = ["moodle"]


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
    assert set(bodies.KINDS) == set(KINDS)


@settings(max_examples=60, deadline=None)
@given(questions(), st.sampled_from(NAMES))
def test_what_differs_was_told(question: Question, name: str) -> None:
    made = rebuild_question(one_line_quotes(write_question(question)))
    assert made is not None
    exported = writer(name).write([bank_of(made)], no_tick)
    if exported.skipped:
        return
    found, reader = recognised(exported.data)
    assert found == FORMATS[name]
    assert_carried(made, exported, reader.read(exported.data, no_tick))
