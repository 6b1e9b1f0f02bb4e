"""A quote and a passage side by side, token by token."""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from quiz.model.problem import Change
from quiz.text.folding import Folded

WORD = re.compile(r"\S+")
CHARACTER = re.compile(r".", re.DOTALL)
_EDGES = ".,;:!?\"'()[]-"
_LONGEST_CUT = 60


class Token(NamedTuple):
    """A word or a character, with its place in the folded text."""

    start: int
    end: int
    text: str
    key: str
    """What tokens are aligned by: without case, and without punctuation at the edges."""


class Block(NamedTuple):
    """A run of tokens with the same keys: where in the quote, where in the passage, how many."""

    quoted: int
    source: int
    size: int


class Aligned(NamedTuple):
    """Tokens of a quote and of a passage, both at least one, and the runs they share."""

    quoted: Sequence[Token]
    source: Sequence[Token]
    blocks: Sequence[Block]


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

    ours, theirs = [token.key for token in quoted], [token.key for token in source]
    matcher = SequenceMatcher(None, ours, theirs, autojunk=False)
    blocks = [Block(*block) for block in matcher.get_matching_blocks() if block.size]
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


def _together(blocks: Sequence[Block]) -> Sequence[Block]:
    """Return the longest run and those around it that belong to the same passage."""
    if not blocks:
        return blocks
    first = last = max(range(len(blocks)), key=lambda number: blocks[number].size)
    while first > 0 and _close(blocks[first - 1], blocks[first]):
        first -= 1
    while last + 1 < len(blocks) and _close(blocks[last], blocks[last + 1]):
        last += 1
    return blocks[first : last + 1]


def _close(before: Block, after: Block) -> bool:
    """Check whether no more is left out between two runs than stands around it."""
    gap = after.source - before.source - before.size
    skipped = after.quoted - before.quoted - before.size
    return gap <= 2 * skipped + 2 + min(before.size, after.size)


def likeness(aligned: Aligned) -> float:
    """Return the share, 0 to 1, of the longer side's characters that stand in shared runs."""
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
    """Yield the comparison in order: what differs, and what is the same but for typography.

    Differing pieces are in the words of either side, the same ones in the source's.
    """
    ours, theirs, blocks = aligned
    quoted = passed = 0
    for block in (*blocks, Block(len(ours), len(theirs), 0)):
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
