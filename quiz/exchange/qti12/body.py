"""What depends on the type of an item, and what several types share."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random
from typing import TypeVar

from quiz.exchange.qti12.pieces import Answer
from quiz.model.question import TextRules

T = TypeVar("T")
FIRST = 1001
"""The number of the first answer; Canvas numbers its own so."""


@dataclass(slots=True)
class Body:
    """What depends on the type of an item."""

    type: str
    """As Canvas calls it."""
    presentation: str
    scoring: str
    answers: Sequence[Answer] = ()
    stem: str = ""
    """HTML; empty when the prompt is all there is."""
    losses: list[str] = field(default_factory=list)
    impossible: str = ""
    """Why there can be no item at all."""


def mixed(right: Sequence[T], wrong: Sequence[T], seed: str) -> list[T]:
    """Return right among wrong, each in their order, at places that tell nothing."""
    count = len(right) + len(wrong)
    places = set(Random(seed).sample(range(count), len(right)))
    rights, wrongs = iter(right), iter(wrong)
    return [next(rights if place in places else wrongs) for place in range(count)]


def lost_rules(rules: TextRules) -> list[str]:
    """Return what of the rules for typed text Canvas does not keep."""
    lost = {
        "case_sensitive: classic quizzes of Canvas ignore case": rules.case_sensitive,
        "strict: Canvas has no rule for accents": rules.strict,
        "typos: Canvas has no rule for slips": not rules.typos,
        "reject: Canvas has no place for wrong texts": rules.reject,
    }
    return [loss for loss, is_lost in lost.items() if is_lost]
