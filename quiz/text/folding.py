"""Folding of typography: what two texts share that differ only in how they were set.

Zero-width characters and soft hyphens go; Unicode NFC; all double quote marks are one, all single
ones and apostrophes are one, all dashes and hyphens are one; `…` is `...`; any run of white space
is one space. Case, words, digits and other punctuation stay.
"""

import re
import unicodedata
from bisect import bisect_right
from typing import NamedTuple

_DROPPED = "\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"
_DROPPED_PATTERN = re.compile(f"[{_DROPPED}]")
_MARKS = (
    ("“”„‟«»〝〞〟＂⹂", '"'),
    ("‘’‚‛‹›ʼ＇", "'"),
    ("‐‑‒–—―−⸺⸻﹘﹣－", "-"),
    ("…", "..."),
)
_SPACE = re.compile(r"\s")
_CHUNK = 1500
"""Characters of the original after which a chunk ends at the next white space."""


def fold(text: str) -> str:
    """Return `text` folded; folding a folded text changes nothing."""
    return " ".join(_fold_marks(text).split())


def _fold_marks(text: str) -> str:
    if text.isascii():
        return text
    text = unicodedata.normalize("NFC", _DROPPED_PATTERN.sub("", text))
    for marks, plain in _MARKS:
        for mark in marks:
            if mark in text:
                text = text.replace(mark, plain)
    return text


class _Word(NamedTuple):
    """A word of the original, white space around it left out."""

    start: int
    """Where its folded form starts in the folded whole."""
    origin: int
    """Where it starts in the original."""
    text: str
    """The original word."""


class Folded:
    """A folded text that knows where in the original each of its characters came from."""

    def __init__(self, original: str) -> None:
        pieces: list[str] = []
        self._chunks: list[tuple[int, str]] = []
        self._starts: list[int] = []
        self._words: dict[int, list[_Word]] = {}
        self._shifts: dict[int, int | None] = {}
        start = 0
        for origin, piece in _pieces(original):
            folded = fold(piece)
            if not folded:
                continue
            self._chunks.append((origin, piece))
            self._starts.append(start)
            pieces.append(folded)
            start += len(folded) + 1
        self.text = " ".join(pieces)
        """The original, folded."""

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the offsets in the original of `text[start:end]`.

        A space at either end of the piece is left out; the piece must hold something else.
        """
        start += self.text[start : start + 1] == " "
        end -= self.text[end - 1 : end] == " "
        return self._origin(start)[0], self._origin(end - 1)[1]

    def _origin(self, place: int) -> tuple[int, int]:
        """Return where the original of one folded character, no space, starts and ends."""
        number = bisect_right(self._starts, place) - 1
        if number not in self._shifts:
            self._shifts[number] = self._shift(number)
        shift = self._shifts[number]
        if shift is not None:
            return place + shift, place + shift + 1
        if number not in self._words:
            self._words[number] = self._words_of(number)
        words = self._words[number]
        word = words[bisect_right(words, place, key=lambda word: word.start) - 1]
        inside = place - word.start
        if word.text.isascii() or fold(word.text) == word.text:
            return word.origin + inside, word.origin + inside + 1
        start, end = _map(word.text)[inside]
        return word.origin + start, word.origin + end

    def _shift(self, number: int) -> int | None:
        """Return how far a chunk's characters stand from their originals, None if not all alike.

        Where nothing grows or is composed, and the length is the same, nothing was dropped.
        """
        origin, piece = self._chunks[number]
        bare = piece.strip()
        if "…" in piece or not unicodedata.is_normalized("NFC", piece):
            return None
        if len(fold(piece)) != len(bare):
            return None
        return origin + piece.index(bare) - self._starts[number]

    def _words_of(self, number: int) -> list[_Word]:
        origin, piece = self._chunks[number]
        start = self._starts[number]
        words: list[_Word] = []
        for found in re.finditer(r"\S+", piece):
            folded = fold(found.group())
            if folded:
                words.append(_Word(start, origin + found.start(), found.group()))
                start += len(folded) + 1
        return words


def _pieces(text: str) -> list[tuple[int, str]]:
    """Return (offset, piece) for pieces cut at white space, where folding cannot reach across."""
    pieces: list[tuple[int, str]] = []
    start = 0
    while start < len(text):
        gap = _SPACE.search(text, start + _CHUNK)
        end = gap.start() if gap else len(text)
        pieces.append((start, text[start:end]))
        start = end
    return pieces


def _map(word: str) -> list[tuple[int, int]]:
    """Return (start, end) in `word` for every character of its folded form."""
    return [(start, end) for start, end in _clusters(word) for _ in _fold_marks(word[start:end])]


def _clusters(text: str) -> list[tuple[int, int]]:
    """Return the pieces of `text` within which normal form C may join characters."""
    kept = [place for place, character in enumerate(text) if not _DROPPED_PATTERN.match(character)]
    clusters: list[tuple[int, int]] = []
    for place in kept:
        if clusters and _joins(text[clusters[-1][0] : clusters[-1][1]], text[place]):
            clusters[-1] = (clusters[-1][0], place + 1)
        else:
            clusters.append((place, place + 1))
    return clusters


def _joins(cluster: str, character: str) -> bool:
    """Say whether a character may be composed with, or reordered among, those before it."""
    if character.isascii():
        return False
    if unicodedata.combining(character):
        return True
    bare = _DROPPED_PATTERN.sub("", cluster)
    return unicodedata.normalize("NFC", bare + character) != (
        unicodedata.normalize("NFC", bare) + unicodedata.normalize("NFC", character)
    )
