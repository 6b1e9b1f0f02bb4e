"""The template of a bank for a text: one question to play, examples, and all sentences."""

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from pathlib import Path
from textwrap import wrap
from typing import Any, NamedTuple

from quiz.bank.fields import FORMAT
from quiz.errors import BadFile
from quiz.model.bank import Source, Span
from quiz.model.question import Quote
from quiz.question_types.options import write_quotes
from quiz.quotes.errors import MIN_LENGTH
from quiz.quotes.sources import MAX_CHARACTERS, paragraphs, sentences
from quiz.quotes.suggest import quotes_at
from quiz.text.cleaning import clean_line
from quiz.yaml_source.writer import yaml_item, yaml_text

MAX_LISTED = 5_000
"""Of a longer text, only so many sentences are listed."""
_SOURCE = "text"
_EXAMPLES = 5
_LOT = 40
_MAX_TRIED = 1_000
_WIDTH = 100
_FIRST_WORDS = 5
_LONGEST_START = 40
_WORD = re.compile(r"[^\W_]{3,}")
_SENTENCE_ENDS = (".", "!", "?", "。", "！", "？")
_CLOSING = "\"'”’»)"
_OMISSIONS = ("...", "…")
_HEAD = """\
# Notes start with “#”: read them, then delete them. After each change:
#   quiz check FILE    says what is wrong
#   quiz play FILE     asks the questions
format: {format}
# The history identifies the bank and its questions by their ids: choose them once.
id: {id}
title: {title}
# description: What the bank is about.
# language: en
sources:
  {source}: {path}
questions:
# This one can be played as it is. Better: ask what the sentence says, in words of your own.
"""
_BEFORE_EXAMPLES = """\

# Examples of other types. Remove the “# ” from one, write what it asks, and try it; each quote
# is in the text. “quiz quote WORDS” finds more of them.
"""
_BEFORE_SENTENCES = """\

# The sentences of the text, by the numbers that “quiz map” gives them:
"""


class BankTemplate(NamedTuple):
    """A bank as text, and its numbers of examples and sentences."""

    text: str
    examples: int
    sentences: int


def draft(
    text: str, path: str, name: str, title: str, avoided: Set[str] = frozenset()
) -> BankTemplate:
    """Return a bank of the given id and title on a text that lies at `path` from the bank.

    Sentences whose first word, in lower case, is `avoided` are quoted only if there are no others.
    Raises `BadFile` when no sentence of the text can be quoted.
    """
    spans = [span for paragraph in paragraphs(text) for span in sentences(text, paragraph)]
    quotes = _usable(spans, Source(_SOURCE, Path(path), text), avoided)
    if not quotes:
        raise BadFile(
            f"no sentence of “{path}” can be quoted: one of {MIN_LENGTH} to {MAX_CHARACTERS:,} "
            "characters is needed that differs from the others"
        )
    head = _HEAD.format(
        format=FORMAT,
        id=yaml_text(name),
        title=yaml_text(title),
        source=_SOURCE,
        path=yaml_text(path),
    )
    examples = list(_examples(quotes))
    lines = [
        *yaml_item(
            _question(1, "find_evidence", quotes[0], {"prompt": _beginning(quotes[0])}), "  "
        ),
        *_BEFORE_EXAMPLES.splitlines(),
        *(line for example in examples for line in yaml_item(example, "  # ")),
        *_BEFORE_SENTENCES.splitlines(),
        *_numbered(text, spans),
    ]
    return BankTemplate(head + "\n".join(lines) + "\n", len(examples), len(spans))


def _usable(spans: Sequence[Span], source: Source, avoided: Set[str]) -> list[Quote]:
    """Return quotes of whole sentences, a few; those that serve best first."""
    # A lot at a time: a long book has thousands of sentences, and the first pages nearly always
    # hold enough that can be quoted.
    fit = [span for span in spans if len(_words(source.text, span)) <= MAX_CHARACTERS]
    found: list[Quote] = []
    for start in range(0, min(len(fit), _MAX_TRIED), _LOT):
        quotes = quotes_at(fit[start : start + _LOT], source)
        found += [quote for quote in quotes if quote is not None]
        if len(found) > _EXAMPLES:
            break
    found.sort(key=lambda quote: _drawbacks(quote, avoided))
    return found[: _EXAMPLES + 1]


def _drawbacks(quote: Quote, avoided: Set[str]) -> tuple[bool, bool, bool]:
    """Check whether a quote depends on its context, needs `near`, is a heading: the worst first."""
    words = quote.text.strip(_CLOSING + "“‘«(")
    first = re.split(r"[^\w]", words.lower(), maxsplit=1)[0]
    # “They” or “But …” at the start means nothing without the sentence before.
    dependent = first in avoided or words.startswith(_OMISSIONS) or words.endswith(_OMISSIONS)
    return dependent, quote.near is not None, not words.endswith(_SENTENCE_ENDS)


def _words(text: str, span: Span) -> str:
    return " ".join(text[span.start : span.end].split())


def _beginning(quote: Quote) -> str:
    start = " ".join(quote.text.split()[:_FIRST_WORDS])[:_LONGEST_START].strip()
    return f"Which sentence of the text begins with “{start}”?"


def _examples(quotes: Sequence[Quote]) -> Iterator[Mapping[str, Any]]:
    """Yield questions of other types, on a sentence each as long as there are some."""
    number = 2
    asked = _beginning(quotes[0]).lower()
    # Each on the next sentence, so that no example gives another one away.
    for kind in ("single_choice", "true_false", "short_answer", "cloze", "ordering"):
        quote = quotes[(number - 1) % len(quotes)]
        keys = _keys(kind, quote, asked)
        asked += str(keys.get("prompt", "")).lower()
        if keys:
            yield _question(number, kind, quote, keys)
            number += 1


def _keys(kind: str, quote: Quote, asked: str) -> Mapping[str, Any]:
    """Return the keys of an example's type; none where the sentence does not serve."""
    if kind == "single_choice":
        return {
            "prompt": "What does the text say about …?",
            "answer": "what it says",
            "distractors": ["what a reader may well believe", "something else of the same kind"],
        }
    if kind == "true_false":
        return {"prompt": quote.text, "answer": "true"}
    if kind == "short_answer":
        return {
            "prompt": "Who or what, according to the text, …?",
            "answers": ["what it says", "the same said some other way"],
        }
    if kind == "cloze":
        return _cloze(quote.text, asked)
    return {
        "prompt": "In which order, according to the text, did this happen?",
        "items": ["what happened first", "what happened next", "what happened last"],
    }


def _cloze(text: str, asked: str) -> Mapping[str, Any]:
    """Return a sentence with its longest word as a gap; nothing where it has braces or no word.

    A word that is `asked` of, in lower case, by another example would be given away by it.
    """
    found = (match for match in _WORD.finditer(text) if match.group().lower() not in asked)
    words = sorted(found, key=lambda match: -len(match.group()))
    if not words or "{" in text or "}" in text:
        return {}
    start, end = words[0].span()
    return {"text": f"{text[:start]}{{{{{text[start:end]}}}}}{text[end:]}"}


def _question(number: int, kind: str, quote: Quote, keys: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"id": f"q{number}", "type": kind, **keys, **write_quotes([quote])}


def _numbered(text: str, spans: Sequence[Span]) -> Iterator[str]:
    """Yield the sentences as comments, long ones in several lines."""
    for number, span in enumerate(spans[:MAX_LISTED], 1):
        label = f"# {number:>3}. "
        yield from wrap(
            clean_line(_words(text, span)),
            width=_WIDTH,
            initial_indent=label,
            subsequent_indent="#".ljust(len(label)),
            break_long_words=False,
            break_on_hyphens=False,
        )
    if len(spans) > MAX_LISTED:
        yield f"# … and {len(spans) - MAX_LISTED:,} more"
