"""The types whose answers are typed, or fill gaps, as interactions, responses and rules."""

from collections.abc import Sequence

from quiz.convert.html import escape, paragraphs
from quiz.convert.qti2.names import Content, Markup, XmlNode, node
from quiz.convert.qti2.response import (
    RESPONSE,
    Interaction,
    Mapping,
    ResponseDeclaration,
    about,
    copied,
    mapped,
    mixed,
    told,
)
from quiz.model.question import Cloze, Gap, Numeric, Option, ShortAnswer, TextRules
from quiz.question_types.options import look_alike
from quiz.question_types.typed_input import folded

_WIDTH = 20
"""Characters that a field for typing is wide, unless a longer answer is right."""
_DIGITS = 15
"""Digits that the numbers of players, which are doubles, are sure to tell apart."""
_MARK = "\x00"


def short_answer(question: ShortAnswer) -> Interaction:
    """Pose a field for words, below the prompt."""
    response = _typed(RESPONSE, question.answers, question.rules)
    body = (Markup(paragraphs(question.prompt)), node("p", _field(response)))
    return Interaction(
        body, (response,), mapped((RESPONSE,), 1), losses=_rules_lost(question.rules)
    )


def _typed(identifier: str, accepted: Sequence[str], rules: TextRules) -> ResponseDeclaration:
    entries = tuple((text, 1) for text in accepted)
    mapping = Mapping(entries, rules.case_sensitive)
    return ResponseDeclaration(identifier, "single", "string", (accepted[0],), mapping)


def _field(response: ResponseDeclaration) -> XmlNode:
    entries = response.mapping.entries if response.mapping else ()
    longest = max((len(key) for key, _ in entries), default=0)
    return node(
        "textEntryInteraction",
        responseIdentifier=response.identifier,
        expectedLength=str(max(_WIDTH, longest)),
    )


def _rules_lost(rules: TextRules) -> tuple[str, ...]:
    lost = ["typos: small slips are wrong there"] if rules.typos else []
    lost += [] if rules.typos else ["typos: that none is forgiven is not said there"]
    lost += ["strict: that accents count is not said there"] if rules.strict else []
    lost += [] if rules.strict else ["strict: missing accents are wrong there"]
    lost += ["reject: QTI has no place for near misses"] if rules.reject else []
    return tuple(lost)


def numeric(question: Numeric) -> Interaction:
    """Pose a field for a number, its unit behind it."""
    response = ResponseDeclaration(RESPONSE, "single", "float", (str(question.answer),))
    unit: tuple[Content, ...] = ()
    if question.unit:
        unit = (" ", XmlNode("span", (("class", "unit"),), (Markup(escape(question.unit)),)))
    body = (Markup(paragraphs(question.prompt)), node("p", _field(response), *unit))
    digits = max(len(each.as_tuple().digits) for each in (question.answer, question.tolerance))
    lost = ("answer: 15 digits count there, and no more",) if digits > _DIGITS else ()
    return Interaction(body, (response,), about(RESPONSE, question.tolerance), losses=lost)


def cloze(question: Cloze) -> Interaction:
    """Pose a text with fields, or with lists of words, in its gaps."""
    return _chosen_words(question) if question.distractors else _typed_words(question)


def _typed_words(question: Cloze) -> Interaction:
    responses = tuple(
        _typed(f"{RESPONSE}{number}", gap.accepted, question.rules)
        for number, gap in enumerate(question.gaps, 1)
    )
    body = _gapped(question, [_field(response) for response in responses])
    names = [response.identifier for response in responses]
    return Interaction(
        body, responses, mapped(names, len(names)), losses=_rules_lost(question.rules)
    )


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
    feedback = [told(f"FEEDBACK{number}", named) for number in range(1, len(names) + 1)]
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
    fitting = [name for name, each in named.items() if folded(each.text, rules) in accepted]
    looks = look_alike(gap.accepted[0])
    key = next(name for name, each in named.items() if look_alike(each.text) == looks)
    entries = tuple((name, 1) for name in dict.fromkeys([key, *fitting]))
    return ResponseDeclaration(identifier, "single", "identifier", (key,), Mapping(entries))


def _menu(identifier: str, named: dict[str, Option]) -> XmlNode:
    choices = [
        node("inlineChoice", option.text.replace("\n", " "), identifier=name)
        for name, option in named.items()
    ]
    return node("inlineChoiceInteraction", *choices, responseIdentifier=identifier, shuffle="true")


def _words_lost(question: Cloze) -> tuple[str, ...]:
    """Return what is lost where words are chosen: what else is accepted, and how it is typed."""
    rules = question.rules
    flags = {"case_sensitive": rules.case_sensitive, "strict": rules.strict}
    lost = [f"{name}: words are chosen there" for name, value in flags.items() if value]
    lost += ["typos: words are chosen there"] if not rules.typos else []
    lost += ["reject: words are chosen there"] if rules.reject else []
    if any("\n" in option.text for option in question.distractors):
        lost.append("distractors: each is on one line there")
    first = {look_alike(gap.accepted[0]): gap.accepted[0] for gap in question.gaps}
    if any(gap.accepted != (first[look_alike(gap.accepted[0])],) for gap in question.gaps):
        lost.append("text: only the words shown can be chosen there")
    return tuple(lost)


def _gapped(question: Cloze, fields: Sequence[XmlNode]) -> tuple[Content, ...]:
    """Return the text of a cloze with these in its gaps, below the prompt."""
    text = "".join(_MARK if isinstance(part, Gap) else part for part in question.parts)
    pieces = escape(text).split(_MARK)
    content: list[Content] = [Markup(pieces[0])]
    for field, piece in zip(fields, pieces[1:], strict=True):
        content += [field, Markup(piece)]
    body = XmlNode("div", (("class", "cloze"),), (node("p", *content),))
    return Markup(paragraphs(question.prompt)), body
