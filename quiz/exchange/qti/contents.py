"""What a package holds: its tests with their items in order, and what its manifest says of them."""

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple
from urllib.parse import unquote

from lxml import etree

from quiz.errors import BadFile
from quiz.exchange.archives import Archive
from quiz.exchange.qti.names import rename
from quiz.exchange.xmldoc import attribute, child, children, descend, descendants, local, text_of
from quiz.exchange.xmldoc import parse_xml as parsed

MANIFEST = "imsmanifest.xml"
_SCHEME = re.compile(r"[a-zA-Z][\w+.-]*:")
_MOST_SECTIONS = 1_000


@dataclass(slots=True)
class Described:
    """What a manifest says of a file."""

    kind: str = ""
    """The type of the resource."""
    id: str = ""
    title: str = ""
    description: str = ""
    language: str = ""
    keywords: list[str] = field(default_factory=list)


class Contents(NamedTuple):
    """Items that belong together, by their paths in the order they are asked."""

    title: str
    described: Described
    paths: tuple[str, ...]
    lost: tuple[str, ...] = ()


def parse(data: bytes) -> etree._Element:
    """Return the root of an XML document, all its names as in 2.1; see `parse_xml`."""
    root = parsed(data)
    rename(root)
    return root


def resolved(base: str, href: str) -> str:
    """Return a reference as a path in the archive; empty when it leads elsewhere."""
    href = unquote(href.strip()).partition("#")[0].replace("\\", "/")
    if not href or _SCHEME.match(href):
        return ""
    path = posixpath.normpath(posixpath.join(base, href)).lstrip("/")
    return "" if path.startswith("..") else path


def manifest_of(archive: Archive) -> tuple[str, str]:
    """Return the path of the manifest and its folder; both empty when there is none."""
    found = [name for name in archive.names if posixpath.basename(name) == MANIFEST]
    path = min(found, key=lambda name: name.count("/"), default="")
    return path, posixpath.dirname(path)


def resources(archive: Archive) -> dict[str, Described]:
    """Return what the manifest says, by the paths of the files, in its order.

    Raise `BadFile` when it is damaged.
    """
    path, folder = manifest_of(archive)
    if not path:
        return {}
    root = parse(archive.read(path))
    found: dict[str, Described] = {}
    for some in descendants(root, "resources"):
        for each in children(some, "resource"):
            base = posixpath.join(
                folder, attribute(root, "base"), attribute(some, "base"), attribute(each, "base")
            )
            target = resolved(base, attribute(each, "href"))
            if target:
                found.setdefault(target, _described(each))
    return found


def _described(resource: etree._Element) -> Described:
    general = descend(resource, "metadata", "lom", "general")
    described = Described(attribute(resource, "type"))
    if general is None:
        return described
    described.id = _words(descend(general, "identifier", "entry"))
    described.title = _words(child(general, "title"))
    described.description = text_of(child(general, "description")).strip()
    described.language = _words(child(general, "language"))
    words = [_words(each) for keyword in children(general, "keyword") for each in keyword]
    described.keywords = [word for word in words if word]
    return described


def _words(element: etree._Element | None) -> str:
    return text_of(element).strip("\n\t ")


def contents(archive: Archive, told: dict[str, Described]) -> list[Contents]:
    """Return the tests of a package, then the items that are in none.

    `told` is what the manifest says. The items of a test that is damaged are in none.
    """
    roots = _kinds(archive, told)
    found: list[Contents] = []
    faults: list[str] = []
    for path, kind in roots.items():
        if kind == "assessmentTest":
            try:
                found.append(_test(archive, path, told.get(path, Described())))
            except BadFile as error:
                faults.append(f"test: {path}: {error}")
    used = {path for each in found for path in each.paths}
    items = [path for path, kind in roots.items() if kind == "assessmentItem"]
    rest = tuple(path for path in items if path not in used)
    if rest or faults:
        found.append(Contents("", Described(), rest, tuple(faults)))
    return found


def _kinds(archive: Archive, told: dict[str, Described]) -> dict[str, str]:
    """Return what the XML files are, those of the manifest first."""
    kinds: dict[str, str] = {}
    names = frozenset(archive.names)
    for path in dict.fromkeys([*told, *archive.names]):
        if path not in names or not path.lower().endswith(".xml"):
            continue
        kind = _kind_of(told[path].kind) if path in told else ""
        kinds[path] = kind or root_of(archive.read(path)[:20_000])
    return kinds


def _kind_of(kind: str) -> str:
    if kind.startswith("imsqti_item"):
        return "assessmentItem"
    return "assessmentTest" if kind.startswith(("imsqti_test", "imsqti_assessment")) else ""


_ROOT = re.compile(rb"<(?:[\w.-]+:)?(?:qti-)?assessment-?(item|test)[\s>/]", re.IGNORECASE)


def root_of(start: bytes) -> str:
    """Return whether a document starts as an item or as a test, by its names of 2.1, or “”."""
    found = _ROOT.search(start.replace(b"\0", b""))
    return f"assessment{found[1].decode().capitalize()}" if found else ""


def _test(archive: Archive, path: str, described: Described) -> Contents:
    root = parse(archive.read(path))
    if local(root) != "assessmentTest":
        raise BadFile("it is no test")
    paths = dict.fromkeys(_items(archive, path, root, {path}))
    return Contents(attribute(root, "title"), described, tuple(paths))


def _items(archive: Archive, path: str, root: etree._Element, seen: set[str]) -> Iterator[str]:
    """Yield the paths of the items that a test or a section refers to, in order."""
    folder = posixpath.dirname(path)
    for each in descendants(root, "assessmentItemRef", "assessmentSectionRef"):
        target = resolved(folder, attribute(each, "href"))
        if local(each) == "assessmentItemRef":
            yield target or attribute(each, "href")
        elif target in archive.names and target not in seen and len(seen) < _MOST_SECTIONS:
            seen.add(target)
            yield from _items(archive, target, parse(archive.read(target)), seen)
