"""A note of any note type as a question, where one can be made of it.

A back of one short line is a short answer; a text with gaps is a cloze. What is longer nobody could
type, and which of several lines would be right nobody knows: such notes are skipped.
"""

import re
from collections.abc import Sequence
from typing import Any

from quiz.exchange.explaining import Explained, from_html
from quiz.exchange.html import reduce
from quiz.exchange.parcels import Incoming, IncomingBank, Skipped
from quiz.model.question import Quote

MAX_ANSWER = 100
"""Characters of the longest back that is taken for an answer that can be typed."""
_GAP = re.compile(r"\{\{c(\d+)::((?:(?!\{\{|\}\}).)*)\}\}", re.DOTALL)
_MEDIA = {
    "sound": re.compile(r"\[(?:sound|anki):[^\[\]]*\]"),
    "formulas": re.compile(r"\[/?(?:latex|\$\$?)\]|\\[()\[\]]"),
}
_PICTURE = "image-occlusion:"
_EXPLAINING = frozenset(
    ("back extra", "extra", "explanation", "notes", "note", "comment", "comments", "remarks")
)


def add_note(
    place: str,
    names: Sequence[str],
    fields: Sequence[str],
    tags: Sequence[str],
    bank: IncomingBank,
    *,
    gapped: bool = False,
) -> None:
    """Add the question of a note, or why there is none, to a bank.

    `names` are those of its `fields`, which are HTML; `gapped` says that it is for texts with gaps.
    """
    asked = _plain(fields[0])
    lost = [f"prompt: {what}" for what in asked.lost]
    if not asked.text:
        what = " or ".join(asked.lost) or "nothing"
        bank.skipped.append(Skipped(place, "", f"there is {what} in its first field, and no text"))
        return
    gapped = gapped or _GAP.search(asked.text) is not None
    fault, data = _cloze(asked.text) if gapped else _basic(asked.text, fields, lost)
    if fault:
        bank.skipped.append(Skipped(place, asked.text, fault))
        return
    data |= _further(names, fields, 1 if gapped else 2, lost)
    if tags:
        data["tags"] = list(tags)
    bank.questions.append(Incoming(place, data, asked.text, lost))


def _plain(markup: str) -> Explained:
    """Return what a field displays, without sound and with formulas as they are written."""
    found = [what for what, pattern in _MEDIA.items() if pattern.search(markup)]
    for pattern in _MEDIA.values():
        markup = pattern.sub("", markup)
    read = from_html(markup)
    return Explained(read.text, read.quotes, (*found, *read.lost))


def _basic(prompt: str, fields: Sequence[str], lost: list[str]) -> tuple[str, dict[str, Any]]:
    back = _plain(fields[1]) if len(fields) > 1 else Explained("", ())
    answer = back.text
    if not answer:
        return f"there is {' or '.join(back.lost) or 'nothing'} on its back, and no text", {}
    if "\n" in answer or len(answer) > MAX_ANSWER:
        return "its back is longer than an answer that can be typed", {}
    lost += [f"answers: {what}" for what in back.lost]
    typed: dict[str, Any] = {"type": "short_answer", "prompt": prompt, "answers": [answer]}
    if answer.casefold() in ("true", "false"):
        typed = {"type": "true_false", "prompt": prompt, "answer": answer.casefold()}
    return "", typed | Explained("", back.quotes).data()


def _cloze(text: str) -> tuple[str, dict[str, Any]]:
    if _PICTURE in text:
        return "its gaps lie on a picture", {}
    gaps: list[str] = []
    hints: list[str] = []

    def gap(found: re.Match[str]) -> str:
        word, _, hint = (" ".join(part.split()) for part in found[2].partition("::"))
        gaps.append(word)
        if hint:
            hints.append(f"[{len(gaps)}] {hint}")
        return f"{{{{{word}}}}}"

    written = _GAP.sub(gap, text)
    if not gaps:
        return "its text has no gaps", {}
    if any(not word or set(word) & set("|{}") for word in gaps):
        return "a gap is empty, or holds a sign that no gap may hold: |, {, }", {}
    rest = _GAP.sub("", text)
    if "{{" in rest or "}}" in rest:
        return "its gaps lie one in another, or are not closed", {}
    return "", {"type": "cloze", "text": written, **({"hints": hints} if hints else {})}


def _further(
    names: Sequence[str], fields: Sequence[str], start: int, lost: list[str]
) -> dict[str, Any]:
    """Return what fields beyond the first ones explain; those that do not are lost."""
    texts: list[str] = []
    quotes: list[Quote] = []
    for number, markup in enumerate(fields[start:], start):
        name = names[number] if number < len(names) else f"field {number + 1}"
        read = _plain(markup)
        if name.casefold() in _EXPLAINING:
            texts += [read.text] if read.text else []
            quotes += read.quotes
            lost += [f"explanation: {what}" for what in read.lost]
        elif reduce(markup).blocks:
            lost.append(f"“{name}”: a bank has no such field")
    return Explained("\n\n".join(texts), tuple(quotes)).data()
