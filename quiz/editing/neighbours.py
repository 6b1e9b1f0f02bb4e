"""Other banks beside a bank: two with one id would share one history."""

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from quiz.bank.discovery import SUFFIXES
from quiz.check.runner import same_id
from quiz.document.files import Unreadable, read_text
from quiz.editing.view import View, is_bank
from quiz.model.problem import Problem

MOST_FILES = 200
_MAX_BYTES = 4_000_000
_ID = re.compile(r"""^id[ \t]*:[ \t]*(["']?)(\w[\w.-]{0,99})\1[ \t]*(?:#.*)?\r?$""", re.MULTILINE)


class Neighbours:
    """The ids of the banks in some folders, read anew when a file changes."""

    def __init__(self) -> None:
        self._known: dict[Path, tuple[tuple[int, int], str]] = {}

    def compare(self, view: View, typed: Mapping[Path, str]) -> View:
        """Return a view with a warning where another bank of its folder has the same id.

        `typed` has the texts of banks that are open, in place of what their files hold.
        """
        if view.reading.bank is None:
            return view
        for path in self._beside(view.path):
            name = _id(typed[path]) if path in typed else self._id_of(path)
            if name == view.reading.bank.id:
                return replace(view, problems=(self._problem(view, path), *view.problems))
        return view

    def _problem(self, view: View, path: Path) -> Problem:
        assert view.reading.bank is not None
        return same_id(view.reading.bank.id, str(path), str(view.path))

    def _beside(self, bank: Path) -> list[Path]:
        try:
            found = sorted(bank.parent.iterdir())
        except OSError:
            return []
        wanted = (each for each in found if each.suffix.lower() in SUFFIXES and each != bank)
        return [each for each in wanted if not each.name.startswith(".")][:MOST_FILES]

    def _id_of(self, path: Path) -> str:
        try:
            status = path.lstat()
            stamp = (status.st_mtime_ns, status.st_size)
            if path.is_symlink():
                return ""
            if self._known.get(path, (None, ""))[0] != stamp:
                self._known[path] = stamp, _id(read_text(path, _MAX_BYTES))
        except (OSError, Unreadable):
            return ""
        return self._known[path][1]


def _id(text: str) -> str:
    found = _ID.search(text) if is_bank(text) else None
    return found[2] if found else ""
