"""The documents that are open, and each bank among them as it was last looked at."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from pygls.uris import to_fs_path

from quiz.bank.discovery import SUFFIXES
from quiz.bank.sources import MAX_BYTES as MOST_OF_SOURCE
from quiz.editing.neighbours import Neighbours
from quiz.editing.view import View, is_bank, look

MOST_OF_BANK = 4_000_000
"""Characters; of a longer bank problems are told, and nothing else."""


@dataclass(slots=True)
class Document:
    """One open file."""

    uri: str
    path: Path
    text: str
    version: int | None
    view: View | None = None
    """What was last seen of it; None where it never was a bank."""

    _typed: View | None = None

    @property
    def fresh(self) -> bool:
        """Whether the view is one of the text as it is."""
        return self.view is not None and self.view.text == self.text

    @property
    def typed(self) -> View | None:
        """The text as it is with the sources of the last view; its problems are those of then."""
        if self.view is None or self.fresh:
            return self.view
        if self._typed is None or self._typed.text != self.text:
            self._typed = replace(self.view, text=self.text)
        return self._typed


class Documents:
    """All that is open."""

    def __init__(self) -> None:
        self._open: dict[str, Document] = {}
        self._neighbours = Neighbours()

    def put(self, uri: str, text: str, version: int | None) -> Document | None:
        """Take in a text, new or changed; None where it is no file of the file system."""
        known = self._open.get(uri)
        if known is not None:
            known.text, known.version = text, version
            return known
        path = file_of(uri)
        if path is None:
            return None
        return self._open.setdefault(uri, Document(uri, path, text, version))

    def close(self, uri: str) -> None:
        """Forget a document."""
        self._open.pop(uri, None)

    def get(self, uri: str) -> Document | None:
        """Return an open document."""
        return self._open.get(uri)

    def banks(self) -> Iterator[Document]:
        """Yield the open documents that may be banks."""
        yield from (each for each in self._open.values() if each.path.suffix.lower() in SUFFIXES)

    def means_bank(self, document: Document) -> bool:
        """Check whether a document is a bank, or was one before it was changed."""
        named = document.path.suffix.lower() in SUFFIXES
        return named and (document.view is not None or is_bank(document.text))

    def looking(self, document: Document) -> Callable[[], View]:
        """Return what looks at a bank as it and its sources are in the editor now.

        That may be done in another thread, while documents change.
        """
        path, text, before = document.path, document.text, document.view
        others = {each.path: each.text for each in self.banks() if each is not document}
        sources = self._typed_sources()
        return lambda: self._neighbours.compare(look(path, text, sources, before), others)

    def _typed_sources(self) -> dict[Path, str]:
        found: dict[Path, str] = {}
        for each in self._open.values():
            if each.path.suffix.lower() not in SUFFIXES and len(each.text) <= MOST_OF_SOURCE:
                found[each.path.resolve()] = each.text
        return found


def file_of(uri: str) -> Path | None:
    """Return the file that a URI names, None where it names none."""
    name = to_fs_path(uri)
    if not name or "\0" in name:
        return None
    path = Path(name)
    return path if path.is_absolute() else None
