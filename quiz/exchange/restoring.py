"""Whole questions that stand in another format as our own writer put them there."""

from typing import Any, NamedTuple

from quiz.bank.questions import rebuild_question
from quiz.kinds import KINDS
from quiz.model.question import Question

_DEEPEST = 8


class Restored(NamedTuple):
    """A question, also in bank format."""

    question: Question
    data: dict[str, Any]


def restore(data: object) -> Restored | None:
    """Return the question that `write_question` wrote, or None when it is none.

    What comes from a bank's sources is left out, for it is looked for in them again.
    """
    if not isinstance(data, dict) or not _is_plain(data, _DEEPEST):
        return None
    question = rebuild_question(data)
    if question is None:
        return None
    found = {field.name for field in KINDS[question.kind].stored}
    return Restored(question, {key: value for key, value in data.items() if key not in found})


def _is_plain(data: object, deepest: int) -> bool:
    """Check whether data are texts, lists and mappings alone, as bank format has them."""
    if isinstance(data, str):
        return True
    if not deepest or not isinstance(data, list | dict):
        return False
    values = data
    if isinstance(data, dict):
        if not all(isinstance(key, str) for key in data):
            return False
        values = list(data.values())
    return all(_is_plain(value, deepest - 1) for value in values)
