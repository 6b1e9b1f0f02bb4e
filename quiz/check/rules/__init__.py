"""The rules of items: what `quiz check` looks for in banks whose structure and quotes are sound."""

from quiz.check.rules import options, prompts, source_support, whole_bank
from quiz.check.rules.base import Hit, PreparedBank, PreparedQuestion, Rule

__all__ = ["RULES", "Hit", "PreparedQuestion", "Rule", "PreparedBank"]

RULES: dict[str, Rule] = {
    rule.name: rule
    for family in (options, prompts, source_support, whole_bank)
    for rule in family.RULES
}
"""Every rule by its name, in the order in which they run."""
