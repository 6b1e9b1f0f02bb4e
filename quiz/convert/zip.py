"""Untrusted zip archives, read in memory within limits; nothing is written to disk."""

import io
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import PurePosixPath

from quiz.errors import BadFile
from quiz.text.cleaning import clean_line, truncate

MAX_ARCHIVE_BYTES = 256_000_000
"""Bytes of the largest archive that is opened."""
MAX_ENTRIES = 50_000
MAX_ENTRY_BYTES = 128_000_000
"""Bytes of the largest entry, unpacked."""
MAX_TOTAL_BYTES = 512_000_000
"""Bytes of all entries together, unpacked."""
MAX_RATIO = 200
"""How many times larger an entry may be unpacked, beyond `FREE_BYTES`."""
FREE_BYTES = 1_000_000
STARTS_WITH = 20_000
MAX_NAME_LENGTH = 255
"""The maximum length of a name in characters."""

_SIGNATURE = b"PK\x01\x02"
# An archive inside an archive has signatures too; only very many of them are refused unread.
_MAX_SIGNATURES = 2 * MAX_ENTRIES
_LOCAL = struct.Struct("<4s22xHH")
_ENCRYPTED = 0x1 | 0x40
_UTF_8 = 0x800
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_FAULTS = (
    zipfile.BadZipFile,
    NotImplementedError,
    ValueError,
    OSError,
    EOFError,
    OverflowError,
    struct.error,
)


class Archive:
    """An archive whose entries were checked; made by `open_archive`."""

    def __init__(self, data: bytes, entries: dict[str, zipfile.ZipInfo]) -> None:
        self._data = data
        self._entries = entries
        self.names = tuple(entries)
        """The names of the files in the order of the archive; `/` separates folders."""

    def read(self, name: str) -> bytes:
        """Return the content of an entry; raise `BadFile` when it is missing or damaged."""
        entry = self._entry(name)
        unpacked = _unpacked(self._data, entry)
        if len(unpacked) != entry.file_size:
            raise _fault(entry, f"does not have the expected {entry.file_size:,} bytes")
        if zlib.crc32(unpacked) != entry.CRC:
            raise _fault(entry, "is damaged: its checksum is wrong")
        return unpacked

    def start(self, name: str) -> bytes:
        """Return the first `STARTS_WITH` bytes of an entry, which tell what it is; unchecked."""
        entry = self._entry(name)
        at = _start(self._data, entry)
        packed = self._data[at : at + min(entry.compress_size, 2 * STARTS_WITH)]
        if entry.compress_type == zipfile.ZIP_STORED:
            return packed[:STARTS_WITH]
        try:
            return zlib.decompressobj(-zlib.MAX_WBITS).decompress(packed, STARTS_WITH)
        except zlib.error as error:
            raise _fault(entry, "is damaged: it cannot be unpacked") from error

    def _entry(self, name: str) -> zipfile.ZipInfo:
        entry = self._entries.get(name)
        if entry is None:
            raise BadFile(f"the archive has no “{_shown(name)}”")
        return entry


def open_archive(data: bytes) -> Archive:
    """Return the archive in `data`.

    Raise `BadFile` when it is none, or for the first entry that is beyond the bounds, a link,
    encrypted, packed in a way not known, of the name of another, or named to lead elsewhere. What
    macOS adds is passed over. Archives within are entries like others.
    """
    if len(data) > MAX_ARCHIVE_BYTES:
        raise BadFile(f"the archive is larger than {MAX_ARCHIVE_BYTES // 1_000_000} MB")
    # zipfile builds an object for each entry, so count the headers before it reads them.
    if data.count(_SIGNATURE) > _MAX_SIGNATURES:
        raise BadFile(f"the archive has more than {MAX_ENTRIES:,} entries")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            listed = file.infolist()
    except _FAULTS as error:
        raise BadFile(
            "the archive cannot be read: it is damaged, cut short or not a zip file"
        ) from error
    if len(listed) > MAX_ENTRIES:
        raise BadFile(f"the archive has more than {MAX_ENTRIES:,} entries")
    entries = [entry for entry in listed if not _of_macos(entry.orig_filename)]
    for entry in entries:
        if fault := _fault_of_name(entry.orig_filename) or _fault_of_entry(entry):
            raise _fault(entry, fault)
    if sum(entry.file_size for entry in entries) > MAX_TOTAL_BYTES:
        raise BadFile(f"the archive is larger than {MAX_TOTAL_BYTES // 1_000_000} MB when unpacked")
    _check_names(entries)
    _check_places(data, entries)
    return Archive(data, {each.orig_filename: each for each in entries if not each.is_dir()})


def _of_macos(name: str) -> bool:
    return name.startswith("__MACOSX/") or PurePosixPath(name).name == ".DS_Store"


def _fault_of_name(name: str) -> str:
    if len(name) > MAX_NAME_LENGTH:
        return f"has a name of more than {MAX_NAME_LENGTH} characters"
    if not name.strip() or not name.isprintable():
        return "has a name with invisible characters"
    # Windows would take it for a separator.
    if "\\" in name:
        return "has a backslash in its name"
    if name.startswith("/") or name[1:2] == ":":
        return "is named by an absolute path"
    if ".." in name.split("/"):
        return "leads out of the archive"
    return ""


def _fault_of_entry(entry: zipfile.ZipInfo) -> str:
    # The upper half holds the mode on Unix; it is 0 when another system made the archive.
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        return "is a link" if kind == stat.S_IFLNK else "is not a regular file"
    if entry.flag_bits & _ENCRYPTED:
        return "is encrypted"
    if entry.compress_type not in _METHODS:
        return "is compressed with an unsupported method"
    if entry.file_size > MAX_ENTRY_BYTES:
        return f"is larger than {MAX_ENTRY_BYTES // 1_000_000} MB"
    if entry.file_size > FREE_BYTES + MAX_RATIO * entry.compress_size:
        return f"is more than {MAX_RATIO} times larger when unpacked"
    return ""


def _check_names(entries: list[zipfile.ZipInfo]) -> None:
    """Raise `BadFile` for names that some file systems treat as equal."""
    seen = set()
    for entry in entries:
        # macOS ignores the form of letters, and Windows their case.
        name = unicodedata.normalize("NFC", entry.orig_filename).casefold().rstrip("/")
        if name in seen:
            raise _fault(entry, "has the same name as another entry")
        seen.add(name)


def _check_places(data: bytes, entries: list[zipfile.ZipInfo]) -> None:
    """Raise `BadFile` for entries that share bytes, as in zip bombs."""
    end = 0
    for entry in sorted(entries, key=lambda each: each.header_offset):
        # In header order, each entry must begin where the one before it has ended.
        if entry.header_offset < end:
            raise _fault(entry, "shares its bytes with another entry")
        end = _start(data, entry) + entry.compress_size
        if end > len(data):
            raise _fault(entry, "is cut short")


def _start(data: bytes, entry: zipfile.ZipInfo) -> int:
    """Return the index of an entry's compressed bytes, found by its local header."""
    at = entry.header_offset
    if not 0 <= at <= len(data) - _LOCAL.size:
        raise _fault(entry, "is cut short")
    signature, named, extra = _LOCAL.unpack_from(data, at)
    if signature != b"PK\x03\x04":
        raise _fault(entry, "is not at its recorded position")
    start: int = at + _LOCAL.size + named
    encoding = "utf-8" if entry.flag_bits & _UTF_8 else "cp437"
    if data[at + _LOCAL.size : start].decode(encoding, "replace") != entry.orig_filename:
        raise _fault(entry, "has a different name in its own header")
    return start + int(extra)


def _unpacked(data: bytes, entry: zipfile.ZipInfo) -> bytes:
    """Return the unpacked bytes of an entry, at most one more than its declared size."""
    start = _start(data, entry)
    packed = data[start : start + entry.compress_size]
    if entry.compress_type == zipfile.ZIP_STORED:
        return packed
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        # One byte more than declared is enough to notice a false size.
        unpacked = unpacker.decompress(packed, entry.file_size + 1)
    except zlib.error as error:
        raise _fault(entry, "is damaged: it cannot be unpacked") from error
    if len(unpacked) <= entry.file_size and not unpacker.eof:
        raise _fault(entry, "is damaged: its end is missing")
    return unpacked


def _fault(entry: zipfile.ZipInfo, fault: str) -> BadFile:
    return BadFile(f"“{_shown(entry.orig_filename)}” in the archive {fault}")


def _shown(name: str) -> str:
    name = clean_line(name)
    return truncate(name, 80)


_DATE = (1980, 1, 1, 0, 0, 0)
"""The earliest date that a zip archive can hold; a real one would change the bytes."""
_UNIX = 3
_MODE = 0o644


def zip_files(files: Mapping[str, bytes], level: int | None = None) -> bytes:
    """Return an archive of the files, in their order, compressed at zlib's default or a level."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in files.items():
            entry = zipfile.ZipInfo(name, _DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = _MODE << 16
            # Python would record the system it runs on.
            entry.create_system = _UNIX
            archive.writestr(entry, data, compresslevel=level)
    return buffer.getvalue()
