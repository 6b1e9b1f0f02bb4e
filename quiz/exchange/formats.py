"""The formats that banks move to and from; each is loaded when it is needed."""

from collections.abc import Sequence
from importlib import import_module
from typing import NamedTuple, Protocol, cast

from quiz.errors import BadFile
from quiz.exchange.parcels import Exported, IncomingBank, Tick
from quiz.model.bank import Bank


class Writer(Protocol):
    """A module that writes banks in a format."""

    def write(self, banks: Sequence[Bank], tick: Tick) -> Exported:
        """Return the banks in the format; what cannot be carried is told, never raised."""


class Reader(Protocol):
    """A module that reads a format."""

    def reads(self, data: bytes) -> bool:
        """Say, from the content alone and at little cost, whether a file is of the format."""

    def read(self, data: bytes, tick: Tick) -> list[IncomingBank]:
        """Return what a file holds; a question that cannot be read is among the skipped.

        Raises `BadFile` when nothing of the file can be read; its message goes after the name.
        """


class Format(NamedTuple):
    """A format by its name."""

    name: str
    """As in `--to`."""
    label: str
    """For people."""
    suffix: str
    writer: str = ""
    """The module that writes it, below this package; empty when it is only read."""
    reader: str = ""
    """The module that reads it; empty when it is only written."""
    binary: bool = False


_ARCHIVE = b"PK"
FORMATS = {
    each.name: each
    for each in (
        Format("markdown", "Markdown", ".md", writer="markdown"),
        Format("moodle", "Moodle XML", ".xml", "moodle.writing", "moodle.reading"),
        Format("canvas", "QTI 1.2 (Canvas)", ".zip", "qti12.writing", "qti12.reading", binary=True),
        Format("qti21", "QTI 2.1", ".zip", "qti.version2", "qti.version2", binary=True),
        Format("qti3", "QTI 3.0", ".zip", "qti.version3", "qti.version3", binary=True),
        Format("anki", "Anki", ".apkg", "anki.writing", "anki.reading", binary=True),
        Format("csv", "CSV", ".csv", "tables.writing", "tables.reading"),
        Format("gift", "GIFT", ".gift", "gift.writing", "gift.reading"),
        Format("text2qti", "text2qti", ".txt", reader="text2qti.reading"),
        Format("aiken", "Aiken", ".txt", reader="aiken"),
        Format("anki-text", "Anki text", ".txt", reader="anki.text"),
    )
}
"""The formats by name; files are recognised in this order."""


def written() -> list[str]:
    """Return the names of the formats that banks can be written in."""
    return [each.name for each in FORMATS.values() if each.writer]


def writer(name: str) -> Writer:
    """Return what writes the format of that name."""
    return cast(Writer, import_module(f"quiz.exchange.{FORMATS[name].writer}"))


def recognised(data: bytes) -> tuple[Format, Reader]:
    """Return the format of a file's content and what reads it.

    Raises `BadFile`, whose message goes after the file's name, when it is of none.
    """
    for each in FORMATS.values():
        if each.reader:
            reader = cast(Reader, import_module(f"quiz.exchange.{each.reader}"))
            if reader.reads(data):
                return each, reader
    if data.startswith(_ARCHIVE):
        _look_for_damage(data)
    known = ", ".join(each.label for each in FORMATS.values() if each.reader)
    raise BadFile(f"is of no format that can be imported: {known}")


def _look_for_damage(data: bytes) -> None:
    """Raise `BadFile` when an archive, or XML in it, is what no door lets in."""
    from quiz.exchange.archives import open_archive
    from quiz.exchange.xmldoc import parse_xml

    archive = open_archive(data)
    for name in archive.names:
        content = archive.read(name)
        if name.lower().endswith(".xml"):
            try:
                parse_xml(content)
            except BadFile as error:
                raise BadFile(f"is an archive whose “{name}” is refused: {error}") from error
