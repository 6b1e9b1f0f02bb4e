"""Where in a bank something is being typed, told by lines and indentation alone."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from quiz.editor.outline import Path
from quiz.yaml_source.parse import MAX_DEPTH

MOST_LINES = 5_000
"""So many lines are looked at, either way."""
_LINE_END = re.compile(r"\r?\n")
_DASH = re.compile(r"-(?:[ \t]+|$)")
_KEY = re.compile(
    r"""(?:"([^"\n]{0,200})"|'([^'\n]{0,200})'|(\w[^:\n]{0,200}?))[ \t]{0,20}:(?:[ \t]+|$)"""
)


class Mark(NamedTuple):
    """A dash or a key of a line."""

    column: int
    key: str | None
    """None for a dash."""
    rest: str
    """What follows a key on its line."""


@dataclass(slots=True)
class Typing:
    """What is being typed."""

    path: Path
    """The group in which a key is typed, or the value that is typed."""
    at_key: bool
    start: int
    """Where what is being typed starts; it ends where the cursor stands."""
    end: int
    """Where the line, or the entry of a list in brackets, ends."""
    column: int
    """Where further keys of the same group stand."""
    flow: bool
    """Whether it stands in brackets or braces."""
    typed: str
    present: set[str] = field(default_factory=set)
    """The keys of the group."""
    kind: str = ""
    """The type of the question, where it has one."""
    bare: bool = True
    """Whether nothing but what is typed stands on the line, but for dashes."""


def typing_at(text: str, offset: int) -> Typing:
    """Return what is being typed at an offset of a text, whatever the text."""
    return _Reader(text, offset).typing()


def _marks(line: str) -> tuple[list[Mark], int]:
    """Return the dashes and the key of a line, and where what follows them starts."""
    at = len(line) - len(line.lstrip(" \t"))
    found: list[Mark] = []
    while len(found) < MAX_DEPTH and (match := _DASH.match(line, at)):
        found.append(Mark(at, None, ""))
        at = match.end()
    match = _KEY.match(line, at)
    if match:
        name = next(group for group in match.groups() if group is not None)
        rest = line[match.end() :].strip()
        found.append(Mark(at, name, "" if rest.startswith("#") else rest))
        at = match.end()
    return found, at


class _Reader:
    def __init__(self, text: str, offset: int) -> None:
        offset = min(max(offset, 0), len(text))
        self._start = text.rfind("\n", 0, offset) + 1
        stop = text.find("\n", offset)
        self._line = text[self._start : len(text) if stop < 0 else stop].rstrip("\r")
        self._column = min(offset - self._start, len(self._line))
        self._above = _LINE_END.split(text[: self._start])[-MOST_LINES - 1 : -1]
        self._below = [] if stop < 0 else _LINE_END.split(text[stop + 1 :], MOST_LINES)[:MOST_LINES]

    def typing(self) -> Typing:
        """Return what is being typed."""
        marks, at = _marks(self._line[: self._column])
        at = min(at, self._column)
        key = marks[-1] if marks and marks[-1].key is not None else None
        column = key.column if key else at
        path, scalar = self._ancestors(self._before(marks[:-1] if key else marks), column)
        if key is not None:
            path = (*path, key.key)
        typed = self._line[at : self._column]
        found = Typing(
            path=path,
            at_key=key is None and not scalar,
            start=self._start + at,
            end=self._start + len(self._line.rstrip()),
            column=column,
            flow=False,
            typed=typed,
            bare=key is None,
        )
        found.end = max(found.end, self._start + self._column)
        found.present = self._siblings(column) if found.at_key else set()
        found.kind = self._kind()
        if typed[:1] in ("{", "["):
            _enter_flow(found, self._line[at:], self._column - at, self._start + at)
        return found

    def _ancestors(self, marks: Iterator[Mark], column: int) -> tuple[Path, bool]:
        """Return the path to the group at a column, and whether it is rather a text gone on.

        `marks` are those before it, the nearest first.
        """
        steps: list[str | None] = []
        in_list = False
        for mark in marks:
            if mark.key is None and mark.column < column:
                steps.append(None)
                column, in_list = mark.column, True
            elif mark.key is not None and mark.column < column + in_list:
                if mark.rest and not steps:
                    return (*self._ancestors(marks, mark.column)[0], mark.key), True
                steps.append(mark.key)
                column, in_list = mark.column, False
        return tuple(reversed(steps)), False

    def _before(self, marks: list[Mark]) -> Iterator[Mark]:
        """Yield the dashes and keys before what is typed, the nearest first."""
        yield from reversed(marks)
        for line in reversed(self._above):
            yield from reversed(_marks(line)[0])

    def _siblings(self, column: int) -> set[str]:
        """Return the keys of the group whose keys stand at a column."""
        found: set[str] = set()
        for line in (self._line, *reversed(self._above)):
            marks = _marks(line)[0]
            found |= {mark.key for mark in marks if mark.key and mark.column == column}
            if any(mark.column < column for mark in marks):
                break
        for line in self._below:
            marks = _marks(line)[0]
            if any(mark.column < column for mark in marks):
                break
            found |= {mark.key for mark in marks if mark.key and mark.column == column}
        return found

    def _kind(self) -> str:
        """Return the type of the question at hand; empty where it has none yet."""
        lines = [*self._above, self._line]
        base = _base(lines)
        if base is None:
            return ""
        number, dash = base
        column = None
        for place, line in enumerate([*lines[number:], *self._below]):
            marks = _marks(line)[0]
            if place and any(mark.column <= dash for mark in marks):
                break
            for mark in marks:
                if mark.key is not None and column is None:
                    column = mark.column
                if mark.key == "type" and mark.column == column:
                    return mark.rest.split(" #")[0].strip().strip("'\"")
        return ""


def _base(lines: list[str]) -> tuple[int, int] | None:
    """Return the line, and the column of the dash, where the last question of some lines starts."""
    least: tuple[int, int] | None = None
    for number in range(len(lines) - 1, -1, -1):
        for mark in _marks(lines[number])[0]:
            if mark.key is None and (least is None or mark.column < least[1]):
                least = number, mark.column
            if mark.key is not None and mark.column == 0:
                return least if mark.key == "questions" else None
    return least


def _enter_flow(found: Typing, rest: str, cursor: int, lead: int) -> None:
    """Follow the brackets and braces of a line up to the cursor, where one is still open."""
    stack: list[tuple[str, str | None, int, set[str]]] = []
    start, quote = 0, ""
    for at, sign in enumerate(rest[:cursor]):
        if quote:
            quote = "" if sign == quote else quote
        elif sign in "'\"" and not rest[start:at].strip():
            quote = sign
        elif sign in "[{":
            stack.append((sign, None, at, set()))
            if len(stack) > MAX_DEPTH:
                return
            start = at + 1
        elif sign in "]}" and stack:
            stack.pop()
        elif sign == "," and stack:
            stack[-1] = (stack[-1][0], None, at, stack[-1][3])
            start = at + 1
        elif sign == ":" and stack and stack[-1][0] == "{" and rest[at + 1 : at + 2] in (" ", ""):
            key = rest[start:at].strip().strip("'\"")
            stack[-1] = ("{", key, at, {*stack[-1][3], key})
            start = at + 1
    if not stack:
        return
    found.path = (*found.path, *_flow_steps(stack))
    found.at_key = stack[-1][0] == "{" and stack[-1][1] is None
    found.present = stack[-1][3]
    while start < cursor and rest[start] == " ":
        start += 1
    stop = re.compile(r"[,\]}]|$").search(rest, cursor)
    found.start, found.flow, found.typed = lead + start, True, rest[start:cursor]
    found.end = lead + (stop.start() if stop else len(rest))


def _flow_steps(stack: list[tuple[str, str | None, int, set[str]]]) -> Iterator[str | None]:
    for number, (sign, key, _, _) in enumerate(stack):
        if sign == "[":
            yield None
        elif key is not None or number < len(stack) - 1:
            yield key
