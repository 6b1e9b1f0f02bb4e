"""A text that is no YAML, read all the same: every key and question that is YAML by itself."""

import re
from collections.abc import Iterator
from itertools import chain, pairwise
from typing import NamedTuple

import yaml

from quiz.document.scan import Parser
from quiz.text.cleaning import clean

MOST_PIECES = 3_000
"""So many keys and questions are told apart; what follows is one piece."""
_TRIES = 4
_TOP = re.compile(r"^[^\s#-]", re.MULTILINE)
_LIST = re.compile(r"^questions[ \t]*:[ \t]*(?:#.*)?$", re.MULTILINE)
_ITEM = re.compile(r"^( *)-(?=\s|$)", re.MULTILINE)
_OPENED = ("quoted scalar", "flow", "simple key")
"""What libyaml says of faults that begin where something was opened, not where it was missed."""
_NOT_END = re.compile(r"[^\n]")


class Recovered(NamedTuple):
    """A text made readable; what is left of it stands where it stood."""

    text: str
    """As long as before, with spaces in the place of lines that are at fault."""
    cut: frozenset[int]
    """The lines, from 1, of all keys and questions that lost some."""


def recovered(text: str) -> Recovered:
    """Return a text with each key and each question up to its first fault of syntax."""
    text = one_for_one(text)
    pieces: list[str] = []
    cut: set[int] = set()
    line = 1
    for start, end in pairwise(_starts(text)):
        piece = text[start:end]
        kept = _up_to_fault(piece)
        after = line + piece.count("\n")
        if kept is not piece:
            cut.update(range(line, after if piece.endswith("\n") else after + 1))
        pieces.append(kept)
        line = after
    # Pieces that are YAML one by one may be none together.
    return Recovered(_up_to_fault("".join(pieces)), frozenset(cut))


def one_for_one(text: str) -> str:
    """Return a text that YAML can be looked for in, each character in its place."""
    return clean(text.replace("\r\n", " \n"))


def _starts(text: str) -> list[int]:
    """Return where pieces start, and where the last one ends."""
    keys = [match.start() for match in _TOP.finditer(text)]
    ends = dict(pairwise([*keys, len(text)]))
    found = _LIST.search(text)
    items = _items(text, found.end(), ends[found.start()]) if found else ()
    starts = sorted({0, *keys, *items})
    return [*starts[:MOST_PIECES], len(text)]


def _items(text: str, start: int, end: int) -> Iterator[int]:
    """Yield where the entries of a list start, which all stand in one column."""
    items = _ITEM.finditer(text, start, end)
    first = next(items, None)
    if first is not None:
        yield from (each.start() for each in chain([first], items) if each[1] == first[1])


def _up_to_fault(piece: str) -> str:
    """Return a piece with spaces from the line on at which it is at fault; itself without one."""
    kept = piece
    for _ in range(_TRIES):
        fault = _fault(kept)
        if fault is None:
            return kept
        at = 0
        for _ in range(fault):
            at = kept.find("\n", at) + 1
        kept = kept[:at] + _NOT_END.sub(" ", kept[at:])
    return _NOT_END.sub(" ", piece)


def _fault(text: str) -> int | None:
    """Return the line, from 0, at which a text stops being YAML, None where it does not."""
    parser = Parser(text)
    try:
        while parser.get_event() is not None:
            pass
    except yaml.MarkedYAMLError as error:
        never_closed = any(words in str(error.context) for words in _OPENED)
        mark = error.context_mark if never_closed else error.problem_mark
        return mark.line if mark is not None else 0
    except yaml.YAMLError:
        return 0
    finally:
        parser.dispose()
    return None
