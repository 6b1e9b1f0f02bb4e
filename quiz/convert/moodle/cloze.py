"""A text with gaps as HTML, with marks where the gaps are, and back."""

import html
import re
from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from quiz.convert.html import paragraphs
from quiz.convert.model import CannotConvert
from quiz.convert.moodle.keys import (
    FULL,
    Answer,
    Data,
    Keyed,
    Range,
    Shown,
    close,
    number,
    shown,
    spare_words,
    typed,
)
from quiz.convert.moodle.losses import one_line
from quiz.convert.render import from_html
from quiz.model.question import Cloze, Gap
from quiz.question_types.cloze import ClozeType
from quiz.question_types.options import look_alike

# No bank holds characters for private use, so that marks cannot be mistaken for text.
_OPEN, _CLOSE = "\ue000", "\ue001"
_MARK = re.compile(f"{_OPEN}(\\d+){_CLOSE}")
_PRIVATE = re.compile(f"[{_OPEN}{_CLOSE}]")
_BRACES = re.compile(r"\{(?=\{)|\}(?=\})")
_PROMPT = re.compile(r'\s*<div class="prompt">(.*?)</div>', re.DOTALL)
_UNFIT = re.compile(r"[|{}\n]")


class Gapped(NamedTuple):
    """What was read of a text with marks."""

    prompt: str
    text: str
    """With marks, which `filled` replaces."""
    lost: tuple[str, ...]


def mark(number: int) -> str:
    """Return the mark of a gap; they count from 0."""
    return f"{_OPEN}{number}{_CLOSE}"


def unmarked(markup: str) -> str:
    """Return markup from elsewhere without the characters that marks are made of."""
    return _PRIVATE.sub("", markup)


def as_markup(question: Cloze) -> str:
    """Return prompt and text of a cloze as HTML with marks; a prompt of its own stands apart."""
    pieces: list[str] = []
    gaps = 0
    for part in question.parts:
        pieces.append(mark(gaps) if isinstance(part, Gap) else part)
        gaps += isinstance(part, Gap)
    text = paragraphs("".join(pieces))
    if question.prompt == ClozeType.prompt:
        return text
    return f'<div class="prompt">{paragraphs(question.prompt)}</div>{text}'


def replaced(markup: str, gaps: Sequence[str]) -> str:
    """Return a text with something in place of the marks."""
    return _MARK.sub(lambda found: gaps[int(found[1])], markup)


def read_markup(markup: str) -> Gapped:
    """Return what HTML with marks says."""
    apart = _PROMPT.match(markup)
    prompt = shown(apart[1]) if apart else Shown("", ())
    rest = shown(markup[apart.end() :] if apart else markup)
    return Gapped(prompt.text, rest.text, tuple(dict.fromkeys((*prompt.lost, *rest.lost))))


def filled(gapped: Gapped, gaps: Sequence[Sequence[str]]) -> tuple[dict[str, str], list[str]]:
    """Return prompt and text in bank format with these accepted words, and what was lost."""
    literal = _BRACES.sub(lambda found: f"{found.group()} ", gapped.text)
    lost = ["text: “{{” stands for a gap in a bank"] if literal != gapped.text else []
    text = replaced(literal, ["{{" + "|".join(words) + "}}" for words in gaps])
    return ({"prompt": gapped.prompt} if gapped.prompt else {}) | {"text": text}, lost


def fits_gap(word: str) -> bool:
    """Say whether a bank can hold a word as what fills a gap."""
    return bool(word.strip()) and _UNFIT.search(word) is None


_KINDS = {
    "typed": "SHORTANSWER SA MW SHORTANSWER_C SAC MWC",
    "number": "NUMERICAL NM",
    "chosen": "MULTICHOICE MC MULTICHOICE_V MCV MULTICHOICE_H MCH MULTICHOICE_S MCS "
    "MULTICHOICE_VS MCVS MULTICHOICE_HS MCHS",
    "several": "MULTIRESPONSE MR MULTIRESPONSE_H MRH MULTIRESPONSE_S MRS MULTIRESPONSE_HS MRHS",
}
_KIND = {name: kind for kind, names in _KINDS.items() for name in names.split()}
_ESCAPED = str.maketrans(
    {"#": r"\#", "}": r"\}", "&": "&#38;", "<": "&lt;", ">": "&gt;"}
    | {"~": "&#126;", "{": "&#123;", "*": r"\*"}
)
_CASE = ("SHORTANSWER_C", "SAC", "MWC")
_START = re.compile(r"\{([0-9]{0,9}):([A-Z_]{2,16}):")
_END = re.compile(r"(?<!\\)\}")
_BETWEEN = re.compile(r"(?<!\\)~")
_FEEDBACK = re.compile(r"(?<!\\)(?<!&)(?<!&amp;)#")
"""Not the sign in a reference such as `&#39;`."""
_WEIGHT = re.compile(r"(=)|%(-?[0-9]{1,9}(?:[.,][0-9]{0,9})?)%")


class Embedded(NamedTuple):
    """A gap with what Moodle accepts in it."""

    kind: str
    case: bool
    points: Decimal
    answers: tuple[Answer, ...]


def written(accepted: Sequence[str], rejected: Sequence[str], case: bool, points: int) -> str:
    """Return a gap that is typed."""
    answers = [*(f"={_escaped(word)}" for word in accepted)]
    answers += [f"%0%{_escaped(word)}" for word in rejected]
    return f"{{{points}:SHORTANSWER{'_C' if case else ''}:{'~'.join(answers)}}}"


def _escaped(word: str) -> str:
    """Return a word for a gap, a star as itself.

    `&amp;` at the end would hide what follows, so `&` is written by its number. So would a
    backslash; Moodle takes the space behind it away again.
    """
    word = word.translate(_ESCAPED)
    return f"{word} " if word.endswith("\\") else word


def embedded(markup: str) -> tuple[str, list[Embedded]]:
    """Return markup with marks in place of its gaps, and the gaps."""
    pieces: list[str] = []
    found: list[Embedded] = []
    at = 0
    for start in _START.finditer(markup):
        kind = _KIND.get(start[2])
        if start.start() < at or kind is None:
            continue
        end = _END.search(markup, start.end())
        if end is None:
            break
        pieces += [markup[at : start.start()], mark(len(found))]
        answers = _answers(markup[start.end() : end.start()], kind)
        points = Decimal(start[1] or 1)
        found.append(Embedded(kind, start[2] in _CASE, points, answers))
        at = end.end()
    return "".join((*pieces, markup[at:])), found


def _answers(body: str, kind: str) -> tuple[Answer, ...]:
    return tuple(_answer(piece, kind) for piece in _BETWEEN.split(body) if piece)


def _answer(piece: str, kind: str) -> Answer:
    weight = _WEIGHT.match(piece)
    worth = Decimal(0)
    if weight is not None:
        worth = FULL if weight[1] else Decimal(weight[2].replace(",", "."))
        piece = piece[weight.end() :]
    text, *feedback = _FEEDBACK.split(piece, maxsplit=1)
    text = html.unescape(text).replace(r"\}", "}").replace(r"\#", "#")
    if kind == "chosen":
        text = one_line(shown(text).text)
    return Answer(text.strip(), worth, from_html(feedback[0] if feedback else ""))


def as_cloze(markup: str) -> tuple[Keyed, Decimal]:
    """Return what a text with gaps is in a bank, and its points; raises `CannotConvert`."""
    found, gaps = embedded(unmarked(markup))
    if not gaps:
        raise CannotConvert("there is no gap in its text")
    gapped = read_markup(found)
    kinds = {gap.kind for gap in gaps}
    if kinds == {"typed"}:
        keyed = _typed(gapped, gaps)
    elif kinds == {"chosen"}:
        keyed = _chosen(gapped, gaps)
    elif kinds == {"number"} and len(gaps) == 1:
        keyed = _number(gapped, gaps[0])
    else:
        raise CannotConvert(
            "a bank has no gaps for numbers, for several options, or of several kinds"
        )
    if len({gap.points for gap in gaps}) > 1:
        keyed.lost.append("points: the gaps counted differently")
    keyed.lost.extend(f"text: {form}" for form in gapped.lost)
    return keyed, sum((gap.points for gap in gaps), Decimal(0))


def _typed(gapped: Gapped, gaps: Sequence[Embedded]) -> Keyed:
    case = all(gap.case for gap in gaps)
    keys = [typed(gap.answers, case) for gap in gaps]
    lost = [what.replace("answers:", "text:", 1) for key in keys for what in key.lost]
    if not case and any(gap.case for gap in gaps):
        lost.append("case_sensitive: case counted in some gaps only")
    words = [_that_fit(key.data["answers"], lost) for key in keys]
    rejected = [key.data.get("reject", []) for key in keys]
    if any(some != rejected[0] for some in rejected):
        lost.append("reject: what is rejected in one gap is so in all")
    texts, more = filled(gapped, words)
    data: Data = {"type": "cloze", **texts} | ({"case_sensitive": "true"} if case else {})
    right = {look_alike(word) for some in words for word in some}
    wrong = [word for some in rejected for word in some]
    kept = [word for word in dict.fromkeys(wrong) if look_alike(word) not in right]
    if len(kept) < len(set(wrong)):
        lost.append("reject: what is right in another gap is not rejected")
    return Keyed(data | ({"reject": kept} if kept else {}), lost + more)


def _that_fit(words: Sequence[str], lost: list[str]) -> list[str]:
    kept = [word for word in words if fits_gap(word)]
    if not kept:
        raise CannotConvert(f"no bank can hold “{words[0]}” in a gap")
    if len(kept) < len(words):
        lost.append("text: words with braces or bars fit in no gap")
    return kept


def _chosen(gapped: Gapped, gaps: Sequence[Embedded]) -> Keyed:
    right: list[str] = []
    lost: list[str] = []
    for gap in gaps:
        full = [each.text for each in gap.answers if close(each.weight, FULL)]
        if len(full) != 1:
            raise CannotConvert("a gap has not one right option")
        right += full
        if any(0 < each.weight < FULL for each in gap.answers if each.text not in full):
            lost.append("distractors: some were worth a part of the points")
        if any(each.feedback.text for each in gap.answers):
            lost.append("distractors: feedback is not kept")
    if len(gaps) > 1:
        lost.append("distractors: the lists of the gaps are one list here")
    words = [each.text for gap in gaps for each in gap.answers]
    return word_bank(gapped, right, words, list(dict.fromkeys(lost)))


def word_bank(gapped: Gapped, right: Sequence[str], words: Sequence[str], lost: list[str]) -> Keyed:
    """Return a cloze that is filled from a list of words; raises `CannotConvert`."""
    for word in right:
        if not fits_gap(word):
            raise CannotConvert(f"no bank can hold “{word}” in a gap")
    texts, more = filled(gapped, [[word] for word in right])
    spare = spare_words(words, right)
    if not spare:
        more.append("distractors: no word is wrong, so that the words are typed here")
    data: Data = {"type": "cloze", **texts} | ({"distractors": spare} if spare else {})
    return Keyed(data, lost + more)


def _number(gapped: Gapped, gap: Embedded) -> Keyed:
    ranges = []
    for each in gap.answers:
        answer, _, tolerance = each.text.partition(":")
        ranges.append(Range(answer.replace(",", "."), tolerance, each.weight, each.speaks))
    keyed = number(ranges)
    prompt = "\n\n".join(filter(None, (gapped.prompt, replaced(gapped.text, ["____"]))))
    return Keyed({"prompt": prompt, **keyed.data}, keyed.lost)
