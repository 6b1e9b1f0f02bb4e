"""QTI 2 packages: items, tests and the manifest."""

import re
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from quiz.convert.model import ConversionLoss, Exported, ProgressCallback, SkippedQuestion, unused
from quiz.convert.qti2 import interactions
from quiz.convert.qti2.markup import (
    Interaction,
    Markup,
    QtiVersion,
    XmlNode,
    always,
    document,
    node,
    outcome,
    plain_document,
    response_declaration,
    scores,
)
from quiz.convert.render import as_html, fallback
from quiz.convert.zip import zip_files
from quiz.model.bank import Bank
from quiz.model.question import FindEvidence, Question, Quote
from quiz.text.cleaning import truncate

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
    interactions: tuple[str, ...]
    """The names of its interactions in 2.1."""


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
    losses = (*interaction.losses, *_lost(question))
    return QtiItem(identifier, title, document(root, version), losses, _interactions(interaction))


def _attributes(
    question: Question, identifier: str, language: str, version: QtiVersion
) -> dict[str, str]:
    known = {
        "xmlns": version.namespace,
        "xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance",
        "xsi:schemaLocation": f"{version.namespace} {version.schema}",
        "identifier": identifier,
    }
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


def _lost(question: Question) -> list[str]:
    """Return the losses that any QTI item has."""
    return [
        f"{name}: QTI has no place for {words}"
        for name, words in _NO_PLACE.items()
        if getattr(question, name)
    ]


def _interactions(interaction: Interaction) -> tuple[str, ...]:
    def within(part: object) -> list[str]:
        if not isinstance(part, XmlNode):
            return []
        own = [part.name] if part.name.endswith("Interaction") else []
        return own + [name for each in part.children for name in within(each)]

    return tuple(dict.fromkeys(name for part in interaction.body for name in within(part)))


def cannot(question: Question) -> str:
    """Return why a question cannot be an item; empty when it can."""
    if isinstance(question, FindEvidence) and not question.key:
        return "no sentence of the source contains its quotes"
    return ""


_LOM = "http://ltsc.ieee.org/xsd/LOM"
_NO_IDENTIFIER = re.compile(r"[^A-Za-z0-9_.-]+")
_PART, _SECTION = "part", "section"
"""The same in all files, so that equal banks give equal bytes."""


def write_package(banks: Sequence[Bank], tick: ProgressCallback, version: QtiVersion) -> Exported:
    """Return banks as a package of a version, with the losses and skipped questions."""
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

    def begin(self, bank: Bank) -> None:
        """Start the test of a bank."""
        self._items = []

    def add(self, bank: Bank, question: Question) -> None:
        """Add a question as an item, or to the skipped questions."""
        reason = cannot(question)
        if reason:
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
        self._files[path] = document(self._test(bank, name), self._version)
        described = _described(bank.title, bank.language, bank.id, bank.description)
        needed = [f"r-{made.identifier}" for made, _ in self._items]
        self._resources.append(self._resource("test", path, name, described, needed))

    def exported(self) -> Exported:
        """Return the package."""
        files = {"imsmanifest.xml": plain_document(self._manifest())} | self._files
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
        return node("assessmentTest", part, **self._root(), identifier=name, title=bank.title)

    def _root(self) -> dict[str, str]:
        version = self._version
        return {
            "xmlns": version.namespace,
            "xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance",
            "xsi:schemaLocation": f"{version.namespace} {version.schema}",
        }

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
            **{
                "xmlns": version.manifest_namespace,
                "xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance",
                "xsi:schemaLocation": f"{version.manifest_namespace} {version.manifest_schema}",
            },
            identifier="manifest",
        )


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
