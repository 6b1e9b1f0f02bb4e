"""The location of a bank's quotes in its sources.

A quote is found where it and its source, folded, hold the same characters. A found quote proves
that the words are in the source, not that they support what a question says.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from quiz.model.bank import Citation, Match, Source, Span
from quiz.model.question import Quote
from quiz.quotes import errors
from quiz.quotes.errors import MIN_LENGTH, QuoteProblem, Reason
from quiz.quotes.sources import SourceText, texts_of
from quiz.quotes.substrings import first_placement, last_placement, places
from quiz.text.folding import fold

__all__ = ["QuoteProblem", "Reason", "locate_all", "locate_in"]

ELISION = re.compile(r"\[(?:…|\.\.\.)\]")
_EFFORT = 5_000_000_000
"""The limit of work per source for finding passages like misquotes: a few seconds."""

Place = tuple[tuple[int, int], ...]
"""The occurrence of a quote in a folded text: (start, end) of each of its parts."""


class _Wanted(NamedTuple):
    """A quote prepared for searching."""

    quote: Quote
    whole: str
    """The quote folded."""
    parts: tuple[str, ...]
    """The pieces between elisions, folded; empty if there is no elision."""
    near: str | None


class _Spot(NamedTuple):
    """A place in one of the sources."""

    source: str
    place: Place


def locate_all(
    quotes: Sequence[Quote], sources: Mapping[str, Source], known: Iterable[SourceText] = ()
) -> list[Citation | QuoteProblem]:
    """Return the citation of each quote, or why it has none, in the order of the quotes.

    A quote that names no source is searched for in all of them. Each source is scanned once or
    twice for all quotes together. Derived data of the `known` texts is reused.
    """
    wanted = [_wanted(quote) for quote in quotes]
    return _QuoteLocator(wanted, texts_of(sources, known)).results(wanted)


def locate_in(
    quotes: Sequence[Quote], texts: Mapping[str, SourceText]
) -> list[Citation | QuoteProblem]:
    """Return what `locate_all` does, and cache the occurrences in the texts.

    Only quotes that are not cached yet are searched for.
    """
    wanted = [_wanted(quote) for quote in quotes]
    locator = _QuoteLocator(wanted, texts)
    locator.remember()
    return locator.results(wanted)


def _wanted(quote: Quote) -> _Wanted:
    pieces = ELISION.split(quote.text) if "[" in quote.text else ()
    parts = tuple(fold(piece) for piece in pieces) if len(pieces) > 1 else ()
    near = None if quote.near is None else fold(quote.near)
    return _Wanted(quote, fold(quote.text), parts, near)


class _QuoteLocator:
    """Finds the quotes of one bank in its sources; knows where their pieces occur."""

    def __init__(self, wanted: Sequence[_Wanted], texts: Mapping[str, SourceText]) -> None:
        self._texts = texts
        # All pieces are looked for at once: a pass over the source for each quote of a bank of
        # 10,000 would take minutes.
        pieces: dict[str, list[str]] = {name: [] for name in texts}
        for one in wanted:
            for name in self._names(one.quote):
                pieces[name].append(one.whole)
                if one.near:
                    pieces[name].append(one.near)
        self._found = {name: texts[name].places(some) for name, some in pieces.items() if some}
        # Editors reuse texts, so each search starts with the full allowance of work again.
        for text in texts.values():
            text.effort = 0

    def remember(self) -> None:
        """Cache the occurrences of these pieces in the texts, and drop all others."""
        for name, found in self._found.items():
            self._texts[name].known_places = found

    def results(self, wanted: Sequence[_Wanted]) -> list[Citation | QuoteProblem]:
        """Return the result of every quote."""
        return [self._fault(one) or self._locate(one) for one in wanted]

    def _names(self, quote: Quote) -> Sequence[str]:
        """Return the names of the sources that the quote may be from."""
        if quote.source is None:
            return tuple(self._texts)
        return (quote.source,) if quote.source in self._texts else ()

    def _fault(self, one: _Wanted) -> QuoteProblem | None:
        """Return the problem of the quote itself, whatever the sources contain."""
        name = one.quote.source
        if not self._texts:
            return QuoteProblem(
                Reason.NO_SOURCE,
                "the bank has no source that the quote could be from: add “sources”",
            )
        if name is not None and name not in self._texts:
            return errors.unknown_source(name, list(self._texts))
        length = sum(map(len, one.parts)) if one.parts else len(one.whole)
        if length < MIN_LENGTH:
            message = f"{length} characters are too few: quote at least {MIN_LENGTH}"
            return QuoteProblem(Reason.TOO_SHORT, message, name)
        return None

    def _locate(self, one: _Wanted) -> Citation | QuoteProblem:
        spots = [
            _Spot(name, place)
            for name in self._names(one.quote)
            for place in self._places(one, name)
        ]
        if not spots:
            return self._missing(one)
        if one.near is not None:
            return self._near(one, one.near)
        return self._citation(one, spots[0]) if len(spots) == 1 else self._ambiguous(spots)

    def _places(self, one: _Wanted, name: str) -> list[Place]:
        """Return the places of a quote in a source, the first few; parts in order count as one."""
        # First as a whole: a source may contain “[…]” itself.
        starts = self._found[name][one.whole]
        if starts or not one.parts:
            return [((start, start + len(one.whole)),) for start in starts]
        return self._placements(one.parts, name, 0, len(self._texts[name].folded.text))

    def _placements(self, parts: Sequence[str], name: str, start: int, end: int) -> list[Place]:
        """Return the first and, if it differs, the last way in which the parts occur."""
        if not all(parts):
            return []
        source = self._texts[name]
        # If the leftmost and the rightmost way agree, there is no other way in between.
        first = first_placement(source.folded.text, parts, start, end)
        if first is None:
            return []
        last = last_placement(source.mirrored, parts, start, end)
        return [first] if last is None or last == first else [first, last]

    def _near(self, one: _Wanted, near: str) -> Citation | QuoteProblem:
        """Return the quote's occurrence within its `near`, which must occur once."""
        names = self._names(one.quote)
        around = [(name, start) for name in names for start in self._found[name].get(near, ())]
        if not around:
            message = "the passage given as “near” is not in the source: copy it from there"
            return QuoteProblem(Reason.NEAR_MISSING, message, one.quote.source)
        if len(around) > 1:
            message = "the passage given as “near” occurs more than once: make it longer"
            spots = [_Spot(name, ((start, start + len(near)),)) for name, start in around]
            return QuoteProblem(
                Reason.NEAR_AMBIGUOUS, message, one.quote.source, self._spans(spots)
            )
        name, start = around[0]
        spots = [_Spot(name, place) for place in self._within(one, name, start, start + len(near))]
        if not spots:
            message = "the passage given as “near” does not contain the quote: choose one that does"
            return QuoteProblem(Reason.NEAR_WITHOUT_QUOTE, message, name)
        if len(spots) > 1:
            message = (
                "the passage given as “near” contains the quote more than once: make it shorter"
            )
            return QuoteProblem(Reason.NEAR_AMBIGUOUS, message, name, self._spans(spots))
        return self._citation(one, spots[0])

    def _within(self, one: _Wanted, name: str, start: int, end: int) -> list[Place]:
        text = self._texts[name].folded.text
        found = places(text, one.whole, start, end)
        if found or not one.parts:
            return [((at, at + len(one.whole)),) for at in found]
        return self._placements(one.parts, name, start, end)

    def _citation(self, one: _Wanted, spot: _Spot) -> Citation:
        source = self._texts[spot.source]
        spans = tuple(Span(*source.folded.span(start, end)) for start, end in spot.place)
        written = ELISION.split(one.quote.text) if len(spans) > 1 else (one.quote.text,)
        # Found in folded text: exact only if the original has the very same characters.
        exact = all(
            source.text[span.start : span.end] == piece.strip()
            for span, piece in zip(spans, written, strict=True)
        )
        return Citation(
            quote=one.quote,
            source=spot.source,
            match=Match.EXACT if exact else Match.TYPOGRAPHIC,
            spans=spans,
            paragraph=source.paragraph_at(spans[0].start),
        )

    def _spans(self, spots: Sequence[_Spot]) -> tuple[Span, ...]:
        """Return the spans of the spots in the original, each from its first part to its last."""
        return tuple(
            Span(*self._texts[spot.source].folded.span(spot.place[0][0], spot.place[-1][1]))
            for spot in spots
        )

    def _ambiguous(self, spots: Sequence[_Spot]) -> QuoteProblem:
        names = list(dict.fromkeys(spot.source for spot in spots))
        if len(names) > 1:
            return errors.in_several_sources(names)
        elided = len(spots[0].place) > 1
        return errors.ambiguous(names[0], self._texts[names[0]], self._spans(spots), elided)

    def _missing(self, one: _Wanted) -> QuoteProblem:
        if one.parts and not all(one.parts):
            message = "“[…]” separates two pieces of text: remove it where one side is empty"
            return QuoteProblem(Reason.EMPTY_PART, message, one.quote.source)
        # Imported late: most banks have no misquote.
        from quiz.quotes.nearest import Nearest, nearest

        names = self._names(one.quote)
        if all(self._texts[name].effort > _EFFORT for name in names):
            return errors.not_compared(names[0])
        best: tuple[Nearest | None, str] = (None, names[0])
        for name in names:
            piece = self._first_absent(one, name)
            if piece is None:
                return errors.out_of_order(name)
            near = nearest(piece, self._texts[name])
            if near and (best[0] is None or near.likeness > best[0].likeness):
                best = near, name
        return errors.missing(best[1], best[0])

    def _first_absent(self, one: _Wanted, name: str) -> str | None:
        """Return the quote, or the first of its parts that the source lacks; or None."""
        text = self._texts[name].folded.text
        for part in one.parts:
            if part not in text:
                return part
        return None if one.parts else one.quote.text
