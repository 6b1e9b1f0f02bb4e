"""QTI 2 packages: items, tests and the manifest."""

import re
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from quiz.convert.model import ConversionLoss, Exported, ProgressCallback, SkippedQuestion, unused
from quiz.convert.qti2 import interactions
from quiz.convert.qti2.markup import (
    Interaction,
    Markup,
    XmlNode,
    always,
    document,
    node,
    outcome,
    response_declaration,
    scores,
)
from quiz.convert.render import as_html, fallback
from quiz.convert.zip import zip_files
from quiz.model.bank import Bank
from quiz.model.question import FindEvidence, Question, Quote
from quiz.text.cleaning import truncate


class QtiVersion(NamedTuple):
    """A version: how it differs from others, apart from the names of elements and attributes."""

    label: str
    number: str
    """The version as written in the types of resources: `2p1`."""
    namespace: str
    schema: str
    """The address of the schema for items and tests."""
    manifest_namespace: str
    manifest_schema: str
    package: str
    """The name of the schema in a manifest."""
    package_version: str
    kebab: bool
    """Whether names are written `qti-item-body`."""

    def write(self, banks: Sequence[Bank], tick: ProgressCallback) -> Exported:
        """Return banks as a package, with the losses and skipped questions."""
        package = _Package(self)
        total = sum(len(bank.questions) for bank in banks)
        done = 0
        for bank in banks:
            package.begin()
            for question in bank.questions:
                package.add(bank, question)
                done += 1
                tick(done, total)
            package.end(bank)
        return package.exported()


QTI_2 = QtiVersion(
    "QTI 2.1",
    "2p1",
    "http://www.imsglobal.org/xsd/imsqti_v2p1",
    "http://www.imsglobal.org/xsd/qti/qtiv2p1/imsqti_v2p1p2.xsd",
    "http://www.imsglobal.org/xsd/imscp_v1p1",
    "http://www.imsglobal.org/xsd/qti/qtiv2p1/qtiv2p1_imscpv1p2_v1p0.xsd",
    "QTIv2.1 Package",
    "1.0.0",
    False,
)
QTI_3 = QtiVersion(
    "QTI 3.0",
    "3p0",
    "http://www.imsglobal.org/xsd/imsqtiasi_v3p0",
    "https://purl.imsglobal.org/spec/qti/v3p0/schema/xsd/imsqti_asiv3p0_v1p0.xsd",
    "http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1",
    "https://purl.imsglobal.org/spec/qti/v3p0/schema/xsd/imsqtiv3p0_imscpv1p2_v1p0.xsd",
    "QTI Package",
    "3.0.0",
    True,
)


KINDS: dict[str, Callable[[Any], Interaction]] = {
    "single_choice": interactions.single_choice,
    "multiple_response": interactions.multiple_response,
    "true_false": interactions.true_false,
    "short_answer": interactions.short_answer,
    "numeric": interactions.numeric,
    "cloze": interactions.cloze,
    "matching": interactions.matching,
    "ordering": interactions.ordering,
    "find_evidence": interactions.find_evidence,
}
"""The function that makes the interactions of each question type."""


def as_interaction(question: Question) -> Interaction:
    """Return a question as interactions, with the losses of its type."""
    if question.kind in KINDS:
        return KINDS[question.kind](question)
    simpler, loss = fallback(question, "QTI")
    interaction = KINDS[simpler.kind](simpler)
    return interaction._replace(losses=(*interaction.losses, loss))


_TITLE = 80
"""The maximum length of an item's title in characters."""
_NO_PLACE = {"hints": "them", "inferred": "it", "enemies": "them"}
EXPLANATION = "EXPLANATION"
"""The outcome that shows the explanation after every answer."""


class QtiItem(NamedTuple):
    """An item that was written."""

    identifier: str
    title: str
    data: bytes
    losses: tuple[str, ...]


def item(question: Question, identifier: str, language: str, version: QtiVersion) -> QtiItem:
    """Return a question as an item, with the losses."""
    interaction = as_interaction(question)
    explained = bool(question.explanation or question.quotes)
    rules = [*interaction.rules, *([always(EXPLANATION, EXPLANATION)] if explained else [])]
    title = truncate(" ".join(question.prompt.split()), _TITLE)
    root = node(
        "assessmentItem",
        *(response_declaration(each) for each in interaction.responses),
        *scores(question.points),
        *(outcome(name, "identifier", cardinality) for name, cardinality in interaction.outcomes),
        *((outcome(EXPLANATION, "identifier"),) if explained else ()),
        node("itemBody", *interaction.body),
        node("responseProcessing", *rules),
        *_feedback(question, interaction, version),
        **_attributes(question, identifier, language, version),
        title=title,
        adaptive="false",
        timeDependent="false",
    )
    no_place = [
        f"{name}: QTI has no place for {words}"
        for name, words in _NO_PLACE.items()
        if getattr(question, name)
    ]
    losses = (*interaction.losses, *no_place)
    return QtiItem(identifier, title, document(root, version.kebab), losses)


def _attributes(
    question: Question, identifier: str, language: str, version: QtiVersion
) -> dict[str, str]:
    known = _root(version.namespace, version.schema) | {"identifier": identifier}
    known |= {"label": question.id} if question.id != identifier else {}
    return known | ({"xml:lang": language} if language else {})


def _feedback(question: Question, interaction: Interaction, version: QtiVersion) -> list[XmlNode]:
    shown = [
        _modal(each.outcome, each.identifier, each.option.feedback, each.option.quotes, version)
        for each in interaction.feedback
    ]
    if question.explanation or question.quotes:
        texts = question.explanation, question.quotes
        shown.append(_modal(EXPLANATION, EXPLANATION, *texts, version))
    return shown


def _modal(
    name: str, identifier: str, text: str, quotes: tuple[Quote, ...], version: QtiVersion
) -> XmlNode:
    content: Markup | XmlNode = Markup(as_html(text, quotes))
    if version.kebab:
        content = node("contentBody", content)
    return node(
        "modalFeedback", content, outcomeIdentifier=name, identifier=identifier, showHide="show"
    )


_LOM = "http://ltsc.ieee.org/xsd/LOM"
_NO_IDENTIFIER = re.compile(r"[^A-Za-z0-9_.-]+")
_PART, _SECTION = "part", "section"
"""The same in all files, so that equal banks give equal bytes."""


class _Package:
    """A package that is being written."""

    def __init__(self, version: QtiVersion) -> None:
        self._version = version
        self._files: dict[str, bytes] = {}
        self._resources: list[XmlNode] = []
        self._losses: list[ConversionLoss] = []
        self._skipped: list[SkippedQuestion] = []
        # No item may have the identifier of a part or a section of a test.
        self._used = {_PART, _SECTION}
        self._items: list[tuple[QtiItem, str]] = []

    def begin(self) -> None:
        """Start the test of a bank."""
        self._items = []

    def add(self, bank: Bank, question: Question) -> None:
        """Add a question as an item, or to the skipped questions."""
        if isinstance(question, FindEvidence) and not question.key:
            reason = "no sentence of the source contains its quotes"
            self._skipped.append(SkippedQuestion(bank.id, question.id, reason))
            return
        made = item(question, self._identifier(question.id), bank.language, self._version)
        self._losses += [ConversionLoss(bank.id, question.id, what) for what in made.losses]
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
        self._files[path] = document(self._test(bank, name), self._version.kebab)
        described = _described(bank.title, bank.language, bank.id, bank.description)
        needed = [f"r-{made.identifier}" for made, _ in self._items]
        self._resources.append(self._resource("test", path, name, described, needed))

    def exported(self) -> Exported:
        """Return the package."""
        files = {"imsmanifest.xml": document(self._manifest())} | self._files
        return Exported(zip_files(files), tuple(self._losses), tuple(self._skipped))

    def _identifier(self, text: str) -> str:
        """Return an id as an identifier that differs from all others in more than case."""
        name = plain_identifier(text)
        if name.casefold() in self._used:
            name = unused(name.casefold(), self._used)
        self._used.add(name.casefold())
        return name

    def _test(self, bank: Bank, name: str) -> XmlNode:
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
        version = self._version
        return node(
            "assessmentTest",
            part,
            **_root(version.namespace, version.schema),
            identifier=name,
            title=bank.title,
        )

    def _resource(
        self, kind: str, path: str, name: str, described: XmlNode, needed: Sequence[str] = ()
    ) -> XmlNode:
        return node(
            "resource",
            node("metadata", described),
            node("file", href=path),
            *(node("dependency", identifierref=each) for each in needed),
            identifier=f"r-{name}",
            type=f"imsqti_{kind}_xmlv{self._version.number}",
            href=path,
        )

    def _manifest(self) -> XmlNode:
        version = self._version
        about = node(
            "metadata",
            node("schema", version.package),
            node("schemaversion", version.package_version),
        )
        return node(
            "manifest",
            *(about, node("organizations"), node("resources", *self._resources)),
            **_root(version.manifest_namespace, version.manifest_schema),
            identifier="manifest",
        )


def _root(namespace: str, schema: str) -> dict[str, str]:
    """Return the attributes of a root element in a namespace."""
    return {
        "xmlns": namespace,
        "xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance",
        "xsi:schemaLocation": f"{namespace} {schema}",
    }


def plain_identifier(text: str) -> str:
    """Return an id with the characters that identifiers cannot have replaced."""
    name = _NO_IDENTIFIER.sub("_", text)
    return name if name[:1].isalpha() or name[:1] == "_" else f"_{name}"


def _described(
    title: str,
    language: str,
    name: str = "",
    description: str = "",
    keywords: Sequence[str] = (),
) -> XmlNode:
    """Return the description of a resource as learning object metadata."""
    general = [
        *([node("identifier", node("entry", name))] if name else []),
        node("title", _string(title, language)),
        *([node("language", language)] if language else []),
        *([node("description", _string(description, language))] if description else []),
        *(node("keyword", _string(keyword, language)) for keyword in keywords),
    ]
    return node("lom", node("general", *general), xmlns=_LOM)


def _string(text: str, language: str) -> XmlNode:
    return node("string", text, **({"language": language} if language else {}))
