"""QTI 2 interactions of each question type, with their responses and scoring rules."""

from collections.abc import Sequence
from typing import Any

from quiz.convert.html import escape, paragraphs
from quiz.convert.model import checksum, mixed
from quiz.convert.qti2.markup import (
    LETTERS,
    RESPONSE,
    Content,
    Interaction,
    Markup,
    ResponseDeclaration,
    ScoreMapping,
    XmlNode,
    about,
    copied,
    exactly,
    feedback_texts,
    flag,
    if_any,
    mapped,
    node,
    prompt,
)
from quiz.convert.render import typed_forms, typed_losses
from quiz.model.question import (
    Cloze,
    FindEvidence,
    Gap,
    Matching,
    MultipleResponse,
    Numeric,
    Option,
    Ordering,
    Question,
    ShortAnswer,
    SingleChoice,
    TextRules,
    TrueFalse,
)
from quiz.question_types.options import fixed, look_alike
from quiz.question_types.typed_input import folded


def single_choice(question: SingleChoice) -> Interaction:
    """Return a choice of one option."""
    options = _arranged(question, (question.answer,), question.distractors)
    named = dict(zip(LETTERS, options, strict=False))
    key = next(name for name, option in named.items() if option is question.answer)
    response = ResponseDeclaration(RESPONSE, "single", "identifier", (key,))
    body = _choices(question, named, "1", question.shuffle)
    interaction = Interaction((body,), (response,), exactly(RESPONSE))
    return _with_feedback(interaction, named, "single")._replace(
        losses=_reordered(question, options)
    )


def multiple_response(question: MultipleResponse) -> Interaction:
    """Return a choice of several options, scored as the question's marking says."""
    options = _arranged(question, question.answers, question.distractors)
    named = dict(zip(LETTERS, options, strict=False))
    right = [any(option is answer for answer in question.answers) for option in options]
    response, rules = _ticked(list(named), right, question.marking == "plus_minus")
    # In QTI, 0 stands for any number of choices.
    body = _choices(question, named, "0", question.shuffle)
    interaction = Interaction((body,), (response,), rules)
    return _with_feedback(interaction, named, "multiple")._replace(
        losses=_reordered(question, options)
    )


def _ticked(
    names: Sequence[str], right: Sequence[bool], partial: bool
) -> tuple[ResponseDeclaration, tuple[XmlNode, ...]]:
    """Return a response with several values and its rules; `partial`: each scores +1 or −1."""
    key = tuple(name for name, each in zip(names, right, strict=True) if each)
    if not partial:
        return ResponseDeclaration(RESPONSE, "multiple", "identifier", key), exactly(RESPONSE)
    worth = tuple((name, 1 if each else -1) for name, each in zip(names, right, strict=True))
    mapping = ScoreMapping(worth, lower_bound=0)
    response = ResponseDeclaration(RESPONSE, "multiple", "identifier", key, mapping)
    return response, mapped((RESPONSE,), len(key))


def true_false(question: TrueFalse) -> Interaction:
    """Return a choice between true and false, in this order."""
    named = {"true": Option("True"), "false": Option("False")}
    key = "true" if question.answer else "false"
    response = ResponseDeclaration(RESPONSE, "single", "identifier", (key,))
    return Interaction(
        (_choices(question, named, "1", shuffle=False),), (response,), exactly(RESPONSE)
    )


def _choices(
    question: Question, named: dict[str, Option], max_choices: str, shuffle: bool
) -> XmlNode:
    choices = [
        node("simpleChoice", Markup(escape(option.text)), identifier=name)
        for name, option in named.items()
    ]
    return node(
        "choiceInteraction",
        *(prompt(question), *choices),
        responseIdentifier=RESPONSE,
        shuffle=flag(shuffle),
        maxChoices=max_choices,
    )


def _with_feedback(
    interaction: Interaction, named: dict[str, Option], cardinality: str
) -> Interaction:
    feedback = feedback_texts("FEEDBACK", named)
    if not feedback:
        return interaction
    return interaction._replace(
        feedback=feedback,
        outcomes=(("FEEDBACK", cardinality),),
        rules=(*interaction.rules, copied(RESPONSE, "FEEDBACK")),
    )


def matching(question: Matching) -> Interaction:
    """Return a matching; each right pair earns points."""
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
    mapping = ScoreMapping(tuple((pair, 1) for pair in key))
    response = ResponseDeclaration(RESPONSE, "multiple", "directedPair", key, mapping)
    shown = tuple(
        # An outcome holds one identifier, but several right sides can be chosen at once.
        each._replace(outcome=f"FEEDBACK{each.identifier}")
        for each in feedback_texts("FEEDBACK", named)
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


def _associable(identifier: str, text: str, match_max: str, held: str) -> XmlNode:
    return node(
        "simpleAssociableChoice",
        Markup(escape(text)),
        identifier=identifier,
        fixed=held,
        matchMax=match_max,
    )


def ordering(question: Ordering) -> Interaction:
    """Return an ordering; only the whole order earns points."""
    count = len(question.items)
    order = sorted(range(count), key=lambda number: checksum(question.id, number))
    # Some players show the order of the file, which must not be the key.
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
        losses=("items: QTI gives points only for the whole order, not for each pair in order",),
    )


def find_evidence(question: FindEvidence) -> Interaction:
    """Return a text whose sentences can be marked."""
    # Identifiers must start with a letter.
    names = [f"S{number}" for number in range(1, len(question.sentences) + 1)]
    right = [number in question.key for number in range(len(names))]
    hottexts = (
        node("hottext", Markup(escape(text)), identifier=name)
        for name, text in zip(names, question.sentences, strict=True)
    )
    blocks = [
        node("p", *(each for _ in paragraph for each in (next(hottexts), " ")))
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


def _arranged(
    question: SingleChoice | MultipleResponse, right: Sequence[Option], wrong: Sequence[Option]
) -> list[Option]:
    """Return the options in the order of the file, which some systems show without shuffling."""
    if question.shuffle:
        return mixed(right, wrong, question.id)
    options = [*right, *wrong]
    return [options[number] for number in fixed([option.text for option in options])]


def _reordered(
    question: SingleChoice | MultipleResponse, options: Sequence[Option]
) -> tuple[str, ...]:
    """Return a loss where the right or the wrong options are not in the order of the bank."""
    right = question.options[: len(question.options) - len(question.distractors)]
    lists = {"answers": right, "distractors": question.distractors}
    return tuple(
        f"{name}: they are in numerical order in QTI"
        for name, some in lists.items()
        if [option for option in options if option in some] != list(some)
    )


_WIDTH = 20
"""Characters that a field for typing is wide, unless a longer answer is right."""
_DIGITS = 15
"""The number of digits that doubles, which QTI players use, always keep."""
_MARK = "\x00"


def short_answer(question: ShortAnswer) -> Interaction:
    """Return a text field below the prompt."""
    response = _typed(RESPONSE, question.answers, question)
    body = (Markup(paragraphs(question.prompt)), node("p", _field(response)))
    losses = _rules_lost(question, question.answers)
    return Interaction(body, (response,), mapped((RESPONSE,), 1), losses=losses)


def _typed(
    identifier: str, accepted: Sequence[str], question: ShortAnswer | Cloze
) -> ResponseDeclaration:
    rules = question.rules
    entries = tuple((text, 1) for text in typed_forms(accepted, rules, question.language))
    mapping = ScoreMapping(entries, rules.case_sensitive)
    return ResponseDeclaration(identifier, "single", "string", (accepted[0],), mapping)


def _field(response: ResponseDeclaration) -> XmlNode:
    # The width must not give away how long the shown answer is, so all of them count.
    entries = response.mapping.entries if response.mapping else ()
    longest = max((len(key) for key, _ in entries), default=0)
    return node(
        "textEntryInteraction",
        responseIdentifier=response.identifier,
        expectedLength=str(max(_WIDTH, longest)),
    )


def _rules_lost(question: ShortAnswer | Cloze, typed: Sequence[str]) -> tuple[str, ...]:
    """Return how QTI marks otherwise than the rules; `typed` are the words to be typed."""
    rules = question.rules
    lost = [*typed_losses(typed, question, "QTI")]
    lost += [] if rules.typos else ["typos: QTI cannot record that typing errors are wrong"]
    lost += ["strict: QTI cannot record that accents count"] if rules.strict else []
    lost += ["reject: QTI has no place for near misses"] if rules.reject else []
    return tuple(lost)


def numeric(question: Numeric) -> Interaction:
    """Return a field for a number, followed by its unit."""
    response = ResponseDeclaration(RESPONSE, "single", "float", (format(question.answer, "f"),))
    unit: tuple[Content, ...] = ()
    if question.unit:
        unit = (" ", XmlNode("span", (("class", "unit"),), (Markup(escape(question.unit)),)))
    body = (Markup(paragraphs(question.prompt)), node("p", _field(response), *unit))
    digits = max(len(each.as_tuple().digits) for each in (question.answer, question.tolerance))
    lost = ("answer: QTI keeps only 15 digits",) if digits > _DIGITS else ()
    return Interaction(body, (response,), about(RESPONSE, question.tolerance), losses=lost)


def cloze(question: Cloze) -> Interaction:
    """Return a text whose gaps are fields, or lists of words to choose from."""
    return _chosen_words(question) if question.distractors else _typed_words(question)


def _typed_words(question: Cloze) -> Interaction:
    responses = tuple(
        _typed(f"{RESPONSE}{number}", gap.accepted, question)
        for number, gap in enumerate(question.gaps, 1)
    )
    body = _gapped(question, [_field(response) for response in responses])
    names = [response.identifier for response in responses]
    losses = _rules_lost(question, [word for gap in question.gaps for word in gap.accepted])
    return Interaction(body, responses, mapped(names, len(names)), losses=losses)


def _chosen_words(question: Cloze) -> Interaction:
    right = {look_alike(gap.accepted[0]): gap.accepted[0] for gap in question.gaps}
    shown = [Option(text) for text in right.values()]
    words = mixed(shown, question.distractors, question.id)
    named = {f"W{number}": option for number, option in enumerate(words, 1)}
    responses = tuple(
        _chosen(f"{RESPONSE}{number}", gap, named, question.rules)
        for number, gap in enumerate(question.gaps, 1)
    )
    menus = [_menu(response.identifier, named) for response in responses]
    names = [response.identifier for response in responses]
    feedback = [feedback_texts(f"FEEDBACK{number}", named) for number in range(1, len(names) + 1)]
    shown_by = [each[0].outcome for each in feedback if each]
    copies = [copied(name, f"FEEDBACK{n}") for n, name in enumerate(names, 1) if shown_by]
    return Interaction(
        _gapped(question, menus),
        responses,
        (*mapped(names, len(names)), *copies),
        tuple(each for some in feedback for each in some),
        tuple((name, "single") for name in shown_by),
        _words_lost(question),
    )


def _chosen(
    identifier: str, gap: Gap, named: dict[str, Option], rules: TextRules
) -> ResponseDeclaration:
    accepted = {folded(text, rules) for text in gap.accepted}
    # A word that is a distractor in the bank may be an accepted spelling in this gap.
    fitting = [name for name, each in named.items() if folded(each.text, rules) in accepted]
    looks = look_alike(gap.accepted[0])
    key = next(name for name, each in named.items() if look_alike(each.text) == looks)
    entries = tuple((name, 1) for name in dict.fromkeys([key, *fitting]))
    return ResponseDeclaration(identifier, "single", "identifier", (key,), ScoreMapping(entries))


def _menu(identifier: str, named: dict[str, Option]) -> XmlNode:
    choices = [
        # A list of words shows each on one line.
        node("inlineChoice", option.text.replace("\n", " "), identifier=name)
        for name, option in named.items()
    ]
    return node("inlineChoiceInteraction", *choices, responseIdentifier=identifier, shuffle="true")


def _words_lost(question: Cloze) -> tuple[str, ...]:
    """Return the losses of a cloze with lists: other accepted words and the rules for typing."""
    rules = question.rules
    flags = {"case_sensitive": rules.case_sensitive, "strict": rules.strict}
    lost = [
        f"{name}: words are chosen, not typed, in QTI" for name, value in flags.items() if value
    ]
    lost += ["typos: words are chosen, not typed, in QTI"] if not rules.typos else []
    lost += ["reject: words are chosen, not typed, in QTI"] if rules.reject else []
    if any("\n" in option.text for option in question.distractors):
        lost.append("distractors: line breaks become spaces in QTI")
    first = {look_alike(gap.accepted[0]): gap.accepted[0] for gap in question.gaps}
    if any(gap.accepted != (first[look_alike(gap.accepted[0])],) for gap in question.gaps):
        lost.append("text: only the words in the list can be chosen in QTI")
    return tuple(lost)


def _gapped(question: Cloze, fields: Sequence[XmlNode]) -> tuple[Content, ...]:
    """Return the prompt, then the text of a cloze with these fields in its gaps."""
    text = "".join(_MARK if isinstance(part, Gap) else part for part in question.parts)
    pieces = escape(text).split(_MARK)
    content: list[Content] = [Markup(pieces[0])]
    for field, piece in zip(fields, pieces[1:], strict=True):
        content += [field, Markup(piece)]
    body = XmlNode("div", (("class", "cloze"),), (node("p", *content),))
    return Markup(paragraphs(question.prompt)), body
