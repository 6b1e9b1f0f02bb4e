"""Finds the place of the cursor in a bank, and the keys and words allowed there.

The cursor’s place is found from lines and indentation alone, because half-typed text is rarely
valid YAML. What is allowed is taken from the JSON Schema of the bank."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import chain
from typing import Any, NamedTuple

from quiz.bank.fields import ANY_QUESTION, bank_schema
from quiz.check.rules import RULES
from quiz.editor.outline import Path
from quiz.question_types import QUESTION_TYPES
from quiz.yaml_source.fields import Schema
from quiz.yaml_source.parse import MAX_DEPTH

QUOTES = ("quote", "quotes")


class AllowedKey(NamedTuple):
    """A key that a group may have."""

    name: str
    description: str
    required: bool
    form: str
    """The form in which its value is first written: `text`, `list` or `group`."""


class AllowedWord(NamedTuple):
    """A word that is allowed as a value."""

    text: str
    description: str


@cache
def _bank() -> Schema:
    return bank_schema({name: rule.summary for name, rule in RULES.items()})


def _ways(schema: Schema, kind: str) -> Iterator[Schema]:
    """Yield the schemas that a schema is a choice of; `kind` is the type of the question."""
    if "$ref" in schema:
        yield from _referred(schema["$ref"].rpartition("/")[2], kind)
    elif "else" in schema:
        yield from _ways(schema["then"], kind)
        yield from _ways(schema["else"], kind)
    else:
        yield schema


def _referred(name: str, kind: str) -> Iterator[Schema]:
    found = _bank()["definitions"][
        kind if name == ANY_QUESTION and kind in QUESTION_TYPES else name
    ]
    if name != ANY_QUESTION:
        yield found
        return
    # A question without a type yet may have any key; the names of the types come from here.
    untyped = found if kind in QUESTION_TYPES else found["else"]
    types = _bank()["definitions"][ANY_QUESTION]["properties"]["type"]
    yield untyped | {
        "properties": untyped["properties"] | {"type": types},
        "required": [*untyped["required"], "type"],
    }


def _at(path: Path, kind: str) -> list[Schema]:
    if len(path) > MAX_DEPTH:
        return []
    # A path may fit several branches of the schema, so all of them are followed.
    found = [_bank()]
    for step in path:
        found = [each for schema in found for each in _below(schema, step, kind)]
    return [each for schema in found for each in _ways(schema, kind)]


def _below(schema: Schema, step: str | None, kind: str) -> Iterator[Schema]:
    for way in _ways(schema, kind):
        if step is None:
            found: Any = way.get("items")
        else:
            found = way.get("properties", {}).get(step, way.get("additionalProperties"))
        if isinstance(found, dict):
            yield found


def keys(path: Path, kind: str) -> list[AllowedKey]:
    """Return the keys that a group at a path may have, the required ones first."""
    found: dict[str, AllowedKey] = {}
    for schema in _at(path, kind):
        required = schema.get("required", ())
        for name, below in schema.get("properties", {}).items():
            form = _form(below, kind)
            found[name] = AllowedKey(name, below.get("description", ""), name in required, form)
        if "propertyNames" in schema:
            named = _words(_ways(schema["propertyNames"], kind))
            found |= {word: AllowedKey(word, text, False, "text") for word, text in named}
    return sorted(found.values(), key=lambda key: not key.required)


def instead_of(name: str) -> set[str]:
    """Return the keys that exclude a key, because only one of them may be given."""
    return {*QUOTES} - {name} if name in QUOTES else set()


def words(path: Path, kind: str) -> list[AllowedWord]:
    """Return the words that are allowed as the value at a path; none if any text is."""
    return list(_words(_at(path, kind)))


def _words(schemas: Iterable[Schema]) -> Iterator[AllowedWord]:
    for schema in schemas:
        descriptions = schema.get("enumDescriptions", [""] * len(schema.get("enum", ())))
        yield from map(AllowedWord, schema.get("enum", ()), descriptions)
        if "const" in schema:
            yield AllowedWord(str(schema["const"]), "")
        if schema.get("type") == "boolean":
            yield from (AllowedWord("true", ""), AllowedWord("false", ""))


def description_of(path: Path, kind: str) -> str:
    """Return the description of the key at the end of a path; empty if it is unknown."""
    if not path or path[-1] is None:
        return ""
    return next((key.description for key in keys(path[:-1], kind) if key.name == path[-1]), "")


def _form(schema: Schema, kind: str) -> str:
    ways = list(_ways(schema, kind))
    if any("items" in way for way in ways):
        return "list"
    groups = [way for way in ways if way.get("type") == "object"]
    return "group" if groups and len(groups) == len(ways) else "text"


def is_quote(path: Path) -> bool:
    """Check whether a path leads to the words of a quote."""
    if path[-1:] == ("text",):
        path = path[:-1]
    return path[-1:] == ("quote",) or path[-2:] == ("quotes", None)


MAX_LINES = 5_000
"""Lines that are read before and after that of the cursor."""
_LINE_END = re.compile(r"\r?\n")
_DASH = re.compile(r"-(?:[ \t]+|$)")
_KEY = re.compile(
    r"""(?:"([^"\n]{0,200})"|'([^'\n]{0,200})'|(\w[^:\n]{0,200}?))[ \t]{0,20}:(?:[ \t]+|$)"""
)


class LineMarker(NamedTuple):
    """A dash or a key of a line."""

    column: int
    key: str | None
    """None for a dash."""
    rest: str
    """The text after a key on its line."""


@dataclass(slots=True)
class CursorContext:
    """The item that is being typed at the cursor."""

    path: Path
    """The path of the group to which a key is added, or of the value that is typed."""
    at_key: bool
    start: int
    """The offset where what is being typed starts; it ends at the cursor."""
    end: int
    """The offset where the line, or the entry of a list in brackets, ends."""
    column: int
    """The column of further keys of the same group."""
    flow: bool
    """Whether the cursor is in brackets or braces."""
    typed: str
    present: set[str] = field(default_factory=set)
    """The keys of the group."""
    kind: str = ""
    """The type of the question; empty if it has none yet."""
    bare: bool = True
    """Whether the line holds nothing but dashes and what is typed."""


def context_at(text: str, offset: int) -> CursorContext:
    """Return the context at an offset of any text, valid YAML or not."""
    return _Reader(text, offset).context()


def _markers(line: str) -> tuple[list[LineMarker], int]:
    """Return the dashes and the key of a line, and the column where the rest starts."""
    at = len(line) - len(line.lstrip(" \t"))
    found: list[LineMarker] = []
    while len(found) < MAX_DEPTH and (match := _DASH.match(line, at)):
        found.append(LineMarker(at, None, ""))
        at = match.end()
    match = _KEY.match(line, at)
    if match:
        name = next(group for group in match.groups() if group is not None)
        rest = line[match.end() :].strip()
        found.append(LineMarker(at, name, "" if rest.startswith("#") else rest))
        at = match.end()
    return found, at


class _Reader:
    def __init__(self, text: str, offset: int) -> None:
        offset = min(max(offset, 0), len(text))
        self._start = text.rfind("\n", 0, offset) + 1
        stop = text.find("\n", offset)
        self._line = text[self._start : len(text) if stop < 0 else stop].rstrip("\r")
        self._column = min(offset - self._start, len(self._line))
        # A bounded stretch around the cursor: completion must not get slower as a bank grows.
        self._above = _LINE_END.split(text[: self._start])[-MAX_LINES - 1 : -1]
        self._below = [] if stop < 0 else _LINE_END.split(text[stop + 1 :], MAX_LINES)[:MAX_LINES]

    def context(self) -> CursorContext:
        """Return the context of the cursor."""
        markers, at = _markers(self._line[: self._column])
        at = min(at, self._column)
        key = markers[-1] if markers and markers[-1].key is not None else None
        column = key.column if key else at
        above = (marker for line in reversed(self._above) for marker in reversed(_markers(line)[0]))
        before = chain(reversed(markers[:-1] if key else markers), above)
        path, scalar = self._ancestors(before, column)
        if key is not None:
            path = (*path, key.key)
        typed = self._line[at : self._column]
        found = CursorContext(
            path=path,
            at_key=key is None and not scalar,
            start=self._start + at,
            end=self._start + len(self._line.rstrip()),
            column=column,
            flow=False,
            typed=typed,
            bare=key is None,
        )
        # The cursor may be in the white space that the end of the line was stripped of.
        found.end = max(found.end, self._start + self._column)
        found.present = self._siblings(column) if found.at_key else set()
        found.kind = self._kind()
        if typed[:1] in ("{", "["):
            _enter_flow(found, self._line[at:], self._column - at, self._start + at)
        return found

    def _ancestors(self, markers: Iterator[LineMarker], column: int) -> tuple[Path, bool]:
        """Return the path to the group at a column, and whether it continues a text instead.

        `markers` are the markers before the column, the nearest first.
        """
        # Upwards, each marker further left than the last one is the next ancestor; the rest belongs
        # to groups beside the path.
        steps: list[str | None] = []
        in_list = False
        for marker in markers:
            if marker.key is None and marker.column < column:
                steps.append(None)
                column, in_list = marker.column, True
            # A list may start in the column of its key: “tags:” over “- sea”.
            elif marker.key is not None and marker.column < column + in_list:
                if marker.rest and not steps:
                    # A key with a text on its line has no keys below it: the text goes on here.
                    return (*self._ancestors(markers, marker.column)[0], marker.key), True
                steps.append(marker.key)
                column, in_list = marker.column, False
        return tuple(reversed(steps)), False

    def _siblings(self, column: int) -> set[str]:
        """Return the keys of the group whose keys are at a column."""
        found: set[str] = set()
        for line in (self._line, *reversed(self._above)):
            markers = _markers(line)[0]
            found |= {marker.key for marker in markers if marker.key and marker.column == column}
            if any(marker.column < column for marker in markers):
                break
        for line in self._below:
            markers = _markers(line)[0]
            if any(marker.column < column for marker in markers):
                break
            found |= {marker.key for marker in markers if marker.key and marker.column == column}
        return found

    def _kind(self) -> str:
        """Return the type of the current question; empty if it has none yet."""
        # From the dash of the question, downwards too: “type” may be below the cursor.
        lines = [*self._above, self._line]
        base = _base(lines)
        if base is None:
            return ""
        number, dash = base
        column = None
        for index, line in enumerate([*lines[number:], *self._below]):
            markers = _markers(line)[0]
            if index and any(marker.column <= dash for marker in markers):
                break
            for marker in markers:
                if marker.key is not None and column is None:
                    column = marker.column
                if marker.key == "type" and marker.column == column:
                    return marker.rest.split(" #")[0].strip().strip("'\"")
        return ""


def _base(lines: list[str]) -> tuple[int, int] | None:
    """Return the line number and the column of the dash that starts the last question."""
    outermost: tuple[int, int] | None = None
    for number in range(len(lines) - 1, -1, -1):
        for marker in _markers(lines[number])[0]:
            if marker.key is None and (outermost is None or marker.column < outermost[1]):
                outermost = number, marker.column
            if marker.key is not None and marker.column == 0:
                return outermost if marker.key == "questions" else None
    return outermost


def _enter_flow(found: CursorContext, rest: str, cursor: int, lead: int) -> None:
    """Follow the brackets and braces of a line up to the cursor, where one is still open."""
    # One entry for each bracket that is open: its sign, the key typed last, where the entry starts,
    # and the keys that it has. YAML's flow style is simple enough to be followed by hand.
    stack: list[tuple[str, str | None, int, set[str]]] = []
    start, quote = 0, ""
    for at, sign in enumerate(rest[:cursor]):
        if quote:
            quote = "" if sign == quote else quote
        # An apostrophe within a word opens nothing.
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
