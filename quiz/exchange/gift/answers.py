"""The answers between the braces of a GIFT question as the key of one of our types."""

import re
from collections.abc import Iterator
from decimal import Decimal

from quiz.exchange.gift.syntax import FormattedText, read_text, read_weight, show_escapes
from quiz.exchange.moodle.gaps import (
    GappedText,
    fill_gaps,
    fits_gap,
    gap_mark,
    read_gapped,
    replace_marks,
)
from quiz.exchange.moodle.keys import (
    NO_FEEDBACK,
    NumberRange,
    QuestionKey,
    WeightedAnswer,
    choice_key,
    matching_key,
    number_key,
    typed_key,
)
from quiz.exchange.moodle.losing import one_line
from quiz.exchange.moodle.multianswer import word_bank_key
from quiz.exchange.moodle.texts import displayed_text, read_explanation, to_html
from quiz.exchange.moodle.weights import FULL
from quiz.exchange.parcels import CannotConvert

_TRUTHS = {"T": "true", "TRUE": "true", "F": "false", "FALSE": "false"}
_ORDERING = re.compile(
    r">\s*(\d{1,9})\s*(ALL|EXACT|RANDOM|REL|CONTIGUOUS|CONTIG)?\s*"
    r"(?:HORIZONTAL|HORI|H|1|VERTICAL|VERT|V|0)?\s*"
    r"(?:ALL_OR_NOTHING|ABSOLUTE_POSITION|ABSOLUTE|ABS|RELATIVE_NEXT_EXCLUDE_LAST"
    r"|RELATIVE_NEXT_INCLUDE_LAST|RELATIVE_ONE_PREVIOUS_AND_NEXT|RELATIVE_ALL_PREVIOUS_AND_NEXT"
    r"|RELATIVE_TO_CORRECT|RELATIVE|LONGEST_ORDERED_SUBSET|LONGEST_CONTIGUOUS_SUBSET|REL)?\s*"
    r"(?:SHOW|TRUE|YES|1|HIDE|FALSE|NO|0)?\s*(?:none|123|abc|ABCD|iii|IIII)?\s*(.*)",
    re.DOTALL,
)
_BLANK = "____"


def read_key(before: FormattedText, after: str, answers: str) -> QuestionKey:
    """Return prompt and key of a question; `answers` has placeholders for escaped signs.

    The rules that tell the types apart are Moodle's, in its order. Raise `CannotConvert` when the
    answers make no key.
    """
    ordering = _ORDERING.match(answers)
    if ordering:
        key = _ordering(ordering)
    elif answers.startswith("#"):
        key = number_key([*_ranges(answers[1:])])
    elif "~" in answers:
        return _choice(before, after, answers)
    elif "=" in answers and "->" in answers:
        key = _matching(answers, before.text_format)
    elif answers.partition("#")[0].strip() in _TRUTHS:
        key = _true_false(answers)
    else:
        return _typed(before, after, answers)
    return _prompted(before, after, key)


def _gapped(before: FormattedText, after: str) -> GappedText | None:
    """Return a text with a gap in it, or None where nothing follows the answers."""
    if not after.strip():
        return None
    return read_gapped(to_html(f"{before.text}{gap_mark(0)}{after}", before.text_format))


def _prompted(before: FormattedText, after: str, key: QuestionKey) -> QuestionKey:
    blank = f"{gap_mark(0)}{after}" if after.strip() else ""
    prompt = displayed_text(f"{before.text}{blank}", before.text_format)
    if not prompt.text:
        raise CannotConvert("the question has no text")
    text = replace_marks(prompt.text, [_BLANK])
    lost = [*key.lost, *(f"prompt: {what}" for what in prompt.lost)]
    return QuestionKey({"prompt": text, **key.data}, lost)


def _pieces(answers: str, sign: str) -> list[str]:
    """Return the stripped pieces between the signs, without an empty first one."""
    first, *others = answers.split(sign)
    return [piece.strip() for piece in ([first] if first.strip() else []) + others]


def _answer(piece: str, text_format: str, default: Decimal) -> tuple[FormattedText, WeightedAnswer]:
    """Return the text of an answer with its format, and the answer as it was typed."""
    weight, rest = read_weight(piece, default)
    text, _, feedback = rest.partition("#")
    explanation = read_explanation(*read_text(feedback.strip(), text_format))
    words = read_text(text.strip(), text_format)
    return words, WeightedAnswer(words.text, weight, explanation)


def _choice(before: FormattedText, after: str, answers: str) -> QuestionKey:
    single = "=" in answers
    options = []
    lost = set[str]()
    for piece in _pieces(answers.replace("=", "~="), "~"):
        right = piece.startswith("=")
        words, answer = _answer(
            piece.removeprefix("="), before.text_format, FULL if right else Decimal(0)
        )
        text = displayed_text(*words)
        lost |= set(text.lost)
        options.append(answer._replace(text=text.text, weight=FULL if right else answer.weight))
    key = choice_key(options, single)
    key.lost.extend(f"distractors: {what} in options" for what in sorted(lost))
    gapped = _gapped(before, after)
    word = key.data.get("answer")
    if gapped is not None and isinstance(word, str) and fits_gap(word):
        return _word_bank(gapped, word, key)
    return _prompted(before, after, key)


def _word_bank(gapped: GappedText, answer: str, key: QuestionKey) -> QuestionKey:
    texts = [each if isinstance(each, str) else each["text"] for each in key.data["distractors"]]
    word_bank = word_bank_key(gapped, [answer], texts, key.lost)
    if "distractors" in word_bank.data:
        word_bank.data["distractors"] = key.data["distractors"]
    return word_bank


def _typed(before: FormattedText, after: str, answers: str) -> QuestionKey:
    found = [_answer(piece, before.text_format, FULL)[1] for piece in _pieces(answers, "=")]
    key = typed_key(found, False)
    gapped = _gapped(before, after)
    words = [word for word in key.data["answers"] if fits_gap(word)]
    if gapped is None or not words:
        short = QuestionKey({"type": "short_answer", **key.data}, key.lost)
        return _prompted(before, after, short)
    texts, more = fill_gaps(gapped, [words])
    if len(words) < len(key.data["answers"]):
        more.append("text: a gap cannot hold words with braces or bars")
    rejects = {"reject": key.data["reject"]} if "reject" in key.data else {}
    lost = [what.replace("answers:", "text:", 1) for what in key.lost] + more
    return QuestionKey({"type": "cloze", **texts, **rejects}, lost)


def _matching(answers: str, text_format: str) -> QuestionKey:
    pairs = []
    lost = set[str]()
    for piece in _pieces(answers, "="):
        left, arrow, right = piece.partition("->")
        if not arrow:
            raise CannotConvert(f"there is no “->” in “{show_escapes(piece)}”")
        texts = (
            displayed_text(*read_text(left.strip(), text_format)),
            displayed_text(show_escapes(right)),
        )
        lost |= {*texts[0].lost, *texts[1].lost}
        pairs.append((texts[0].text, one_line(texts[1].text)))
    key = matching_key(pairs)
    key.lost.extend(f"pairs: {what}" for what in sorted(lost))
    return key


def _true_false(answers: str) -> QuestionKey:
    # The first feedback is shown for a wrong answer, the second for a right one.
    truth, _, feedback = answers.partition("#")
    has_feedback = bool(show_escapes(feedback.replace("#", "")).strip())
    lost = [f"answer: {NO_FEEDBACK}"] if has_feedback else []
    return QuestionKey({"type": "true_false", "answer": _TRUTHS[truth.strip()]}, lost)


def _ranges(answers: str) -> Iterator[NumberRange]:
    rest, wrong, _ = answers.partition("~")
    for piece in _pieces(rest, "="):
        words, answer = _answer(piece, "plain", FULL)
        low, dots, high = words.text.partition("..")
        if dots and low:
            yield _between(low, high, answer)
            continue
        middle, _, tolerance = words.text.partition(":")
        yield NumberRange(
            middle.strip(), tolerance.strip() or "0", answer.weight, answer.has_feedback
        )
    if wrong:
        yield NumberRange("*", "0", Decimal(0), True)


def _between(low: str, high: str, answer: WeightedAnswer) -> NumberRange:
    try:
        minimum, maximum = Decimal(low.strip()), Decimal(high.strip())
        middle = (minimum + maximum) / 2
        tolerance = maximum - middle
    except ArithmeticError as error:
        raise CannotConvert(f"“{low}..{high}” is not a range of numbers") from error
    return NumberRange(str(middle), str(tolerance), answer.weight, answer.has_feedback)


def _ordering(found: re.Match[str]) -> QuestionKey:
    items = [
        displayed_text(show_escapes(line), "moodle")
        for line in found[3].split("\n")
        if line.strip()
    ]
    texts = [item.text for item in items]
    if len(texts) < 2 or not all(texts):
        raise CannotConvert(
            "there are fewer than two items" if all(texts) else "an item has no text"
        )
    lost = [f"items: {what}" for what in sorted({what for item in items for what in item.lost})]
    if found[2] not in ("ALL", "EXACT") and 2 <= int(found[1]) < len(items):
        lost.append(f"items: only {found[1]} of them were shown at a time")
    return QuestionKey({"type": "ordering", "items": texts}, lost)
