"""What the typed types share: the rules for comparing text, as fields and at work."""

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
from quiz.yaml_source.types import Field, ListOf, Values, Word

LINES: ListOf[str] = ListOf(LINE, least=1, most=100, single=True)
RULE_FIELDS = (
    Field(
        "case_sensitive",
        FLAG,
        says="Whether capital and small letters differ; by default they do not.",
    ),
    Field("strict", FLAG, says="Whether accents count; by default they do not."),
    Field(
        "typos",
        Word("none", "forgiven"),
        says="Whether small slips of spelling are forgiven, as they are by default.",
    ),
    Field(
        "reject",
        LINES,
        says="Wrong texts; what is as near to one of them as to the answer is no slip.",
    ),
)
_MARKS = re.compile(f"[{MARKS}]")
MAX_TYPED = 2000
"""The most characters of a typed response."""


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
    """Return `text` folded as the rules say."""
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
    place, edits = found
    return True, Spelling(clean_line(text).strip(), accepted[place]) if edits else None


def checked(text: str) -> str:
    """Return a typed text fit to be stored; raises `UnreadableResponse` if empty or too long.

    Invisible marks, which come along with pasted text, are dropped.
    """
    text = clean_line(_MARKS.sub("", text)).strip()
    if not text:
        raise UnreadableResponse("Type an answer.")
    if len(text) > MAX_TYPED:
        raise UnreadableResponse(f"An answer has at most {MAX_TYPED} characters.")
    return text


def is_typed(response: Sequence[int | str], count: int) -> bool:
    """Say whether a response is `count` texts of storable length."""
    return len(response) == count and all(
        isinstance(text, str) and len(text) <= MAX_TYPED for text in response
    )
