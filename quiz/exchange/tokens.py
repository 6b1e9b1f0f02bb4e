"""HTML as tags and text, in linear time whatever it is.

The parser of the standard library takes quadratic time for some markup, and differs by release.
"""

import html
import re
from collections.abc import Iterator
from typing import NamedTuple

_NAME = re.compile(r"/?[a-zA-Z][^\s/>]*")
_ATTRIBUTE = re.compile(r"[\s/]*(?:([^\s/>=][^\s/>=]*)\s*(?:=\s*([\"']|[^\s>\"'][^\s>]*)?)?)?")
_RAW_TEXT = frozenset(("script", "style", "iframe", "title", "xmp", "noembed", "noframes"))
"""Elements of which nothing inside is markup."""


class Text(NamedTuple):
    """Text, its entities decoded."""

    text: str


class Tag(NamedTuple):
    """The start or the end of an element."""

    name: str
    """In lower case, without a prefix."""
    start: bool
    attributes: dict[str, str]


def tokens(markup: str) -> Iterator[Text | Tag]:
    """Yield the tags and the texts of some HTML; comments and declarations are passed over."""
    at, end = 0, len(markup)
    while at < end:
        opened = markup.find("<", at)
        if opened < 0:
            break
        if opened > at:
            yield Text(html.unescape(markup[at:opened]))
        if _NAME.match(markup, opened + 1) is None:
            aside = markup[opened + 1 : opened + 2]
            if aside and aside in "!?":
                at = _after_aside(markup, opened)
            else:
                yield Text("<")
                at = opened + 1
            continue
        tag, at = _tag(markup, opened)
        if tag is None:
            # No tag is ever closed from here on: what looks like one is text.
            at = opened
            break
        yield tag
        if tag.start and tag.name in _RAW_TEXT and markup[at - 2] != "/":
            at = _after_raw(markup, at, tag.name)
    if at < end:
        yield Text(html.unescape(markup[at:]))


def _after_aside(markup: str, at: int) -> int:
    """Return where a comment or a declaration ends."""
    sign = "-->" if markup.startswith("<!--", at) else ">"
    found = markup.find(sign, at + 2)
    return found + len(sign) if found >= 0 else len(markup)


def _after_raw(markup: str, at: int, name: str) -> int:
    """Return where the end tag of an element without markup inside starts."""
    found = re.compile(f"</{name}", re.IGNORECASE).search(markup, at)
    return found.start() if found else len(markup)


def _tag(markup: str, at: int) -> tuple[Tag | None, int]:
    """Return the tag that starts at `at`, and where it ends; None when it never does."""
    named = _NAME.match(markup, at + 1)
    assert named is not None
    name = named.group().lower()
    attributes: dict[str, str] = {}
    at, end = named.end(), len(markup)
    while at < end:
        if markup[at] == ">":
            plain = name.lstrip("/").rpartition(":")[2]
            return Tag(plain, not name.startswith("/"), attributes), at + 1
        found = _ATTRIBUTE.match(markup, at)
        assert found is not None
        key, value = (found[1] or "").lower(), found[2] or ""
        at = max(found.end(), at + 1)
        if value in ("'", '"') and value:
            closed = markup.find(value, at)
            if closed < 0:
                break
            value, at = markup[at:closed], closed + 1
        if key:
            attributes.setdefault(key, html.unescape(value))
    return None, end
