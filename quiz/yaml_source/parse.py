"""The parser from YAML to positioned nodes; nothing is resolved, and the cost is bounded.

Anchors, aliases, tags and further documents are refused; depth and number of nodes have limits.
Values are never interpreted: `no`, `12:30` and `~` are the texts that the author typed.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from collections.abc import Mapping as AbstractMapping
from itertools import pairwise
from typing import Any, NamedTuple, NoReturn, Protocol

import yaml

from quiz.model.problem import START, Position
from quiz.text.cleaning import REPLACEMENT, clean, describe_character, first_forbidden
from quiz.yaml_source.problems import ProblemLog
from quiz.yaml_source.syntax_hints import (
    INDENT,
    OddSpace,
    cuts,
    dash_within,
    odd_spaces,
    syntax_hint,
)


class YamlMark(Protocol):
    """A position as PyYAML gives it: line and column count from 0."""

    @property
    def line(self) -> int:
        """The line."""

    @property
    def column(self) -> int:
        """The column, in characters."""


def position(mark: YamlMark) -> Position:
    """Return a mark as a position, which counts from 1."""
    return Position(mark.line + 1, mark.column + 1)


class _Origin(NamedTuple):
    line: int = 0
    column: int = 0


ORIGIN: YamlMark = _Origin()
"""The mark of nodes that were not read from a file."""


class _Marked:
    """A node, with its mark; positions are made only for the few that are asked for theirs."""

    __slots__ = ("mark",)
    mark: YamlMark

    @property
    def position(self) -> Position:
        """Where the node starts."""
        return position(self.mark)


class Scalar(_Marked):
    """A text; `plain` when it stood without quotes and was not a block."""

    __slots__ = ("plain", "value")

    def __init__(self, value: str, plain: bool, mark: YamlMark) -> None:
        self.value = value
        self.plain = plain
        self.mark = mark


class Sequence(_Marked):
    """A list of nodes; `flow` when it stood in brackets."""

    __slots__ = ("flow", "items")

    def __init__(self, mark: YamlMark, flow: bool = False) -> None:
        self.items: list[Node] = []
        self.flow = flow
        self.mark = mark


class Mapping(_Marked):
    """Keys and nodes, in the order written; `keys` has the mark of each key."""

    __slots__ = ("entries", "keys")

    def __init__(self, mark: YamlMark) -> None:
        self.entries: dict[str, Node] = {}
        self.keys: dict[str, YamlMark] = {}
        self.mark = mark

    def key_position(self, name: str) -> Position:
        """Return the position of a key."""
        return position(self.keys[name])


Node = Scalar | Sequence | Mapping


def comma_separated(node: Sequence) -> Iterator[Position]:
    """Yield the positions of plain texts in brackets that commas separate."""
    if node.flow and len(node.items) > 1:
        texts = [item for item in node.items if isinstance(item, Scalar)]
        yield from (text.position for text in texts if text.plain)


def from_data(data: Any) -> Node:
    """Return nodes for texts, lists and mappings; raises TypeError for anything else."""
    if isinstance(data, str):
        return Scalar(data, True, ORIGIN)
    if isinstance(data, list):
        sequence = Sequence(ORIGIN)
        sequence.items = [from_data(item) for item in data]
        return sequence
    if isinstance(data, AbstractMapping):
        mapping = Mapping(ORIGIN)
        mapping.entries = {str(key): from_data(value) for key, value in data.items()}
        mapping.keys = dict.fromkeys(mapping.entries, ORIGIN)
        return mapping
    raise TypeError(f"no node for {type(data).__name__}")


# The types of the events; by PyYAML's stubs events may lack marks, which these never do.
ScalarEvent: Any = yaml.ScalarEvent
AliasEvent: Any = yaml.AliasEvent
MappingStart: Any = yaml.MappingStartEvent
SequenceStart: Any = yaml.SequenceStartEvent
DocumentStart: Any = yaml.DocumentStartEvent

_TOO_DEEP = "exceeded maximum nesting depth"
"""How libyaml, from 0.2.6 on, refuses depths of its own accord while it looks ahead."""
MAX_DEPTH = 12
MAX_NODES = 3_000_000
"""Nodes of the largest bank that is read."""
MAX_REFUSALS = 100
"""The maximum number of forbidden characters or features; after that, reading stops."""

Parser: Callable[[str], Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""libyaml's parser where PyYAML was built with it, else PyYAML's own: same events, slower."""


class _Stop(Exception):
    """The rest of the document is not worth reading; the reason is in the report."""


def scan(text: str, report: ProblemLog) -> Node | None:
    """Return the root node of the document in `text`, or None if it has none.

    Problems go to `report` with line and column.
    """
    # CR LF becomes LF, as positions count it; a lone CR is a forbidden character.
    source = text.replace("\r\n", "\n")
    parsed = _without_raw_controls(source, report)
    odd = _structural(odd_spaces(parsed), parsed)
    for each in odd:
        # Refused characters are reported already.
        if source[each.start] == each.text[0]:
            report.error(each.position, "odd-space", each.message)
    parsed = _with_plain_spaces(parsed, odd)
    parser = Parser(parsed)
    try:
        return _Builder(parser, report, parsed).build()
    except _Stop:
        return None
    except yaml.MarkedYAMLError as error:
        rule = "too-deep" if error.problem == _TOO_DEEP else "yaml-syntax"
        found = syntax_hint(error, parsed)
        # A line whose indentation cannot be told may well be what is at fault here.
        if all(each.exact or each.position.line > found.position.line for each in odd):
            report.error(found.position, rule, found.message)
    except yaml.YAMLError as error:
        report.error(START, "yaml-syntax", str(error).splitlines()[0])
    finally:
        parser.dispose()
    return None


def _without_raw_controls(text: str, report: ProblemLog) -> str:
    """Report and replace forbidden characters, so that the rest can be read."""
    found = first_forbidden(text)
    if found is None:
        return text
    # Replaced one for one, so that all positions after it stay true.
    pieces: list[str] = []
    start = 0
    while found is not None and len(pieces) < MAX_REFUSALS:
        line = text.count("\n", 0, found) + 1
        column = found - text.rfind("\n", 0, found)
        report.error(
            Position(line, column),
            "forbidden-character",
            f"{describe_character(text[found])} is not allowed in a bank: remove it",
        )
        pieces.append(text[start:found])
        start = found + 1
        found = first_forbidden(text, start)
    return REPLACEMENT.join([*pieces, clean(text[start:])])


def _max_nodes(text: str) -> int:
    # A bank has far fewer nodes than characters; a file of nothing but nodes is no bank.
    return min(MAX_NODES, 200_000 + len(text) // 16)


def _with_plain_spaces(text: str, odd: Iterable[OddSpace]) -> str:
    """Return a text as long as before, with plain spaces in place of others.

    Characters without width go to the end of the line before, so that each line starts where it
    seems to.
    """
    pieces, start = [], 0
    for each in odd:
        line_start = each.start - each.position.column + 1
        spare = sum(not sign.isspace() for sign in each.text) if each.role == INDENT else 0
        if line_start and spare:
            pieces += [text[start : line_start - 1], " " * spare, "\n"]
            start = line_start
        pieces += [text[start : each.start], " " * (len(each.text) - (spare if line_start else 0))]
        start = each.end
    return "".join([*pieces, text[start:]])


def _structural(odd: list[OddSpace], text: str) -> list[OddSpace]:
    """Return the odd spaces that are where the structure of a text needs plain ones."""
    if not odd:
        return odd
    limit, _ = _survey(text)
    for _ in range(_TRIES):
        plain = _with_plain_spaces(text, odd)
        line, scalars = _survey(plain)
        # How far a line with a wide space is indented is a guess, which need not make it better.
        if line >= limit - any(not each.exact for each in odd):
            readable = limit > text.count("\n")
            starts = [each.start for each in scalars]
            return [each for each in odd if _is_needed(each, scalars, starts, plain, readable)]
        # With plain spaces there, less can be read than before: so they are part of a text.
        odd = [each for each in odd if abs(each.position.line - 1 - line) > 1]
    return []


_MAX_LINE = 1_000
"""Characters of a block that are looked at for the indentation of its first line."""


class _ScalarSpan(NamedTuple):
    """The span of a scalar, quotation marks and indicators included."""

    start: int
    end: int
    style: str


def _is_needed(
    odd: OddSpace, scalars: list[_ScalarSpan], starts: list[int], plain: str, readable: bool
) -> bool:
    """Check whether an odd space is no part of a text, or indents one that needs plain spaces."""
    index = bisect_right(starts, odd.start) - 1
    if index < 0 or odd.start >= scalars[index].end:
        return True
    if readable or odd.role != INDENT:
        return False
    scalar = scalars[index]
    before = plain[plain.rfind("\n", 0, scalar.start) + 1 : scalar.start]
    if scalar.style in ("|", ">"):
        # A block is indented as its first line is, which follows the line of its indicator.
        start = plain.find("\n", scalar.start)
        first = plain[start : start + _MAX_LINE].lstrip("\n").partition("\n")[0]
        needed = len(first) - len(first.lstrip(" "))
    else:
        needed = len(before) if before.isspace() else len(before) - len(before.lstrip(" -")) + 1
    return odd.position.column - 1 < needed


def _survey(text: str) -> tuple[int, list[_ScalarSpan]]:
    """Return the line, from 0, up to which a text is YAML, and its scalars in order."""
    parser = Parser(text)
    scalars: list[_ScalarSpan] = []
    try:
        # As many as are built later on: what comes after them is not read anyway.
        for _ in range(3 * _max_nodes(text)):
            event = parser.get_event()
            if event is None:
                break
            if type(event) is ScalarEvent:
                span = event.start_mark.index, event.end_mark.index
                scalars.append(_ScalarSpan(*span, event.style or ""))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        return (mark.line if mark is not None else 0), scalars
    except yaml.YAMLError:
        return 0, scalars
    finally:
        parser.dispose()
    return text.count("\n") + 1, scalars


class _Builder:
    """Builds the nodes of one document from the events of a parser."""

    def __init__(self, parser: Any, report: ProblemLog, text: str) -> None:
        self._next: Callable[[], Any] = parser.get_event
        # Even the shortest questions have about eight characters a node; a file of nothing but
        # nodes is no bank.
        self._most = min(MAX_NODES, 200_000 + len(text) // 8)
        self._report = report
        self._text = text
        self._cuts = cuts(text)
        self._refused = 0
        self._restarted: Mapping | None = None
        self._ended: Mapping | None = None

    def build(self) -> Node | None:
        self._next()  # The start of the stream.
        if isinstance(self._next(), yaml.StreamEndEvent):
            return None
        root = self._tree()
        event = self._next()
        if isinstance(event, DocumentStart):
            self._report.error(
                position(event.start_mark),
                "second-document",
                "a bank is one YAML document: remove this “---” and what follows",
            )
        return root

    def _tree(self) -> Node:
        """Return the root node."""
        # For speed one loop, with a stack of its own and names bound outside of it, instead of a
        # method for each node. `root` holds the document, so that every node has a parent.
        following, enter, scalar_event = self._next, self._enter, ScalarEvent
        cut_at, comments = self._cuts, self._report.comments
        root = Sequence(ORIGIN)
        top: Any = root
        in_mapping = False
        key: Any = None
        stack: list[tuple[Any, bool, Any]] = []
        for _ in range(self._most):
            event = following()
            node: Any
            if type(event) is scalar_event:
                if event.anchor is not None or event.tag is not None:
                    self._refuse(event)
                if in_mapping and key is None:
                    # The event itself, not a node: a key needs its text and its mark only.
                    key = event
                    continue
                # The style of a plain scalar is "" from libyaml, None from PyYAML's own parser.
                node = Scalar(event.value, not event.style, event.start_mark)
                if cut_at and not event.style and event.end_mark.index in cut_at:
                    comments[position(event.start_mark)] = cut_at[event.end_mark.index]
                if not event.style and " - " in event.value:
                    self._warn_of_dash(event)
            elif isinstance(event, yaml.CollectionEndEvent):
                top, in_mapping, key = stack.pop()
                continue
            elif isinstance(event, yaml.DocumentEndEvent):
                return root.items[0]
            else:
                node = self._start(event)
            # In a mapping, keys and values alternate; a key that is no scalar waits in `key` too.
            if not in_mapping:
                top.items.append(node)
            elif key is not None:
                enter(top, key, node)
                key = None
            else:
                key = node
            if type(node) is not Scalar:
                stack.append((top, in_mapping, key))
                if len(stack) > MAX_DEPTH:
                    self._stop(event, "too-deep", f"more than {MAX_DEPTH} levels of nesting")
                top, in_mapping, key = node, type(node) is Mapping, None
        self._stop(event, "too-large", f"more than {self._most:,} entries")

    def _warn_of_dash(self, event: Any) -> None:
        """Warn of a text that goes on in a line which was likely meant as an entry."""
        start, end = event.start_mark, event.end_mark
        raw = self._text[start.index : end.index]
        at = dash_within(raw)
        if at is not None:
            column = at - raw.rindex("\n", 0, at)
            self._report.warning(
                Position(start.line + 1 + raw.count("\n", 0, at), column),
                "run-on",
                f"this continues the text of line {start.line + 1}: to start an entry, put its "
                "“- ” in the column of the others",
            )

    def _start(self, event: Any) -> Node:
        """Return the node that starts with an event; an alias is a text of no meaning."""
        if event.anchor is not None or event.tag is not None:
            self._refuse(event)
        if isinstance(event, MappingStart):
            return Mapping(event.start_mark)
        if isinstance(event, SequenceStart):
            return Sequence(event.start_mark, event.flow_style)
        return Scalar("*", True, event.start_mark)

    def _enter(self, mapping: Mapping, key: Any, node: Node) -> None:
        """Add a key and its value, unless the key is not a word or a duplicate."""
        if mapping is self._ended:
            return
        if type(key) is not ScalarEvent:
            # A list or a mapping as key is valid YAML, of no use in a bank.
            self._report.error(position(key.mark), "wrong-type", "a key must be a word")
            return
        name = key.value
        if name not in mapping.entries:
            mapping.entries[name] = node
            mapping.keys[name] = key.start_mark
            return
        self._doubled(mapping, name, key.start_mark)

    def _doubled(self, mapping: Mapping, name: str, mark: Any) -> None:
        """Report a duplicate key, or the first key of an entry that lacks its dash."""
        if mapping is self._restarted:
            # The second key in a row: this is another entry, of which nothing more is to be said.
            self._ended = mapping
            return
        line = mapping.keys[name].line + 1
        fix = "keep one of them"
        # Two entries run into one where the second lacks its “- ”: then its first key comes again.
        first: Any = mapping.keys[next(iter(mapping.keys))]
        if name == next(iter(mapping.keys)) and self._text.endswith("- ", 0, first.index):
            self._restarted = mapping
            fix = "remove it, or start a new entry here with “- ”"
        self._report.error(
            position(mark), "duplicate-key", f"“{name}” is already in line {line}: {fix}"
        )

    def _refuse(self, event: Any) -> None:
        if type(event) is AliasEvent:
            what = f"write out the value of the alias “*{event.anchor}”"
        elif event.anchor is not None:
            what = f"remove the anchor “&{event.anchor}”"
        else:
            what = f"remove the tag “{event.tag}”"
        message = f"banks cannot use anchors, aliases or tags: {what}"
        self._report.error(position(event.start_mark), "yaml-feature", message)
        self._refused += 1
        if self._refused >= MAX_REFUSALS:
            raise _Stop

    def _stop(self, event: Any, rule: str, message: str) -> NoReturn:
        self._report.error(position(event.start_mark), rule, message)
        raise _Stop


MAX_PIECES = 3_000
"""The maximum number of keys and questions; the text after them is one piece."""
_TRIES = 4
_TOP = re.compile(r"^[^\s#-]", re.MULTILINE)
_LIST = re.compile(r"^questions[ \t]*:[ \t]*(?:#.*)?$", re.MULTILINE)
_ITEM = re.compile(r"^( *)-(?=\s|$)", re.MULTILINE)
_OPENED = ("quoted scalar", "flow", "simple key")
"""Parts of libyaml's messages for errors that start where something was opened."""
_NOT_END = re.compile(r"[^\n]")


class Recovered(NamedTuple):
    """A text made readable; what is left of it keeps its position."""

    text: str
    """As long as before, with spaces in place of the lines that cannot be parsed."""
    cut: frozenset[int]
    """The lines, from 1, of all keys and questions that lost some."""


def recover(text: str) -> Recovered:
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
            # Whole pieces count: a question that lost its end is not the question that was written.
            cut.update(range(line, after if piece.endswith("\n") else after + 1))
        pieces.append(kept)
        line = after
    # Pieces that are YAML one by one may be none together.
    return Recovered(_up_to_fault("".join(pieces)), frozenset(cut))


def one_for_one(text: str) -> str:
    """Return a text in which YAML can be parsed, every character at its offset."""
    return clean(text.replace("\r\n", " \n"))


def _starts(text: str) -> list[int]:
    """Return where pieces start, and where the last one ends."""
    keys = [match.start() for match in _TOP.finditer(text)]
    ends = dict(pairwise([*keys, len(text)]))
    found = _LIST.search(text)
    items: Iterator[int] = iter(())
    if found:
        # All entries in the column of the first; others belong to lists inside of a question.
        dashes = list(_ITEM.finditer(text, found.end(), ends[found.start()]))
        items = (each.start() for each in dashes if each[1] == dashes[0][1])
    starts = sorted({0, *keys, *items})
    return [*starts[:MAX_PIECES], len(text)]


def _up_to_fault(piece: str) -> str:
    """Return a piece with spaces from the line on at which it is at fault; itself without one."""
    # The parser reports a fault where it notices it, which may be after a line that is at fault
    # too: so what is kept is parsed again, a few times.
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
        # An unclosed bracket or quotation mark swallows the rest: cut where it was opened.
        never_closed = any(words in str(error.context) for words in _OPENED)
        mark = error.context_mark if never_closed else error.problem_mark
        return mark.line if mark is not None else 0
    except yaml.YAMLError:
        return 0
    finally:
        parser.dispose()
    return None
