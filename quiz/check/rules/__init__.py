"""The rules of items: what `quiz check` looks for in banks whose structure and quotes are sound."""

from quiz.check.rules import evidence, options, prompts, sets, weak
from quiz.check.rules.base import Hit, Rule
from quiz.check.rules.survey import Item, Survey

__all__ = ["RULES", "Hit", "Item", "Rule", "Survey"]

RULES: dict[str, Rule] = {
    rule.name: rule for family in (options, prompts, evidence, sets, weak) for rule in family.RULES
}
"""Every rule by its name, in the order in which they run."""
