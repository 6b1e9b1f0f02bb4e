"""QTI 1.2 items for Canvas: their XML fragments, and the part that depends on the type."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Context, Decimal
from random import Random
from typing import Any, NamedTuple

from quiz.convert.html import paragraphs, xml_text
from quiz.convert.model import mixed
from quiz.convert.render import as_choice, as_html, fallback, typed_forms, typed_losses
from quiz.model.question import (
    Cloze,
    FindEvidence,
    Matching,
    MultipleResponse,
    Numeric,
    Option,
    Ordering,
    Question,
    ShortAnswer,
    SingleChoice,
    TrueFalse,
)
from quiz.question_types import QUESTION_TYPES
from quiz.question_types.options import fixed, look_alike
from quiz.text.numbers import plain

RESPONSE = "response1"
"""The name of the only response of an item."""
EXACT = Context(prec=1000)
"""Arithmetic that rounds no number that a bank may hold."""


class ItemAnswer(NamedTuple):
    """An answer that can be chosen or typed in one response."""

    ident: str
    """A number, because Canvas finds feedback only by numbers."""
    text: str
    feedback: str = ""
    """HTML."""
    response: str = RESPONSE


def html_material(markup: str) -> str:
    """Return HTML as a material, escaped once as Canvas expects it."""
    return f'<material><mattext texttype="text/html">{xml_text(markup)}</mattext></material>'


def _material(text: str, *, plain: bool = False) -> str:
    # Canvas shows plain text as HTML, where these characters would disappear or change.
    if not plain and ("  " in text or any(sign in text for sign in "<>&\n")):
        return html_material(paragraphs(text))
    return f'<material><mattext texttype="text/plain">{xml_text(text)}</mattext></material>'


def _labels(answers: Iterable[ItemAnswer], *, plain: bool = False) -> str:
    """Return answers as labels to choose; `plain` where Canvas takes no HTML."""
    return "".join(
        f'<response_label ident="{answer.ident}">{_material(answer.text, plain=plain)}'
        "</response_label>"
        for answer in answers
    )


def _typed(kind: str = "") -> str:
    """Return a response for typing; `kind` is the type of a number, and empty for text."""
    fib, shuffle = (f' fibtype="{kind}"', "") if kind else ("", ' rshuffle="No"')
    return (
        f'<response_str ident="{RESPONSE}" rcardinality="Single"><render_fib{fib}>'
        f'<response_label ident="answer1"{shuffle}/></render_fib></response_str>'
    )


def equal(value: str, response: str = RESPONSE, attributes: str = "") -> str:
    """Return the test that a response equals, or contains, a value."""
    return f'<varequal respident="{response}"{attributes}>{xml_text(value)}</varequal>'


def _right(test: str) -> str:
    """Return a condition that gives all points."""
    # “No” ends the processing here, so conditions that show feedback stand before this one.
    return (
        f'<respcondition continue="No"><conditionvar>{test}</conditionvar>'
        '<setvar action="Set" varname="SCORE">100</setvar></respcondition>'
    )


def _partly_right(test: str, percent: str) -> str:
    """Return a condition that adds some of the points."""
    return (
        f"<respcondition><conditionvar>{test}</conditionvar>"
        f'<setvar action="Add" varname="SCORE">{percent}</setvar></respcondition>'
    )


def _shares(count: int) -> list[str]:
    """Return the percentages of `count` equal parts."""
    # In hundredths, with the rest in the last part, because they must add up to exactly 100.
    whole = 10_000
    parts = [whole // count] * (count - 1)
    parts.append(whole - sum(parts))
    return [f"{part // 100}.{part % 100:02}" for part in parts]


_FIRST = 1001
"""The number of the first answer; Canvas numbers its own so."""


@dataclass(slots=True)
class ItemBody:
    """The part of an item that depends on its question type."""

    type: str
    """The name of the type in Canvas."""
    presentation: str
    scoring: str
    answers: Sequence[ItemAnswer] = ()
    stem: str = ""
    """HTML; empty when the prompt is all there is."""
    losses: list[str] = field(default_factory=list)
    impossible: str = ""
    """The reason why the question cannot be an item; empty when it can."""


def _lost_rules(question: ShortAnswer | Cloze, typed: Sequence[str]) -> list[str]:
    """Return how Canvas marks otherwise than the rules; `typed` are the words to be typed."""
    rules = question.rules
    lost = {
        "case_sensitive: classic quizzes of Canvas ignore case": rules.case_sensitive,
        "strict: Canvas has no rule for accents": rules.strict,
        "typos: Canvas has no rule for small typing errors": not rules.typos,
        "reject: Canvas has no place for wrong texts": rules.reject,
    }
    stricter = typed_losses(typed, question, "Canvas") if typed else ()
    return [*(loss for loss, is_lost in lost.items() if is_lost), *stricter]


PROMPT = "quiz-prompt"
"""The class of the prompt above the text of a cloze, which the reader separates by it."""
TEXT = "quiz-text"


def _cloze(question: Cloze) -> ItemBody:
    """Return the body of a cloze: gaps to type into, or lists to choose from."""
    prefix = "gap"
    # Canvas takes any name in brackets for a gap, also one that the text has already.
    while any(f"[{prefix}" in part for part in question.parts if isinstance(part, str)):
        prefix += "x"
    names = [f"{prefix}{number}" for number in range(1, len(question.gaps) + 1)]
    words = _words(question) if question.distractors else []
    answers, presentation, scoring = [], [], []
    first = _FIRST
    for name, gap, share in zip(names, question.gaps, _shares(len(names)), strict=True):
        accepted = typed_forms(gap.accepted, question.rules, question.language)
        some = _gap_answers(f"response_{name}", accepted, words, first)
        wanted = gap.accepted[0]
        # Two words that look alike are offered once, under the spelling of the first.
        key = next(
            each
            for each in some
            if each.text == wanted or look_alike(each.text) == look_alike(wanted)
        )
        presentation.append(
            f'<response_lid ident="response_{name}">'
            f"<material><mattext>{name}</mattext></material>"
            f"<render_choice>{_labels(some, plain=True)}</render_choice></response_lid>"
        )
        scoring.append(_partly_right(equal(key.ident, key.response), share))
        answers += some
        # Numbers go on from gap to gap, because Canvas finds feedback by the number alone.
        first += len(some)
    typed = [] if words else [word for gap in question.gaps for word in gap.accepted]
    losses = _lost_rules(question, typed)
    if any(len(set(gap.accepted)) < len(gap.accepted) for gap in question.gaps):
        losses.append("text: repeated words for a gap are written once")
    first_words = [gap.accepted[0] for gap in question.gaps]
    if words and any(len(gap.accepted) > 1 for gap in question.gaps):
        losses.append("text: only the first accepted word of each gap is offered")
    if words and len(set(first_words)) > len({look_alike(text) for text in first_words}):
        losses.append("text: words that look the same are offered once")
    kind = "multiple_dropdowns_question" if words else "fill_in_multiple_blanks_question"
    return ItemBody(kind, "".join(presentation), "".join(scoring), answers,
                _cloze_stem(question, names), losses)  # fmt: skip


def _words(question: Cloze) -> list[Option]:
    texts = QUESTION_TYPES["cloze"].shown(question)
    right = [Option(text) for text in texts[: len(texts) - len(question.distractors)]]
    return mixed(right, question.distractors, question.id)


def _gap_answers(
    response: str, accepted: Sequence[str], words: Sequence[Option], first: int
) -> list[ItemAnswer]:
    if not words:
        return [
            ItemAnswer(str(number), text, response=response)
            for number, text in enumerate(dict.fromkeys(accepted), first)
        ]
    return [
        ItemAnswer(str(number), word.text, as_html(word.feedback, word.quotes), response)
        for number, word in enumerate(words, first)
    ]


def _cloze_stem(question: Cloze, names: Sequence[str]) -> str:
    rest = iter(names)
    pieces = [part if isinstance(part, str) else f"[{next(rest)}]" for part in question.parts]
    text = paragraphs("".join(pieces))
    if question.prompt == QUESTION_TYPES["cloze"].prompt:
        return text
    prompt = paragraphs(question.prompt)
    return f'<div class="{PROMPT}">{prompt}</div><div class="{TEXT}">{text}</div>'


_FIRST_RIGHT = 2001
"""The number of the first text that lefts are matched with."""


def body(question: Question) -> ItemBody:
    """Return the body of a question, converted to a simpler type if Canvas lacks its own."""
    if question.kind in _WRITERS:
        return _WRITERS[question.kind](question)
    simpler, loss = fallback(question, "Canvas")
    made = _WRITERS[simpler.kind](simpler)
    made.losses.append(loss)
    return made


def _single(question: SingleChoice) -> ItemBody:
    answers, losses = _options(question, (question.answer,), question.distractors)
    key = answers[_index(answers, question.answer)].ident
    scoring = _right(equal(key))
    shown = _choice("Single", question.shuffle, answers)
    return ItemBody("multiple_choice_question", shown, scoring,
                answers, losses=losses)  # fmt: skip


def _multiple(question: MultipleResponse) -> ItemBody:
    answers, losses = _options(question, question.answers, question.distractors)
    keys = {answers[_index(answers, option)].ident for option in question.answers}
    tests = "".join(
        equal(each.ident) if each.ident in keys else f"<not>{equal(each.ident)}</not>"
        for each in answers
    )
    if question.marking != "plus_minus":
        losses.append(
            "marking: Canvas always gives partial marks, and subtracts them for wrong choices"
        )
    return ItemBody("multiple_answers_question", _choice("Multiple", question.shuffle, answers),
                _right(f"<and>{tests}</and>"), answers, losses=losses)  # fmt: skip


def _index(answers: Sequence[ItemAnswer], option: Option) -> int:
    return next(at for at, answer in enumerate(answers) if answer.text == option.text)


def _options(
    question: SingleChoice | MultipleResponse, right: Sequence[Option], wrong: Sequence[Option]
) -> tuple[list[ItemAnswer], list[str]]:
    """Return the options in the order in which they are written, and the losses."""
    options = question.options
    # A fixed order can be kept only as the order of the file.
    order = fixed([option.text for option in options]) if not question.shuffle else ()
    losses = []
    if order in ((), tuple(range(len(options)))):
        placed = mixed(right, wrong, question.id)
    else:
        placed = [options[number] for number in order]
        for name, some in (("answers", right), ("distractors", wrong)):
            if [option for option in placed if option in some] != list(some):
                losses.append(f"{name}: they are in numerical order in Canvas")
    answers = [
        ItemAnswer(str(number), option.text, as_html(option.feedback, option.quotes))
        for number, option in enumerate(placed, _FIRST)
    ]
    return answers, losses


def _choice(cardinality: str, shuffle: bool, answers: Sequence[ItemAnswer]) -> str:
    return (
        f'<response_lid ident="{RESPONSE}" rcardinality="{cardinality}">'
        f'<render_choice shuffle="{"Yes" if shuffle else "No"}">'
        f"{_labels(answers)}</render_choice></response_lid>"
    )


def _true_false(question: TrueFalse) -> ItemBody:
    answers = [ItemAnswer(str(_FIRST), "True"), ItemAnswer(str(_FIRST + 1), "False")]
    scoring = _right(equal(answers[0 if question.answer else 1].ident))
    return ItemBody("true_false_question", _choice("Single", False, answers), scoring, answers)


def _short_answer(question: ShortAnswer) -> ItemBody:
    case = ' case="Yes"' if question.rules.case_sensitive else ""
    texts = dict.fromkeys(typed_forms(question.answers, question.rules, question.language))
    answers = [ItemAnswer(str(at), text) for at, text in enumerate(texts, _FIRST)]
    tests = "".join(equal(answer.text, attributes=case) for answer in answers)
    losses = _lost_rules(question, question.answers)
    if len(set(question.answers)) < len(question.answers):
        losses.append("answers: repeated answers are written once")
    return ItemBody("short_answer_question", _typed(), _right(tests), answers,
                losses=losses)  # fmt: skip


def _numeric(question: Numeric) -> ItemBody:
    # Without exponents, which some systems refuse.
    value = format(question.answer, "f")
    low = high = value
    attributes = ""
    if question.tolerance:
        low = plain(EXACT.subtract(question.answer, question.tolerance))
        high = plain(EXACT.add(question.answer, question.tolerance))
        attributes = f' margintype="absolute" margin="{question.tolerance:f}"'
    within = "".join(
        f'<{name} respident="{RESPONSE}">{bound}</{name}>'
        for name, bound in (("vargte", low), ("varlte", high))
    )
    # As Canvas writes a number: the value, or a range for systems that know no margin.
    test = f"<or>{equal(value, attributes=attributes)}<and>{within}</and></or>"
    losses = ["unit: Canvas has no units for numbers"] if question.unit else []
    if any(_is_rounded(number) for number in (question.answer, question.tolerance)):
        losses.append("answer: Canvas rounds numbers to 4 decimals and about 15 digits")
    answers = [ItemAnswer(str(_FIRST), value)]
    return ItemBody("numerical_question", _typed("Decimal"), _right(test), answers,
                losses=losses)  # fmt: skip


def _is_rounded(number: Decimal) -> bool:
    exponent = number.normalize(EXACT).as_tuple().exponent
    assert isinstance(exponent, int), "a number has no special values"
    return exponent < -4 or Decimal(repr(float(number))) != number


def _matching(question: Matching) -> ItemBody:
    used = len(question.rights) - len(question.distractors)
    # In the order of the pairs, the first right would always be that of the first left.
    rights = list(question.rights[:used])
    Random(question.id).shuffle(rights)
    placed = mixed(rights, question.rights[used:], question.id)
    matches = [ItemAnswer(str(number), text) for number, text in enumerate(placed, _FIRST_RIGHT)]
    lefts = [
        ItemAnswer(str(number), pair.left, response=f"response_{number}")
        for number, pair in enumerate(question.pairs, _FIRST)
    ]
    shown = _labels(matches, plain=True)
    presentation = "".join(
        f'<response_lid ident="{left.response}">{_material(left.text)}'
        f"<render_choice>{shown}</render_choice></response_lid>"
        for left in lefts
    )
    idents = {match.text: match.ident for match in matches}
    scoring = "".join(
        _partly_right(equal(idents[pair.right], left.response), share)
        for left, pair, share in zip(lefts, question.pairs, _shares(len(lefts)), strict=True)
    )
    lost = any(option.feedback or option.quotes for option in question.distractors)
    losses = ["distractors: feedback on them has no place in Canvas"] if lost else []
    return ItemBody("matching_question", presentation, scoring, lefts, losses=losses)


def _ordering(question: Ordering) -> ItemBody:
    answers = [ItemAnswer(str(number), text) for number, text in enumerate(question.items, _FIRST)]
    order: Sequence[int] = QUESTION_TYPES["ordering"].order(question, Random(question.id))
    shown = [answers[number] for number in order]
    tests = "".join(equal(answer.ident) for answer in answers)
    # Classic quizzes make a matching of it, but not where it is rendered by an extension.
    return ItemBody("ordering_question", _choice("Ordered", True, shown), _right(tests), answers)


def _find_evidence(question: FindEvidence) -> ItemBody:
    choice = as_choice(question)
    if len(choice.options) < 2:
        return ItemBody(
            "", "", "", impossible="its source has no other sentences to offer as wrong options"
        )
    made = body(choice)
    made.losses.append("type: it becomes a choice among the sentences in Canvas")
    return made


_WRITERS: dict[str, Callable[[Any], ItemBody]] = {
    "single_choice": _single,
    "multiple_response": _multiple,
    "true_false": _true_false,
    "short_answer": _short_answer,
    "numeric": _numeric,
    "cloze": _cloze,
    "matching": _matching,
    "ordering": _ordering,
    "find_evidence": _find_evidence,
}
