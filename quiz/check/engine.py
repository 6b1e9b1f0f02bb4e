"""Rules over one bank: what they find, by the severities and allowances that the bank states."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from quiz.bank.reader import BankReading, no_garbage_collection
from quiz.check.rules import RULES, Hit, Rule, Survey
from quiz.model.bank import Bank
from quiz.model.problem import START, Allowance, Position, Problem, Rulings, Severity
from quiz.yaml_source.problems import MAX_PROBLEMS, nearest_name


class Judgement(NamedTuple):
    """What the rules say of a bank."""

    problems: tuple[Problem, ...]
    """In the order of the file; at most 5,000 of one rule."""
    rules: frozenset[str]
    """The names of the rules that ran."""


def judge(reading: BankReading, path: str, info: bool) -> Judgement:
    """Return what the rules find in a file that was read; its problems call it `path`.

    Rules of items look at sound banks only, and those that only inform run where `info` is set;
    names of rules that do not exist are found in any bank.
    """
    with no_garbage_collection():
        return _judge(reading, path, info)


def examine(reading: BankReading, path: str, info: bool) -> Judgement:
    """Return all that `quiz check` says of a file: what reading found, and what the rules find."""
    judgement = judge(reading, path, info)
    found = sorted((*reading.problems, *judgement.problems), key=_place)
    return judgement._replace(problems=tuple(found))


def _judge(reading: BankReading, path: str, info: bool) -> Judgement:
    unknown = [_unknown(name, at, path) for name, at in _strangers(reading.rulings)]
    if reading.bank is None:
        return Judgement(tuple(unknown), frozenset())
    judging = _Judging(reading.bank, reading, path, info)
    found = [*unknown, *judging.problems(), *judging.needless()]
    return Judgement(tuple(sorted(found, key=_place)), frozenset(rule.name for rule in judging.run))


def _place(problem: Problem) -> Position:
    return problem.position


def _strangers(rulings: Rulings) -> Iterator[tuple[str, Position]]:
    named = [(each.rule, each.position) for each in rulings.settings]
    named += [(each.rule, each.position) for each in rulings.allowances]
    return (each for each in named if each[0] not in RULES)


def _unknown(name: str, at: Position, path: str) -> Problem:
    message = f"there is no rule “{name}”{nearest_name(name, RULES)}"
    return Problem(path, at, Severity.ERROR, "unknown-rule", message)


class _Judging:
    """One bank under the rules."""

    def __init__(self, bank: Bank, reading: BankReading, path: str, info: bool) -> None:
        self._survey = Survey(bank, reading.texts)
        self._lines = reading.text.replace("\r\n", "\n").split("\n")
        self._path = path
        self._allowances = reading.rulings.allowances
        self._allowed = {(each.question, each.rule) for each in self._allowances}
        self._needed: set[tuple[str | None, str]] = set()
        set_here = {setting.rule: setting.severity for setting in reading.rulings.settings}
        self._severities = {name: set_here.get(name, rule.severity) for name, rule in RULES.items()}
        self._wanted = {Severity.ERROR, Severity.WARNING, *([Severity.INFO] if info else [])}
        self.run = [rule for rule in RULES.values() if self._runs(rule)]

    def _runs(self, rule: Rule) -> bool:
        known = self._survey.english or not rule.english
        return known and self._severities[rule.name] in self._wanted

    def problems(self) -> Iterator[Problem]:
        """Yield what the rules find and the bank does not allow."""
        for rule in self.run:
            severity = self._severities[rule.name]
            assert severity is not None, "rules that are off do not run"
            for count, hit in enumerate(self._not_allowed(rule)):
                if count == MAX_PROBLEMS:
                    break
                yield Problem(self._path, self._position(hit), severity, rule.name, hit.message)

    def _not_allowed(self, rule: Rule) -> Iterator[Hit]:
        for hit in rule.find(self._survey):
            instance = (hit.item.question.id if hit.item else None, rule.name)
            if instance in self._allowed:
                self._needed.add(instance)
            else:
                yield hit

    def needless(self) -> Iterator[Problem]:
        """Yield the allowances of what no rule found, once all problems were looked for."""
        for each in self._allowances:
            if each.rule not in RULES or (each.question, each.rule) in self._needed:
                continue
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
            return ", for it is off"
        ran = any(rule.name == allowance.rule for rule in self.run)
        return "" if ran else ", for it knows English only"

    def _position(self, hit: Hit) -> Position:
        if hit.position is not None:
            return hit.position
        if hit.item is None:
            return _key_place(self._lines, START, "questions") or START
        start = hit.item.question.position
        fields = (hit.field, f"{hit.field}s") if hit.field == "answer" else (hit.field,)
        found = (_key_place(self._lines, start, field) for field in fields if field)
        return next((place for place in found if place), start)


def _key_place(lines: list[str], start: Position, key: str) -> Position | None:
    """Return where a key of the block mapping that starts at a place stands, if it is found."""
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
