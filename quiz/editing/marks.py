"""Which characters a problem is about: the key or the value that starts where it was found."""

import re

from quiz.model.bank import Span
from quiz.text.cleaning import first_forbidden

_MOST = 2_000
_DOUBLE = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
_SINGLE = re.compile(r"'(?:[^']|'')*'")
_PLAIN_END = re.compile(r":(?=\s|$)|\s#|[\r\n]")
_FLOW_END = re.compile(r":(?=\s|$)|\s#|[\r\n,\[\]{}]")


def token_at(text: str, offset: int) -> Span:
    """Return the stretch of the scalar that starts at an offset, as far as one can tell.

    At least one character of the line where there is any; never more than 2,000.
    """
    sign = text[offset : offset + 1]
    end = _end(text, offset, sign)
    if end > offset:
        return Span(offset, end)
    # At the end of a line, what stands last on it.
    start = max(text.rfind("\n", 0, offset) + 1, offset - 1)
    return Span(start, offset)


def _end(text: str, offset: int, sign: str) -> int:
    if sign and first_forbidden(sign) is not None and sign != "\r":
        return offset + 1
    for opener, whole in (('"', _DOUBLE), ("'", _SINGLE)):
        found = whole.match(text, offset, offset + _MOST) if sign == opener else None
        if found:
            return found.end()
    line = text[text.rfind("\n", 0, offset) + 1 : offset][-_MOST:]
    in_flow = line.count("[") + line.count("{") > line.count("]") + line.count("}")
    ends = _FLOW_END if in_flow or sign in ("[", "{") else _PLAIN_END
    stop = ends.search(text, offset + 1, offset + _MOST)
    end = stop.start() if stop else min(len(text), offset + _MOST)
    return offset + len(text[offset:end].rstrip())
