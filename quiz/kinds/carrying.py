"""Options of one version of a question found again in another, by their texts."""

from collections.abc import Sequence

from quiz.kinds.options import look_alike


def carried(
    old: Sequence[str], new: Sequence[str], numbers: Sequence[int]
) -> tuple[int, ...] | None:
    """Return the numbers in `new` of the texts that have these numbers in `old`.

    Texts that look alike are the same; of equal ones the first is the first. None when one is gone.
    """
    places = {look: number for number, look in enumerate(_told_apart(new))}
    looks = _told_apart(old)
    found = [places.get(looks[number]) for number in numbers]
    known = tuple(number for number in found if number is not None)
    return known if len(known) == len(found) else None


def _told_apart(texts: Sequence[str]) -> list[tuple[str, int]]:
    """Return each text as it looks, with how many of that look stand before it."""
    counts: dict[str, int] = {}
    apart = []
    for look in map(look_alike, texts):
        apart.append((look, counts.get(look, 0)))
        counts[look] = counts.get(look, 0) + 1
    return apart
