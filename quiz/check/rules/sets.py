"""What only shows over many questions: patterns of keys, and questions that answer others."""

from collections.abc import Iterator
from itertools import islice
from math import exp, lgamma, log

from quiz.check.prepared import Item, Survey
from quiz.check.rules.base import Hit, Rule
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
"""Characters; shorter keys stand in every prompt."""
_NAMED = 3
"""Questions that a message names."""


def tail(count: int, trials: int, chance: float) -> float:
    """Return the probability of at least `count` successes in `trials` of a binomial.

    Chances that differ may be given as their mean, which makes the tail beyond the expected count
    no smaller (Hoeffding 1956).
    """
    if count <= 0 or chance >= 1:
        return 1.0
    total = 0.0
    for number in range(count, trials + 1):
        term = exp(
            lgamma(trials + 1) - lgamma(number + 1) - lgamma(trials - number + 1)
            + number * log(chance) + (trials - number) * log(1 - chance)
        )  # fmt: skip
        total += term
        if number > trials * chance and term < 1e-12:
            break
    return min(1.0, total)


def _keys_longest(survey: Survey) -> Iterator[Hit]:
    items = list(survey.of(SingleChoice.kind))
    if not items:
        return
    count = sum(len(item.keys[0]) > max(map(len, item.distractors)) for item in items)
    chance = sum(1 / (1 + len(item.distractors)) for item in items) / len(items)
    if tail(count, len(items), chance) <= CHANCE:
        yield Hit(
            f"in {count} of {len(items)} single choices the right option is the longest: lengthen "
            "wrong ones"
        )


def _key_position(survey: Survey) -> Iterator[Hit]:
    places: dict[int, list[int]] = {}
    for item in survey.of(SingleChoice.kind):
        question = item.question
        assert isinstance(question, SingleChoice)
        if not question.shuffle:
            texts = [option.text for option in question.options]
            places.setdefault(len(texts), []).append(fixed(texts).index(0))
    for options, found in places.items():
        for place in range(options):
            count = found.count(place)
            if count > 1 and tail(count, len(found), 1 / options) <= CHANCE:
                yield Hit(
                    f"of {len(found)} choices among {options} that are not shuffled, {count} have "
                    f"their key in place {place + 1}"
                )


def _true_false(survey: Survey) -> Iterator[Hit]:
    answers = [
        item.question.answer
        for item in survey.of(TrueFalse.kind)
        if isinstance(item.question, TrueFalse)
    ]
    true = sum(answers)
    if answers and 2 * tail(max(true, len(answers) - true), len(answers), 0.5) <= CHANCE:
        yield Hit(f"{true} of {len(answers)} statements are true: mix true and false ones")


def _keys_in_source(survey: Survey) -> Iterator[Hit]:
    found = list(_only_keys(survey))
    choices = sum(1 for _ in survey.of(SingleChoice.kind))
    if choices >= _MIN_CHOICES and len(found) > _SHARE * choices:
        yield Hit(
            f"in {len(found)} of {choices} single choices only the right option stands in the "
            "source: take wrong ones from it too, or paraphrase the key"
        )


def _key_in_source(survey: Survey) -> Iterator[Hit]:
    for item in _only_keys(survey):
        yield Hit("of all options only the right one stands in the source", item, "answer")


def _only_keys(survey: Survey) -> Iterator[Item]:
    for item in survey.of(SingleChoice.kind):
        key, *others = item.options
        if key in survey.told and survey.told.isdisjoint(others):
            yield item


def _key_in_prompt(survey: Survey) -> Iterator[Hit]:
    kinds = (SingleChoice.kind, ShortAnswer.kind, Numeric.kind, Cloze.kind, MultipleResponse.kind)
    keys: dict[Phrase, list[Item]] = {}
    for item in survey.of(*kinds):
        for key, words in zip(item.keys, item.options, strict=False):
            if len(key) >= _MIN_KEY:
                keys.setdefault(words, []).append(item)
    prompts = [item.words for item in survey.items]
    for phrase, numbers in find_phrases(keys, prompts).items():
        for number in numbers:
            other = survey.items[number]
            given = list(islice(_given_away(keys[phrase], other), _NAMED))
            if given:
                message = (
                    f"the prompt holds “{' '.join(phrase)}”, the key of {', '.join(given)}: name "
                    "them in “enemies”"
                )
                yield Hit(message, other, "prompt")


def _given_away(asking: list[Item], holder: Item) -> Iterator[str]:
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
        "the right option stands in one place more often than by chance",
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
        "in more than 40% of single choices only the right option stands in the source",
        _keys_in_source,
    ),
    Rule(
        "key-in-source",
        Severity.INFO,
        "of all options only the right one stands in the source",
        _key_in_source,
    ),
    Rule(
        "key-in-prompt",
        Severity.WARNING,
        "a prompt holds the key of another question, and they are no enemies",
        _key_in_prompt,
    ),
)
