"""QTI 2 packages on the way in: the manifest, the tests and their items in order."""

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple
from urllib.parse import unquote

from lxml import etree

from quiz.convert.model import CannotConvert, ImportedBank, ProgressCallback, SkippedQuestion
from quiz.convert.qti2.item_reader import take
from quiz.convert.qti2.markup import rename
from quiz.convert.xml import attribute, child, children, descend, descendants, local, text_of
from quiz.convert.xml import parse_xml as parsed
from quiz.convert.zip import STARTS_WITH, Archive, open_archive
from quiz.errors import BadFile
from quiz.yaml_source.fields import Identifier

_MANIFEST = "imsmanifest.xml"
_SCHEME = re.compile(r"[a-zA-Z][\w+.-]*:")
_MAX_SECTIONS = 1_000


@dataclass(slots=True)
class ResourceMetadata:
    """The metadata of a file in the manifest."""

    kind: str = ""
    """The type of the resource."""
    id: str = ""
    title: str = ""
    description: str = ""
    language: str = ""
    keywords: list[str] = field(default_factory=list)


class PackageTest(NamedTuple):
    """A test of a package: the paths of its items in order."""

    title: str
    metadata: ResourceMetadata
    paths: tuple[str, ...]
    lost: tuple[str, ...] = ()


def parse(data: bytes) -> etree._Element:
    """Return the root of an XML document, its names as in 2.1; raise `BadFile` if it is damaged."""
    root = parsed(data)
    rename(root)
    return root


def resolved(base: str, href: str) -> str:
    """Return a reference as a path in the archive; empty when it points outside."""
    href = unquote(href.strip()).partition("#")[0].replace("\\", "/")
    if not href or _SCHEME.match(href):
        return ""
    path = posixpath.normpath(posixpath.join(base, href)).lstrip("/")
    return "" if path.startswith("..") else path


def manifest_of(archive: Archive) -> tuple[str, str]:
    """Return the path of the manifest and its folder; both empty when there is none."""
    found = [name for name in archive.names if posixpath.basename(name) == _MANIFEST]
    # Of several manifests, the one nearest the root describes the package.
    path = min(found, key=lambda name: name.count("/"), default="")
    return path, posixpath.dirname(path)


def resources(archive: Archive) -> dict[str, ResourceMetadata]:
    """Return what the manifest says, by the paths of the files, in its order.

    Raise `BadFile` when it is damaged.
    """
    path, folder = manifest_of(archive)
    if not path:
        return {}
    root = parse(archive.read(path))
    found: dict[str, ResourceMetadata] = {}
    for some in descendants(root, "resources"):
        for each in children(some, "resource"):
            base = posixpath.join(
                folder, attribute(root, "base"), attribute(some, "base"), attribute(each, "base")
            )
            target = resolved(base, attribute(each, "href"))
            if target:
                found.setdefault(target, _described(each))
    return found


def _described(resource: etree._Element) -> ResourceMetadata:
    general = descend(resource, "metadata", "lom", "general")
    metadata = ResourceMetadata(attribute(resource, "type"))
    if general is None:
        return metadata
    metadata.id = _words(descend(general, "identifier", "entry"))
    metadata.title = _words(child(general, "title"))
    metadata.description = text_of(child(general, "description")).strip()
    metadata.language = _words(child(general, "language"))
    words = [_words(each) for keyword in children(general, "keyword") for each in keyword]
    metadata.keywords = [word for word in words if word]
    return metadata


def _words(element: etree._Element | None) -> str:
    return text_of(element).strip("\n\t ")


def contents(archive: Archive, metadata: dict[str, ResourceMetadata]) -> list[PackageTest]:
    """Return the tests of a package, then the items that are in none.

    `metadata` is from the manifest. The items of a damaged test are in none.
    """
    roots = _kinds(archive, metadata)
    found: list[PackageTest] = []
    faults: list[str] = []
    for path, kind in roots.items():
        if kind == "assessmentTest":
            try:
                found.append(_test(archive, path, metadata.get(path, ResourceMetadata())))
            except BadFile as error:
                faults.append(f"test: {path}: {error}")
    used = {path for each in found for path in each.paths}
    items = [path for path, kind in roots.items() if kind == "assessmentItem"]
    rest = tuple(path for path in items if path not in used)
    if rest or faults:
        found.append(PackageTest("", ResourceMetadata(), rest, tuple(faults)))
    return found


def _kinds(archive: Archive, metadata: dict[str, ResourceMetadata]) -> dict[str, str]:
    """Return the root element of each XML file by path, files in the manifest first."""
    kinds: dict[str, str] = {}
    names = frozenset(archive.names)
    for path in dict.fromkeys([*metadata, *archive.names]):
        if path not in names or not path.lower().endswith(".xml"):
            continue
        kind = _kind_of(metadata[path].kind) if path in metadata else ""
        # Types in manifests are often missing or wrong, so the root element decides then.
        kinds[path] = kind or root_of(archive.start(path))
    return kinds


def _kind_of(kind: str) -> str:
    if kind.startswith("imsqti_item"):
        return "assessmentItem"
    return "assessmentTest" if kind.startswith(("imsqti_test", "imsqti_assessment")) else ""


_ROOT = re.compile(rb"<(?:[\w.-]+:)?(?:qti-)?assessment-?(item|test)[\s>/]", re.IGNORECASE)


def root_of(start: bytes) -> str:
    """Return `assessmentItem` or `assessmentTest` if a document starts as one; empty otherwise."""
    found = _ROOT.search(start.replace(b"\0", b""))
    return f"assessment{found[1].decode().capitalize()}" if found else ""


def _test(archive: Archive, path: str, metadata: ResourceMetadata) -> PackageTest:
    root = parse(archive.read(path))
    if local(root) != "assessmentTest":
        raise BadFile("it is not a test")
    paths = dict.fromkeys(_items(archive, path, root))
    return PackageTest(attribute(root, "title"), metadata, tuple(paths))


def _items(archive: Archive, path: str, root: etree._Element) -> Iterator[str]:
    """Yield the paths of the items that a test and its sections refer to, in order."""
    seen = {path}
    # A stack, because sections may include each other a thousand deep.
    open_files = [(posixpath.dirname(path), _references(root))]
    while open_files:
        folder, references = open_files[-1]
        each = next(references, None)
        if each is None:
            open_files.pop()
            continue
        target = resolved(folder, attribute(each, "href"))
        if local(each) == "assessmentItemRef":
            yield target or attribute(each, "href")
        # Or in a circle.
        elif target in archive.names and target not in seen and len(seen) < _MAX_SECTIONS:
            seen.add(target)
            section = parse(archive.read(target))
            open_files.append((posixpath.dirname(target), _references(section)))


def _references(root: etree._Element) -> Iterator[etree._Element]:
    return descendants(root, "assessmentItemRef", "assessmentSectionRef")


_ZIP = b"PK\x03\x04"
_NEW = re.compile(rb"imsqti_\w+_xmlv3|qti-assessment-(?:item|test)|imsqtiasi_v3p0")
_OLD = re.compile(rb"imsqti_\w+_xmlv2|imsqti_v2p|imsqti_item_v2p0")


class QtiReader(NamedTuple):
    """The reader of files in 3.0 if `new`, else in 2.x."""

    new: bool

    def reads(self, data: bytes) -> bool:
        """Check whether a file is QTI of its version."""
        if not data.startswith(_ZIP):
            start = data[:STARTS_WITH]
            return bool(root_of(start)) and bool(_NEW.search(start.replace(b"\0", b""))) == self.new
        if _MANIFEST.encode() not in data:
            return False
        try:
            archive = open_archive(data)
            path = manifest_of(archive)[0]
            return bool(path) and _is_qti(archive, archive.read(path), self.new)
        except BadFile:
            # A package that cannot be opened counts as 2.x, so that reading it raises the reason.
            return not self.new

    def read(self, data: bytes, tick: ProgressCallback) -> list[ImportedBank]:
        """Return the banks of a file; raise `BadFile` when nothing of it can be read."""
        return _read(data, tick)


QTI_2 = QtiReader(new=False)
QTI_3 = QtiReader(new=True)


def _is_qti(archive: Archive, manifest: bytes, new: bool) -> bool:
    # The manifest decides: 3.0 if it names both versions. If it names none, the items do.
    wanted, other = (_NEW, _OLD) if new else (_OLD, _NEW)
    if wanted.search(manifest):
        return new or other.search(manifest) is None
    if other.search(manifest):
        return False
    # No version in the manifest: the items decide.
    starts = (archive.start(name) for name in archive.names if name.endswith(".xml"))
    return any(root_of(start) and bool(_NEW.search(start)) == new for start in starts)


def _read(data: bytes, tick: ProgressCallback) -> list[ImportedBank]:
    if not data.startswith(_ZIP):
        return [_one(data)]
    archive = open_archive(data)
    metadata = resources(archive)
    groups = contents(archive, metadata)
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
                keywords = metadata[path].keywords if path in metadata else []
                _add(bank, archive.read(path), place, keywords)
            else:
                bank.skipped.append(SkippedQuestion(place, "", "the package lacks this file"))
            done += 1
            tick(done, total)
        banks.append(bank)
    return banks


def _begun(group: PackageTest) -> ImportedBank:
    metadata = group.metadata
    return ImportedBank(
        group.title or metadata.title,
        metadata.id if Identifier.fits(metadata.id) else "",
        metadata.description,
        metadata.language,
    )


def _add(bank: ImportedBank, data: bytes, place: str, keywords: list[str]) -> None:
    try:
        root = parse(data)
    except BadFile as error:
        bank.skipped.append(SkippedQuestion(place, "", str(error)))
        return
    if local(root) != "assessmentItem":
        bank.skipped.append(SkippedQuestion(place, "", "it is not an item"))
        return
    try:
        question = take(root, place)
    except CannotConvert as reason:
        bank.skipped.append(SkippedQuestion(place, attribute(root, "title"), str(reason)))
        return
    if keywords:
        question.data["tags"] = list(keywords)
    bank.questions.append(question)


def _one(data: bytes) -> ImportedBank:
    """Return a bank with the single item of a file."""
    root = parse(data)
    if local(root) == "assessmentTest":
        count = sum(1 for _ in descendants(root, "assessmentItemRef"))
        raise BadFile(f"names {count} items in other files: import the package that holds them")
    bank = ImportedBank(attribute(root, "title"), language=attribute(root, "lang"))
    _add(bank, data, "item 1", [])
    return bank
