"""Question pools of Blackboard before 8.0: `.dat` files of their own XML, alone or in a package."""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any, NamedTuple

from lxml import etree

from quiz.convert.html import escape, reduce
from quiz.convert.model import (
    CannotConvert,
    ImportedBank,
    ImportedQuestion,
    ProgressCallback,
    take_as_ids,
)
from quiz.convert.render import ItemFeedback
from quiz.convert.xml import (
    attribute,
    child,
    children,
    descend,
    descendants,
    local,
    parse_xml,
    text_of,
)
from quiz.convert.zip import STARTS_WITH, Archive, open_archive
from quiz.errors import BadFile
from quiz.text.numbers import plain
from quiz.yaml_source.fields import Number

Data = dict[str, Any]
_ARCHIVE = b"PK\x03\x04"
_MANIFEST = b"imsmanifest.xml"
_ROOT = re.compile(rb"\s*(?:<\?xml[^>]*\?>\s*)?(?:<!--.*?-->\s*)*<POOL[\s>]", re.DOTALL)
_MAX_ANSWERS = 1_000


class _Asked(NamedTuple):
    """A question of a pool, its texts read on demand."""

    element: etree._Element
    lost: list[str]

    def text(self, holder: etree._Element | None, name: str) -> str:
        """Return the text of an element; `name` is its field in the bank."""
        flag = descend(self.element, "BODY", "FLAGS", "ISHTML")
        written = text_of(None if holder is None else child(holder, "TEXT"))
        # Without the flag, Blackboard means HTML.
        is_plain = flag is not None and attribute(flag, "value") == "false"
        reduced = reduce(escape(written) if is_plain else written)
        self.lost.extend(f"{name}: {form}" for form in reduced.lost)
        return "\n\n".join(block.text for block in reduced.blocks).strip()

    def answers(self, kind: str = "ANSWER") -> dict[str, str]:
        """Return the texts of the answers by id, in the order shown."""
        found = children(self.element, kind)
        if len(found) > _MAX_ANSWERS:
            raise CannotConvert(f"it has more than {_MAX_ANSWERS:,} answers")
        placed = sorted(found, key=lambda each: _position(attribute(each, "position")))
        texts = {attribute(each, "id"): self.text(each, "options") for each in placed}
        if not texts or not all(texts.values()):
            raise CannotConvert("an answer has no text")
        return texts

    def key(self, name: str = "answer_id") -> list[str]:
        """Return this attribute of each right answer, in order."""
        right = descendants(self.element, "CORRECTANSWER")
        placed = sorted(right, key=lambda each: _position(attribute(each, "order")))
        found = [attribute(each, name) for each in placed]
        if not found:
            raise CannotConvert("it has no right answer")
        return found


def _position(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


def _choice(asked: _Asked) -> Data:
    """Return a choice of one option, or of true and false."""
    options, right = asked.answers(), set(asked.key())
    if len(right) != 1 or not right <= set(options):
        raise CannotConvert("it is not clear which option is right")
    answer = options[right.pop()]
    if sorted(text.casefold() for text in options.values()) == ["false", "true"]:
        return {"type": "true_false", "answer": answer.casefold()}
    wrong = [text for text in options.values() if text != answer]
    return {"type": "single_choice", "answer": answer, "distractors": wrong}


def _several(asked: _Asked) -> Data:
    options, right = asked.answers(), set(asked.key())
    if not right <= set(options):
        raise CannotConvert("its key is not among its options")
    return {
        "type": "multiple_response",
        "answers": [text for name, text in options.items() if name in right],
        "distractors": [text for name, text in options.items() if name not in right],
        # Blackboard gives no part of the points unless an author asks for that.
        "marking": "all_or_nothing",
    }


def _matching(asked: _Asked) -> Data:
    lefts, rights = asked.answers(), asked.answers("CHOICE")
    matched = asked.key()
    partner = dict(zip(matched, asked.key("choice_id"), strict=True))
    if sorted(matched) != sorted(lefts) or not set(partner.values()) <= set(rights):
        raise CannotConvert("it is not clear which items belong together")
    spare = [text for name, text in rights.items() if name not in partner.values()]
    return {
        "type": "matching",
        "pairs": [{text: rights[partner[name]]} for name, text in lefts.items()],
        **({"distractors": spare} if spare else {}),
    }


def _ordering(asked: _Asked) -> Data:
    items, order = asked.answers(), asked.key()
    if sorted(order) != sorted(items):
        raise CannotConvert("the right order does not hold each item once")
    return {"type": "ordering", "items": [items[name] for name in order]}


def _short_answer(asked: _Asked) -> Data:
    return {"type": "short_answer", "answers": list(dict.fromkeys(asked.answers().values()))}


_TYPES: dict[str, Callable[[_Asked], Data]] = {
    "QUESTION_TRUEFALSE": _choice,
    "QUESTION_MULTIPLECHOICE": _choice,
    "QUESTION_MULTIPLEANSWER": _several,
    "QUESTION_MATCH": _matching,
    "QUESTION_ORDER": _ordering,
    "QUESTION_FILLINBLANK": _short_answer,
}


def reads(data: bytes) -> bool:
    """Check whether a file is a pool, or a package that holds one."""
    if not data.startswith(_ARCHIVE):
        return _is_pool(data)
    if _MANIFEST not in data:
        return False
    try:
        return bool(_pools(open_archive(data)))
    except BadFile:
        return False


def _is_pool(data: bytes) -> bool:
    # UTF-16 has a zero byte beside each ASCII character.
    start = data[:STARTS_WITH].lstrip(b"\xef\xbb\xbf\xff\xfe").replace(b"\0", b"")
    return _ROOT.match(start) is not None


def _pools(archive: Archive) -> list[str]:
    names = (name for name in archive.names if name.lower().endswith((".dat", ".xml")))
    return [name for name in names if _is_pool(archive.start(name))]


def read(data: bytes, tick: ProgressCallback) -> list[ImportedBank]:
    """Return the pools in a file; raise `BadFile` if none of it can be read."""
    archive = open_archive(data) if data.startswith(_ARCHIVE) else None
    names = [""] if archive is None else _pools(archive)

    def content(name: str) -> bytes:
        return data if archive is None else archive.read(name)

    # Each file is opened again rather than kept: a package may hold hundreds of megabytes.
    total = sum(content(name).replace(b"\0", b"").count(b"</QUESTION_") for name in names)
    banks = []
    done = 0
    for name in names:
        root = parse_xml(content(name))
        bank = ImportedBank(_value(child(root, "TITLE")))
        bank.description = reduce(text_of(descend(root, "DESCRIPTION", "TEXT"))).text
        points = {
            attribute(each, "id"): attribute(each, "points")
            for each in descendants(root, "QUESTION")
        }
        place = f" ({name})" if len(names) > 1 else ""
        ids = []
        for number, element in enumerate(_questions(root), 1):
            ident = attribute(element, "id")
            if _add(element, f"item {number}{place}", points.get(ident, ""), bank):
                ids.append(ident)
            done += 1
            tick(min(done, total), total)
        take_as_ids(bank.questions, ids)
        banks.append(bank)
    if not done:
        raise BadFile("has no questions")
    return banks


def _questions(root: etree._Element) -> list[etree._Element]:
    return [each for each in root if local(each).startswith("QUESTION_")]


def _value(element: etree._Element | None) -> str:
    return "" if element is None else " ".join(attribute(element, "value").split())


def _add(element: etree._Element, place: str, points: str, bank: ImportedBank) -> bool:
    """Add a question to a bank; return False if it was skipped."""
    asked = _Asked(element, [])
    prompt = asked.text(child(element, "BODY"), "prompt")
    count = len(bank.questions)
    with bank.or_skip(place, prompt):
        data = _question(asked, prompt)
        if Number.fits(points) and Decimal(points) not in (0, 1):
            data["points"] = plain(abs(Decimal(points)))
        lost = list(dict.fromkeys(asked.lost))
        bank.questions.append(ImportedQuestion(place, data, prompt, lost))
    return len(bank.questions) > count


def _question(asked: _Asked, prompt: str) -> Data:
    kind = local(asked.element)
    if kind == "QUESTION_ESSAY":
        raise CannotConvert("essays cannot be marked automatically")
    if kind not in _TYPES:
        raise CannotConvert(f"{kind} has no matching question type")
    data = _TYPES[kind](asked)
    graded = child(asked.element, "GRADABLE")
    right, wrong = (
        "" if graded is None else text_of(child(graded, f"FEEDBACK_WHEN_{when}"))
        for when in ("CORRECT", "INCORRECT")
    )
    explained = ItemFeedback(right=right, wrong=wrong).explained(asked.lost)
    return {"type": data.pop("type"), "prompt": prompt, **data, **explained.data()}
