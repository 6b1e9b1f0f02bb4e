"""A bank, its sources, and the citations of its quotes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from quiz.model.question import Question, Quote


class Match(StrEnum):
    """How a quote was found in its source."""

    EXACT = "exact"
    TYPOGRAPHIC = "typographic"


class Span(NamedTuple):
    """Character offsets into the original text of a source; the end is excluded."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Citation:
    """A quote that was found in a source."""

    quote: Quote
    source: str
    """The source's name in the bank."""
    match: Match
    spans: tuple[Span, ...]
    """One span for each part of the quote, in order; several when the quote has elisions."""
    paragraph: int
    """The paragraph where the quote starts, counted from 1."""


@dataclass(frozen=True, slots=True)
class Source:
    """A text that a bank quotes, exactly as in its file (only decoded)."""

    name: str
    path: Path
    text: str


@dataclass(frozen=True, slots=True)
class Bank:
    """One file of questions; those with errors are left out."""

    path: Path
    id: str
    title: str
    description: str
    language: str
    questions: tuple[Question, ...]
    sources: Mapping[str, Source]
    citations: Mapping[Quote, Citation] = field(repr=False)

    def cited(self, quotes: tuple[Quote, ...]) -> tuple[Citation, ...]:
        """Return the citations of these quotes, in the same order.

        Quotes of an older version of a question that the bank no longer has are left out.
        """
        return tuple(self.citations[quote] for quote in quotes if quote in self.citations)
