"""Rules about the support of the source for the key, and for the key alone."""

from collections.abc import Iterator

from quiz.check.rules.base import CHOICE, COMMON, Hit, PreparedBank, PreparedQuestion, Rule, each
from quiz.model.bank import Citation
from quiz.model.problem import Severity
from quiz.model.question import Cloze, MultipleResponse, Numeric, ShortAnswer, SingleChoice
from quiz.text.folding import fold
from quiz.text.numbers import numbers_as_numerals, parse_number
from quiz.text.phrases import holds, share, words_of

_SUPPORT = 0.6
"""The minimum share of a key's words that its quote contains."""
_LETTERS = 4
_STEM = 5
_MIN_IN_SOURCE = 4
"""Characters; shorter words occur in every text."""
_OMISSIONS = ("...", "…")
_MONTHS = frozenset(
    "january february march april june july august september october november december".split()
)
PRONOUNS = frozenset("they he she it so these those this them him her his their its".split())
"""Words that refer back when they start a quote."""
_RELATIVE = frozenset(("last", "next", "this", "coming", "past", "recent"))
_RELATIVE_DATES = frozenset(
    "yesterday today tomorrow tonight weekend monday tuesday wednesday thursday friday saturday "
    "sunday ago".split()
)
_UNITS_OF_TIME = frozenset(
    "day days week weeks month months year years decade decades century weekend morning evening "
    "night summer winter spring autumn".split()
)


def _key_unsupported(item: PreparedQuestion) -> str:
    question = item.question
    if question.inferred or not item.quote:
        return ""
    quote = item.quote.lower()
    for key in _accepted(item):
        # Stems, so that “invaded” in the key is supported by “invasion” in the quote.
        weighty = (word for word in words_of(key) if _has_weight(word, item))
        stems = [word[:_STEM] for word in weighty]
        if sum(stem in quote for stem in stems) < _SUPPORT * len(stems):
            return (
                f"the quote does not contain “{key}”: quote words that do, or add “inferred: true”"
            )
    return ""


def _accepted(item: PreparedQuestion) -> list[str]:
    """Return the keys, of a short answer that which the quote supports best."""
    # Further answers are other spellings of one answer: one of them in the quote is enough.
    question = item.question
    if not isinstance(question, ShortAnswer):
        return item.keys
    best = max(question.answers, key=lambda text: share(words_of(fold(text)), item.quote_words))
    return [fold(best)]


def _has_weight(word: str, item: PreparedQuestion) -> bool:
    """Check whether a word must occur in the quote: a long one in a script that has cases.

    Nearly all scripts with spaces between words have cases. Common words carry no evidence.
    """
    if len(word) < _LETTERS or word.lower() == word.upper():
        return False
    return word not in COMMON or word in item.quote_words


def _number_unsupported(item: PreparedQuestion) -> str:
    question = item.question
    assert isinstance(question, Numeric)
    if question.inferred or not item.quote:
        return ""
    # “two and a half thousand” and “2,500” are the same number: words become numerals first.
    words = numbers_as_numerals(item.quote.lower().replace("-", " ").split())
    numbers = (parse_number(word.strip(".,;:!?\"'()$€£%")) for word in words)
    wanted, slack = question.answer, question.tolerance
    if any(number is not None and abs(number - wanted) <= slack for number in numbers):
        return ""
    return (
        f"the quote does not contain {item.keys[0]}: quote words that do, or add “inferred: true”"
    )


def _distractor_in_quote(item: PreparedQuestion) -> str:
    quoted = item.quote_words
    if not quoted:
        return ""
    for words in item.options[len(item.keys) :]:
        if words and words[0] in quoted and holds(quoted, words):
            return f"the wrong option “{' '.join(words)}” is in the question's own quote"
    return ""


def _distractors_in_source(prepared: PreparedBank) -> Iterator[Hit]:
    for item in prepared.of(*CHOICE, Cloze.kind):
        question = item.question
        assert isinstance(question, SingleChoice | MultipleResponse | Cloze)
        found = item.options[len(item.keys) :]
        for option, words in zip(question.distractors, found, strict=True):
            # With feedback the author has thought about it.
            if option.feedback or words not in prepared.options_in_sources:
                continue
            if sum(map(len, words)) >= _MIN_IN_SOURCE:
                message = (
                    f"“{' '.join(words)}” is in the source, so it may also be right: explain in "
                    "“feedback” why it is wrong here"
                )
                yield Hit(message, item, "distractors")


def _date_invented(item: PreparedQuestion) -> str:
    # The key has a date that the quote lacks, and the quote says when in relative words: the
    # author worked the date out from something that the learner does not see.
    relative = _RELATIVE_DATES.intersection(item.quote_words)
    if not relative and not _UNITS_OF_TIME.isdisjoint(item.quote_words):
        relative = _RELATIVE.intersection(item.quote_words)
    if not relative:
        return ""
    for words in item.options[: len(item.keys)]:
        years = (word for word in words if len(word) == 4 and word.isascii() and word.isdigit())
        dated = _MONTHS.intersection(words) or [year for year in years if "1500" <= year <= "2100"]
        if dated and not all(word in item.quote_words for word in dated):
            return f"the quote gives no date, only “{min(relative)}”: ask for that instead"
    return ""


def _starts_with_pronoun(prepared: PreparedBank) -> Iterator[Hit]:
    for item in prepared.items:
        for quote in item.question.quotes:
            word = quote.text.lstrip(" “‘\"'").partition(" ")[0]
            # Only with a capital: a quote from mid-sentence may well start with “their”.
            bare = word.partition("’")[0].partition("'")[0]
            if bare[:1].isupper() and bare.lower() in PRONOUNS:
                message = f"the quote starts with “{bare}”, which refers back: start earlier"
                yield Hit(message, item, "quote", quote.position)


def _touches_omission(prepared: PreparedBank) -> Iterator[Hit]:
    sources = prepared.bank.sources
    # Few sources leave anything out; one look spares the rest all the work.
    if not any(mark in source.text for source in sources.values() for mark in _OMISSIONS):
        return
    for item in prepared.items:
        for citation in prepared.bank.cited(item.question.quotes):
            if _touches(sources[citation.source].text, citation):
                message = (
                    "the quote ends at “...”, where the source leaves words out: quote across it"
                )
                yield Hit(message, item, "quote", citation.quote.position)


def _touches(text: str, citation: Citation) -> bool:
    start, end = citation.spans[0].start, citation.spans[-1].end
    before, after = text[max(0, start - 5) : start].rstrip(), text[end : end + 5].lstrip()
    return (
        before.endswith(_OMISSIONS)
        or after.startswith(_OMISSIONS)
        or text.startswith(_OMISSIONS, start)
        or text.endswith(_OMISSIONS, start, end)
    )


RULES = (
    Rule(
        "key-unsupported",
        Severity.WARNING,
        "the quote does not contain the words of the answer, and “inferred” is not set",
        each(_key_unsupported, "answer", *CHOICE, ShortAnswer.kind, Cloze.kind),
    ),
    Rule(
        "number-unsupported",
        Severity.WARNING,
        "the quote does not contain the number of the answer, and “inferred” is not set",
        each(_number_unsupported, "answer", Numeric.kind),
        english=True,
    ),
    Rule(
        "distractor-in-quote",
        Severity.WARNING,
        "a wrong option is in the question's own quote",
        each(_distractor_in_quote, "distractors", *CHOICE, Cloze.kind),
    ),
    Rule(
        "distractor-in-source",
        Severity.WARNING,
        "a wrong option is in the source, and no feedback explains why it is wrong",
        _distractors_in_source,
    ),
    Rule(
        "date-invented",
        Severity.WARNING,
        "the answer is a calendar date, but the quote says only yesterday or last week",
        each(_date_invented, "answer", *CHOICE, ShortAnswer.kind),
        english=True,
    ),
    Rule(
        "quote-starts-with-pronoun",
        Severity.WARNING,
        "the quote starts with They, He, It or So",
        _starts_with_pronoun,
        english=True,
    ),
    Rule(
        "quote-touches-omission",
        Severity.WARNING,
        "the quote starts or ends where the source leaves words out",
        _touches_omission,
    ),
)
