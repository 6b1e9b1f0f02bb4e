"""The PDF as another program reads it."""

import re
import sys
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader
from pypdf.generic import BooleanObject, DictionaryObject

from quiz.attempts.form import Wanted
from quiz.bank.reader import read_bank
from quiz.errors import MissingExtra
from quiz.model.bank import Bank
from quiz.printing.model import MatchingColumns, OrderBoxes, Sheet, TextWithGaps, TickBoxes
from quiz.printing.pdf import as_pdf
from quiz.printing.sheet import make_sheet
from tests.support import HEADER, SAMPLES, as_items, write_bank

HOSTILE = '#import "x" $x^2$ \\u{41} *b* _i_ <l> @r // c /* d */ `r` [x] ~ --- </script>'


def sheet_of(folder: Path, questions: str, versions: int = 1, header: str = HEADER) -> Sheet:
    bank = read_bank(write_bank(folder, questions, header)).bank
    assert isinstance(bank, Bank)
    parts = ("questions", "key", "source")
    return make_sheet([bank], 7, wanted=Wanted(), versions=versions, parts=parts)


def squeezed(text: str) -> str:
    """Return text without white space and ligatures: lines may break anywhere."""
    for ligature, letters in (
        ("\ufb03", "ffi"),
        ("\ufb00", "ff"),
        ("\ufb01", "fi"),
        ("\ufb02", "fl"),
    ):
        text = text.replace(ligature, letters)
    return re.sub(r"[\s\u200b]", "", text)


def test_all_of_it_is_there_and_open_to_all(tmp_path: Path) -> None:
    sheet = sheet_of(tmp_path, as_items(*(sample.text for sample in SAMPLES.values())), 2)
    printed = as_pdf(sheet, "a4")
    assert printed == as_pdf(sheet, "a4") and not printed.missing
    reader = PdfReader(BytesIO(printed.pdf))
    assert reader.metadata is not None and reader.metadata.title == "The ferry"
    assert language(reader) == "en" and is_tagged(reader)
    assert reader.xmp_metadata is not None
    assert b"pdfuaid:part" in reader.xmp_metadata.stream.get_data()
    pages = [squeezed(page.extract_text()) for page in reader.pages]
    feet = [re.search(r"(VersionA|VersionB|Thetext|Key)page1of", page) for page in pages]
    starts = {foot[1]: number for number, foot in enumerate(feet) if foot}
    assert list(starts) == ["VersionA", "VersionB", "Thetext", "Key"]
    assert all(number % 2 == 0 for number in starts.values())
    assert "" in pages
    one_sided = PdfReader(BytesIO(as_pdf(sheet, "a4", one_sided=True).pdf)).pages
    assert [text for page in one_sided if (text := squeezed(page.extract_text()))] == [
        page for page in pages if page
    ] and len(one_sided) < len(pages)
    whole = "".join(pages)
    for text in expected(sheet):
        assert squeezed(text) in whole, text


def language(reader: PdfReader) -> str:
    return str(reader.root_object["/Lang"])


def is_tagged(reader: PdfReader) -> bool:
    marks = reader.root_object["/MarkInfo"].get_object()
    assert isinstance(marks, DictionaryObject)
    return marks["/Marked"] == BooleanObject(True) and "/StructTreeRoot" in reader.root_object


def expected(sheet: Sheet) -> list[str]:
    """Return what has to stand in the document."""
    parts = [paragraph for text in sheet.texts for paragraph in text.paragraphs]
    said = [each.text for paragraph in parts for each in paragraph.sentences]
    for answer in sheet.answers:
        said += [answer.label, answer.prompt, *answer.answers, *answer.notes, answer.explanation]
        said += [each.text for each in answer.quotes] + [each.text for each in answer.feedback]
    for asked in (asked for version in sheet.versions for asked in version.questions):
        said += [asked.prompt, asked.instruction, asked.points, f"{asked.number}{asked.key}"]
        match asked.task:
            case TickBoxes(options):
                said += [option.label + option.text for option in options]
            case MatchingColumns(lefts, rights):
                said += [each.label + each.text for each in (*lefts, *rights)]
            case OrderBoxes(items):
                said += items
            case TextWithGaps(pieces):
                said += [piece for piece in pieces if isinstance(piece, str)]
    return said


def test_hostile_text_stands_as_it_is(tmp_path: Path) -> None:
    evil = HOSTILE.replace("'", "''")
    item = f"id: a\ntype: short_answer\nprompt: '{evil}'\nanswers: ['{evil}']\n"
    item += f"explanation: {'W' * 300}\n"
    header = HEADER.replace("The ferry", f"'{evil}'").replace(
        "id: ferry", "id: ferry\nlanguage: he-IL"
    )
    sheet = sheet_of(tmp_path, as_items(item, SAMPLES["find_evidence"].text), 1, header)
    reader = PdfReader(BytesIO(as_pdf(sheet, "letter").pdf))
    assert reader.metadata is not None and reader.metadata.title == HOSTILE
    assert language(reader) == "he-IL"
    width, height = map(float, reader.pages[0].mediabox[2:])
    assert (width, height) == (612, 792)
    whole = squeezed("".join(page.extract_text() for page in reader.pages))
    assert whole.count(squeezed(HOSTILE)) >= 4
    assert "W" * 300 in whole
    lines = [line for page in reader.pages for line in page.extract_text().splitlines()]
    assert 5 < sum("WWWW" in line for line in lines) and max(map(len, lines)) < 150


def test_what_no_font_has_is_named(tmp_path: Path) -> None:
    item = "id: a\ntype: true_false\nprompt: A \u0378 and a \u0379 here?\nanswer: true\n"
    printed = as_pdf(sheet_of(tmp_path, as_items(item, SAMPLES["cloze"].text)), "a4")
    assert printed.missing == ("\u0378", "\u0379")
    assert is_tagged(PdfReader(BytesIO(printed.pdf)))


def test_a_pdf_without_typst_names_the_extra(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sheet = sheet_of(tmp_path, as_items(SAMPLES["cloze"].text))
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(MissingExtra, match=r"pip install 'verbatim-quiz\[print\]'"):
        as_pdf(sheet, "a4")
