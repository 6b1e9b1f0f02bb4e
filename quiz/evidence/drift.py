"""What becomes of the quotes of a bank when a source reads otherwise."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from quiz.evidence.coverage import all_quotes_of
from quiz.evidence.misses import Miss, Reason
from quiz.evidence.quotes import locate_all
from quiz.model.bank import Bank, Citation, Match, Source
from quiz.model.question import Question, Quote


class Fate(StrEnum):
    """What became of a quote, the gravest first."""

    LOST = "lost"
    """It stands in no place any more."""
    DOUBLED = "doubled"
    """It stands in more than one place now."""
    TYPOGRAPHIC = "typographic"
    """It was exact; now it differs in typography."""
    MOVED = "moved"
    """It stands at another offset, in another paragraph, or in another source."""
    SAME = "same"
    """It stands where it stood."""


_GRAVITY = list(Fate)
_DOUBLED = (Reason.AMBIGUOUS, Reason.NEAR_AMBIGUOUS)
BROKEN = frozenset({Fate.LOST, Fate.DOUBLED})
"""With one of these a bank is in error."""


class QuoteDrift(NamedTuple):
    """One quote, before and after."""

    quote: Quote
    fate: Fate
    before: Citation
    after: Citation | Miss


@dataclass(frozen=True)
class Drift:
    """One question with all of its quotes, before and after."""

    bank: Bank
    question: Question
    quotes: tuple[QuoteDrift, ...]

    @cached_property
    def fate(self) -> Fate:
        """The gravest of its quotes; a question without quotes stays the same."""
        return min((each.fate for each in self.quotes), key=_GRAVITY.index, default=Fate.SAME)


def drift(bank: Bank, sources: Mapping[str, Source]) -> tuple[Drift, ...]:
    """Return what becomes of every question when `sources` are those of its bank.

    Time is bounded as that of reading a bank.
    """
    quotes = list(bank.citations)
    found = dict(zip(quotes, locate_all(quotes, sources), strict=True))
    return tuple(
        Drift(
            bank, question, tuple(_drifted(bank, quote, found) for quote in all_quotes_of(question))
        )
        for question in bank.questions
    )


def _drifted(bank: Bank, quote: Quote, found: Mapping[Quote, Citation | Miss]) -> QuoteDrift:
    before, after = bank.citations[quote], found[quote]
    return QuoteDrift(quote, _fate(before, after), before, after)


def _fate(before: Citation, after: Citation | Miss) -> Fate:
    if isinstance(after, Miss):
        return Fate.DOUBLED if after.reason in _DOUBLED else Fate.LOST
    if before.match is Match.EXACT and after.match is Match.TYPOGRAPHIC:
        return Fate.TYPOGRAPHIC
    places = [(each.source, each.paragraph, each.spans) for each in (before, after)]
    return Fate.SAME if places[0] == places[1] else Fate.MOVED
