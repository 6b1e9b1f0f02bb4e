"""QTI 1.2 items as they are in a file, and the scoring of responses by their conditions."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cached_property
from itertools import groupby
from typing import NamedTuple

from lxml import etree

from quiz.convert.html import escape, reduce, xml_text
from quiz.convert.model import CannotConvert
from quiz.convert.render import ItemFeedback, named_occasion
from quiz.convert.xml import (
    attribute,
    child,
    children,
    descend,
    descendants,
    local,
    markup_of,
    text_of,
)

RESPONSES = ("response_lid", "response_str", "response_num", "response_grp", "response_xy")
_RENDERED = ("render_fib", "render_choice", "ims_render_object")
_TYPED = ("response_str", "response_num")
_MARK = re.compile("\ue000(\\d+)\ue001")
"""The position of a response in a text; banks cannot contain these characters."""
_MARKS = re.compile("[\ue000\ue001]")
# Only tags that authors use: in plain text, “a < b” and “<T>” are to stay as they are.
_HTML = re.compile(r"</(?:p|div|span|b|i|u|em|strong|sub|sup|a|li|td|font)>|<br\s*/?>|<img\s", re.I)
_EQUATION = re.compile(r"<img\b[^>]*\bequation_image\b[^>]*>")
_LATEX = re.compile(r'(?:data-equation-content="|alt="LaTeX: ?)([^"]*)"')
_PIECES = {
    "matbreak": "<br/>",
    "matimage": "<img>",
    "mataudio": "<audio></audio>",
    "matvideo": "<video></video>",
    "matapplet": "<object></object>",
}
_TEXTS = ("mattext", "matemtext", "mat_formattedtext")
_EITHER_OR = {
    f"{yes}_{no}.{truth}".lower(): word
    for yes, no in (("Yes", "No"), ("Agree", "Disagree"), ("Right", "Wrong"), ("True", "False"))
    for truth, word in (("true", yes), ("false", no))
}
"""The words that Blackboard shows for the names of its answers, such as `yes_no.true`."""


class ItemText(NamedTuple):
    """A text as the learner sees it."""

    text: str
    lost: tuple[str, ...] = ()
    """Parts of its formatting that are lost, such as `pictures`."""


class ChoiceLabel(NamedTuple):
    """An option: an element `response_label`."""

    ident: str
    shown: ItemText
    attributes: Mapping[str, str]


class Response(NamedTuple):
    """A part of an item that the learner answers."""

    ident: str
    kind: str
    """The name of its element."""
    cardinality: str
    """`single`, `multiple` or `ordered`."""
    shuffle: str
    """`yes`, `no` or empty."""
    number: bool
    """Whether a number is typed."""
    shown: ItemText
    """Its own text, such as the left side of a pair."""
    choices: tuple[ChoiceLabel, ...]

    @property
    def typed(self) -> bool:
        """Whether it is typed."""
        return self.kind in _TYPED


@dataclass
class Qti1Item:
    """An item whose parts are read on demand."""

    element: etree._Element
    place: str

    @cached_property
    def ident(self) -> str:
        """The identifier, which learners do not see."""
        return attribute(self.element, "ident")

    @cached_property
    def title(self) -> str:
        """The title, on one line."""
        return " ".join(attribute(self.element, "title").split())

    @cached_property
    def fields(self) -> dict[str, str]:
        """Its metadata by lower-case name."""
        return fields_of(self.element)

    @cached_property
    def group_points(self) -> str:
        """The points of each question in its group; empty when the group does not set any."""
        section = self.element.getparent()
        for each in () if section is None else section:
            if local(each) == "selection_ordering":
                path = ("selection", "selection_extension", "points_per_item")
                return text_of(descend(each, *path)).strip()
            # The selection stands before the items; to look behind them would make reading
            # quadratic.
            if local(each) == "item":
                break
        return ""

    @cached_property
    def language(self) -> str:
        """The language of the quiz; English when it is not stated."""
        found = (attribute(each, "lang") for each in self.element.iterancestors())
        return next(filter(None, found), "en")

    @cached_property
    def is_canvas(self) -> bool:
        """Whether Canvas wrote it."""
        return "question_type" in self.fields

    @cached_property
    def responses(self) -> tuple[Response, ...]:
        """The responses in order."""
        return tuple(self._response(each) for each in self._response_elements)

    @cached_property
    def _presentation(self) -> etree._Element | None:
        return child(self.element, "presentation")

    @cached_property
    def _response_elements(self) -> list[etree._Element]:
        presentation = self._presentation
        return [] if presentation is None else list(descendants(presentation, *RESPONSES))

    def _flow(self, name: str) -> etree._Element | None:
        """Return the part of a Blackboard item that has this class."""
        flows = () if self._presentation is None else descendants(self._presentation, "flow")
        return next((each for each in flows if attribute(each, "class") == name), None)

    @cached_property
    def _right_sides(self) -> tuple[ItemText, ...]:
        """The right sides of a matching in Blackboard, whose labels have no text of their own."""
        block = self._flow("RIGHT_MATCH_BLOCK")
        sides = () if block is None else children(block, "flow")
        return tuple(self._shown(self.markup(each)) for each in sides)

    def _response(self, element: etree._Element) -> Response:
        holder = element.getparent() if self._right_sides else element
        assert holder is not None, "a response is inside a presentation"
        # The text beside the field, without that of its labels.
        own = [each for each in _flat(holder) if local(each) == "material"]
        render = next(
            descendants(element, "render_fib", "render_choice", "ims_render_object"), None
        )
        kind = "" if render is None else attribute(render, "fibtype").lower()
        return Response(
            attribute(element, "ident") or attribute(element, "respident"),
            local(element),
            attribute(element, "rcardinality", "Single").lower(),
            "" if render is None else attribute(render, "shuffle").lower(),
            kind in ("decimal", "integer", "scientific") or local(element) == "response_num",
            self._shown("".join(map(self.markup, own))),
            tuple(self._choices(element)),
        )

    def _choices(self, element: etree._Element) -> Iterator[ChoiceLabel]:
        sides = iter(self._right_sides)
        for each in descendants(element, "response_label"):
            names = {str(name): str(value) for name, value in each.items()}
            shown = next(sides, None) or self._shown(self.markup(each))
            shown = shown._replace(text=_EITHER_OR.get(shown.text, shown.text))
            yield ChoiceLabel(attribute(each, "ident"), shown, names)

    @cached_property
    def stem(self) -> ItemText:
        """The question text, with a mark at each typed response; `parts` splits it there."""
        tokens = list(self._stem_tokens())
        # A single response at the end is a field below the question, not a gap in it.
        while tokens and _MARK.fullmatch(tokens[-1]):
            if sum(_MARK.fullmatch(token) is not None for token in tokens) > 1:
                break
            tokens.pop()
        pieces = []
        for at, token in enumerate(tokens):
            around = tokens[max(0, at - 1) : at + 2]
            inline = any(_MARK.fullmatch(each) for each in around)
            # Text beside a typed response belongs to its sentence; other texts are paragraphs.
            pieces.append(token if inline else f"<div>{token}</div>")
        return self._shown("".join(pieces))

    def _stem_tokens(self) -> Iterator[str]:
        asked = self._flow("QUESTION_BLOCK") if self._right_sides else self._presentation
        if asked is None:
            return
        numbers = {each: number for number, each in enumerate(self._response_elements)}
        for element in _flat(asked):
            if local(element) == "material":
                markup = self.markup(element, inline=any(each.typed for each in self.responses))
                if markup.strip():
                    yield markup
            elif local(element) in _TYPED:
                yield f"\ue000{numbers[element]}\ue001"

    def parts(self) -> list[str | Response]:
        """Return the question text, split at the responses inside it."""
        # Blackboard names the gaps in the text, and has the fields below it.
        named = {each.ident: each for each in self.responses if each.ident}
        names = "|".join(map(re.escape, sorted(named, key=len, reverse=True)))
        text = _MARK.sub("", self.stem.text).strip()
        found = re.split(rf"\[({names})\]", text) if names else [text]
        if len(found) > 1 and sorted(found[1::2]) == sorted(each.ident for each in self.responses):
            return [named[piece] if at % 2 else piece for at, piece in enumerate(found)]
        pieces = _MARK.split(self.stem.text)
        return [self.responses[int(piece)] if at % 2 else piece for at, piece in enumerate(pieces)]

    @cached_property
    def conditions(self) -> list[etree._Element]:
        """The conditions of response processing, in order."""
        return [
            condition
            for processing in children(self.element, "resprocessing")
            for condition in descendants(processing, "respcondition")
        ]

    @cached_property
    def feedback(self) -> dict[str, str]:
        """All feedback as HTML, by identifier."""
        return {
            attribute(each, "ident"): self.markup(each)
            for each in children(self.element, "itemfeedback")
        }

    def _shown(self, markup: str) -> ItemText:
        reduced = reduce(markup)
        text = "\n\n".join(block.text for block in reduced.blocks)
        return ItemText(text.strip(), reduced.lost)

    def markup(self, element: etree._Element, *, inline: bool = False) -> str:
        """Return the visible content as HTML; `inline` keeps the white space around it."""
        pieces = []
        for each in element.iterdescendants():
            name = local(each)
            if name in _TEXTS:
                pieces.append(self._text_markup(each, inline))
            elif name in _PIECES:
                pieces.append(_PIECES[name])
        return "".join(pieces)

    def _text_markup(self, element: etree._Element, inline: bool) -> str:
        kind = (attribute(element, "texttype") or attribute(element, "type")).lower()
        if len(element):
            markup = markup_of(element)
        else:
            text = text_of(element)
            # Where no type is given, Canvas means plain text, while other systems also write HTML.
            plain = "plain" in kind or (not kind and self.is_canvas)
            html = (
                kind in ("html", "smart_text")
                or "html" in kind
                or (not plain and _HTML.search(text) is not None)
            )
            escaped = xml_text(text).replace("\n", "<br/>") if inline else escape(text)
            markup = _EQUATION.sub(_formula, text) if html else escaped
        # A file must not place a response by itself.
        return _MARKS.sub("", markup)


def _flat(element: etree._Element) -> Iterator[etree._Element]:
    """Yield the elements inside, except those inside materials and responses."""
    for each in element:
        yield each
        if local(each) not in ("material", "render_choice", "render_fib", "render_extension",
                               *RESPONSES):  # fmt: skip
            yield from _flat(each)


def _formula(picture: re.Match[str]) -> str:
    """Return the LaTeX of a formula that Canvas shows as a picture."""
    latex = _LATEX.search(picture.group())
    return f"${latex[1].strip()}$" if latex else picture.group()


def fields_of(element: etree._Element) -> dict[str, str]:
    """Return the metadata of an element by lower-case name."""
    found: dict[str, str] = {}
    holders: Sequence[etree._Element] = children(element, "itemmetadata", "qtimetadata")
    for holder in holders:
        for entry in descendants(holder, "qtimetadatafield", "qti_metadatafield"):
            name = text_of(descend(entry, "fieldlabel")).strip().lower()
            # The first entry counts: vendors add their own copies behind it.
            found.setdefault(name, text_of(descend(entry, "fieldentry")).strip())
        for entry in children(holder):
            if local(entry).startswith(("qmd_", "bbmd_")):
                found.setdefault(local(entry).lower(), text_of(entry).strip())
    return found


Given = Mapping[str, Sequence[str]]
"""What is chosen or typed, by the name of the response."""
EQUAL = ("varequal", "varsubstring")
_FULL_SCORE = Decimal(100)


class Condition(NamedTuple):
    """A condition and what happens when it holds."""

    test: etree._Element | None
    changes: tuple[tuple[str, str, Decimal], ...]
    """For each change: the variable, the action, such as `add` or `set`, and the value."""
    stops: bool
    shows: tuple[str, ...]
    """The identifiers of the feedback it shows."""


class Marking:
    """Scores responses to one item as its conditions say."""

    def __init__(self, item: Qti1Item) -> None:
        self.conditions = [_condition(each) for each in item.conditions]
        if not any(value > 0 for each in self.conditions for _, _, value in each.changes):
            # Blackboard gives no points for typed answers and pairs, but shows “correct”.
            self.conditions = [
                each._replace(changes=(("SCORE", "add", _FULL_SCORE),))
                if "correct" in map(str.lower, each.shows)
                else each
                for each in self.conditions
            ]
        self.language = item.language
        self._score = _score_name(self.conditions)
        self._several = {
            each.ident for each in item.responses if each.cardinality != "single" and not each.typed
        }

    def scoring(self) -> list[tuple[Condition, Decimal]]:
        """Return the conditions that give points, each with the number of points."""
        found = []
        for condition in self.conditions:
            points = sum(
                (value for name, action, value in condition.changes
                 if name == self._score and action in ("set", "add")),
                Decimal(0),
            )  # fmt: skip
            if points > 0:
                found.append((condition, points))
        return found

    def points(self, given: Given) -> Decimal:
        """Return the points of a response; raise `CannotConvert` for an unknown test."""
        points, scored = Decimal(0), False
        for condition in self.conditions:
            changes = [each for each in condition.changes if each[0] == self._score]
            # A condition that only shows feedback may hold a test that is not supported here.
            if not changes and not condition.stops:
                continue
            if not self._holds(condition.test, given, scored):
                continue
            for _, action, value in changes:
                points = _changed(points, action, value)
                scored = True
            if condition.stops:
                break
        return points

    def _holds(self, test: etree._Element | None, given: Given, scored: bool) -> bool:
        if test is None:
            return not scored
        name = local(test)
        if name in ("conditionvar", "and"):
            return self._all(test, given, scored)
        if name == "or":
            return any(self._holds(each, given, scored) for each in test)
        if name == "not":
            return not self._all(test, given, scored)
        # “other” is what no condition before it has caught.
        if name == "other":
            return not scored
        if name == "unanswered":
            return not given.get(attribute(test, "respident"))
        if name in EQUAL:
            return _equals(test, given)
        raise CannotConvert(f"its key uses “{name}”, which is not supported")

    def _all(self, test: etree._Element, given: Given, scored: bool) -> bool:
        """Check whether all tests inside hold; those of one single response are alternatives."""
        # QTI 1.2 requires all tests to hold, but real files list alternatives in one group.
        for ident, some in groupby(test, _compared_response):
            results = [self._holds(each, given, scored) for each in some]
            alternatives = ident and ident not in self._several and local(test) != "and"
            if not (any(results) if alternatives else all(results)):
                return False
        return True


def _compared_response(test: etree._Element) -> str:
    return attribute(test, "respident") if local(test) in EQUAL else ""


def _equals(test: etree._Element, given: Given) -> bool:
    wanted = text_of(test).strip()
    values = given.get(attribute(test, "respident"), ())
    if wanted in values:
        return True
    # QTI 1.2 ignores case unless the test says otherwise.
    sensitive = attribute(test, "case").lower() == "yes"
    return not sensitive and wanted.casefold() in [value.casefold() for value in values]


def _condition(element: etree._Element) -> Condition:
    changes = tuple(
        (
            attribute(each, "varname") or attribute(each, "variablename") or "SCORE",
            attribute(each, "action", "Set").lower(),
            _value(text_of(each).strip()),
        )
        for each in children(element, "setvar")
    )
    shows = tuple(attribute(each, "linkrefid") for each in descendants(element, "displayfeedback"))
    stops = attribute(element, "continue").lower() == "no"
    return Condition(child(element, "conditionvar"), changes, stops, shows)


def _value(text: str) -> Decimal:
    # “SCORE.max” stands for all points of the item.
    if text.lower().endswith(".max"):
        return _FULL_SCORE
    try:
        value = Decimal(text)
    except InvalidOperation:
        return Decimal(0)
    return value if value.is_finite() else Decimal(0)


def _score_name(conditions: Sequence[Condition]) -> str:
    """Return the score variable: the only variable, otherwise the one with “score” in its name."""
    names = dict.fromkeys(name for each in conditions for name, _, _ in each.changes)
    if len(names) == 1:
        return next(iter(names))
    return next((name for name in names if "score" in name.lower()), "SCORE")


def _changed(points: Decimal, action: str, value: Decimal) -> Decimal:
    if action == "set":
        return value
    if action == "add":
        return points + value
    if action == "subtract":
        return points - value
    raise CannotConvert(f"its points use “{action}”, which is not supported")


def item_feedback(item: Qti1Item, marking: Marking) -> ItemFeedback:
    """Return the feedback of an item."""
    found = ItemFeedback()
    texts = {ident: markup for ident, markup in item.feedback.items() if markup.strip()}
    choices = {
        choice.ident: response.ident for response in item.responses for choice in response.choices
    }
    # Blackboard names the feedback on an option like the option itself.
    for ident in [each for each in texts if each in choices]:
        found.answers[choices[ident], ident] = texts.pop(ident)
    for condition in marking.conditions:
        answer = _answer(condition)
        for ident in condition.shows:
            if answer and ident in texts and named_occasion(ident) == "some":
                found.answers.setdefault(answer, texts.pop(ident))
    tests: dict[str, list[etree._Element | None]] = defaultdict(list)
    for condition in marking.conditions:
        for ident in condition.shows:
            tests[ident].append(condition.test)
    for ident, markup in texts.items():
        occasion = named_occasion(ident)
        if occasion == "wrong":
            found.wrong = found.wrong or markup
        elif occasion == "right":
            found.right = found.right or markup
        elif _is_general(ident, tests[ident]):
            found.general += markup
        else:
            found.others += 1
    return found


def _answer(condition: Condition) -> tuple[str, str] | None:
    """Return the response and value that a condition tests, None if it is not exactly one."""
    test = condition.test
    if test is None or len(test) != 1 or local(test[0]) not in EQUAL:
        return None
    return attribute(test[0], "respident"), text_of(test[0]).strip()


def _is_general(ident: str, tests: Sequence[etree._Element | None]) -> bool:
    """Check whether feedback is shown for every answer, or its name says so."""
    if "general" in ident.lower() or ident.lower().endswith("_all"):
        return True
    return not tests or any(
        test is not None and [local(each) for each in test] == ["other"] for test in tests
    )
