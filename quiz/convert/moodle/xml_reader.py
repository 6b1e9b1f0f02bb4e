"""The types of Moodle XML as ours: what each has of its own."""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import NamedTuple

from lxml import etree

from quiz.convert.model import (
    CannotConvert,
    ImportedBank,
    ImportedQuestion,
    ProgressCallback,
    SkippedQuestion,
)
from quiz.convert.moodle.cloze import as_cloze, mark, read_markup, unmarked, word_bank
from quiz.convert.moodle.keys import (
    NO_FEEDBACK,
    Answer,
    Data,
    Keyed,
    Range,
    choice,
    explained,
    markup,
    matching,
    number,
    shown,
    typed,
)
from quiz.convert.moodle.losses import one_line, title_of
from quiz.convert.xml import (
    attribute,
    child,
    children,
    descend,
    descendants,
    line_of,
    local,
    markup_of,
    parse_xml,
    text_of,
)
from quiz.errors import BadFile
from quiz.text.numbers import plain

_PLACE = re.compile(r"\[\[([0-9]{1,4})\]\]")


class Typed(NamedTuple):
    """A question without what all have."""

    keyed: Keyed
    points: Decimal | None = None
    """The points that its type gives it, where they do not stand apart."""


def raw(element: etree._Element | None) -> str:
    """Return the content of the `text` of an element: HTML, should the format be so."""
    found = None if element is None else child(element, "text")
    if found is None:
        return ""
    # Some programs write the elements of HTML without the CDATA around them.
    return markup_of(found) if len(found) else text_of(found)


def html(element: etree._Element | None) -> str:
    """Return the text of an element as HTML."""
    return "" if element is None else markup(raw(element), attribute(element, "format", "html"))


def decimal(text: str, what: str) -> Decimal:
    """Return a number; raises `CannotConvert`, naming `what` it should be."""
    try:
        found = Decimal(text.strip() or "0")
    except ArithmeticError as error:
        raise CannotConvert(f"“{text.strip()}” is no {what}") from error
    if not found.is_finite() or found.adjusted() > 9:
        raise CannotConvert(f"“{text.strip()}” is no {what}")
    return found


def _weight(element: etree._Element) -> Decimal:
    return decimal(attribute(element, "fraction", "0"), "weight")


def _prompted(question: etree._Element, keyed: Keyed) -> Typed:
    """Return a type with the question's text as its prompt."""
    prompt = shown(html(child(question, "questiontext")))
    if not prompt.text:
        raise CannotConvert("there is no text that asks")
    lost = [*keyed.lost, *(f"prompt: {form}" for form in prompt.lost)]
    return Typed(Keyed({"prompt": prompt.text, **keyed.data}, lost))


def _multichoice(question: etree._Element) -> Typed:
    single = text_of(child(question, "single")).strip() not in ("false", "0")
    answers, lost = [], set[str]()
    for each in children(question, "answer"):
        option = shown(html(each))
        lost |= set(option.lost)
        feedback = explained(html(child(each, "feedback")))
        answers.append(Answer(option.text, _weight(each), feedback))
    keyed = choice(answers, single)
    keyed.lost.extend(f"distractors: {form} in options" for form in sorted(lost))
    fixed = text_of(child(question, "shuffleanswers")).strip() in ("", "0", "false")
    if fixed and keyed.data["type"] != "short_answer":
        keyed.data["shuffle"] = "false"
    return _prompted(question, keyed)


def _truefalse(question: etree._Element) -> Typed:
    weights: dict[str, Decimal] = {}
    speaks = False
    for place, each in enumerate(children(question, "answer")):
        word = raw(each).strip().lower()
        # Old exports have the words of the language, the true one first.
        value = word if word in ("true", "false") else ("false" if place else "true")
        weights[value] = _weight(each)
        speaks = speaks or bool(shown(html(child(each, "feedback"))).text)
    right = [value for value, weight in weights.items() if weight > 0]
    if len(right) != 1:
        raise CannotConvert("not one of true and false is right")
    lost = [f"answer: {NO_FEEDBACK}"] if speaks else []
    return _prompted(question, Keyed({"type": "true_false", "answer": right[0]}, lost))


def _shortanswer(question: etree._Element) -> Typed:
    answers = [
        Answer(raw(each), _weight(each), explained(html(child(each, "feedback"))))
        for each in children(question, "answer")
    ]
    keyed = typed(answers, text_of(child(question, "usecase")).strip() == "1")
    return _prompted(question, Keyed({"type": "short_answer", **keyed.data}, keyed.lost))


def _numerical(question: etree._Element) -> Typed:
    ranges = [
        Range(
            raw(each).strip(),
            text_of(child(each, "tolerance")).strip(),
            _weight(each),
            bool(shown(html(child(each, "feedback"))).text),
        )
        for each in children(question, "answer")
    ]
    keyed = number(ranges)
    units = [
        (text_of(child(unit, "unit_name")).strip(), text_of(child(unit, "multiplier")).strip())
        for unit in children(question, "units")
        for unit in children(unit, "unit")
    ]
    names = [name for name, times in units if name and decimal(times or "1", "multiplier") == 1]
    if names:
        keyed.data["unit"] = names[0]
    others = [name for name, _ in units if name and name not in names[:1]]
    keyed.lost.extend(f"unit: “{name}” is not accepted" for name in others)
    if text_of(child(question, "unitgradingtype")).strip() not in ("", "0"):
        keyed.lost.append("unit: a missing one costs nothing")
    return _prompted(question, keyed)


def _matching(question: etree._Element) -> Typed:
    pairs, lost = [], set[str]()
    for each in children(question, "subquestion"):
        left, right = shown(html(each)), shown(raw(child(each, "answer")))
        if not left.text and left.lost:
            raise CannotConvert("a left side has no text")
        lost |= {*left.lost, *right.lost}
        pairs.append((left.text, one_line(right.text)))
    keyed = matching([pair for pair in pairs if any(pair)])
    keyed.lost.extend(f"pairs: {form}" for form in sorted(lost))
    return _prompted(question, keyed)


def _ordering(question: etree._Element) -> Typed:
    items, lost = [], set[str]()
    for each in children(question, "answer"):
        item = shown(html(each))
        lost |= set(item.lost)
        if not item.text:
            raise CannotConvert("an item has no text")
        items.append(item.text)
    if len(items) < 2:
        raise CannotConvert("there are fewer than two items")
    select = text_of(child(question, "selecttype")).strip().upper()
    count = decimal(text_of(child(question, "selectcount")), "number of items")
    keyed = Keyed({"type": "ordering", "items": items}, [f"items: {form}" for form in sorted(lost)])
    if select not in ("ALL", "EXACT") and 0 < count < len(items):
        keyed.lost.append(f"items: {count} of them were shown at a time")
    return _prompted(question, keyed)


def _cloze(question: etree._Element) -> Typed:
    return Typed(*as_cloze(html(child(question, "questiontext"))))


def _select(question: etree._Element) -> Typed:
    """Read a text with places for words of a list, chosen or dragged."""
    words: list[str] = []
    groups: set[str] = set()
    for each in children(question, "selectoption", "dragbox"):
        words.append(one_line(shown(raw(each)).text))
        groups.add(text_of(child(each, "group")).strip())
    right: list[str] = []

    def place(found: re.Match[str]) -> str:
        if not 1 <= int(found[1]) <= len(words):
            raise CannotConvert(f"there is no word {found[1]}")
        right.append(words[int(found[1]) - 1])
        return mark(len(right) - 1)

    text = _PLACE.sub(place, unmarked(html(child(question, "questiontext"))))
    if not right:
        raise CannotConvert("there is no gap in its text")
    gapped = read_markup(text)
    lost = [f"text: {form}" for form in gapped.lost]
    if len(groups) > 1:
        lost.append("distractors: the groups of words are one list here")
    return Typed(word_bank(gapped, right, words, lost))


TYPES: dict[str, Callable[[etree._Element], Typed]] = {
    "multichoice": _multichoice,
    "truefalse": _truefalse,
    "shortanswer": _shortanswer,
    "numerical": _numerical,
    "matching": _matching,
    "match": _matching,
    "cloze": _cloze,
    "multianswer": _cloze,
    "gapselect": _select,
    "ddwtos": _select,
    "ordering": _ordering,
}
"""How each type of Moodle is read."""


def common(question: etree._Element, points: Decimal | None) -> tuple[Data, list[str]]:
    """Return what questions of all types have in bank format, and what is lost of it."""
    lost: list[str] = []
    general = explained(html(child(question, "generalfeedback")))
    lost += [f"explanation: {form}" for form in general.lost]
    hints = [shown(html(each)) for each in children(question, "hint")]
    lost += sorted({f"hints: {form}" for hint in hints for form in hint.lost})
    names = [
        text_of(descend(tag, "text")).strip()
        for tags in children(question, "tags", "coursetags")
        for tag in children(tags, "tag")
    ]
    lists = {"hints": [hint.text for hint in hints if hint.text], "tags": [*filter(None, names)]}
    data = {
        **general.data(),
        **_points(question, points, lost),
        **{key: texts for key, texts in lists.items() if texts},
    }
    return data, lost


def _points(question: etree._Element, otherwise: Decimal | None, lost: list[str]) -> Data:
    grade = child(question, "defaultgrade")
    points = decimal(text_of(grade), "grade") if grade is not None else (otherwise or Decimal(1))
    if points <= 0:
        lost.append("points: it was worth nothing")
    return {} if points == 1 or points <= 0 else {"points": plain(points)}


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


def read(data: bytes, tick: ProgressCallback) -> list[ImportedBank]:
    """See `Reader.read`: one bank for each category that has questions."""
    root = parse_xml(data)
    if local(root) != "quiz":
        raise BadFile(f"is no Moodle XML: its outermost element is “{local(root)}”")
    banks = {"": ImportedBank()}
    path = ""
    questions = children(root, "question")
    for count, question in enumerate(questions, 1):
        kind = attribute(question, "type").strip()
        if kind == "category":
            path = text_of(descend(question, "category", "text")).strip()
            banks.setdefault(path, _bank(question, path))
        else:
            _take(question, kind, banks[path])
        tick(count, len(questions))
    return [bank for bank in banks.values() if bank.questions or bank.skipped] or [banks[""]]


def _bank(category: etree._Element, path: str) -> ImportedBank:
    info = shown(html(child(category, "info")))
    return ImportedBank(
        title=title_of(path),
        id=text_of(child(category, "idnumber")).strip(),
        description=info.text,
        language=text_of(child(category, "language")).strip(),
        lost=[f"description: {form}" for form in info.lost],
    )


def _take(question: etree._Element, kind: str, bank: ImportedBank) -> None:
    place = f"line {line_of(question)}"
    name = text_of(descend(question, "name", "text")).strip()
    try:
        bank.questions.append(_incoming(question, kind, place, name))
    except CannotConvert as error:
        bank.skipped.append(SkippedQuestion(place, name, str(error)))


def _incoming(question: etree._Element, kind: str, place: str, name: str) -> ImportedQuestion:
    if kind == "description":
        raise CannotConvert("a description asks nothing")
    if kind not in TYPES:
        raise CannotConvert(f"a bank has no questions of Moodle’s type “{kind}”")
    keyed, points = TYPES[kind](question)
    shared, lost = common(question, points)
    number = text_of(child(question, "idnumber")).strip()
    data = ({"id": number} if number else {}) | keyed.data | shared
    lost = [*keyed.lost, *lost]
    if any(shown(html(child(question, each))).text not in _USUAL for each in _OVERALL):
        lost.append("explanation: what is said to right and to wrong answers overall")
    if any(True for _ in descendants(question, "file")):
        lost.append("files: none that is embedded is kept")
    return ImportedQuestion(place, data, name, lost)
