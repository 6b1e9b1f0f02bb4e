"""Untrusted XML: refusals with their lines, and the helpers that read trees."""

import contextlib
import re
import resource
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.convert import xml
from quiz.convert.xml import (
    XmlStream,
    attribute,
    child,
    children,
    descend,
    descendants,
    line_of,
    local,
    markup_of,
    parse_xml,
    text_of,
)
from quiz.errors import BadFile

LAUGHS = (
    '<?xml version="1.0"?>\n<!DOCTYPE quiz [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10)).replace("a0", "a")
    + "]>\n<quiz>&a9;</quiz>"
)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (LAUGHS, "line 2: the XML declares a document type"),
        ('<!DOCTYPE q [<!ENTITY x SYSTEM "file:///etc/passwd">]><q>&x;</q>', "line 1: "),
        ("<!DOCTYPE q [<!ENTITY % p SYSTEM 'http://h/x'> %p;]><q/>", "document type"),
        ("<!DOCTYPE questestinterop SYSTEM 'x.dtd' [<!ELEMENT x ANY>]><x/>", "of its own"),
        ("\n<!DOCTYPE quiz SYSTEM 'http://h/x.dtd'>\n<quiz/>", "line 2: the XML names an external"),
        ("<!DOCTYPE questestinterop SYSTEM 'x.dtd'>\n<x>a&nbsp;b</x>", "line 2: the XML has"),
        ("<q>\n<i:include xmlns:i='http://www.w3.org/2001/XInclude' href='x'/></q>", "line 2: "),
        ("<q>\n\n&#27;[2J</q>", "line 3: the XML is not well-formed: xmlParseCharRef"),
        ("<q>\n\x1b</q>", "line 2: the XML is not well-formed"),
        ("<q>\n<a></q>", "line 2: the XML is not well-formed: Opening and ending tag mismatch"),
        ("<q>" * 201 + "</q>" * 201, "more than 200 elements deep"),
        ("<q>" * 100_000, "line 1: "),
        ("", "line 1: the XML is not well-formed: no element found"),
        ("no XML\n", "line 1: the XML is not well-formed: syntax error"),
        ("<?xml version='1.0' encoding='no-such'?><q/>", "unknown encoding"),
        ("<q>&b;</q>", "Entity 'b' not defined"),
    ],
)
def test_what_is_refused(text: str, message: str) -> None:
    with pytest.raises(BadFile, match=re.escape(message)) as raised:
        parse_xml(text.encode())
    assert "\n" not in str(raised.value)


def test_there_is_a_most_of_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    for bound in ("MAX_XML_BYTES", "MAX_NODES", "MAX_ATTRIBUTES"):
        with monkeypatch.context() as patch:
            patch.setattr(xml, bound, 2)
            with pytest.raises(BadFile, match="the XML .* than"):
                parse_xml(b"<q a='1' b='2' c='3'><a/><b/></q>")


def test_elements_come_one_after_another_and_are_emptied() -> None:
    document = XmlStream(
        b"<q t='1'><a>x<i/></a> <b><n:a xmlns:n='u' k='2'>y<a>z</a></n:a>!</b></q>"
    )
    seen = []
    for element in document.elements("a"):
        parent = element.getparent()
        assert parent is not None
        seen.append((local(parent), attribute(element, "k"), text_of(element)))
    assert seen == [("q", "", "x"), ("b", "2", "yz")]
    assert attribute(document.root, "t") == "1"
    assert text_of(document.root) == " !"


def test_what_is_refused_in_one_piece_is_read_in_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xml, "MAX_NODES", 500)
    data = b"<q>" + b"<a><b/><b/><b/></a>" * 200 + b"</q>"
    assert sum(1 for _ in XmlStream(data).elements("a")) == 200
    with pytest.raises(BadFile, match="more than 500 elements in one piece"):
        parse_xml(data)
    with pytest.raises(BadFile, match="more than 500 elements in one piece"):
        list(XmlStream(b"<q><a>" + b"<b/>" * 600 + b"</a></q>").elements("a"))


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(
            b"<q " + b" ".join(b'a-%d="1"' % n for n in range(80_000)) + b"/>", id="attributes"
        ),
        pytest.param(b"<q x='%s'/>" % (b"." * 9_000_000), id="a long attribute"),
        pytest.param(b"<!--%s--><q/>" % (b"." * 9_000_000), id="a long comment"),
        pytest.param(b"<q>" + b"<ab c='ddd'>x</ab>" * 999_990 + b"</q>", id="elements"),
        pytest.param(b"<q>" + b"<a>&lt;</a>" * 999_990 + b"</q>", id="references"),
    ],
)
def test_hostile_xml_takes_little_time_and_memory(data: bytes) -> None:
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.process_time()
    with contextlib.suppress(BadFile):
        parse_xml(data)
    assert time.process_time() - started < 6
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - used < 300_000


def test_a_large_file_is_read_in_time() -> None:
    started = time.process_time()
    root = parse_xml(b"<q>" + b"<a b='1'>x</a>\n" * 70_000 + b"</q>")
    assert len(root) == 70_000 and line_of(root[-1]) == 70_000
    assert time.process_time() - started < 5


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
def test_encodings(encoding: str) -> None:
    mark = "\ufeff" if encoding == "utf-16-le" else ""
    text = f"{mark}<!DOCTYPE questestinterop SYSTEM 'ims.dtd'><q>Kraków 日本</q>"
    assert text_of(parse_xml(text.encode(encoding))) == "Kraków 日本"
    declared = "<?xml version='1.0' encoding='windows-1252'?><q>“é”</q>"
    assert text_of(parse_xml(declared.encode("cp1252"))) == "“é”"


def test_names_are_found_without_namespaces() -> None:
    root = parse_xml(
        b"<?pi?><n:q xmlns:n='u' xmlns:m='v'><a m:k='1'>x<!-- no -->y</a>\n"
        b"<n:b><c>one <i>&amp;</i> two</c></n:b><a/></n:q>"
    )
    assert local(root) == "q" and [local(each) for each in children(root)] == ["a", "b", "a"]
    assert len(children(root, "a")) == 2
    first = child(root, "a")
    assert first is not None and text_of(first) == "xy" and attribute(first, "k") == "1"
    assert attribute(first, "none", "?") == "?"
    inner = descend(root, "b", "c")
    assert text_of(inner) == "one & two" and inner is not None and line_of(inner) == 2
    assert descend(root, "b", "x", "c") is None and text_of(None) == "" and child(root, "x") is None
    assert [local(each) for each in descendants(root, "i", "a")] == ["a", "i", "a"]
    assert markup_of(child(root, "b")) == "<c>one <i>&amp;</i> two</c>"
    assert markup_of(parse_xml(b"<p>a<br/>b<img m:x='&quot;' xmlns:m='u'/></p>")) == (
        'a<br>b<img x="&quot;">'
    )


@given(st.binary(max_size=60) | st.text("<>/&;![]a='\" ?-", max_size=60).map(str.encode))
def test_any_bytes_are_a_tree_or_refused(data: bytes) -> None:
    try:
        assert isinstance(local(parse_xml(data)), str)
    except BadFile as error:
        assert "\n" not in str(error)
