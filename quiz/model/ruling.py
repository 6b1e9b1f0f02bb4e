"""What a bank says of the rules of `quiz check`: how grave each is, and where one is set aside."""

from typing import NamedTuple

from quiz.model.problem import Position, Severity


class Setting(NamedTuple):
    """A rule whose severity a bank changes."""

    rule: str
    """The name as written; there may be no such rule."""
    severity: Severity | None
    """None where the rule is off."""
    position: Position


class Allowance(NamedTuple):
    """One instance of a rule that an author allows."""

    question: str | None
    """The id of the question; None for what a rule says of the bank as a whole."""
    rule: str
    """The name as written; there may be no such rule."""
    reason: str
    position: Position


class Rulings(NamedTuple):
    """All that a bank says of rules, in the order written."""

    settings: tuple[Setting, ...] = ()
    allowances: tuple[Allowance, ...] = ()
