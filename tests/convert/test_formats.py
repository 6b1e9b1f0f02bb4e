"""The table of formats, and the formats that the command line knows."""

import time

import pytest
from hypothesis import given, settings

from quiz.cli.commands.export import WRITTEN
from quiz.convert import formats
from quiz.convert.model import no_progress, unused
from quiz.errors import BadFile
from quiz.model.question import Question
from tests.convert.roundtrip import bank_of
from tests.strategies import several_questions


def test_the_command_line_names_the_formats_that_are_written() -> None:
    assert list(WRITTEN) == formats.export_formats()


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
            exported = formats.writer(each.name).write([bank_of(*questions)], no_progress)
            if len(exported.skipped) < len(questions):
                assert formats.recognise(exported.data)[0] == each


def test_an_archive_that_is_refused_is_refused_with_the_reason() -> None:
    with pytest.raises(BadFile, match="cut short"):
        formats.recognise(b"PK\x03\x04 and no more")


def test_thousands_of_questions_with_one_prompt_get_ids_in_time() -> None:
    used: set[str] = set()
    started = time.process_time()
    for _ in range(20_000):
        used.add(unused("same", used))
    assert used == {"same", *(f"same-{number}" for number in range(2, 20_001))}
    assert time.process_time() - started < 3
