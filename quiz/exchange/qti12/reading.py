"""QTI 1.2: bare files, packages of Canvas, and Common Cartridges."""

from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath
from typing import NamedTuple

from lxml import etree

from quiz.document.shapes import Identifier
from quiz.errors import BadFile
from quiz.exchange.archives import Archive, open_archive
from quiz.exchange.html import reduce
from quiz.exchange.parcels import IncomingBank, Skipped, Tick
from quiz.exchange.qti12.answering import incoming
from quiz.exchange.qti12.items import Item, fields_of
from quiz.exchange.qti12.marking import Unkeyed
from quiz.exchange.titles import take_as_ids, telling
from quiz.exchange.xmldoc import attribute, child, descendants, parse_xml, text_of

_ROOTS = tuple("questestinterop".encode(each) for each in ("utf-8", "utf-16-le", "utf-16-be"))
_MANIFEST = b"imsmanifest.xml"
_ARCHIVE = b"PK\x03\x04"
_LOOKED_AT = 20_000
_SUFFIXES = (".xml", ".qti", ".dat")


class _Document(NamedTuple):
    """One file of items."""

    name: str
    """In its archive; empty for a bare file."""
    root: etree._Element
    description: str


def reads(data: bytes) -> bool:
    """Check whether a file is in the format: XML or a package whose items are of QTI 1.2."""
    if not data.startswith(_ARCHIVE):
        return _is_items(data)
    try:
        archive = open_archive(data)
        return any(_is_items(archive.read(name)) for name in _candidates(archive))
    except BadFile:
        # `read` says what is wrong with it.
        return _MANIFEST in data


def _is_items(data: bytes) -> bool:
    return any(root in data[:_LOOKED_AT] for root in _ROOTS)


def read(data: bytes, tick: Tick) -> list[IncomingBank]:
    """Return the banks in a file; raise `BadFile` if none of it can be read."""
    documents = list(_documents(data))
    banks = [
        (bank, items, f" ({_short(document.name)})" if len(documents) > 1 else "")
        for document in documents
        for bank, items in _banks(document)
    ]
    total = sum(len(items) for _, items, _ in banks)
    done = 0
    for bank, items, name in banks:
        titles = []
        for number, element in enumerate(items, 1):
            titles.append(_take(Item(element, f"item {number}{name}"), bank))
            done += 1
            tick(done, total)
        take_as_ids(bank.questions, [title for title in titles if title is not None])
    found = [bank for bank, items, _ in banks if items]
    if not found:
        raise BadFile("has no questions")
    return found


def _documents(data: bytes) -> Iterator[_Document]:
    if not data.startswith(_ARCHIVE):
        yield _Document("", parse_xml(data), "")
        return
    archive = open_archive(data)
    names = set(archive.names)
    for name in _candidates(archive):
        path = PurePosixPath(name)
        # A cartridge has two copies of a quiz; the one for Canvas holds more.
        if f"non_cc_assessments/{path.parent.name}.xml.qti" in names and path.suffix == ".xml":
            continue
        content = archive.read(name)
        if _is_items(content):
            yield _Document(name, _parsed(content, name), _description(archive, path))


def _candidates(archive: Archive) -> list[str]:
    return [name for name in archive.names if name.lower().endswith(_SUFFIXES)]


def _parsed(content: bytes, name: str) -> etree._Element:
    try:
        return parse_xml(content)
    except BadFile as error:
        raise BadFile(f"“{name}” in the archive: {error}") from error


def _description(archive: Archive, path: PurePosixPath) -> str:
    """Return the description of a quiz, which Canvas keeps in a file beside it."""
    stem = path.name.removesuffix(".qti").removesuffix(".xml")
    for folder in (str(path.parent), stem):
        name = f"{folder}/assessment_meta.xml"
        if name in archive.names:
            root = _parsed(archive.read(name), name)
            return reduce(text_of(child(root, "description"))).text
    return ""


def _short(name: str) -> str:
    name = PurePosixPath(name).name
    return name if len(name) <= 40 else f"{name[:20]}…{name[-19:]}"


def _banks(document: _Document) -> Iterator[tuple[IncomingBank, Sequence[etree._Element]]]:
    """Yield the banks of a file with their items."""
    parents = list(descendants(document.root, "assessment", "objectbank")) or [document.root]
    for parent in parents:
        fields = fields_of(parent)
        title = attribute(parent, "title") or fields.get("bank_title", "")
        name = fields.get("bank_id", "")
        bank = IncomingBank(
            title=" ".join(title.split()),
            id=name if Identifier.fits(name) else "",
            description=document.description,
            language=attribute(parent, "lang"),
        )
        bank.lost += _lost(parent)
        yield bank, list(descendants(parent, "item"))


def _lost(parent: etree._Element) -> Iterator[str]:
    """Yield what of a quiz as a whole could not be carried."""
    draws = list(descendants(parent, "selection_number"))
    if draws:
        yield "groups: some questions were drawn at random from many; all are here"
    away = list(descendants(parent, "itemref", "sourcebank_ref", "bankentry_item"))
    if away:
        yield "groups: questions that stand in a question bank are not repeated"


def _take(item: Item, bank: IncomingBank) -> str | None:
    """Add an item to a bank; return its title, None when it was skipped."""
    title = telling(item.title)
    try:
        made = incoming(item)
    except Unkeyed as reason:
        bank.skipped.append(Skipped(item.place, title or item.stem.text, str(reason)))
        return None
    made.name = title or item.stem.text
    bank.questions.append(made)
    return title
