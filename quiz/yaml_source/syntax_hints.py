"""Hints about mistakes in YAML, and about text that YAML reads unexpectedly, such as “nest #3”."""

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

import yaml

from quiz.model.problem import START, Position

_SENTENCE_ENDS = (".", "!", "?", "…")
_MAX_SPACES = 20
_MAX_KEPT = 200
_MAX_SHOWN = 30
_MAX_FOUND = 100_000
"""The maximum number of comments; the rest of a file is ignored."""


class Comment(NamedTuple):
    """A comment behind a text in one line."""

    spaces: int
    """The number of spaces before it."""
    text: str
    """With its “#”."""

    def continues(self, value: str) -> bool:
        """Check whether this continues a text: it starts like a word, or ends its sentence."""
        # “nest #3” is a text to most people. A real comment has a space after its “#”, and is
        # seldom the lower-case end of the sentence before it.
        if self.text[1:2].isalnum():
            return True
        return (
            self.spaces == 1
            and " " in value
            and not value.endswith(_SENTENCE_ENDS)
            and self.text[2:3].islower()
            and self.text.rstrip("\"'”’").endswith(_SENTENCE_ENDS)
        )

    @property
    def shown(self) -> str:
        """The start of it."""
        return self.text if len(self.text) <= _MAX_SHOWN else f"{self.text[:_MAX_SHOWN]}…"


_DASH = re.compile(r"\n *(?=- )")


def dash_within(raw: str) -> int | None:
    """Return the offset of a line within a raw text that starts like an entry, or None."""
    found = _DASH.search(raw)
    return None if found is None else found.end()


def cuts(text: str) -> dict[int, Comment]:
    """Return the comments of a YAML text that may continue a text, by where that one ends.

    Text inside quotes or blocks may be among them, as if a text ended there.
    """
    # By searching, not by parsing: the parser drops comments, and this costs next to nothing in
    # a file without any. Hits inside quotes and blocks do no harm, since no scalar ends there.
    found: dict[int, Comment] = {}
    at = text.find(" #")
    while at >= 0 and len(found) < _MAX_FOUND:
        line_end = text.find("\n", at, at + _MAX_KEPT)
        comment = text[at + 1 : line_end if line_end >= 0 else at + _MAX_KEPT].rstrip()
        before = text[max(0, at - _MAX_SPACES) : at]
        end = before.rstrip(" ")
        if end and not end.endswith("\n"):
            spaces = 1 + len(before) - len(end)
            if comment[1:2].isalnum() or spaces == 1:
                found[at + 1 - spaces] = Comment(spaces, comment)
        else:
            # The rest of a line that is a comment cuts nothing.
            line_end = text.find("\n", at)
            at = line_end if line_end >= 0 else len(text)
        at = text.find(" #", at + 1)
    return found


_ODD = "\u00a0\u00ad\u1680\u180e\u2000-\u200d\u202f\u205f\u3000\ufffd"
"""Spaces that are none to YAML, and characters without a width; for use in a set of a pattern."""
_WIDE = "\u3000"
"""The space as wide as a Chinese character: two columns."""
INDENT, _BEFORE_COLON, _AFTER_COLON = "indent", "before the colon", "after the colon"
_ANY_ODD = re.compile(f"[{_ODD}]")
_SPACES = re.compile(f"[ {_ODD}]*")
_KEY_WORD = re.compile(r"[\w.-]+|'[^'\n]*'|\"[^\"\n]*\"")
_FLOW_SPACES = re.compile(
    rf"(?<=[{{,])([ {_ODD}]*[{_ODD}][ {_ODD}]*)(?=[a-z_]+ *:)"
    rf"|(?<=[a-z_]:)([{_ODD}][ {_ODD}]*)"
)


class OddSpace(NamedTuple):
    """Characters that look like the plain spaces which YAML needs in their place."""

    start: int
    text: str
    """From the first character that is no plain space on."""
    role: str
    """Where they are: in the `indent`, or `after the dash`, for example."""
    position: Position

    @property
    def end(self) -> int:
        """The offset after the last of them."""
        return self.start + len(self.text)

    @property
    def exact(self) -> bool:
        """Whether plain spaces in its place leave the rest of the line where it seems to be."""
        return self.role != INDENT or _WIDE not in self.text

    @property
    def replacement(self) -> str:
        """The sign that belongs there."""
        if self.role == _BEFORE_COLON:
            return ""
        return "".join(" " for sign in self.text if sign.isspace())

    @property
    def message(self) -> str:
        """Which sign is where, and how to fix it."""
        sign = self.text[0]
        name = unicodedata.name(sign, "character").lower()
        what = f"{'an' if name[0] in 'aeiou' else 'a'} {name} (U+{ord(sign):04X}) is"
        several = len(_ANY_ODD.findall(self.text)) > 1
        it = "it and those after it" if several else "it"
        fix = f"replace {it} by plain spaces" if several else "replace it by a plain space"
        if not sign.isspace() or self.role == _BEFORE_COLON:
            fix = f"remove {it}"
        if self.role == _BEFORE_COLON:
            return f"{what} {self.role}: {fix}"
        place = "spaces indent" if self.role == INDENT else f"a plain space belongs {self.role}"
        return f"{what} where {place}: {fix}"


def odd_spaces(text: str) -> list[OddSpace]:
    """Return where characters seem to be the spaces of YAML's structure, were it that.

    Some may be in texts of several lines, in which any character is allowed.
    """
    found: list[OddSpace] = []
    if text.isascii() or not _ANY_ODD.search(text):
        return found
    offset = 0
    for number, line in enumerate(text.split("\n"), 1):
        for start, end, role in _odd_in(line) if _ANY_ODD.search(line) else ():
            odd = _ANY_ODD.search(line, start, end)
            if odd is not None:
                at = odd.start()
                place = Position(number, at + 1)
                found.append(OddSpace(offset + at, line[at:end], role, place))
        offset += len(line) + 1
    return found


def _odd_in(line: str) -> Iterator[tuple[int, int, str]]:
    """Yield the runs of spaces of any kind in the structure of one line, with their roles."""

    def spaces(start: int) -> int:
        found = _SPACES.match(line, start)
        assert found is not None, "it may be empty"
        return found.end()

    at = spaces(0)
    yield 0, at, INDENT
    dashes: list[int] = []
    while line[at : at + 1] == "-" and spaces(at + 1) > at + 1:
        dashes.append(at + 1)
        at = spaces(at + 1)
    key = _KEY_WORD.match(line, at)
    colon = spaces(key.end()) if key is not None else at
    has_key = key is not None and line[colon : colon + 1] == ":"
    for dash in dashes:
        # Behind a plain space others are part of the text, unless that is a key.
        if has_key or line[dash] != " " or dash is not dashes[-1]:
            yield dash, spaces(dash), "after the dash"
    if key is not None and has_key:
        yield key.end(), colon, _BEFORE_COLON
        # With a plain space after the colon, what follows is part of the value. In a list,
        # “Note: …” with another space is more likely a text than a key.
        is_key = not dashes or key.group().strip("\"'_").islower()
        if is_key and line[colon + 1 : colon + 2] != " ":
            yield colon + 1, spaces(colon + 1), _AFTER_COLON
    depth, before = 0, at
    for match in _FLOW_SPACES.finditer(line, at):
        # Counted from one match to the next: a hostile line may have a million of them.
        depth += line.count("{", before, match.start()) - line.count("}", before, match.start())
        before = match.start()
        if depth > 0:
            yield *match.span(), _AFTER_COLON if match[2] else "before the key"


_LINES_BEFORE = 200
_DASHES = r"(?P<margin> *)(?P<dashes>(?:- +)*)"
_LINE = re.compile(_DASHES + r"(?P<key>[\w.-]+|'[^']*'|\"[^\"]*\")?(?P<colon> *:(?=\s|$))?")
_NO_SPACE_AFTER_COLON = re.compile(_DASHES + r"(?P<word>[a-z][a-z_]*):(?!/)(?P<rest>[^\s:].*)")
_NO_SPACE_AFTER_DASH = re.compile(r" *(?P<word>-)[^\s-]")
_BARE = re.compile(_DASHES + r"(?P<word>[a-z][a-z_]*)\s*$")
_BREAK = re.compile("[\n\r\x85\u2028\u2029]")
"""What YAML 1.1 counts as the end of a line."""
_TAB = re.compile(r" *\t")
_BLOCKS = (
    "expected '-' indicator",
    "expected key",
    "expected <block end>",
    "mapping values are not allowed",
    "could not find expected ':'",
)
"""How faults of block style are named, by libyaml and by PyYAML's own parser."""
_SIGNS = {
    "scanning an alias": "a text that starts with “*” needs quotes around it",
    "scanning an anchor": "a text that starts with “&” needs quotes around it",
    "scanning a block scalar": "a text that starts with “|” or “>” needs quotes around it",
}
_HINTS = (
    (
        "cannot start any token",
        "tabs cannot indent lines; text that starts with a special character needs quotes",
    ),
    ("mapping values are not allowed", "text that contains “: ” needs quotes around it"),
    ("could not find expected ':'", "a key needs “: ” after it; long text needs quotes or “|”"),
    ("expected <block end>", "check indentation and quotes of this and the line before"),
    (
        "did not find expected key",
        "check indentation and quotes of this and the line before",
    ),
    ("did not find expected ','", "close the bracket; text that contains “,” or “: ” needs quotes"),
    ("did not find expected node content", "a quote mark or a bracket is never closed"),
    ("unexpected end of stream", "a quote mark or a bracket is never closed"),
    ("unknown escape character", "inside double quotes a backslash is written “\\\\”"),
)


class SyntaxHint(NamedTuple):
    """A message with the fix, and its position."""

    position: Position
    message: str


class _Line(NamedTuple):
    """One line of block style."""

    number: int
    """Counted from 0."""
    text: str
    margin: int
    dash: bool
    column: int
    """Where the key or the text after any dashes starts, counted from 0."""
    key: str
    """Empty where no key with its colon starts the line."""


def syntax_hint(error: yaml.MarkedYAMLError, text: str) -> SyntaxHint:
    """Return the hint for a text that YAML refuses."""
    # libyaml says what it expected, where it noticed. An author needs the line with the slip and
    # its fix, so the text around is looked at for the usual slips first.
    problem = str(error.problem or error.context or "not YAML")
    lines = _BREAK.split(text)
    at = _place(error, text)
    # The end of the stream is reported on a line that there is not.
    if at.line > len(lines):
        at = Position(len(lines), len(lines[-1]) + 1)
    found = _tab(at, lines) or _comment(error, at, lines) or _bracket(error, at, lines)
    if not found and any(words in problem for words in _BLOCKS):
        found = _block(error, at, lines)
    if found:
        return found
    signs = (says for words, says in _SIGNS.items() if words in str(error.context))
    hints = (hint for words, hint in _HINTS if words in problem)
    hint = next(signs, "") or next(hints, "")
    return SyntaxHint(at, f"{problem}: {hint}" if hint else problem)


def _place(error: yaml.MarkedYAMLError, text: str) -> Position:
    """Return where to look: the fault or, where the text just ends, what was left open."""
    mark, opened = error.problem_mark or error.context_mark, error.context_mark
    if mark is None:
        return START
    at_end = mark.line > text.rstrip().count("\n") or "end of stream" in str(error.problem)
    mark = opened if at_end and opened is not None else mark
    return Position(mark.line + 1, mark.column + 1)


def _tab(at: Position, lines: list[str]) -> SyntaxHint | None:
    found = _TAB.match(lines[at.line - 1])
    if found is None:
        return None
    return SyntaxHint(
        Position(at.line, found.end()), "a line cannot be indented with a tab: use spaces"
    )


def _comment(error: yaml.MarkedYAMLError, at: Position, lines: list[str]) -> SyntaxHint | None:
    """Return the `#` that cuts a bracket short, or a text that goes on in the next line."""
    # Behind “ #” the rest of a line is lost, and with it the bracket or the quote mark that ends
    # the text: the fault shows lines later.
    first = at.line - 2
    context = str(error.context)
    if error.context_mark is not None and ("flow" in context or "scalar" in context):
        first = max(error.context_mark.line, at.line - _LINES_BEFORE)
    elif not 0 <= first or "mapping" not in context or _read(lines, at.line - 1).key:
        return None
    for number in range(max(first, 0), at.line):
        place = lines[number].find(" #")
        if place > 0 and lines[number][:place].strip():
            shown = lines[number][place + 1 :][:_MAX_SHOWN]
            return SyntaxHint(
                Position(number + 1, place + 2),
                f"“{shown}” is read as a comment: put the text in quotes",
            )
    return None


def _bracket(error: yaml.MarkedYAMLError, at: Position, lines: list[str]) -> SyntaxHint | None:
    """Return the bracket that is still open where a key starts a later line."""
    opened = error.context_mark
    if opened is None or "flow" not in str(error.context) or opened.line >= at.line - 1:
        return None
    if not _read(lines, at.line - 1).key:
        return None
    return SyntaxHint(
        Position(opened.line + 1, opened.column + 1),
        "this bracket is not closed: text that contains “[”, “]”, “{” or “}” needs quotes",
    )


def _quotes(at: Position, lines: list[str]) -> SyntaxHint | None:
    before = lines[at.line - 1][: at.column - 1].rstrip()
    if not before.endswith(('"', "'")) or not lines[at.line - 1][at.column - 1 :].strip():
        return None
    return SyntaxHint(
        at,
        "nothing may follow the closing quote mark: put the whole text in quotes of the other kind",
    )


def _block(error: yaml.MarkedYAMLError, at: Position, lines: list[str]) -> SyntaxHint | None:
    """Return the hint about the line of the error, or about the one before it."""
    quoted = _quotes(at, lines)
    if quoted:
        return quoted
    fault = _read(lines, at.line - 1)
    before = list(_before(lines, at.line - 1))
    suspects = [*before[:1], fault]
    if error.context_mark is not None and "simple key" in str(error.context):
        suspects.insert(0, _read(lines, error.context_mark.line))
    for line in suspects:
        found = _half_key(line, fault)
        if found:
            return found
    # A fault in mid-line is about a text, not about the column where its line starts.
    at_start = not lines[at.line - 1][: at.column - 1].strip(" -") or fault.key
    # A colon further on than the one after the key: a text that needs quotes, in a good place.
    second_colon = lines[at.line - 1][at.column - 1 : at.column] == ":" and (
        fault.text.find(": ") < at.column - 1
    )
    if not at_start or not before or second_colon:
        return None
    return _no_dash(fault, before) or _askew(fault, before)


def _half_key(line: _Line, fault: _Line) -> SyntaxHint | None:
    """Return a key or a dash without the space or the colon that makes it one."""
    found = _NO_SPACE_AFTER_DASH.match(line.text)
    if found:
        return _at(line, found.end("word"), "a space is missing after the dash: write “- ”")
    found = _NO_SPACE_AFTER_COLON.match(line.text)
    if found and ": " not in found["rest"]:
        message = f"a space is missing after the colon: write “{found['word']}: ”"
        return _at(line, found.end("word") + 1, message)
    found = _BARE.match(line.text)
    # Beside a dash a word alone is an entry, unless keys are to follow it.
    if found and (not line.dash or (fault.key and not fault.dash and line.margin < fault.margin)):
        message = f"“{found['word'][:_MAX_SHOWN]}” has no value: a key needs “: ” and a value"
        return _at(line, found.start("word"), message)
    return None


def _no_dash(fault: _Line, before: list[_Line]) -> SyntaxHint | None:
    """Return the first entry of a list, where it lacks the dash that the faulty line has."""
    # Up from the fault to the first line further left, which is what the list belongs to.
    first: _Line | None = None
    for line in before:
        if line.margin < fault.margin:
            break
        first = line
    else:
        return None
    if not fault.dash or line.dash or first is None or first.dash or not first.key:
        return None
    message = f"“- ” is missing here: a new entry starts with it, as in line {fault.number + 1}"
    return _at(first, first.margin, message)


def _askew(fault: _Line, before: list[_Line]) -> SyntaxHint | None:
    """Return how far a line starts from the one beside which it should start."""
    if not fault.dash and not fault.key:
        return None
    open_lines = list(_open(before))
    like = [line for line in open_lines if line.dash] if fault.dash else open_lines
    # A dash is aligned with dashes, a key with the keys of any group that is still open.
    columns = [(line.margin if fault.dash else line.column, line) for line in like]
    if not columns:
        return None
    column, line = min(columns, key=lambda each: abs(each[0] - fault.margin))
    off = abs(column - fault.margin)
    if not off:
        return None
    side = "right" if fault.margin > column else "left"
    spaces = "1 space" if off == 1 else f"{off} spaces"
    return _at(
        fault,
        fault.margin,
        f"this line starts {spaces} too far to the {side}: align it with the "
        f"{'dash' if fault.dash else 'key'} of line {line.number + 1}",
    )


def _open(before: list[_Line]) -> Iterator[_Line]:
    """Yield the last line of each group that may still be open."""
    smallest = _LINES_BEFORE
    for line in before:
        if line.margin < smallest and (line.key or line.dash):
            yield line
            smallest = line.margin


def _before(lines: list[str], number: int) -> Iterator[_Line]:
    """Yield the lines before one, the nearest first, without blank lines and comments."""
    for each in range(number - 1, max(-1, number - 1 - _LINES_BEFORE), -1):
        if lines[each].strip() and not lines[each].lstrip().startswith("#"):
            yield _read(lines, each)


def _read(lines: list[str], number: int) -> _Line:
    text = lines[number]
    found = _LINE.match(text)
    assert found is not None, "any line matches"
    key = found["key"] if found["colon"] is not None and found["key"] else ""
    margin = len(found["margin"])
    dash = bool(found["dashes"]) or text[margin:].rstrip() == "-"
    return _Line(number, text, margin, dash, found.end("dashes"), key)


def _at(line: _Line, column: int, message: str) -> SyntaxHint:
    return SyntaxHint(Position(line.number + 1, column + 1), message)
