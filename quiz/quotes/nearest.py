"""The passage of a source that is most like a misquote, and the words that differ."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from quiz.model.bank import Span
from quiz.model.problem import Change
from quiz.quotes.sources import SourceText, lower
from quiz.quotes.substrings import each_place
from quiz.text.folding import Folded

WORD = re.compile(r"\S+")
CHARACTER = re.compile(r".", re.DOTALL)
_EDGES = ".,;:!?\"'()[]-"
_LONGEST_CUT = 60


class Token(NamedTuple):
    """A word or a character, with its offsets in the folded text."""

    start: int
    end: int
    text: str
    key: str
    """The form by which tokens are aligned: without case, and without punctuation at the edges."""


class SharedRun(NamedTuple):
    """A run of tokens with the same keys: where in the quote, where in the passage, how many."""

    quoted: int
    source: int
    size: int


class Aligned(NamedTuple):
    """Tokens of a quote and of a passage, both at least one, and the runs they share."""

    quoted: Sequence[Token]
    source: Sequence[Token]
    blocks: Sequence[SharedRun]


def tokens_of(pattern: re.Pattern[str], text: str, start: int, end: int) -> list[Token]:
    """Return the tokens from about `start` to about `end` of a folded text; words are whole."""
    start, end = max(0, start), min(len(text), max(0, end))
    if pattern is WORD:
        start = text.rfind(" ", max(0, start - _LONGEST_CUT), start) + 1 or start
        space = text.find(" ", end, end + _LONGEST_CUT)
        end = end if space < 0 else space
    return [
        Token(match.start(), match.end(), match.group(), _key(match.group()))
        for match in pattern.finditer(text, start, end)
    ]


def _key(text: str) -> str:
    return text.lower().strip(_EDGES) or text


def align(quoted: Sequence[Token], source: Sequence[Token]) -> Aligned:
    """Return all the tokens with the runs that they share.

    Runs are found as `difflib.SequenceMatcher` does: the longest, then those on both its sides.
    """
    from difflib import SequenceMatcher

    # “autojunk” would drop words that occur often, which in a passage of prose are most of them.
    ours, theirs = [token.key for token in quoted], [token.key for token in source]
    matcher = SequenceMatcher(None, ours, theirs, autojunk=False)
    blocks = [SharedRun(*block) for block in matcher.get_matching_blocks() if block.size]
    return Aligned(quoted, source, blocks)


def align_within(quoted: Sequence[Token], window: Sequence[Token]) -> Aligned | None:
    """Return the quote aligned with the piece of `window` that is like it, or None."""
    blocks = _together(align(quoted, window).blocks)
    if not blocks:
        return None
    before, after = blocks[0], blocks[-1]
    first = max(0, before.source - before.quoted)
    unmatched = len(quoted) - after.quoted - after.size
    last = min(len(window), after.source + after.size + unmatched)
    moved = [block._replace(source=block.source - first) for block in blocks]
    return Aligned(quoted, window[first:last], moved)


def _together(blocks: Sequence[SharedRun]) -> Sequence[SharedRun]:
    """Return the longest run and those around it that belong to the same passage."""
    if not blocks:
        return blocks
    first = last = max(range(len(blocks)), key=lambda number: blocks[number].size)
    while first > 0 and _close(blocks[first - 1], blocks[first]):
        first -= 1
    while last + 1 < len(blocks) and _close(blocks[last], blocks[last + 1]):
        last += 1
    return blocks[first : last + 1]


def _close(before: SharedRun, after: SharedRun) -> bool:
    """Check whether the gap between two runs is no longer than the runs around it."""
    gap = after.source - before.source - before.size
    skipped = after.quoted - before.quoted - before.size
    return gap <= 2 * skipped + 2 + min(before.size, after.size)


def likeness(aligned: Aligned) -> float:
    """Return the share, 0 to 1, of the longer side's characters that are in shared runs."""
    # By characters, not tokens, so that a long word counts for more than “of”.
    same = sum(
        len(token.text)
        for block in aligned.blocks
        for token in aligned.quoted[block.quoted : block.quoted + block.size]
    )
    sizes = (sum(len(token.text) for token in tokens) for tokens in aligned[:2])
    return same / max(sizes)


def trimmed(aligned: Aligned) -> Aligned:
    """Return the same without the punctuation around the passage that the quote does not have."""
    source = list(aligned.source)
    theirs, ours = source[-1], aligned.quoted[-1].text
    core = theirs.text.rstrip(_EDGES)
    kept = core + ours[len(ours.rstrip(_EDGES)) :]
    if core and theirs.text.startswith(kept):
        source[-1] = theirs._replace(end=theirs.start + len(kept), text=kept)
    theirs, ours = source[0], aligned.quoted[0].text
    core = theirs.text.lstrip(_EDGES)
    kept = ours[: len(ours) - len(ours.lstrip(_EDGES))] + core
    if core and theirs.text.endswith(kept):
        source[0] = theirs._replace(start=theirs.end - len(kept), text=kept)
    return aligned._replace(source=source)


def changes(aligned: Aligned, quote: Folded, source: Folded) -> Iterator[Change]:
    """Yield the comparison in order: what differs, and what is the same except for typography.

    Differing pieces are in the words of either side, the same ones in the source's.
    """
    ours, theirs, blocks = aligned
    quoted = passed = 0
    for block in (*blocks, SharedRun(len(ours), len(theirs), 0)):
        if quoted < block.quoted or passed < block.source:
            yield Change(
                _original(quote, ours[quoted : block.quoted]),
                _original(source, theirs[passed : block.source]),
            )
        quoted, passed = block.quoted + block.size, block.source + block.size
        pairs = zip(ours[block.quoted : quoted], theirs[block.source : passed], strict=True)
        for same, run in groupby(pairs, key=lambda pair: pair[0].text == pair[1].text):
            left, right = zip(*run, strict=True)
            words = _original(source, right)
            yield Change(words if same else _original(quote, left), words)


def _original(folded: Folded, tokens: Sequence[Token]) -> str:
    """Return the original of some neighbouring tokens, on one line."""
    if not tokens or not folded.text[tokens[0].start : tokens[-1].end].strip():
        return ""
    start, end = folded.span(tokens[0].start, tokens[-1].end)
    return " ".join(folded.original[start:end].split())


_MAX_PIECES = 12
_MAX_ELECTED = 2
_ALIGNING = 150
"""The cost of aligning one pair of tokens, in characters scanned."""
_LIKE_ENOUGH = 0.6
_VERY_LIKE = 0.85
# Thai, Lao, Burmese, Khmer, Japanese and Chinese put no spaces between words. The pattern is
# compiled when first needed: that takes longer than the rest of this module together.
_UNSPACED = (
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff]"
)
_MARGIN = 60


class Nearest(NamedTuple):
    """A passage that is similar to a quote but does not contain it."""

    span: Span
    paragraph: int
    """The paragraph where the passage starts, counted from 1."""
    comparison: tuple[Change, ...]
    """The quote against the passage; of a long quote, only the part around a difference."""
    likeness: float
    """Share of the characters that are the same, above 0 to 1."""


def nearest(quote: str, source: SourceText) -> Nearest | None:
    """Return the passage of `source` most like `quote`, or None when nothing is alike.

    Pieces of the quote that are in the source, the longest first, vote by the distance between
    their two places; the passage that wins is aligned word by word, or by characters where the
    quote has no spaces or no words in common with the source.
    """
    folded = Folded(quote)
    if not folded.text:
        return None
    for method in (_WORDS, _LETTERS) if _has_words(folded.text) else (_CHARACTERS,):
        found = _Search(folded, source, method).run()
        if found is not None:
            return found
    return None


def _has_words(text: str) -> bool:
    """Check whether the spaces of a text separate words, by how many there are."""
    longest = 6 if re.search(_UNSPACED, text) else 25
    return len(text) <= longest * len(text.split())


class _Method(NamedTuple):
    """A method of splitting a quote into tokens."""

    pattern: re.Pattern[str]
    max_tokens: int
    """Of a quote of more tokens, a piece of so many is looked for."""
    vote_tokens: int
    """Pieces of more tokens are followed one by one; those of so many or fewer vote."""
    min_tokens: int
    """No smaller pieces are looked for."""
    min_characters: int
    """Pieces have at least so many characters."""
    min_likeness: float
    """A passage that is less like the quote is none."""


_WORDS = _Method(
    WORD, max_tokens=60, vote_tokens=3, min_tokens=1, min_characters=4, min_likeness=0.3
)
_LETTERS = _Method(
    CHARACTER, max_tokens=160, vote_tokens=10, min_tokens=6, min_characters=6, min_likeness=0.5
)
"""For words that are all misspelled."""
_CHARACTERS = _Method(
    CHARACTER, max_tokens=160, vote_tokens=4, min_tokens=2, min_characters=2, min_likeness=0.5
)
"""For scripts that put no spaces between words."""


class _Search:
    """One look for the nearest passage."""

    def __init__(self, quote: Folded, source: SourceText, method: _Method) -> None:
        self._quote = quote
        self._source = source
        self._method = method
        tokens = tokens_of(method.pattern, quote.text, 0, len(quote.text))
        self._tokens = _focus(tokens, quote.text, source.folded.text, method.max_tokens)
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
        """Yield places where the quote may start in the source, the most promising ones first."""
        # Halve the pieces: long ones are rare in the source, so a hit is nearly always right. Only
        # when they are down to a few tokens, which occur everywhere, do many hits have to vote.
        size = len(self._tokens)
        while size > self._method.vote_tokens:
            size = (size + 1) // 2
            for number in self._numbers(size, size):
                yield self._starts(number, size)
        for small in range(size, min(size, self._method.min_tokens) - 1, -1):
            yield self._elected(small)

    def _numbers(self, size: int, step: int) -> Iterator[int]:
        """Yield the numbers of the tokens with which pieces of a size start, not too many."""
        last = len(self._tokens) - size
        step = max(step, -(-last // _MAX_PIECES))
        yield from range(0, last, step)
        yield last

    def _starts(self, number: int, size: int) -> Iterator[int]:
        """Yield where the quote would start in the source by each place of one of its pieces."""
        start, end = self._tokens[number].start, self._tokens[number + size - 1].end
        if end - start < self._method.min_characters:
            return
        text = self._source.lowered
        self._source.effort += len(text)
        # Each hit of a piece tells where the whole quote would have to start.
        origin = start - self._tokens[0].start
        for at in each_place(text, self._lowered[start:end]):
            yield at - origin

    def _elected(self, size: int) -> list[int]:
        """Return the few starts for which most of the pieces of a size vote."""
        # Starts near one another are votes for one passage, in which a few words were put in or
        # left out; a rare piece votes with more weight than one that occurs everywhere.
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
        window = tokens_of(self._method.pattern, text, start - margin, start + length + margin)
        self._source.effort += _ALIGNING * len(self._tokens) * len(window)
        aligned = align_within(self._tokens, window)
        if aligned is None or likeness(aligned) < self._method.min_likeness:
            return None
        return self._result(aligned)

    def _result(self, aligned: Aligned) -> Nearest:
        folded = self._source.folded
        compared = trimmed(self._by_words(aligned) if self._method is _LETTERS else aligned)
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


def _focus(tokens: list[Token], quote: str, text: str, size: int) -> list[Token]:
    """Return the tokens of a long quote around the first point where it differs from the source."""
    if len(tokens) <= size:
        return tokens
    # Windows overlap by half, so that a fault near an edge has its surroundings in the next one.
    for first in range(0, len(tokens), size // 2):
        piece = tokens[first : first + size]
        if quote[piece[0].start : piece[-1].end] not in text:
            return piece
    return tokens[:size]
