"""What came in as the text of a bank, with notes on what is missing."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from quiz.bank.fields import FORMAT
from quiz.document.writing import yaml_item, yaml_lines
from quiz.exchange.parcels import IncomingBank, Loss, Skipped
from quiz.exchange.settling import Placed, propose, settle
from quiz.model.bank import Source
from quiz.text.cleaning import clean_line

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
    losses: tuple[Loss, ...]
    skipped: tuple[Skipped, ...]


def assemble(banks: Sequence[IncomingBank], plan: Plan) -> Assembled:
    """Return one bank of all that came in.

    A question that no bank may hold is left out, and stands there as a comment with the reason.
    """
    placed = settle([each for bank in banks for each in bank.questions], plan.sources)
    if plan.sources:
        propose(placed, plan.sources, plan.accept)
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


def _item(placed: Placed) -> list[str]:
    """Return a question as an item of a list, comments above it; all comments when left out."""
    lines = yaml_item(placed.data, "  ")
    # Missing quotes are in the notes in full.
    notes = [*(f"not carried: {loss}" for loss in placed.lost), *placed.notes]
    comments = [f"  # {clean_line(note)}".rstrip() for note in notes]
    if placed.question is None:
        reason = f"  # left out ({placed.incoming.place}): {clean_line(placed.reason)}"
        lines = [reason, *(f"  # {line[2:]}".rstrip() for line in lines)]
    return [*comments, *lines, ""]


def _losses(banks: Sequence[IncomingBank], placed: Sequence[Placed], plan: Plan) -> Iterator[Loss]:
    for bank in banks:
        for what in bank.lost:
            yield Loss(plan.id, "", what)
    for each in placed:
        if each.question is not None:
            for what in [*each.lost, *each.missing_quotes]:
                yield Loss(plan.id, each.data["id"], what)


def _skipped(banks: Sequence[IncomingBank], placed: Sequence[Placed]) -> Iterator[Skipped]:
    for bank in banks:
        yield from bank.skipped
    for each in placed:
        if each.question is None:
            yield Skipped(each.incoming.place, each.incoming.name or each.data["id"], each.reason)
