"""Rows of Blackboard's tables: a keyword for the type, the question, then its answers."""

import re
from collections.abc import Callable, Sequence
from typing import Any

from quiz.exchange.parcels import CannotConvert
from quiz.exchange.tables.headed import displayed_cell, numeric_key

BLACKBOARD_KEYWORDS = frozenset(
    ("MC", "MA", "TF", "ESS", "ORD", "MAT", "FIB", "FIB_PLUS", "FIL", "NUM", "SR", "OP")
    + ("JUMBLED_SENTENCE", "QUIZ_BOWL")
)
"""The keywords of all question types that Blackboard's tables have."""
_VARIABLE = re.compile(r"\[([^\[\]\n]+)\]")


def blackboard_question(cells: Sequence[str], lost: list[str]) -> dict[str, Any]:
    """Return the question of a row in bank format; raise `CannotConvert` if it has no clear key."""
    keyword = cells[0].strip()
    if keyword not in BLACKBOARD_READERS:
        raise CannotConvert(f"a bank cannot hold Blackboard's question type {keyword}")
    texts = [displayed_cell("options", cell, lost).text for cell in cells[2:]]
    prompt = displayed_cell("prompt", cells[1] if len(cells) > 1 else "", lost).text
    if not prompt:
        raise CannotConvert("the row has no question text")
    return BLACKBOARD_READERS[keyword](prompt, texts)


def _non_empty(texts: Sequence[str]) -> list[str]:
    return [text for text in texts if text]


def _marked_options(prompt: str, texts: Sequence[str]) -> tuple[list[str], list[str]]:
    marks = [mark.casefold() for mark in texts[1::2]]
    options = texts[: 2 * len(marks) : 2]
    pairs = [(option, mark) for option, mark in zip(options, marks, strict=True) if option]
    if any(mark not in ("correct", "incorrect") for _, mark in pairs):
        raise CannotConvert("each option needs “correct” or “incorrect” in the next cell")
    right = [option for option, mark in pairs if mark == "correct"]
    if not right:
        raise CannotConvert("no option is correct")
    return right, [option for option, mark in pairs if mark != "correct"]


def _one(prompt: str, texts: Sequence[str]) -> dict[str, Any]:
    right, wrong = _marked_options(prompt, texts)
    if len(right) > 1:
        raise CannotConvert("several options are correct, but MC allows only one: use MA")
    return {"type": "single_choice", "prompt": prompt, "answer": right[0], "distractors": wrong}


def _several(prompt: str, texts: Sequence[str]) -> dict[str, Any]:
    right, wrong = _marked_options(prompt, texts)
    return {"type": "multiple_response", "prompt": prompt, "answers": right, "distractors": wrong}


def _true_false(prompt: str, texts: Sequence[str]) -> dict[str, Any]:
    answer = texts[0].casefold() if texts else ""
    if answer not in ("true", "false"):
        raise CannotConvert("the answer is neither true nor false")
    return {"type": "true_false", "prompt": prompt, "answer": answer}


def _ordering(prompt: str, texts: Sequence[str]) -> dict[str, Any]:
    return {"type": "ordering", "prompt": prompt, "items": _non_empty(texts)}


def _matching(prompt: str, texts: Sequence[str]) -> dict[str, Any]:
    pairs = list(zip(texts[::2], texts[1::2], strict=False))
    if len(texts) % 2 and texts[-1] or any(bool(left) != bool(right) for left, right in pairs):
        raise CannotConvert("one side of a pair is missing")
    made = [{left: right} for left, right in pairs if left]
    return {"type": "matching", "prompt": prompt, "pairs": made}


def _short_answer(prompt: str, texts: Sequence[str]) -> dict[str, Any]:
    answers = _non_empty(texts)
    if not answers:
        raise CannotConvert("the row has no answer")
    return {"type": "short_answer", "prompt": prompt, "answers": answers}


def _numeric(prompt: str, texts: Sequence[str]) -> dict[str, Any]:
    if not texts:
        raise CannotConvert("the row has no answer")
    row = {"tolerance": texts[1]} if len(texts) > 1 and texts[1] else {}
    return {"type": "numeric", "prompt": prompt, **numeric_key(texts[0], row)}


def _gaps(prompt: str, texts: Sequence[str]) -> dict[str, Any]:
    """Return a cloze; after the text, each variable of it is followed by its answers."""
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
        raise CannotConvert(
            "its answers do not fit the variables in its text: each must occur exactly once"
        )
    if "{{" in prompt or any(
        set(word) & set("|{}\n") for some in answers.values() for word in some
    ):
        raise CannotConvert("its gaps hold a sign that they cannot hold in a bank: |, { or }")
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
    "FIB": _short_answer,
    "FIB_PLUS": _gaps,
    "NUM": _numeric,
}
"""The function that reads each keyword's question."""
