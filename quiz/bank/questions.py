"""One question: from a mapping of nodes to its type, and back to plain data."""

from collections.abc import Mapping as AbstractMapping
from typing import Any, NamedTuple

from quiz.bank.fields import QUESTION, STORED, UNTYPED
from quiz.bank.rulings import allowances
from quiz.document.fields import Fields
from quiz.document.nodes import Mapping, Node, Scalar, from_data
from quiz.document.report import Report
from quiz.document.shapes import wrong_type
from quiz.kinds import KINDS
from quiz.kinds.options import take_quotes, write_quotes
from quiz.model.problem import Position
from quiz.model.question import Question
from quiz.model.ruling import Allowance
from quiz.text.numbers import plain


class Reading(NamedTuple):
    """What was read of one question."""

    id: str | None
    question: Question | None
    """None when anything is wrong with it."""
    position: Position
    id_node: Node | None = None
    enemies: Node | None = None
    """What it says of its enemies; of the other nodes none is kept."""
    allowances: tuple[Allowance, ...] = ()


def read_question(
    node: Node, report: Report, types: AbstractMapping[str, Fields] = QUESTION
) -> Reading:
    """Return what can be read of a question; what is wrong goes to `report`."""
    if type(node) is not Mapping:
        wrong_type(node, report, "questions", "a list of questions, each with its keys")
        return Reading(None, None, node.position)
    fields = types.get(_type(node, report))
    if fields is None:
        UNTYPED.read(node, report)
        return _reading(None, node)
    values, sound = fields.read(node, report)
    if not sound:
        return _reading(None, node)
    kind = KINDS[values.pop("type")]
    allowed = allowances(values["id"], values) if "allow" in values else ()
    values["quotes"] = take_quotes(values, node, report)
    values["position"] = node.position
    if kind.prompt is not None:
        values.setdefault("prompt", kind.prompt)
    question: Question | None = kind.build(values, node, report)
    return _reading(question, node, allowed)


def _reading(
    question: Question | None, node: Mapping, allowed: tuple[Allowance, ...] = ()
) -> Reading:
    named, enemies = node.entries.get("id"), node.entries.get("enemies")
    name = named.value if isinstance(named, Scalar) else None
    position = node.position if question is None else question.position
    return Reading(name, question, position, named, enemies, allowed)


def _type(mapping: Mapping, report: Report) -> str:
    node = mapping.entries.get("type")
    if node is None:
        # A key that is likely “type” is reported with the other unknown ones.
        unknown = [name for name in mapping.entries if name not in UNTYPED.names]
        if not any(report.near(name, UNTYPED.names) == "type" for name in unknown):
            message = f"a question needs “type”: {', '.join(KINDS)}"
            report.error(mapping.position, "missing-field", message, field="type")
    elif not isinstance(node, Scalar):
        wrong_type(node, report, "type", "the name of a type")
    elif node.value in KINDS:
        return node.value
    else:
        near = report.nearest(node.value, KINDS)
        known = "" if near else f"; the types are {', '.join(KINDS)}"
        report.error(node.position, "unknown-type", f"there is no type “{node.value}”{near}{known}")
    return ""


def write_question(question: Question) -> dict[str, Any]:
    """Return a question in bank format as plain data: texts, lists and mappings only.

    What reading the bank found in its sources is there too, so that a version stands alone.
    Keys that have their default are left out, so equal questions give equal data.
    """
    kind = KINDS[question.kind]
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
    return read_question(from_data(written), Report(""), STORED).question
