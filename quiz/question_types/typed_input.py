"""Typed answers: the rules for comparing them with the key, and limits on what is typed."""

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from quiz.errors import UnreadableResponse
from quiz.model.question import Cloze, ShortAnswer, TextRules
from quiz.model.response import Response, Spelling
from quiz.question_types.options import FLAG, LINE
from quiz.text.cleaning import MARKS, clean_line
from quiz.text.folding import fold
from quiz.text.languages import ENGLISH, Language, language
from quiz.text.phrases import Lexicon
from quiz.text.typed_answers import Comparison, Matcher
from quiz.yaml_source.fields import Field, ListOf, OneOf, Values

LINES: ListOf[str] = ListOf(LINE, min_count=1, max_count=100, single=True)
DEFAULT_RULE_FIELDS = (
    Field(
        "case_sensitive",
        FLAG,
        description="Whether capital and small letters differ; by default they do not.",
    ),
    Field(
        "strict",
        FLAG,
        description="Whether accents, articles, titles and numbers in words count too; by default "
        "they do not. Spaces, capital letters and the kind of quote marks and dashes never do.",
    ),
    Field(
        "typos",
        OneOf("none", "forgiven"),
        description="Whether small slips of spelling are forgiven, as they are by default.",
    ),
)
"""The rules that a bank may set for all its typed answers."""
RULE_FIELDS = (
    *DEFAULT_RULE_FIELDS,
    Field(
        "reject",
        LINES,
        description="Wrong texts; an answer as similar to one of them as to the key is wrong.",
    ),
)
_MARKS = re.compile(f"[{MARKS}]")
# Longer than any answer, and short enough to be compared at once.
MAX_TYPED = 2000
"""The maximum number of characters in a typed response."""


def take_rules(values: Values) -> TextRules:
    """Remove the keys of the text rules from `values` and return them."""
    return TextRules(
        case_sensitive=values.pop("case_sensitive", False),
        strict=values.pop("strict", False),
        typos=values.pop("typos", "forgiven") == "forgiven",
        reject=values.pop("reject", ()),
    )


def write_rules(rules: TextRules) -> dict[str, Any]:
    """Return the rules that differ from the default, in bank format."""
    flags = {"case_sensitive": rules.case_sensitive, "strict": rules.strict}
    written: dict[str, Any] = {name: "true" for name, value in flags.items() if value}
    if not rules.typos:
        written["typos"] = "none"
    if rules.reject:
        written["reject"] = list(rules.reject)
    return written


def comparison(rules: TextRules, tag: str = "en") -> Comparison:
    """Return how answers in a language are compared by the rules."""
    return Comparison(language(tag), rules.case_sensitive, rules.strict)


def folded(text: str, rules: TextRules, tag: str = "en") -> tuple[str, ...]:
    """Return what counts of `text` by the rules: equal for texts that are the same thing."""
    return comparison(rules, tag).fold(text).words


def loosely_folded(text: str, rules: TextRules, tag: str) -> tuple[str, tuple[str, ...]]:
    """Return the title and the words of `text` without what another form of it may lack."""
    words = comparison(rules, tag).fold(text)
    return words.title, words.loose


def clashing(accepted: Sequence[str], rules: TextRules, tag: str) -> str | None:
    """Return the first accepted text that is also rejected, or None."""
    if not rules.reject:
        return None
    how = comparison(rules, tag)
    rejected = {how.fold(text).typed for text in rules.reject}
    return next((text for text in accepted if how.fold(text).typed in rejected), None)


class TextMatch(NamedTuple):
    """Whether a typed text is accepted, and what the verdict shows of it."""

    accepted: bool
    spelling: Spelling | None = None
    """The spelling, if it was accepted with slips or without its accents."""
    note: str = ""
    """The written form, if it was accepted in another one."""


def match_text(
    text: str,
    accepted: Sequence[str],
    question: ShortAnswer | Cloze,
    rivals: Sequence[str],
    lexicon: Lexicon,
) -> TextMatch:
    """Return whether a typed text is one of those that are accepted, and in which form."""
    rules = question.rules
    matcher = Matcher(
        accepted,
        comparison(rules, question.language),
        typos=rules.typos,
        reject=rules.reject,
        rivals=rivals,
        lexicon=lexicon,
        prompt=question.prompt,
    )
    found = matcher.match(text)
    if found is None:
        return TextMatch(False)
    right = accepted[found.key]
    if found.exact:
        return TextMatch(True)
    if found.spelling:
        return TextMatch(True, Spelling(clean_line(text).strip(), right))
    return TextMatch(True, note=f"Written “{right}” in the key.")


def checked(text: str) -> str:
    """Return a typed text cleaned for storage.

    Invisible characters, which often come with pasted text, are dropped. Raises
    `UnreadableResponse` if the text is empty or too long.
    """
    # Dropped, not replaced: pasted from a page they would make a right answer wrong.
    text = clean_line(_MARKS.sub("", text)).strip()
    if not text:
        raise UnreadableResponse("Type an answer.")
    if len(text) > MAX_TYPED:
        raise UnreadableResponse(f"An answer has at most {MAX_TYPED} characters.")
    return text


def gives_up(text: str, spoken: Language) -> bool:
    """Check whether a text says that the learner does not know: “idk”, “weiß nicht”, “?”."""
    words = fold(text).casefold().rstrip(".! ")
    return words in spoken.unknown or words in ENGLISH.unknown


def typed_texts(
    question: ShortAnswer | Cloze, accepted: Sequence[str], texts: Sequence[str]
) -> Response:
    """Return the response of typed texts: empty if all of them say that the learner gives up.

    “Pass” or “?” may be an answer as well. Raises `UnreadableResponse`.
    """
    kept = tuple(checked(text) for text in texts)
    spoken = language(question.language)
    # The key has precedence: in a quiz on punctuation “?” is an answer.
    right = {folded(text, question.rules, question.language) for text in accepted}
    if all(
        gives_up(text, spoken) and folded(text, question.rules, question.language) not in right
        for text in kept
    ):
        return ()
    return kept


def is_typed(response: Sequence[int | str], count: int) -> bool:
    """Check whether a response is `count` texts, none of them too long to store."""
    return len(response) == count and all(
        isinstance(text, str) and len(text) <= MAX_TYPED for text in response
    )
