"""Rules about options that give the answer away, or do not work as options.

Those of severity INFO fire often and seldom mean an error.
"""

from quiz.check.rules.base import COMMON, PreparedQuestion, Rule, each
from quiz.model.problem import Severity
from quiz.model.question import MultipleResponse, SingleChoice
from quiz.text.numbers import parse_number

_LONGER = 1.5
_LONG = 20
"""Characters; below that, a longer option is not conspicuous."""
_MIN_OPTIONS, _MAX_OPTIONS = 3, 5
_EDGES = " .,;:!?\"'()"
_REFERRING = frozenset(("all", "none", "both", "neither", "any", "either"))
_REFERRED = frozenset(("above", "these", "them", "those", "below", "others", "options"))
_STEM = 5
_GAP = 20
"""The most characters of an article with a gap after it, as in “an____”."""
_ARTICLES = {"a": False, "an": True}
_BOTH = frozenset(("both", "either", "neither"))
_JOINING = frozenset(("and", "or", "nor"))
_OF = frozenset(("of", "the", "answers", "choices", "are", "correct", "right", "true"))
_ABSOLUTES = frozenset(
    "always never all none every only entirely completely totally invariably must nobody "
    "everyone everybody nothing everything".split()
)
_VAGUE = frozenset(
    "usually often sometimes generally typically frequently some many several may might mostly "
    "probably likely partly somewhat occasionally".split()
)


def _key_longest(item: PreparedQuestion) -> str:
    length = len(item.keys[0])
    if length < _LONG:
        return ""
    second = max(map(len, item.distractors))
    if length < _LONGER * second:
        return ""
    return (
        f"the right option has {length} characters, the next longest {second}: make the others as "
        "long, or shorten this one"
    )


def _all_of_the_above(item: PreparedQuestion) -> str:
    for words in item.options:
        if len(words) < 2 or (words[0] not in _REFERRING and words[1] not in _JOINING):
            continue
        if _refers(words):
            text = " ".join(words)
            return f"“{text}” can be judged without knowing every option: write out what is meant"
    return ""


def _refers(words: tuple[str, ...]) -> bool:
    if words[0] in _REFERRING:
        rest = set(words[1:]) - _OF
        if rest and rest <= _REFERRED:
            return True
        words = words[1:] if words[0] in _BOTH else words
    return len(words) == 3 and words[1] in _JOINING and _is_label(*words[::2])


def _is_label(first: str, second: str) -> bool:
    """Check whether two words are the letters or numbers of options, such as A and B."""
    # Up to “f”, because few choices have seven options, and “i” or “x” are words of their own.
    letters = len(first) == len(second) == 1 and first.isalpha() and second.isalpha()
    return letters and first != second and max(first, second) < "g"


def _article_fits_key_only(item: PreparedQuestion) -> str:
    words = item.words
    if not words or len(words[-1]) > _GAP or words[-1].strip("_") not in _ARTICLES:
        return ""
    # Only where every wrong option is excluded: one that fits leaves something to know.
    vowel = _ARTICLES[words[-1].strip("_")]
    fits = [text[:1].lower() in "aeiou" for text in (*item.keys, *item.distractors)]
    if fits[0] is not vowel or vowel in fits[len(item.keys) :]:
        return ""
    return f"“{words[-1]}” ends the prompt and fits no wrong option: move it into the options"


def _numbers_shuffled(item: PreparedQuestion) -> str:
    question = item.question
    assert isinstance(question, SingleChoice | MultipleResponse)
    # One look at the first option spares most questions the parsing of numbers.
    first = item.distractors[0][:1] if item.distractors else ""
    if not question.shuffle or not first or not (first.isdigit() or first in "-+$€£."):
        return ""
    options = (*item.keys, *item.distractors)
    if len(options) < _MIN_OPTIONS or any(parse_number(text) is None for text in options):
        return ""
    return "numbers are easier to compare in ascending order: add “shuffle: false”"


def _option_count(item: PreparedQuestion) -> str:
    # Haladyna & Downing (1993): seldom do more than two or three wrong options work at all.
    count = 1 + len(item.distractors)
    if _MIN_OPTIONS <= count <= _MAX_OPTIONS:
        return ""
    word = (
        "guesses are right too often"
        if count < _MIN_OPTIONS
        else "more options do not measure better"
    )
    return f"there are {count} options: {word}; 3 to {_MAX_OPTIONS} are best"


def _options_equal(item: PreparedQuestion) -> str:
    # Equal words are only a suspicion: “-5” and “5” are the same words, but differ.
    if len(set(item.options)) == len(item.options):
        return ""
    texts = [text.strip(_EDGES).casefold() for text in (*item.keys, *item.distractors)]
    if len(set(texts)) == len(texts):
        return ""
    twice = next(text for text in texts if texts.count(text) > 1)
    return f"two options differ only in punctuation: “{twice}”" if twice else ""


def _key_longer(item: PreparedQuestion) -> str:
    longest = len(item.keys[0]) > max(map(len, item.distractors))
    return "the right option is the longest: make another one longer" if longest else ""


def _absolute(item: PreparedQuestion) -> str:
    found = [not _ABSOLUTES.isdisjoint(words) for words in item.options]
    if not any(found) or all(found):
        return ""
    word = next(word for words in item.options for word in words if word in _ABSOLUTES)
    return f"only some options contain “{word}”: test-takers take such options for wrong"


def _vague(item: PreparedQuestion) -> str:
    keys = len(item.keys)
    sure = all(_VAGUE.isdisjoint(words) for words in item.options[keys:])
    found = [word for words in item.options[:keys] for word in words if word in _VAGUE]
    if not found or not sure:
        return ""
    return f"only the right option contains “{found[0]}”: test-takers take such options for right"


def _echo(item: PreparedQuestion) -> str:
    # Stems, because “flooded” in the prompt gives “flooding” away as well.
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
    # Writers vary the right option to make wrong ones, so it is the one nearest to all others.
    sets = [set(words) for words in item.options]
    if sets[0].isdisjoint(word for words in item.options[1:] for word in words):
        return ""
    shared = [sum(len(words & other) for other in sets if other is not words) for words in sets]
    if shared[0] < 2 or shared[0] <= max(shared[1:]):
        return ""
    return (
        "the right option shares the most words with the others, which gives it away: reword some"
    )


SINGLE = SingleChoice.kind
SEVERAL = MultipleResponse.kind

RULES = (
    Rule(
        "key-longest",
        Severity.WARNING,
        "the right option is much longer than every other",
        each(_key_longest, "answer", SINGLE),
    ),
    Rule(
        "all-of-the-above",
        Severity.WARNING,
        "an option refers to other options",
        each(_all_of_the_above, "distractors", SINGLE, SEVERAL),
        english=True,
    ),
    Rule(
        "article-fits-key",
        Severity.WARNING,
        "“a” or “an” at the end of the prompt fits only the right option",
        each(_article_fits_key_only, "prompt", SINGLE),
        english=True,
    ),
    Rule(
        "numbers-shuffled",
        Severity.WARNING,
        "options that are numbers are not in order",
        each(_numbers_shuffled, "distractors", SINGLE, SEVERAL),
    ),
    Rule(
        "option-count",
        Severity.WARNING,
        "a single choice has fewer than 3 or more than 5 options",
        each(_option_count, "distractors", SINGLE),
    ),
    Rule(
        "options-equal",
        Severity.ERROR,
        "two options differ only in punctuation",
        each(_options_equal, "distractors", SINGLE, SEVERAL),
    ),
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
)
