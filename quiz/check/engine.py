"""The engine of `quiz check`: all problems of the banks in files and folders.

Rules run with the severities and allowances that each bank states.
"""

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from quiz.bank.reader import BankReading, no_garbage_collection, read_bank
from quiz.check.rules import RULES, Hit, PreparedBank, Rule
from quiz.errors import UsageError
from quiz.model.bank import Bank
from quiz.model.problem import START, Allowance, Position, Problem, Severity
from quiz.text.cleaning import clean_line
from quiz.yaml_source.problems import MAX_PROBLEMS, nearest_name
from quiz.yaml_source.untrusted_files import bank_files, leads_out


class RuleResults(NamedTuple):
    """The problems that rules find in a bank."""

    problems: tuple[Problem, ...]
    """In the order of the file; at most 5,000 of one rule."""
    rules: frozenset[str]
    """The names of the rules that ran."""


def apply_rules(reading: BankReading, path: str, info: bool) -> RuleResults:
    """Return the findings of the rules in a file that was read; its problems call it `path`.

    Rules of items look at sound banks only, and those that only inform run where `info` is set;
    names of rules that do not exist are found in any bank.
    """
    with no_garbage_collection():
        return _run_rules(reading, path, info)


def check_reading(reading: BankReading, path: str, info: bool) -> RuleResults:
    """Return all problems of a file: those of reading it and those that rules find."""
    results = apply_rules(reading, path, info)
    found = sorted((*reading.problems, *results.problems), key=_place)
    return results._replace(problems=tuple(found))


def _run_rules(reading: BankReading, path: str, info: bool) -> RuleResults:
    # Before anything else: the name may be that of a rule which the author believes is off.
    named = [(each.rule, each.position) for each in reading.rulings.settings]
    named += [(each.rule, each.position) for each in reading.rulings.allowances]
    unknown = []
    for name, at in named:
        if name not in RULES:
            message = f"there is no rule “{name}”{nearest_name(name, RULES)}"
            unknown.append(Problem(path, at, Severity.ERROR, "unknown-rule", message))
    if reading.bank is None:
        return RuleResults(tuple(unknown), frozenset())
    rule_run = _RuleRun(reading.bank, reading, path, info)
    found = [*unknown, *rule_run.problems(), *rule_run.needless()]
    return RuleResults(
        tuple(sorted(found, key=_place)), frozenset(rule.name for rule in rule_run.rules)
    )


def _place(problem: Problem) -> Position:
    return problem.position


class _RuleRun:
    """One bank under the rules."""

    def __init__(self, bank: Bank, reading: BankReading, path: str, info: bool) -> None:
        self._prepared = PreparedBank(bank, reading.texts)
        # Not splitlines(): YAML's lines, and so all positions, do not end at a form feed.
        self._lines = reading.text.replace("\r\n", "\n").split("\n")
        self._path = path
        self._allowances = reading.rulings.allowances
        self._allowed = {(each.question, each.rule) for each in self._allowances}
        self._needed: set[tuple[str | None, str]] = set()
        set_here = {setting.rule: setting.severity for setting in reading.rulings.settings}
        self._severities = {name: set_here.get(name, rule.severity) for name, rule in RULES.items()}
        self._wanted = {Severity.ERROR, Severity.WARNING, *([Severity.INFO] if info else [])}
        self.rules = [
            rule
            for rule in RULES.values()
            if self._severities[rule.name] in self._wanted
            and (self._prepared.english or not rule.english)
        ]

    def problems(self) -> Iterator[Problem]:
        """Yield the findings of the rules that the bank does not allow."""
        for rule in self.rules:
            severity = self._severities[rule.name]
            assert severity is not None, "rules that are off do not run"
            for count, hit in enumerate(self._not_allowed(rule)):
                if count == MAX_PROBLEMS:
                    break
                yield Problem(self._path, self._position(hit), severity, rule.name, hit.message)

    def _not_allowed(self, rule: Rule) -> Iterator[Hit]:
        for hit in rule.find(self._prepared):
            instance = (hit.item.question.id if hit.item else None, rule.name)
            # An allowance that is never needed has outlived its reason, and is reported.
            if instance in self._allowed:
                self._needed.add(instance)
            else:
                yield hit

    def needless(self) -> Iterator[Problem]:
        """Yield the allowances of what no rule found, once all problems were looked for."""
        for each in self._allowances:
            if each.rule not in RULES or (each.question, each.rule) in self._needed:
                continue
            # A hint's rule may not have run: then nothing is known about its allowances.
            severity = self._severities[each.rule]
            if severity is None or severity in self._wanted:
                yield Problem(
                    self._path,
                    each.position,
                    Severity.WARNING,
                    "needless-allowance",
                    f"“{each.rule}” finds nothing here{self._why(each)}: remove the allowance",
                )

    def _why(self, allowance: Allowance) -> str:
        if self._severities[allowance.rule] is None:
            return ", because it is off"
        ran = any(rule.name == allowance.rule for rule in self.rules)
        return "" if ran else ", because it only runs on English banks"

    def _position(self, hit: Hit) -> Position:
        if hit.position is not None:
            return hit.position
        if hit.item is None:
            return _key_place(self._lines, START, "questions") or START
        start = hit.item.question.position
        # A key may be written in the singular or the plural: answer or answers.
        fields = (hit.field, f"{hit.field}s") if hit.field == "answer" else (hit.field,)
        found = (_key_place(self._lines, start, field) for field in fields if field)
        return next((place for place in found if place), start)


def _key_place(lines: list[str], start: Position, key: str) -> Position | None:
    """Return the position of a key in the block mapping that starts at a position, or None."""
    # Found by the column in the text: the nodes, which knew it, were let go to save memory.
    wanted = re.compile(rf" {{{start.column - 1}}}{key}\s*:")
    for number in range(start.line - 1, len(lines)):
        line = lines[number]
        if number >= start.line and line[: start.column - 1].strip():
            return None
        if number == start.line - 1:
            line = " " * (start.column - 1) + line[start.column - 1 :]
        if wanted.match(line):
            return Position(number + 1, start.column)
    return None


@dataclass(slots=True)
class Findings:
    """The problems found by a check, and how much it looked at."""

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
    """Check the banks named, and every bank in the folders named; with `info`, by weak rules too.

    Raises `UsageError` when a path does not exist, or a folder holds no bank.
    """
    findings = Findings()
    ids: dict[str, str] = {}
    for path, problem in _files(paths):
        if problem is not None:
            findings.files += path.is_symlink()
            findings.problems.append(problem)
            continue
        # The collector would scan the whole bank between its reading and its rules.
        with no_garbage_collection():
            reading = read_bank(path)
            _add(findings, reading, str(path), info)
            _compare_ids(findings, reading, str(path), ids)
    return findings


def findings_in(reading: BankReading, name: str) -> Findings:
    """Return the findings in one bank that was read already, which problems call `name`."""
    findings = Findings()
    with no_garbage_collection():
        _add(findings, reading, name, info=False)
    return findings


def _files(paths: Iterable[str]) -> Iterator[tuple[Path, Problem | None]]:
    seen: set[str] = set()
    for name in paths:
        for file, problem in _files_of(name):
            # A bank may be named itself and be in a folder that is named as well.
            place = os.path.abspath(file)
            if place not in seen:
                seen.add(place)
                yield file, problem


def _files_of(name: str) -> list[tuple[Path, Problem | None]]:
    path = Path(name)
    # Unlike the methods of Path, these functions return False for every failure of the system.
    if not os.path.lexists(path):
        raise UsageError(f"there is no file or folder “{clean_line(name)}”")
    if not os.path.isdir(path):
        return [(path, None)]
    found = bank_files(path)
    if not any(found):
        raise UsageError(f"there is no bank (.yaml or .yml) in “{clean_line(name)}”")
    # An untrusted folder could link to any file of the user, and show it in error messages.
    why = "the link leads out of its folder, so it is not followed"
    linked = {file: why for file in found.files if leads_out(file, path)}
    unreadable = linked | dict(found.skipped)
    return [
        (file, Problem(str(file), START, Severity.ERROR, "unreadable", unreadable[file]))
        if file in unreadable
        else (file, None)
        for file in (*found.files, *(file for file, _ in found.skipped))
    ]


def _add(findings: Findings, reading: BankReading, name: str, info: bool) -> None:
    findings.files += 1
    findings.questions += reading.questions
    findings.quotes += reading.quotes
    results = check_reading(reading, name, info)
    findings.rules |= results.rules
    findings.problems.extend(results.problems)
    if results.problems:
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
    message = f"“{shared}” is also the id of {first}, so they would share one history: change one"
    return Problem(name, START, Severity.WARNING, "duplicate-bank-id", message)
