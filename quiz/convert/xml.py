"""Untrusted XML as a tree, within limits, and helpers for reading such trees.

No entity is declared or expanded, nothing is loaded, nothing included. Names are compared without
their namespaces: files in the field have wrong ones, or none.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any, cast
from xml.parsers import expat

from lxml import etree

from quiz.convert.html import xml_text
from quiz.errors import BadFile
from quiz.text.cleaning import clean_line

MAX_XML_BYTES = 64_000_000
MAX_DEPTH = 200
MAX_NODES = 400_000
"""Elements and attributes in memory at once; each takes some hundred bytes."""
MAX_ATTRIBUTES = 250
"""Attributes of one element."""

_XINCLUDE = "{http://www.w3.org/2001/XInclude}"
# Old QTI 1.2 files name the DTD of their format, which is never looked at.
_HARMLESS = "questestinterop"
_VOID = frozenset(("br", "img", "hr", "input", "col", "wbr"))
"""HTML elements without an end tag."""
_PIECE = 65_536
_MAX_MESSAGE_LENGTH = 200


class _Reached(Exception):
    """The root element was reached: the prolog is over."""


def parse_xml(data: bytes) -> etree._Element:
    """Return the root element of an XML document.

    Raise `BadFile`, with the line where there is one, when it is not well formed, declares
    entities or names a DTD, includes other documents, or is too large or too deep.
    """
    document = XmlStream(data)
    for _ in document.elements():
        pass
    return document.root


Events = Iterator[tuple[str, etree._Element]]


class XmlStream:
    """An XML document whose large parts are read one after another."""

    def __init__(self, data: bytes) -> None:
        """Take the document; raise `BadFile` when it is too large or names a DTD."""
        if len(data) > MAX_XML_BYTES:
            raise BadFile(f"the XML is larger than {MAX_XML_BYTES // 1_000_000} MB")
        # Before lxml, which would process a document type; expat stops at the root element.
        _check_prolog(data)
        self._data = data
        self._parser = etree.XMLPullParser(
            events=("start", "end"),
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
        )
        self._nodes = 0

    @property
    def root(self) -> etree._Element:
        """The root element, complete when all elements were read."""
        root: etree._Element = self._root
        return root

    def elements(self, *names: str) -> Iterator[etree._Element]:
        """Yield the outermost elements of these names, each complete.

        An element is emptied when the next one is read; all that is around them stays. Raise
        `BadFile` as `parse_xml` does.
        """
        outer: etree._Element | None = None
        depth = before = 0
        for event, element in self._events():
            if event == "start":
                depth += 1
                self._check_start(element, depth)
                if outer is None and names and local(element) in names:
                    outer, before = element, self._nodes
            else:
                depth -= 1
                if element is outer:
                    _check_entities(element)
                    yield element
                    # Its tail stays: the parser may be appending to it.
                    del element[:]
                    element.attrib.clear()
                    element.text = None
                    outer, self._nodes = None, before
        _check_entities(self.root)

    def _events(self) -> Events:
        try:
            for start in range(0, len(self._data), _PIECE):
                self._parser.feed(self._data[start : start + _PIECE])
                yield from cast(Events, self._parser.read_events())
            self._root = self._parser.close()
        except etree.XMLSyntaxError as error:
            log: Any = self._parser
            raise _syntax(error, list(log.feed_error_log)) from error
        yield from cast(Events, self._parser.read_events())

    def _check_start(self, element: etree._Element, depth: int) -> None:
        """Raise `BadFile` for an element that breaks a limit."""
        attributes = len(element.attrib)
        self._nodes += 1 + attributes
        if depth > MAX_DEPTH:
            raise _fault(line_of(element), f"is more than {MAX_DEPTH} elements deep")
        if attributes > MAX_ATTRIBUTES:
            raise _fault(
                line_of(element), f"has an element with more than {MAX_ATTRIBUTES} attributes"
            )
        if self._nodes > MAX_NODES:
            raise _fault(line_of(element), f"has more than {MAX_NODES:,} elements in one piece")
        if str(element.tag).startswith(_XINCLUDE):
            raise _fault(line_of(element), "includes another document")


def count_tags(data: bytes, name: str) -> int:
    """Return about how many elements of a name a document has, for showing progress."""
    # UTF-16 has a zero byte beside each ASCII character.
    tag = re.compile(rb"<(?:[\w.-]+:)?" + re.escape(name.encode()) + rb"[\s/>]")
    return sum(1 for _ in tag.finditer(data.replace(b"\0", b"")))


def _check_entities(element: etree._Element) -> None:
    for reference in element.iter(etree.Entity):
        raise _fault(line_of(reference), f"has “{reference.text}”, which is undeclared")


def _check_prolog(data: bytes) -> None:
    """Read up to the root element; raise `BadFile` for a document type other than QTI 1.2's."""
    parser = expat.ParserCreate()

    def doctype(name: str, system: str | None, public: str | None, subset: int) -> None:
        if subset:
            raise _fault(parser.CurrentLineNumber, "declares a document type of its own")
        if (system or public) and name != _HARMLESS:
            raise _fault(parser.CurrentLineNumber, "names an external document type")

    def element(name: str, attributes: object) -> None:
        raise _Reached

    parser.StartDoctypeDeclHandler = doctype
    parser.StartElementHandler = element
    try:
        start, size = 0, _PIECE
        while start < len(data):
            parser.Parse(data[start : start + size], False)
            # Pieces grow, because expat starts again at a token that is not complete yet.
            start, size = start + size, 2 * size
        parser.Parse(b"", True)
    except _Reached:
        return
    except (expat.ExpatError, LookupError, ValueError) as error:
        reason = str(error).partition(": line")[0]
        raise _fault(parser.CurrentLineNumber, f"is not well-formed: {reason}") from error


def _syntax(error: etree.XMLSyntaxError, log: Sequence[Any]) -> BadFile:
    line, message = error.position[0], str(error.msg)
    if log:
        # The first fault; the error itself may only be about the end that is missing.
        line, message = log[0].line, log[0].message
    message = message.partition(", use XML_PARSE_HUGE")[0]
    return _fault(line, f"is not well-formed: {message}")


def _fault(line: int, fault: str) -> BadFile:
    return BadFile(f"line {line}: the XML {clean_line(fault)[:_MAX_MESSAGE_LENGTH]}")


def line_of(element: etree._Element) -> int:
    """Return the line in which an element starts, counted from 1."""
    line: Any = element.sourceline
    return int(line or 1)


def local(element: etree._Element) -> str:
    """Return the name of an element without its namespace."""
    return str(element.tag).rpartition("}")[2]


def children(element: etree._Element, *names: str) -> list[etree._Element]:
    """Return the child elements of any of these names, in order; all without names."""
    return [each for each in element if not names or local(each) in names]


def child(element: etree._Element, name: str) -> etree._Element | None:
    """Return the first child element of a name, or None."""
    return next((each for each in element if local(each) == name), None)


def descend(element: etree._Element, *path: str) -> etree._Element | None:
    """Return the element at a path of names, taking the first child each time, or None."""
    found: etree._Element | None = element
    for name in path:
        found = None if found is None else child(found, name)
    return found


def descendants(element: etree._Element, *names: str) -> Iterator[etree._Element]:
    """Yield the elements of these names anywhere inside, in the order of the document."""
    for each in element.iterdescendants():
        if local(each) in names:
            yield each


def text_of(element: etree._Element | None) -> str:
    """Return all text inside an element, without tags; empty for None."""
    return "" if element is None else "".join(str(piece) for piece in element.itertext())


def attribute(element: etree._Element, name: str, default: str = "") -> str:
    """Return the value of an attribute in any namespace, or `default`."""
    value = element.get(name)
    if value is not None:
        return str(value)
    # Only after the plain name, which nearly every file uses.
    found = (str(each) for key, each in element.items() if str(key).rpartition("}")[2] == name)
    return next(found, default)


def markup_of(element: etree._Element | None) -> str:
    """Return the content of an element as markup without namespaces, for `html.reduce`."""
    if element is None:
        return ""
    pieces: list[str] = []
    for event, node in etree.iterwalk(element, events=("start", "end")):
        if node is element:
            pieces += [xml_text(node.text or "")] if event == "start" else []
        elif event == "start":
            pairs = "".join(
                f' {str(key).rpartition("}")[2]}="{xml_text(str(value))}"'
                for key, value in node.items()
            )
            pieces += [f"<{local(node)}{pairs}>", xml_text(node.text or "")]
        else:
            # `html.reduce` reads HTML, in which these have no end tag.
            end = "" if local(node) in _VOID else f"</{local(node)}>"
            pieces += [end, xml_text(node.tail or "")]
    return "".join(pieces)
