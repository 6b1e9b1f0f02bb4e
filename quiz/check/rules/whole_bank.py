"""Rules about a bank as a whole: patterns of keys, and questions that answer others."""

from collections.abc import Iterator
from itertools import islice
from math import exp, lgamma, log

from quiz.check.rules.base import Hit, PreparedBank, PreparedQuestion, Rule
from quiz.model.problem import Severity
from quiz.model.question import (
    Cloze,
    MultipleResponse,
    Numeric,
    ShortAnswer,
    SingleChoice,
    TrueFalse,
)
from quiz.question_types.options import fixed
from quiz.text.phrases import Phrase, find_phrases

CHANCE = 0.05
"""The probability below which a pattern is no accident."""
_SHARE = 0.4
_MIN_CHOICES = 5
_MIN_KEY = 4
"""Characters; shorter keys occur in every prompt."""
_NAMED = 3
"""Questions that a message names."""


def tail(count: int, trials: int, chance: float) -> float:
    """Return the probability of at least `count` successes in `trials` of a binomial.

    Chances that differ may be given as their mean, which makes the tail beyond the expected count
    no smaller (Hoeffding 1956).
    """
    if count <= 0 or chance >= 1:
        return 1.0
    # Logarithms, because binomial coefficients of large banks are beyond floats.
    total = 0.0
    for number in range(count, trials + 1):
        term = exp(
            lgamma(trials + 1) - lgamma(number + 1) - lgamma(trials - number + 1)
            + number * log(chance) + (trials - number) * log(1 - chance)
        )  # fmt: skip
        total += term
        # Beyond the mean the terms only fall: the rest cannot change the verdict.
        if number > trials * chance and term < 1e-12:
            break
    return min(1.0, total)


def _keys_longest(prepared: PreparedBank) -> Iterator[Hit]:
    items = list(prepared.of(SingleChoice.kind))
    if not items:
        return
    count = sum(len(item.keys[0]) > max(map(len, item.distractors)) for item in items)
    chance = sum(1 / (1 + len(item.distractors)) for item in items) / len(items)
    if tail(count, len(items), chance) <= CHANCE:
        yield Hit(
            f"in {count} of {len(items)} single choices the right option is the longest: lengthen "
            "some wrong ones"
        )


def _key_position(prepared: PreparedBank) -> Iterator[Hit]:
    places: dict[int, list[int]] = {}
    for item in prepared.of(SingleChoice.kind):
        question = item.question
        assert isinstance(question, SingleChoice)
        if not question.shuffle:
            texts = [option.text for option in question.options]
            places.setdefault(len(texts), []).append(fixed(texts).index(0))
    for options, found in places.items():
        for place in range(options):
            count = found.count(place)
            # One question has its key somewhere; that is no pattern.
            if count > 1 and tail(count, len(found), 1 / options) <= CHANCE:
                yield Hit(
                    f"in {count} of {len(found)} choices among {options} that are not shuffled, "
                    f"the right option is number {place + 1}: vary its position"
                )


def _true_false(prepared: PreparedBank) -> Iterator[Hit]:
    statements = (item.question for item in prepared.of(TrueFalse.kind))
    answers = [each.answer for each in statements if isinstance(each, TrueFalse)]
    true = sum(answers)
    # Both directions are looked at, hence twice the tail.
    if answers and 2 * tail(max(true, len(answers) - true), len(answers), 0.5) <= CHANCE:
        yield Hit(f"{true} of {len(answers)} statements are true: mix true and false ones")


def _keys_in_source(prepared: PreparedBank) -> Iterator[Hit]:
    found = list(_only_keys(prepared))
    choices = sum(1 for _ in prepared.of(SingleChoice.kind))
    if choices >= _MIN_CHOICES and len(found) > _SHARE * choices:
        yield Hit(
            f"in {len(found)} of {choices} single choices only the right option is in the "
            "source: take wrong ones from it too, or paraphrase the right one"
        )


def _key_in_source(prepared: PreparedBank) -> Iterator[Hit]:
    for item in _only_keys(prepared):
        yield Hit(
            "only the right option is in the source: take a wrong one from it, or reword it",
            item,
            "answer",
        )


def _only_keys(prepared: PreparedBank) -> Iterator[PreparedQuestion]:
    for item in prepared.of(SingleChoice.kind):
        key, *others = item.options
        if key in prepared.options_in_sources and prepared.options_in_sources.isdisjoint(others):
            yield item


def _key_in_prompt(prepared: PreparedBank) -> Iterator[Hit]:
    kinds = (SingleChoice.kind, ShortAnswer.kind, Numeric.kind, Cloze.kind, MultipleResponse.kind)
    keys: dict[Phrase, list[PreparedQuestion]] = {}
    for item in prepared.of(*kinds):
        for key, words in zip(item.keys, item.options, strict=False):
            if len(key) >= _MIN_KEY:
                keys.setdefault(words, []).append(item)
    # All keys in all prompts at once: pair by pair, 10,000 questions would need 10^8 comparisons.
    prompts = [item.words for item in prepared.items]
    for phrase, numbers in find_phrases(keys, prompts).items():
        for number in numbers:
            other = prepared.items[number]
            # A common word can be the key of thousands of questions: name a few of them.
            given = list(islice(_given_away(keys[phrase], other), _NAMED))
            if given:
                message = (
                    f"the prompt contains “{' '.join(phrase)}”, the answer to {', '.join(given)}: "
                    "list them in “enemies”"
                )
                yield Hit(message, other, "prompt")


def _given_away(asking: list[PreparedQuestion], holder: PreparedQuestion) -> Iterator[str]:
    """Yield the ids of the questions that a prompt gives away and that are not its enemies."""
    other = holder.question
    for item in asking:
        question = item.question
        enemies = other.id in question.enemies or question.id in other.enemies
        if item is not holder and not enemies:
            yield f"“{question.id}”"


RULES = (
    Rule(
        "keys-longest",
        Severity.WARNING,
        "the right option is the longest more often than by chance",
        _keys_longest,
    ),
    Rule(
        "key-position",
        Severity.WARNING,
        "the right option is in one position more often than by chance",
        _key_position,
    ),
    Rule(
        "true-false-balance",
        Severity.WARNING,
        "nearly all true-false statements are true, or nearly all are false",
        _true_false,
    ),
    Rule(
        "keys-in-source",
        Severity.WARNING,
        "in more than 40% of single choices only the right option is in the source",
        _keys_in_source,
    ),
    Rule(
        "key-in-source",
        Severity.INFO,
        "only the right option is in the source",
        _key_in_source,
    ),
    Rule(
        "key-in-prompt",
        Severity.WARNING,
        "a prompt contains the answer to another question, and they are not enemies",
        _key_in_prompt,
    ),
)
