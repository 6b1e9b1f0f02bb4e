"""Problems of a bank with position, severity, rule and message; settings of rules."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class Severity(StrEnum):
    """How serious a problem is."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"
    """A hint that is worth a look; it never makes a check fail."""


class Position(NamedTuple):
    """A position in a file; lines and columns count from 1, columns in characters."""

    line: int
    column: int


START = Position(1, 1)


class Change(NamedTuple):
    """One piece of a comparison: words of the quote and of the source, equal if unchanged."""

    quoted: str
    source: str


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in one file."""

    path: str
    """The file as the user named it."""
    position: Position
    severity: Severity
    rule: str
    """The rule's name, kebab-case."""
    message: str
    """One line: what is wrong and how to fix it, not cleaned for display."""
    comparison: tuple[Change, ...] = ()
    """For a misquote: its differences from the nearest passage, in order."""
    field: str = ""
    """The name of the missing key where a group lacks one (`missing-field`), otherwise empty."""

    def __str__(self) -> str:
        """Return `path:line:column: severity rule message`."""
        line, column = self.position
        return f"{self.path}:{line}:{column}: {self.severity} {self.rule} {self.message}"


class Setting(NamedTuple):
    """A rule whose severity a bank changes."""

    rule: str
    """The name as written; there may be no such rule."""
    severity: Severity | None
    """None if the rule is off."""
    position: Position


class Allowance(NamedTuple):
    """A problem that the author allows, with the reason."""

    question: str | None
    """The id of the question; None if the problem is about the whole bank."""
    rule: str
    """The name as written; there may be no such rule."""
    reason: str
    position: Position


class Rulings(NamedTuple):
    """The settings and allowances of a bank, in the order written."""

    settings: tuple[Setting, ...] = ()
    allowances: tuple[Allowance, ...] = ()
