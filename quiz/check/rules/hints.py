"""Rules that fire often and seldom mean an error: information only."""

from quiz.check.rules.base import ABSOLUTES, COMMON, VAGUE, PreparedQuestion, Rule, each
from quiz.model.problem import Severity
from quiz.model.question import MultipleResponse, SingleChoice

_STEM = 5
_MIN_WORDS = 12
_HARD = 60
"""LIX from which a text is very hard to read."""


def _key_longer(item: PreparedQuestion) -> str:
    if len(item.keys[0]) <= max(map(len, item.distractors)):
        return ""
    return "the right option is the longest: make another one longer"


def _absolute(item: PreparedQuestion) -> str:
    found = [not ABSOLUTES.isdisjoint(words) for words in item.options]
    if not any(found) or all(found):
        return ""
    word = next(word for words in item.options for word in words if word in ABSOLUTES)
    return f"only some options contain “{word}”: test-takers take such options for wrong"


def _vague(item: PreparedQuestion) -> str:
    keys = len(item.keys)
    sure = all(VAGUE.isdisjoint(words) for words in item.options[keys:])
    found = [word for words in item.options[:keys] for word in words if word in VAGUE]
    if not found or not sure:
        return ""
    return f"only the right option contains “{found[0]}”: test-takers take such options for right"


def _echo(item: PreparedQuestion) -> str:
    asked = _stems(item.words)
    shared = asked & _stems(item.options[0])
    if not shared or any(shared & _stems(words) for words in item.options[1:]):
        return ""
    return f"only the right option shares “{min(shared)}…” with the prompt: reword one of them"


def _stems(words: tuple[str, ...]) -> set[str]:
    return {word[:_STEM] for word in words if len(word) >= _STEM and word not in COMMON}


def _convergence(item: PreparedQuestion) -> str:
    if len(item.options) < 3:
        return ""
    sets = [set(words) for words in item.options]
    if sets[0].isdisjoint(word for words in item.options[1:] for word in words):
        return ""
    shared = [sum(len(words & other) for other in sets if other is not words) for words in sets]
    if shared[0] < 2 or shared[0] <= max(shared[1:]):
        return ""
    return (
        "the right option shares the most words with the others, which gives it away: reword some"
    )


def _hard_prompt(item: PreparedQuestion) -> str:
    words = item.words
    if len(words) < _MIN_WORDS:
        return ""
    sentences = max(1, sum(item.prompt.count(mark) for mark in ".?!:"))
    lix = len(words) / sentences + 100 * sum(len(word) > 6 for word in words) / len(words)
    if lix < _HARD:
        return ""
    return f"the prompt is hard to read (LIX {lix:.0f}): use shorter sentences and words"


SINGLE = SingleChoice.kind
SEVERAL = MultipleResponse.kind

RULES = (
    Rule(
        "key-longer",
        Severity.INFO,
        "the right option is the longest, by however little",
        each(_key_longer, "answer", SINGLE),
    ),
    Rule(
        "absolute-words",
        Severity.INFO,
        "some options say always, never, all or only, and others do not",
        each(_absolute, "distractors", SINGLE, SEVERAL),
        english=True,
    ),
    Rule(
        "vague-words",
        Severity.INFO,
        "only the right option says usually, often, some or may",
        each(_vague, "answer", SINGLE),
        english=True,
    ),
    Rule(
        "key-echoes-prompt",
        Severity.INFO,
        "only the right option repeats a word of the prompt",
        each(_echo, "answer", SINGLE),
        english=True,
    ),
    Rule(
        "convergence",
        Severity.INFO,
        "the right option shares the most words with the others",
        each(_convergence, "answer", SINGLE),
    ),
    Rule(
        "hard-prompt",
        Severity.INFO,
        "the prompt is hard to read: LIX of 60 or more",
        each(_hard_prompt, "prompt"),
        english=True,
    ),
)
