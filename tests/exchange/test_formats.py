"""The table of formats and what the command line knows of it."""

import pytest
from hypothesis import given, settings
from roundtrip import bank_of
from strategies import several_questions

from quiz.cli.exchange_options import WRITTEN
from quiz.errors import BadFile
from quiz.exchange import formats
from quiz.exchange.parcels import no_tick
from quiz.model.question import Question


def test_the_command_line_names_the_formats_that_are_written() -> None:
    assert list(WRITTEN) == formats.written()


def test_each_format_has_a_module_for_each_direction_that_it_names() -> None:
    for each in formats.FORMATS.values():
        assert each.writer or each.reader
        if each.writer:
            assert callable(formats.writer(each.name).write)


@settings(max_examples=15)
@given(several_questions())
def test_what_is_written_is_recognised(questions: tuple[Question, ...]) -> None:
    for each in formats.FORMATS.values():
        if each.writer and each.reader:
            exported = formats.writer(each.name).write([bank_of(*questions)], no_tick)
            if len(exported.skipped) < len(questions):
                assert formats.recognised(exported.data)[0] == each


def test_an_archive_that_is_refused_is_refused_with_the_reason() -> None:
    with pytest.raises(BadFile, match="cut short"):
        formats.recognised(b"PK\x03\x04 and no more")
