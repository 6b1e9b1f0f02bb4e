"""Moodle's texts, weights and answers, converted to the keys of our question types.

What a type cannot hold is listed as lost. Where a type cannot hold the right answers,
`CannotConvert` is raised.
"""

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from quiz.convert.html import paragraphs, reduce
from quiz.convert.markdown import markdown_html
from quiz.convert.model import CannotConvert, limit_text
from quiz.convert.render import Explained, from_html, given_forms
from quiz.model.question import MultipleResponse, TextRules
from quiz.question_types.options import look_alike
from quiz.question_types.typed_input import folded

_BY_NAME = {"plain_text": "plain", "moodle_auto_format": "moodle", "wiki_like": "plain"}


class VisibleText(NamedTuple):
    """The text that HTML displays; block quotes stay in their places."""

    text: str
    lost: tuple[str, ...]
    """The kinds of content that were lost, such as `pictures`."""


def to_html(text: str, text_format: str) -> str:
    """Return a text as HTML; `text_format` is named as in Moodle XML or in GIFT.

    Raise `CannotConvert` for a text that is far too long for a bank.
    """
    limit_text(text)
    text_format = _BY_NAME.get(text_format, text_format)
    if text_format == "markdown":
        return markdown_html(text)
    if text_format == "plain":
        return paragraphs(text)
    return text.strip().replace("\n", "<br/>") if text_format == "moodle" else text


def displayed_text(text: str, text_format: str = "html") -> VisibleText:
    """Return the text that is displayed."""
    reduced = reduce(to_html(text, text_format))
    return VisibleText("\n\n".join(block.text for block in reduced.blocks), reduced.lost)


def read_explanation(text: str, text_format: str = "html") -> Explained:
    """Return an explanation or feedback, its block quotes as quotes."""
    return from_html(to_html(text, text_format))


# From `question_bank` of Moodle 5.1: p/q with q up to 6, tenths, 1/7 to 1/10 and 1/20.
# It skips a question with any other weight.
WEIGHTS = tuple(
    map(
        Decimal,
        "100 90 83.33333 80 75 70 66.66667 60 50 40 33.33333 30 25 20 16.66667 14.28571 12.5 "
        "11.11111 10 5".split(),
    )
)
"""The positive weights; each may also be negative."""
FULL = Decimal(100)
_CLOSE = Decimal("0.01")


def nearest_weight(weight: Decimal) -> Decimal:
    """Return the weight that Moodle accepts closest to a weight in percent."""
    nearest = min(WEIGHTS, key=lambda known: abs(known - abs(weight)))
    return nearest.copy_sign(weight) if weight else weight


def answer_weights(count: int) -> list[Decimal]:
    """Return the weights of `count` right options: equal weights that add up to 100 if possible.

    From 11 options on, some count 10 and some 5. More than 20 options count 5 each, so that 20 of
    them give full marks.
    """
    if count <= 10:
        return [nearest_weight(FULL / count)] * count
    tens = max(0, 20 - count)
    return [Decimal(10)] * tens + [Decimal(5)] * (count - tens)


def choice_weights(question: MultipleResponse) -> tuple[list[Decimal], Decimal]:
    """Return the weight of each right option, and the weight of every wrong option."""
    count = len(question.answers)
    wrong = FULL if question.marking == "all_or_nothing" else nearest_weight(FULL / count)
    return answer_weights(count), -wrong


def same_weight(first: Decimal, second: Decimal) -> bool:
    """Check whether two weights differ by no more than rounding."""
    return abs(first - second) <= _CLOSE


def percent(weight: Decimal) -> str:
    """Return a weight for display, such as `33.3 %`."""
    return f"{float(weight):.3g} %"


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
    accepted = given_forms(accepted, TextRules(case_sensitive=case_sensitive))
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
        if not same_weight(each.weight, FULL) and (each.weight or each.answer != "*")
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
    data = {"type": "numeric", "answer": _written(answer)}
    return QuestionKey(data | ({"tolerance": _written(tolerance)} if tolerance else {}), lost)


def _written(number: Decimal) -> str:
    """Return a number with its zeros, which may count, and without an exponent unless huge."""
    return f"{number:f}" if -60 < number.adjusted() < 60 and len(str(number)) < 60 else str(number)


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


def one_line(text: str) -> str:
    """Return a text with its line breaks replaced by spaces."""
    return re.sub(r"\s*\n\s*", " ", text)


def category_title(path: str) -> str:
    """Return the title of the last category of a path; empty for the top and for contexts."""
    names = [part.replace("//", "/").strip() for part in re.split(r"(?<!/)/(?!/)", path)]
    return "" if names[-1] == "top" or re.fullmatch(r"\$\w+\$", names[-1]) else names[-1]
