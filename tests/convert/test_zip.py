"""Untrusted archives: the entries that can be read, and refusals with their reasons."""

import io
import random
import re
import struct
import zipfile
from collections.abc import Callable

import pytest

from quiz.convert import zip as archive
from quiz.convert.zip import open_archive
from quiz.errors import BadFile


def packed(*entries: tuple[str | zipfile.ZipInfo, bytes]) -> bytes:
    """Return an archive with these entries, deflated."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in entries:
            file.writestr(name, data)
    return buffer.getvalue()


def link() -> bytes:
    entry = zipfile.ZipInfo("link.xml")
    entry.create_system, entry.external_attr = 3, 0o120777 << 16
    return packed((entry, b"/etc/passwd"))


def patched(name: bytes, offset: int, form: str, *values: int) -> bytes:
    """Return an archive of one entry with fields of its central header overwritten."""
    data = bytearray(packed((name.decode(), b"two and two make four " * 50)))
    struct.pack_into(form, data, data.index(b"PK\x01\x02") + offset, *values)
    return bytes(data)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def twice() -> bytes:
    return packed(("A\u0308.xml", b"1"), ("\u00e4.XML", b"2"))


def liar() -> bytes:
    """Return an archive whose header gives fewer bytes than come out, with their checksum."""
    import zlib

    data = bytearray(packed(("a.xml", b"x" * 5_000)))
    at = data.index(b"PK\x01\x02")
    struct.pack_into("<L", data, at + 24, 100)
    struct.pack_into("<L", data, at + 16, zlib.crc32(b"x" * 100))
    return bytes(data)


def damaged() -> bytes:
    data = bytearray(packed(("a.xml", b"two and two make four")))
    struct.pack_into("<L", data, data.index(b"PK\x01\x02") + 16, 1)
    return bytes(data)


CASES: dict[str, tuple[Callable[[], bytes], str]] = {
    "parent": (lambda: packed(("../../x", b"")), "“../../x” in the archive leads out"),
    "absolute": (lambda: packed(("/etc/x", b"")), "absolute path"),
    "drive": (lambda: packed(("C:x", b"")), "absolute path"),
    "backslash": (lambda: packed(("a\\..\\x", b"")), "backslash"),
    "control": (lambda: packed(("a\x1bx", b"")), "invisible"),
    "long": (lambda: packed(("a" * 256, b"")), "more than 255 characters"),
    "link": (link, "“link.xml” in the archive is a link"),
    "twice": (twice, "in the archive has the same name as another entry"),
    "bomb": (lambda: packed(("a", bytes(2_000_000))), "200 times larger"),
    "liar": (liar, "the expected 100 bytes"),
    "encrypted": (lambda: patched(b"a", 8, "<H", 1), "is encrypted"),
    "method": (lambda: patched(b"a", 10, "<H", 97), "unsupported"),
    "far": (lambda: patched(b"a", 42, "<L", 10), "not at its recorded position"),
    "large": (lambda: patched(b"a", 24, "<L", 2**31), "larger than 128 MB"),
    "other-name": (lambda: packed(("ab", b"")).replace(b"ab", b"xy", 1), "a different name"),
    "checksum": (damaged, "checksum"),
    "truncated": (lambda: packed(("a.xml", b"x" * 500))[:60], "damaged, cut short or not a zip"),
    "nothing": (lambda: b"", "not a zip"),
}


@pytest.mark.parametrize("name", CASES)
def test_what_is_refused(name: str) -> None:
    make, message = CASES[name]
    with pytest.raises(BadFile, match=re.escape(message)) as raised:
        archive = open_archive(make())
        for each in archive.names:
            archive.read(each)
    assert "\n" not in str(raised.value) and "\x1b" not in str(raised.value)


def test_entries_that_share_their_bytes_are_refused() -> None:
    data = bytearray(packed(("a", b"x" * 100), ("b", b"x" * 100)))
    second = data.index(b"PK\x01\x02", data.index(b"PK\x01\x02") + 1)
    struct.pack_into("<L", data, second + 42, 0)
    with pytest.raises(BadFile, match="shares its bytes"):
        open_archive(bytes(data))


def test_there_is_a_most_of_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    data = packed(*((f"{n}", b"x" * 50) for n in range(20)))
    for bound in ("MAX_ARCHIVE_BYTES", "MAX_ENTRIES", "MAX_TOTAL_BYTES", "_MAX_SIGNATURES"):
        with monkeypatch.context() as patch:
            patch.setattr(archive, bound, 19)
            with pytest.raises(BadFile, match="the archive (is larger|has more) than"):
                open_archive(data)


def test_files_are_listed_in_order_and_read() -> None:
    inner = packed(("deep.xml", b"<x/>"))
    archive = open_archive(
        packed(
            ("b/", b""), ("b/é.xml", b"one"), ("a.zip", inner), ("empty", b""),
            ("__MACOSX/../._a", b""), ("b/.DS_Store", b"")
        )
    )  # fmt: skip
    assert archive.names == ("b/é.xml", "a.zip", "empty")
    assert [archive.read(name) for name in archive.names] == [b"one", inner, b""]
    with pytest.raises(BadFile, match="the archive has no “deep.xml”"):
        archive.read("deep.xml")


def test_the_start_of_an_entry_is_read_without_the_rest() -> None:
    text = random.Random(1).randbytes(20_000) * 5
    stored = zipfile.ZipInfo("b.xml")
    opened = open_archive(packed(("a.xml", text), (stored, text), ("c.xml", b"short")))
    assert opened.start("a.xml") == opened.start("b.xml") == text[:20_000]
    assert opened.start("c.xml") == b"short"
    with pytest.raises(BadFile, match="has no “d.xml”"):
        opened.start("d.xml")
