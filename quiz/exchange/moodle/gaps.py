"""A text with gaps as HTML, with marks where the gaps are, and back."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from quiz.exchange.html import paragraphs
from quiz.exchange.moodle.texts import DisplayedText, displayed_text
from quiz.kinds.cloze import ClozeKind
from quiz.model.question import Cloze, Gap

# No bank holds characters for private use, so that marks cannot be mistaken for text.
_OPEN, _CLOSE = "\ue000", "\ue001"
_MARK = re.compile(f"{_OPEN}(\\d+){_CLOSE}")
_PRIVATE = re.compile(f"[{_OPEN}{_CLOSE}]")
_BRACES = re.compile(r"\{(?=\{)|\}(?=\})")
_PROMPT = re.compile(r'\s*<div class="prompt">(.*?)</div>', re.DOTALL)
_UNFIT = re.compile(r"[|{}\n]")


class GappedText(NamedTuple):
    """What was read of a text with marks."""

    prompt: str
    text: str
    """With marks, which `fill_gaps` replaces."""
    lost: tuple[str, ...]


def gap_mark(number: int) -> str:
    """Return the mark of a gap; they count from 0."""
    return f"{_OPEN}{number}{_CLOSE}"


def remove_marks(markup: str) -> str:
    """Return markup from elsewhere without the characters that marks are made of."""
    return _PRIVATE.sub("", markup)


def cloze_html(question: Cloze) -> str:
    """Return prompt and text of a cloze as HTML with marks; a prompt of its own stands apart."""
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
    """Return a text with something in place of the marks."""
    return _MARK.sub(lambda found: gaps[int(found[1])], markup)


def read_gapped(markup: str) -> GappedText:
    """Return what HTML with marks says."""
    apart = _PROMPT.match(markup)
    prompt = displayed_text(apart[1]) if apart else DisplayedText("", ())
    rest = displayed_text(markup[apart.end() :] if apart else markup)
    return GappedText(prompt.text, rest.text, tuple(dict.fromkeys((*prompt.lost, *rest.lost))))


def fill_gaps(
    gapped: GappedText, gaps: Sequence[Sequence[str]]
) -> tuple[dict[str, str], list[str]]:
    """Return prompt and text in bank format with these accepted words, and what was lost."""
    literal = _BRACES.sub(lambda found: f"{found.group()} ", gapped.text)
    lost = ["text: “{{” stands for a gap in a bank"] if literal != gapped.text else []
    text = replace_marks(literal, ["{{" + "|".join(words) + "}}" for words in gaps])
    return ({"prompt": gapped.prompt} if gapped.prompt else {}) | {"text": text}, lost


def fits_gap(word: str) -> bool:
    """Say whether a bank can hold a word as what fills a gap."""
    return bool(word.strip()) and _UNFIT.search(word) is None
