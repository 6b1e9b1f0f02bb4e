"""Answer keys of QTI 1.2 items, found by scoring possible responses."""

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from lxml import etree

from quiz.convert.html import reduce
from quiz.convert.model import CannotConvert
from quiz.convert.qti1.item_writer import EXACT
from quiz.convert.qti1.items import EQUAL, ChoiceLabel, Marking, Qti1Item, Response
from quiz.convert.render import ItemFeedback, from_html, given_forms
from quiz.convert.xml import attribute, child, children, descendants, local, text_of
from quiz.model.question import Option, TextRules
from quiz.question_types.options import look_alike, write_option
from quiz.text.numbers import plain
from quiz.yaml_source.fields import Number

_LOWEST, _HIGHEST = Decimal("-Infinity"), Decimal("Infinity")
_LOWER, _UPPER = ("vargte", "vargt"), ("varlte", "varlt")


class _Range(NamedTuple):
    low: Decimal
    high: Decimal
    centre: str = ""
    """The number in the middle, as the file writes it."""
    margin: str = ""
    """The tolerance, as the file writes it."""

    def holds(self, other: "_Range") -> bool:
        return self.low <= other.low and other.high <= self.high


def number_key(marking: Marking, lost: list[str]) -> dict[str, Any]:
    """Return answer and tolerance in bank format; raise `CannotConvert` if none fits."""
    scoring = marking.scoring()
    highest = max((points for _, points in scoring), default=Decimal(0))
    best = [each.test for each, points in scoring if points == highest and each.test is not None]
    ranges = [found for test in best for found in _ranges(test)]
    if not ranges:
        raise CannotConvert("it has no right number")
    if len(best) < len(scoring):
        lost.append("answer: numbers worth part of the points are not kept")
    # The exact value and a range around it may both be given; the range contains the value.
    whole = next((each for each in ranges if all(map(each.holds, ranges))), None)
    if whole is None:
        raise CannotConvert("several numbers or ranges are right, and one range cannot hold them")
    if _LOWEST in whole or _HIGHEST in whole:
        raise CannotConvert("all numbers above or below a limit are right")
    left_out = [each for test in best for each in _excluded(test) if each in whole[:2]]
    if left_out:
        limits = " and ".join(dict.fromkeys(map(plain, left_out)))
        lost.append(f"answer: the file leaves out {limits}, but here the ends of a range are right")
    return _range_key(whole.low, whole.high, _named_range(ranges, whole))


def _excluded(test: etree._Element) -> Iterator[Decimal]:
    """Yield the limits of ranges that are not right themselves."""
    for each in test.iter(etree.Element):
        if local(each) in ("vargt", "varlt"):
            yield _number(text_of(each))


def _named_range(ranges: Sequence[_Range], whole: _Range) -> tuple[str, str]:
    """Return the middle of a range and its margin as written; empty if there are none."""
    for each in ranges:
        if not each.centre:
            continue
        centre = Decimal(each.centre)
        width = EXACT.subtract(whole.high, centre)
        if EXACT.subtract(centre, whole.low) == width:
            # Numbers are kept as the author wrote them: 2.50 does not become 2.5.
            kept = next((other.margin for other in ranges if other.margin
                         and Decimal(other.margin) == width), "")  # fmt: skip
            return each.centre, kept
    return "", ""


def _range_key(low: Decimal, high: Decimal, named: tuple[str, str]) -> dict[str, Any]:
    """Return a range as answer and tolerance in bank format."""
    centre, margin = named
    # The half of a sum is exact in decimals, so the same numbers stay right.
    centre = centre or plain(EXACT.divide(EXACT.add(low, high), Decimal(2)))
    width = EXACT.subtract(high, Decimal(centre))
    tolerance = {"tolerance": margin or plain(width)} if width else {}
    return {"type": "numeric", "answer": centre, **tolerance}


def _ranges(test: etree._Element) -> list[_Range]:
    """Return the ranges of right numbers; raise `CannotConvert` for an unknown test."""
    name = local(test)
    # Several equality tests are alternatives, because no number equals two values.
    if name == "or" or name == "conditionvar" and all(local(each) == "varequal" for each in test):
        return [found for each in test for found in _ranges(each)]
    if name in ("and", "conditionvar"):
        bounds = [each for each in test if local(each) != "varequal"]
        # Blackboard writes the exact value beside the bounds of the range around it.
        exact = [_around(each) for each in test if local(each) == "varequal"] if bounds else []
        return [*exact, *_common([_ranges(each) for each in bounds or test])]
    if name == "varequal":
        return [_around(test)]
    if name in _LOWER:
        return [_Range(_number(text_of(test)), _HIGHEST)]
    if name in _UPPER:
        return [_Range(_LOWEST, _number(text_of(test)))]
    raise CannotConvert(f"its key uses “{name}”, which is not supported")


def _common(parts: Sequence[Sequence[_Range]]) -> list[_Range]:
    """Return the intersection of the ranges of all parts."""
    if len(parts) == 1:
        return list(parts[0])
    if any(len(part) != 1 for part in parts):
        raise CannotConvert("its key combines ranges of numbers in a way that is not supported")
    found = [part[0] for part in parts]
    low, high = max(each.low for each in found), min(each.high for each in found)
    return [_Range(low, high)] if low <= high else []


def _number(text: str) -> Decimal:
    text = text.strip()
    if not Number.fits(text):
        raise CannotConvert(f"“{text[:40]}” is not a number")
    return Decimal(text)


def _around(test: etree._Element) -> _Range:
    """Return the range of numbers that an equality test accepts, with its margin."""
    text, margin = text_of(test).strip(), attribute(test, "margin").strip()
    number = _number(text)
    if not Number.fits(margin):
        return _Range(number, number, text)
    width = Decimal(margin).copy_abs()
    absolute = attribute(test, "margintype", "absolute").lower() == "absolute"
    if not absolute:
        width = EXACT.divide(EXACT.multiply(number.copy_abs(), width), Decimal(100))
    low, high = EXACT.subtract(number, width), EXACT.add(number, width)
    return _Range(low, high, text, margin if absolute else "")


def accepted(response: Response, marking: Marking, lost: list[str]) -> tuple[list[str], bool]:
    """Return the texts that earn the maximum of points in a response, and whether case counts."""
    tests = list(_tests(response, marking, *EQUAL))
    texts = [text for text in dict.fromkeys(text_of(test).strip() for test in tests) if text]
    points = {text: marking.points({response.ident: (text,)}) for text in texts}
    highest = max(points.values(), default=0)
    if highest <= 0:
        raise CannotConvert("it has no right answer")
    best = [text for text in texts if points[text] == highest]
    if any(0 < value < highest for value in points.values()):
        lost.append("answers: those worth part of the points are not kept")
    if any(local(test) != "varequal" for test in tests):
        lost.append("answers: they were also right inside a longer text")
    sensitive = all(attribute(test, "case").lower() == "yes" for test in tests)
    return given_forms(best, TextRules(case_sensitive=sensitive), marking.language), sensitive


def _tests(response: Response, marking: Marking, *names: str) -> Iterator[etree._Element]:
    """Yield the tests of these names that a response must pass for points."""
    for condition, _ in marking.scoring():
        if condition.test is not None:
            for test in descendants(condition.test, *names):
                if attribute(test, "respident") == response.ident:
                    yield test


def _best(
    response: Response, choices: Sequence[ChoiceLabel], marking: Marking
) -> tuple[list[ChoiceLabel], bool]:
    """Return the choices that earn most, each alone, and whether others earn less.

    No choice is returned if none earns points.
    """
    points = [marking.points({response.ident: (each.ident,)}) for each in choices]
    highest = max(points, default=Decimal(0))
    best = [each for each, some in zip(choices, points, strict=True) if some == highest > 0]
    return best, any(0 < some < highest for some in points)


Data = dict[str, Any]


def single(response: Response, marking: Marking, feedback: ItemFeedback, lost: list[str]) -> Data:
    choices = sound(response, lost)
    right, partial = _best(response, choices, marking)
    if not right:
        raise CannotConvert("it has no right option")
    if len(right) > 1:
        raise CannotConvert("several options are right, but only one can be chosen")
    if partial:
        lost.append("distractors: part of the points for some of them is not kept")
    if sorted(each.shown.text.casefold() for each in choices) == ["false", "true"]:
        return {"type": "true_false", "answer": right[0].shown.text.casefold()}
    wrong = [option(response, each, feedback, lost) for each in choices if each is not right[0]]
    return {
        "type": "single_choice",
        "answer": option(response, right[0], feedback, lost),
        "distractors": wrong,
        **_shuffle(response),
    }


def _shuffle(response: Response) -> Data:
    return {"shuffle": "false"} if response.shuffle == "no" else {}


def multiple(
    item: Qti1Item, response: Response, marking: Marking, feedback: ItemFeedback, lost: list[str]
) -> Data:
    choices = sound(response, lost)
    right, partial = _right_set(response, choices, marking)
    # Canvas writes one condition on all options and gives partial marks all the same.
    exact = not partial and not item.is_canvas
    groups = [[option(response, each, feedback, lost) for each in choices
               if (each.ident in right) is wanted] for wanted in (True, False)]  # fmt: skip
    return {
        "type": "multiple_response",
        "answers": groups[0],
        "distractors": groups[1],
        **({"marking": "all_or_nothing"} if exact else {}),
        **_shuffle(response),
    }


def _right_set(
    response: Response, choices: Sequence[ChoiceLabel], marking: Marking
) -> tuple[frozenset[str], bool]:
    """Return the options that together earn the maximum, and whether parts of them earn points."""
    name = response.ident

    def points(chosen: frozenset[str]) -> Decimal:
        return marking.points({name: sorted(chosen)})

    shown = {each.ident for each in choices}
    # Trying all subsets would take exponential time. Candidates are the options that earn
    # points alone, and the set that each condition names without “not”.
    single = frozenset(ident for ident in shown if points(frozenset((ident,))) > 0)
    candidates = {single} if single else set()
    for condition, _ in marking.scoring():
        if condition.test is not None:
            wanted = frozenset(
                text_of(test).strip()
                for test in descendants(condition.test, "varequal")
                if not any(local(above) == "not" for above in test.iterancestors())
            )
            candidates.add(wanted & shown)
    candidates.discard(frozenset())
    if not candidates:
        raise CannotConvert("it has no right option")
    highest = max(map(points, candidates))
    best, *others = (each for each in candidates if points(each) == highest)
    if highest <= 0 or others:
        raise CannotConvert("it is not clear which options are right together")
    return best, bool(single) and single != best or len(single) > 1


def ordering(response: Response, marking: Marking, lost: list[str]) -> Data:
    scoring = marking.scoring()
    if len(scoring) != 1 or scoring[0][0].test is None:
        raise CannotConvert("the right order is not in one condition")
    order = [text_of(test).strip() for test in descendants(scoring[0][0].test, "varequal")]
    texts = {each.ident: each.shown.text for each in response.choices}
    if sorted(order) != sorted(texts):
        raise CannotConvert("the right order does not hold each item once")
    check_pictures(response.choices, lost)
    return {"type": "ordering", "items": [texts[ident] for ident in order]}


def sound(response: Response, lost: list[str]) -> list[ChoiceLabel]:
    """Return the options that have visible text; raise `CannotConvert` if one is only a picture."""
    check_pictures(response.choices, lost)
    kept = [each for each in response.choices if each.shown.text]
    empty = len(response.choices) - len(kept)
    lost += [f"distractors: {empty} without any text"] if empty else []
    return kept


def check_pictures(choices: Sequence[ChoiceLabel], lost: list[str]) -> None:
    for choice in choices:
        if not choice.shown.text and choice.shown.lost:
            raise CannotConvert(f"an option consists only of {choice.shown.lost[0]}")
    forms = dict.fromkeys(form for choice in choices for form in choice.shown.lost)
    if forms:
        lost.append(f"options: {', '.join(forms)}")


def option(response: Response, choice: ChoiceLabel, feedback: ItemFeedback, lost: list[str]) -> Any:
    found = from_html(feedback.take(response.ident, choice.ident))
    if found.lost:
        lost.append(f"feedback: {', '.join(found.lost)}")
    return write_option(Option(choice.shown.text, found.text, found.quotes))


def matching(item: Qti1Item, marking: Marking, lost: list[str]) -> dict[str, Any]:
    pairs: dict[str, str] = {}
    spare: dict[str, None] = {}
    same = empty = 0
    for response in item.responses:
        right = _right_choice(item, response, marking)
        left, text = response.shown.text, right.shown.text
        # Every right side is offered with each left one, so collect all before the pairs are known.
        spare |= dict.fromkeys(each.shown.text for each in response.choices)
        if not left and not text:
            empty += 1
        elif not left or not text:
            raise CannotConvert("one side of a pair is empty")
        elif pairs.get(left, text) != text:
            raise CannotConvert(f"“{left[:40]}” has several partners")
        else:
            same += left in pairs
            pairs[left] = text
    lost += [f"pairs: {empty} without any text"] if empty else []
    lost += [f"pairs: {same} repeated"] if same else []
    rest = [text for text in spare if text and text not in pairs.values()]
    return {
        "type": "matching",
        "pairs": [{left: right} for left, right in pairs.items()],
        **({"distractors": rest} if rest else {}),
    }


def _right_choice(item: Qti1Item, response: Response, marking: Marking) -> ChoiceLabel:
    """Return the right partner of a response, by its own score or from a condition on all pairs."""
    right, _ = _best(response, response.choices, marking)
    if not right and len(marking.scoring()) == 1:
        # No points for one pair alone: a single condition may name the whole key.
        named = [text_of(test).strip() for test in _tests(response, marking, "varequal")]
        # Exactly one test may name it, or the condition allows several partners.
        right = [each for each in response.choices if named == [each.ident]]
    if len({each.shown.text for each in right}) != 1:
        raise CannotConvert("it is not clear which items belong together")
    return right[0]


_PROMPT = re.compile(
    r'<div class="quiz-prompt">(.*?)</div>\s*<div class="quiz-text">(.*)</div>', re.DOTALL
)
"""How the writer parts the prompt from the text."""
_UNLIKE = {
    "textregex": "a gap is checked by a pattern",
    "textcontainsanswer": "",
    "textcloseenough": "",
}
_LISTS = ("dropdown", "wordbank")


def typed_gaps(item: Qti1Item, marking: Marking, lost: list[str]) -> Data:
    """Return the cloze of an item with several typed responses, or one inside its text."""
    words: list[str] = []
    sensitive = []
    for part in item.parts():
        if isinstance(part, str):
            words.append(_literal(part))
            continue
        if part.number:
            raise CannotConvert("numbers are typed into gaps of a text")
        texts, case = accepted(part, _alone(item, part, marking), lost)
        # A bank has one rule for all gaps, so case counts only if it does in each of them.
        sensitive.append(case)
        words.append(_gap(texts))
    if len(sensitive) != len(item.responses):
        raise CannotConvert("some gaps are not in the text")
    rules = {"case_sensitive": "true"} if all(sensitive) else {}
    return {"type": "cloze", "text": "".join(words).strip(), **rules}


class _Alone(Marking):
    """Scores one response as if all others were right."""

    def __init__(self, item: Qti1Item, others: Mapping[str, Sequence[str]]) -> None:
        super().__init__(item)
        self._others = others

    def points(self, given: Mapping[str, Sequence[str]]) -> Any:
        """Return the points that this answer adds to those of the other answers."""
        return super().points({**self._others, **given}) - super().points(self._others)


def _alone(item: Qti1Item, response: Response, marking: Marking) -> Marking:
    """Return the scoring of one response among several."""
    # Some files give points only when all gaps are filled, so fill the others.
    others = {
        each.ident: [text_of(test).strip() for test in _tests(each, marking, "varequal")]
        for each in item.responses
        if each is not response
    }
    return _Alone(item, others)


def chosen_gaps(
    item: Qti1Item, kind: str, marking: Marking, feedback: ItemFeedback, lost: list[str]
) -> Data:
    """Return the cloze of an item whose text has gaps written as `[name]`, as in Canvas."""
    offered = not kind.startswith("fill_in_multiple_blanks") or any(
        choice.attributes.get("answer_type", "") in _LISTS
        for response in item.responses
        for choice in response.choices
    )
    fillings: dict[str, list[str]] = {}
    wrong: dict[str, Any] = {}
    for response in item.responses:
        _check_algorithms(response, lost)
        right: Sequence[ChoiceLabel] = response.choices
        if offered:
            right, _ = _best(response, response.choices, marking)
            if not right:
                right, _ = _best(response, response.choices, _alone(item, response, marking))
            if len(right) != 1:
                raise CannotConvert("it is not clear which word fills a gap")
        words = [each.shown.text for each in right]
        name = response.ident.removeprefix("response_")
        fillings[name] = words if offered else given_forms(words, TextRules(), item.language)
        for choice in response.choices if offered else ():
            if choice not in right and choice.shown.text:
                made = option(response, choice, feedback, lost)
                # A word may be wrong in several gaps: prefer the one that comes with feedback.
                if not isinstance(wrong.get(choice.shown.text), dict):
                    wrong[choice.shown.text] = made
    prompt, text = _stem(item)
    data = {"type": "cloze", **prompt, "text": _filled(text, fillings)}
    if not offered:
        return data
    return data | _word_bank(item, fillings, wrong, lost)


def _check_algorithms(response: Response, lost: list[str]) -> None:
    for choice in response.choices:
        name = choice.attributes.get("scoring_algorithm", "").lower()
        reason = _UNLIKE.get(name)
        if reason:
            raise CannotConvert(reason)
        loss = "text: nearly right words, or parts of the typed text, were also right"
        if reason == "" and loss not in lost:
            lost.append(loss)


def _stem(item: Qti1Item) -> tuple[Data, str]:
    """Return the prompt, if there is one, and the text with its gaps."""
    presentation = child(item.element, "presentation")
    assert presentation is not None, "an item with responses has a presentation"
    markup = "".join(map(item.markup, children(presentation, "material")))
    parted = _PROMPT.search(markup)
    if parted is None:
        return {}, item.stem.text
    prompt, text = (reduce(part).text for part in parted.groups())
    return {"prompt": prompt}, text


def _filled(text: str, fillings: Mapping[str, Sequence[str]]) -> str:
    """Return the text with its gaps in bank format."""
    # Longer names first, because “gap1” is also the start of “gap10”.
    names = "|".join(re.escape(name) for name in sorted(fillings, key=len, reverse=True))
    pieces = re.split(rf"\[({names})\]", text)
    if sorted(pieces[1::2]) != sorted(fillings):
        raise CannotConvert("each gap must be in the text exactly once")
    return "".join(
        _gap(fillings[piece]) if at % 2 else _literal(piece) for at, piece in enumerate(pieces)
    )


def _literal(text: str) -> str:
    if "{{" in text or "}}" in text:
        raise CannotConvert("its text has double braces, which mark gaps in a bank")
    return text


def _gap(texts: Sequence[str]) -> str:
    kept = [text for text in dict.fromkeys(texts) if text]
    if not kept:
        raise CannotConvert("a gap has no right word")
    if any(sign in text for text in kept for sign in "|{}\n"):
        raise CannotConvert(
            "the word for a gap has a bar, a brace or a line break, which gaps cannot hold"
        )
    return "{{" + "|".join(kept) + "}}"


def _word_bank(
    item: Qti1Item, fillings: Mapping[str, Sequence[str]], wrong: Mapping[str, Any], lost: list[str]
) -> Data:
    """Return the wrong words of all gaps in one list."""
    right = {look_alike(text) for texts in fillings.values() for text in texts}
    words: dict[str, Any] = {}
    for text, made in wrong.items():
        words.setdefault(look_alike(text), made)
    # A word that is wrong in one gap and right in another is no distractor of the whole.
    kept = [made for look, made in words.items() if look not in right]
    lists = {frozenset(each.shown.text for each in response.choices) for response in item.responses}
    if len(lists) > 1:
        lost.append("distractors: each gap had its own list of words")
    if not kept:
        lost.append("distractors: there are no wrong words, so words are typed into the gaps")
        return {}
    return {"distractors": kept}
