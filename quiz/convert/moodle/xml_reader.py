"""Import of Moodle XML as Moodle 5.1 and earlier versions write it."""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import NamedTuple

from lxml import etree

from quiz.bank.fields import MAX_QUESTIONS
from quiz.convert.model import (
    CannotConvert,
    ImportedBank,
    ImportedQuestion,
    ProgressCallback,
    limit_answers,
)
from quiz.convert.moodle.cloze import cloze_key, gap_mark, read_gapped, remove_marks, word_bank_key
from quiz.convert.moodle.keys import (
    NO_FEEDBACK,
    Data,
    NumberRange,
    QuestionKey,
    VisibleText,
    WeightedAnswer,
    category_title,
    choice_key,
    displayed_text,
    matching_key,
    number_key,
    one_line,
    read_explanation,
    to_html,
    typed_key,
)
from quiz.convert.xml import (
    XmlStream,
    attribute,
    child,
    children,
    count_tags,
    descend,
    descendants,
    line_of,
    local,
    markup_of,
    text_of,
)
from quiz.errors import BadFile
from quiz.text.numbers import plain

_NUMBERED_GAP = re.compile(r"\[\[([0-9]{1,4})\]\]")


class ParsedQuestion(NamedTuple):
    """The part of a question that depends on its type."""

    key: QuestionKey
    points: Decimal | None = None
    """The points that its key implies; used when the question states none."""


def inner_markup(element: etree._Element | None) -> str:
    """Return the content of an element's child `text`, as HTML if that is its format."""
    found = None if element is None else child(element, "text")
    if found is None:
        return ""
    # Some programs write HTML elements without CDATA around them.
    return markup_of(found) if len(found) else text_of(found)


def html_of(element: etree._Element | None) -> str:
    """Return the text of an element as HTML."""
    return (
        ""
        if element is None
        else to_html(inner_markup(element), attribute(element, "format", "html"))
    )


def parse_decimal(text: str, what: str) -> Decimal:
    """Return a number; raise `CannotConvert`, naming `what` it should be."""
    try:
        found = Decimal(text.strip() or "0")
    except ArithmeticError as error:
        raise CannotConvert(f"“{text.strip()}” is not a valid {what}") from error
    if not found.is_finite() or found.adjusted() > 9:
        raise CannotConvert(f"“{text.strip()}” is not a valid {what}")
    return found


def _answers(question: etree._Element, *names: str) -> list[etree._Element]:
    """Return the elements for the answers; raise `CannotConvert` when there are far too many."""
    found = children(question, *names)
    limit_answers(len(found))
    return found


def _weight(element: etree._Element) -> Decimal:
    return parse_decimal(attribute(element, "fraction", "0"), "weight")


def _prompted(question: etree._Element, key: QuestionKey) -> ParsedQuestion:
    """Return a key together with the question's text as its prompt."""
    prompt = displayed_text(html_of(child(question, "questiontext")))
    if not prompt.text:
        raise CannotConvert("the question has no text")
    lost = [*key.lost, *(f"prompt: {what}" for what in prompt.lost)]
    return ParsedQuestion(QuestionKey({"prompt": prompt.text, **key.data}, lost))


def _multichoice(question: etree._Element) -> ParsedQuestion:
    single = text_of(child(question, "single")).strip() not in ("false", "0")
    answers, lost = [], set[str]()
    for each in _answers(question, "answer"):
        option = displayed_text(html_of(each))
        lost |= set(option.lost)
        feedback = read_explanation(html_of(child(each, "feedback")))
        answers.append(WeightedAnswer(option.text, _weight(each), feedback))
    key = choice_key(answers, single)
    key.lost.extend(f"distractors: {what} in options" for what in sorted(lost))
    fixed = text_of(child(question, "shuffleanswers")).strip() in ("", "0", "false")
    if fixed and key.data["type"] != "short_answer":
        key.data["shuffle"] = "false"
    return _prompted(question, key)


def _truefalse(question: etree._Element) -> ParsedQuestion:
    weights: dict[str, Decimal] = {}
    has_feedback = False
    for index, each in enumerate(_answers(question, "answer")):
        word = inner_markup(each).strip().lower()
        # Old exports hold translated words, “true” first.
        value = word if word in ("true", "false") else ("false" if index else "true")
        weights[value] = _weight(each)
        has_feedback = has_feedback or bool(displayed_text(html_of(child(each, "feedback"))).text)
    right = [value for value, weight in weights.items() if weight > 0]
    if len(right) != 1:
        raise CannotConvert("not exactly one of true and false is right")
    lost = [f"answer: {NO_FEEDBACK}"] if has_feedback else []
    return _prompted(question, QuestionKey({"type": "true_false", "answer": right[0]}, lost))


def _shortanswer(question: etree._Element) -> ParsedQuestion:
    answers = [
        WeightedAnswer(
            inner_markup(each), _weight(each), read_explanation(html_of(child(each, "feedback")))
        )
        for each in _answers(question, "answer")
    ]
    key = typed_key(answers, text_of(child(question, "usecase")).strip() == "1")
    return _prompted(question, QuestionKey({"type": "short_answer", **key.data}, key.lost))


def _numerical(question: etree._Element) -> ParsedQuestion:
    ranges = [
        NumberRange(
            inner_markup(each).strip(),
            text_of(child(each, "tolerance")).strip(),
            _weight(each),
            bool(displayed_text(html_of(child(each, "feedback"))).text),
        )
        for each in _answers(question, "answer")
    ]
    key = number_key(ranges)
    # The unit with the multiplier 1 is the one in which the answer is written.
    units = [
        (text_of(child(unit, "unit_name")).strip(), text_of(child(unit, "multiplier")).strip())
        for unit in children(question, "units")
        for unit in children(unit, "unit")
    ]
    names = [
        name for name, times in units if name and parse_decimal(times or "1", "multiplier") == 1
    ]
    if names:
        key.data["unit"] = names[0]
    others = [name for name, _ in units if name and name not in names[:1]]
    key.lost.extend(f"unit: “{name}” is no longer accepted" for name in others)
    if text_of(child(question, "unitgradingtype")).strip() not in ("", "0"):
        key.lost.append("unit: a missing unit no longer costs points")
    return _prompted(question, key)


def _matching(question: etree._Element) -> ParsedQuestion:
    pairs, lost = [], set[str]()
    for each in _answers(question, "subquestion"):
        left, right = (
            displayed_text(html_of(each)),
            displayed_text(inner_markup(child(each, "answer"))),
        )
        if not left.text and left.lost:
            raise CannotConvert("a left side has no text")
        lost |= {*left.lost, *right.lost}
        pairs.append((left.text, one_line(right.text)))
    key = matching_key([pair for pair in pairs if any(pair)])
    key.lost.extend(f"pairs: {what}" for what in sorted(lost))
    return _prompted(question, key)


def _ordering(question: etree._Element) -> ParsedQuestion:
    items, lost = [], set[str]()
    for each in _answers(question, "answer"):
        item = displayed_text(html_of(each))
        lost |= set(item.lost)
        if not item.text:
            raise CannotConvert("an item has no text")
        items.append(item.text)
    if len(items) < 2:
        raise CannotConvert("there are fewer than two items")
    select = text_of(child(question, "selecttype")).strip().upper()
    count = parse_decimal(text_of(child(question, "selectcount")), "number of items")
    key = QuestionKey(
        {"type": "ordering", "items": items}, [f"items: {what}" for what in sorted(lost)]
    )
    if select not in ("ALL", "EXACT") and 0 < count < len(items):
        key.lost.append(f"items: only {count} of them were shown at a time")
    return _prompted(question, key)


def _cloze(question: etree._Element) -> ParsedQuestion:
    return ParsedQuestion(*cloze_key(html_of(child(question, "questiontext"))))


def _select(question: etree._Element) -> ParsedQuestion:
    """Read a text with gaps for words from a list, chosen or dragged."""
    words: list[str] = []
    groups: set[str] = set()
    # Words are chosen in `gapselect`, and dragged in `ddwtos`: the same key in other elements.
    for each in _answers(question, "selectoption", "dragbox"):
        words.append(one_line(displayed_text(inner_markup(each)).text))
        groups.add(text_of(child(each, "group")).strip())
    right: list[str] = []

    def take_word(found: re.Match[str]) -> str:
        if not 1 <= int(found[1]) <= len(words):
            raise CannotConvert(f"a gap asks for word {found[1]}, which does not exist")
        right.append(words[int(found[1]) - 1])
        return gap_mark(len(right) - 1)

    text = _NUMBERED_GAP.sub(take_word, remove_marks(html_of(child(question, "questiontext"))))
    if not right:
        raise CannotConvert("there is no gap in its text")
    gapped = read_gapped(text)
    lost = [f"text: {what}" for what in gapped.lost]
    if len(groups) > 1:
        lost.append("distractors: the groups of words become one list")
    return ParsedQuestion(word_bank_key(gapped, right, words, lost))


XML_READERS: dict[str, Callable[[etree._Element], ParsedQuestion]] = {
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
"""The function that reads each type of Moodle."""


def common_fields(question: etree._Element, points: Decimal | None) -> tuple[Data, list[str]]:
    """Return the fields that every question type has, in bank format, and what was lost."""
    lost: list[str] = []
    general = read_explanation(html_of(child(question, "generalfeedback")))
    lost += [f"explanation: {what}" for what in general.lost]
    hints = [displayed_text(html_of(each)) for each in children(question, "hint")]
    lost += sorted({f"hints: {what}" for hint in hints for what in hint.lost})
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


def _points(question: etree._Element, default: Decimal | None, lost: list[str]) -> Data:
    grade = child(question, "defaultgrade")
    points = (
        parse_decimal(text_of(grade), "grade") if grade is not None else (default or Decimal(1))
    )
    if points <= 0:
        lost.append("points: the question was worth no points")
    return {} if points == 1 or points <= 0 else {"points": plain(points)}


_ROOT = re.compile(rb"<quiz[\s>]")
_BEFORE_XML = b"\xef\xbb\xbf\xff\xfe \t\r\n"
_OVERALL_FEEDBACK = ("correctfeedback", "partiallycorrectfeedback", "incorrectfeedback")
# Moodle's own default texts, of which none is lost.
_DEFAULT_FEEDBACK = (
    "",
    "Your answer is correct.",
    "Your answer is partially correct.",
    "Your answer is incorrect.",
)


def reads(data: bytes) -> bool:
    """Check for XML with an element `quiz`, in any encoding of Unicode."""
    start = data[:100].replace(b"\0", b"").lstrip(_BEFORE_XML)
    return start.startswith(b"<") and _ROOT.search(data.replace(b"\0", b"")) is not None


def read(data: bytes, tick: ProgressCallback) -> list[ImportedBank]:
    """Return a bank for each category that has questions."""
    document = XmlStream(data)
    banks = {"": ImportedBank()}
    path = ""
    total = count_tags(data, "question")
    for number, question in enumerate(document.elements("question"), 1):
        if number > MAX_QUESTIONS:
            raise BadFile(f"has more than {MAX_QUESTIONS:,} questions")
        type_ = attribute(question, "type").strip()
        if type_ == "category":
            path = text_of(descend(question, "category", "text")).strip()
            banks.setdefault(path, _bank(question, path))
        else:
            place = f"line {line_of(question)}"
            name = text_of(descend(question, "name", "text")).strip()
            with banks[path].or_skip(place, name):
                banks[path].questions.append(_imported(question, type_, place, name))
        tick(min(number, total), total)
    root = local(document.root)
    if root != "quiz":
        raise BadFile(f"is not Moodle XML: its root element is “{root}”, not “quiz”")
    return [bank for bank in banks.values() if bank.questions or bank.skipped] or [banks[""]]


def _bank(category: etree._Element, path: str) -> ImportedBank:
    try:
        info = displayed_text(html_of(child(category, "info")))
    except CannotConvert as error:
        info = VisibleText("", (str(error),))
    return ImportedBank(
        title=category_title(path),
        id=text_of(child(category, "idnumber")).strip(),
        description=info.text,
        language=text_of(child(category, "language")).strip(),
        lost=[f"description: {what}" for what in info.lost],
    )


def _imported(question: etree._Element, type_: str, place: str, name: str) -> ImportedQuestion:
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
    return ImportedQuestion(place, data, name, lost)
