"""The entries of a text2qti document: what stands behind a mark, over as many lines as it takes."""

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
"""The marks that content follows, by what it is."""
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
    """Its name above; `code`, `stray` or `unended` for what is none."""
    text: str
    line: int


def parse_entries(lines: list[str]) -> Iterator[DocumentEntry]:
    """Yield the entries of a document; comments are passed over."""
    at = 0
    while at < len(lines):
        line = lines[at]
        start = _START.match(line)
        fence = _FENCE.match(line)
        if fence:
            end = _end_of_code(lines, at, fence[1])
            yield DocumentEntry("code", fence[2].strip(), at + 1)
        elif start:
            kind = str(start.lastgroup)
            text, end = _content(lines, at, start, kind)
            yield DocumentEntry(kind, text, at + 1)
        elif line.strip() == "COMMENT":
            end = _end_of_comment(lines, at)
            if end > len(lines):
                yield DocumentEntry("unended", "", at + 1)
        else:
            end = at + 1
            if line.strip() and not line.startswith("%"):
                yield DocumentEntry("stray", line.strip(), at + 1)
        at = end


def _end_of_code(lines: list[str], at: int, fence: str) -> int:
    for end in range(at + 1, len(lines)):
        if lines[end].rstrip() == fence:
            return end + 1
    return len(lines)


def _end_of_comment(lines: list[str], at: int) -> int:
    for end in range(at + 1, len(lines)):
        if lines[end].strip() == "END_COMMENT":
            return end + 1
    return len(lines) + 1


def _content(lines: list[str], at: int, start: re.Match[str], kind: str) -> tuple[str, int]:
    """Return what stands behind a mark and in the indented lines below, and where it ends."""
    first = lines[at][start.end() :].strip()
    if kind in _BARE or kind in _ONE_LINE:
        return first, at + 1
    # Below a word with a colon any margin will do, below a sign that of the text behind it.
    margin = 0 if start.group().rstrip().endswith(":") else len(_spaced(start.group()))
    texts, end = [first], at + 1
    for number in range(at + 1, len(lines)):
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
    return "\n".join(texts[: end - at]), end


def _spaced(line: str) -> str:
    return line.expandtabs(_TABS)
