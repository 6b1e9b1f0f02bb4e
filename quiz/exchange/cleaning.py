"""Texts from elsewhere as a bank may hold them."""

import re
from collections.abc import Mapping
from typing import Any

from quiz.text.cleaning import clean, describe_character, first_forbidden

_ENDS = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_UNSEEN = re.compile("[\xad\u200b\u200e\u200f\u2060\ufeff]")
"""Marks that nobody sees or misses; other systems write them to break lines."""


def cleaned(data: Any, lost: list[str]) -> Any:
    """Return texts, lists and mappings without what no bank may hold; what that was goes to `lost`.

    Other line ends are line feeds; marks that are not seen go; other characters that a terminal
    could act on are replaced by a sign, which is a loss.
    """
    if isinstance(data, str):
        return _text(data, lost)
    if isinstance(data, Mapping):
        return {_text(key, lost): cleaned(value, lost) for key, value in data.items()}
    return [cleaned(item, lost) for item in data]


def _text(text: str, lost: list[str]) -> str:
    text = _UNSEEN.sub("", _ENDS.sub("\n", text)).strip()
    found = first_forbidden(text)
    if found is None:
        return text
    loss = f"characters that no bank may hold, such as {describe_character(text[found])}"
    if loss not in lost:
        lost.append(loss)
    return clean(text)
