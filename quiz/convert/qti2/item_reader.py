"""QTI 2 items as questions in bank format, one function for each kind of interaction."""

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from lxml import etree

from quiz.bank.questions import write_question
from quiz.convert.model import CannotConvert, ImportedQuestion
from quiz.convert.qti2.parsed_item import (
    FIELD,
    DeclaredResponse,
    ParsedItem,
    key_of_one,
    key_of_several,
    mark_cloze,
    number,
    occasion,
    opened,
    prompt_and_text,
    replace,
    set_aside,
)
from quiz.convert.qti2.writer import plain_identifier
from quiz.convert.render import ItemFeedback, as_choice
from quiz.convert.xml import attribute, child, children, descendants, local, markup_of, text_of
from quiz.model.question import FindEvidence, Option
from quiz.question_types import QUESTION_TYPES
from quiz.question_types.options import MAX_OPTIONS, fixed, look_alike, write_option
from quiz.text.numbers import plain
from quiz.yaml_source.fields import Identifier

_TRUTHS = ("true", "false")


def choice(item: ParsedItem, interaction: etree._Element) -> dict[str, Any]:
    """Return a choice of one, of several, or of true and false."""
    options = {
        attribute(each, "identifier"): item.option(each, "distractors")
        for each in children(interaction, "simpleChoice")
    }
    prompt = _prompt(item, interaction)
    declared = item.response(interaction)
    data = _chosen(item, prompt, declared, options)
    if attribute(interaction, "shuffle", "false") == "true" or data["type"] == "true_false":
        return data
    return data | _order_kept(item, data, [option.text for option in options.values()])


def _order_kept(item: ParsedItem, data: dict[str, Any], shown: Sequence[str]) -> dict[str, str]:
    """Return `shuffle: false` if a bank would then show the same order, else nothing."""
    right = data["answers"] if "answers" in data else [data["answer"]]
    listed = [
        each if isinstance(each, str) else each["text"] for each in (*right, *data["distractors"])
    ]
    # A bank puts options that do not shuffle in the order of their numbers or letters.
    if [listed[number] for number in fixed(listed)] == list(shown):
        return {"shuffle": "false"}
    item.texts.lost.append("shuffle: the fixed order of the choices is not kept")
    return {}


def _chosen(
    item: ParsedItem, prompt: str, declared: DeclaredResponse, options: Mapping[str, Option]
) -> dict[str, Any]:
    several = declared.cardinality != "single"
    key = key_of_several(declared) if several else key_of_one(declared, options)
    names = set(key.right)
    if not names <= set(options):
        raise CannotConvert("its key is not among its choices")
    kind = "multiple_response" if several else "single_choice"
    if not several and len(key.right) > 1:
        raise CannotConvert("several choices are right, but only one can be chosen")
    item.texts.lost += [f"marking: {what}" for what in key.lost]
    if not several and _is_true_false(item, options):
        truth = options[key.right[0]].text.casefold()
        return {"type": "true_false", "prompt": prompt, "answer": truth}
    right = [write_option(options[name]) for name in options if name in names]
    wrong = [write_option(option) for name, option in options.items() if name not in names]
    if not several:
        if not wrong:
            raise CannotConvert("it has only one choice")
        return {"type": kind, "prompt": prompt, "answer": right[0], "distractors": wrong}
    marking = _marking(item, declared)
    return {"type": kind, "prompt": prompt, "answers": right, "distractors": wrong, **marking}


def _is_true_false(item: ParsedItem, options: Mapping[str, Option]) -> bool:
    """Check whether the choices are true and false and have no feedback, which would be lost."""
    if any(option.feedback or option.quotes for option in options.values()):
        return False
    if sorted(option.text.casefold() for option in options.values()) != sorted(_TRUTHS):
        return False
    if tuple(options) != _TRUTHS:
        item.texts.lost.append("type: a choice between true and false becomes true_false")
    return True


def _marking(item: ParsedItem, declared: DeclaredResponse) -> dict[str, str]:
    worths = {entry.key: entry.worth for entry in declared.entries}
    if not (declared.mapped and worths):
        return {"marking": "all_or_nothing"}
    if not any(worth < 0 for worth in worths.values()):
        item.texts.lost.append("marking: wrong choices did not subtract points")
    return {}


def order(item: ParsedItem, interaction: etree._Element) -> dict[str, Any]:
    """Return an ordering; its key must hold every choice."""
    options = {
        attribute(each, "identifier"): item.option(each, "items").text
        for each in children(interaction, "simpleChoice")
    }
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
    prompt = _prompt(item, interaction)
    key = key_of_several(item.response(interaction))
    if len(sets) != 2:
        raise CannotConvert("it needs two sets to match")
    item.texts.lost += [f"pairs: {what}" for what in key.lost]
    pairs = pairs_of(key.right)
    lefts, rights = sets
    # A bank allows one right per left.
    if len({left for left, _ in pairs}) < len(pairs):
        # Each of the other set may have one partner all the same.
        lefts, rights = rights, lefts
        pairs = [(right, left) for left, right in pairs]
    return _matched(item, prompt, pairs, lefts, rights)


def pairs_of(values: Sequence[str]) -> list[tuple[str, str]]:
    """Return the values of directed pairs as tuples; raise `CannotConvert` for a malformed one."""
    found = [tuple(value.split()) for value in values]
    if any(len(pair) != 2 for pair in found):
        raise CannotConvert("its key has a pair without exactly two parts")
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
        raise CannotConvert("items on both sides have several partners")
    used = set(partner.values())
    if not set(partner) <= set(lefts) or not used <= set(rights):
        raise CannotConvert("its key refers to missing items")
    single = [option.text for name, option in lefts.items() if name not in partner]
    item.texts.lost += [f"pairs: “{text}” has no partner and is left out" for text in single]
    spare = [option for name, option in rights.items() if name not in used]
    paired = [*lefts.values(), *(rights[name] for name in used)]
    if any(option.feedback or option.quotes for option in paired):
        item.texts.lost.append("pairs: feedback on them is not kept")
    written = [{lefts[name].text: rights[partner[name]].text} for name in lefts if name in partner]
    words = {"distractors": [write_option(option) for option in spare]} if spare else {}
    return {"type": "matching", "prompt": prompt, "pairs": written, **words}


def hottext(item: ParsedItem, interaction: etree._Element) -> dict[str, Any]:
    """Return a choice among the passages that could be marked in a text."""
    marked = list(descendants(interaction, "hottext"))
    options = {attribute(each, "identifier"): item.option(each, "distractors") for each in marked}
    # The passage is shown with a blank where each option stood.
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
    item.texts.lost.append("type: text to mark becomes options to choose from")
    return _nearest(item, _chosen(item, prompt, item.response(interaction), options), options)


def _nearest(
    item: ParsedItem, data: dict[str, Any], options: Mapping[str, Option]
) -> dict[str, Any]:
    """Return the choice with at most `MAX_OPTIONS` options, no two of which look alike."""
    looks = {look_alike(option.text) for option in options.values()}
    if len(options) <= MAX_OPTIONS and len(looks) == len(options):
        return data
    right = data["answers"] if "answers" in data else [data["answer"]]
    texts = [option.text for option in options.values()]
    key = tuple(n for n, option in enumerate(options.values()) if write_option(option) in right)
    question = FindEvidence(id="q", prompt=data["prompt"], paragraphs=(tuple(texts),), key=key)
    written = write_question(as_choice(question))
    del written["id"]
    item.texts.lost.append("distractors: only those close to the right ones are kept")
    return written


def _prompt(item: ParsedItem, interaction: etree._Element) -> str:
    """Return the text above an interaction and its prompt; remove it from the body."""
    own = item.texts.of(child(interaction, "prompt"), "prompt")
    replace(interaction, "")
    above = item.texts.of(item.body, "prompt")
    return "\n\n".join(filter(None, (above, own)))


_NUMBERS = ("float", "integer")
_SHOWN = "____"


def fields(item: ParsedItem, interactions: Sequence[etree._Element]) -> dict[str, Any]:
    """Return a short answer, a number or a cloze."""
    menus = [each for each in interactions if local(each) == "inlineChoiceInteraction"]
    if menus:
        return _menus(item, interactions)
    declared = [item.response(each) for each in interactions]
    # Before the fields are replaced, as this looks for our own mark.
    is_cloze = mark_cloze(item.body)
    unit = _unit(item.body)
    whole = _whole(item, interactions)
    if len(declared) > 1 or is_cloze or not whole.rstrip().endswith(FIELD):
        # A single number within a sentence stays a number: gaps take words.
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
        raise CannotConvert("a field is in a hidden part")
    return whole


def _unit(body: etree._Element) -> dict[str, str]:
    """Return the unit of a field as a key, and remove it from the body."""
    for each in descendants(body, "span"):
        if attribute(each, "class") == "unit":
            text = "".join(map(str, each.itertext())).replace("\xa0", " ")
            replace(each, "")
            return {"unit": text.strip()} if text.strip() else {}
    return {}


def _short_answer(item: ParsedItem, prompt: str, declared: DeclaredResponse) -> dict[str, Any]:
    key = key_of_one(declared)
    item.texts.lost += [f"answers: {what}" for what in key.lost]
    return {
        "type": "short_answer",
        "prompt": prompt,
        "answers": item.given(key.right, key.case_sensitive),
        **({"case_sensitive": "true"} if key.case_sensitive else {}),
    }


def _number(
    item: ParsedItem, prompt: str, declared: DeclaredResponse, interaction: etree._Element
) -> dict[str, Any]:
    key = key_of_one(declared)
    item.texts.lost += [f"answer: {what}" for what in key.lost]
    if len(key.right) > 1:
        item.texts.lost.append(f"answer: {', '.join(key.right[1:])} was also right")
    answer = key.right[0].strip()
    number(answer)
    tolerance = _tolerance(item, declared.identifier, answer)
    data = {"type": "numeric", "prompt": prompt, "answer": answer}
    return data | ({"tolerance": tolerance} if tolerance else {})


def _tolerance(item: ParsedItem, identifier: str, answer: str) -> str:
    """Return the tolerance from the response processing; the smaller one if the sides differ."""
    root = item.body.getroottree().getroot()
    for equal in descendants(root, "equal"):
        used = {attribute(each, "identifier") for each in descendants(equal, "variable")}
        mode = attribute(equal, "toleranceMode", "exact")
        if identifier not in used or mode == "exact":
            continue
        given = attribute(equal, "tolerance").split()
        amounts = [(abs(number(text)), text) for text in given]
        if not amounts:
            raise CannotConvert("its tolerance has no value")
        if len({size for size, _ in amounts}) > 1:
            item.texts.lost.append(
                "tolerance: the values above and below differed; the smaller one is kept"
            )
        text = min(amounts)[1]
        if mode == "absolute":
            return text if Decimal(text) else ""
        return plain(abs(Decimal(answer)) * Decimal(text) / 100)
    return ""


def _typed(item: ParsedItem, whole: str, declared: Sequence[DeclaredResponse]) -> dict[str, Any]:
    keys = [key_of_one(each) for each in declared]
    item.texts.lost += [f"text: {what}" for key in keys for what in key.lost]
    sensitive = any(
        key.case_sensitive
        for key, each in zip(keys, declared, strict=True)
        if each.base not in _NUMBERS
    )
    data = _cloze(item, whole, [item.given(key.right, sensitive) for key in keys])
    return data | ({"case_sensitive": "true"} if sensitive else {})


def _cloze(item: ParsedItem, whole: str, gaps: Sequence[Sequence[str]]) -> dict[str, Any]:
    prompt, text = prompt_and_text(whole)
    if "{{" in text or "}}" in text:
        item.texts.lost.append("text: double braces become single braces")
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
    # Gaps are written on one line of the text.
    words = [" ".join(text.split()) for text in accepted]
    if any("|" in word or "{" in word or "}" in word or not word for word in words):
        raise CannotConvert("the word for a gap has a bar or a brace, which gaps cannot hold")
    return "{{" + "|".join(words) + "}}"


def _menus(item: ParsedItem, interactions: Sequence[etree._Element]) -> dict[str, Any]:
    """Return a cloze with one list of words for all its gaps."""
    if any(local(each) != "inlineChoiceInteraction" for each in interactions):
        raise CannotConvert("some gaps are typed and others are chosen")
    lists = [
        {
            attribute(choice, "identifier"): item.option(choice, "distractors")
            for choice in children(each, "inlineChoice")
        }
        for each in interactions
    ]
    keys = [key_of_one(item.response(each)) for each in interactions]
    for words, key in zip(lists, keys, strict=True):
        if not set(key.right) <= set(words):
            raise CannotConvert("its key is not among its choices")
    right = [
        [words[name].text for name in key.right] for words, key in zip(lists, keys, strict=True)
    ]
    texts = [[option.text for option in words.values()] for words in lists]
    if any(some != texts[0] for some in texts):
        item.texts.lost.append("distractors: each gap had its own list of words")
    mark_cloze(item.body)
    data = _cloze(item, _whole(item, interactions), right)
    return data | _spare(item, lists, right)


def _spare(
    item: ParsedItem, lists: Sequence[Mapping[str, Option]], right: Sequence[Sequence[str]]
) -> dict[str, Any]:
    """Return the words that fill no gap, as distractors."""
    used = {text for some in right for text in some}
    spare = {
        option.text: option
        for words in lists
        for option in words.values()
        if option.text not in used
    }
    if not spare:
        item.texts.lost.append(
            "distractors: there are no wrong words, so words are typed into the gaps"
        )
        return {}
    return {"distractors": [write_option(option) for option in spare.values()]}


def gap_match(item: ParsedItem, interaction: etree._Element) -> dict[str, Any]:
    """Return a cloze with a list of words; each gap must have one."""
    words = {
        attribute(each, "identifier"): item.option(each, "distractors")
        for each in children(interaction, "gapText")
    }
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
        raise CannotConvert("each of its gaps must have exactly one word")
    for each in children(interaction, "gapText"):
        replace(each, "")
    right = [[words[fill[name]].text] for name in names]
    data = _cloze(item, _whole(item, gaps), right)
    return data | _spare(item, [words], right)


_TYPES: dict[str, Callable[[ParsedItem, etree._Element], dict[str, Any]]] = {
    "choiceInteraction": choice,
    "orderInteraction": order,
    "matchInteraction": match,
    "hottextInteraction": hottext,
    "gapMatchInteraction": gap_match,
}
"""What takes the one interaction of an item."""
_MAX_CHOICES = 5_000
_MIN_POINTS, _MAX_POINTS = Decimal("0.001"), Decimal(1_000_000)
"""The points that a question of a bank may have."""
_FIELDS = ("textEntryInteraction", "inlineChoiceInteraction")


def take(item: etree._Element, place: str) -> ImportedQuestion:
    """Return an item as a question; raise `CannotConvert` with the reason if that is impossible."""
    body = child(item, "itemBody")
    if body is None:
        raise CannotConvert("it has no body")
    names = ("identifier", "responseIdentifier")
    if (
        sum(any(name in each.attrib for name in names) for each in body.iterdescendants())
        > _MAX_CHOICES
    ):
        raise CannotConvert(f"it has more than {_MAX_CHOICES:,} choices or fields")
    if child(item, "templateDeclaration") is not None:
        raise CannotConvert("its values are generated for each learner")
    # Feedback must not become part of the prompt.
    aside = set_aside(body)
    interactions = [each for each in body.iterdescendants() if local(each).endswith("Interaction")]
    open_item = opened(item, body, aside)
    data = _taken(open_item, interactions)
    data |= _explanation(open_item) | _points(item, open_item)
    title = attribute(item, "title")
    # An item may ask by its title alone.
    if not data.get("prompt") and data["type"] != "cloze":
        data["prompt"] = title
    return ImportedQuestion(place, {"id": _id(item), **data}, title, open_item.texts.done())


def _taken(item: ParsedItem, interactions: list[etree._Element]) -> dict[str, Any]:
    names = [local(each) for each in interactions]
    if not names:
        raise CannotConvert("it has nothing to answer")
    strange = next((name for name in names if name not in _TYPES and name not in _FIELDS), None)
    if strange is not None:
        name = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", strange).lower()
        raise CannotConvert(f"{name} has no matching question type")
    # Several fields are the gaps of one text; two of anything else are two questions.
    if all(name in _FIELDS for name in names):
        return fields(item, interactions)
    if len(names) > 1:
        raise CannotConvert("it has several interactions")
    return _TYPES[names[0]](item, interactions[0])


def _id(item: etree._Element) -> str:
    """Return the question's id: our label if we wrote the item, otherwise its identifier."""
    name, label = attribute(item, "identifier"), attribute(item, "label")
    ours = Identifier.fits(label) and name.casefold().startswith(
        plain_identifier(label).casefold()[:90]
    )
    return label if ours else name


def _points(item: etree._Element, parsed: ParsedItem) -> dict[str, str]:
    """Return the points as a key of bank format, if they are not 1."""
    scores = parsed.processing.scores()
    points = _stated_points(item) or max(scores, default=Decimal(0))
    mapped = parsed.declared.get(parsed.processing.mapped())
    if not points and mapped is not None:
        points = Decimal(repr(mapped.max_worth))
    if any(0 < each < max(scores) for each in scores):
        parsed.texts.lost.append("marking: part of the points for some answers is not kept")
    if not points or points == 1:
        return {}
    if not _MIN_POINTS <= points <= _MAX_POINTS:
        parsed.texts.lost.append(f"points: a question of a bank cannot give {plain(points)}")
        return {}
    return {"points": plain(points)}


def _stated_points(item: etree._Element) -> Decimal | None:
    """Return the maximum score; None if the item does not state it."""
    outcomes = {
        attribute(each, "identifier"): each for each in children(item, "outcomeDeclaration")
    }
    max_score = outcomes.get("MAXSCORE")
    value = "" if max_score is None else text_of(child(max_score, "defaultValue"))
    if not value.strip() and "SCORE" in outcomes:
        value = attribute(outcomes["SCORE"], "normalMaximum")
    try:
        points = number(value)
    except CannotConvert:
        return None
    return Decimal(value.strip()) if points > 0 else None


def _explanation(item: ParsedItem) -> dict[str, Any]:
    """Return all feedback that does not belong to one option as the explanation."""
    shown: dict[str, dict[str, None]] = {"always": {}, "right": {}, "wrong": {}, "some": {}}
    for each in item.general():
        if markup := markup_of(each).strip():
            shown[occasion(item.processing, each)][markup] = None
    always, right, wrong, some = ("".join(texts) for texts in shown.values())
    if some and not (always or right or wrong):
        # Better than no explanation at all; which answers it is for cannot be kept.
        item.texts.lost.append("explanation: it was shown only after some responses")
        always, some = some, ""
    feedback = ItemFeedback(always, right, wrong, others=len(shown["some"]) if some else 0)
    return feedback.explained(item.texts.lost).data()
