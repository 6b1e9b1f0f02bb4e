"""The model that all formats share: questions on their way, and the report of what was lost."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from quiz.text.cleaning import truncate
from quiz.text.formatting import counted

ProgressCallback = Callable[[int, int], None]
"""Called now and then with how many items are done and how many there are."""


def no_progress(done: int, total: int) -> None:
    """Ignore progress."""


class CannotConvert(Exception):
    """A question cannot be converted; the message says why."""


class ConversionLoss(NamedTuple):
    """A part of a question or bank that the other format cannot hold."""

    bank: str
    """The bank's id; empty before it has one."""
    question: str
    """The question's id or name; empty when the loss concerns the whole bank."""
    what: str
    """The field and the loss, such as `hints: GIFT has no place for them`."""


class SkippedQuestion(NamedTuple):
    """A question that could not be converted at all."""

    place: str
    """Its position: `line 12`, `item 3 (i1.xml)`; the bank's id when it is exported."""
    name: str
    """Its name in the file; may be empty."""
    reason: str
    """Why it could not be converted."""


class Exported(NamedTuple):
    """Banks in another format."""

    data: bytes
    losses: tuple[ConversionLoss, ...] = ()
    skipped: tuple[SkippedQuestion, ...] = ()


@dataclass(slots=True)
class ImportedQuestion:
    """A question as it was read from another format."""

    place: str
    """Its position in the file, as in `SkippedQuestion`."""
    data: dict[str, Any]
    """The question in bank format, as `write_question` gives it; `id` may be missing.

    Quotes have the same keys as in a bank, even without a source.
    """
    name: str = ""
    """Its name in its file; used to make an id if it has none."""
    lost: list[str] = field(default_factory=list)
    """The losses, as in `ConversionLoss.what`."""


@dataclass(slots=True)
class ImportedBank:
    """A bank as it was read from another format."""

    title: str = ""
    id: str = ""
    description: str = ""
    language: str = ""
    questions: list[ImportedQuestion] = field(default_factory=list)
    skipped: list[SkippedQuestion] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    """The losses that concern the bank as a whole."""


def report_lines(
    losses: Sequence[ConversionLoss], skipped: Sequence[SkippedQuestion]
) -> Iterator[str]:
    """Yield the losses by question, the skipped questions and a summary; not cleaned."""
    by_place: dict[tuple[str, str], list[str]] = {}
    for loss in losses:
        by_place.setdefault((loss.bank, loss.question), []).append(loss.what)
    for (bank, question), whats in by_place.items():
        yield f"{bank}/{question}:" if question else f"{bank}:"
        yield from (f"  {what}" for what in whats)
    for each in skipped:
        name = f" “{truncate(' '.join(each.name.split()), 60)}”" if each.name else ""
        yield f"skipped: {each.place}{name}: {each.reason}"
    yield _sum(losses, skipped)


def _sum(losses: Sequence[ConversionLoss], skipped: Sequence[SkippedQuestion]) -> str:
    if not losses and not skipped:
        return "Nothing was lost."
    questions = len({(loss.bank, loss.question) for loss in losses if loss.question})
    parts = []
    if losses:
        number = len(losses)
        word = "loss" if number == 1 else "losses"
        parts.append(f"{number:,} {word} in {counted(questions, 'question')}")
    if skipped:
        parts.append(f"{counted(len(skipped), 'question')} skipped")
    return f"{', '.join(parts)}."


def report_data(
    losses: Sequence[ConversionLoss], skipped: Sequence[SkippedQuestion]
) -> dict[str, Any]:
    """Return the report as plain data: lists of mappings under `losses` and `skipped`."""
    return {
        "losses": [each._asdict() for each in losses],
        "skipped": [each._asdict() for each in skipped],
    }
