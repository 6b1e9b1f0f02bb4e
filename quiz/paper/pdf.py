"""The sheet as a PDF, set by Typst: tagged, with title and language, the same bytes every time."""

import json
import re
from collections.abc import Mapping
from dataclasses import asdict
from importlib.resources import files
from tempfile import TemporaryDirectory
from typing import Any, Literal, NamedTuple

from quiz.errors import QuizError
from quiz.paper.model import Sheet
from quiz.paper.tasks import cut
from quiz.text.cleaning import clean_line

PAPERS = {"a4": "a4", "letter": "us-letter"}
"""The names of sizes on the command line, with those of Typst."""
STANDARD: Literal["ua-1"] = "ua-1"
"""PDF/UA-1, ISO 14289-1: what makes a PDF accessible."""
_SHORT = 60
# Wide characters and South-East Asian scripts are parted by Typst itself; in scripts whose letters
# join, only what would not fit a line is parted.
_LONG_WORD = re.compile(
    r"[^\s\u0590-\u109f\u1780-\u17ff\u2e80-\uffff]{25,}|[\u0590-\u0dff]{40,}",
)
_MISSING = re.compile(r"the text `\"(.+?)\"` could not be displayed")
_ESCAPED = re.compile(r"\\u\{([0-9a-f]{1,6})\}")
_BREAK = "\N{ZERO WIDTH SPACE}"
_JOINER = "\N{ZERO WIDTH JOINER}"


class PdfDocument(NamedTuple):
    """A document, and the characters that no font at hand has."""

    pdf: bytes
    missing: tuple[str, ...]


def as_pdf(sheet: Sheet, paper: str, *, one_sided: bool = False) -> PdfDocument:
    """Return the document on `paper`, a name of `PAPERS`.

    Each part starts on an odd page, unless the paper is one-sided. The document is in PDF/UA-1,
    unless a character is missing: then it is tagged all the same. Raises `QuizError` when it cannot
    be made.
    """
    import typst

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
    """Return the document; nothing outside of an empty folder can be read."""
    import typst

    template = files("quiz.paper").joinpath("sheet.typ").read_bytes()
    with TemporaryDirectory() as root:
        compiler = typst.Compiler(template, root=root, package_path=root, sys_inputs=inputs)
        made = compiler.compile(format="pdf", pdf_standards=standard, timestamp=0)
    assert isinstance(made, bytes), "a PDF is one file"
    return made


def _data(sheet: Sheet, paper: str) -> dict[str, Any]:
    """Return what the template takes: the sheet with long words breakable and languages parted."""
    data: dict[str, Any] = _fit(asdict(sheet))
    return data | {
        "title": sheet.title,
        "short-title": cut(sheet.title, _SHORT),
        "paper": paper,
        "with-questions": "questions" in sheet.parts,
    }


def _fit(value: Any) -> Any:
    if isinstance(value, str):
        return _LONG_WORD.sub(_breakable, value)
    if isinstance(value, Mapping):
        fitted = {key: _fit(each) for key, each in value.items() if key != "language"}
        return fitted | (_language(value["language"]) if "language" in value else {})
    return [_fit(each) for each in value] if isinstance(value, tuple | list) else value


def _breakable(word: re.Match[str]) -> str:
    """Return a long word that may be broken between any two letters, not before a mark."""
    import unicodedata

    pieces: list[str] = []
    for character in word[0]:
        joins = unicodedata.category(character) in ("Mn", "Mc", "Me", "Cf", "Sk")
        joined = not pieces or pieces[-1][-1] == _JOINER
        pieces.append(character if joins or joined else _BREAK + character)
    return "".join(pieces)


def _language(tag: str) -> dict[str, str | None]:
    """Return a BCP 47 tag as Typst takes it: language, and region of two letters, if any."""
    language, *subtags = tag.lower().split("-")
    regions = [each for each in subtags if len(each) == 2 and each.isalpha()]
    return {
        "lang": language if len(language) in (2, 3) else "und",
        "region": regions[0] if regions else None,
    }
