"""Zip archives for export: the same bytes for the same files."""

import io
import zipfile
from collections.abc import Mapping

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
