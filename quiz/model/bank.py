"""A bank, its sources, and where its quotes stand in them."""

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
    """Character offsets into the untouched text of a source, the end excluded."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Citation:
    """A quote that was found."""

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
    """A text that a bank quotes, exactly as its file holds it (decoded, nothing else)."""

    name: str
    path: Path
    text: str


@dataclass(frozen=True, slots=True)
class Bank:
    """One file of questions, those without errors."""

    path: Path
    id: str
    title: str
    description: str
    language: str
    questions: tuple[Question, ...]
    sources: Mapping[str, Source]
    citations: Mapping[Quote, Citation] = field(repr=False)

    def cited(self, quotes: tuple[Quote, ...]) -> tuple[Citation, ...]:
        """Return where these quotes stand, in the same order.

        Left out are quotes of a question's older version that the bank no longer has.
        """
        return tuple(self.citations[quote] for quote in quotes if quote in self.citations)
