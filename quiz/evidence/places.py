"""Where texts stand in a folded source: one by one for a few, in a single scan for many."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from functools import cached_property

Place = tuple[int, ...]
"""Where each part of a quote starts in the folded source, in order."""

ANCHOR = 16
"""Characters by which a text is recognised in the scan."""
FEW = 250
"""Up to so many texts, looking for each is faster than the scan."""


class Places:
    """Finds texts in a folded source."""

    def __init__(self, source: str) -> None:
        self._source = source

    def first(self, text: str, start: int) -> int:
        """Return the first place of `text` at or after `start`, -1 if there is none."""
        return self._source.find(text, start)

    def last(self, text: str, end: int | None) -> int:
        """Return the last place of `text` that ends at or before `end`, -1 if there is none."""
        # `rfind` may take time by the product of both lengths; `find` never does.
        size = len(self._source)
        start = 0 if end is None else size - end
        found = self._reversed.find(text[::-1], start)
        return -1 if found < 0 else size - found - len(text)

    @cached_property
    def _reversed(self) -> str:
        return self._source[::-1]


class _Indexed(Places):
    """Knows the places of some texts beforehand."""

    def __init__(self, source: str, places: dict[str, list[int]]) -> None:
        super().__init__(source)
        self._places = places

    def first(self, text: str, start: int) -> int:
        places = self._places.get(text)
        if places is None:
            return super().first(text, start)
        number = bisect_left(places, start)
        return places[number] if number < len(places) else -1

    def last(self, text: str, end: int | None) -> int:
        places = self._places.get(text)
        if places is None:
            return super().last(text, end)
        number = len(places) if end is None else bisect_right(places, end - len(text))
        return places[number - 1] if number else -1


def indexed(source: str, texts: Iterable[str]) -> Places:
    """Return the places of `texts` in a folded source, found in one scan if they are many.

    A text is recognised by the characters after its first space: wherever it stands, a word of
    the source starts there. Texts too short for that are looked for one by one.
    """
    anchors: dict[str, list[tuple[int, str]]] = {}
    for text in texts:
        lead = text.find(" ") + 1
        if lead and len(text) - lead >= ANCHOR:
            anchors.setdefault(text[lead : lead + ANCHOR], []).append((lead, text))
    if sum(map(len, anchors.values())) <= FEW:
        return Places(source)
    places: dict[str, list[int]] = {text: [] for pairs in anchors.values() for _, text in pairs}
    place = 0
    for word in source.split(" "):
        for lead, text in anchors.get(source[place : place + ANCHOR], ()):
            if place >= lead and source.startswith(text, place - lead):
                places[text].append(place - lead)
        place += len(word) + 1
    return _Indexed(source, places)


def placements(parts: Sequence[str], places: Places) -> tuple[Place | None, Place | None]:
    """Return the first and the last way in which the parts stand in order; None for none.

    There is just one way when both are the same.
    """
    first: list[int] = []
    start = 0
    for part in parts:
        found = places.first(part, start)
        if found < 0:
            return None, None
        first.append(found)
        start = found + len(part)
    last: list[int] = []
    end: int | None = None
    for part in reversed(parts):
        found = places.last(part, end)
        last.append(found)
        end = found
    return tuple(first), tuple(reversed(last))
