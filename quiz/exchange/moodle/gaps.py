"""Texts with gaps: HTML with a mark in place of each gap, and back."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from quiz.exchange.html import paragraphs
from quiz.exchange.moodle.texts import DisplayedText, displayed_text
from quiz.kinds.cloze import ClozeKind
from quiz.model.question import Cloze, Gap

# A bank cannot hold private use characters, so marks cannot be mistaken for text.
_OPEN, _CLOSE = "\ue000", "\ue001"
_MARK = re.compile(f"{_OPEN}(\\d+){_CLOSE}")
_PRIVATE = re.compile(f"[{_OPEN}{_CLOSE}]")
_BRACES = re.compile(r"\{(?=\{)|\}(?=\})")
_PROMPT = re.compile(r'\s*<div class="prompt">(.*?)</div>', re.DOTALL)
_FORBIDDEN_IN_GAP = re.compile(r"[|{}\n]")


class GappedText(NamedTuple):
    """A text with marks in place of its gaps, as it is displayed."""

    prompt: str
    text: str
    """With the marks, which `fill_gaps` replaces."""
    lost: tuple[str, ...]


def gap_mark(number: int) -> str:
    """Return the mark of a gap; gaps are counted from 0."""
    return f"{_OPEN}{number}{_CLOSE}"


def remove_marks(markup: str) -> str:
    """Return foreign markup without the characters that marks are made of."""
    return _PRIVATE.sub("", markup)


def cloze_html(question: Cloze) -> str:
    """Return the prompt and text of a cloze as HTML with marks.

    A prompt other than the default is put in a `div` of class `prompt`.
    """
    pieces: list[str] = []
    gaps = 0
    for part in question.parts:
        pieces.append(gap_mark(gaps) if isinstance(part, Gap) else part)
        gaps += isinstance(part, Gap)
    text = paragraphs("".join(pieces))
    if question.prompt == ClozeKind.prompt:
        return text
    return f'<div class="prompt">{paragraphs(question.prompt)}</div>{text}'


def replace_marks(markup: str, gaps: Sequence[str]) -> str:
    """Return a text with each mark replaced by the text for its gap."""
    return _MARK.sub(lambda found: gaps[int(found[1])], markup)


def read_gapped(markup: str) -> GappedText:
    """Return the text that HTML with marks displays."""
    own_prompt = _PROMPT.match(markup)
    prompt = displayed_text(own_prompt[1]) if own_prompt else DisplayedText("", ())
    rest = displayed_text(markup[own_prompt.end() :] if own_prompt else markup)
    return GappedText(prompt.text, rest.text, tuple(dict.fromkeys((*prompt.lost, *rest.lost))))


def fill_gaps(
    gapped: GappedText, gaps: Sequence[Sequence[str]]
) -> tuple[dict[str, str], list[str]]:
    """Return prompt and text in bank format with the accepted words of each gap, and the losses."""
    literal = _BRACES.sub(lambda found: f"{found.group()} ", gapped.text)
    lost = (
        ["text: a space was put between “{” and “{”, which start a gap in a bank"]
        if literal != gapped.text
        else []
    )
    text = replace_marks(literal, ["{{" + "|".join(words) + "}}" for words in gaps])
    return ({"prompt": gapped.prompt} if gapped.prompt else {}) | {"text": text}, lost


def fits_gap(word: str) -> bool:
    """Check whether a bank can hold a word as the answer of a gap."""
    return bool(word.strip()) and _FORBIDDEN_IN_GAP.search(word) is None
