"""Questions converted to a simpler type, for formats that lack their own type."""

from collections.abc import Iterable

from quiz.model.question import (
    Cloze,
    FindEvidence,
    Gap,
    Matching,
    MultipleResponse,
    Option,
    Pair,
    Question,
    SingleChoice,
)
from quiz.question_types import question_type_of
from quiz.question_types.options import MAX_OPTIONS, look_alike

MAX_SENTENCES = 10
"""The most sentences offered where the whole source cannot be shown."""


def fallback(question: Question, format_name: str) -> tuple[Question, str]:
    """Return a question as one of a more common type, and what is lost by that.

    For the types that a format has no entry of; `find_evidence` and `cloze` are turned below, as
    each format can.
    """
    turned = question_type_of(question).fallback(question)
    assert turned is not None, f"{question.kind} has neither an entry nor a fallback"
    return turned[0], f"type: it is {turned[1]} in {format_name}"


def as_choice(question: FindEvidence) -> SingleChoice | MultipleResponse:
    """Return the choice among the right sentences and those that stand nearest to them."""
    sentences = question.sentences
    near = sorted(
        set(range(len(sentences))) - set(question.key),
        key=lambda number: min(abs(number - right) for right in question.key),
    )
    spare = max(MAX_SENTENCES - len(question.key), 3)
    right = _told_apart(sentences[number] for number in question.key)
    wrong = [
        option
        for option in _told_apart(sentences[number] for number in sorted(near[:spare]))
        if look_alike(option.text) not in {look_alike(each.text) for each in right}
    ][: MAX_OPTIONS - len(right)]
    fields = question.shared()
    if len(right) == 1 and wrong:
        return SingleChoice(**fields, answer=right[0], distractors=tuple(wrong))
    return MultipleResponse(**fields, answers=tuple(right), distractors=tuple(wrong))


def _told_apart(texts: Iterable[str]) -> list[Option]:
    """Return an option for each text that looks unlike those before it."""
    found: dict[str, Option] = {}
    for text in texts:
        line = " ".join(text.split())
        found.setdefault(look_alike(line), Option(line))
    return list(found.values())


def as_matching(question: Cloze) -> Matching:
    """Return a cloze as a matching of its numbered gaps with the words shown for them."""
    fields = question.shared() | {"prompt": f"{question.prompt}\n\n{numbered(question)}"}
    pairs = tuple(
        Pair(f"[{number}]", gap.accepted[0]) for number, gap in enumerate(question.gaps, 1)
    )
    return Matching(**fields, pairs=pairs, distractors=question.distractors)


def numbered(question: Cloze) -> str:
    """Return the text with its gaps as `[1]`, `[2]`, …; a single one as `____`."""
    pieces: list[str] = []
    number = 0
    for part in question.parts:
        if isinstance(part, Gap):
            number += 1
            pieces.append(f"[{number}]" if len(question.gaps) > 1 else "____")
        else:
            pieces.append(part)
    return "".join(pieces)
