"""Whether files were written: by looking at them now and then, and at nothing in them."""

import os
from collections.abc import Iterable
from pathlib import Path

Stamp = tuple[int, ...] | None
"""What changes when a file is written, replaced, or made readable or not; None for none."""


class Watch:
    """Looks after some files; what is half written does not count until it is at rest."""

    def __init__(self, files: Iterable[Path]) -> None:
        self._files = tuple(files)
        self._known = self._last = self._look()

    def follow(self, files: Iterable[Path]) -> None:
        """Look after these files from now on; those looked after already stay as they are known."""
        known = dict(zip(self._files, self._known, strict=True))
        self._files = tuple(files)
        self._last = self._look()
        self._known = tuple(map(known.get, self._files, self._last))

    def changed(self) -> bool:
        """Look once; say whether anything is other than it was known, and was so at the last look.

        What is there now is known from then on.
        """
        now = self._look()
        rests, self._last = now == self._last, now
        if now == self._known or not rests:
            return False
        self._known = now
        return True

    def _look(self) -> tuple[Stamp, ...]:
        return tuple(_stamp(file) for file in self._files)


def _stamp(file: Path) -> Stamp:
    try:
        found = os.stat(file)
    except (OSError, ValueError):
        return None
    return (found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino, found.st_mode)
