"""Moodle's answers with weights converted to the keys of our question types.

What a type cannot hold is listed as lost. Where a type cannot hold the right answers,
`CannotConvert` is raised.
"""

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from quiz.exchange.explaining import Explained
from quiz.exchange.moodle.weights import FULL, percent, same_weight
from quiz.exchange.parcels import CannotConvert
from quiz.kinds.options import look_alike
from quiz.kinds.typed import folded
from quiz.model.question import TextRules

Data = dict[str, Any]
NO_EXPLANATION = Explained("", ())
NO_FEEDBACK = "this type has no feedback on answers"
_WILDCARD = re.compile(r"(?<!\\)\*")
_LINE_BREAKS = re.compile(r"\s*[\n\r\t]\s*")


class WeightedAnswer(NamedTuple):
    """A possible answer and what it is worth."""

    text: str
    weight: Decimal
    """In percent of the points; 0 or less means wrong."""
    feedback: Explained = NO_EXPLANATION

    @property
    def has_feedback(self) -> bool:
        """Whether feedback is shown for this answer."""
        return bool(self.feedback.text or self.feedback.quotes)


class QuestionKey(NamedTuple):
    """The type of a question and its key, in bank format."""

    data: Data
    lost: list[str]


def _only_option(answer: WeightedAnswer) -> QuestionKey:
    """Return the only option, which is right, as an answer to be typed."""
    text = _LINE_BREAKS.sub(" ", answer.text.strip())
    if not text:
        raise CannotConvert("an option has no text")
    lost = ["type: there is only one option, so its text must be typed"]
    if answer.has_feedback:
        lost.append(f"answers: {NO_FEEDBACK}")
    return QuestionKey({"type": "short_answer", "answers": [text]}, lost)


def choice_key(answers: Sequence[WeightedAnswer], single: bool) -> QuestionKey:
    """Return a single choice or a multiple response.

    Raise `CannotConvert` when no option is right, or there are too few.
    """
    if len(answers) == 1 and answers[0].weight > 0:
        return _only_option(answers[0])
    if len(answers) < 2:
        raise CannotConvert("there are fewer than two options")
    if not all(each.text for each in answers):
        raise CannotConvert("an option has no text")
    best = max(each.weight for each in answers)
    if best <= 0:
        raise CannotConvert("no option is right")
    key = _single(answers, best) if single else _several(answers)
    lost = {what for each in answers for what in each.feedback.lost}
    key.lost.extend(f"distractors: {what} in feedback" for what in sorted(lost))
    return key


def _single(answers: Sequence[WeightedAnswer], best: Decimal) -> QuestionKey:
    right = [each for each in answers if each.weight == best]
    wrong = [each for each in answers if each.weight != best]
    lost = [] if same_weight(best, FULL) else [f"answer: the best option was worth {percent(best)}"]
    lost += [
        f"distractors: “{each.text}” was worth {percent(each.weight)}"
        for each in wrong
        if each.weight
    ]
    distractors = [_option(each) for each in wrong]
    if len(right) == 1 and distractors:
        data = {"type": "single_choice", "answer": _option(right[0]), "distractors": distractors}
        return QuestionKey(data, lost)
    lost.append("type: any one of the right options was enough; now all of them are needed")
    data = {
        "type": "multiple_response",
        "answers": [_option(each) for each in right],
        "distractors": distractors,
    }
    return QuestionKey(data, lost)


def _several(answers: Sequence[WeightedAnswer]) -> QuestionKey:
    right = [each for each in answers if each.weight > 0]
    wrong = [each for each in answers if each.weight <= 0]
    share = FULL / len(right)
    weights_kept = all(same_weight(each.weight, share) for each in right)
    weights_kept = weights_kept and all(same_weight(each.weight, -share) for each in wrong)
    data = {
        "type": "multiple_response",
        "answers": [_option(each) for each in right],
        "distractors": [_option(each) for each in wrong],
    }
    return QuestionKey(data, [] if weights_kept else ["marking: the options had other weights"])


def _option(answer: WeightedAnswer) -> str | Data:
    data = answer.feedback.data("feedback")
    return {"text": answer.text, **data} if data else answer.text


def typed_key(answers: Sequence[WeightedAnswer], case_sensitive: bool) -> QuestionKey:
    """Return accepted and rejected words, without a type.

    Raise `CannotConvert` when no wording is right in full.
    """
    accepted: list[str] = []
    rejected: list[str] = []
    lost: list[str] = []
    for each in answers:
        text = _LINE_BREAKS.sub(" ", each.text.strip())
        word = text.replace(r"\*", "*")
        if _WILDCARD.search(text):
            # A lone star without marks only catches all other answers for their feedback.
            if text != "*" or each.weight > 0:
                lost.append(f"answers: “{text}” also accepted other words")
        elif same_weight(each.weight, FULL):
            accepted.append(word)
        elif each.weight > 0:
            lost.append(f"answers: “{word}” was worth {percent(each.weight)}")
        elif word:
            rejected.append(word)
    if any(each.has_feedback for each in answers):
        lost.append(f"answers: {NO_FEEDBACK}")
    if not all(accepted):
        raise CannotConvert("an answer has no text")
    if not accepted:
        raise CannotConvert("no single wording is right in full")
    data: Data = {"answers": accepted} | ({"case_sensitive": "true"} if case_sensitive else {})
    return QuestionKey(data | _rejects(accepted, rejected, case_sensitive, lost), lost)


def _rejects(
    accepted: list[str], rejected: list[str], case_sensitive: bool, lost: list[str]
) -> Data:
    """Return the wrong words that would not be accepted, as this app compares texts."""
    rules = TextRules(case_sensitive=case_sensitive)
    right = {folded(text, rules) for text in accepted}
    kept = [text for text in rejected if folded(text, rules) not in right]
    if len(kept) < len(rejected):
        lost.append(
            "reject: words that differ from a right answer only in case or accents are accepted"
        )
    return {"reject": kept} if kept else {}


class NumberRange(NamedTuple):
    """A range of numbers that are accepted, and what they are worth."""

    answer: str
    tolerance: str
    weight: Decimal
    """In percent of the points."""
    has_feedback: bool = False


def number_key(ranges: Sequence[NumberRange]) -> QuestionKey:
    """Return the widest of the right ranges.

    Raise `CannotConvert` when no number is right, or when the widest does not hold all others.
    """
    right = [each for each in ranges if same_weight(each.weight, FULL)]
    lost = [
        f"answer: {each.answer} ± {each.tolerance} was worth {percent(each.weight)}"
        for each in ranges
        if each not in right and (each.weight or each.answer != "*")
    ]
    if any(each.has_feedback for each in ranges):
        lost.append(f"answer: {NO_FEEDBACK}")
    if not right:
        raise CannotConvert("no number is right in full")
    numbers = [
        (_decimal(each.answer), _decimal(each.tolerance or "0").copy_abs()) for each in right
    ]
    answer, tolerance = max(numbers, key=lambda pair: pair[1])
    try:
        if any(abs(answer - other) + slack > tolerance for other, slack in numbers):
            raise CannotConvert("several numbers are right")
    except ArithmeticError as error:
        raise CannotConvert("a number is too large") from error
    data = {"type": "numeric", "answer": str(answer)}
    return QuestionKey(data | ({"tolerance": str(tolerance)} if tolerance else {}), lost)


def _decimal(text: str) -> Decimal:
    try:
        found = Decimal(text.strip())
    except ArithmeticError as error:
        raise CannotConvert(f"“{text}” is not a number") from error
    if not found.is_finite() or "_" in text:
        raise CannotConvert(f"“{text}” is not a number")
    return found


def matching_key(pairs: Sequence[tuple[str, str]]) -> QuestionKey:
    """Return a matching; right sides without a left side become distractors.

    Raise `CannotConvert` when there are fewer than two pairs, or one has no right side.
    """
    kept = [(left, right) for left, right in pairs if left]
    if len(kept) < 2:
        raise CannotConvert("there are fewer than two pairs")
    if not all(right for _, right in kept):
        raise CannotConvert("a pair has no right side")
    distractors = distractor_words(
        [right for left, right in pairs if not left], [right for _, right in kept]
    )
    data: Data = {"type": "matching", "pairs": [{left: right} for left, right in kept]}
    return QuestionKey(data | ({"distractors": distractors} if distractors else {}), [])


def distractor_words(words: Sequence[str], right: Sequence[str]) -> list[str]:
    """Return the words that differ visibly from each other and from the right words."""
    seen = {look_alike(word) for word in right}
    distractors: dict[str, str] = {}
    for word in words:
        if word and look_alike(word) not in seen:
            distractors.setdefault(look_alike(word), word)
    return list(distractors.values())
