"""The search for many folded pieces in one folded text, in few passes and bounded time."""

from collections.abc import Collection, Iterable, Iterator, Sequence

PLACES = 10
"""The maximum number of places returned for one piece."""
MANY = 300
"""With this many pieces or more, a pass over the words is cheaper than one search per piece."""
_ANCHORS = (24, 10)
_SEARCH_PER_HIT = 1000


def each_place(text: str, piece: str, start: int = 0, end: int | None = None) -> Iterator[int]:
    """Yield where `piece` occurs in text[start:end], overlaps too, at most `PLACES` of them."""
    at = text.find(piece, start, end)
    for _ in range(PLACES):
        if at < 0:
            return
        yield at
        at = text.find(piece, at + 1, end)


def places(text: str, piece: str, start: int = 0, end: int | None = None) -> list[int]:
    """Return what `each_place` yields."""
    return list(each_place(text, piece, start, end))


def find_all(text: str, pieces: Iterable[str]) -> dict[str, list[int]]:
    """Return the places of every piece, as `places` does."""
    # `str.find` is fast, but one call for each of 10,000 quotes goes through the text as often.
    # Long anchors first, as they give few false hits; pieces too short for them get short ones.
    rest: Collection[str] = set(pieces)
    found: dict[str, list[int]] = {}
    for length in _ANCHORS:
        if len(rest) >= MANY:
            rest = _anchored(text, rest, length, found)
    for piece in rest:
        found[piece] = places(text, piece)
    return found


def _anchored(
    text: str, pieces: Iterable[str], length: int, found: dict[str, list[int]]
) -> list[str]:
    """Add the places of pieces that have an anchor to `found`; return the other pieces.

    The anchor is the first `length` characters after the first space of a piece: wherever the
    piece occurs, its anchor is at the start of a word.
    """
    groups: dict[str, list[tuple[int, str]]] = {}
    rest: list[str] = []
    for piece in pieces:
        offset = piece.find(" ") + 1
        if offset and len(piece) >= offset + length:
            groups.setdefault(piece[offset : offset + length], []).append((offset, piece))
        else:
            rest.append(piece)
    # With more hits than this, one search per piece is cheaper.
    max_hits = PLACES + len(text) // _SEARCH_PER_HIT
    hits = word_hits(text, groups, length, max_hits + 1)
    for anchor, group in groups.items():
        at = hits.get(anchor, [])
        for offset, piece in group:
            if len(at) > max_hits:
                found[piece] = places(text, piece)
            else:
                starts = (hit - offset for hit in at if text.startswith(piece, hit - offset))
                found[piece] = [start for start in starts if start >= 0][:PLACES]
    return rest


def word_hits(
    text: str, anchors: Collection[str], length: int, max_hits: int
) -> dict[str, list[int]]:
    """Return, for each anchor met, the words of `text` that start with it, at most `max_hits`.

    The first word of the text is left out: an anchor follows a space, and none precedes that word.
    """
    # Words start after spaces, folded to one each, so `find` hops from word to word.
    hits: dict[str, list[int]] = {}
    find = text.find
    at = find(" ") + 1
    while at:
        anchor = text[at : at + length]
        if anchor in anchors:
            known = hits.setdefault(anchor, [])
            if len(known) < max_hits:
                known.append(at)
        at = find(" ", at) + 1
    return hits


def first_placement(
    text: str, parts: Sequence[str], start: int, end: int
) -> tuple[tuple[int, int], ...] | None:
    """Return the first places of the parts, one after another, as (start, end); or None."""
    found: list[tuple[int, int]] = []
    for part in parts:
        at = text.find(part, start, end)
        if at < 0:
            return None
        start = at + len(part)
        found.append((at, start))
    return tuple(found)


def last_placement(
    mirrored: str, parts: Sequence[str], start: int, end: int
) -> tuple[tuple[int, int], ...] | None:
    """Return the last places of the parts; `mirrored` is the text backwards, for a fast `find`.

    The parts occur in exactly one way if their first and last placements are equal.
    """
    size = len(mirrored)
    backwards = [part[::-1] for part in reversed(parts)]
    found = first_placement(mirrored, backwards, size - end, size - start)
    return found and tuple((size - last, size - first) for first, last in reversed(found))
