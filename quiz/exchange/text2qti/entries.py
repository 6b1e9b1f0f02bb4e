"""The entries of a text2qti document: a mark and the content after it, on one or more lines."""

import re
from collections.abc import Iterator
from typing import NamedTuple

_MARKED = {
    "question": r"\d+\.",
    "right": r"\*[a-zA-Z]\)",
    "wrong": r"[a-zA-Z]\)",
    "ticked": r"\[\*\]",
    "unticked": r"\[ ?\]",
    "short": r"\*",
    "feedback": r"\.\.\.",
    "on_right": r"\+",
    "on_wrong": "-",
    "solution": "!",
    "number": "=",
    "title": "[Tt]itle:",
    "points": "[Pp]oints:",
    "text_title": "[Tt]ext [Tt]itle:",
    "text": "[Tt]ext:",
    "quiz_title": "[Qq]uiz [Tt]itle:",
    "quiz_description": "[Qq]uiz [Dd]escription:",
    "group_points": "[Pp]oints per question:",
    "group_setting": "(?:[Pp]ick|[Ss]olutions pick):",
    "setting": "(?:[Ss]huffle answers|[Ss]how correct answers|[Oo]ne question at a time"
    "|[Cc]an't go back|[Ff]eedback is solution|[Ss]olutions sample groups"
    "|[Ss]olutions randomize groups):",
}
"""The mark of each kind of entry that has content."""
_BARE = {"essay": "___+", "upload": r"\^\^\^+", "group": "GROUP", "end_group": "END_GROUP"}
_START = re.compile(
    "|".join(
        [
            *(rf"(?P<{name}>(?:{mark})[ \t]+(?=\S))" for name, mark in _MARKED.items()),
            *(rf"(?P<{name}>{mark}\s*$)" for name, mark in _BARE.items()),
        ]
    )
)
_ONE_LINE = frozenset(("short", "number", "points", "group_points", "group_setting", "setting"))
_FENCE = re.compile(r"(```+)\s*(\S.*)")
_TABS = 4


class DocumentEntry(NamedTuple):
    """One entry of a document."""

    kind: str
    """A key of `_MARKED` or `_BARE`; `code`, `stray` or `unended` for other lines."""
    text: str
    line: int


def parse_entries(lines: list[str]) -> Iterator[DocumentEntry]:
    """Yield the entries of a document, without its comments."""
    index = 0
    while index < len(lines):
        line = lines[index]
        start = _START.match(line)
        fence = _FENCE.match(line)
        if fence:
            end = _end_of_code(lines, index, fence[1])
            yield DocumentEntry("code", fence[2].strip(), index + 1)
        elif start:
            kind = str(start.lastgroup)
            text, end = _content(lines, index, start, kind)
            yield DocumentEntry(kind, text, index + 1)
        elif line.strip() == "COMMENT":
            end = _end_of_comment(lines, index)
            if end > len(lines):
                yield DocumentEntry("unended", "", index + 1)
        else:
            end = index + 1
            if line.strip() and not line.startswith("%"):
                yield DocumentEntry("stray", line.strip(), index + 1)
        index = end


def _end_of_code(lines: list[str], index: int, fence: str) -> int:
    for end in range(index + 1, len(lines)):
        if lines[end].rstrip() == fence:
            return end + 1
    return len(lines)


def _end_of_comment(lines: list[str], index: int) -> int:
    for end in range(index + 1, len(lines)):
        if lines[end].strip() == "END_COMMENT":
            return end + 1
    return len(lines) + 1


def _content(lines: list[str], index: int, start: re.Match[str], kind: str) -> tuple[str, int]:
    """Return the content after a mark and in the indented lines below, and the index of its end."""
    first = lines[index][start.end() :].strip()
    if kind in _BARE or kind in _ONE_LINE:
        return first, index + 1
    # Below a word with a colon any margin counts, below a sign the margin of the text after it.
    margin = 0 if start.group().rstrip().endswith(":") else len(_spaced(start.group()))
    texts, end = [first], index + 1
    for number in range(index + 1, len(lines)):
        line = _spaced(lines[number])
        if not line.strip():
            if "title" in kind:
                break
            texts.append("")
            continue
        margin = margin or len(line) - len(line.lstrip(" "))
        if not margin or not line.startswith(" " * margin):
            break
        texts.append(line[margin:].rstrip())
        end = number + 1
    return "\n".join(texts[: end - index]), end


def _spaced(line: str) -> str:
    return line.expandtabs(_TABS)
