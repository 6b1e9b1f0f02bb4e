"""Texts as editors need them: ids made of words, scalars in braces, Markdown that stays text."""

import re
import unicodedata
from collections.abc import Collection

from quiz.text.cleaning import clean_line

_LONGEST_ID = 40
_WORD = re.compile(r"[^\W_]+")
_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>()#+.!|~&$:-])")


def new_id(words: str, taken: Collection[str]) -> str:
    """Return an id made of the first of some words that is not among those taken."""
    plain = unicodedata.normalize("NFKD", words)
    found = _WORD.findall(
        "".join(each for each in plain if not unicodedata.combining(each)).lower()
    )
    name = "-".join(found)[: _LONGEST_ID + 1]
    if len(name) > _LONGEST_ID:
        name = name.rpartition("-")[0] or name[:_LONGEST_ID]
    name = name or "question"
    number = 2
    unique = name
    while unique in taken:
        unique = f"{name}-{number}"
        number += 1
    return unique


def flow_text(text: str) -> str:
    """Return a text of one line as YAML that may stand in brackets or braces."""
    return "'" + text.replace("'", "''") + "'"


def markdown(text: str) -> str:
    """Return outside text as Markdown that shows just this text, on one line."""
    return _MARKDOWN.sub(r"\\\1", clean_line(text))
