"""The passage of a source that is most like a misquote, and the words that differ."""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from quiz.evidence.finding import places
from quiz.evidence.sources import SourceText, lower
from quiz.model.bank import Span
from quiz.model.problem import Change
from quiz.text.folding import Folded

_WORD = re.compile(r"\S+")
_CHARACTER = re.compile(r".", re.DOTALL)
_MOST_TOKENS = {_WORD: 60, _CHARACTER: 160}
_LEAST = {_WORD: 0.3, _CHARACTER: 0.5}
_SHORTEST = {_WORD: 4, _CHARACTER: 2}
_LIKE_ENOUGH = 0.6
_LONG_WORD = 15
_MARGIN = 60
_EDGES = ".,;:!?\"'()[]-"


class Nearest(NamedTuple):
    """A passage that is like a quote without holding it."""

    span: Span
    paragraph: int
    """The paragraph where the passage starts, counted from 1."""
    comparison: tuple[Change, ...]
    """The quote against the passage; of a long quote, only the part around a difference."""
    likeness: float
    """Share of the characters that are the same, above 0 to 1."""


class _Token(NamedTuple):
    """A word or a character, with its place in the folded text."""

    start: int
    end: int
    text: str
    key: str
    """What tokens are aligned by: without case, and without punctuation at the edges."""


class _Block(NamedTuple):
    """A run of equal tokens: where in the quote, where in the passage, how many."""

    quoted: int
    source: int
    size: int


def nearest(quote: str, source: SourceText) -> Nearest | None:
    """Return the passage of `source` most like `quote`, or None when nothing is alike.

    Pieces of the quote that stand in the source, the longest first, vote by the distance between
    their two places; the passage that wins is aligned word by word, or by characters where the
    quote has no spaces or no words in common with the source.
    """
    folded = Folded(quote)
    words = len(folded.text.split())
    patterns = [_CHARACTER] if len(folded.text) > _LONG_WORD * words else [_WORD, _CHARACTER]
    for pattern in patterns:
        found = _Search(folded, source, pattern).run()
        if found is not None:
            return found
    return None


class _Search:
    """One look for the nearest passage, with words or with characters as tokens."""

    def __init__(self, quote: Folded, source: SourceText, pattern: re.Pattern[str]) -> None:
        self._quote = quote
        self._source = source
        self._pattern = pattern
        tokens = _tokens(pattern, quote.text, 0, len(quote.text))
        self._tokens = _focus(tokens, quote.text, source.folded.text, _MOST_TOKENS[pattern])
        self._lowered = lower(quote.text)

    def run(self) -> Nearest | None:
        """Return the most like passage that is like enough, or None."""
        best: Nearest | None = None
        for size in self._sizes():
            start = self._vote(size)
            if start is None:
                continue
            found = self._align(start)
            if found is not None and (best is None or found.likeness > best.likeness):
                best = found
            if best is not None and best.likeness >= _LIKE_ENOUGH:
                break
        return best if best is not None and best.likeness >= _LEAST[self._pattern] else None

    def _sizes(self) -> Iterator[int]:
        """Yield how many tokens the pieces have: halves first, then ever smaller ones."""
        size = len(self._tokens)
        least = 1 if self._pattern is _WORD else 2
        while size > least:
            size = max(least, size // 2)
            yield size

    def _vote(self, size: int) -> int | None:
        """Return where in the source the quote would start by most votes, or None."""
        width = max(24, (self._tokens[-1].end - self._tokens[0].start) // 4)
        votes: dict[int, float] = {}
        step = max(1, size // 2) if size > 3 else 1
        for number in range(0, len(self._tokens) - size + 1, step):
            start, end = self._tokens[number].start, self._tokens[number + size - 1].end
            if end - start < _SHORTEST[self._pattern]:
                continue
            found = places(self._source.lowered, self._lowered[start:end])
            for at in found:
                bucket = (at - start + self._tokens[0].start) // width
                for near in (bucket, bucket + 1):
                    votes[near] = votes.get(near, 0.0) + (end - start) / len(found)
        if not votes:
            return None
        best = max(votes, key=lambda bucket: (votes[bucket], -bucket))
        return best * width

    def _align(self, start: int) -> Nearest | None:
        """Return the passage near `start`, compared with the quote."""
        text = self._source.folded.text
        length = self._tokens[-1].end - self._tokens[0].start
        margin = _MARGIN + length // 2
        window = _window(self._pattern, text, start - margin, start + length + margin)
        blocks = _blocks(self._tokens, window)
        if not blocks:
            return None
        before, after = blocks[0], blocks[-1]
        first = max(0, before.source - before.quoted)
        unmatched = len(self._tokens) - after.quoted - after.size
        last = min(len(window), after.source + after.size + unmatched)
        passage = window[first:last]
        moved = [_Block(block.quoted, block.source - first, block.size) for block in blocks]
        comparison = tuple(self._changes(passage, moved))
        span = Span(*self._source.folded.span(passage[0].start, passage[-1].end))
        return Nearest(
            span,
            self._source.paragraph_at(span.start),
            comparison,
            _likeness(self._tokens, passage, blocks),
        )

    def _changes(self, passage: Sequence[_Token], blocks: Sequence[_Block]) -> Iterator[Change]:
        """Yield the comparison: what differs, and what is the same but for typography."""
        quoted = source = 0
        for block in (*blocks, _Block(len(self._tokens), len(passage), 0)):
            if quoted < block.quoted or source < block.source:
                yield Change(
                    _original(self._quote, self._tokens[quoted : block.quoted]),
                    _original(self._source.folded, passage[source : block.source]),
                )
            quoted, source = block.quoted + block.size, block.source + block.size
            pairs = zip(
                self._tokens[block.quoted : quoted], passage[block.source : source], strict=True
            )
            for same, run in groupby(pairs, key=lambda pair: pair[0].text == pair[1].text):
                ours, theirs = zip(*run, strict=True)
                words = _original(self._source.folded, theirs)
                yield Change(words if same else _original(self._quote, ours), words)


def _original(folded: Folded, tokens: Sequence[_Token]) -> str:
    """Return the original of some neighbouring tokens, on one line."""
    if not tokens or not folded.text[tokens[0].start : tokens[-1].end].strip():
        return ""
    start, end = folded.span(tokens[0].start, tokens[-1].end)
    return " ".join(folded.original[start:end].split())


def _tokens(pattern: re.Pattern[str], text: str, start: int, end: int) -> list[_Token]:
    return [
        _Token(match.start(), match.end(), match.group(), _key(match.group()))
        for match in pattern.finditer(text, start, end)
    ]


def _key(text: str) -> str:
    return text.lower().strip(_EDGES) or text


def _window(pattern: re.Pattern[str], text: str, start: int, end: int) -> list[_Token]:
    """Return the tokens from about `start` to about `end`, none of them cut."""
    start, end = max(0, start), min(len(text), max(0, end))
    if pattern is _WORD:
        start = text.rfind(" ", max(0, start - _MARGIN), start) + 1 or start
        space = text.find(" ", end, end + _MARGIN)
        end = end if space < 0 else space
    return _tokens(pattern, text, start, end)


def _focus(tokens: list[_Token], quote: str, text: str, most: int) -> list[_Token]:
    """Return the tokens of a long quote around the first place where it leaves the source."""
    if len(tokens) <= most:
        return tokens
    for first in range(0, len(tokens), most // 2):
        piece = tokens[first : first + most]
        if quote[piece[0].start : piece[-1].end] not in text:
            return piece
    return tokens[:most]


def _blocks(quoted: Sequence[_Token], source: Sequence[_Token]) -> list[_Block]:
    """Return the runs of tokens that are the same but for case and that belong together."""
    from difflib import SequenceMatcher

    matcher = SequenceMatcher(
        None,
        [token.key for token in quoted],
        [token.key for token in source],
        autojunk=False,
    )
    found = [_Block(*block) for block in matcher.get_matching_blocks() if block.size]
    if not found:
        return []
    main = max(range(len(found)), key=lambda number: found[number].size)
    first = last = main
    while first > 0 and _close(found[first - 1], found[first]):
        first -= 1
    while last + 1 < len(found) and _close(found[last], found[last + 1]):
        last += 1
    return found[first : last + 1]


def _close(before: _Block, after: _Block) -> bool:
    """Say whether no more is left out between two runs than stands around it."""
    gap = after.source - before.source - before.size
    skipped = after.quoted - before.quoted - before.size
    return gap <= 2 * skipped + 2 + min(before.size, after.size)


def _likeness(
    quoted: Sequence[_Token], passage: Sequence[_Token], blocks: Sequence[_Block]
) -> float:
    same = sum(
        len(token.text)
        for block in blocks
        for token in quoted[block.quoted : block.quoted + block.size]
    )
    sizes = (sum(len(token.text) for token in tokens) for tokens in (quoted, passage))
    return same / max(sizes)
