"""A QTI 2 item taken apart: its texts, formulas, feedback and declared responses."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from lxml import etree

from quiz.convert.html import reduce
from quiz.convert.model import CannotConvert
from quiz.convert.qti2.processing import Occasion, ResponseProcessing
from quiz.convert.qti2.writer import EXPLANATION
from quiz.convert.render import Explained, from_html, given_forms, named_occasion
from quiz.convert.xml import attribute, child, children, descendants, local, markup_of, text_of
from quiz.model.question import Option, TextRules
from quiz.yaml_source.fields import Number

_BETWEEN = {"mfrac": "/", "msup": "^", "mover": "^", "msub": "_", "munder": "_"}


def in_line(formula: etree._Element) -> str:
    """Return a formula as text: `(a+b)/2`, `x^2`, `√(2)`."""
    name = local(formula)
    parts = [in_line(each) for each in children(formula) if not local(each).startswith("annot")]
    if not parts:
        return " ".join(text_of(formula).split())
    # Without a sign, the parts of a fraction would look like one number.
    if name in _BETWEEN and len(parts) == 2:
        return _BETWEEN[name].join(map(_grouped, parts))
    if name in ("msubsup", "munderover") and len(parts) == 3:
        return f"{_grouped(parts[0])}_{_grouped(parts[1])}^{_grouped(parts[2])}"
    if name == "mroot" and len(parts) == 2:
        return f"{_grouped(parts[0])}^(1/{_grouped(parts[1])})"
    if name == "mfenced":
        return f"({', '.join(parts)})"
    joined = "".join(parts)
    return f"√({joined})" if name == "msqrt" else joined


def _grouped(text: str) -> str:
    return text if text.isalnum() else f"({text})"


FIELD = "\ue000"
"""The character that marks a field in a text."""
_START = "\ue001"
"""The character that marks where the text of a cloze begins below the prompt."""
_ASIDE = ("feedbackBlock", "feedbackInline", "rubricBlock", "infoControl", "stylesheet")


class ItemTexts:
    """The texts of an item, and a list of what is lost of them."""

    def __init__(self, item: etree._Element) -> None:
        self.lost: list[str] = []
        # The marks must not be in the text, or it would be cut at the wrong positions.
        if FIELD in (text := text_of(item)) or _START in text:
            raise CannotConvert("it has private-use characters, which the import needs for itself")
        self._formulas = False
        for each in _outermost(item, "math"):
            # Before any text is read: a formula in an option is to be one line as well.
            self._formulas = True
            replace(each, in_line(each))
        if child(item, "assessmentStimulusRef") is not None:
            self.lost.append("prompt: it refers to a separate text, which is not kept")

    def of(self, element: etree._Element | None, name: str) -> str:
        """Return the text of an element; `name` is its field in the bank."""
        if element is None:
            return ""
        reduced = reduce(markup_of(element))
        self._note(name, reduced.lost)
        return "\n\n".join(block.text for block in reduced.blocks).strip()

    def explained(self, element: etree._Element, name: str) -> Explained:
        """Return the text of feedback and the quotes in it."""
        found = from_html(markup_of(element))
        self._note(name, found.lost)
        return found

    def _note(self, name: str, lost: tuple[str, ...]) -> None:
        self.lost += [f"{name}: {what} are not kept" for what in lost]

    def done(self) -> list[str]:
        """Return the losses without repetitions."""
        formulas = ["prompt: formulas are written on one line"] if self._formulas else []
        return list(dict.fromkeys([*self.lost, *formulas]))


def _outermost(root: etree._Element, name: str) -> list[etree._Element]:
    """Return the elements of a name that are not inside another one."""
    walk = etree.iterwalk(root, events=("start",), tag=name)
    found = []
    for _, element in walk:
        found.append(element)
        # Reading those inside again would take very long where they are nested deeply.
        walk.skip_subtree()
    return found


def replace(element: etree._Element, text: str) -> None:
    """Replace an element with a text, in constant time; the element is detached."""
    parent = element.getparent()
    if parent is None:
        return
    # An element, for adding to the text before would copy that each time.
    span = etree.Element("span")
    span.text, span.tail, element.tail = text, element.tail, None
    parent.replace(element, span)


def set_aside(body: etree._Element) -> list[etree._Element]:
    """Remove feedback and rubrics from a body and return them."""
    aside = list(descendants(body, *_ASIDE))
    for each in aside:
        replace(each, "")
    return aside


def mark_cloze(body: etree._Element) -> bool:
    """Mark where the text of a cloze begins; return False if the item does not mark it."""
    found = next((e for e in descendants(body, "div") if attribute(e, "class") == "cloze"), None)
    if found is None:
        return False
    found.text = _START + (found.text or "")
    return True


def prompt_and_text(whole: str) -> tuple[str, str]:
    """Return the text above the paragraph of the first field, and the text from there on."""
    if _START in whole:
        above, _, below = whole.partition(_START)
        return above.strip(), below.strip()
    above, gap, _ = whole[: whole.find(FIELD)].rpartition("\n\n")
    return above.strip(), whole[len(above) + len(gap) :].strip()


class MapEntry(NamedTuple):
    """The score of one value of a response."""

    key: str
    worth: float
    case_sensitive: bool


class DeclaredResponse(NamedTuple):
    """A response as its item declares it."""

    identifier: str
    cardinality: str
    base: str
    correct: tuple[str, ...]
    entries: tuple[MapEntry, ...]
    max_worth: float
    """The maximum that its values can score."""
    mapped: bool
    """Whether the processing uses the scores of values."""
    any_case: bool
    """Whether the processing ignores case."""


class ResponseKey(NamedTuple):
    """The right values, and what is lost of their scores."""

    right: tuple[str, ...]
    case_sensitive: bool
    lost: tuple[str, ...] = ()


def declarations(item: etree._Element) -> dict[str, DeclaredResponse]:
    """Return the declared responses of an item by identifier."""
    processing = child(item, "responseProcessing")
    mapped, any_case = _used(processing, "mapResponse"), _compared(processing)
    template = "" if processing is None else attribute(processing, "template")
    # Items that name a standard template have no rules of their own.
    template = template.rstrip("/").rpartition("/")[2].removesuffix(".xml")
    mapped |= {"RESPONSE"} if template.startswith(("map_response", "CC2_map_response")) else set()
    found = (_declared(each, mapped, any_case) for each in children(item, "responseDeclaration"))
    return {each.identifier: each for each in found}


def _used(processing: etree._Element | None, name: str) -> set[str]:
    if processing is None:
        return set()
    return {attribute(each, "identifier") for each in descendants(processing, name)}


def _compared(processing: etree._Element | None) -> set[str]:
    """Return the responses whose texts are compared without regard to case."""
    matches = () if processing is None else descendants(processing, "stringMatch")
    return {
        attribute(variable, "identifier")
        for each in matches
        if attribute(each, "caseSensitive", "true") == "false"
        for variable in descendants(each, "variable")
    }


def _declared(element: etree._Element, mapped: set[str], any_case: set[str]) -> DeclaredResponse:
    name = attribute(element, "identifier")
    correct = child(element, "correctResponse")
    values = [] if correct is None else [text_of(each) for each in children(correct, "value")]
    base = attribute(element, "baseType")
    # White space around a value is layout of the file, except in typed texts.
    stripped = [value if base == "string" else " ".join(value.split()) for value in values]
    mapping = child(element, "mapping")
    entries = tuple(_entries(mapping))
    return DeclaredResponse(
        name,
        attribute(element, "cardinality", "single"),
        base,
        tuple(value for value in stripped if value.strip()),
        entries,
        _max_worth(element, mapping, [entry.worth for entry in entries]),
        name in mapped,
        name in any_case,
    )


def _max_worth(
    element: etree._Element, mapping: etree._Element | None, worths: Sequence[float]
) -> float:
    single = attribute(element, "cardinality", "single") == "single"
    most = max(worths, default=0) if single else sum(worth for worth in worths if worth > 0)
    bound = "" if mapping is None else attribute(mapping, "upperBound")
    return min(most, number(bound)) if bound else most


def _entries(mapping: etree._Element | None) -> Iterator[MapEntry]:
    for each in [] if mapping is None else children(mapping, "mapEntry"):
        case = attribute(each, "caseSensitive", "true") != "false"
        key = attribute(each, "mapKey")
        if key.strip():
            yield MapEntry(key, number(attribute(each, "mappedValue")), case)


def number(text: str) -> float:
    """Return a text as a number; raise `CannotConvert` if it is not one."""
    value = float(text) if Number.fits(text.strip()) else math.inf
    if math.isinf(value):
        raise CannotConvert(f"“{text}” is not a number")
    return value


def key_of_one(declared: DeclaredResponse, options: Mapping[str, Option] = {}) -> ResponseKey:
    """Return the key of a response of one value; raise `CannotConvert` if it is ambiguous.

    Losses call values by the texts of the options, where there are any.
    """
    if declared.mapped and declared.entries or not declared.correct:
        return _dearest(declared, options)
    return ResponseKey(declared.correct, not declared.any_case)


def _dearest(declared: DeclaredResponse, options: Mapping[str, Option]) -> ResponseKey:
    worths = [entry.worth for entry in declared.entries]
    highest = max(worths, default=0)
    if highest <= 0:
        raise CannotConvert("it has no key")
    best = [entry for entry in declared.entries if entry.worth == highest]
    # A bank has one rule for all answers; the stricter one never accepts what was wrong.
    case = any(entry.case_sensitive for entry in best)
    right = [entry.key for entry in best]
    folded = set(right) if case else {text.casefold() for text in right}
    first = declared.correct[:1]
    if any((text if case else text.casefold()) not in folded for text in first):
        raise CannotConvert("its key and the scores of its values disagree")
    # The value that is shown as right comes first.
    if first and first[0] in right:
        right.insert(0, right.pop(right.index(first[0])))
    # A bank has no partly right answers.
    lesser = [entry for entry in declared.entries if 0 < entry.worth < highest]
    texts = {name: option.text for name, option in options.items()}
    lost = [
        f"“{texts.get(each.key, each.key)}” was worth {each.worth / highest:.2g} of the points"
        for each in lesser
    ]
    return ResponseKey(tuple(right), case, tuple(lost))


def key_of_several(declared: DeclaredResponse) -> ResponseKey:
    """Return the key of a response of several values; raise `CannotConvert` if it is ambiguous."""
    right = dict.fromkeys(entry.key for entry in declared.entries if entry.worth > 0)
    if declared.correct and not (declared.mapped and declared.entries):
        return ResponseKey(tuple(dict.fromkeys(declared.correct)), True)
    if not right:
        raise CannotConvert("it has no key")
    if declared.correct and _folded(declared.correct) != _folded(right):
        raise CannotConvert("its key and the scores of its values disagree")
    worths = {entry.worth for entry in declared.entries if entry.worth > 0}
    lost = ("right values were worth different points",) if len(worths) > 1 else ()
    return ResponseKey(tuple(declared.correct or right), True, lost)


def _folded(values: object) -> set[str]:
    assert isinstance(values, tuple | dict)
    return {" ".join(str(value).split()) for value in values}


@dataclass(slots=True)
class ParsedItem:
    """An item with its feedback separated from its body."""

    body: etree._Element
    declared: dict[str, DeclaredResponse]
    texts: ItemTexts
    processing: ResponseProcessing
    feedback: list[etree._Element]
    named: dict[str, etree._Element]
    """Feedback that may belong to an option, by identifier."""
    spent: set[str] = field(default_factory=set)
    """The identifiers whose feedback an option has."""

    def response(self, interaction: etree._Element) -> DeclaredResponse:
        """Return the response of an interaction; raise `CannotConvert` if it is not declared."""
        name = attribute(interaction, "responseIdentifier")
        found = self.declared.get(name)
        if found is None:
            raise CannotConvert("it does not declare its response")
        return found

    def option(self, element: etree._Element, name: str) -> Option:
        """Return a choice as an option with its feedback; `name` is its field in the bank."""
        text = self.texts.of(element, name)
        if not text:
            raise CannotConvert("a choice has no text")
        identifier = attribute(element, "identifier")
        own = self.named.get(identifier)
        if own is None:
            return Option(text)
        self.spent.add(attribute(own, "identifier"))
        found = self.texts.explained(own, name)
        return Option(text, found.text, found.quotes)

    def given(self, answers: Sequence[str], case_sensitive: bool) -> list[str]:
        """Return typed answers without those that an export adds for other systems."""
        root = self.body.getroottree().getroot()
        rules = TextRules(case_sensitive=case_sensitive)
        return given_forms(answers, rules, attribute(root, "lang", "en"))

    def general(self) -> list[etree._Element]:
        """Return the feedback that no option has taken."""
        return [
            each
            for each in self.feedback
            if not (_is_for_option(each) and attribute(each, "identifier") in self.spent)
        ]


def occasion(processing: ResponseProcessing, feedback: etree._Element) -> Occasion:
    """Return after which answers feedback is shown."""
    identifier = attribute(feedback, "identifier")
    found = processing.occasion(attribute(feedback, "outcomeIdentifier"), identifier)
    hidden = attribute(feedback, "showHide", "show") == "hide"
    if found is None:
        # No rule: it is shown for good if it is only hidden by one; else its name may tell.
        return "always" if hidden else named_occasion(identifier)
    if hidden and found in ("right", "wrong"):
        return "wrong" if found == "right" else "right"
    return "some" if hidden else found


def _is_for_option(feedback: etree._Element) -> bool:
    """Check whether feedback may belong to an option."""
    return (
        attribute(feedback, "outcomeIdentifier") != EXPLANATION
        and attribute(feedback, "showHide", "show") == "show"
    )


def opened(
    item: etree._Element, body: etree._Element, aside: Sequence[etree._Element]
) -> ParsedItem:
    """Return an item from its body and the elements in `aside` that were removed from it."""
    texts = ItemTexts(item)
    feedback = [each for each in aside if local(each).startswith("feedback")]
    rubrics = [each for each in aside if local(each) in ("rubricBlock", "infoControl")]
    if rubrics:
        texts.lost.append("prompt: separate instructions are not kept")
    feedback = [*children(item, "modalFeedback"), *feedback]
    processing = ResponseProcessing(item)
    named: dict[str, etree._Element] = {}
    for each in filter(_is_for_option, feedback):
        identifier = attribute(each, "identifier")
        choice = processing.choice(attribute(each, "outcomeIdentifier"), identifier)
        named.setdefault(choice or identifier, each)
    return ParsedItem(body, declarations(item), texts, processing, feedback, named)
