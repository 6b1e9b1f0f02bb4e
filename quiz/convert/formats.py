"""The table of formats for import and export; the module of a format is loaded on demand."""

import re
from collections.abc import Sequence
from importlib import import_module
from typing import NamedTuple, Protocol, cast

from quiz.convert.model import Exported, ImportedBank, ProgressCallback
from quiz.convert.plain_text import as_utf8
from quiz.errors import BadFile, require
from quiz.model.bank import Bank
from quiz.model.question import Numeric


class Writer(Protocol):
    """A module that writes banks in a format."""

    def write(self, banks: Sequence[Bank], tick: ProgressCallback) -> Exported:
        """Return the banks in the format; losses are listed, never raised."""


class Reader(Protocol):
    """A module that reads a format."""

    def reads(self, data: bytes) -> bool:
        """Check quickly, from the content alone, whether a file is in the format."""

    def read(self, data: bytes, tick: ProgressCallback) -> list[ImportedBank]:
        """Return what a file holds; a question that cannot be read is among the skipped.

        Raise `BadFile` when nothing of the file can be read; its message goes after the name.
        """


class Format(NamedTuple):
    """A format, and the modules that read and write it."""

    name: str
    """The name for `--to`."""
    label: str
    """The name that people see."""
    suffix: str
    writer: str = ""
    """The module that writes it, or `module:object`; empty when it is only read."""
    reader: str = ""
    """The module that reads it, or `module:object`; empty when it is only written."""
    binary: bool = False
    xml_reader: bool = False
    """Whether its reader needs lxml."""
    xml_writer: bool = False
    """Whether its writer needs lxml."""
    digits_only: str = ""
    """The system whose numeric questions take numbers in digits only; empty when none does."""


_ARCHIVE = b"PK"
# The formats whose modules can tell why a file is nearly, but not quite, in the format.
_WITH_NEAR_MISSES = ("text2qti", "aiken", "csv")
_TO_CSV = "is a spreadsheet: save it as CSV in UTF-8"
_TO_TEXT = "is a document: save its questions as plain text, in Aiken or GIFT for example"
# What people try first: their own files, known by a name in the archive.
_OTHER_ARCHIVES = {
    b"xl/workbook": _TO_CSV,
    b"opendocument.spreadsheet": _TO_CSV,
    b"word/document": _TO_TEXT,
    b"opendocument.text": _TO_TEXT,
}
_PACKAGES = (b"imsmanifest.xml", b"collection.anki2")
_BEFORE_XML = b"\xef\xbb\xbf\xff\xfe \t\r\n"
"""Byte order marks and white space, which may come before the first tag."""
FORMATS = {
    each.name: each
    for each in (
        Format("markdown", "Markdown", ".md", writer="quiz.convert.markdown"),
        Format(
            *("moodle", "Moodle XML", ".xml"),
            *("quiz.convert.moodle.xml_writer", "quiz.convert.moodle.xml_reader"),
            digits_only="Moodle",
            xml_reader=True,
        ),
        Format(
            *("canvas", "QTI 1.2 (Canvas)", ".zip"),
            *("quiz.convert.qti1.writer", "quiz.convert.qti1.reader"),
            digits_only="Canvas",
            binary=True,
            xml_reader=True,
        ),
        Format(
            *("qti21", "QTI 2.1", ".zip"),
            *("quiz.convert.qti2.writer:QTI_2", "quiz.convert.qti2.package_reader:QTI_2"),
            digits_only="QTI",
            binary=True,
            xml_reader=True,
            xml_writer=True,
        ),
        Format(
            *("qti3", "QTI 3.0", ".zip"),
            *("quiz.convert.qti2.writer:QTI_3", "quiz.convert.qti2.package_reader:QTI_3"),
            digits_only="QTI",
            binary=True,
            xml_reader=True,
            xml_writer=True,
        ),
        Format(
            *("blackboard", "Blackboard pool", ".dat"),
            reader="quiz.convert.blackboard_pool",
            binary=True,
            xml_reader=True,
        ),
        Format(
            *("anki", "Anki", ".apkg"),
            *("quiz.convert.anki.writer", "quiz.convert.anki.reader"),
            binary=True,
        ),
        Format(
            *("csv", "CSV", ".csv"),
            *("quiz.convert.tables.own_tables", "quiz.convert.tables.reader"),
        ),
        Format(
            *("gift", "GIFT", ".gift"),
            *("quiz.convert.moodle.gift_writer", "quiz.convert.moodle.gift_reader"),
            digits_only="Moodle",
        ),
        Format("text2qti", "text2qti", ".txt", reader="quiz.convert.text2qti"),
        Format("aiken", "Aiken", ".txt", reader="quiz.convert.aiken"),
        Format("anki-text", "Anki text", ".txt", reader="quiz.convert.anki.text"),
    )
}
"""The formats by name; files are recognised in this order."""


def export_formats() -> list[str]:
    """Return the names of the formats that banks can be written in."""
    return [each.name for each in FORMATS.values() if each.writer]


def writer(name: str) -> Writer:
    """Return the module that writes the format of that name.

    Raise `MissingExtra` when it needs lxml and lxml is not installed.
    """
    chosen = FORMATS[name]
    if chosen.xml_writer:
        require("lxml", "convert", f"exporting to {chosen.label}")
    return cast(Writer, _load(chosen.writer))


def remarks(name: str, banks: Sequence[Bank]) -> list[str]:
    """Return how a format treats all questions of a type, whatever their author writes.

    A teacher can do nothing about these, so they are no losses: `--strict` does not count them.
    """
    system = FORMATS[name].digits_only
    numeric = any(isinstance(each, Numeric) for bank in banks for each in bank.questions)
    if not (system and numeric):
        return []
    return [f"numeric questions: {system} takes numbers in digits only, not in words"]


def _load(name: str) -> object:
    """Return the module of a name, or the object in it."""
    module, _, attribute = name.partition(":")
    loaded = import_module(module)
    return getattr(loaded, attribute) if attribute else loaded


def read_file(data: bytes, tick: ProgressCallback) -> list[ImportedBank]:
    """Return what a file holds; raise as `recognise` and `Reader.read`."""
    data = as_utf8(data)
    _, reader = recognise(data)
    return reader.read(data, tick)


def recognise(data: bytes) -> tuple[Format, Reader]:
    """Return the format of a file's content and the module that reads it.

    Raise `BadFile`, whose message goes after the file's name, when no format fits, and
    `MissingExtra` when the file looks like XML or a QTI package and lxml is not installed.
    """
    _refuse_documents(data)
    may_be_xml = _may_be_xml(data)
    for each in FORMATS.values():
        # Readers of XML import lxml, so text formats must be recognised without them.
        if not each.reader or (each.xml_reader and not may_be_xml):
            continue
        if each.xml_reader:
            require("lxml", "convert", "importing XML and QTI packages")
        reader = cast(Reader, _load(each.reader))
        if reader.reads(data):
            return each, reader
    if data.startswith(_ARCHIVE):
        # A damaged package is not recognised by any reader: say what is wrong with it.
        _look_for_damage(data)
    for name in _WITH_NEAR_MISSES:
        nearly = import_module(FORMATS[name].reader).near_miss(data)
        if nearly:
            raise BadFile(nearly)
    known = ", ".join(each.label for each in FORMATS.values() if each.reader)
    raise BadFile(
        f"is not in a format that quiz can import ({known}); the columns of a table are separated "
        "by tabs, commas or semicolons"
    )


def _refuse_documents(data: bytes) -> None:
    """Raise `BadFile` with advice for a spreadsheet, a text document or a bank."""
    if data.startswith(b"%PDF"):
        raise BadFile(_TO_TEXT)
    if re.match(rb"(?:\xef\xbb\xbf)?(?:#[^\n]*\n|\s)*format:\s*1\s*\n", data[:2_000]):
        raise BadFile("is a bank already: put it into your folder of banks, or play it by its path")
    # Packages may hold documents as attachments.
    if data.startswith(_ARCHIVE) and not any(name in data for name in _PACKAGES):
        for sign, advice in _OTHER_ARCHIVES.items():
            if sign in data:
                raise BadFile(advice)


def _may_be_xml(data: bytes) -> bool:
    """Check whether a file starts like XML or is an archive other than an Anki package."""
    if data.startswith(_ARCHIVE):
        return _PACKAGES[0] in data or _PACKAGES[1] not in data
    # UTF-16 has a zero byte beside each ASCII character.
    return data[:100].replace(b"\0", b"").lstrip(_BEFORE_XML).startswith(b"<")


def _look_for_damage(data: bytes) -> None:
    """Raise `BadFile` with the reason if an archive, or XML in it, breaks the limits."""
    from quiz.convert.xml import parse_xml
    from quiz.convert.zip import open_archive

    archive = open_archive(data)
    for name in archive.names:
        content = archive.read(name)
        if name.lower().endswith(".xml"):
            try:
                parse_xml(content)
            except BadFile as error:
                raise BadFile(f"is an archive whose “{name}” cannot be read: {error}") from error
