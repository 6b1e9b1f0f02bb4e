"""Items, tests and packages of any version of QTI from 2.0 on."""

import re

from quiz.document.shapes import Identifier
from quiz.errors import BadFile
from quiz.exchange.archives import Archive, open_archive
from quiz.exchange.parcels import CannotConvert, Incoming, IncomingBank, Skipped, Tick
from quiz.exchange.qti.contents import Contents, contents, manifest_of, parse, resources, root_of
from quiz.exchange.qti.taking import take
from quiz.exchange.xmldoc import attribute, descendants, local

_LOOKED_AT = 20_000
_ZIP = b"PK\x03\x04"
_MANIFEST = b"imsmanifest.xml"
_NEW = re.compile(rb"imsqti_\w+_xmlv3|qti-assessment-(?:item|test)|imsqtiasi_v3p0")
_OLD = re.compile(rb"imsqti_\w+_xmlv2|imsqti_v2p|imsqti_item_v2p0")


def reads(data: bytes, new: bool) -> bool:
    """Check whether a file is QTI: of 3.0 if `new`, else of 2.x.

    A package that cannot be opened counts as 2.x, so that reading it tells what is wrong.
    """
    if not data.startswith(_ZIP):
        start = data[:_LOOKED_AT]
        return bool(root_of(start)) and bool(_NEW.search(start.replace(b"\0", b""))) == new
    if _MANIFEST not in data:
        return False
    try:
        archive = open_archive(data)
        path = manifest_of(archive)[0]
        return bool(path) and _is_qti(archive, archive.read(path), new)
    except BadFile:
        return not new


def _is_qti(archive: Archive, manifest: bytes, new: bool) -> bool:
    wanted, other = (_NEW, _OLD) if new else (_OLD, _NEW)
    if wanted.search(manifest):
        return new or other.search(manifest) is None
    if other.search(manifest):
        return False
    starts = (archive.read(name)[:_LOOKED_AT] for name in archive.names if name.endswith(".xml"))
    return any(root_of(start) and bool(_NEW.search(start)) == new for start in starts)


def read(data: bytes, tick: Tick) -> list[IncomingBank]:
    """Return the banks of a file; raise `BadFile` when nothing of it can be read."""
    if not data.startswith(_ZIP):
        return [_one(data)]
    archive = open_archive(data)
    told = resources(archive)
    groups = contents(archive, told)
    total = sum(len(each.paths) for each in groups)
    if not total:
        raise BadFile("the package has no items")
    banks = []
    done = 0
    names = frozenset(archive.names)
    for group in groups:
        bank = _begun(group)
        bank.lost += group.lost
        for number, path in enumerate(group.paths, 1):
            place = f"item {number} ({path})"
            if path in names:
                keywords = told[path].keywords if path in told else []
                _add(bank, archive.read(path), place, keywords)
            else:
                bank.skipped.append(Skipped(place, "", "the package does not have this file"))
            done += 1
            tick(done, total)
        banks.append(bank)
    return banks


def _begun(group: Contents) -> IncomingBank:
    described = group.described
    return IncomingBank(
        group.title or described.title,
        described.id if Identifier.fits(described.id) else "",
        described.description,
        described.language,
    )


def _add(bank: IncomingBank, data: bytes, place: str, keywords: list[str]) -> None:
    try:
        root = parse(data)
    except BadFile as error:
        bank.skipped.append(Skipped(place, "", str(error)))
        return
    if local(root) != "assessmentItem":
        bank.skipped.append(Skipped(place, "", "it is no item"))
        return
    try:
        incoming = take(root, place)
    except CannotConvert as reason:
        bank.skipped.append(Skipped(place, attribute(root, "title"), str(reason)))
        return
    bank.questions.append(_tagged(incoming, keywords))


def _tagged(incoming: Incoming, keywords: list[str]) -> Incoming:
    if keywords:
        incoming.data["tags"] = list(keywords)
    return incoming


def _one(data: bytes) -> IncomingBank:
    """Return the one item of a file as a bank."""
    root = parse(data)
    if local(root) == "assessmentTest":
        count = sum(1 for _ in descendants(root, "assessmentItemRef"))
        raise BadFile(f"names {count} items in other files: import the package that holds them")
    bank = IncomingBank(attribute(root, "title"), language=attribute(root, "lang"))
    _add(bank, data, "item 1", [])
    return bank
