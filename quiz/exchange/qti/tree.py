"""XML to be written: elements under their names of 2.1, markup that is ready, text."""

import re
from typing import NamedTuple, TypeAlias

from quiz.exchange.qti.names import Version, attribute_name, element_name

_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Characters that no XML document may hold."""


class Markup(NamedTuple):
    """XHTML as it is to be written."""

    text: str


class Node(NamedTuple):
    """An element."""

    name: str
    attributes: tuple[tuple[str, str], ...]
    children: tuple["Content", ...]


Content: TypeAlias = Node | Markup | str


def node(name: str, *children: Content, **attributes: str) -> Node:
    """Return an element with these children and attributes."""
    return Node(name, tuple(attributes.items()), children)


def document(root: Node, version: Version) -> bytes:
    """Return the whole XML document."""
    pieces = ['<?xml version="1.0" encoding="UTF-8"?>\n']
    _write(root, version.kebab, pieces)
    pieces.append("\n")
    return _NO_XML.sub("\ufffd", "".join(pieces)).encode()


def plain_document(root: Node) -> bytes:
    """Return a document whose names are those of no version, such as a manifest."""
    pieces = ['<?xml version="1.0" encoding="UTF-8"?>\n']
    _write(root, False, pieces)
    return _NO_XML.sub("\ufffd", "".join([*pieces, "\n"])).encode()


def _write(element: Node, kebab: bool, pieces: list[str]) -> None:
    name = element_name(element.name, kebab)
    pieces.append(f"<{name}")
    for key, value in element.attributes:
        pieces.append(f' {attribute_name(key, kebab)}="{_in_attribute(value)}"')
    if not element.children:
        pieces.append("/>")
        return
    pieces.append(">")
    for content in element.children:
        if isinstance(content, Node):
            _write(content, kebab, pieces)
        else:
            pieces.append(content.text if isinstance(content, Markup) else _in_text(content))
    pieces.append(f"</{name}>")


def _in_text(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _in_attribute(text: str) -> str:
    for sign, written in (('"', "&quot;"), ("\n", "&#10;"), ("\t", "&#9;"), ("\r", "&#13;")):
        text = _in_text(text) if sign == '"' else text
        text = text.replace(sign, written)
    return text
