"""The rules of items: what `quiz check` looks for in banks whose structure and quotes are sound."""

from quiz.check.rules import options, prompts, sets, source_support
from quiz.check.rules.base import Hit, PreparedBank, PreparedQuestion, Rule

__all__ = ["RULES", "Hit", "PreparedQuestion", "Rule", "PreparedBank"]

RULES: dict[str, Rule] = {
    rule.name: rule for family in (options, prompts, source_support, sets) for rule in family.RULES
}
"""Every rule by its name, in the order in which they run."""
