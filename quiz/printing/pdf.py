"""The sheet as a PDF made by Typst: tagged, with title and language, always the same bytes."""

import json
import re
from collections.abc import Mapping
from dataclasses import asdict
from importlib.resources import files
from tempfile import TemporaryDirectory
from typing import Any, Literal, NamedTuple

from quiz.errors import QuizError, require
from quiz.printing.model import Sheet
from quiz.text.cleaning import clean_line, truncate

PAPERS = {"a4": "a4", "letter": "us-letter"}
"""The paper sizes of the command line, with their names in Typst."""
STANDARD: Literal["ua-1"] = "ua-1"
"""PDF/UA-1, ISO 14289-1, the standard for accessible PDF."""
_MAX_SHORT_TITLE = 60
# Typst itself breaks lines between wide characters and in South-East Asian scripts. In scripts with
# joined letters, only words that would not fit on a line may be broken.
_LONG_WORD = re.compile(
    r"[^\s\u0590-\u109f\u1780-\u17ff\u2e80-\uffff]{25,}|[\u0590-\u0dff]{40,}",
)
_MISSING = re.compile(r"the text `\"(.+?)\"` could not be displayed")
_ESCAPED = re.compile(r"\\u\{([0-9a-f]{1,6})\}")
_BREAK = "\N{ZERO WIDTH SPACE}"
_JOINER = "\N{ZERO WIDTH JOINER}"


class PdfDocument(NamedTuple):
    """A PDF, and the characters that none of the available fonts has."""

    pdf: bytes
    missing: tuple[str, ...]


def require_typst() -> None:
    """Raise `MissingExtra` unless Typst, which makes the PDF, is installed."""
    require("typst", "print", "printing a PDF", instead="HTML needs nothing")


def as_pdf(sheet: Sheet, paper: str, *, one_sided: bool = False) -> PdfDocument:
    """Return the PDF for a paper size, a key of `PAPERS`.

    Each part starts on an odd page, unless the paper is one-sided. The PDF conforms to PDF/UA-1
    unless a character is missing; it is tagged in any case. Raise `MissingExtra` when Typst is not
    installed, and `QuizError` when the PDF cannot be made.
    """
    require_typst()
    import typst

    # As data, never as markup: Typst would run its code.
    data = _data(sheet, PAPERS[paper]) | {"one-sided": one_sided}
    inputs = {"data": json.dumps(data, ensure_ascii=False)}
    try:
        return PdfDocument(_compiled(inputs, STANDARD), ())
    except typst.TypstError as error:
        missing = _missing(error.diagnostic)
        if not missing:
            raise _failed(error) from error
    try:
        return PdfDocument(_compiled(inputs, None), missing)
    except typst.TypstError as error:
        raise _failed(error) from error


def _missing(diagnostic: str) -> tuple[str, ...]:
    """Return the characters that Typst says it has no font for, each once."""
    texts = (_ESCAPED.sub(lambda code: chr(int(code[1], 16)), text)
             for text in _MISSING.findall(diagnostic))  # fmt: skip
    return tuple(dict.fromkeys(character for text in texts for character in text))


def _failed(error: Exception) -> QuizError:
    return QuizError(f"the PDF could not be made: {clean_line(str(error))}")


def _compiled(inputs: dict[str, str], standard: Literal["ua-1"] | None) -> bytes:
    """Return the PDF; Typst can read no file outside an empty folder."""
    import typst

    template = files("quiz.printing").joinpath("sheet.typ").read_bytes()
    with TemporaryDirectory() as root:
        compiler = typst.Compiler(template, root=root, package_path=root, sys_inputs=inputs)
        # A fixed time: the same sheet gives the same bytes.
        made = compiler.compile(format="pdf", pdf_standards=standard, timestamp=0)
    assert isinstance(made, bytes), "a PDF is one file"
    return made


def _data(sheet: Sheet, paper: str) -> dict[str, Any]:
    """Return the data of the template: long words may be broken, language tags are split."""
    data: dict[str, Any] = _prepare(asdict(sheet))
    return data | {
        "title": sheet.title,
        "short-title": truncate(sheet.title, _MAX_SHORT_TITLE),
        "paper": paper,
        "with-questions": "questions" in sheet.parts,
    }


def _prepare(value: Any) -> Any:
    if isinstance(value, str):
        return _LONG_WORD.sub(_breakable, value)
    if isinstance(value, Mapping):
        prepared = {key: _prepare(each) for key, each in value.items() if key != "language"}
        return prepared | (_language(value["language"]) if "language" in value else {})
    return [_prepare(each) for each in value] if isinstance(value, tuple | list) else value


def _breakable(word: re.Match[str]) -> str:
    """Return a long word with break points between its letters, never before a combining mark."""
    import unicodedata

    pieces: list[str] = []
    for character in word[0]:
        joins = unicodedata.category(character) in ("Mn", "Mc", "Me", "Cf", "Sk")
        joined = not pieces or pieces[-1][-1] == _JOINER
        pieces.append(character if joins or joined else _BREAK + character)
    return "".join(pieces)


def _language(tag: str) -> dict[str, str | None]:
    """Return a BCP 47 tag as Typst expects it: the language, and the two-letter region if any."""
    language, *subtags = tag.lower().split("-")
    # “zh-Hant-TW”: the script has four letters, the region two.
    regions = [each for each in subtags if len(each) == 2 and each.isalpha()]
    return {
        "lang": language if len(language) in (2, 3) else "und",
        "region": regions[0] if regions else None,
    }
