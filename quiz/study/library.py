"""The available banks: the folders they come from, and a cached summary of each."""

import os
import re
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from quiz.errors import NotPlayable, StoreError, UsageError
from quiz.store.records import BankPlace, CatalogueEntry
from quiz.store.store import Store
from quiz.text.cleaning import clean_line
from quiz.yaml_source.untrusted_files import SUFFIXES, bank_files, leads_out

if TYPE_CHECKING:
    from quiz.bank.reader import BankReading
    from quiz.model.bank import Bank
    from quiz.model.problem import Problem

ENVIRONMENT = "QUIZ_BANKS"


class BankLocation(NamedTuple):
    """A folder, or a single file, that banks are offered from."""

    path: Path
    origin: str
    """`named`, `settings`, `this folder`, `played before`, `shipped`, or a variable’s name."""


def bank_locations(
    named: Iterable[str], configured: Iterable[Path] = (), played: Iterable[BankPlace] = ()
) -> list[BankLocation]:
    """Return where to look for banks, in the order in which one hides another with the same id.

    These are the named folders, the settings, ./questions, the banks played before wherever they
    are, and the package. `configured` are the folders of the settings; like those of the
    environment variable, they may be missing. Raises `UsageError` when a named folder does not
    exist.
    """
    found = []
    for name in named:
        if not os.path.exists(name):
            raise UsageError(f"there is no file or folder “{clean_line(name)}”")
        found.append(BankLocation(Path(name), "named"))
    # Such a folder may be missing for a while: it may be on a USB stick.
    found.extend(BankLocation(folder, "settings") for folder in configured)
    folders = filter(None, os.environ.get(ENVIRONMENT, "").split(os.pathsep))
    found.extend(BankLocation(Path(folder), ENVIRONMENT) for folder in folders)
    here = Path("questions")
    if here.is_dir():
        found.append(BankLocation(here, "this folder"))
    # A bank played by its path counts before a shipped one: it may be the learner’s own copy.
    files = (Path(place.path) for place in played if place.path is not None)
    # A shipped bank that was played stays a shipped one.
    shipped = shipped_folder()
    elsewhere = (file for file in files if file.is_file() and not file.is_relative_to(shipped))
    found.extend(BankLocation(file, "played before") for file in elsewhere)
    return [*found, BankLocation(shipped, "shipped")]


def shipped_folder() -> Path:
    """Return the folder of the banks that come with the package."""
    # A wheel holds the banks inside the package; a clone has them beside it.
    package = Path(__file__).resolve().parent.parent
    installed = package / "questions"
    return installed if installed.is_dir() else package.parent / "questions"


def offered_files(offered: Sequence[BankLocation]) -> list[Path]:
    """Return the files of all available banks, each once, in the order of the locations."""
    seen: set[str] = set()
    files: list[Path] = []
    for location in offered:
        for file in bank_files(location.path).files if location.path.is_dir() else [location.path]:
            # An untrusted folder may contain links to files outside it.
            resolved = os.path.realpath(file)
            if resolved in seen or (location.path.is_dir() and leads_out(file, location.path)):
                continue
            seen.add(resolved)
            files.append(file)
    return files


MAX_IDS = 60
"""Questions of a bank above which a sign for each says nothing."""
WORDS_A_MINUTE = 200


class BankSummary(NamedTuple):
    """The stored facts about a bank file."""

    title: str
    """The bank's title; the file's name when the bank cannot be read."""
    bank: str = ""
    """The bank's id; empty when the bank cannot be read."""
    description: str = ""
    questions: int = 0
    errors: int = 0
    first_error: str = ""
    sources: tuple[str, ...] = ()
    """The paths of its sources."""
    ids: tuple[str, ...] = ()
    """The ids of its questions, in the order of the bank; none of a bank with very many."""
    words: int = 0
    """The number of words of its sources."""

    @property
    def minutes(self) -> int:
        """How long reading the sources takes, in minutes."""
        return max(1, round(self.words / WORDS_A_MINUTE))


class Library:
    """The available banks, read when needed; their summaries are cached in the history."""

    def __init__(self, store: Store, files: Sequence[Path]) -> None:
        self._store = store
        self.files = tuple(files)

    def known(self) -> dict[Path, BankSummary]:
        """Return the stored summaries of the files that have not changed since."""
        entries = self._store.catalogue_get([_key(file) for file in self.files])
        fresh = {}
        for file in self.files:
            entry = entries.get(_key(file))
            known = None if entry is None else _summary_of(entry.body)
            if known and entry and entry.stamp == stamp(file, known.sources):
                fresh[file] = known
        return fresh

    def read(self, file: Path) -> BankSummary:
        """Read a bank and return its summary, which is stored when the bank has no errors."""
        summary, questions = _read_summary(file)
        # A broken bank may be fixed in a source that could not be named, so read it each time.
        if summary.errors:
            if place := self.place_of(file):
                summary = summary._replace(title=f"{place.title} ({file.name})")
        else:
            entry = CatalogueEntry(stamp(file, summary.sources), summary._asdict())
            # If it cannot be stored, on a full disk for example, the bank is read again next time.
            with suppress(StoreError):
                self._store.offer(summary.bank, questions)
                self._store.catalogue_put({_key(file): entry})
        return summary

    def place_of(self, file: Path) -> BankPlace | None:
        """Return the bank that was played from a file; None when none was, or nobody can say."""
        with suppress(StoreError):
            for place in self._store.places().values():
                if place.path == _key(file):
                    return place
        return None

    def remember(self, banks: "Sequence[Bank]") -> None:
        """Store where these banks are, so that they are offered from then on."""
        places = [BankPlace(bank.id, bank.title, _key(bank.path)) for bank in banks]
        offered = set(map(_key, self.files))
        self.files += tuple(bank.path for bank, place in zip(banks, places, strict=True)
                            if place.path not in offered)  # fmt: skip
        # If that fails, on a full disk for example, playing must go on.
        with suppress(StoreError):
            known = self._store.places()
            if changed := [place for place in places if known.get(place.bank) != place]:
                self._store.remember(changed)

    def missing(self) -> list[BankPlace]:
        """Return the places of banks played before where there is no file any more."""
        return [place for place in self._store.places().values()
                if place.path is not None and not os.path.isfile(place.path)]  # fmt: skip

    def search(self) -> list[BankPlace]:
        """Search for the missing banks that no other file offers; return those that stay missing.

        A bank that is found under another name or in a folder nearby is offered from then on.
        Raises `StoreError`.
        """
        missing = self.missing()
        if not missing:
            return []
        offered = {summary.bank for summary in self.summaries().values()}
        lost = []
        for place in missing:
            if place.bank in offered:
                continue
            file = moved_to(place)
            if file is None:
                lost.append(place)
                continue
            self.files = (*self.files, file)
            self.read(file)
            self._store.remember([place._replace(path=_key(file))])
        return lost

    def forget(self, place: BankPlace) -> None:
        """Stop listing a bank that is listed only because it was played. Raises `StoreError`."""
        self._store.remember([place._replace(path=None)])

    def summaries(self) -> dict[Path, BankSummary]:
        """Return the summaries of all files, reading those not yet known; one for each bank id.

        The first file with an id is offered, so that the user’s copies come before shipped banks.
        """
        known = self.known()
        return unique({file: known.get(file) or self.read(file) for file in self.files})


_HEAD = 65_536
"""Bytes at the start of a file among which the id of a bank is searched for."""
_MAX_NEAR = 2_000
"""Maximum number of files that are looked at for a bank that moved."""
_MAX_FOLDERS = 500
"""Maximum number of folders in which it is searched for."""


def moved_to(place: BankPlace) -> Path | None:
    """Return the file nearby that now holds a bank; None when there is none.

    Nearby is its folder, the one above and the current one, down to three levels below.
    """
    # Quoted or not; reading whole banks for their ids would take too long.
    line = re.compile(rb"^id:\s*[\"']?" + re.escape(place.bank.encode()) + rb"[\"']?\s*(#|$)", re.M)
    for file in islice(_near(Path(place.path or "")), _MAX_NEAR):
        with suppress(OSError), open(file, "rb") as opened:
            if line.search(opened.read(_HEAD)) and _read_summary(file)[0].bank == place.bank:
                return file
    return None


def _near(path: Path) -> Iterator[Path]:
    """Yield the files that may be a bank that was at this path, nearer ones first."""
    queue = deque((folder, 0) for folder in (path.parent, path.parent.parent, Path()))
    seen: set[Path] = set()
    # Level by level and not far: one of these may be the home folder, with all that is in it.
    while queue and len(seen) < _MAX_FOLDERS:
        folder, level = queue.popleft()
        if folder in seen:
            continue
        seen.add(folder)
        with suppress(OSError):
            for entry in sorted(os.scandir(folder), key=lambda each: each.name):
                if entry.is_file() and entry.name.lower().endswith(SUFFIXES):
                    yield Path(entry.path)
                # Links to folders may lead round and round.
                elif level < 3 and entry.is_dir(follow_symlinks=False) and entry.name[0] != ".":
                    queue.append((Path(entry.path), level + 1))


def unique(summaries: dict[Path, BankSummary]) -> dict[Path, BankSummary]:
    """Return the summaries without banks whose id an earlier file has; unreadable files stay."""
    ids: set[str] = set()
    kept: dict[Path, BankSummary] = {}
    for file, summary in summaries.items():
        if summary.bank and summary.bank in ids:
            continue
        ids.add(summary.bank)
        kept[file] = summary
    return kept


def stamp(file: Path, sources: Iterable[str]) -> str:
    """Return a fingerprint of the state of a bank file and its sources."""
    return ";".join(_stamp(Path(path)) for path in (file, *map(Path, sources)))


def _stamp(path: Path) -> str:
    try:
        status = path.stat()
    except OSError:
        return "-"
    # The inode too: a file put in place of another may have the same size and an older time.
    return f"{status.st_size}:{status.st_mtime_ns}:{status.st_ino}"


def _key(file: Path) -> str:
    return os.path.realpath(file)


def _summary_of(body: Mapping[str, Any]) -> BankSummary | None:
    """Return a stored summary; None when another release stored it with different fields."""
    if set(body) != set(BankSummary._fields):
        return None
    return BankSummary(**{**body, "sources": tuple(body["sources"]), "ids": tuple(body["ids"])})


def _read_summary(file: Path) -> tuple[BankSummary, tuple[str, ...]]:
    """Read a bank file; return its summary and the ids of its questions."""
    from quiz.bank.reader import read_bank

    reading = read_bank(file)
    bank = reading.bank
    if bank is None:
        errors = _errors(reading)
        broken = BankSummary(
            title=file.name,
            questions=reading.questions,
            errors=len(errors),
            first_error=str(errors[0]),
        )
        return broken, ()
    ids = tuple(question.id for question in bank.questions)
    summary = BankSummary(
        title=bank.title,
        bank=bank.id,
        description=bank.description,
        questions=len(bank.questions),
        sources=tuple(str(source.path) for source in bank.sources.values()),
        ids=ids if len(ids) <= MAX_IDS else (),
        words=sum(source.text.count(" ") + 1 for source in bank.sources.values()),
    )
    return summary, ids


def _errors(reading: "BankReading") -> "list[Problem]":
    from quiz.model.problem import Severity

    return [problem for problem in reading.problems if problem.severity is Severity.ERROR]


def load_bank(file: Path) -> "Bank":
    """Read a bank to play it. Raises `NotPlayable` with its first error."""
    from quiz.bank.reader import read_bank

    return sound(read_bank(file), file)


def sound(reading: "BankReading", file: Path) -> "Bank":
    """Return the bank that was read. Raises `NotPlayable` with its first error."""
    if reading.bank is not None:
        return reading.bank
    errors = _errors(reading)
    more = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
    raise NotPlayable(f"{errors[0]}{more}; “quiz check {file}” lists all")
