"""The table of formats, and the formats that the command line knows."""

import io
import time
import zipfile

import pytest
from hypothesis import given, settings

from quiz.cli.commands.export import WRITTEN
from quiz.convert import formats
from quiz.convert.model import no_progress, unused
from quiz.errors import BadFile
from quiz.model.question import Question
from tests.convert.roundtrip import bank_of, differing
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


@settings(max_examples=40)
@given(several_questions())
def test_no_loss_is_told_of_what_came_back_as_it_was(questions: tuple[Question, ...]) -> None:
    for each in formats.FORMATS.values():
        if not (each.writer and each.reader):
            continue
        for question in questions:
            exported = formats.writer(each.name).write([bank_of(question)], no_progress)
            if exported.skipped:
                continue
            told = {loss.what.split(":")[0] for loss in exported.losses}
            for bank in formats.read_file(exported.data, no_progress):
                for came in bank.questions:
                    # What comes back as another type has other fields to lose.
                    if came.data["type"] != question.kind:
                        continue
                    lost = {what.split(":")[0] for what in came.lost}
                    false = lost - told - differing(question, came) - {"type"}
                    assert not false, (each.name, came.lost, came.data)


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


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize(
    "text",
    ["question\tanswer\r\nWo liegt Köln?\tam Rhein\r\n", "Wo liegt Köln? {=am Rhein ~im Meer}\n"],
)
def test_utf_16_is_read_as_spreadsheets_and_old_editors_write_it(text: str, encoding: str) -> None:
    (bank,) = formats.read_file(f"\ufeff{text}".encode(encoding), no_progress)
    assert bank.questions[0].data["prompt"] == "Wo liegt Köln?"
    with pytest.raises(BadFile, match="is UTF-16, not UTF-8, and damaged"):
        formats.read_file(f"\ufeff{text}".encode(encoding)[:-1], no_progress)


@pytest.mark.parametrize("names", ["Front,Back", "Term,Definition", "term;DEFINITION"])
def test_two_columns_are_cards(names: str) -> None:
    sign = ";" if ";" in names else ","
    text = f"{names}\nPeru{sign}a country on the Pacific\n"
    (bank,) = formats.read_file(text.encode(), no_progress)
    assert bank.questions[0].data == {
        "type": "short_answer",
        "prompt": "Peru",
        "answers": ["a country on the Pacific"],
    }


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Capital of Peru,Lima\nCapital of Chile,Santiago\n", "Question .*Front.* Answer .*Back"),
        ("Wort;Bedeutung;Seite\nPeru;Land;1\n", "Question .*Front.* Answer .*Back"),
        ("Quiz title: Tides\n  1. What raises them?\n  a) the wind\n  *b) the Moon\n", "line 2 is"),
        ("Two?\na. x\nb. y\nAnswer: b\n", "line 4 is not: options begin with a capital letter"),
        ("1. Two?\n A) x\n B) y\n\nANSWER: B\n", "line 5 is not: .* “ANSWER: A”"),
        ("# mine\nformat: 1\nid: b\n", "is a bank already"),
        ("%PDF-1.7\n", "is a document: save its questions as plain text"),
        ("\n\t7.  Two?\n\t[*] even\n\t[ ] odd\n", "line 2 is indented: a question starts in the"),
    ],
)
def test_what_is_nearly_in_a_format_is_refused_with_the_reason(text: str, reason: str) -> None:
    with pytest.raises(BadFile, match=reason):
        formats.read_file(text.encode(), no_progress)


@pytest.mark.parametrize(
    ("names", "reason"),
    [
        (["[Content_Types].xml", "xl/workbook.xml"], "is a spreadsheet: save it as CSV in UTF-8"),
        (["[Content_Types].xml", "word/document.xml"], "is a document: save its questions"),
        (["h5p.json"], "is not in a format"),
    ],
)
def test_a_document_of_an_office_is_refused_with_what_to_do(names: list[str], reason: str) -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in names:
            archive.writestr(name, "<a/>")
    with pytest.raises(BadFile, match=reason):
        formats.read_file(file.getvalue(), no_progress)
