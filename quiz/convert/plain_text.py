"""Plain text files for import: decoded, with one kind of line break."""

from collections.abc import Iterator
from typing import NamedTuple

from quiz.errors import BadFile
from quiz.yaml_source.untrusted_files import Unreadable, decode

# The bytes from which a format is recognised.
_MAX_SAMPLE = 200_000


MAX_LINES = 1_000_000
"""The maximum number of lines of a file; a line without text takes 50 bytes of memory."""


class NumberedLine(NamedTuple):
    """A line with its number in the file, counted from 1."""

    number: int
    text: str


_UTF_16 = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}


def as_utf8(data: bytes) -> bytes:
    """Return plain text in UTF-16 as UTF-8, and anything else as it is.

    Raise `BadFile` when it is damaged.
    """
    encoding = _UTF_16.get(data[:2])
    # XML names its own encoding, which must stay true.
    if encoding is None or data[2:200].replace(b"\0", b"").lstrip().startswith(b"<?xml"):
        return data
    try:
        return data[2:].decode(encoding).encode()
    except UnicodeDecodeError as error:
        raise BadFile("is UTF-16, not UTF-8, and damaged: save it as UTF-8") from error


def decode_text(data: bytes) -> str:
    """Return the text of a file; raise `BadFile` when it is not UTF-8."""
    try:
        return decode(data)
    except Unreadable as error:
        raise BadFile(str(error)) from error


def decode_lines(data: bytes) -> list[str]:
    """Return the lines of a file without their ends.

    Raise `BadFile` when it is not UTF-8, or has too many.
    """
    text = decode_text(data).replace("\r\n", "\n").replace("\r", "\n")
    if text.count("\n") >= MAX_LINES:
        raise BadFile(f"has more than {MAX_LINES:,} lines: split it")
    # Not `splitlines`, which also splits at form feeds and other signs that texts may contain.
    return text.split("\n")


def stripped_lines(lines: list[str]) -> Iterator[NumberedLine]:
    """Yield the lines without white space around them, numbered from 1."""
    return (NumberedLine(number, line.strip()) for number, line in enumerate(lines, 1))


def sample(data: bytes) -> str:
    """Return the start of a file as text, as far as it is UTF-8, with line feeds as line breaks."""
    return data[:_MAX_SAMPLE].decode("utf-8-sig", "replace").replace("\r\n", "\n")
