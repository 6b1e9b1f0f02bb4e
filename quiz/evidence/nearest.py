"""The passage of a source that is most like a misquote, and the words that differ."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from quiz.evidence.alignment import (
    CHARACTER,
    WORD,
    Aligned,
    Token,
    align,
    align_within,
    changes,
    likeness,
    tokens_of,
    trimmed,
)
from quiz.evidence.finding import each_place
from quiz.evidence.sources import SourceText, lower
from quiz.model.bank import Span
from quiz.model.problem import Change
from quiz.text.folding import Folded

_MAX_PIECES = 12
_MAX_ELECTED = 2
_ALIGNING = 150
"""What aligning one pair of tokens costs, as characters gone through."""
_LIKE_ENOUGH = 0.6
_VERY_LIKE = 0.85
# Thai, Lao, Burmese, Khmer, Japanese and Chinese put no spaces between words. The pattern is
# compiled when first needed, for that takes longer than all the rest of this module.
_UNSPACED = (
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff]"
)
_MARGIN = 60


class Nearest(NamedTuple):
    """A passage that is like a quote without holding it."""

    span: Span
    paragraph: int
    """The paragraph where the passage starts, counted from 1."""
    comparison: tuple[Change, ...]
    """The quote against the passage; of a long quote, only the part around a difference."""
    likeness: float
    """Share of the characters that are the same, above 0 to 1."""


def nearest(quote: str, source: SourceText) -> Nearest | None:
    """Return the passage of `source` most like `quote`, or None when nothing is alike.

    Pieces of the quote that stand in the source, the longest first, vote by the distance between
    their two places; the passage that wins is aligned word by word, or by characters where the
    quote has no spaces or no words in common with the source.
    """
    folded = Folded(quote)
    if not folded.text:
        return None
    for manner in (_WORDS, _LETTERS) if _has_words(folded.text) else (_CHARACTERS,):
        found = _Search(folded, source, manner).run()
        if found is not None:
            return found
    return None


def _has_words(text: str) -> bool:
    """Check whether the spaces of a text part words, by how many there are."""
    most = 6 if re.search(_UNSPACED, text) else 25
    return len(text) <= most * len(text.split())


class _Manner(NamedTuple):
    """How a quote is taken apart."""

    pattern: re.Pattern[str]
    most: int
    """Of a quote of more tokens, a piece of so many is looked for."""
    few: int
    """Pieces of more tokens are followed one by one; those of so many or fewer vote."""
    fewest: int
    """No smaller pieces are looked for."""
    shortest: int
    """Pieces have at least so many characters."""
    least: float
    """A passage that is less like the quote is none."""


_WORDS = _Manner(WORD, most=60, few=3, fewest=1, shortest=4, least=0.3)
_LETTERS = _Manner(CHARACTER, most=160, few=10, fewest=6, shortest=6, least=0.5)
"""For words that are all misspelled."""
_CHARACTERS = _Manner(CHARACTER, most=160, few=4, fewest=2, shortest=2, least=0.5)
"""For scripts that put no spaces between words."""


class _Search:
    """One look for the nearest passage."""

    def __init__(self, quote: Folded, source: SourceText, manner: _Manner) -> None:
        self._quote = quote
        self._source = source
        self._manner = manner
        tokens = tokens_of(manner.pattern, quote.text, 0, len(quote.text))
        self._tokens = _focus(tokens, quote.text, source.folded.text, manner.most)
        self._lowered = lower(quote.text)

    def run(self) -> Nearest | None:
        """Return the most like passage that is like enough, or None."""
        best: Nearest | None = None
        for starts in self._candidates():
            for start in starts:
                found = self._align(start)
                if found is not None and (best is None or found.likeness > best.likeness):
                    best = found
                if best is not None and best.likeness >= _VERY_LIKE:
                    return best
            if best is not None and best.likeness >= _LIKE_ENOUGH:
                return best
        return best

    def _candidates(self) -> Iterator[Iterable[int]]:
        """Yield places where the quote may start in the source, the most telling ones first."""
        size = len(self._tokens)
        while size > self._manner.few:
            size = (size + 1) // 2
            for number in self._numbers(size, size):
                yield self._starts(number, size)
        for small in range(size, min(size, self._manner.fewest) - 1, -1):
            yield self._elected(small)

    def _numbers(self, size: int, step: int) -> Iterator[int]:
        """Yield the numbers of the tokens with which pieces of a size start, not too many."""
        last = len(self._tokens) - size
        step = max(step, -(-last // _MAX_PIECES))
        yield from range(0, last, step)
        yield last

    def _starts(self, number: int, size: int) -> Iterator[int]:
        """Yield where the quote starts in the source by each place of one of its pieces."""
        start, end = self._tokens[number].start, self._tokens[number + size - 1].end
        if end - start < self._manner.shortest:
            return
        text = self._source.lowered
        self._source.effort += len(text)
        origin = start - self._tokens[0].start
        for at in each_place(text, self._lowered[start:end]):
            yield at - origin

    def _elected(self, size: int) -> list[int]:
        """Return the few starts for which most of the pieces of a size vote."""
        width = max(24, (self._tokens[-1].end - self._tokens[0].start) // 4)
        votes: dict[int, float] = {}
        for number in self._numbers(size, 1):
            starts = list(self._starts(number, size))
            for start in starts:
                # To the two nearest lines of a grid, so that neighbours meet on one.
                for line in (start // width, start // width + 1):
                    votes[line] = votes.get(line, 0.0) + 1 / len(starts)
        best = sorted(votes, key=lambda line: (-votes[line], line))[:_MAX_ELECTED]
        return [line * width for line in best]

    def _align(self, start: int) -> Nearest | None:
        """Return the passage near `start`, compared with the quote."""
        text = self._source.folded.text
        length = self._tokens[-1].end - self._tokens[0].start
        margin = _MARGIN + length // 4
        window = tokens_of(self._manner.pattern, text, start - margin, start + length + margin)
        self._source.effort += _ALIGNING * len(self._tokens) * len(window)
        aligned = align_within(self._tokens, window)
        if aligned is None or likeness(aligned) < self._manner.least:
            return None
        return self._result(aligned)

    def _result(self, aligned: Aligned) -> Nearest:
        folded = self._source.folded
        compared = trimmed(self._by_words(aligned) if self._manner is _LETTERS else aligned)
        span = Span(*folded.span(compared.source[0].start, compared.source[-1].end))
        return Nearest(
            span,
            self._source.paragraph_at(span.start),
            tuple(changes(compared, self._quote, folded)),
            likeness(aligned),
        )

    def _by_words(self, aligned: Aligned) -> Aligned:
        """Return the same passage compared word by word."""
        quoted, source = aligned.quoted, aligned.source
        return align(
            tokens_of(WORD, self._quote.text, quoted[0].start, quoted[-1].end),
            tokens_of(WORD, self._source.folded.text, source[0].start, source[-1].end),
        )


def _focus(tokens: list[Token], quote: str, text: str, most: int) -> list[Token]:
    """Return the tokens of a long quote around the first place where it leaves the source."""
    if len(tokens) <= most:
        return tokens
    for first in range(0, len(tokens), most // 2):
        piece = tokens[first : first + most]
        if quote[piece[0].start : piece[-1].end] not in text:
            return piece
    return tokens[:most]
