"""Suggestions of quotes: passages for given words, each with a quote that is unique."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import NamedTuple

from quiz.model.bank import Citation, Match, Source, Span
from quiz.model.problem import Change
from quiz.model.question import Quote
from quiz.quotes.errors import MIN_LENGTH
from quiz.quotes.locate import ELISION, Place, locate_all
from quiz.quotes.nearest import Nearest, nearest
from quiz.quotes.sources import SourceText, paragraphs, sentences, texts_of
from quiz.quotes.substrings import PLACES, first_placement, last_placement, places
from quiz.text.cleaning import MARKS, REPLACEMENT, clean
from quiz.text.folding import fold

_LONGEST = 2_000
_WORD = re.compile(r"\w+")


class FoldedSentence(NamedTuple):
    """A sentence of a source."""

    span: Span
    paragraph: int
    """Counted from 1."""
    folded: str
    """Its text, folded and in lower case."""


@lru_cache(maxsize=8)
def _sentences(text: str) -> Sequence[FoldedSentence]:
    return [
        FoldedSentence(span, number, fold(text[span.start : span.end]).lower())
        for number, paragraph in enumerate(paragraphs(text), 1)
        for span in sentences(text, paragraph)
    ]


def sentences_with(words: str, text: str, whole: bool = False) -> list[FoldedSentence]:
    """Return the sentences long enough to quote that contain all words, the exact phrase first.

    Parts of words match too, because the last may be half typed, unless `whole` is set.
    """
    phrase = fold(words).lower().strip()
    wanted = phrase.split()
    found = [
        each
        for each in _sentences(text)
        if MIN_LENGTH <= len(each.folded) <= _LONGEST
        and all(word in each.folded for word in wanted)
        and (not whole or set(_WORD.findall(phrase)) <= set(_WORD.findall(each.folded)))
    ]
    found.sort(key=lambda each: phrase not in each.folded)
    return found


MAX_NEAREST = 3
"""The maximum number of passages suggested for words that do not occur."""
_SENTENCES_AROUND = 6
_WORDS_AROUND = 12
_LONGEST_NEAR = 2_000
_FEW_WORDS = 4
_MUCH_ALIKE = 0.7
# Folding drops these, and a bank may not hold them or warns of them.
_DROPPED = re.compile(f"[\u00ad{MARKS}]")
_UNSPACED = re.compile(r"\S+")


class Passage(NamedTuple):
    """A piece of a source, and how to quote it."""

    source: str
    spans: tuple[Span, ...]
    paragraph: int
    """The paragraph where it starts, counted from 1."""
    line: int
    """The line where it starts, counted from 1."""
    quote: Quote | None
    """A quote that occurs only here; None if there is none."""
    match: Match | None
    """How the words match; None if they do not occur there."""
    comparison: tuple[Change, ...] = ()
    """The words against the passage, where they differ."""


def passages(words: str, sources: Mapping[str, Source]) -> list[Passage]:
    """Return the passages with these words, source by source; elisions work as in quotes.

    Too few words for a quote are given the sentence around them. At most 10 places of a source.
    """
    parts = _parts(words)
    if not all(parts):
        return []
    found: dict[tuple[str, tuple[Span, ...]], Match] = {}
    texts = {name: _Text(text) for name, text in texts_of(sources).items()}
    for name, text in texts.items():
        for place in _places(parts, fold(words), text.source):
            spans = tuple(Span(*text.source.folded.span(*each)) for each in place)
            exact = [piece.strip() for piece in ELISION.split(words)] == text.pieces(spans)
            found.setdefault(
                (name, text.widened(spans)), Match.EXACT if exact else Match.TYPOGRAPHIC
            )
    wanted = [_Wanted(name, spans, match) for (name, spans), match in found.items()]
    return _quoted(wanted, texts, sources)


def sentence_passages(words: str, sources: Mapping[str, Source]) -> list[Passage]:
    """Return the sentences that contain all words, in any order; at most 10 of a source."""
    texts = {name: _Text(text) for name, text in texts_of(sources).items()}
    wanted = [
        _Wanted(name, (sentence.span,), None)
        for name, source in sources.items()
        for sentence in sentences_with(words, source.text, whole=True)[:PLACES]
    ]
    return _quoted(wanted, texts, sources)


def nearest_passages(
    words: str, sources: Mapping[str, Source], known: Iterable[SourceText] = ()
) -> list[Passage]:
    """Return the passages most similar to words that do not occur, the most similar first.

    Few words, and words that match poorly, are extended to their sentence. Derived data of the
    `known` texts is reused.
    """
    texts = {name: _Text(text) for name, text in texts_of(sources, known).items()}
    found: list[tuple[str, Nearest]] = []
    for name, text in texts.items():
        absent = [part for part in _parts(words) if part not in text.source.folded.text]
        near = nearest(absent[0], text.source) if absent else None
        if near is not None:
            found.append((name, near))
    found.sort(key=lambda each: -each[1].likeness)
    wanted = [
        _Wanted(name, texts[name].widened((near.span,), _min_length(near)), None, near.comparison)
        for name, near in found[:MAX_NEAREST]
    ]
    return _quoted(wanted, texts, sources)


def _min_length(near: Nearest) -> int:
    """Return the minimum number of characters that make a quote of a passage like some words."""
    # A few words that are nearly there make no quote, but the sentence around them may.
    few = sum(len(change.source.split()) for change in near.comparison) < _FEW_WORDS
    return _LONGEST_NEAR if few or near.likeness < _MUCH_ALIKE else MIN_LENGTH


def quotes_at(
    spans: Sequence[Span], source: Source, known: Iterable[SourceText] = ()
) -> list[Quote | None]:
    """Return for each span a quote that is found there alone, or None where there is none.

    Derived data of the `known` texts is reused.
    """
    texts = {name: _Text(text) for name, text in texts_of({source.name: source}, known).items()}
    wanted = [_Wanted(source.name, (span,), None) for span in spans]
    return [each.quote for each in _quoted(wanted, texts, {source.name: source})]


class _Wanted(NamedTuple):
    """A passage that is to be quoted."""

    source: str
    spans: tuple[Span, ...]
    match: Match | None
    comparison: tuple[Change, ...] = ()


def _parts(words: str) -> tuple[str, ...]:
    return tuple(fold(piece) for piece in ELISION.split(words))


def _places(parts: Sequence[str], whole: str, source: SourceText) -> list[Place]:
    """Return the places of words in the folded text; of parts, the first and last way."""
    text = source.folded.text
    found: list[Place] = [((at, at + len(whole)),) for at in places(text, whole)]
    if found or len(parts) == 1:
        return found
    first = first_placement(text, parts, 0, len(text))
    last = last_placement(source.mirrored, parts, 0, len(text))
    return list(dict.fromkeys(each for each in (first, last) if each is not None))


class _Text:
    """A source with its sentences."""

    def __init__(self, source: SourceText) -> None:
        self.source = source

    @cached_property
    def _sentences(self) -> list[Span]:
        return [sentence.span for sentence in self.source.sentences]

    def pieces(self, spans: Sequence[Span]) -> list[str]:
        """Return the texts of some spans."""
        return [self.source.text[span.start : span.end] for span in spans]

    def widened(self, spans: tuple[Span, ...], min_length: int = MIN_LENGTH) -> tuple[Span, ...]:
        """Return spans long enough for a quote: themselves, their sentences, or a paragraph.

        With fewer characters than `min_length` they never stand for themselves.
        """
        if sum(len(fold(piece)) for piece in self.pieces(spans)) >= min_length:
            return spans
        for units in (self._sentences, self.source.paragraphs):
            around = _touching(units, Span(spans[0].start, spans[-1].end))
            if around is not None and len(fold(self.pieces([around])[0])) >= MIN_LENGTH:
                return (around,)
        return spans

    def around(self, spans: Sequence[Span]) -> Iterator[str]:
        """Yield longer and longer pieces around some spans: sentences, then words."""
        whole = Span(spans[0].start, spans[-1].end)
        words = [Span(*match.span()) for match in _UNSPACED.finditer(*self._window(whole))]
        for units, more in ((self._sentences, _SENTENCES_AROUND), (words, _WORDS_AROUND)):
            for piece in _growing(units, whole, more):
                text = _one_line(self.source.text[piece.start : piece.end])
                if len(text) <= _LONGEST_NEAR and clean(text) == text:
                    yield text

    def _window(self, span: Span) -> tuple[str, int, int]:
        margin = _LONGEST_NEAR
        return self.source.text, max(0, span.start - margin), span.end + margin


def _touching(units: Sequence[Span], span: Span) -> Span | None:
    """Return the piece from the first to the last of the units that a span touches."""
    touched = [each for each in units if each.start < span.end and span.start < each.end]
    return Span(touched[0].start, touched[-1].end) if touched else None


def _growing(units: Sequence[Span], span: Span, max_more: int) -> Iterator[Span]:
    """Yield the units that a span touches, then with more and more on one side and on both."""
    numbers = [
        number
        for number, each in enumerate(units)
        if each.start < span.end and span.start < each.end
    ]
    if not numbers:
        return
    # To the right first: what follows a passage is more often part of the thought.
    first, last = numbers[0], numbers[-1]
    for more in range(max_more + 1):
        for before, after in ((0, more), (more, 0), (more, more)):
            start = units[max(0, first - before)].start
            end = units[min(len(units) - 1, last + after)].end
            yield Span(min(start, span.start), max(end, span.end))


def _quoted(
    wanted: Sequence[_Wanted], texts: Mapping[str, _Text], sources: Mapping[str, Source]
) -> list[Passage]:
    """Return the passages, each with its first candidate quote that is found only there."""
    # All candidates of all passages at once, since one search costs as much as many.
    tried = [
        (number, quote)
        for number, each in enumerate(wanted)
        for quote in _candidates(each, texts[each.source], len(sources) > 1)
    ]
    quotes: dict[int, Quote] = {}
    found = locate_all(
        [quote for _, quote in tried], sources, [text.source for text in texts.values()]
    )
    for (number, quote), result in zip(tried, found, strict=True):
        if isinstance(result, Citation) and _is_at(result, wanted[number]):
            quotes.setdefault(number, quote)
    return [
        _passage(each, texts[each.source].source, quotes.get(number))
        for number, each in enumerate(wanted)
    ]


def _candidates(wanted: _Wanted, text: _Text, several: bool) -> Iterator[Quote]:
    words = " […] ".join(quotable(piece) for piece in text.pieces(wanted.spans))
    yield Quote(words)
    source = wanted.source if several else None
    if several:
        yield Quote(words, source)
    for near in dict.fromkeys(text.around(wanted.spans)):
        yield Quote(words, source, near)


def _is_at(citation: Citation, wanted: _Wanted) -> bool:
    # A candidate may be found, but at another place that has the same words.
    spans = citation.spans
    edges = (spans[0].start, spans[-1].end)
    return citation.source == wanted.source and edges == (
        wanted.spans[0].start,
        wanted.spans[-1].end,
    )


def quotable(text: str) -> str:
    """Return a piece of a source as it can be quoted, on one line.

    Characters that banks forbid are left out: with `[…]` where folding does not drop them.
    """
    pieces = clean(_one_line(text)).split(REPLACEMENT)
    return " […] ".join(piece.strip() for piece in pieces if piece.strip())


def _one_line(text: str) -> str:
    return " ".join(_DROPPED.sub("", text).split())


def _passage(wanted: _Wanted, source: SourceText, quote: Quote | None) -> Passage:
    start = wanted.spans[0].start
    return Passage(
        source=wanted.source,
        spans=wanted.spans,
        paragraph=source.paragraph_at(start),
        line=source.text.count("\n", 0, start) + 1,
        quote=quote,
        match=wanted.match,
        comparison=wanted.comparison,
    )
