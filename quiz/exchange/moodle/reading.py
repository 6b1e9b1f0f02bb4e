"""Import of Moodle XML as Moodle 5.1 and earlier versions write it."""

import re

from lxml import etree

from quiz.errors import BadFile
from quiz.exchange.moodle.losing import category_title
from quiz.exchange.moodle.texts import displayed_text
from quiz.exchange.moodle.types import XML_READERS, common_fields, html_of
from quiz.exchange.parcels import CannotConvert, Incoming, IncomingBank, Skipped, Tick
from quiz.exchange.xmldoc import (
    attribute,
    child,
    children,
    descend,
    descendants,
    line_of,
    local,
    parse_xml,
    text_of,
)

_ROOT = re.compile(rb"<quiz[\s>]")
_BEFORE_XML = b"\xef\xbb\xbf\xff\xfe \t\r\n"
_OVERALL_FEEDBACK = ("correctfeedback", "partiallycorrectfeedback", "incorrectfeedback")
_DEFAULT_FEEDBACK = (
    "",
    "Your answer is correct.",
    "Your answer is partially correct.",
    "Your answer is incorrect.",
)
"""Moodle's own default texts, of which none is lost."""


def reads(data: bytes) -> bool:
    """Check for XML with an element `quiz`, in any encoding of Unicode."""
    start = data[:100].replace(b"\0", b"").lstrip(_BEFORE_XML)
    return start.startswith(b"<") and _ROOT.search(data.replace(b"\0", b"")) is not None


def read(data: bytes, tick: Tick) -> list[IncomingBank]:
    """Return a bank for each category that has questions."""
    root = parse_xml(data)
    if local(root) != "quiz":
        raise BadFile(f"is not Moodle XML: its root element is “{local(root)}”, not “quiz”")
    banks = {"": IncomingBank()}
    path = ""
    questions = children(root, "question")
    for number, question in enumerate(questions, 1):
        type_ = attribute(question, "type").strip()
        if type_ == "category":
            path = text_of(descend(question, "category", "text")).strip()
            banks.setdefault(path, _bank(question, path))
        else:
            _add_question(question, type_, banks[path])
        tick(number, len(questions))
    return [bank for bank in banks.values() if bank.questions or bank.skipped] or [banks[""]]


def _bank(category: etree._Element, path: str) -> IncomingBank:
    info = displayed_text(html_of(child(category, "info")))
    return IncomingBank(
        title=category_title(path),
        id=text_of(child(category, "idnumber")).strip(),
        description=info.text,
        language=text_of(child(category, "language")).strip(),
        lost=[f"description: {what}" for what in info.lost],
    )


def _add_question(question: etree._Element, type_: str, bank: IncomingBank) -> None:
    place = f"line {line_of(question)}"
    name = text_of(descend(question, "name", "text")).strip()
    try:
        bank.questions.append(_imported(question, type_, place, name))
    except CannotConvert as error:
        bank.skipped.append(Skipped(place, name, str(error)))


def _imported(question: etree._Element, type_: str, place: str, name: str) -> Incoming:
    if type_ == "description":
        raise CannotConvert("it is a description, not a question")
    if type_ not in XML_READERS:
        raise CannotConvert(f"a bank cannot hold Moodle’s question type “{type_}”")
    key, points = XML_READERS[type_](question)
    shared, lost = common_fields(question, points)
    id_number = text_of(child(question, "idnumber")).strip()
    data = ({"id": id_number} if id_number else {}) | key.data | shared
    lost = [*key.lost, *lost]
    if any(
        displayed_text(html_of(child(question, each))).text not in _DEFAULT_FEEDBACK
        for each in _OVERALL_FEEDBACK
    ):
        lost.append("explanation: the overall feedback on right and wrong answers")
    if any(True for _ in descendants(question, "file")):
        lost.append("files: embedded files are not imported")
    return Incoming(place, data, name, lost)
