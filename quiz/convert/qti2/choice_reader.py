"""Interactions in which something is chosen, as types of a bank."""

from collections.abc import Mapping, Sequence
from typing import Any

from lxml import etree

from quiz.bank.questions import write_question
from quiz.convert.downgrade import as_choice
from quiz.convert.model import CannotConvert
from quiz.convert.qti2.declarations import Declared, ParsedItem, key_of_one, key_of_several, replace
from quiz.convert.xml import attribute, child, children, descendants
from quiz.model.question import FindEvidence, Option
from quiz.question_types.options import MAX_OPTIONS, fixed, look_alike, write_option

_TRUTHS = ("true", "false")


def choice(item: ParsedItem, interaction: etree._Element) -> dict[str, Any]:
    """Return a choice of one, of several, or of true and false."""
    options = {
        attribute(each, "identifier"): item.option(each, "distractors")
        for each in children(interaction, "simpleChoice")
    }
    item.forget_spent()
    prompt = _prompt(item, interaction)
    declared = item.response(interaction)
    data = _chosen(item, prompt, declared, options)
    if attribute(interaction, "shuffle", "false") == "true" or data["type"] == "true_false":
        return data
    return data | _order_kept(item, data, [option.text for option in options.values()])


def _order_kept(item: ParsedItem, data: dict[str, Any], shown: Sequence[str]) -> dict[str, str]:
    """Return that options are not shuffled, where a bank shows them in the same order then."""
    right = data["answers"] if "answers" in data else [data["answer"]]
    listed = [
        each if isinstance(each, str) else each["text"] for each in (*right, *data["distractors"])
    ]
    if [listed[number] for number in fixed(listed)] == list(shown):
        return {"shuffle": "false"}
    item.texts.lost.append("shuffle: choices had an order of their own")
    return {}


def _chosen(
    item: ParsedItem, prompt: str, declared: Declared, options: Mapping[str, Option]
) -> dict[str, Any]:
    several = declared.cardinality != "single"
    key = key_of_several(declared) if several else key_of_one(declared)
    if not set(key.right) <= set(options):
        raise CannotConvert("its key is none of its choices")
    kind = "multiple_response" if several else "single_choice"
    if not several and len(key.right) > 1:
        raise CannotConvert("several choices are right, and one may be chosen")
    item.texts.lost += [_weight(what, options) for what in key.lost]
    if not several and _is_true_false(item, options):
        truth = options[key.right[0]].text.casefold()
        return {"type": "true_false", "prompt": prompt, "answer": truth}
    right = [write_option(options[name]) for name in options if name in key.right]
    wrong = [write_option(option) for name, option in options.items() if name not in key.right]
    if not several:
        if not wrong:
            raise CannotConvert("there is one choice only")
        return {"type": kind, "prompt": prompt, "answer": right[0], "distractors": wrong}
    marking = _marking(item, declared)
    return {"type": kind, "prompt": prompt, "answers": right, "distractors": wrong, **marking}


def _weight(what: str, options: Mapping[str, Option]) -> str:
    for name, option in options.items():
        what = what.replace(f"“{name}”", f"“{option.text}”")
    return f"marking: {what}"


def _is_true_false(item: ParsedItem, options: Mapping[str, Option]) -> bool:
    """Check whether the choices are true and false, without anything that would be lost."""
    if any(option.feedback or option.quotes for option in options.values()):
        return False
    if sorted(option.text.casefold() for option in options.values()) != sorted(_TRUTHS):
        return False
    if tuple(options) != _TRUTHS:
        item.texts.lost.append("type: a choice of true and false is true_false here")
    return True


def _marking(item: ParsedItem, declared: Declared) -> dict[str, str]:
    worths = {entry.key: entry.worth for entry in declared.entries}
    if not (declared.mapped and worths):
        return {"marking": "all_or_nothing"}
    if not any(worth < 0 for worth in worths.values()):
        item.texts.lost.append("marking: wrong choices take nothing away there")
    return {}


def order(item: ParsedItem, interaction: etree._Element) -> dict[str, Any]:
    """Return an ordering; its key must hold every choice."""
    options = {
        attribute(each, "identifier"): item.option(each, "items").text
        for each in children(interaction, "simpleChoice")
    }
    item.forget_spent()
    prompt = _prompt(item, interaction)
    key = item.response(interaction).correct
    if not key:
        raise CannotConvert("it has no key")
    if sorted(key) != sorted(options):
        raise CannotConvert("its key does not hold each choice once")
    return {"type": "ordering", "prompt": prompt, "items": [options[name] for name in key]}


def match(item: ParsedItem, interaction: etree._Element) -> dict[str, Any]:
    """Return a matching; each left must have one right."""
    sets = [
        {attribute(each, "identifier"): item.option(each, "distractors") for each in children(some)}
        for some in children(interaction, "simpleMatchSet")
    ]
    item.forget_spent()
    prompt = _prompt(item, interaction)
    key = key_of_several(item.response(interaction))
    if len(sets) != 2:
        raise CannotConvert("it has no two sets to match")
    item.texts.lost += [f"pairs: {what}" for what in key.lost]
    pairs = pairs_of(key.right)
    lefts, rights = sets
    if len({left for left, _ in pairs}) < len(pairs):
        # Each of the other set may have one partner all the same.
        lefts, rights = rights, lefts
        pairs = [(right, left) for left, right in pairs]
    return _matched(item, prompt, pairs, lefts, rights)


def pairs_of(values: Sequence[str]) -> list[tuple[str, str]]:
    """Return directed pairs as pairs; raise `CannotConvert` when one is none."""
    found = [tuple(value.split()) for value in values]
    if any(len(pair) != 2 for pair in found):
        raise CannotConvert("its key has a pair of more or less than two")
    return [(pair[0], pair[1]) for pair in found]


def _matched(
    item: ParsedItem,
    prompt: str,
    pairs: Sequence[tuple[str, str]],
    lefts: Mapping[str, Option],
    rights: Mapping[str, Option],
) -> dict[str, Any]:
    partner = dict(pairs)
    if len(partner) < len(pairs):
        raise CannotConvert("things on both sides belong to several")
    if not set(partner) <= set(lefts) or not set(partner.values()) <= set(rights):
        raise CannotConvert("its key names what there is not")
    single = [option.text for name, option in lefts.items() if name not in partner]
    item.texts.lost += [f"pairs: “{text}” belongs to nothing and is left out" for text in single]
    spare = [option for name, option in rights.items() if name not in partner.values()]
    told = [*lefts.values(), *(rights[name] for name in set(partner.values()))]
    if any(option.feedback or option.quotes for option in told):
        item.texts.lost.append("pairs: feedback on them is not kept")
    written = [{lefts[name].text: rights[partner[name]].text} for name in lefts if name in partner]
    words = {"distractors": [write_option(option) for option in spare]} if spare else {}
    return {"type": "matching", "prompt": prompt, "pairs": written, **words}


def hottext(item: ParsedItem, interaction: etree._Element) -> dict[str, Any]:
    """Return a choice among what can be marked in a text: only a source has sentences here."""
    marked = list(descendants(interaction, "hottext"))
    options = {attribute(each, "identifier"): item.option(each, "distractors") for each in marked}
    item.forget_spent()
    for each in marked:
        replace(each, "____")
    asked = child(interaction, "prompt")
    prompt = item.texts.of(asked, "prompt")
    if asked is not None:
        replace(asked, "")
    passage = item.texts.of(interaction, "prompt")
    context = any(sign.isalnum() for sign in passage)
    replace(interaction, "")
    above = item.texts.of(item.body, "prompt")
    prompt = "\n\n".join(filter(None, (above, prompt, passage if context else "")))
    item.texts.lost.append("type: what was marked in a text is chosen from a list here")
    return _nearest(item, _chosen(item, prompt, item.response(interaction), options), options)


def _nearest(
    item: ParsedItem, data: dict[str, Any], options: Mapping[str, Option]
) -> dict[str, Any]:
    """Return the choice with no more options than a bank may hold, each looking unlike others."""
    looks = {look_alike(option.text) for option in options.values()}
    if len(options) <= MAX_OPTIONS and len(looks) == len(options):
        return data
    right = data["answers"] if "answers" in data else [data["answer"]]
    texts = [option.text for option in options.values()]
    key = tuple(n for n, option in enumerate(options.values()) if write_option(option) in right)
    question = FindEvidence(id="q", prompt=data["prompt"], paragraphs=(tuple(texts),), key=key)
    written = write_question(as_choice(question))
    del written["id"]
    item.texts.lost.append("distractors: only those near the right ones are kept")
    return written


def _prompt(item: ParsedItem, interaction: etree._Element) -> str:
    """Return what stands above an interaction, with its own prompt; it goes from the body."""
    own = item.texts.of(child(interaction, "prompt"), "prompt")
    replace(interaction, "")
    above = item.texts.of(item.body, "prompt")
    return "\n\n".join(filter(None, (above, own)))
