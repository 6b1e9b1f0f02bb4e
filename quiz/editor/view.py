"""A bank as it is being typed: its outline, its problems, its sources."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from operator import attrgetter
from pathlib import Path

from quiz.bank.reader import BankReading, no_garbage_collection, read_bank
from quiz.bank.sources import Texts, read_sources
from quiz.check.engine import apply_rules, same_id
from quiz.editor.outline import BYTE_ORDER_MARK, Outline, OutlineNode, outline
from quiz.model.bank import Source
from quiz.model.problem import Position, Problem
from quiz.model.question import Quote
from quiz.quotes.sources import SourceText
from quiz.yaml_source.parse import Mapping as Group
from quiz.yaml_source.parse import from_data
from quiz.yaml_source.problems import ProblemLog
from quiz.yaml_source.untrusted_files import SUFFIXES, Unreadable, read_text

_FORMAT = re.compile(r"^format[ \t]*:", re.MULTILINE)
_BODY = re.compile(r"^(?:questions|sources)[ \t]*:", re.MULTILINE)
_IN_BRACES = re.compile(r"[{,\s][\"']?(?:format|questions)[\"']?\s*:")


def is_bank(text: str) -> bool:
    """Check whether a YAML text is meant as a bank: `format`, with `questions` or `sources`."""
    text = text.removeprefix(BYTE_ORDER_MARK)
    # A bank may be JSON, which is YAML in braces.
    if text.lstrip().startswith("{"):
        return len({each.strip("{,\"': \n\t") for each in _IN_BRACES.findall(text)}) == 2
    return bool(_FORMAT.search(text) and _BODY.search(text))


@dataclass(frozen=True)
class BankView:
    """A bank's text with the result of its analysis."""

    path: Path
    text: str
    reading: BankReading
    problems: tuple[Problem, ...]
    """All that `quiz check --info` reports for the file, in its order."""
    sources: Mapping[str, Source]
    """The sources by name; while they cannot be read, those of the view before."""
    texts: Mapping[str, SourceText]
    """The prepared texts of the sources; they too may be those of the view before."""

    @cached_property
    def outline(self) -> Outline:
        """The outline of the text."""
        with no_garbage_collection():
            return outline(self.text)

    @cached_property
    def _starts(self) -> list[int]:
        found = [0]
        found += [match.end() for match in re.finditer("\n", self.text)]
        return found

    def offset(self, position: Position) -> int:
        """Return the offset in the text of a problem's position."""
        line = min(position.line, len(self._starts))
        lead = len(BYTE_ORDER_MARK) if line == 1 and self.text.startswith(BYTE_ORDER_MARK) else 0
        return min(self._starts[line - 1] + lead + position.column - 1, len(self.text))

    @property
    def ids(self) -> list[str]:
        """The ids of the questions that have one."""
        return [name for each in self.outline.questions if (name := each.text_of("id"))]


def analyze(path: Path, text: str, instead: Texts, before: BankView | None = None) -> BankView:
    """Return the view of a bank as it is typed, read as if it were saved at `path`.

    A text of `instead` replaces the source at its path.
    """
    known = before.texts if before is not None else {}
    reading = read_bank(path, instead=instead, typed=text, known=known.values())
    judged = apply_rules(reading, str(path), info=True).problems
    problems = tuple(sorted((*reading.problems, *judged), key=attrgetter("position")))
    # A half-typed bank may have no readable source list: better older sources than none.
    sources = reading.sources or _sources(path, text, instead)
    if not sources and before is not None:
        sources = before.sources
    return BankView(path, text, reading, problems, sources, reading.texts or known)


def _sources(path: Path, text: str, instead: Texts) -> Mapping[str, Source]:
    """Return the sources named in a text that cannot be read as a whole."""
    # The outline survives faults elsewhere in the text, which the reader does not.
    named = outline(text).root.get("sources")
    if named is None or named.form != "group":
        return {}
    paths = {each.key.value: each.value for each in named.children if each.key and each.value}
    group = from_data(paths)
    assert isinstance(group, Group)
    return read_sources(group, path, ProblemLog(str(path)), instead)[0]


def in_flow(view: BankView, node: OutlineNode) -> bool:
    """Check whether a node is in brackets or braces."""
    parent = node.parent
    return parent is not None and view.text[parent.start : parent.start + 1] in ("[", "{")


def quote_at(view: BankView, node: OutlineNode) -> tuple[OutlineNode, Quote] | None:
    """Return the quote that a node is or belongs to, and the node of the whole quote."""
    path = node.path
    if path[-1:] in (("text",), ("near",), ("source",)) and node.parent is not None:
        node, path = node.parent, path[:-1]
    if path[-1:] != ("quote",) and path[-2:] != ("quotes", None):
        return None
    if node.form == "text":
        return node, Quote(node.value)
    if node.form == "group" and node.text_of("text"):
        return node, Quote(
            node.text_of("text"), node.text_of("source") or None, node.text_of("near") or None
        )
    return None


MAX_FILES = 200
_MAX_SEARCHED_BYTES = 4_000_000
_ID = re.compile(r"""^id[ \t]*:[ \t]*(["']?)(\w[\w.-]{0,99})\1[ \t]*(?:#.*)?\r?$""", re.MULTILINE)


class OtherBanks:
    """The ids of the banks in some folders, read again when a file changes."""

    def __init__(self) -> None:
        self._known: dict[Path, tuple[tuple[int, int], str]] = {}

    def compare(self, view: BankView, typed: Mapping[Path, str]) -> BankView:
        """Return a view with a warning where another bank of its folder has the same id.

        `typed` holds the texts of open banks, which replace those of their files.
        """
        if view.reading.bank is None:
            return view
        own = view.reading.bank.id
        for path in self._beside(view.path):
            name = _id(typed[path]) if path in typed else self._id_of(path)
            if name == own:
                problem = same_id(own, str(path), str(view.path))
                return replace(view, problems=(problem, *view.problems))
        return view

    def _beside(self, bank: Path) -> list[Path]:
        try:
            found = sorted(bank.parent.iterdir())
        except OSError:
            return []
        wanted = (each for each in found if each.suffix.lower() in SUFFIXES and each != bank)
        return [each for each in wanted if not each.name.startswith(".")][:MAX_FILES]

    def _id_of(self, path: Path) -> str:
        try:
            # Time and size tell a changed file. Links are passed over, as `quiz check` does.
            status = path.lstat()
            stamp = (status.st_mtime_ns, status.st_size)
            if path.is_symlink():
                return ""
            if self._known.get(path, (None, ""))[0] != stamp:
                self._known[path] = stamp, _id(read_text(path, _MAX_SEARCHED_BYTES))
        except (OSError, Unreadable):
            return ""
        return self._known[path][1]


def _id(text: str) -> str:
    # A regex, because parsing every bank of a folder at each pause in typing would take seconds.
    found = _ID.search(text) if is_bank(text) else None
    return found[2] if found else ""
