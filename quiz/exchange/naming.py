"""Ids for what comes in: those it had where they can be kept, else made of its words."""

import re
import unicodedata
from collections.abc import Container

from quiz.document.shapes import Identifier

_LONGEST = 40
_SEPARATORS = re.compile(r"[^\w]+")


def identifier(text: str, otherwise: str) -> str:
    """Return an id made of the first words of a text, or another one where there are none."""
    folded = unicodedata.normalize("NFKD", text).casefold()
    plain = "".join(sign for sign in folded if not unicodedata.combining(sign))
    name = _SEPARATORS.sub("-", unicodedata.normalize("NFC", plain)).strip("-_")
    if len(name) > _LONGEST:
        name = name[: _LONGEST + 1].rpartition("-")[0] or name[:_LONGEST]
    return name if Identifier.fits(name) else otherwise


def unused(name: str, used: Container[str]) -> str:
    """Return the name, with a number behind it where it is used already."""
    number = 2
    found = name
    while found in used:
        found = f"{name[:90]}-{number}"
        number += 1
    return found
