"""Folds typography: the differences between a quote and its source that do not count.

Folded are white space, quote marks, dashes, ellipses, invisible characters and the composition of
accents (Unicode NFC). Letter case, words, digits and all other punctuation stay.
"""

import re
from bisect import bisect_right
from typing import NamedTuple

from quiz.text.cleaning import MARKS

_INVISIBLE = f"\u00ad\u180e\u200c\u200d{MARKS}"
# Unicode's property Quotation_Mark without the ASCII marks, and the letter apostrophe.
_DOUBLE = "“”„‟«»⹂『』〝〞〟﹃﹄＂"
_SINGLE = "‘’‚‛‹›ʼ「」﹁﹂｢｣＇"
# Unicode's category Pd without the ASCII hyphen, and the minus sign.
_DASHES = "֊־᐀᠆‐‑‒–—―⸗⸚⸺⸻⹀⹝〜〰゠︱︲﹘﹣－\U00010d6e\U00010ead−"
_COMMON = (("’", "'"), ("“", '"'), ("”", '"'), ("‘", "'"), ("—", "-"), ("–", "-"), ("…", "..."))
_PLAIN = tuple(
    (mark, plain)
    for marks, plain in ((_DOUBLE, '"'), (_SINGLE, "'"), (_DASHES, "-"), ("…", "..."))
    for mark in marks
)
_REMOVED = re.compile(f"[{_INVISIBLE}]+")
_RARE = re.compile(f"[{_DOUBLE}{_SINGLE}{_DASHES}]")
_EXPANDS = "…"
# Sorting combining marks costs the square of their number, and no script stacks so many.
_MANY_MARKS = re.compile(r"([^\w\s!-~]{64,})")
_CHUNK = 1500
_SPACE = re.compile(r"\s")
# Between two letters nothing composes, except the vowels and finals of Hangul and Kirat Rai.
_LETTER = "[^\\W\u1100-\u11ff\U00016d40-\U00016d7f]"
_ALONE = re.compile(_LETTER)
_CUT = re.compile(rf"\s|(?<=\w)(?={_LETTER})")
_WORD = re.compile(r"\S+")


def fold(text: str) -> str:
    """Return `text` with its typography folded; folding is idempotent.

    Where two texts meet at white space, the fold of the whole is the folds of both with one space
    between. A run of 64 or more marks is not brought to NFC.
    """
    return " ".join((text if text.isascii() else _plain(text)).split())


def _plain(text: str) -> str:
    for mark, plain in _COMMON:
        text = text.replace(mark, plain)
    if text.isascii():
        return text
    text = _nfc(_REMOVED.sub("", text))
    if _RARE.search(text):
        for mark, plain in _PLAIN:
            text = text.replace(mark, plain)
    return text


def _nfc(text: str) -> str:
    from unicodedata import is_normalized, normalize

    if is_normalized("NFC", text):
        return text
    pieces = _MANY_MARKS.split(text)
    return "".join(
        piece if number % 2 else normalize("NFC", piece) for number, piece in enumerate(pieces)
    )


class _Chunk(NamedTuple):
    """A piece of the original, cut so that folding piece by piece is the same as folding all."""

    start: int
    end: int
    folded: int
    """Where its folded text starts in the folded whole."""


class _Word(NamedTuple):
    """A run without white space, with its place in the folded whole and in the original."""

    folded: int
    start: int
    starts: tuple[int, ...] | None
    """Where the original of each folded character starts; None when they correspond one to one."""
    ends: tuple[int, ...] | None


class Folded:
    """A folded text that knows which characters of the original it came from."""

    def __init__(self, original: str) -> None:
        self.original = original
        """The text as it was."""
        self._chunks: list[_Chunk] = []
        self.text = self._fold()
        """The same as `fold(original)`."""
        self._starts = [chunk.folded for chunk in self._chunks]
        self._words: dict[int, list[_Word]] = {}
        """The words of the chunks that were asked for."""

    def _fold(self) -> str:
        """Return the folded text, chunk by chunk; most chunks of a text are pure ASCII."""
        pieces: list[str] = []
        original, length, start, joined = self.original, 0, 0, True
        while start < len(original):
            cut = _cut(original, start)
            piece = fold(original[start:cut])
            if piece:
                if pieces and not joined:
                    pieces.append(" ")
                    length += 1
                self._chunks.append(_Chunk(start, cut, length))
                pieces.append(piece)
                length += len(piece)
                joined = True
            joined = joined and cut < len(original) and not original[cut].isspace()
            start = cut
        return "".join(pieces)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the original offsets (start, end excluded) of the folded text from start to end.

        They cover exactly the characters that the folded ones came from, without white space or
        invisible characters at the edges. Raises `ValueError` when nothing but space is asked for.
        """
        text = self.text
        first = start + (text[start : start + 1] == " ")
        last = end - 1 - (text[end - 1 : end] == " ")
        if first > last:
            raise ValueError("there is nothing but white space in the range")
        return self._character(first)[0], self._character(last)[1]

    def _character(self, offset: int) -> tuple[int, int]:
        """Return the original span of one folded character that is no space."""
        number = bisect_right(self._starts, offset) - 1
        if number not in self._words:
            self._words[number] = _words(self.original, self._chunks[number])
        words = self._words[number]
        word = words[bisect_right(words, offset, key=_folded_start) - 1]
        inside = offset - word.folded
        if word.starts is None or word.ends is None:
            return word.start + inside, word.start + inside + 1
        return word.starts[inside], word.ends[inside]


def _cut(text: str, start: int) -> int:
    """Return where the chunk from `start` ends: at white space if there is any soon."""
    earliest = start + _CHUNK
    found = _SPACE.search(text, earliest, earliest + _CHUNK) or _CUT.search(text, earliest)
    return found.start() if found else len(text)


def _folded_start(word: _Word) -> int:
    return word.folded


def _words(original: str, chunk: _Chunk) -> list[_Word]:
    """Return the words of a chunk; one stands for all when folding kept every place."""
    text = original[chunk.start : chunk.end]
    lead = len(text) - len(text.lstrip())
    if _one_for_one(text.strip(), fold(text)):
        return [_Word(chunk.folded, chunk.start + lead, None, None)]
    words: list[_Word] = []
    at = chunk.folded
    for match in _WORD.finditer(text):
        folded = fold(match.group())
        if folded:
            words.append(_word(match.group(), folded, at, chunk.start + match.start()))
            at += len(folded) + 1
    return words


def _one_for_one(text: str, folded: str) -> bool:
    """Check whether each character of `folded` came from the one at the same place of `text`."""
    if len(text) != len(folded) or _EXPANDS in text:
        return False
    if text.isascii():
        return True
    from unicodedata import is_normalized

    return is_normalized("NFC", text)


def _word(text: str, folded: str, at: int, start: int) -> _Word:
    if _one_for_one(text, folded):
        return _Word(at, start, None, None)
    starts: list[int] = []
    ends: list[int] = []
    # A run of marks too long to be sorted is not split: every character maps to the whole word.
    whole = [(0, len(text), folded)]
    for first, last, piece in whole if _MANY_MARKS.search(text) else _units(text):
        starts += [start + first] * len(piece)
        ends += [start + last] * len(piece)
    return _Word(at, start, tuple(starts), tuple(ends))


def _units(text: str) -> list[tuple[int, int, str]]:
    """Return (start, end, folded) of the smallest pieces of a word that fold by themselves."""
    units: list[tuple[int, int, str]] = []
    for place, character in enumerate(text):
        piece = fold(character)
        if not piece:
            continue
        if units and not (character.isascii() or _ALONE.match(character)):
            first, _, before = units[-1]
            if _belongs(before, character, piece):
                units[-1] = first, place + 1, fold(before + character)
                continue
        units.append((place, place + 1, piece))
    return units


def _belongs(before: str, character: str, piece: str) -> bool:
    """Check whether a character is a mark on the character before it, or composes with it."""
    from unicodedata import combining

    return combining(character) > 0 or fold(before[-1] + character) != before[-1] + piece
