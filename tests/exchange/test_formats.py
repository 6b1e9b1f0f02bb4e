"""The table of formats and what the command line knows of it."""

from quiz.cli.exchange_options import WRITTEN
from quiz.exchange import formats


def test_the_command_line_names_the_formats_that_are_written() -> None:
    assert list(WRITTEN) == formats.written()


def test_each_format_has_a_module_for_each_direction_that_it_names() -> None:
    for each in formats.FORMATS.values():
        assert each.writer or each.reader
        if each.writer:
            assert callable(formats.writer(each.name).write)
