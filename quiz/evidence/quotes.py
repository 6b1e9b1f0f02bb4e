"""Finding quotes in their sources: the contract, and what is said when one is not found."""

import re
from collections.abc import Iterable, Mapping, Sequence
from enum import Enum
from typing import NamedTuple

from quiz.evidence.places import Place, Places, indexed, placements
from quiz.evidence.sources import SourceText
from quiz.model.bank import Citation, Match, Source, Span
from quiz.model.problem import Change
from quiz.model.question import Quote
from quiz.text.folding import Folded, fold

MIN_CHARACTERS = 12
_ELISION = re.compile(r"\[\s*(?:\.\.\.|…)\s*\]")


class Reason(Enum):
    """Why a quote is refused."""

    MISSING = "missing"
    AMBIGUOUS = "ambiguous"
    TOO_SHORT = "too-short"
    EMPTY_PART = "empty-part"
    NEAR_MISSING = "near-missing"
    NEAR_AMBIGUOUS = "near-ambiguous"
    NEAR_WITHOUT_QUOTE = "near-without-quote"
    UNKNOWN_SOURCE = "unknown-source"
    NO_SOURCE = "no-source"


class Miss(NamedTuple):
    """A quote that was not found in just one place."""

    reason: Reason
    message: str
    """One line: what is wrong and what to do."""
    source: str | None = None
    comparison: tuple[Change, ...] = ()
    """For a missing quote: its words against the nearest passage."""


class _Text(SourceText):
    """A source by name."""

    def __init__(self, source: Source) -> None:
        super().__init__(source.text)
        self.name = source.name


class _Needle(NamedTuple):
    """A quote as it is looked for."""

    quote: Quote
    whole: str
    """The whole quote, folded."""
    parts: tuple[str, ...]
    """The parts between elisions, folded."""


class _Found(NamedTuple):
    """Where a quote stands in one source."""

    source: _Text
    parts: tuple[str, ...]
    place: Place
    again: bool
    """It stands in another place too."""


def locate_all(quotes: Sequence[Quote], sources: Mapping[str, Source]) -> list[Citation | Miss]:
    """Return, for each quote in order, where it stands or why it is refused."""
    needles = [_needle(quote) for quote in quotes]
    texts = {name: _Text(source) for name, source in sources.items()}
    places = {
        name: indexed(text.folded.text, _wanted(needles, name)) for name, text in texts.items()
    }
    known: dict[Quote, Citation | Miss] = {}
    for needle in needles:
        if needle.quote not in known:
            known[needle.quote] = _refused(needle, texts) or _locate(needle, texts, places)
    return [known[quote] for quote in quotes]


def _needle(quote: Quote) -> _Needle:
    parts = tuple(fold(part) for part in _ELISION.split(quote.text))
    return _Needle(quote, fold(quote.text), parts)


def _wanted(needles: Iterable[_Needle], name: str) -> set[str]:
    return {
        text
        for needle in needles
        if needle.quote.source in (None, name) and needle.quote.near is None
        for text in (needle.whole, *needle.parts)
        if text
    }


def _refused(needle: _Needle, texts: Mapping[str, _Text]) -> Miss | None:
    """Return why a quote need not be looked for, or None."""
    source = needle.quote.source
    if not texts:
        return Miss(Reason.NO_SOURCE, "the bank names no source to find this quote in: add one")
    if source is not None and source not in texts:
        known = ", ".join(texts)
        return Miss(Reason.UNKNOWN_SOURCE, f"no source is named “{source}”; there is {known}")
    if len(needle.parts) > 1 and not all(needle.parts):
        return Miss(Reason.EMPTY_PART, "an elision “[…]” stands between words that are quoted")
    length = sum(map(len, needle.parts))
    if length < MIN_CHARACTERS:
        return Miss(
            Reason.TOO_SHORT,
            f"the quote has {length} characters; give at least {MIN_CHARACTERS}, so that it "
            "cannot stand just anywhere",
        )
    return None


def _locate(
    needle: _Needle, texts: Mapping[str, _Text], places: Mapping[str, Places]
) -> Citation | Miss:
    quote = needle.quote
    asked = [texts[quote.source]] if quote.source is not None else list(texts.values())
    if quote.near is not None:
        return _locate_near(needle, quote.near, asked)
    found = [
        result for text in asked if (result := _search(needle, text, places[text.name])) is not None
    ]
    if not found:
        return _missing(needle, asked)
    if len(found) > 1:
        names = " and ".join(result.source.name for result in found[:2])
        return Miss(Reason.AMBIGUOUS, f"the quote stands in {names}: say in which with “source:”")
    return _ambiguous(found[0]) if found[0].again else _cite(needle.quote, found[0])


def _search(needle: _Needle, text: _Text, places: Places) -> _Found | None:
    """Return where a quote stands; words in square brackets may be the source's own."""
    forms = [(needle.whole,)] if len(needle.parts) == 1 else [(needle.whole,), needle.parts]
    for parts in forms:
        first, last = placements(parts, places)
        if first is not None:
            return _Found(text, parts, first, first != last)
    return None


def _ambiguous(found: _Found) -> Miss:
    text = found.source
    start = text.folded.span(found.place[0], found.place[0] + len(found.parts[0]))[0]
    return Miss(
        Reason.AMBIGUOUS,
        f"the quote stands in “{text.name}” more than once, first in paragraph "
        f"{text.paragraph_at(start)}: lengthen it, or say which with “near:”, a longer piece",
        text.name,
    )


def _locate_near(needle: _Needle, near: str, asked: list[_Text]) -> Citation | Miss:
    longer = fold(near)
    held = [text for text in asked if longer and longer in text.folded.text]
    if not held:
        return Miss(Reason.NEAR_MISSING, "the words of “near:” do not stand in the source")
    text = held[0]
    start = text.folded.text.find(longer)
    if len(held) > 1 or text.folded.text.find(longer, start + 1) >= 0:
        return Miss(
            Reason.NEAR_AMBIGUOUS, "“near:” stands in more than one place itself: lengthen it"
        )
    found = _search(needle, text, Places(longer))
    if found is None:
        return Miss(Reason.NEAR_WITHOUT_QUOTE, "“near:” must hold the whole quote")
    if found.again:
        return Miss(
            Reason.NEAR_AMBIGUOUS, "“near:” holds the quote more than once: choose another piece"
        )
    place = tuple(start + offset for offset in found.place)
    return _cite(needle.quote, found._replace(place=place))


def _cite(quote: Quote, found: _Found) -> Citation:
    text = found.source
    spans = tuple(
        Span(*text.folded.span(start, start + len(part)))
        for start, part in zip(found.place, found.parts, strict=True)
    )
    written = [quote.text] if len(spans) == 1 else _ELISION.split(quote.text)
    exact = all(
        text.text[start:end] == part.strip()
        for (start, end), part in zip(spans, written, strict=True)
    )
    match = Match.EXACT if exact else Match.TYPOGRAPHIC
    return Citation(quote, text.name, match, spans, text.paragraph_at(spans[0].start))


def _missing(needle: _Needle, asked: list[_Text]) -> Miss:
    from quiz.evidence.nearest import nearest

    names = " or ".join(f"“{text.name}”" for text in asked[:3])
    candidates = [(near, text) for text in asked if (near := nearest(needle.whole, text.folded))]
    if not candidates:
        return Miss(Reason.MISSING, f"the quote is not in {names}, and nothing there is like it")
    near, text = max(candidates, key=lambda pair: pair[0].likeness)
    passage = " ".join(text.text[near.start : near.end].split())
    shown = passage if len(passage) <= 160 else passage[:159] + "…"
    return Miss(
        Reason.MISSING,
        f"the quote is not in {names}; nearest, paragraph {text.paragraph_at(near.start)}: "
        f"“{shown}”; {_difference(near.comparison)}",
        text.name,
        near.comparison,
    )


def _difference(changes: tuple[Change, ...]) -> str:
    """Return the differing words in words, the first three places."""
    said = []
    for quoted, source in changes:
        if quoted == source:
            continue
        if quoted and source:
            said.append(f"“{quoted}” should be “{source}”")
        elif quoted:
            said.append(f"“{quoted}” is not there")
        else:
            said.append(f"“{source}” is left out")
    more = f", and {len(said) - 3} more" if len(said) > 3 else ""
    return ", ".join(said[:3]) + more if said else "the parts stand in another order"
