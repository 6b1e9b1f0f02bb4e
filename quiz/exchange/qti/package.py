"""Banks as a package: a manifest, a test for each bank, an item for each question."""

import re
from collections.abc import Sequence

from quiz.exchange.naming import unused
from quiz.exchange.parcels import Exported, Loss, Skipped, Tick
from quiz.exchange.qti.items import Item, cannot, item
from quiz.exchange.qti.names import Version
from quiz.exchange.qti.tree import Node, document, node, plain_document
from quiz.exchange.zip_writer import zip_files
from quiz.model.bank import Bank
from quiz.model.question import Question

_LOM = "http://ltsc.ieee.org/xsd/LOM"
_NO_IDENTIFIER = re.compile(r"[^A-Za-z0-9_.-]+")
_PART, _SECTION = "part", "section"
"""Of all files, so that the same bank gives the same bytes."""


def write_package(banks: Sequence[Bank], tick: Tick, version: Version) -> Exported:
    """Return banks as a package of a version, and what is lost by that."""
    package = _Package(version)
    total = sum(len(bank.questions) for bank in banks)
    done = 0
    for bank in banks:
        package.begin(bank)
        for question in bank.questions:
            package.add(bank, question)
            done += 1
            tick(done, total)
        package.end(bank)
    return package.exported()


class _Package:
    """A package under way."""

    def __init__(self, version: Version) -> None:
        self._version = version
        self._files: dict[str, bytes] = {}
        self._resources: list[Node] = []
        self._losses: list[Loss] = []
        self._skipped: list[Skipped] = []
        # No item may have the identifier of a part or a section of a test.
        self._used = {_PART, _SECTION}
        self._items: list[tuple[Item, str]] = []

    def begin(self, bank: Bank) -> None:
        """Begin the test of a bank."""
        self._items = []

    def add(self, bank: Bank, question: Question) -> None:
        """Add a question as an item, or tell why there is none."""
        reason = cannot(question)
        if reason:
            self._skipped.append(Skipped(bank.id, question.id, reason))
            return
        made = item(question, self._identifier(question.id), bank.language, self._version)
        self._losses += [Loss(bank.id, question.id, what) for what in made.losses]
        # The number keeps names apart that differ in case alone.
        path = f"items/{len(self._files) + 1:05}-{made.identifier[:80]}.xml"
        self._files[path] = made.data
        self._items.append((made, path))
        described = _described(made.title, bank.language, keywords=question.tags)
        self._resources.append(self._resource("item", path, made.identifier, described))

    def end(self, bank: Bank) -> None:
        """Add the test that holds the items of the bank in order."""
        name = self._identifier(bank.id)
        path = f"tests/{len(self._files) + 1:05}-{name[:80]}.xml"
        self._files[path] = document(self._test(bank, name), self._version)
        described = _described(bank.title, bank.language, bank.id, bank.description)
        needed = [f"r-{made.identifier}" for made, _ in self._items]
        self._resources.append(self._resource("test", path, name, described, needed))

    def exported(self) -> Exported:
        """Return the package."""
        files = {"imsmanifest.xml": plain_document(self._manifest())} | self._files
        return Exported(zip_files(files), tuple(self._losses), tuple(self._skipped))

    def _identifier(self, text: str) -> str:
        """Return an id as an identifier that no other has, whatever its case."""
        name = _unused_whatever_case(plain_identifier(text), self._used)
        self._used.add(name.casefold())
        return name

    def _test(self, bank: Bank, name: str) -> Node:
        references = [
            node("assessmentItemRef", identifier=made.identifier, href=f"../{path}")
            for made, path in self._items
        ]
        section = node(
            "assessmentSection", *references, identifier=_SECTION, title=bank.title, visible="true"
        )
        part = node(
            "testPart",
            section,
            identifier=_PART,
            navigationMode="nonlinear",
            submissionMode="individual",
        )
        return node("assessmentTest", part, **self._root(), identifier=name, title=bank.title)

    def _root(self) -> dict[str, str]:
        version = self._version
        return {
            "xmlns": version.namespace,
            "xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance",
            "xsi:schemaLocation": f"{version.namespace} {version.schema}",
        }

    def _resource(
        self, kind: str, path: str, name: str, described: Node, needed: Sequence[str] = ()
    ) -> Node:
        return node(
            "resource",
            node("metadata", described),
            node("file", href=path),
            *(node("dependency", identifierref=each) for each in needed),
            identifier=f"r-{name}",
            type=f"imsqti_{kind}_xmlv{self._version.number}",
            href=path,
        )

    def _manifest(self) -> Node:
        version = self._version
        about = node(
            "metadata",
            node("schema", version.package),
            node("schemaversion", version.package_version),
        )
        return node(
            "manifest",
            *(about, node("organizations"), node("resources", *self._resources)),
            **{
                "xmlns": version.manifest_namespace,
                "xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance",
                "xsi:schemaLocation": f"{version.manifest_namespace} {version.manifest_schema}",
            },
            identifier="manifest",
        )


def plain_identifier(text: str) -> str:
    """Return an id with those characters only that an identifier may have."""
    name = _NO_IDENTIFIER.sub("_", text)
    return name if name[:1].isalpha() or name[:1] == "_" else f"_{name}"


def _unused_whatever_case(name: str, used: set[str]) -> str:
    """Return the name, numbered where one that differs in case alone is used already."""
    return name if name.casefold() not in used else unused(name.casefold(), used)


def _described(
    title: str,
    language: str,
    name: str = "",
    description: str = "",
    keywords: Sequence[str] = (),
) -> Node:
    """Return what is said of a resource, as learning object metadata."""
    general = [
        *([node("identifier", node("entry", name))] if name else []),
        node("title", _string(title, language)),
        *([node("language", language)] if language else []),
        *([node("description", _string(description, language))] if description else []),
        *(node("keyword", _string(keyword, language)) for keyword in keywords),
    ]
    return node("lom", node("general", *general), xmlns=_LOM)


def _string(text: str, language: str) -> Node:
    return node("string", text, **({"language": language} if language else {}))
