"""The types whose answers are chosen, as interactions, responses and rules."""

from collections.abc import Sequence
from typing import Any

from quiz.convert.html import escape
from quiz.convert.qti2.names import Content, Markup, XmlNode, node
from quiz.convert.qti2.response import (
    LETTERS,
    RESPONSE,
    Interaction,
    Mapping,
    ResponseDeclaration,
    copied,
    exactly,
    flag,
    if_any,
    mapped,
    mixed,
    prompt,
    shuffling,
    told,
)
from quiz.model.question import (
    FindEvidence,
    Matching,
    MultipleResponse,
    Option,
    Ordering,
    Question,
    SingleChoice,
    TrueFalse,
)
from quiz.question_types.options import fixed


def single_choice(question: SingleChoice) -> Interaction:
    """Pose a choice of one; the whole key scores."""
    options = _arranged(question, (question.answer,), question.distractors)
    named = dict(zip(LETTERS, options, strict=False))
    key = next(name for name, option in named.items() if option is question.answer)
    response = ResponseDeclaration(RESPONSE, "single", "identifier", (key,))
    body = _choices(question, named, "1", question.shuffle)
    posed = Interaction((body,), (response,), exactly(RESPONSE))
    return _with_feedback(posed, named, "single")._replace(losses=_reordered(question, options))


def multiple_response(question: MultipleResponse) -> Interaction:
    """Pose a choice of several, marked as the question says."""
    options = _arranged(question, question.answers, question.distractors)
    named = dict(zip(LETTERS, options, strict=False))
    right = [any(option is answer for answer in question.answers) for option in options]
    response, rules = _ticked(list(named), right, question.marking == "plus_minus")
    body = _choices(question, named, "0", question.shuffle)
    posed = Interaction((body,), (response,), rules)
    return _with_feedback(posed, named, "multiple")._replace(losses=_reordered(question, options))


def _ticked(
    names: Sequence[str], right: Sequence[bool], partial: bool
) -> tuple[ResponseDeclaration, tuple[XmlNode, ...]]:
    """Return a response of several values, and its rules: plus one for each, or minus one."""
    key = tuple(name for name, each in zip(names, right, strict=True) if each)
    if not partial:
        return ResponseDeclaration(RESPONSE, "multiple", "identifier", key), exactly(RESPONSE)
    worth = tuple((name, 1 if each else -1) for name, each in zip(names, right, strict=True))
    mapping = Mapping(worth, least=0)
    response = ResponseDeclaration(RESPONSE, "multiple", "identifier", key, mapping)
    return response, mapped((RESPONSE,), len(key))


def true_false(question: TrueFalse) -> Interaction:
    """Pose a choice of true and false, in this order."""
    named = {"true": Option("True"), "false": Option("False")}
    key = "true" if question.answer else "false"
    response = ResponseDeclaration(RESPONSE, "single", "identifier", (key,))
    return Interaction(
        (_choices(question, named, "1", shuffle=False),), (response,), exactly(RESPONSE)
    )


def _choices(question: Question, named: dict[str, Option], most: str, shuffle: bool) -> XmlNode:
    choices = [
        node("simpleChoice", Markup(escape(option.text)), identifier=name)
        for name, option in named.items()
    ]
    return node(
        "choiceInteraction",
        *(prompt(question), *choices),
        responseIdentifier=RESPONSE,
        shuffle=flag(shuffle),
        maxChoices=most,
    )


def _with_feedback(posed: Interaction, named: dict[str, Option], cardinality: str) -> Interaction:
    feedback = told("FEEDBACK", named)
    if not feedback:
        return posed
    return posed._replace(
        feedback=feedback,
        outcomes=(("FEEDBACK", cardinality),),
        rules=(*posed.rules, copied(RESPONSE, "FEEDBACK")),
    )


def matching(question: Matching) -> Interaction:
    """Pose a matching; each right pair scores."""
    spare = question.distractors
    rights = [Option(text) for text in question.rights[: len(question.rights) - len(spare)]]
    named = {
        f"R{number}": option for number, option in enumerate(mixed(rights, spare, question.id), 1)
    }
    names = {option.text: name for name, option in named.items()}
    lefts = [f"L{number}" for number in range(1, len(question.pairs) + 1)]
    key = tuple(
        f"{left} {names[pair.right]}" for left, pair in zip(lefts, question.pairs, strict=True)
    )
    mapping = Mapping(tuple((pair, 1) for pair in key))
    response = ResponseDeclaration(RESPONSE, "multiple", "directedPair", key, mapping)
    shown = tuple(
        each._replace(outcome=f"FEEDBACK{each.identifier}") for each in told("FEEDBACK", named)
    )
    shows = [
        if_any(RESPONSE, (f"{left} {each.identifier}" for left in lefts), *each[:2])
        for each in shown
    ]
    return Interaction(
        (_match(question, dict(zip(lefts, question.pairs, strict=True)), named),),
        (response,),
        (*mapped((RESPONSE,), len(key)), *shows),
        shown,
        tuple((each.outcome, "single") for each in shown),
    )


def _match(question: Matching, lefts: dict[str, Any], rights: dict[str, Option]) -> XmlNode:
    return node(
        "matchInteraction",
        prompt(question),
        node("simpleMatchSet", *(_associable(k, v.left, "1", "true") for k, v in lefts.items())),
        node("simpleMatchSet", *(_associable(k, v.text, "0", "false") for k, v in rights.items())),
        responseIdentifier=RESPONSE,
        shuffle="true",
        maxAssociations=str(len(lefts)),
    )


def _associable(identifier: str, text: str, most: str, held: str) -> XmlNode:
    return node(
        "simpleAssociableChoice",
        Markup(escape(text)),
        identifier=identifier,
        fixed=held,
        matchMax=most,
    )


def ordering(question: Ordering) -> Interaction:
    """Pose an ordering; only the whole order scores."""
    count = len(question.items)
    order = sorted(range(count), key=lambda number: shuffling(question.id, number))
    if order == list(range(count)):
        order.append(order.pop(0))
    names = {number: LETTERS[place] for place, number in enumerate(order)}
    choices = [
        node("simpleChoice", Markup(escape(question.items[number])), identifier=names[number])
        for number in order
    ]
    key = tuple(names[number] for number in range(count))
    body = node(
        "orderInteraction",
        *(prompt(question), *choices),
        responseIdentifier=RESPONSE,
        shuffle="true",
    )
    return Interaction(
        (body,),
        (ResponseDeclaration(RESPONSE, "ordered", "identifier", key),),
        exactly(RESPONSE),
        losses=("items: only the whole order scores there, not each pair in order",),
    )


def find_evidence(question: FindEvidence) -> Interaction:
    """Pose the sentences of a text as what can be marked in it."""
    names = [f"S{number}" for number in range(1, len(question.sentences) + 1)]
    right = [number in question.key for number in range(len(names))]
    rest = iter(zip(names, question.sentences, strict=True))
    blocks = [
        node("p", *(each for _ in paragraph for each in _sentence(*next(rest))))
        for paragraph in question.paragraphs
    ]
    several = len(question.key) > 1
    if several:
        response, rules = _ticked(names, right, partial=True)
    else:
        response = ResponseDeclaration(RESPONSE, "single", "identifier", (names[question.key[0]],))
        rules = exactly(RESPONSE)
    body = node(
        "hottextInteraction",
        *(prompt(question), *blocks),
        responseIdentifier=RESPONSE,
        maxChoices="0" if several else "1",
    )
    return Interaction((body,), (response,), rules)


def _sentence(name: str, text: str) -> tuple[Content, ...]:
    return node("hottext", Markup(escape(text)), identifier=name), " "


def _arranged(
    question: SingleChoice | MultipleResponse, right: Sequence[Option], wrong: Sequence[Option]
) -> list[Option]:
    """Return the options in the order of the file, which some systems show as it is."""
    if question.shuffle:
        return mixed(right, wrong, question.id)
    options = [*right, *wrong]
    return [options[number] for number in fixed([option.text for option in options])]


def _reordered(
    question: SingleChoice | MultipleResponse, options: Sequence[Option]
) -> tuple[str, ...]:
    """Say where right options, or wrong ones, no longer follow each other as in the bank."""
    right = question.options[: len(question.options) - len(question.distractors)]
    lists = {"answers": right, "distractors": question.distractors}
    return tuple(
        f"{name}: they stand in the order of their numbers there"
        for name, some in lists.items()
        if [option for option in options if option in some] != list(some)
    )
