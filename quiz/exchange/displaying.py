"""Questions as they stand on a page or a card: options with letters, the key in words."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random
from string import ascii_uppercase
from typing import Any
from zlib import crc32

from quiz.exchange.turning import as_choice, numbered
from quiz.kinds import kind_of
from quiz.kinds.categorize import NO_CATEGORY
from quiz.model.question import (
    Categorize,
    Cloze,
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


@dataclass(frozen=True, slots=True)
class Display:
    """A question as it is displayed; texts are the author's, with line breaks."""

    key: tuple[str, ...]
    """What is right, piece by piece."""
    options: tuple[str, ...] = ()
    """What can be chosen, in the order shown; letters name them."""
    lefts: tuple[str, ...] = ()
    """What options are to be matched with; numbers name them."""
    body: str = ""
    """A text with gaps."""
    explained: tuple[Option, ...] = ()
    """Options of which the author says something."""
    typed: str = ""
    """The one answer that can be typed."""


def display(question: Question, seed: str) -> Display:
    """Return how a question is displayed; equal seeds give equal orders."""
    return KINDS[question.kind](question, Random(crc32(seed.encode())))


def _order(question: Question, random: Random) -> Sequence[int]:
    return [int(number) for number in kind_of(question).order(question, random)]


def _explained(options: Sequence[Option]) -> tuple[Option, ...]:
    return tuple(option for option in options if option.feedback or option.quotes)


def _lettered(place: int, text: str) -> str:
    return f"{ascii_uppercase[place]}. {text}"


def _choice(question: SingleChoice | MultipleResponse, random: Random) -> Display:
    order = _order(question, random)
    texts = [option.text for option in question.options]
    right = 1 if isinstance(question, SingleChoice) else len(question.answers)
    return Display(
        key=tuple(_lettered(at, texts[n]) for at, n in enumerate(order) if n < right),
        options=tuple(texts[number] for number in order),
        explained=_explained(question.options),
    )


def _true_false(question: TrueFalse, random: Random) -> Display:
    options = kind_of(question).shown(question)
    place = 0 if question.answer else 1
    return Display(key=(_lettered(place, options[place]),), options=options)


def _short_answer(question: ShortAnswer, random: Random) -> Display:
    shown, *others = question.answers
    also = (f"also right: {'; '.join(others)}",) if others else ()
    return Display(key=(shown, *also), typed=shown)


def _numeric(question: Numeric, random: Random) -> Display:
    answer = plain(question.answer)
    tolerance = f" ± {plain(question.tolerance)}" if question.tolerance else ""
    unit = f" {question.unit}" if question.unit else ""
    return Display(key=(f"{answer}{tolerance}{unit}",), typed=f"{answer}{unit}")


def _cloze(question: Cloze, random: Random) -> Display:
    words = kind_of(question).shown(question)
    several = len(question.gaps) > 1
    return Display(
        key=tuple(
            f"[{number}] {' / '.join(gap.accepted)}" if several else " / ".join(gap.accepted)
            for number, gap in enumerate(question.gaps, 1)
        ),
        options=tuple(words[number] for number in _order(question, random)),
        body=numbered(question),
        explained=_explained(question.distractors),
    )


def _matching(question: Matching, random: Random) -> Display:
    rights = question.rights
    order = _order(question, random)
    places = {rights[number]: place for place, number in enumerate(order)}
    return Display(
        key=tuple(
            f"{number}. {pair.left} → {_lettered(places[pair.right], pair.right)}"
            for number, pair in enumerate(question.pairs, 1)
        ),
        options=tuple(rights[number] for number in order),
        lefts=tuple(pair.left for pair in question.pairs),
        explained=_explained(question.distractors),
    )


def _ordering(question: Ordering, random: Random) -> Display:
    order = _order(question, random)
    return Display(
        key=tuple(_lettered(order.index(n), text) for n, text in enumerate(question.items)),
        options=tuple(question.items[number] for number in order),
    )


def _categorize(question: Categorize, random: Random) -> Display:
    order = _order(question, random)
    names = [category.name for category in question.categories]
    lettered = [*(_lettered(at, name) for at, name in enumerate(names)), NO_CATEGORY]
    items, targets = question.items, question.targets
    return Display(
        key=tuple(
            f"{place}. {items[number]} → {lettered[targets[number]]}"
            for place, number in enumerate(order, 1)
        ),
        options=tuple(names),
        lefts=tuple(items[number] for number in order),
        explained=_explained(question.distractors),
    )


def _find_evidence(question: FindEvidence, random: Random) -> Display:
    return _choice(as_choice(question), random)


KINDS: dict[str, Callable[[Any, Random], Display]] = {
    SingleChoice.kind: _choice,
    MultipleResponse.kind: _choice,
    TrueFalse.kind: _true_false,
    ShortAnswer.kind: _short_answer,
    Numeric.kind: _numeric,
    Cloze.kind: _cloze,
    Matching.kind: _matching,
    Ordering.kind: _ordering,
    Categorize.kind: _categorize,
    FindEvidence.kind: _find_evidence,
}
"""How each type is displayed."""
