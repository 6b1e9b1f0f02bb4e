"""Quotes that were not found: why, and what to do about it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from quiz.model.bank import Span
from quiz.model.problem import Change
from quiz.quotes.search import PLACES
from quiz.quotes.sources import SourceText
from quiz.text.cleaning import truncate
from quiz.text.folding import fold

if TYPE_CHECKING:
    from quiz.quotes.nearest import Nearest

MIN_LENGTH = 12
"""A quote has at least so many folded characters."""
_CONTEXT = 8
_MAX_WORDS = 60
_MAX_CHANGES = 3
_MAX_NAMES = 5


class Reason(StrEnum):
    """Why a quote has no place in its source."""

    MISSING = "missing"
    AMBIGUOUS = "ambiguous"
    TOO_SHORT = "too-short"
    NEAR_MISSING = "near-missing"
    NEAR_AMBIGUOUS = "near-ambiguous"
    NEAR_WITHOUT_QUOTE = "near-without-quote"
    UNKNOWN_SOURCE = "unknown-source"
    NO_SOURCE = "no-source"
    EMPTY_PART = "empty-part"


@dataclass(frozen=True, slots=True)
class Miss:
    """A quote that was not found, or not in one place."""

    reason: Reason
    message: str
    """One line saying what is wrong and what to do; not cleaned for display."""
    source: str | None = None
    """The source's name, where one source is concerned."""
    spans: tuple[Span, ...] = ()
    """Where an ambiguous quote stands; the first few."""
    comparison: tuple[Change, ...] = ()
    """The quote against the nearest passage."""


def unknown_source(name: str, known: Sequence[str]) -> Miss:
    """Return the miss of a quote whose source the bank does not have."""
    more = f" and {len(known) - _MAX_NAMES} more" if len(known) > _MAX_NAMES else ""
    listed = ", ".join(f"“{one}”" for one in known[:_MAX_NAMES])
    message = f"the bank has no source “{short(name)}”; it has {listed}{more}"
    return Miss(Reason.UNKNOWN_SOURCE, message)


def missing(name: str, near: "Nearest | None") -> Miss:
    """Return the miss of a quote that does not stand in its source."""
    if near is None:
        return Miss(
            Reason.MISSING,
            f"not in source “{name}”, and no passage is like it: copy the words from the source",
            name,
        )
    message = f"not in source “{name}”; nearest, paragraph {near.paragraph}: “{_excerpt(near)}”"
    differences = _differences(near.comparison)
    return Miss(
        Reason.MISSING,
        f"{message}; differs: {differences}" if differences else message,
        name,
        comparison=near.comparison,
    )


def not_compared(name: str) -> Miss:
    """Return the miss of a quote when very many were missing already."""
    message = f"not in source “{name}”; too many quotes are missing to look for passages like them"
    return Miss(Reason.MISSING, message, name)


def out_of_order(name: str) -> Miss:
    """Return the miss of an elided quote whose parts stand in the source in another order."""
    message = f"every part stands in source “{name}”, but not in this order one after another"
    return Miss(Reason.MISSING, message, name)


def ambiguous(name: str, source: SourceText, spans: Sequence[Span], elided: bool) -> Miss:
    """Return the miss of a quote that stands in several places of one source."""
    fix = "quote more words, or name a longer piece around it with near"
    if elided:
        message = f"its parts stand in this order in more than one way in source “{name}”: {fix}"
    else:
        message = f"stands in {count_places(source, spans)} of source “{name}”: {fix}"
    return Miss(Reason.AMBIGUOUS, message, name, tuple(spans))


def in_several_sources(names: Sequence[str]) -> Miss:
    """Return the miss of a quote without a source that stands in more than one."""
    listed = listing(f"“{name}”" for name in names)
    return Miss(Reason.AMBIGUOUS, f"stands in the sources {listed}: say which with source")


def count_places(source: SourceText, spans: Sequence[Span]) -> str:
    """Return `2 places (paragraphs 1 and 4)`."""
    number = f"{len(spans)} places or more" if len(spans) == PLACES else f"{len(spans)} places"
    found = sorted({source.paragraph_at(span.start) for span in spans})
    noun = "paragraph" if len(found) == 1 else "paragraphs"
    return f"{number} ({noun} {listing(map(str, found))})"


def listing(words: Iterable[str]) -> str:
    """Return `a`, `a and b`, or `a, b and c`."""
    *most, last = words
    return f"{', '.join(most)} and {last}" if most else last


def _excerpt(near: "Nearest") -> str:
    """Return the passage on one line, with long stretches of the same words left out."""
    pieces: list[str] = []
    for number, change in enumerate(near.comparison):
        words = change.source.split()
        if len(words) > 2 * _CONTEXT or (len(words) == 1 and len(change.source) > _MAX_WORDS):
            first, last = number == 0, number == len(near.comparison) - 1
            pieces.append(_shortened(words, first, last))
        elif words:
            pieces.append(change.source)
    return " ".join(pieces)


def _shortened(words: Sequence[str], first: bool, last: bool) -> str:
    """Return the words next to the differences: none of the far side of an outer stretch."""
    start = "" if first and not last else " ".join(words[:_CONTEXT])
    end = "" if last and not first else " ".join(words[-_CONTEXT:])
    if len(words) == 1:
        return short(words[0])
    return f"{start} … {end}".strip()


def _differences(comparison: Sequence[Change]) -> str:
    """Return what differs in words, the first few."""
    changes = [change for change in comparison if change.quoted != change.source]
    said = [_difference(change) for change in changes[:_MAX_CHANGES]]
    if len(changes) > _MAX_CHANGES:
        said.append(f"and {len(changes) - _MAX_CHANGES} more")
    return ", ".join(said)


def _difference(change: Change) -> str:
    quoted, source = _without_same_edges(change)
    if not source:
        return f"“{short(quoted)}” is not there"
    return (
        f"“{short(quoted)}” for “{short(source)}”" if quoted else f"“{short(source)}” is left out"
    )


def _without_same_edges(change: Change) -> Change:
    """Return the change without punctuation that stands around both sides of it."""
    quoted, source = change
    while len(quoted) > 1 and len(source) > 1 and _same_mark(quoted[0], source[0]):
        quoted, source = quoted[1:], source[1:]
    while len(quoted) > 1 and len(source) > 1 and _same_mark(quoted[-1], source[-1]):
        quoted, source = quoted[:-1], source[:-1]
    return Change(quoted, source)


def _same_mark(quoted: str, source: str) -> bool:
    return not quoted.isalnum() and fold(quoted) == fold(source)


def short(text: str) -> str:
    """Return `text` on one line of bounded length."""
    return truncate(" ".join(text.split()), _MAX_WORDS)
