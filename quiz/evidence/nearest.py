"""The passage of a source that is most like a quote that is not in it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from quiz.model.problem import Change
from quiz.text.folding import Folded

MAX_TOKENS = 400
"""Tokens of a quote that are compared; what follows is left out."""
COMMON = 300
"""Places of one token that are counted; the rest of a frequent one tells nothing."""
LONG_WORD = 12
"""Characters between spaces, on average, from which a text is taken to be written without any."""
ENOUGH = 0.4
"""Likeness (the ratio of difflib) below which nothing is called near."""


class Nearest(NamedTuple):
    """A passage like a quote."""

    start: int
    """Offset in the original source."""
    end: int
    likeness: float
    """Matching tokens of both, doubled, by the tokens of both: 0 to 1."""
    comparison: tuple[Change, ...]
    """Words of the quote and of the passage in order."""


class _Index:
    """The tokens of a source, and where each stands: words, or characters without spaces."""

    def __init__(self, source: Folded, by_words: bool) -> None:
        self.by_words = by_words
        self.starts: list[int] = []
        self.tokens: list[str] = []
        self.places: dict[str, list[int]] = {}
        for start, token in _tokens(source.text, by_words):
            self.starts.append(start)
            self.tokens.append(token)
        for number, gram in _grams(self.tokens, by_words):
            self.places.setdefault(gram, []).append(number)


def nearest(quote: str, source: Folded) -> Nearest | None:
    """Return the passage of `source` most like a folded quote, None when nothing is like it.

    Tokens that both share vote for where the quote would start; the passage there is aligned.
    """
    words = quote.split()
    by_words = len(quote) <= LONG_WORD * len(words)
    index = _index(source, by_words)
    tokens = [token for _, token in _tokens(quote, by_words)][:MAX_TOKENS]
    start = _vote(tokens, index)
    return None if start is None else _align(tokens, index, start, source)


@lru_cache(maxsize=8)
def _index(source: Folded, by_words: bool) -> _Index:
    return _Index(source, by_words)


def _tokens(text: str, by_words: bool) -> Iterator[tuple[int, str]]:
    start = 0
    for token in text.split(" ") if by_words else text:
        if token and token != " ":
            yield start, token
        start += len(token) + by_words


def _grams(tokens: Sequence[str], by_words: bool) -> Iterator[tuple[int, str]]:
    """Yield what votes: words without case and punctuation, or two characters."""
    for number, token in enumerate(tokens):
        if by_words:
            yield number, token.strip(".,;:!?\"'()").casefold()
        else:
            yield number, "".join(tokens[number : number + 2])


def _vote(tokens: Sequence[str], index: _Index) -> int | None:
    """Return the token of the source where the quote would start, by most votes."""
    votes: Counter[int] = Counter()
    for number, gram in _grams(tokens, index.by_words):
        for place in index.places.get(gram, ())[:COMMON]:
            # A word more or less in between shifts what follows: neighbours share their votes.
            votes[(place - number) // 4] += 1
    if not votes:
        return None
    best = max(votes, key=lambda bucket: (votes[bucket] + votes[bucket + 1], -bucket))
    return best * 4


def _align(tokens: Sequence[str], index: _Index, start: int, source: Folded) -> Nearest | None:
    from difflib import SequenceMatcher

    spare = max(8, len(tokens) // 4)
    low = max(0, start - spare)
    window = index.tokens[low : max(0, start) + len(tokens) + spare]
    matcher = SequenceMatcher(None, tokens, window, autojunk=False)
    blocks = [block for block in matcher.get_matching_blocks() if block.size]
    if not blocks:
        return None
    # The passage reaches as far beyond the matching words as the quote does.
    left = max(0, blocks[0].b - blocks[0].a)
    right = min(len(window), blocks[-1].b + len(tokens) - blocks[-1].a)
    passage = window[left:right]
    matcher.set_seq2(passage)
    if matcher.ratio() < ENOUGH:
        return None
    place = low + left
    joint = " " if index.by_words else ""
    changes = tuple(
        Change(joint.join(tokens[a:b]), joint.join(passage[c:d]))
        for _, a, b, c, d in matcher.get_opcodes()
    )
    last = place + len(passage) - 1
    span = source.span(index.starts[place], index.starts[last] + len(index.tokens[last]))
    return Nearest(*span, matcher.ratio(), changes)
