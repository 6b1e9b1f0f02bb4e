"""Every type to Moodle XML and GIFT and back: every difference is in the list of losses."""

from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from quiz.bank.questions import rebuild_question, write_question
from quiz.cli.commands.export import WRITTEN
from quiz.convert.formats import FORMATS, export_formats, recognise, writer
from quiz.convert.model import no_progress
from quiz.model.question import Question
from tests.convert.roundtrip import assert_carried, bank_of
from tests.strategies import questions

NAMES = ["moodle", "gift"]


def as_html_has_it(data: Any, quote: bool = False) -> Any:
    """Return a question's data as HTML can say it: no unbreakable spaces, quotes on one line."""
    if isinstance(data, str):
        plain = data.replace("\xa0", " ")
        return " ".join(plain.split()) if quote else plain
    if isinstance(data, dict):
        return {
            as_html_has_it(key): as_html_has_it(value, quote or key in ("quote", "quotes"))
            for key, value in data.items()
        }
    return [as_html_has_it(each, quote) for each in data]


def test_the_command_offers_the_formats_that_are_written() -> None:
    assert sorted(WRITTEN) == sorted(export_formats())


@settings(max_examples=60, deadline=None)
@given(questions(), st.sampled_from(NAMES))
def test_every_difference_is_listed_as_lost(question: Question, name: str) -> None:
    made = rebuild_question(as_html_has_it(write_question(question)))
    assume(made is not None)
    assert made is not None
    exported = writer(name).write([bank_of(made)], no_progress)
    if exported.skipped:
        return
    found, reader = recognise(exported.data)
    assert found == FORMATS[name]
    assert_carried(made, exported, reader.read(exported.data, no_progress))
