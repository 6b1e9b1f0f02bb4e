"""What items of each type ask and when they are right, in the words of Canvas."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from random import Random
from typing import Any

from quiz.exchange.explaining import as_html
from quiz.exchange.qti12 import pieces
from quiz.exchange.qti12.body import FIRST, Body, lost_rules, mixed
from quiz.exchange.qti12.clozes import cloze
from quiz.exchange.qti12.pieces import EXACT, RESPONSE, Answer
from quiz.exchange.turning import as_choice, fallback
from quiz.kinds import KINDS
from quiz.kinds.options import fixed
from quiz.model.question import (
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
from quiz.text.numbers import plain

_FIRST_RIGHT = 2001
"""The number of the first text that lefts are matched with."""


def body(question: Question) -> Body:
    """Return what the type of a question asks."""
    if question.kind in _WRITERS:
        return _WRITERS[question.kind](question)
    turned, loss = fallback(question, "Canvas")
    made = _WRITERS[turned.kind](turned)
    made.losses.append(loss)
    return made


def _single(question: SingleChoice) -> Body:
    answers, losses = _options(question, (question.answer,), question.distractors)
    key = answers[_index(answers, question.answer)].ident
    scoring = pieces.right(pieces.equal(key))
    return Body("multiple_choice_question", _choice("Single", question.shuffle, answers), scoring,
                answers, losses=losses)  # fmt: skip


def _multiple(question: MultipleResponse) -> Body:
    answers, losses = _options(question, question.answers, question.distractors)
    keys = {answers[_index(answers, option)].ident for option in question.answers}
    tests = "".join(
        pieces.equal(each.ident) if each.ident in keys else f"<not>{pieces.equal(each.ident)}</not>"
        for each in answers
    )
    if question.marking != "plus_minus":
        losses.append("marking: Canvas always gives partial marks, and takes them for wrong ticks")
    return Body("multiple_answers_question", _choice("Multiple", question.shuffle, answers),
                pieces.right(f"<and>{tests}</and>"), answers, losses=losses)  # fmt: skip


def _index(answers: Sequence[Answer], option: Option) -> int:
    return next(at for at, answer in enumerate(answers) if answer.text == option.text)


def _options(
    question: SingleChoice | MultipleResponse, right: Sequence[Option], wrong: Sequence[Option]
) -> tuple[list[Answer], list[str]]:
    """Return the options in the order in which they are written, and what that loses."""
    options = question.options
    order = fixed([option.text for option in options]) if not question.shuffle else ()
    losses = []
    if order in ((), tuple(range(len(options)))):
        placed = mixed(right, wrong, question.id)
    else:
        placed = [options[number] for number in order]
        for name, some in (("answers", right), ("distractors", wrong)):
            if [option for option in placed if option in some] != list(some):
                losses.append(f"{name}: they stand in the order of their numbers")
    answers = [
        Answer(str(number), option.text, as_html(option.feedback, option.quotes))
        for number, option in enumerate(placed, FIRST)
    ]
    return answers, losses


def _choice(cardinality: str, shuffle: bool, answers: Sequence[Answer]) -> str:
    return (
        f'<response_lid ident="{RESPONSE}" rcardinality="{cardinality}">'
        f'<render_choice shuffle="{"Yes" if shuffle else "No"}">'
        f"{pieces.labels(answers)}</render_choice></response_lid>"
    )


def _true_false(question: TrueFalse) -> Body:
    answers = [Answer(str(FIRST), "True"), Answer(str(FIRST + 1), "False")]
    scoring = pieces.right(pieces.equal(answers[0 if question.answer else 1].ident))
    return Body("true_false_question", _choice("Single", False, answers), scoring, answers)


def _short_answer(question: ShortAnswer) -> Body:
    case = ' case="Yes"' if question.rules.case_sensitive else ""
    texts = dict.fromkeys(question.answers)
    answers = [Answer(str(at), text) for at, text in enumerate(texts, FIRST)]
    tests = "".join(pieces.equal(answer.text, attributes=case) for answer in answers)
    losses = lost_rules(question.rules)
    if len(texts) < len(question.answers):
        losses.append("answers: what stands there twice is written once")
    return Body("short_answer_question", pieces.typed(), pieces.right(tests), answers,
                losses=losses)  # fmt: skip


def _numeric(question: Numeric) -> Body:
    value = str(question.answer)
    low = high = value
    attributes = ""
    if question.tolerance:
        low = plain(EXACT.subtract(question.answer, question.tolerance))
        high = plain(EXACT.add(question.answer, question.tolerance))
        attributes = f' margintype="absolute" margin="{question.tolerance}"'
    within = "".join(
        f'<{name} respident="{RESPONSE}">{bound}</{name}>'
        for name, bound in (("vargte", low), ("varlte", high))
    )
    test = f"<or>{pieces.equal(value, attributes=attributes)}<and>{within}</and></or>"
    losses = ["unit: Canvas takes numbers without units"] if question.unit else []
    if any(_is_rounded(number) for number in (question.answer, question.tolerance)):
        losses.append("answer: Canvas rounds numbers to 4 decimals and about 15 digits")
    answers = [Answer(str(FIRST), value)]
    return Body("numerical_question", pieces.typed("Decimal"), pieces.right(test), answers,
                losses=losses)  # fmt: skip


def _is_rounded(number: Decimal) -> bool:
    exponent = number.normalize(EXACT).as_tuple().exponent
    assert isinstance(exponent, int), "a number has no special values"
    return exponent < -4 or Decimal(repr(float(number))) != number


def _matching(question: Matching) -> Body:
    used = len(question.rights) - len(question.distractors)
    rights = list(question.rights[:used])
    Random(question.id).shuffle(rights)
    placed = mixed(rights, question.rights[used:], question.id)
    matches = [Answer(str(number), text) for number, text in enumerate(placed, _FIRST_RIGHT)]
    lefts = [
        Answer(str(number), pair.left, response=f"response_{number}")
        for number, pair in enumerate(question.pairs, FIRST)
    ]
    shown = pieces.labels(matches, plain=True)
    presentation = "".join(
        f'<response_lid ident="{left.response}">{pieces.material(left.text)}'
        f"<render_choice>{shown}</render_choice></response_lid>"
        for left in lefts
    )
    idents = {match.text: match.ident for match in matches}
    scoring = "".join(
        pieces.partly_right(pieces.equal(idents[pair.right], left.response), share)
        for left, pair, share in zip(lefts, question.pairs, pieces.shares(len(lefts)), strict=True)
    )
    lost = any(option.feedback or option.quotes for option in question.distractors)
    losses = ["distractors: feedback on them has no place in Canvas"] if lost else []
    return Body("matching_question", presentation, scoring, lefts, losses=losses)


def _ordering(question: Ordering) -> Body:
    answers = [Answer(str(number), text) for number, text in enumerate(question.items, FIRST)]
    shown = [answers[number] for number in _disordered(question)]
    tests = "".join(pieces.equal(answer.ident) for answer in answers)
    # Classic quizzes make a matching of it, but not where it is rendered by an extension.
    return Body("ordering_question", _choice("Ordered", True, shown), pieces.right(tests), answers)


def _disordered(question: Ordering) -> Sequence[int]:
    order: Sequence[int] = KINDS["ordering"].order(question, Random(question.id))
    return order


def _find_evidence(question: FindEvidence) -> Body:
    choice = as_choice(question)
    if len(choice.options) < 2:
        return Body("", "", "", impossible="its source has no other sentences to choose from")
    made = body(choice)
    made.losses.append("type: it is a choice among the sentences in Canvas")
    return made


_WRITERS: dict[str, Callable[[Any], Body]] = {
    "single_choice": _single,
    "multiple_response": _multiple,
    "true_false": _true_false,
    "short_answer": _short_answer,
    "numeric": _numeric,
    "cloze": cloze,
    "matching": _matching,
    "ordering": _ordering,
    "find_evidence": _find_evidence,
}
