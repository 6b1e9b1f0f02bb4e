"""Reads every bank of the paths given and gathers what is wrong."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from quiz.bank.discovery import bank_files, leads_out
from quiz.bank.reader import BankReading, no_garbage_collection, read_bank
from quiz.check.engine import examine
from quiz.errors import UsageError
from quiz.model.problem import START, Problem, Severity
from quiz.text.cleaning import clean_line


@dataclass(slots=True)
class Findings:
    """What a check found, and how much it looked at."""

    files: int = 0
    questions: int = 0
    quotes: int = 0
    rules: set[str] = field(default_factory=set)
    """The names of the rules of items that were applied to any bank."""
    problems: list[Problem] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)
    """The text of each file with problems, by the name that the problems give it."""

    def count(self, severity: Severity) -> int:
        """Return the number of problems of one severity."""
        return sum(problem.severity is severity for problem in self.problems)

    def failed(self, strict: bool) -> bool:
        """Check whether the check fails; with `strict`, warnings fail too."""
        return self.count(Severity.ERROR) > 0 or (strict and self.count(Severity.WARNING) > 0)


def check_paths(paths: Iterable[str], info: bool = False) -> Findings:
    """Check the banks named, and every bank in the folders named; with `info`, weak signs too.

    Raises `UsageError` when a path does not exist, or a folder holds no bank.
    """
    findings = Findings()
    ids: dict[str, str] = {}
    for path, problem in _files(paths):
        if problem is not None:
            findings.files += path.is_symlink()
            findings.problems.append(problem)
            continue
        # The collector would scan the whole bank between its reading and its judging.
        with no_garbage_collection():
            _check(findings, path, info, ids)
    return findings


def _check(findings: Findings, path: Path, info: bool, ids: dict[str, str]) -> None:
    reading = read_bank(path)
    _add(findings, reading, str(path), info)
    _compare_ids(findings, reading, str(path), ids)


def _files(paths: Iterable[str]) -> Iterator[tuple[Path, Problem | None]]:
    seen: set[str] = set()
    for name in paths:
        for file, problem in _files_of(name):
            place = os.path.abspath(file)
            if place not in seen:
                seen.add(place)
                yield file, problem


def _files_of(name: str) -> list[tuple[Path, Problem | None]]:
    path = Path(name)
    # Unlike their namesakes of Path, these take every failure of the system for a “no”.
    if not os.path.lexists(path):
        raise UsageError(f"there is no file or folder “{clean_line(name)}”")
    if not os.path.isdir(path):
        return [(path, None)]
    found = bank_files(path)
    if not any(found):
        raise UsageError(f"there is no bank (.yaml or .yml) in “{clean_line(name)}”")
    files: list[tuple[Path, Problem | None]] = [
        (file, _link_problem(file, path)) for file in found.files
    ]
    return files + [(file, _unreadable(file, why)) for file, why in found.passed_over]


def _link_problem(file: Path, folder: Path) -> Problem | None:
    if not leads_out(file, folder):
        return None
    return _unreadable(file, "the file is a link that leads out of its folder; it is not followed")


def _unreadable(file: Path, message: str) -> Problem:
    return Problem(str(file), START, Severity.ERROR, "unreadable", message)


def _add(findings: Findings, reading: BankReading, name: str, info: bool) -> None:
    findings.files += 1
    findings.questions += reading.questions
    findings.quotes += reading.quotes
    judgement = examine(reading, name, info)
    findings.rules |= judgement.rules
    findings.problems.extend(judgement.problems)
    if judgement.problems:
        findings.texts[name] = reading.text


def _compare_ids(findings: Findings, reading: BankReading, name: str, ids: dict[str, str]) -> None:
    """Warn of two banks with one id: they would share one history."""
    if reading.bank is None:
        return
    first = ids.setdefault(reading.bank.id, name)
    if first != name:
        findings.problems.append(same_id(reading.bank.id, first, name))


def same_id(shared: str, first: str, name: str) -> Problem:
    """Return the problem that the bank called `name` has the id of the one called `first`."""
    message = f"“{shared}” is the id of {first} too: they would share one history"
    return Problem(name, START, Severity.WARNING, "duplicate-bank-id", message)
