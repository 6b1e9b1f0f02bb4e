"""A note of any note type converted to a question where possible.

A back of one short line becomes a short answer, a text with gaps a cloze. Notes with a longer back
are skipped: nobody could type it, or know which of several lines is the answer.
"""

import re
from collections.abc import Sequence
from typing import Any

from quiz.exchange.explaining import Explained, from_html
from quiz.exchange.html import reduce
from quiz.exchange.parcels import CannotConvert, Incoming, IncomingBank, Skipped
from quiz.model.question import Quote

MAX_ANSWER = 100
"""The maximum of characters on the back of a note that becomes an answer to type."""
_GAP = re.compile(r"\{\{c(\d+)::((?:(?!\{\{|\}\}).)*)\}\}", re.DOTALL)
_MEDIA = {
    "sound": re.compile(r"\[(?:sound|anki):[^\[\]]*\]"),
    "formulas": re.compile(r"\[/?(?:latex|\$\$?)\]|\\[()\[\]]"),
}
_IMAGE_OCCLUSION = "image-occlusion:"
_EXPLANATION_FIELDS = frozenset(
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
    """Add the question of a note to a bank, or the reason why it is skipped.

    `fields` are HTML with these `names`; `gapped` says that the note type is for texts with gaps.
    """
    front = _plain(fields[0])
    lost = [f"prompt: {what}" for what in front.lost]
    gapped = gapped or _GAP.search(front.text) is not None
    try:
        _check_text(front, "its first field")
        data = _cloze(front.text) if gapped else _basic(front.text, fields, lost)
    except CannotConvert as error:
        bank.skipped.append(Skipped(place, front.text, str(error)))
        return
    data |= _other_fields(names, fields, 1 if gapped else 2, lost)
    if tags:
        data["tags"] = list(tags)
    bank.questions.append(Incoming(place, data, front.text, lost))


def _check_text(field: Explained, name: str) -> None:
    if not field.text:
        content = f"holds {' and '.join(field.lost)} but no text" if field.lost else "is empty"
        raise CannotConvert(f"{name} {content}")


def _plain(markup: str) -> Explained:
    """Return the text that a field displays, without sound and with formulas as source."""
    lost = [what for what, pattern in _MEDIA.items() if pattern.search(markup)]
    for pattern in _MEDIA.values():
        markup = pattern.sub("", markup)
    read = from_html(markup)
    return Explained(read.text, read.quotes, (*lost, *read.lost))


def _basic(prompt: str, fields: Sequence[str], lost: list[str]) -> dict[str, Any]:
    back = _plain(fields[1]) if len(fields) > 1 else Explained("", ())
    _check_text(back, "its back")
    answer = back.text
    if "\n" in answer or len(answer) > MAX_ANSWER:
        raise CannotConvert("its back is too long to be typed as an answer")
    lost += [f"answers: {what}" for what in back.lost]
    typed: dict[str, Any] = {"type": "short_answer", "prompt": prompt, "answers": [answer]}
    if answer.casefold() in ("true", "false"):
        typed = {"type": "true_false", "prompt": prompt, "answer": answer.casefold()}
    return typed | Explained("", back.quotes).data()


def _cloze(text: str) -> dict[str, Any]:
    if _IMAGE_OCCLUSION in text:
        raise CannotConvert("its gaps lie on a picture")
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
        raise CannotConvert("its text has no gaps")
    if any(not word or set(word) & set("|{}") for word in gaps):
        raise CannotConvert(
            "a gap is empty or holds one of |, { and }, which a bank does not allow"
        )
    rest = _GAP.sub("", text)
    if "{{" in rest or "}}" in rest:
        raise CannotConvert("its gaps are nested or not closed")
    return {"type": "cloze", "text": written, **({"hints": hints} if hints else {})}


def _other_fields(
    names: Sequence[str], fields: Sequence[str], start: int, lost: list[str]
) -> dict[str, Any]:
    """Return the explanation and quotes of the other fields; fields of any other use are lost."""
    texts: list[str] = []
    quotes: list[Quote] = []
    for number, markup in enumerate(fields[start:], start):
        name = names[number] if number < len(names) else f"field {number + 1}"
        read = _plain(markup)
        if name.casefold() in _EXPLANATION_FIELDS:
            texts += [read.text] if read.text else []
            quotes += read.quotes
            lost += [f"explanation: {what}" for what in read.lost]
        elif reduce(markup).blocks:
            lost.append(f"“{name}”: a bank has no such field")
    return Explained("\n\n".join(texts), tuple(quotes)).data()
