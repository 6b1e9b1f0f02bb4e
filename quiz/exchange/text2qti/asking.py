"""One question of a text2qti document converted to bank format."""

import re
from collections.abc import Sequence
from decimal import Context, Decimal
from typing import Any

from quiz.exchange.markdown_text import reduce_markdown
from quiz.exchange.parcels import CannotConvert
from quiz.exchange.text2qti.entries import DocumentEntry
from quiz.kinds.options import write_option, write_quotes
from quiz.model.question import Option, Quote
from quiz.text.cleaning import truncate
from quiz.text.numbers import plain

Data = dict[str, Any]
_ANSWERS = ("right", "wrong", "ticked", "unticked", "short", "number", "essay", "upload")
_NUMBER = re.compile(r"[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d{1,3})?", re.ASCII)
_EXACT = Context(prec=1000)
_UNMARKED = {
    "essay": "it is an essay, which a program cannot mark",
    "upload": "it asks for a file, which a program cannot mark",
}
_UNREAD = {
    "stray": "is not part of a question",
    "unended": "starts a comment that never ends: add END_COMMENT",
}
_FEEDBACK = {
    "on_right": "explanation: what is said of right answers alone is not kept",
    "on_wrong": "explanation: what is said of wrong answers alone is not kept",
}


def read_question(entries: Sequence[DocumentEntry], group_points: str, lost: list[str]) -> Data:
    """Return a question in bank format; raise `CannotConvert` when it has no clear key."""
    for entry in entries:
        if entry.kind in _UNREAD:
            raise CannotConvert(f"line {entry.line} {_UNREAD[entry.kind]}")
    stem = next(entry for entry in entries if entry.kind == "question")
    answers = [entry for entry in entries if entry.kind in _ANSWERS]
    key = _key(answers, entries, lost)
    return {
        "type": key.pop("type"),
        "prompt": _shown(stem.text, "prompt", lost),
        **key,
        **_explanation(entries, lost),
        **_points(entries, group_points),
    }


def _key(
    answers: Sequence[DocumentEntry], entries: Sequence[DocumentEntry], lost: list[str]
) -> Data:
    kinds = {entry.kind for entry in answers}
    for kind, reason in _UNMARKED.items():
        if kind in kinds:
            raise CannotConvert(reason)
    if not kinds:
        raise CannotConvert("it has no answers")
    if kinds <= {"right", "wrong"}:
        return _single(entries, lost)
    if kinds <= {"ticked", "unticked"}:
        return _multiple(entries, lost)
    if kinds == {"short"}:
        return {"type": "short_answer", "answers": [entry.text for entry in answers]}
    if kinds == {"number"} and len(answers) == 1:
        return _number(answers[0].text, lost)
    raise CannotConvert("it mixes several types of answers")


def _single(entries: Sequence[DocumentEntry], lost: list[str]) -> Data:
    right, wrong = _options(entries, "right", lost), _options(entries, "wrong", lost)
    if len(right) != 1 or not wrong:
        raise CannotConvert("it needs exactly one right option, marked by “*”, and wrong ones")
    texts = sorted(option.text.lower() for option in (*right, *wrong))
    if texts == ["false", "true"]:
        if any(option.feedback or option.quotes for option in (*right, *wrong)):
            lost.append("explanation: feedback on single answers is not imported")
        return {"type": "true_false", "answer": right[0].text.lower()}
    return {
        "type": "single_choice",
        "answer": write_option(right[0]),
        "distractors": [write_option(option) for option in wrong],
    }


def _multiple(entries: Sequence[DocumentEntry], lost: list[str]) -> Data:
    right, wrong = _options(entries, "ticked", lost), _options(entries, "unticked", lost)
    if not right:
        raise CannotConvert("no option is marked as right")
    return {
        "type": "multiple_response",
        "answers": [write_option(option) for option in right],
        "distractors": [write_option(option) for option in wrong],
    }


def _options(entries: Sequence[DocumentEntry], kind: str, lost: list[str]) -> list[Option]:
    """Return the options of a kind with the feedback directly below each."""
    found = []
    for entry, below in zip(entries, [*entries[1:], None], strict=True):
        if entry.kind == kind:
            text = _shown(entry.text, "options", lost)
            if not text:
                raise CannotConvert(f"the option in line {entry.line} shows no text")
            feedback, quotes = "", tuple[Quote, ...]()
            if below is not None and below.kind == "feedback":
                feedback, quotes = _explained(below.text, "feedback", lost)
            found.append(Option(text, feedback, quotes))
    return found


def _number(text: str, lost: list[str]) -> Data:
    if text.startswith("[") and text.endswith("]") and text.count(",") == 1:
        low, high = (_decimal(part) for part in text[1:-1].split(","))
        if low > high:
            raise CannotConvert(f"“{text}” is not a range of numbers")
        lost.append(f"answer: it was any number from {plain(low)} to {plain(high)}")
        middle = _EXACT.divide(_EXACT.add(low, high), Decimal(2))
        return _numeric(plain(middle), _EXACT.subtract(high, middle))
    answer, _, margin = (part.strip() for part in text.partition("+-"))
    number = _decimal(answer)
    if not margin:
        return _numeric(answer, Decimal(0))
    if margin.endswith("%"):
        share = _EXACT.divide(_decimal(margin[:-1]), Decimal(100))
        return _numeric(answer, _EXACT.multiply(number.copy_abs(), share))
    return _numeric(answer, _decimal(margin))


def _numeric(answer: str, tolerance: Decimal) -> Data:
    written = {"tolerance": plain(tolerance)} if tolerance else {}
    return {"type": "numeric", "answer": answer.replace("_", ""), **written}


def _decimal(text: str) -> Decimal:
    text = text.strip().replace("_", "")
    if len(text) > 100 or not _NUMBER.fullmatch(text):
        raise CannotConvert(f"“{truncate(text, 40)}” is not a number")
    return Decimal(text)


def _explanation(entries: Sequence[DocumentEntry], lost: list[str]) -> Data:
    """Return the feedback on the question as a whole, which stands above its answers."""
    texts: list[str] = []
    for entry in entries:
        if entry.kind in _ANSWERS:
            break
        if entry.kind in ("feedback", "solution"):
            texts.append(entry.text)
    conditional = [entry for entry in entries if entry.kind in _FEEDBACK]
    right = next((entry.text for entry in conditional if entry.kind == "on_right"), "")
    if right and not texts:
        texts.append(right)
        lost.append("explanation: it was shown with right answers alone")
        conditional = [entry for entry in conditional if entry.kind != "on_right"]
    lost += dict.fromkeys(_FEEDBACK[entry.kind] for entry in conditional)
    text, quotes = _explained("\n\n".join(texts), "explanation", lost)
    return ({"explanation": text} if text else {}) | write_quotes(quotes)


def _explained(text: str, name: str, lost: list[str]) -> tuple[str, tuple[Quote, ...]]:
    reduced = reduce_markdown(text)
    if reduced.lost:
        lost.append(f"{name}: {', '.join(reduced.lost)}")
    return reduced.text, tuple(Quote(" ".join(quote.split())) for quote in reduced.quotes)


def _shown(text: str, name: str, lost: list[str]) -> str:
    reduced = reduce_markdown(text)
    loss = f"{name}: {', '.join(reduced.lost)}"
    if reduced.lost and loss not in lost:
        lost.append(loss)
    return "\n\n".join(block.text for block in reduced.blocks)


def _points(entries: Sequence[DocumentEntry], group_points: str) -> Data:
    own = next((entry.text for entry in entries if entry.kind == "points"), "")
    text = group_points or own or "1"
    number = _decimal(text)
    if number <= 0:
        raise CannotConvert(f"“{text}” is not a number of points")
    return {} if number == 1 else {"points": plain(number)}
