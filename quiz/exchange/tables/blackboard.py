"""Rows as Blackboard takes them: a word for the type, the question, then what the type needs."""

import re
from collections.abc import Callable, Sequence
from typing import Any

from quiz.exchange.parcels import CannotConvert
from quiz.exchange.tables.headed import displayed_cell, numeric_key

BLACKBOARD_KEYWORDS = frozenset(
    ("MC", "MA", "TF", "ESS", "ORD", "MAT", "FIB", "FIB_PLUS", "FIL", "NUM", "SR", "OP")
    + ("JUMBLED_SENTENCE", "QUIZ_BOWL")
)
"""The words for the types of Blackboard's tables."""
_VARIABLE = re.compile(r"\[([^\[\]\n]+)\]")


def blackboard_question(cells: Sequence[str], lost: list[str]) -> dict[str, Any]:
    """Return the question of a row in bank format; raises `CannotConvert`."""
    keyword = cells[0].strip()
    if keyword not in BLACKBOARD_READERS:
        raise CannotConvert(f"Blackboard's {keyword} has no type here")
    texts = [displayed_cell("options", cell, lost).text for cell in cells[2:]]
    prompt = displayed_cell("prompt", cells[1] if len(cells) > 1 else "", lost).text
    if not prompt:
        raise CannotConvert("there is no question in it")
    return BLACKBOARD_READERS[keyword](prompt, texts)


def _filled(texts: Sequence[str]) -> list[str]:
    return [text for text in texts if text]


def _choice(prompt: str, texts: Sequence[str]) -> tuple[list[str], list[str]]:
    marks = [mark.casefold() for mark in texts[1::2]]
    options = texts[: 2 * len(marks) : 2]
    pairs = [(option, mark) for option, mark in zip(options, marks, strict=True) if option]
    if any(mark not in ("correct", "incorrect") for _, mark in pairs):
        raise CannotConvert("each option needs “correct” or “incorrect” behind it")
    right = [option for option, mark in pairs if mark == "correct"]
    if not right:
        raise CannotConvert("no option is correct")
    return right, [option for option, mark in pairs if mark != "correct"]


def _one(prompt: str, texts: Sequence[str]) -> dict[str, Any]:
    right, wrong = _choice(prompt, texts)
    if len(right) > 1:
        raise CannotConvert("several options are correct, and MC has one")
    return {"type": "single_choice", "prompt": prompt, "answer": right[0], "distractors": wrong}


def _several(prompt: str, texts: Sequence[str]) -> dict[str, Any]:
    right, wrong = _choice(prompt, texts)
    return {"type": "multiple_response", "prompt": prompt, "answers": right, "distractors": wrong}


def _true_false(prompt: str, texts: Sequence[str]) -> dict[str, Any]:
    answer = texts[0].casefold() if texts else ""
    if answer not in ("true", "false"):
        raise CannotConvert("the answer is neither true nor false")
    return {"type": "true_false", "prompt": prompt, "answer": answer}


def _ordering(prompt: str, texts: Sequence[str]) -> dict[str, Any]:
    return {"type": "ordering", "prompt": prompt, "items": _filled(texts)}


def _matching(prompt: str, texts: Sequence[str]) -> dict[str, Any]:
    pairs = list(zip(texts[::2], texts[1::2], strict=False))
    if len(texts) % 2 and texts[-1] or any(bool(left) != bool(right) for left, right in pairs):
        raise CannotConvert("a left has no right, or a right no left")
    made = [{left: right} for left, right in pairs if left]
    return {"type": "matching", "prompt": prompt, "pairs": made}


def _short(prompt: str, texts: Sequence[str]) -> dict[str, Any]:
    answers = _filled(texts)
    if not answers:
        raise CannotConvert("it does not say what is right")
    return {"type": "short_answer", "prompt": prompt, "answers": answers}


def _numeric(prompt: str, texts: Sequence[str]) -> dict[str, Any]:
    if not texts:
        raise CannotConvert("it does not say what is right")
    row = {"tolerance": texts[1]} if len(texts) > 1 and texts[1] else {}
    return {"type": "numeric", "prompt": prompt, **numeric_key(texts[0], row)}


def _gaps(prompt: str, texts: Sequence[str]) -> dict[str, Any]:
    """Return a text whose variables in brackets are followed by their answers, as groups."""
    answers: dict[str, list[str]] = {}
    name = ""
    for text in texts:
        if not text:
            name = ""
        elif not name:
            name = text
        else:
            answers.setdefault(name, []).append(text)
    named = _VARIABLE.findall(prompt)
    if not answers or any(named.count(each) != 1 for each in answers):
        raise CannotConvert("its text has no place for each group of answers")
    if "{{" in prompt or any(
        set(word) & set("|{}\n") for some in answers.values() for word in some
    ):
        raise CannotConvert("it holds a sign that no text with gaps may hold: |, {, }")
    text = _VARIABLE.sub(
        lambda found: f"{{{{{'|'.join(answers[found[1]])}}}}}" if found[1] in answers else found[0],
        prompt,
    )
    return {"type": "cloze", "text": text}


BLACKBOARD_READERS: dict[str, Callable[[str, Sequence[str]], dict[str, Any]]] = {
    "MC": _one,
    "MA": _several,
    "TF": _true_false,
    "ORD": _ordering,
    "MAT": _matching,
    "FIB": _short,
    "FIB_PLUS": _gaps,
    "NUM": _numeric,
}
"""What each word is made into."""
