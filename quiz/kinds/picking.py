"""Options picked by a typed line: by number, letter or text."""

import re
from collections.abc import Sequence

from quiz.errors import UnreadableResponse
from quiz.model.response import Order
from quiz.text.folding import fold
from quiz.text.numbers import parse_number

_SEPARATORS = re.compile(r"[\s,;+&]+")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def labels(texts: Sequence[str]) -> tuple[str, ...]:
    """Return what options are called by, in the order shown: 1, 2, … or, among numbers, a, b, …"""
    if any(parse_number(fold(text)) is not None for text in texts):
        return tuple(_LETTERS[: len(texts)])
    return tuple(str(place) for place in range(1, len(texts) + 1))


def named_text(texts: Sequence[str], order: Order, line: str) -> int | None:
    """Return the number of the option whose text a line is, whatever its case, or None."""
    wanted = fold(line).casefold()
    folded = {number: fold(texts[number]).casefold() for number in order}
    for end in ("", ".!"):
        for number, text in folded.items():
            if wanted and text.rstrip(end) == wanted.rstrip(end):
                return number
    return None


def pick(texts: Sequence[str], order: Order, line: str) -> int:
    """Return the number of the option that a line names by number, letter or its text.

    Raises `UnreadableResponse` when it names none, or one by its text and another by its place.
    """
    number = _named(texts, order, line)
    if number is None:
        names = labels(texts)
        word = "letter" if names[0].isalpha() else "number"
        raise UnreadableResponse(
            f"Type the {word} of an option, {names[0]} to {names[len(order) - 1]}."
        )
    return number


def pick_several(texts: Sequence[str], order: Order, line: str) -> tuple[int, ...]:
    """Return the numbers of the options that a line names, such as `1 3`, `a,c` or a text.

    Raises `UnreadableResponse` when it names none, anything else beside, or may mean two things.
    """
    words = [word for word in _SEPARATORS.split(fold(line)) if word and word.casefold() != "and"]
    whole = named_text(texts, order, line)
    numbers = [_named(texts, order, word) for word in words]
    known = {number for number in numbers if number is not None}
    if whole is not None and known != {whole}:
        if known and None not in numbers:
            place = labels(texts)[order.index(whole)]
            raise UnreadableResponse(
                f"“{line.strip()}” is one option and names several: type {place}) for the one, or "
                "the places of the several."
            )
        return (whole,)
    if not known or None in numbers:
        names = labels(texts)[: len(order)]
        word = "letters" if names[0].isalpha() else "numbers"
        example = f"{names[0]} {names[min(2, len(names) - 1)]}"
        raise UnreadableResponse(
            f"Type the {word} of all that are right, {names[0]} to {names[-1]}, such as: {example}"
        )
    return tuple(sorted(known))


def _named(texts: Sequence[str], order: Order, line: str) -> int | None:
    """Return the number of the option that one word or text names, None when it names none.

    A text stands before a letter, unless the options are shown with letters; `2)` is a place.
    """
    wanted = fold(line).casefold()
    label = wanted.rstrip(".)")
    place = _place(label)
    by_place = order[place] if place is not None and place < len(order) else None
    by_text = named_text(texts, order, line)
    if by_text is None or (by_place is not None and wanted.endswith(")")):
        return by_place
    if by_place not in (None, by_text) and (label.isdigit() or labels(texts)[0].isalpha()):
        letter = _LETTERS[order.index(by_text)]
        raise UnreadableResponse(
            f"“{label}” is one option and the place of another: type {letter}) for the option "
            f"“{label}”, {label}) for the other."
        )
    return by_text


def _place(word: str) -> int | None:
    if word.isascii() and word.isdigit() and 0 < len(word) < 4:
        return int(word) - 1 if int(word) else None
    return _LETTERS.index(word) if len(word) == 1 and word in _LETTERS else None
