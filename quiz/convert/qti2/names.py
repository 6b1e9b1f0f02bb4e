"""Names of QTI elements in versions 2.1 and 3.0, and the XML documents made of them."""

import re
from functools import cache
from typing import NamedTuple, TypeAlias

from lxml import etree

from quiz.convert.xml import local

_CAPITAL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_DASH = re.compile(r"-([a-z])")
_PREFIX = "qti-"
_SHARED = frozenset("p div br span blockquote".split())
"""Elements of XHTML, which have the same names in both versions."""


class QtiVersion(NamedTuple):
    """The differences between versions, apart from the names of elements and attributes."""

    label: str
    number: str
    """The version as written in the types of resources: `2p1`."""
    namespace: str
    schema: str
    """The address of the schema for items and tests."""
    manifest_namespace: str
    manifest_schema: str
    package: str
    """The name of the schema in a manifest."""
    package_version: str
    kebab: bool
    """Whether names are written `qti-item-body`."""


QTI_2 = QtiVersion(
    "QTI 2.1",
    "2p1",
    "http://www.imsglobal.org/xsd/imsqti_v2p1",
    "http://www.imsglobal.org/xsd/qti/qtiv2p1/imsqti_v2p1p2.xsd",
    "http://www.imsglobal.org/xsd/imscp_v1p1",
    "http://www.imsglobal.org/xsd/qti/qtiv2p1/qtiv2p1_imscpv1p2_v1p0.xsd",
    "QTIv2.1 Package",
    "1.0.0",
    False,
)
QTI_3 = QtiVersion(
    "QTI 3.0",
    "3p0",
    "http://www.imsglobal.org/xsd/imsqtiasi_v3p0",
    "https://purl.imsglobal.org/spec/qti/v3p0/schema/xsd/imsqti_asiv3p0_v1p0.xsd",
    "http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1",
    "https://purl.imsglobal.org/spec/qti/v3p0/schema/xsd/imsqtiv3p0_imscpv1p2_v1p0.xsd",
    "QTI Package",
    "3.0.0",
    True,
)


@cache
def element_name(name: str, kebab: bool) -> str:
    """Return the name of an element as a version writes it."""
    return f"{_PREFIX}{_dashed(name)}" if kebab and name not in _SHARED else name


@cache
def attribute_name(name: str, kebab: bool) -> str:
    """Return the name of an attribute as a version writes it; names with a prefix do not change."""
    return _dashed(name) if kebab and ":" not in name else name


def _dashed(name: str) -> str:
    return _CAPITAL.sub("-", name).lower()


def rename(root: etree._Element) -> None:
    """Rename all elements and attributes to their names in 2.1, without namespaces."""
    for element in root.iter(etree.Element):
        element.tag = _plain(local(element).removeprefix(_PREFIX))
        for key in element.keys():
            name = _plain(str(key).rpartition("}")[2])
            if name != key and not name.startswith("data"):
                element.set(name, element.attrib.pop(key))


@cache
def _plain(name: str) -> str:
    return _DASH.sub(lambda match: match[1].upper(), name)


_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Characters that no XML document may hold."""


class Markup(NamedTuple):
    """XHTML that is written unchanged."""

    text: str


class XmlNode(NamedTuple):
    """An XML element that is to be written."""

    name: str
    attributes: tuple[tuple[str, str], ...]
    children: tuple["Content", ...]


Content: TypeAlias = XmlNode | Markup | str


def node(name: str, *children: Content, **attributes: str) -> XmlNode:
    """Return an element with these children and attributes."""
    return XmlNode(name, tuple(attributes.items()), children)


def document(root: XmlNode, version: QtiVersion) -> bytes:
    """Return the XML document with the names of a version."""
    pieces = ['<?xml version="1.0" encoding="UTF-8"?>\n']
    _write(root, version.kebab, pieces)
    pieces.append("\n")
    return _NO_XML.sub("\ufffd", "".join(pieces)).encode()


def plain_document(root: XmlNode) -> bytes:
    """Return an XML document whose names do not depend on the version, such as a manifest."""
    pieces = ['<?xml version="1.0" encoding="UTF-8"?>\n']
    _write(root, False, pieces)
    return _NO_XML.sub("\ufffd", "".join([*pieces, "\n"])).encode()


def _write(element: XmlNode, kebab: bool, pieces: list[str]) -> None:
    name = element_name(element.name, kebab)
    pieces.append(f"<{name}")
    for key, value in element.attributes:
        pieces.append(f' {attribute_name(key, kebab)}="{_in_attribute(value)}"')
    if not element.children:
        pieces.append("/>")
        return
    pieces.append(">")
    for content in element.children:
        if isinstance(content, XmlNode):
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
