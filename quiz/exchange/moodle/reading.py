"""Moodle XML as Moodle 5.1 and its forerunners write it."""

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
_MARKS = b"\xef\xbb\xbf\xff\xfe \t\r\n"
_OVERALL = ("correctfeedback", "partiallycorrectfeedback", "incorrectfeedback")
_USUAL = (
    "",
    "Your answer is correct.",
    "Your answer is partially correct.",
    "Your answer is incorrect.",
)
"""What Moodle itself says of answers."""


def reads(data: bytes) -> bool:
    """See `Reader.reads`: XML with an element `quiz`, in any encoding of Unicode."""
    start = data[:100].replace(b"\0", b"").lstrip(_MARKS)
    return start.startswith(b"<") and _ROOT.search(data.replace(b"\0", b"")) is not None


def read(data: bytes, tick: Tick) -> list[IncomingBank]:
    """See `Reader.read`: one bank for each category that has questions."""
    root = parse_xml(data)
    if local(root) != "quiz":
        raise BadFile(f"is no Moodle XML: its outermost element is “{local(root)}”")
    banks = {"": IncomingBank()}
    path = ""
    questions = children(root, "question")
    for number, question in enumerate(questions, 1):
        kind = attribute(question, "type").strip()
        if kind == "category":
            path = text_of(descend(question, "category", "text")).strip()
            banks.setdefault(path, _bank(question, path))
        else:
            _take(question, kind, banks[path])
        tick(number, len(questions))
    return [bank for bank in banks.values() if bank.questions or bank.skipped] or [banks[""]]


def _bank(category: etree._Element, path: str) -> IncomingBank:
    info = displayed_text(html_of(child(category, "info")))
    return IncomingBank(
        title=category_title(path),
        id=text_of(child(category, "idnumber")).strip(),
        description=info.text,
        language=text_of(child(category, "language")).strip(),
        lost=[f"description: {form}" for form in info.lost],
    )


def _take(question: etree._Element, kind: str, bank: IncomingBank) -> None:
    place = f"line {line_of(question)}"
    name = text_of(descend(question, "name", "text")).strip()
    try:
        bank.questions.append(_incoming(question, kind, place, name))
    except CannotConvert as error:
        bank.skipped.append(Skipped(place, name, str(error)))


def _incoming(question: etree._Element, kind: str, place: str, name: str) -> Incoming:
    if kind == "description":
        raise CannotConvert("a description asks nothing")
    if kind not in XML_READERS:
        raise CannotConvert(f"a bank has no questions of Moodle’s type “{kind}”")
    keyed, points = XML_READERS[kind](question)
    shared, lost = common_fields(question, points)
    number = text_of(child(question, "idnumber")).strip()
    data = ({"id": number} if number else {}) | keyed.data | shared
    lost = [*keyed.lost, *lost]
    if any(displayed_text(html_of(child(question, each))).text not in _USUAL for each in _OVERALL):
        lost.append("explanation: what is said to right and to wrong answers overall")
    if any(True for _ in descendants(question, "file")):
        lost.append("files: none that is embedded is kept")
    return Incoming(place, data, name, lost)
