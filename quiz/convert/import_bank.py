"""Whole questions that stand in another format as our own writer put them there."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from quiz.bank.fields import FORMAT
from quiz.bank.questions import rebuild_question
from quiz.convert.model import ConversionLoss, ImportedBank, SkippedQuestion
from quiz.convert.normalize import NormalizedQuestion, normalize, suggest_quotes
from quiz.model.bank import Source
from quiz.model.question import Question
from quiz.question_types import QUESTION_TYPES
from quiz.text.cleaning import clean_line
from quiz.yaml_source.writer import yaml_item, yaml_lines

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
    found = {field.name for field in QUESTION_TYPES[question.kind].stored}
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


_NO_SOURCE = "# No source: no quote could be checked. “quiz import --source TEXT” looks for quotes."


@dataclass(frozen=True, slots=True)
class Plan:
    """What the bank that is made shall be."""

    id: str
    title: str
    description: str = ""
    language: str = ""
    sources: Mapping[str, Source] = field(default_factory=dict)
    paths: Mapping[str, str] = field(default_factory=dict)
    """The path of each source as the bank gives it."""
    accept: bool = False
    """Whether proposed quotes are written as quotes, not as comments."""


class Assembled(NamedTuple):
    """The text of a bank, and what was lost on the way."""

    text: str
    questions: int
    proposed: int
    """Questions for which a quote is proposed."""
    unsupported: int
    """Questions without any quote, proposed or not."""
    losses: tuple[ConversionLoss, ...]
    skipped: tuple[SkippedQuestion, ...]


def assemble(banks: Sequence[ImportedBank], plan: Plan) -> Assembled:
    """Return one bank of all that came in.

    A question that no bank may hold is left out, and stands there as a comment with the reason.
    """
    placed = normalize([each for bank in banks for each in bank.questions], plan.sources)
    if plan.sources:
        suggest_quotes(placed, plan.sources, plan.accept)
    kept = [each for each in placed if each.question is not None]
    bare = [each for each in kept if not each.data.keys() & {"quote", "quotes"}]
    items = (line for each in placed for line in _item(each))
    text = "\n".join([*_head(plan), "questions:", *items])
    return Assembled(
        text.rstrip("\n") + "\n",
        len(kept),
        sum(each.proposed for each in placed),
        sum(not each.proposed for each in bare),
        tuple(_losses(banks, placed, plan)),
        tuple(_skipped(banks, placed)),
    )


def _head(plan: Plan) -> Iterator[str]:
    described = {"description": plan.description, "language": plan.language}
    data = {"format": str(FORMAT), "id": plan.id, "title": plan.title}
    data |= {key: text for key, text in described.items() if text}
    yield from yaml_lines(data)
    if plan.sources:
        yield from yaml_lines({"sources": dict(plan.paths)})
    else:
        yield _NO_SOURCE
    yield ""


def _item(placed: NormalizedQuestion) -> list[str]:
    """Return a question as an item of a list, comments above it; all comments when left out."""
    lines = yaml_item(placed.data, "  ")
    # Missing quotes are in the notes in full.
    notes = [*(f"not carried: {loss}" for loss in placed.lost), *placed.notes]
    comments = [f"  # {clean_line(note)}".rstrip() for note in notes]
    if placed.question is None:
        reason = f"  # left out ({placed.incoming.place}): {clean_line(placed.reason)}"
        lines = [reason, *(f"  # {line[2:]}".rstrip() for line in lines)]
    return [*comments, *lines, ""]


def _losses(
    banks: Sequence[ImportedBank], placed: Sequence[NormalizedQuestion], plan: Plan
) -> Iterator[ConversionLoss]:
    for bank in banks:
        for what in bank.lost:
            yield ConversionLoss(plan.id, "", what)
    for each in placed:
        if each.question is not None:
            for what in [*each.lost, *each.missing_quotes]:
                yield ConversionLoss(plan.id, each.data["id"], what)


def _skipped(
    banks: Sequence[ImportedBank], placed: Sequence[NormalizedQuestion]
) -> Iterator[SkippedQuestion]:
    for bank in banks:
        yield from bank.skipped
    for each in placed:
        if each.question is None:
            yield SkippedQuestion(
                each.incoming.place, each.incoming.name or each.data["id"], each.reason
            )
