"""Gaps as Moodle writes them into a text: `{1:SHORTANSWER:=two~=2}`."""

import html
import re
from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from quiz.exchange.explaining import from_html
from quiz.exchange.moodle.gaps import (
    GappedText,
    fill_gaps,
    fits_gap,
    gap_mark,
    read_gapped,
    remove_marks,
    replace_marks,
)
from quiz.exchange.moodle.keys import (
    Data,
    NumberRange,
    QuestionKey,
    WeightedAnswer,
    distractor_words,
    number_key,
    typed_key,
)
from quiz.exchange.moodle.losing import one_line
from quiz.exchange.moodle.texts import displayed_text
from quiz.exchange.moodle.weights import FULL, same_weight
from quiz.exchange.parcels import CannotConvert
from quiz.kinds.options import look_alike

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


class EmbeddedGap(NamedTuple):
    """A gap with what Moodle accepts in it."""

    kind: str
    case: bool
    points: Decimal
    answers: tuple[WeightedAnswer, ...]


def write_gap(accepted: Sequence[str], rejected: Sequence[str], case: bool, points: int) -> str:
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


def parse_gaps(markup: str) -> tuple[str, list[EmbeddedGap]]:
    """Return markup with marks in place of its gaps, and the gaps."""
    pieces: list[str] = []
    found: list[EmbeddedGap] = []
    at = 0
    for start in _START.finditer(markup):
        kind = _KIND.get(start[2])
        if start.start() < at or kind is None:
            continue
        end = _END.search(markup, start.end())
        if end is None:
            break
        pieces += [markup[at : start.start()], gap_mark(len(found))]
        answers = _answers(markup[start.end() : end.start()], kind)
        points = Decimal(start[1] or 1)
        found.append(EmbeddedGap(kind, start[2] in _CASE, points, answers))
        at = end.end()
    return "".join((*pieces, markup[at:])), found


def _answers(body: str, kind: str) -> tuple[WeightedAnswer, ...]:
    return tuple(_answer(piece, kind) for piece in _BETWEEN.split(body) if piece)


def _answer(piece: str, kind: str) -> WeightedAnswer:
    weight = _WEIGHT.match(piece)
    worth = Decimal(0)
    if weight is not None:
        worth = FULL if weight[1] else Decimal(weight[2].replace(",", "."))
        piece = piece[weight.end() :]
    text, *feedback = _FEEDBACK.split(piece, maxsplit=1)
    text = html.unescape(text).replace(r"\}", "}").replace(r"\#", "#")
    if kind == "chosen":
        text = one_line(displayed_text(text).text)
    return WeightedAnswer(text.strip(), worth, from_html(feedback[0] if feedback else ""))


def cloze_key(markup: str) -> tuple[QuestionKey, Decimal]:
    """Return what a text with gaps is in a bank, and its points; raises `CannotConvert`."""
    found, gaps = parse_gaps(remove_marks(markup))
    if not gaps:
        raise CannotConvert("there is no gap in its text")
    gapped = read_gapped(found)
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


def _typed(gapped: GappedText, gaps: Sequence[EmbeddedGap]) -> QuestionKey:
    case = all(gap.case for gap in gaps)
    keys = [typed_key(gap.answers, case) for gap in gaps]
    lost = [what.replace("answers:", "text:", 1) for key in keys for what in key.lost]
    if not case and any(gap.case for gap in gaps):
        lost.append("case_sensitive: case counted in some gaps only")
    words = [_that_fit(key.data["answers"], lost) for key in keys]
    rejected = [key.data.get("reject", []) for key in keys]
    if any(some != rejected[0] for some in rejected):
        lost.append("reject: what is rejected in one gap is so in all")
    texts, more = fill_gaps(gapped, words)
    data: Data = {"type": "cloze", **texts} | ({"case_sensitive": "true"} if case else {})
    right = {look_alike(word) for some in words for word in some}
    wrong = [word for some in rejected for word in some]
    kept = [word for word in dict.fromkeys(wrong) if look_alike(word) not in right]
    if len(kept) < len(set(wrong)):
        lost.append("reject: what is right in another gap is not rejected")
    return QuestionKey(data | ({"reject": kept} if kept else {}), lost + more)


def _that_fit(words: Sequence[str], lost: list[str]) -> list[str]:
    kept = [word for word in words if fits_gap(word)]
    if not kept:
        raise CannotConvert(f"no bank can hold “{words[0]}” in a gap")
    if len(kept) < len(words):
        lost.append("text: words with braces or bars fit in no gap")
    return kept


def _chosen(gapped: GappedText, gaps: Sequence[EmbeddedGap]) -> QuestionKey:
    right: list[str] = []
    lost: list[str] = []
    for gap in gaps:
        full = [each.text for each in gap.answers if same_weight(each.weight, FULL)]
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
    return word_bank_key(gapped, right, words, list(dict.fromkeys(lost)))


def word_bank_key(
    gapped: GappedText, right: Sequence[str], words: Sequence[str], lost: list[str]
) -> QuestionKey:
    """Return a cloze that is filled from a list of words; raises `CannotConvert`."""
    for word in right:
        if not fits_gap(word):
            raise CannotConvert(f"no bank can hold “{word}” in a gap")
    texts, more = fill_gaps(gapped, [[word] for word in right])
    spare = distractor_words(words, right)
    if not spare:
        more.append("distractors: no word is wrong, so that the words are typed here")
    data: Data = {"type": "cloze", **texts} | ({"distractors": spare} if spare else {})
    return QuestionKey(data, lost + more)


def _number(gapped: GappedText, gap: EmbeddedGap) -> QuestionKey:
    ranges = []
    for each in gap.answers:
        answer, _, tolerance = each.text.partition(":")
        ranges.append(NumberRange(answer.replace(",", "."), tolerance, each.weight, each.speaks))
    keyed = number_key(ranges)
    prompt = "\n\n".join(filter(None, (gapped.prompt, replace_marks(gapped.text, ["____"]))))
    return QuestionKey({"prompt": prompt, **keyed.data}, keyed.lost)
