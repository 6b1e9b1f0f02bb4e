"""Texts as YAML that reads as just these texts."""

import re
from collections.abc import Mapping
from typing import Any

# Any text that starts with a letter or a digit stands plain, unless a part of it means something.
_PLAIN = re.compile(r"(?!.*(?::(?:\s|$)|\s#))[^\W_].*(?<!\s)")


def yaml_text(text: str) -> str:
    """Return a text of one line as a YAML scalar, in quotes only where it needs them.

    The text must hold no character that a bank may not hold.
    """
    if _PLAIN.fullmatch(text):
        return text
    if "'" in text and '"' not in text and "\\" not in text:
        return f'"{text}"'
    return "'" + text.replace("'", "''") + "'"


def yaml_lines(data: Mapping[str, Any]) -> list[str]:
    """Return keys with texts of one line, lists of such, or groups of keys, as lines of YAML."""
    lines: list[str] = []
    for key, value in data.items():
        if isinstance(value, str):
            lines.append(f"{key}: {yaml_text(value)}")
            continue
        lines.append(f"{key}:")
        if isinstance(value, Mapping):
            lines += [f"  {line}" for line in yaml_lines(value)]
        else:
            lines += [f"  - {yaml_text(each)}" for each in value]
    return lines
