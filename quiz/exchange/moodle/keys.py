"""Answers with weights, as Moodle has them, as the keys of our types.

What a type cannot hold is named; a question whose right answers it cannot hold is unfit.
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
NO_FEEDBACK = "feedback on answers has no place in this type"
_WILD = re.compile(r"(?<!\\)\*")
_ENDS = re.compile(r"\s*[\n\r\t]\s*")


class WeightedAnswer(NamedTuple):
    """An answer that somebody may give."""

    text: str
    weight: Decimal
    """In percent of the points; 0 or less is wrong."""
    feedback: Explained = NO_EXPLANATION

    @property
    def speaks(self) -> bool:
        """Whether there is feedback."""
        return bool(self.feedback.text or self.feedback.quotes)


class QuestionKey(NamedTuple):
    """A type and its keys in bank format."""

    data: Data
    lost: list[str]


def _lone(answer: WeightedAnswer) -> QuestionKey:
    """Return the only option, which is right, as what is to be typed."""
    text = _ENDS.sub(" ", answer.text.strip())
    if not text:
        raise CannotConvert("an option has no text")
    lost = ["type: there is one option alone, so its text is to be typed"]
    if answer.speaks:
        lost.append(f"answers: {NO_FEEDBACK}")
    return QuestionKey({"type": "short_answer", "answers": [text]}, lost)


def choice_key(answers: Sequence[WeightedAnswer], single: bool) -> QuestionKey:
    """Return a choice of one or of several; raises `CannotConvert`."""
    if len(answers) == 1 and answers[0].weight > 0:
        return _lone(answers[0])
    if len(answers) < 2:
        raise CannotConvert("there are fewer than two options")
    if not all(each.text for each in answers):
        raise CannotConvert("an option has no text")
    best = max(each.weight for each in answers)
    if best <= 0:
        raise CannotConvert("no option is right")
    keyed = _single(answers, best) if single else _several(answers)
    forms = {form for each in answers for form in each.feedback.lost}
    keyed.lost.extend(f"distractors: {form} in feedback" for form in sorted(forms))
    return keyed


def _single(answers: Sequence[WeightedAnswer], best: Decimal) -> QuestionKey:
    right = [each for each in answers if each.weight == best]
    wrong = [each for each in answers if each.weight != best]
    lost = [] if same_weight(best, FULL) else [f"answer: the best option was worth {percent(best)}"]
    lost += [
        f"distractors: “{each.text}” was worth {percent(each.weight)}"
        for each in wrong
        if each.weight
    ]
    spare = [_option(each) for each in wrong]
    if len(right) == 1 and spare:
        data = {"type": "single_choice", "answer": _option(right[0]), "distractors": spare}
        return QuestionKey(data, lost)
    lost.append("type: any one of the right options was enough")
    answer = [_option(each) for each in right]
    return QuestionKey({"type": "multiple_response", "answers": answer, "distractors": spare}, lost)


def _several(answers: Sequence[WeightedAnswer]) -> QuestionKey:
    right = [each for each in answers if each.weight > 0]
    wrong = [each for each in answers if each.weight <= 0]
    share = FULL / len(right)
    kept = all(same_weight(each.weight, share) for each in right)
    kept = kept and all(same_weight(each.weight, -share) for each in wrong)
    data = {
        "type": "multiple_response",
        "answers": [_option(each) for each in right],
        "distractors": [_option(each) for each in wrong],
    }
    return QuestionKey(data, [] if kept else ["marking: the options had other weights"])


def _option(answer: WeightedAnswer) -> str | Data:
    data = answer.feedback.data("feedback")
    return {"text": answer.text, **data} if data else answer.text


def typed_key(answers: Sequence[WeightedAnswer], case: bool) -> QuestionKey:
    """Return accepted and rejected words, without a type; raises `CannotConvert`."""
    accepted: list[str] = []
    rejected: list[str] = []
    lost: list[str] = []
    for each in answers:
        text = _ENDS.sub(" ", each.text.strip())
        word = text.replace(r"\*", "*")
        if _WILD.search(text):
            if text != "*" or each.weight > 0:
                lost.append(f"answers: “{text}” stood for other words too")
        elif same_weight(each.weight, FULL):
            accepted.append(word)
        elif each.weight > 0:
            lost.append(f"answers: “{word}” was worth {percent(each.weight)}")
        elif word:
            rejected.append(word)
    if any(each.speaks for each in answers):
        lost.append(f"answers: {NO_FEEDBACK}")
    if not all(accepted):
        raise CannotConvert("an answer has no text")
    if not accepted:
        raise CannotConvert("no single wording is right in full")
    data: Data = {"answers": accepted} | ({"case_sensitive": "true"} if case else {})
    return QuestionKey(data | _rejects(accepted, rejected, case, lost), lost)


def _rejects(accepted: list[str], rejected: list[str], case: bool, lost: list[str]) -> Data:
    """Return the wrong words that are not accepted as well, as texts are compared here."""
    rules = TextRules(case_sensitive=case)
    right = {folded(text, rules) for text in accepted}
    kept = [text for text in rejected if folded(text, rules) not in right]
    if len(kept) < len(rejected):
        lost.append("reject: what differs from a right answer in case or accents alone is right")
    return {"reject": kept} if kept else {}


class NumberRange(NamedTuple):
    """A number that somebody may give."""

    answer: str
    tolerance: str
    weight: Decimal
    speaks: bool = False


def number_key(ranges: Sequence[NumberRange]) -> QuestionKey:
    """Return the widest of the right ranges, which holds the others; raises `CannotConvert`."""
    right = [each for each in ranges if same_weight(each.weight, FULL)]
    lost = [
        f"answer: {each.answer} ± {each.tolerance} was worth {percent(each.weight)}"
        for each in ranges
        if each not in right and (each.weight or each.answer != "*")
    ]
    if any(each.speaks for each in ranges):
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
        raise CannotConvert(f"“{text}” is no number") from error
    if not found.is_finite() or "_" in text:
        raise CannotConvert(f"“{text}” is no number")
    return found


def matching_key(pairs: Sequence[tuple[str, str]]) -> QuestionKey:
    """Return pairs, those without a left as spare rights; raises `CannotConvert`."""
    kept = [(left, right) for left, right in pairs if left]
    if len(kept) < 2:
        raise CannotConvert("there are fewer than two pairs")
    if not all(right for _, right in kept):
        raise CannotConvert("a pair has no right side")
    spare = distractor_words(
        [right for left, right in pairs if not left], [right for _, right in kept]
    )
    data: Data = {"type": "matching", "pairs": [{left: right} for left, right in kept]}
    return QuestionKey(data | ({"distractors": spare} if spare else {}), [])


def distractor_words(words: Sequence[str], right: Sequence[str]) -> list[str]:
    """Return the words that look unlike each other and unlike the right ones."""
    seen = {look_alike(word) for word in right}
    spare: dict[str, str] = {}
    for word in words:
        if word and look_alike(word) not in seen:
            spare.setdefault(look_alike(word), word)
    return list(spare.values())
