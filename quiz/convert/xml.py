"""Untrusted XML as a tree, within limits, and helpers for reading such trees.

No entity is declared or expanded, nothing is loaded, nothing included. Names are compared without
their namespaces: files in the field have wrong ones, or none.
"""

from collections.abc import Iterator
from typing import Any
from xml.parsers import expat

from lxml import etree

from quiz.convert.html import xml_text
from quiz.errors import BadFile
from quiz.text.cleaning import clean_line

MAX_BYTES = 64_000_000
MAX_DEPTH = 200
MAX_ELEMENTS = 1_000_000
MAX_ATTRIBUTES = 2_000_000

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
    if len(data) > MAX_BYTES:
        raise BadFile(f"the XML is larger than {MAX_BYTES // 1_000_000} MB")
    # Count on the bytes: the tree of a hostile file could fill the memory first.
    if data.count(b"<") - data.count(b"</") > MAX_ELEMENTS:
        raise BadFile(f"the XML has more than {MAX_ELEMENTS:,} elements")
    # Each attribute has an equals sign, also in texts: the limit is generous for that reason.
    if data.count(b"=") > MAX_ATTRIBUTES:
        raise BadFile(f"the XML has more than {MAX_ATTRIBUTES:,} attributes")
    # Before lxml, which would process a document type; expat stops at the root element.
    _check_prolog(data)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise _syntax(error) from error
    _check_tree(root)
    return root


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
        for start in range(0, len(data), _PIECE):
            parser.Parse(data[start : start + _PIECE], False)
        parser.Parse(b"", True)
    except _Reached:
        return
    except (expat.ExpatError, LookupError, ValueError) as error:
        reason = str(error).partition(": line")[0]
        raise _fault(parser.CurrentLineNumber, f"is not well-formed: {reason}") from error


def _syntax(error: etree.XMLSyntaxError) -> BadFile:
    message = str(error.msg).rpartition(", line")[0] or str(error.msg)
    message = message.partition(", use XML_PARSE_HUGE")[0]
    return _fault(error.position[0], f"is not well-formed: {message}")


def _check_tree(root: etree._Element) -> None:
    for reference in root.iter(etree.Entity):
        raise _fault(line_of(reference), f"has “{reference.text}”, which is undeclared")
    depth = 0
    # A walk instead of recursion, which deep files could exhaust.
    for event, node in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > MAX_DEPTH:
            raise _fault(line_of(node), f"is more than {MAX_DEPTH} elements deep")
        if event == "start" and node.tag.startswith(_XINCLUDE):
            raise _fault(line_of(node), "includes another document")


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
