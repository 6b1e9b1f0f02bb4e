"""Typed answers: the rules for comparing them with the key, and limits on what is typed."""

import re
from collections.abc import Sequence
from typing import Any

from quiz.errors import UnreadableResponse
from quiz.model.question import TextRules
from quiz.model.response import Spelling
from quiz.question_types.options import FLAG, LINE
from quiz.text.answers import Words, best_match, fold_answer
from quiz.text.cleaning import MARKS, clean_line
from quiz.text.phrases import Lexicon
from quiz.yaml_source.types import Field, ListOf, OneOf, Values

LINES: ListOf[str] = ListOf(LINE, min_count=1, max_count=100, single=True)
RULE_FIELDS = (
    Field(
        "case_sensitive",
        FLAG,
        description="Whether capital and small letters differ; by default they do not.",
    ),
    Field("strict", FLAG, description="Whether accents count; by default they do not."),
    Field(
        "typos",
        OneOf("none", "forgiven"),
        description="Whether small slips of spelling are forgiven, as they are by default.",
    ),
    Field(
        "reject",
        LINES,
        description="Wrong texts; an answer as similar to one of them as to the key is wrong.",
    ),
)
_MARKS = re.compile(f"[{MARKS}]")
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


def folded(text: str, rules: TextRules) -> Words:
    """Return `text` folded by the rules."""
    return fold_answer(text, rules.case_sensitive, rules.strict)


def clashing(accepted: Sequence[str], rules: TextRules) -> str | None:
    """Return the first accepted text that is also rejected, or None."""
    rejected = {folded(text, rules) for text in rules.reject}
    return next((text for text in accepted if folded(text, rules) in rejected), None)


def match_text(
    text: str, accepted: Sequence[str], rules: TextRules, rivals: Sequence[str], lexicon: Lexicon
) -> tuple[bool, Spelling | None]:
    """Return whether `text` is accepted, and the spelling when it was accepted with slips."""
    given = folded(text, rules)
    keys = [folded(key, rules) for key in accepted]
    if not given.words:
        return False, None
    if not rules.typos:
        return given in keys, None
    found = best_match(given, keys, (*rules.reject, *rivals), lexicon)
    if found is None:
        return False, None
    index, edits = found
    return True, Spelling(clean_line(text).strip(), accepted[index]) if edits else None


def checked(text: str) -> str:
    """Return a typed text cleaned for storage.

    Invisible characters, which often come with pasted text, are dropped. Raises
    `UnreadableResponse` if the text is empty or too long.
    """
    text = clean_line(_MARKS.sub("", text)).strip()
    if not text:
        raise UnreadableResponse("Type an answer.")
    if len(text) > MAX_TYPED:
        raise UnreadableResponse(f"An answer has at most {MAX_TYPED} characters.")
    return text


def is_typed(response: Sequence[int | str], count: int) -> bool:
    """Check whether a response is `count` texts, none of them too long to store."""
    return len(response) == count and all(
        isinstance(text, str) and len(text) <= MAX_TYPED for text in response
    )
