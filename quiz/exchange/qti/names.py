"""The names of QTI: those of 2.1 inside, turned to and from those of 3.0 at the doors."""

import re
from functools import cache
from typing import NamedTuple

from lxml import etree

from quiz.exchange.xmldoc import local

_CAPITAL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_DASH = re.compile(r"-([a-z])")
_PREFIX = "qti-"
_SHARED = frozenset("p div br span blockquote".split())
"""Elements of XHTML, which have the same names in both versions."""


class Version(NamedTuple):
    """What differs between the versions beside the names of elements and attributes."""

    label: str
    number: str
    """As in the types of resources: `2p1`."""
    namespace: str
    schema: str
    """Where the schema of items and tests stands."""
    manifest_namespace: str
    manifest_schema: str
    package: str
    """What a manifest calls its schema."""
    package_version: str
    kebab: bool
    """Whether names are written `qti-item-body`."""


QTI_2 = Version(
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
QTI_3 = Version(
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
    """Return the name of an attribute as a version writes it; one with a prefix stays."""
    return _dashed(name) if kebab and ":" not in name else name


def _dashed(name: str) -> str:
    return _CAPITAL.sub("-", name).lower()


def rename(root: etree._Element) -> None:
    """Give all elements and attributes their names of 2.1, without namespaces."""
    for element in root.iter(etree.Element):
        element.tag = _plain(local(element).removeprefix(_PREFIX))
        for key in element.keys():
            name = _plain(str(key).rpartition("}")[2])
            if name != key and not name.startswith("data"):
                element.set(name, element.attrib.pop(key))


@cache
def _plain(name: str) -> str:
    return _DASH.sub(lambda match: match[1].upper(), name)
