"""Notice changed files by their metadata, without reading them."""

import os
from collections.abc import Iterable
from pathlib import Path

Stamp = tuple[int, ...] | None
"""What changes when a file is written, replaced, or made readable or not; None for none."""
_UNREAD: Stamp = ()
_COARSE_NS = 100_000_000
"""How far the times of a file system, which are coarse, may lag behind the clock."""


class FileWatcher:
    """Watches some files; a change counts once two looks in a row see the same."""

    def __init__(self, files: Iterable[Path]) -> None:
        self._files = tuple(files)
        self._known = self._last = self._look()

    def follow(self, files: Iterable[Path], since: int) -> None:
        """Watch these files from now on; those watched already keep their known state.

        The others were read after `since`, in nanoseconds of `time.time_ns`; one that may have been
        written since then counts as changed.
        """
        known = dict(zip(self._files, self._known, strict=True))
        self._files = tuple(files)
        self._last = self._look()
        settled = (_settled(stamp, since) for stamp in self._last)
        self._known = tuple(map(known.get, self._files, settled))

    def changed(self) -> bool:
        """Look once; return whether a file changed and has come to rest since the last look.

        The new state is the known one from then on.
        """
        now = self._look()
        rests, self._last = now == self._last, now
        if now == self._known or not rests:
            return False
        self._known = now
        return True

    def _look(self) -> tuple[Stamp, ...]:
        return tuple(_stamp(file) for file in self._files)


def _settled(stamp: Stamp, since: int) -> Stamp:
    """Return a stamp, unless the file may have been written since then."""
    return _UNREAD if stamp and since - _COARSE_NS <= max(stamp[:2]) else stamp


def _stamp(file: Path) -> Stamp:
    try:
        found = os.stat(file)
    except (OSError, ValueError):
        return None
    return (found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino, found.st_mode)
