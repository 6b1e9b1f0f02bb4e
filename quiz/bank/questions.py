"""Questions: read from nodes, completed by their quotes, and written as plain data."""

from collections.abc import Mapping as AbstractMapping
from dataclasses import replace
from typing import Any, NamedTuple

from quiz.bank.fields import QUESTION, STORED, UNTYPED, allowances
from quiz.model.bank import Citation
from quiz.model.problem import Allowance, Position
from quiz.model.question import FindEvidence, Question, Quote
from quiz.question_types import QUESTION_TYPES
from quiz.question_types.options import take_quotes, write_quotes
from quiz.quotes.sources import MAX_CHARACTERS, MAX_SENTENCES, Excerpts, SourceText
from quiz.text.languages import language
from quiz.text.numbers import plain
from quiz.yaml_source.fields import FieldGroup, wrong_type
from quiz.yaml_source.parse import Mapping, Node, Scalar, from_data
from quiz.yaml_source.problems import ProblemLog


class EvidenceResolver:
    """Adds the sentences of a source, and which of them are right, to questions that need them."""

    def __init__(
        self,
        texts: AbstractMapping[str, SourceText],
        citations: AbstractMapping[Quote, Citation],
        report: ProblemLog,
    ) -> None:
        self._texts = texts
        self._citations = citations
        self._report = report
        self._excerpts: dict[str, Excerpts] = {}

    def resolve(self, question: Question) -> Question:
        """Return the question with the sentences to choose from and their key, if it needs them.

        A question with a quote that was not found, which is reported already, stays as it is.
        """
        if not isinstance(question, FindEvidence):
            return question
        # A missing quote is an error already; a key without it would be a wrong one.
        found = [self._citations[quote] for quote in question.quotes if quote in self._citations]
        if len(found) < len(question.quotes):
            return question
        if len({citation.source for citation in found}) > 1:
            return self._refuse(question, "the quotes must come from one source")
        return self._with_sentences(question, found)

    def _with_sentences(self, question: FindEvidence, found: list[Citation]) -> FindEvidence:
        # Splitting a source into sentences is slow, and many questions may ask of the same one.
        name = found[0].source
        if name not in self._excerpts:
            self._excerpts[name] = Excerpts(self._texts[name])
        excerpts = self._excerpts[name]
        key = excerpts.touched([span for citation in found for span in citation.spans])
        if excerpts.longest(key) > MAX_CHARACTERS:
            message = f"the quoted sentence has more than {MAX_CHARACTERS:,} characters"
            return self._refuse(question, message)
        excerpt = excerpts.around(key)
        if excerpt is None:
            message = f"the quotes are too far apart: at most {MAX_SENTENCES} sentences are shown"
            return self._refuse(question, message)
        resolved = replace(question, paragraphs=excerpt.paragraphs, key=excerpt.key)
        if len(resolved.key) == len(resolved.sentences):
            message = "every sentence of the source is right: picking all needs no thought"
            self._report.warning(question.position, "all-right", message)
        return resolved

    def _refuse(self, question: FindEvidence, message: str) -> FindEvidence:
        self._report.error(question.quotes[0].position, "bad-evidence", message)
        return question


class QuestionReading(NamedTuple):
    """The result of reading one question."""

    id: str | None
    question: Question | None
    """None when anything is wrong with it."""
    position: Position
    id_node: Node | None = None
    enemies: Node | None = None
    """The node of its enemies; no other nodes are kept."""
    allowances: tuple[Allowance, ...] = ()


class BankDefaults(NamedTuple):
    """The settings of a bank for its typed answers."""

    language: str = "en"
    rules: AbstractMapping[str, Any] = {}
    """The values of `typed:`."""

    def add_to(self, values: dict[str, Any], fields: FieldGroup) -> None:
        """Add the settings that a question answered by typing does not have itself."""
        for name in self.rules.keys() & set(fields.names):
            values.setdefault(name, self.rules[name])
        # What is read as plain English is the default, which is not stored with a question.
        spoken = language(self.language)
        if spoken.base != "en" or spoken.groups_of_two:
            values.setdefault("language", self.language)


def read_question(
    node: Node,
    report: ProblemLog,
    types: AbstractMapping[str, FieldGroup] = QUESTION,
    defaults: BankDefaults = BankDefaults(),  # noqa: B008  (it is immutable)
) -> QuestionReading:
    """Return what can be read of a question; problems go to `report`."""
    if type(node) is not Mapping:
        wrong_type(node, report, "questions", "a list of questions, each with its keys")
        return QuestionReading(None, None, node.position)
    fields = types.get(_type(node, report))
    if fields is None:
        # Its keys are still checked by name, as those of any type.
        UNTYPED.read(node, report)
        return _reading(None, node)
    values, sound = fields.read(node, report)
    if not sound:
        return _reading(None, node)
    kind = QUESTION_TYPES[values.pop("type")]
    allowed = allowances(values["id"], values) if "allow" in values else ()
    values["quotes"] = take_quotes(values, node, report)
    values["position"] = node.position
    if kind.prompt is not None:
        values.setdefault("prompt", kind.prompt)
    if kind.typed_in:
        defaults.add_to(values, fields)
    question: Question | None = kind.build(values, node, report)
    return _reading(question, node, allowed)


def _reading(
    question: Question | None, node: Mapping, allowed: tuple[Allowance, ...] = ()
) -> QuestionReading:
    # Also of a question with errors: another one may have its id, or name it as an enemy.
    named, enemies = node.entries.get("id"), node.entries.get("enemies")
    name = named.value if isinstance(named, Scalar) else None
    position = node.position if question is None else question.position
    return QuestionReading(name, question, position, named, enemies, allowed)


def _type(mapping: Mapping, report: ProblemLog) -> str:
    node = mapping.entries.get("type")
    if node is None:
        # A key that is likely “type” is reported with the other unknown ones.
        unknown = [name for name in mapping.entries if name not in UNTYPED.names]
        if not any(report.near(name, UNTYPED.names) == "type" for name in unknown):
            message = f"a question needs “type”: {', '.join(QUESTION_TYPES)}"
            report.error(mapping.position, "missing-field", message, field="type")
    elif not isinstance(node, Scalar):
        wrong_type(node, report, "type", "the name of a type")
    elif node.value in QUESTION_TYPES:
        return node.value
    else:
        near = report.nearest(node.value, QUESTION_TYPES)
        known = "" if near else f"; the types are {', '.join(QUESTION_TYPES)}"
        report.error(node.position, "unknown-type", f"there is no type “{node.value}”{near}{known}")
    return ""


def write_question(question: Question) -> dict[str, Any]:
    """Return a question in bank format as plain data: texts, lists and mappings only.

    It includes the quotes as found in the sources, so that a version needs no bank.
    Keys that have their default are left out, so equal questions give equal data.
    """
    kind = QUESTION_TYPES[question.kind]
    written: dict[str, Any] = {"id": question.id, "type": question.kind}
    if question.prompt != kind.prompt:
        written["prompt"] = question.prompt
    written |= kind.write(question)
    if question.explanation:
        written["explanation"] = question.explanation
    written |= write_quotes(question.quotes)
    if question.inferred:
        written["inferred"] = "true"
    if question.points != 1:
        written["points"] = plain(question.points)
    if question.language != "en":
        written["language"] = question.language
    lists = {"hints": question.hints, "tags": question.tags, "enemies": question.enemies}
    return written | {key: list(texts) for key, texts in lists.items() if texts}


def fingerprint(written: dict[str, Any]) -> str:
    """Return the name of a version of a question: 32 hexadecimal digits of its SHA-256."""
    # Imported late: checking a bank has no use for them, and the first loads OpenSSL.
    import hashlib
    import json

    text = json.dumps(written, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def rebuild_question(written: dict[str, Any]) -> Question | None:
    """Return the question that `write_question` wrote, or None when it cannot be read."""
    return read_question(from_data(written), ProblemLog(""), STORED).question
