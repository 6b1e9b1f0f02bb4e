"""HTML from other systems reduced to text and quotes, and text written as HTML."""

import html
import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

_NAME = re.compile(r"/?[a-zA-Z][^\s/>]*")
# Every part is optional, so that it matches anywhere: broken attributes never stop the tokenizer.
_ATTRIBUTE = re.compile(r"[\s/]*(?:([^\s/>=][^\s/>=]*)\s*(?:=\s*([\"']|[^\s>\"'][^\s>]*)?)?)?")
# Elements of which nothing inside is markup.
_RAW_TEXT = frozenset(("script", "style", "iframe", "title", "xmp", "noembed", "noframes"))


class HtmlText(NamedTuple):
    """Text with its entities decoded."""

    text: str


class HtmlTag(NamedTuple):
    """The start or the end of an element."""

    name: str
    """In lower case, without a prefix."""
    start: bool
    attributes: dict[str, str]


def tokens(markup: str) -> Iterator[HtmlText | HtmlTag]:
    """Yield the tags and the texts of HTML without comments and declarations."""
    at, end = 0, len(markup)
    while at < end:
        opened = markup.find("<", at)
        if opened < 0:
            break
        if opened > at:
            yield HtmlText(html.unescape(markup[at:opened]))
        # As in the HTML standard, `<` starts a tag only before a letter, `/`, `!` or `?`.
        if _NAME.match(markup, opened + 1) is None:
            aside = markup[opened + 1 : opened + 2]
            if aside and aside in "!?":
                at = _after_aside(markup, opened)
            else:
                yield HtmlText("<")
                at = opened + 1
            continue
        tag, at = _tag(markup, opened)
        if tag is None:
            # No tag is ever closed from here on: what looks like one is text.
            at = opened
            break
        yield tag
        # A script may contain `<`: skip to its end tag, which is a token again.
        if tag.start and tag.name in _RAW_TEXT and markup[at - 2] != "/":
            closed = re.compile(f"</{tag.name}", re.IGNORECASE).search(markup, at)
            at = closed.start() if closed else end
    if at < end:
        yield HtmlText(html.unescape(markup[at:]))


def _after_aside(markup: str, at: int) -> int:
    """Return the index after a comment or a declaration."""
    sign = "-->" if markup.startswith("<!--", at) else ">"
    found = markup.find(sign, at + 2)
    return found + len(sign) if found >= 0 else len(markup)


def _tag(markup: str, at: int) -> tuple[HtmlTag | None, int]:
    """Return the tag that starts at `at`, None if it never ends, and the index after it."""
    named = _NAME.match(markup, at + 1)
    assert named is not None
    name = named.group().lower()
    attributes: dict[str, str] = {}
    at, end = named.end(), len(markup)
    while at < end:
        if markup[at] == ">":
            # Word writes elements with prefixes, such as `o:p`.
            plain = name.lstrip("/").rpartition(":")[2]
            return HtmlTag(plain, not name.startswith("/"), attributes), at + 1
        found = _ATTRIBUTE.match(markup, at)
        assert found is not None
        key, value = (found[1] or "").lower(), found[2] or ""
        # Always advance, because the pattern also matches the empty string.
        at = max(found.end(), at + 1)
        if value in ("'", '"') and value:
            closed = markup.find(value, at)
            if closed < 0:
                break
            value, at = markup[at:closed], closed + 1
        if key:
            # As in a browser, the first of equal attributes counts.
            attributes.setdefault(key, html.unescape(value))
    return None, end


_SPACES = re.compile(r"[ \t\n\r\f]+")
# A no-break space at the start of a line or beside another space looks like any space.
_LOOSE = re.compile(r"^[ \xa0]+|[ \xa0]{2,}", re.MULTILINE)
_START = re.compile("[0-9]{1,9}")
_BLANK = re.compile(r"\n\n(\n*)")
_PARAGRAPHS = frozenset(("p", "h1", "h2", "h3", "h4", "h5", "h6", "pre"))
_LINES = frozenset(
    "div li ul ol dl dt dd tr table thead tbody tfoot caption section article header footer main "
    "aside nav address figure figcaption fieldset legend form hr option details summary".split()
)
# Elements whose text is not displayed as part of the page.
_SKIPPED = frozenset(("svg", "audio", "video", "object", "template", "annotation"))
_RAW = frozenset(("script", "style", "iframe", "title", "noembed", "noframes"))
_LOSSES = {
    "scripts": "script",
    "pictures": "img image svg canvas picture",
    "links": "a",
    "bold or italic": "b strong i em u s strike del ins mark",
    "colours or sizes": "font style big small",
    "tables": "table",
    "formulas": "math",
    "sound or video": "audio video object embed applet",
    "forms or frames": "form input select textarea button iframe frame frameset",
    "unknown tags": "",
}
# What `#include <stdio.h>` loses where it is read as HTML: a browser does not show it either.
_KNOWN = frozenset(
    "abbr acronym bdi bdo blockquote body br center cite code col colgroup data dfn dir head "
    "hgroup html kbd label link menu meta noscript optgroup output param q rb rp rt rtc ruby samp "
    "slot source span sub sup td th time track tt var wbr xmp".split()
).union(_PARAGRAPHS, _LINES, _SKIPPED, _RAW)
_LOSS = {name: loss for loss, names in _LOSSES.items() for name in names.split()}
_SUPERSCRIPT = str.maketrans("0123456789+-−=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿⁱ")
_SUBSCRIPT = str.maketrans("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")
_ORDINALS = frozenset(("st", "nd", "rd", "th", "er", "re", "e", "o", "a"))
# The number of list levels that are indented.
_DEEPEST = 8

BlockType = Literal["text", "quote"]


class HtmlBlock(NamedTuple):
    """A block of displayed text, or a quote, with its line breaks."""

    kind: BlockType
    text: str


class Reduced(NamedTuple):
    """The text and quotes of HTML, and the kinds of content that are lost."""

    blocks: tuple[HtmlBlock, ...]
    lost: tuple[str, ...]

    @property
    def text(self) -> str:
        """The text without the quotes, blank lines between its blocks."""
        return "\n\n".join(block.text for block in self.blocks if block.kind == "text")

    @property
    def quotes(self) -> tuple[str, ...]:
        """The texts of the quotes."""
        return tuple(block.text for block in self.blocks if block.kind == "quote")


def reduce(markup: str) -> Reduced:
    """Return the text that HTML displays; accepts any text, and takes linear time."""
    reducer = _Reducer()
    for token in tokens(markup):
        if isinstance(token, HtmlTag):
            reducer.tag(token)
        else:
            reducer.text(token.text)
    return reducer.result()


def xml_text(text: str) -> str:
    """Return text as the content of an XML element or attribute."""
    # The ampersand comes first: the other references contain one.
    for sign, reference in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;")):
        text = text.replace(sign, reference)
    return text


def escape(text: str) -> str:
    """Return text as HTML that is also XHTML: `<br/>` for line breaks, all spaces kept."""
    text = xml_text(text)
    if text.isprintable() and "  " not in text and not text.startswith(" "):
        # The common case: one line without loose spaces; a no-break space is not printable.
        return text.rstrip(" ")
    lines = text.replace("\t", "    ").split("\n")
    return "<br/>".join(_LOOSE.sub(_unbroken, line.rstrip(" ")) for line in lines)


def _unbroken(match: re.Match[str]) -> str:
    spaces = len(match.group())
    return "&#160;" * spaces if match.start() == 0 else " " + "&#160;" * (spaces - 1)


def paragraphs(text: str) -> str:
    """Return text as HTML paragraphs, split at blank lines."""
    if "\n" not in text:
        text = text.rstrip(" \t\xa0")
        return f"<p>{escape(text)}</p>" if text else ""
    pieces = _BLANK.split(_without_line_ends(text))
    further = zip(pieces[1::2], pieces[2::2], strict=True)
    written = [pieces[0], *(f"{blank}{piece}" for blank, piece in further)]
    return "".join(f"<p>{escape(piece)}</p>" for piece in written if piece)


class _Reducer:
    """Builds blocks from tags and texts."""

    def __init__(self) -> None:
        self._blocks: list[HtmlBlock] = []
        self._lost: set[str] = set()
        self._pieces: list[str] = []
        self._breaks = 0
        self._gap = False
        self._held = False
        """Whether the next text follows a list mark or a table bar on the same line."""
        self._quotes = 0
        self._pre = 0
        self._skipping: list[str] = []
        self._lists: list[int | None] = []
        """The next number of each open list; None for a list without numbers."""
        self._script = ""
        self._cells = 0

    def result(self) -> Reduced:
        """Return the blocks and the losses."""
        self._end_block()
        return Reduced(tuple(self._blocks), tuple(loss for loss in _LOSSES if loss in self._lost))

    def text(self, text: str) -> None:
        """Add text, with white space collapsed as a browser does."""
        if self._skipping or not text:
            return
        # 10² must not become 102.
        if self._script:
            text = _raised(text, self._script)
        if self._pre:
            self._put(text)
            return
        text = _SPACES.sub(" ", text)
        self._gap = self._gap or text[0] == " "
        if text != " ":
            self._put(text.strip(" "))
            self._gap = text[-1] == " "

    def tag(self, tag: HtmlTag) -> None:
        """Process a tag."""
        self._note(tag)
        if tag.name in _SKIPPED:
            if tag.start:
                self._skipping.append(tag.name)
            elif self._skipping and self._skipping[-1] == tag.name:
                self._skipping.pop()
        elif self._skipping or tag.name in _RAW:
            return
        elif tag.name == "blockquote":
            self._quote(tag.start)
        elif tag.name in _PARAGRAPHS:
            self._break(2)
            if tag.name == "pre":
                # End tags without a start tag are common and must not count.
                self._pre = max(0, self._pre + (1 if tag.start else -1))
        elif tag.name in _LINES:
            self._line(tag)
        elif tag.name == "br":
            self._breaks += 1
            self._gap = self._held = False
        else:
            self._inline(tag)

    def _note(self, tag: HtmlTag) -> None:
        if not tag.start:
            return
        if tag.name in _LOSS:
            self._lost.add(_LOSS[tag.name])
        elif tag.name not in _KNOWN and not self._skipping and "formulas" not in self._lost:
            # A formula has tags of its own, which are lost with it.
            self._lost.add("unknown tags")
        for name, value in tag.attributes.items():
            if name.startswith("on") or value.lstrip().casefold().startswith("javascript:"):
                self._lost.add("scripts")
            elif name in ("style", "color", "bgcolor"):
                self._lost.add("colours or sizes")

    def _quote(self, start: bool) -> None:
        if not start and not self._quotes:
            return
        # Only the outermost quote is a block of its own; inner ones are paragraphs of it.
        if self._quotes == (0 if start else 1):
            self._end_block()
        else:
            self._break(2)
        self._quotes += 1 if start else -1

    def _line(self, tag: HtmlTag) -> None:
        self._break(1)
        if tag.name in ("ul", "ol"):
            if tag.start:
                start = tag.attributes.get("start", "")
                first = int(start) if _START.fullmatch(start) else 1
                self._lists.append(first if tag.name == "ol" else None)
            elif self._lists:
                self._lists.pop()
        elif tag.name == "li" and tag.start:
            self._mark_item()
        elif tag.name == "tr":
            # Paragraphs in a cell must not leave a blank line between rows.
            self._breaks = 1 if self._cells else self._breaks
            self._cells = 0

    def _mark_item(self) -> None:
        number = self._lists[-1] if self._lists else None
        if number is not None:
            self._lists[-1] = number + 1
        margin = "  " * min(len(self._lists) - 1, _DEEPEST)
        self._put(margin + ("- " if number is None else f"{number}. "))
        self._held = True

    def _inline(self, tag: HtmlTag) -> None:
        if tag.name in ("sup", "sub"):
            self._script = tag.name if tag.start else ""
        elif tag.name == "q":
            self.text("“" if tag.start else "”")
        elif tag.name in ("td", "th") and tag.start:
            if self._cells:
                self._breaks, self._gap = 0, False
                self._put(" | ")
                self._held = True
            self._cells += 1
        elif tag.name == "img" and tag.start:
            self.text(tag.attributes.get("alt", ""))

    def _break(self, lines: int) -> None:
        """Request at least so many line breaks before the next text; only `<br>` adds up."""
        if not self._held:
            self._breaks = max(self._breaks, lines)
        self._gap = False

    def _put(self, text: str) -> None:
        if self._pieces and self._breaks:
            self._pieces.append("\n" * self._breaks)
        elif self._pieces and self._gap and not self._held:
            self._pieces.append(" ")
        self._breaks, self._gap, self._held = 0, False, False
        self._pieces.append(text)

    def _end_block(self) -> None:
        text = _LOOSE.sub(lambda match: " " * len(match.group()), "".join(self._pieces))
        text = _without_line_ends(text)
        if text:
            self._blocks.append(HtmlBlock("quote" if self._quotes else "text", text))
        self._pieces, self._breaks, self._gap, self._held = [], 0, False, False


def _without_line_ends(text: str) -> str:
    """Return text without trailing white space on lines, or blank lines at its start and end."""
    return "\n".join(line.rstrip(" \t\xa0") for line in text.split("\n")).strip("\n")


def _raised(text: str, script: str) -> str:
    """Return text in superscript or subscript characters if they exist, else after `^` or `_`."""
    table = _SUPERSCRIPT if script == "sup" else _SUBSCRIPT
    if not text.strip() or all(ord(sign) in table for sign in text):
        return text.translate(table)
    if script == "sup" and text in _ORDINALS:
        return text
    mark = "^" if script == "sup" else "_"
    return f"{mark}{text}" if text.isalnum() else f"{mark}({text})"
