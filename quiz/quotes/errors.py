"""The problems of quotes that were not located, with their messages."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from quiz.model.bank import Span
from quiz.model.problem import Change
from quiz.quotes.sources import SourceText
from quiz.quotes.substrings import PLACES
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
    """Why a quote was not located."""

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
class QuoteProblem:
    """A quote that was not found, or that was found more than once."""

    reason: Reason
    message: str
    """One line with the problem and the fix; not cleaned for display."""
    source: str | None = None
    """The source's name, where one source is concerned."""
    spans: tuple[Span, ...] = ()
    """The first few occurrences of an ambiguous quote."""
    comparison: tuple[Change, ...] = ()
    """The quote against the nearest passage."""


def unknown_source(name: str, known: Sequence[str]) -> QuoteProblem:
    """Return the problem of a quote whose source the bank does not have."""
    more = f" and {len(known) - _MAX_NAMES} more" if len(known) > _MAX_NAMES else ""
    listed = ", ".join(f"“{one}”" for one in known[:_MAX_NAMES])
    message = f"the bank has no source “{shortened(name)}”; it has {listed}{more}"
    return QuoteProblem(Reason.UNKNOWN_SOURCE, message)


def missing(name: str, near: "Nearest | None") -> QuoteProblem:
    """Return the problem of a quote that does not occur in its source."""
    if near is None:
        return QuoteProblem(
            Reason.MISSING,
            f"not in source “{name}”, and no passage is similar: copy the words from the source",
            name,
        )
    place = f"nearest passage, in paragraph {near.paragraph}"
    message = f"not in source “{name}”; {place}: “{_excerpt(near)}”"
    differences = _differences(near.comparison)
    return QuoteProblem(
        Reason.MISSING,
        f"{message}; differences: {differences}" if differences else message,
        name,
        comparison=near.comparison,
    )


def not_compared(name: str) -> QuoteProblem:
    """Return the problem of a quote when very many were missing already."""
    message = f"not in source “{name}”; too many quotes are missing to search for similar passages"
    return QuoteProblem(Reason.MISSING, message, name)


def out_of_order(name: str) -> QuoteProblem:
    """Return the problem of an elided quote whose parts occur in another order."""
    message = f"every part is in source “{name}”, but not in this order"
    return QuoteProblem(Reason.MISSING, message, name)


def ambiguous(name: str, source: SourceText, spans: Sequence[Span], elided: bool) -> QuoteProblem:
    """Return the problem of a quote that occurs more than once in one source."""
    fix = "quote more words, or give a longer passage around it as “near”"
    if elided:
        message = f"its parts occur in this order in more than one way in source “{name}”: {fix}"
    else:
        message = f"occurs in {count_places(source, spans)} of source “{name}”: {fix}"
    return QuoteProblem(Reason.AMBIGUOUS, message, name, tuple(spans))


def in_several_sources(names: Sequence[str]) -> QuoteProblem:
    """Return the problem of a quote that names no source and occurs in more than one."""
    listed = listing(f"“{name}”" for name in names)
    return QuoteProblem(Reason.AMBIGUOUS, f"occurs in the sources {listed}: name one as “source”")


def count_places(source: SourceText, spans: Sequence[Span]) -> str:
    """Return `2 places (paragraphs 1 and 4)`."""
    # The search stops after so many places, so there may be more.
    number = f"{len(spans)} places or more" if len(spans) == PLACES else f"{len(spans)} places"
    found = sorted({source.paragraph_at(span.start) for span in spans})
    noun = "paragraph" if len(found) == 1 else "paragraphs"
    return f"{number} ({noun} {listing(map(str, found))})"


def listing(words: Iterable[str]) -> str:
    """Return `a`, `a and b`, or `a, b and c`."""
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last


def _excerpt(near: "Nearest") -> str:
    """Return the passage on one line, with long stretches of the same words left out."""
    pieces: list[str] = []
    # In a passage of 60 words one differs: the author needs the words around it, not all 60.
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
        return shortened(words[0])
    return f"{start} … {end}".strip()


def _differences(comparison: Sequence[Change]) -> str:
    """Return what differs in words, the first few."""
    changes = [change for change in comparison if change.quoted != change.source]
    parts = [_difference(change) for change in changes[:_MAX_CHANGES]]
    if len(changes) > _MAX_CHANGES:
        parts.append(f"and {len(changes) - _MAX_CHANGES} more")
    return ", ".join(parts)


def _difference(change: Change) -> str:
    quoted, source = _without_same_edges(change)
    if not source:
        return f"“{shortened(quoted)}” is added"
    return (
        f"“{shortened(quoted)}” instead of “{shortened(source)}”"
        if quoted
        else f"“{shortened(source)}” is missing"
    )


def _without_same_edges(change: Change) -> Change:
    """Return the change without the punctuation that surrounds both sides of it."""
    # “tides,” against “tide,” differs by a letter, and the comma only distracts from it.
    quoted, source = change
    while len(quoted) > 1 and len(source) > 1 and _same_mark(quoted[0], source[0]):
        quoted, source = quoted[1:], source[1:]
    while len(quoted) > 1 and len(source) > 1 and _same_mark(quoted[-1], source[-1]):
        quoted, source = quoted[:-1], source[:-1]
    return Change(quoted, source)


def _same_mark(quoted: str, source: str) -> bool:
    return not quoted.isalnum() and fold(quoted) == fold(source)


def shortened(text: str) -> str:
    """Return `text` on one line of bounded length."""
    return truncate(" ".join(text.split()), _MAX_WORDS)
