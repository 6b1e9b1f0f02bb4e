"""The writer of YAML: texts that read back unchanged, in the style of the bundled banks."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

# Any text that starts with a letter or a digit is plain, unless a part of it means something.
# Characters without width, and U+FFFD, count as spaces behind a colon: the reader takes them for an
# author's slip there, and so for the end of a key.
_PLAIN = re.compile(
    r"(?!.*(?::(?:[\s\u00ad\u180e\u200b-\u200d\ufffd]|$)|\s#))"
    r"(?:[^\W_].*(?<!\s)|[-+]?\.?\d[\d.eE+-]*)"
)
_WORD = re.compile(r"[^\W_][\w-]*(?: [\w-]+)*")
_FOLDED = 88
"""Characters of the longest line of a text that can be folded, without its margin."""
_IN_BRACKETS = ("tags", "enemies")
"""Keys whose lists are written on the line of the key."""
_LONGEST_KEY = 200
"""Of longer keys, which libyaml takes up to 1,024 bytes, each is marked as one."""
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t"}


def yaml_text(text: str) -> str:
    """Return a text as a YAML scalar on one line, in quotes only where it needs them.

    The text must hold no character that a bank may not hold.
    """
    if "\n" in text or "\t" in text:
        return '"' + "".join(_ESCAPES.get(sign, sign) for sign in text) + '"'
    if _PLAIN.fullmatch(text):
        return text
    # Single quotes escape nothing but themselves, so they are the rule; double ones are easier
    # to read around an apostrophe.
    if "'" in text and '"' not in text and "\\" not in text:
        return f'"{text}"'
    return "'" + text.replace("'", "''") + "'"


def yaml_lines(data: Mapping[str, Any]) -> list[str]:
    """Return keys with texts, lists and groups of keys, nested at will, as lines of YAML.

    Several lines become a block; a long text of one line is folded where it reads the same.
    """
    lines: list[str] = []
    for key, value in data.items():
        name = yaml_text(key)
        # “? ” marks a key that is longer than what a parser looks ahead for its colon.
        if len(name) > _LONGEST_KEY:
            lines += [f"? {name}", *_behind(": ", _value(value))]
        elif key in _IN_BRACKETS and _all_words(value):
            lines += _behind(f"{name}: ", [f"[{', '.join(value)}]"])
        elif isinstance(value, str) or not value:
            lines += _behind(f"{name}: ", _value(value))
        else:
            lines += [f"{name}:", *(f"  {line}" for line in _value(value))]
    return lines


def yaml_item(data: Mapping[str, Any], margin: str = "") -> list[str]:
    """Return a group of keys as an item of a list, each line behind a margin."""
    return [f"{margin}{line}".rstrip() for line in _behind("- ", yaml_lines(data))]


def _value(value: Any) -> list[str]:
    """Return a value as lines; all but the first of a text are indented by two."""
    if isinstance(value, str):
        return _scalar(value)
    if isinstance(value, Mapping):
        return yaml_lines(value) if value else ["{}"]
    lines = [line for item in value for line in _behind("- ", _value(item))]
    return lines or ["[]"]


def _behind(head: str, lines: Sequence[str]) -> list[str]:
    """Return lines with `head` before the first and the rest indented by two."""
    return [head + lines[0], *(f"  {line}" if line else "" for line in lines[1:])]


def _scalar(text: str) -> list[str]:
    if "\n" in text and _fits_block(text):
        return ["|" if text.endswith("\n") else "|-", *text.removesuffix("\n").split("\n")]
    if len(text) > _FOLDED and "\n" not in text and "\t" not in text:
        # Folding turns each line end back into one space, so no other white space may be lost.
        words = text.split(" ")
        if all(words):
            return [">-", *_wrapped(words)]
    return [yaml_text(text)]


def _fits_block(text: str) -> bool:
    """Check whether a text of several lines can be a block, without marks that few know."""
    # YAML would need an indentation indicator for a first line with spaces, “|+” for empty lines
    # at the end, and authors would remove trailing spaces without seeing them.
    lines = text.removesuffix("\n").split("\n")
    return (
        bool(lines[0].strip())
        and all(not line or (line.strip(" \t") and line.rstrip(" \t") == line) for line in lines)
        and lines[0][0] not in " \t"
        and bool(lines[-1])
    )


def _wrapped(words: Sequence[str]) -> list[str]:
    lines = [words[0]]
    for word in words[1:]:
        if len(lines[-1]) + len(word) < _FOLDED:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def _all_words(value: Any) -> bool:
    return (
        isinstance(value, Sequence)
        and not isinstance(value, str)
        and bool(value)
        and all(isinstance(each, str) and _WORD.fullmatch(each) for each in value)
        and sum(map(len, value)) + 2 * len(value) < _FOLDED
    )
