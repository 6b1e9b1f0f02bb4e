"""The text of a source: its paragraphs, its sentences, and its folded form."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from quiz.evidence.endings import ends_sentence, sentence_ends
from quiz.evidence.finding import find_all
from quiz.model.bank import Source, Span
from quiz.text.folding import Folded
from quiz.text.phrases import Phrase, find_phrases, words_of

_MANY_PHRASES = 30
"""From so many phrases on, a pass over the words of a text costs less than a search for each."""
_LINE = re.compile(r"[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")
_MARKER = re.compile(r"(#{1,6}|[-*+•]|\d{1,3}[.)]|>+)(?:\s|$)|>")


class Sentence(NamedTuple):
    """A sentence of a source."""

    paragraph: int
    """The number of its paragraph, from 0."""
    span: Span


class SourceText:
    """The text of one source with what is derived from it, each part when first asked for."""

    def __init__(self, text: str) -> None:
        self.text = text
        """The text exactly as its file holds it."""
        self.effort = 0
        """What looking for passages like misquotes has cost, as characters gone through."""
        self.known_places: Mapping[str, Sequence[int]] = {}
        """The places of pieces that were looked for, kept for whoever looks for them again."""
        self._known_phrases: tuple[frozenset[Phrase], frozenset[Phrase]] = frozenset(), frozenset()
        """The phrases that were asked for last, and those of them that the text holds."""

    @cached_property
    def folded(self) -> Folded:
        """The text folded, with the way back."""
        return Folded(self.text)

    @cached_property
    def mirrored(self) -> str:
        """The folded text from its last character to its first."""
        return self.folded.text[::-1]

    @cached_property
    def lowered(self) -> str:
        """The folded text in lower case, every character at its place."""
        return lower(self.folded.text)

    def places(self, pieces: Iterable[str]) -> Mapping[str, Sequence[int]]:
        """Return the places of folded pieces in the folded text, as `find_all` does."""
        known, wanted = self.known_places, set(pieces)
        found = find_all(self.folded.text, wanted.difference(known))
        if not known:
            return found
        return {piece: found[piece] if piece in found else known[piece] for piece in wanted}

    def holding(self, phrases: Iterable[Phrase]) -> frozenset[Phrase]:
        """Return those of some phrases whose words stand in the text one after another.

        Those that were asked for last are not looked for again.
        """
        (asked, held), wanted = self._known_phrases, frozenset(phrases)
        fresh = wanted - asked
        found = self._find_few(fresh) if len(fresh) < _MANY_PHRASES else self._find_many(fresh)
        holding = (held & wanted).union(found)
        self._known_phrases = wanted, holding
        return holding

    def _find_few(self, phrases: Iterable[Phrase]) -> set[Phrase]:
        return {phrase for phrase in phrases if phrase and f" {' '.join(phrase)} " in self._spoken}

    def _find_many(self, phrases: Iterable[Phrase]) -> set[Phrase]:
        return {*find_phrases(phrases, [words_of(self.folded.text)])}

    @cached_property
    def _spoken(self) -> str:
        """The words alone, in lower case, with one space around each."""
        return f" {' '.join(words_of(self.folded.text))} "

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """The sentences in order."""
        return tuple(
            Sentence(number, span)
            for number, paragraph in enumerate(self.paragraphs)
            for span in sentences(self.text, paragraph)
        )

    @cached_property
    def paragraphs(self) -> tuple[Span, ...]:
        """The paragraphs in order."""
        return paragraphs(self.text)

    @cached_property
    def _paragraph_starts(self) -> list[int]:
        return [span.start for span in self.paragraphs]

    def paragraph_at(self, offset: int) -> int:
        """Return the number, from 1, of the paragraph that holds the offset or ends before it."""
        return max(1, bisect_right(self._paragraph_starts, offset))


def texts_of(
    sources: Mapping[str, Source], known: Iterable[SourceText] = ()
) -> dict[str, SourceText]:
    """Return the texts of sources by name; of those that are known, what was derived is kept."""
    kept = {each.text: each for each in known}
    return {
        name: kept[source.text] if source.text in kept else SourceText(source.text)
        for name, source in sources.items()
    }


def lower(text: str) -> str:
    """Return `text` in lower case, or as it is where that would move its characters."""
    lowered = text.lower()
    return lowered if len(lowered) == len(text) else text


def paragraphs(text: str) -> tuple[Span, ...]:
    """Return the paragraphs of `text`, without the white space around them.

    Blank lines part blocks. In a block each line is a paragraph of its own, unless the block is
    hard-wrapped: then most of its lines but the last do not end a sentence. A Markdown heading is
    a paragraph; a list item and a block quote start one.
    """
    found: list[Span] = []
    for block in _blocks(text):
        if len(block) > 1 and _is_wrapped(text, block):
            found.append(Span(block[0].start, block[-1].end))
        else:
            found.extend(block)
    return tuple(found)


def _blocks(text: str) -> Iterator[list[Span]]:
    """Yield the lines that stand together, each without the white space around it."""
    block: list[Span] = []
    before, marker = 0, ""
    for match in _LINE.finditer(text):
        line = _trimmed(text, match.start(), match.end())
        if line.start == line.end:
            continue
        found = _MARKER.match(text, line.start)
        this = found.group()[0] if found else ""
        if block and (_is_parted(text, before, match.start()) or _starts(marker, this)):
            yield block
            block = []
        block.append(line)
        before, marker = match.end(), this or ("" if marker == "#" else marker)
    if block:
        yield block


def _starts(before: str, this: str) -> bool:
    """Check whether a line's marker starts a paragraph after a line of the marker `before`."""
    return before == "#" or (this != "" and not before == this == ">")


def _is_parted(text: str, end: int, start: int) -> bool:
    """Check whether more than one line end stands between two lines."""
    return start - end > 1 and text[end:start] != "\r\n"


def _trimmed(text: str, start: int, end: int) -> Span:
    line = text[start:end]
    lead = len(line) - len(line.lstrip())
    return Span(start + lead, start + max(lead, len(line.rstrip())))


def _is_wrapped(text: str, lines: Sequence[Span]) -> bool:
    ended = sum(ends_sentence(text[max(line.start, line.end - 40) : line.end])
                for line in lines[:-1])  # fmt: skip
    return 2 * ended < len(lines) - 1


def sentences(text: str, paragraph: Span) -> tuple[Span, ...]:
    """Return the sentences of a paragraph, in order, without the white space between them."""
    found: list[Span] = []
    start = paragraph.start
    for end in (*sentence_ends(text, paragraph.start, paragraph.end), paragraph.end):
        span = _trimmed(text, start, end)
        if span.start < span.end:
            found.append(span)
        start = end
    return tuple(found)
