"""The report of what a conversion could not carry, for people and for programs."""

from collections.abc import Iterator, Sequence
from typing import Any

from quiz.convert.model import ConversionLoss, SkippedQuestion
from quiz.text.cleaning import truncate
from quiz.text.formatting import counted


def as_lines(losses: Sequence[ConversionLoss], skipped: Sequence[SkippedQuestion]) -> Iterator[str]:
    """Yield the losses question by question, then what was skipped, then the sum; not cleaned."""
    by_place: dict[tuple[str, str], list[str]] = {}
    for loss in losses:
        by_place.setdefault((loss.bank, loss.question), []).append(loss.what)
    for (bank, question), whats in by_place.items():
        yield f"{bank}/{question}:" if question else f"{bank}:"
        yield from (f"  {what}" for what in whats)
    for each in skipped:
        name = f" “{_short(each.name)}”" if each.name else ""
        yield f"skipped: {each.place}{name}: {each.reason}"
    yield _sum(losses, skipped)


def _short(name: str) -> str:
    line = " ".join(name.split())
    return truncate(line, 60)


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


def as_data(losses: Sequence[ConversionLoss], skipped: Sequence[SkippedQuestion]) -> dict[str, Any]:
    """Return the report as plain data: lists of mappings under `losses` and `skipped`."""
    return {
        "losses": [each._asdict() for each in losses],
        "skipped": [each._asdict() for each in skipped],
    }
