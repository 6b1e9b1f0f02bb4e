"""A source in parts: paragraphs and sentences, as offsets into the untouched text."""

import re
from bisect import bisect_right
from collections.abc import Iterator

from quiz.model.bank import Span

_LINE = re.compile(r"[^\n]*\n?")
_MARKED = re.compile(r"\s*(?:#{1,6} |[-*+] |\d{1,3}[.)] |>|\|)")
_FINAL = re.compile(r"[.!?。！？؟।…:][\"'”’»)\]]*\s*$")
_STOP = re.compile(r"(?:[.!?؟।]+|[。！？]+)[\"'”’»)\]]*")
_OPENING = re.compile(r"[\"'“‘«(\[]*[\w\d]")
_ABBREVIATIONS = frozenset(
    "mr mrs ms dr prof st vs etc no vol fig al eg ie cf inc ltd co jr sr gen col lt sgt rev hon "
    "jan feb mar apr jun jul aug sep sept oct nov dec".split()
)


def paragraphs(text: str) -> tuple[Span, ...]:
    """Return the paragraphs of a text, without the white space around them.

    Blank lines part blocks. Inside a block every line is a paragraph, unless the block is wrapped:
    then most of its lines do not end a sentence, and it is one paragraph.
    """
    found: list[Span] = []
    for block in _blocks(text):
        found.extend(_split_block(text, block))
    return tuple(found)


def _blocks(text: str) -> Iterator[list[Span]]:
    block: list[Span] = []
    for line in _LINE.finditer(text):
        if not line.group().strip():
            if block:
                yield block
            block = []
        else:
            block.append(Span(line.start(), line.end()))
    if block:
        yield block


def _split_block(text: str, lines: list[Span]) -> Iterator[Span]:
    ended = sum(bool(_FINAL.search(text[start:end])) for start, end in lines[:-1])
    wrapped = ended * 2 < len(lines) - 1
    group: list[Span] = []
    for line in lines:
        if group and (not wrapped or _MARKED.match(text[line.start : line.end])):
            yield trimmed(text, Span(group[0].start, group[-1].end))
            group = []
        group.append(line)
    yield trimmed(text, Span(group[0].start, group[-1].end))


def trimmed(text: str, span: Span) -> Span:
    """Return a span without the white space at its ends."""
    piece = text[span.start : span.end]
    start = span.start + len(piece) - len(piece.lstrip())
    return Span(start, start + len(piece.strip()))


def paragraph_at(found: tuple[Span, ...], offset: int) -> int:
    """Return the number, from 1, of the paragraph that holds an offset or starts last before it."""
    return max(1, bisect_right(found, offset, key=lambda span: span.start))


def sentences(text: str, paragraph: Span) -> tuple[Span, ...]:
    """Return the sentences of a paragraph, without the white space between them."""
    found: list[Span] = []
    start = paragraph.start
    for stop in _STOP.finditer(text, paragraph.start, paragraph.end):
        if stop.start() >= start and _ends(text, stop, paragraph.end):
            found.append(trimmed(text, Span(start, stop.end())))
            start = stop.end()
    if text[start : paragraph.end].strip():
        found.append(trimmed(text, Span(start, paragraph.end)))
    return tuple(found)


def _ends(text: str, stop: re.Match[str], end: int) -> bool:
    """Say whether a mark ends a sentence: not in abbreviations, numbers or ellipses."""
    mark, rest = stop.group(), text[stop.end() : end]
    if mark[0] in "。！？":
        return True
    if not rest or not rest[0].isspace():
        return not rest
    if mark.startswith("..") and text[stop.start() - 1 : stop.start()].isspace():
        return False
    following = rest.lstrip()
    if not _OPENING.match(following) or following[0].islower():
        return False
    before = text[max(0, stop.start() - 20) : stop.start()]
    word = re.split(r"[\s(“\"]", before)[-1]
    if mark.startswith(".") and len(mark) == 1:
        return not (len(word) == 1 and word.isalpha()) and word.casefold() not in _ABBREVIATIONS
    return True
