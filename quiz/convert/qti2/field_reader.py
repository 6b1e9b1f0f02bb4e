"""Interactions in which gaps are filled, as types of a bank."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from lxml import etree

from quiz.convert.model import CannotConvert
from quiz.convert.qti2.choice_reader import pairs_of
from quiz.convert.qti2.declarations import (
    FIELD,
    Declared,
    Key,
    ParsedItem,
    key_of_one,
    key_of_several,
    mark_cloze,
    number,
    prompt_and_text,
    replace,
)
from quiz.convert.xml import attribute, child, children, descendants, local
from quiz.model.question import Option
from quiz.question_types import QUESTION_TYPES
from quiz.question_types.options import write_option
from quiz.text.numbers import plain

_NUMBERS = ("float", "integer")
_SHOWN = "____"


def fields(item: ParsedItem, interactions: Sequence[etree._Element]) -> dict[str, Any]:
    """Return a short answer, a number or a cloze."""
    menus = [each for each in interactions if local(each) == "inlineChoiceInteraction"]
    if menus:
        return _menus(item, interactions)
    declared = [item.response(each) for each in interactions]
    is_cloze = mark_cloze(item.body)
    unit = _unit(item.body)
    whole = _whole(item, interactions)
    if len(declared) > 1 or is_cloze or not _at_end(whole):
        if len(declared) > 1 or declared[0].base not in _NUMBERS:
            return _typed(item, whole, declared)
    prompt = whole.strip().removesuffix(FIELD).strip().replace(FIELD, _SHOWN)
    if declared[0].base in _NUMBERS:
        return _number(item, prompt, declared[0], interactions[0]) | unit
    return _short_answer(item, prompt, declared[0])


def _whole(item: ParsedItem, interactions: Sequence[etree._Element]) -> str:
    for each in interactions:
        replace(each, FIELD)
    whole = item.texts.of(item.body, "prompt")
    if whole.count(FIELD) != len(interactions):
        raise CannotConvert("a field is in a part that is not shown")
    return whole


def _at_end(whole: str) -> bool:
    return whole.rstrip().endswith(FIELD)


def _unit(body: etree._Element) -> dict[str, str]:
    """Return what stands behind a field as its unit, which goes from the body."""
    for each in descendants(body, "span"):
        if attribute(each, "class") == "unit":
            text = "".join(map(str, each.itertext())).replace("\xa0", " ")
            replace(each, "")
            return {"unit": text.strip()} if text.strip() else {}
    return {}


def _short_answer(item: ParsedItem, prompt: str, declared: Declared) -> dict[str, Any]:
    key = key_of_one(declared)
    item.texts.lost += [f"answers: {what}" for what in key.lost]
    return {
        "type": "short_answer",
        "prompt": prompt,
        "answers": list(key.right),
        **_case(declared, key),
    }


def _case(declared: Declared, key: Key) -> dict[str, str]:
    return {"case_sensitive": "true"} if key.case_sensitive else {}


def _number(
    item: ParsedItem, prompt: str, declared: Declared, interaction: etree._Element
) -> dict[str, Any]:
    key = key_of_one(declared)
    item.texts.lost += [f"answer: {what}" for what in key.lost]
    if len(key.right) > 1:
        item.texts.lost.append(f"answer: {', '.join(key.right[1:])} is right there too")
    answer = key.right[0].strip()
    number(answer)
    tolerance = _tolerance(item, declared.identifier, answer)
    data = {"type": "numeric", "prompt": prompt, "answer": answer}
    return data | ({"tolerance": tolerance} if tolerance else {})


def _tolerance(item: ParsedItem, identifier: str, answer: str) -> str:
    """Return how far off is right by the processing; the less where sides differ."""
    root = item.body.getroottree().getroot()
    for equal in descendants(root, "equal"):
        used = {attribute(each, "identifier") for each in descendants(equal, "variable")}
        mode = attribute(equal, "toleranceMode", "exact")
        if identifier not in used or mode == "exact":
            continue
        given = attribute(equal, "tolerance").split()
        amounts = [(abs(number(text)), text) for text in given]
        if not amounts:
            raise CannotConvert("how far off is right is not said")
        if len({size for size, _ in amounts}) > 1:
            item.texts.lost.append("tolerance: it differs above and below there")
        text = min(amounts)[1]
        if mode == "absolute":
            return text if Decimal(text) else ""
        return plain(abs(Decimal(answer)) * Decimal(text) / 100)
    return ""


def _typed(item: ParsedItem, whole: str, declared: Sequence[Declared]) -> dict[str, Any]:
    keys = [key_of_one(each) for each in declared]
    item.texts.lost += [f"text: {what}" for key in keys for what in key.lost]
    sensitive = any(
        key.case_sensitive
        for key, each in zip(keys, declared, strict=True)
        if each.base not in _NUMBERS
    )
    data = _cloze(item, whole, [key.right for key in keys])
    return data | ({"case_sensitive": "true"} if sensitive else {})


def _cloze(item: ParsedItem, whole: str, gaps: Sequence[Sequence[str]]) -> dict[str, Any]:
    prompt, text = prompt_and_text(whole)
    if "{{" in text or "}}" in text:
        item.texts.lost.append("text: double braces are single ones here")
        while "{{" in text or "}}" in text:
            text = text.replace("{{", "{").replace("}}", "}")
    pieces = text.split(FIELD)
    filled = [
        piece for gap, piece in zip(gaps, pieces[1:], strict=True) for piece in (_gap(gap), piece)
    ]
    data = {"type": "cloze", "text": "".join([pieces[0], *filled])}
    return data | (
        {"prompt": prompt} if prompt and prompt != QUESTION_TYPES["cloze"].prompt else {}
    )


def _gap(accepted: Sequence[str]) -> str:
    words = [" ".join(text.split()) for text in accepted]
    if any("|" in word or "{" in word or "}" in word or not word for word in words):
        raise CannotConvert("a gap is filled with a sign that gaps do not hold")
    return "{{" + "|".join(words) + "}}"


def _menus(item: ParsedItem, interactions: Sequence[etree._Element]) -> dict[str, Any]:
    """Return a cloze with one list of words for all its gaps."""
    if any(local(each) != "inlineChoiceInteraction" for each in interactions):
        raise CannotConvert("some gaps are typed and others chosen")
    lists = [
        {
            attribute(choice, "identifier"): item.option(choice, "distractors")
            for choice in children(each, "inlineChoice")
        }
        for each in interactions
    ]
    item.forget_spent()
    keys = [key_of_one(item.response(each)) for each in interactions]
    for words, key in zip(lists, keys, strict=True):
        if not set(key.right) <= set(words):
            raise CannotConvert("its key is none of its choices")
    right = [
        [words[name].text for name in key.right] for words, key in zip(lists, keys, strict=True)
    ]
    texts = [[option.text for option in words.values()] for words in lists]
    if any(some != texts[0] for some in texts):
        item.texts.lost.append("distractors: each gap had a list of its own")
    mark_cloze(item.body)
    data = _cloze(item, _whole(item, interactions), right)
    return data | _spare(item, lists, right)


def _spare(
    item: ParsedItem, lists: Sequence[Mapping[str, Option]], right: Sequence[Sequence[str]]
) -> dict[str, Any]:
    """Return the words that fill no gap; without any, words would be typed."""
    used = {text for some in right for text in some}
    spare = {
        option.text: option
        for words in lists
        for option in words.values()
        if option.text not in used
    }
    if not spare:
        item.texts.lost.append("distractors: there is no wrong word, so words are typed here")
        return {}
    return {"distractors": [write_option(option) for option in spare.values()]}


def gap_match(item: ParsedItem, interaction: etree._Element) -> dict[str, Any]:
    """Return a cloze with a list of words; each gap must have one."""
    words = {
        attribute(each, "identifier"): item.option(each, "distractors")
        for each in children(interaction, "gapText")
    }
    item.forget_spent()
    if child(interaction, "gapImg") is not None:
        raise CannotConvert("its gaps are filled with pictures")
    gaps = list(descendants(interaction, "gap"))
    key = key_of_several(item.response(interaction))
    item.texts.lost += [f"text: {what}" for what in key.lost]
    fill = {gap: word for word, gap in pairs_of(key.right)}
    names = [attribute(each, "identifier") for each in gaps]
    if (
        len(fill) < len(key.right)
        or set(fill) != set(names)
        or not set(fill.values()) <= set(words)
    ):
        raise CannotConvert("its gaps do not have one word each")
    for each in children(interaction, "gapText"):
        replace(each, "")
    right = [[words[fill[name]].text] for name in names]
    data = _cloze(item, _whole(item, gaps), right)
    return data | _spare(item, [words], right)
