"""Texts with gaps: as HTML with a mark for each gap, and with Moodle's embedded answers.

Moodle writes a gap as `{1:SHORTANSWER:=two~=2}`.
"""

import html
import re
from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from quiz.convert.html import paragraphs
from quiz.convert.model import CannotConvert, limit_answers
from quiz.convert.moodle.keys import (
    FULL,
    Data,
    NumberRange,
    QuestionKey,
    VisibleText,
    WeightedAnswer,
    displayed_text,
    distractor_words,
    number_key,
    one_line,
    same_weight,
    typed_key,
)
from quiz.convert.render import from_html
from quiz.model.question import Cloze, Gap
from quiz.question_types.cloze import ClozeType
from quiz.question_types.options import look_alike

# A bank cannot hold private use characters, so marks cannot be mistaken for text.
_OPEN, _CLOSE = "\ue000", "\ue001"
_MARK = re.compile(f"{_OPEN}(\\d+){_CLOSE}")
_PRIVATE = re.compile(f"[{_OPEN}{_CLOSE}]")
_BRACES = re.compile(r"\{(?=\{)|\}(?=\})")
_PROMPT = re.compile(r'\s*<div class="prompt">(.*?)</div>', re.DOTALL)
_FORBIDDEN_IN_GAP = re.compile(r"[|{}\n]")


class MarkedText(NamedTuple):
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
    if question.prompt == ClozeType.prompt:
        return text
    return f'<div class="prompt">{paragraphs(question.prompt)}</div>{text}'


def replace_marks(markup: str, gaps: Sequence[str]) -> str:
    """Return a text with each mark replaced by the text for its gap."""
    return _MARK.sub(lambda found: gaps[int(found[1])], markup)


def read_gapped(markup: str) -> MarkedText:
    """Return the text that HTML with marks displays."""
    own_prompt = _PROMPT.match(markup)
    prompt = displayed_text(own_prompt[1]) if own_prompt else VisibleText("", ())
    rest = displayed_text(markup[own_prompt.end() :] if own_prompt else markup)
    return MarkedText(prompt.text, rest.text, tuple(dict.fromkeys((*prompt.lost, *rest.lost))))


def fill_gaps(
    gapped: MarkedText, gaps: Sequence[Sequence[str]]
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


_GAP_TYPES = {
    "typed": "SHORTANSWER SA MW SHORTANSWER_C SAC MWC",
    "number": "NUMERICAL NM",
    "chosen": "MULTICHOICE MC MULTICHOICE_V MCV MULTICHOICE_H MCH MULTICHOICE_S MCS "
    "MULTICHOICE_VS MCVS MULTICHOICE_HS MCHS",
    "several": "MULTIRESPONSE MR MULTIRESPONSE_H MRH MULTIRESPONSE_S MRS MULTIRESPONSE_HS MRHS",
}
_GAP_TYPE = {name: type_ for type_, names in _GAP_TYPES.items() for name in names.split()}
_ESCAPED = str.maketrans(
    {"#": r"\#", "}": r"\}", "&": "&#38;", "<": "&lt;", ">": "&gt;"}
    | {"~": "&#126;", "{": "&#123;", "*": r"\*"}
)
_CASE_SENSITIVE = ("SHORTANSWER_C", "SAC", "MWC")
_START = re.compile(r"\{([0-9]{0,9}):([A-Z_]{2,16}):")
_END = re.compile(r"(?<!\\)\}")
_SEPARATOR = re.compile(r"(?<!\\)~")
# The start of feedback; not the sign in a character reference such as `&#39;`.
_FEEDBACK = re.compile(r"(?<!\\)(?<!&)(?<!&amp;)#")
_WEIGHT = re.compile(r"(=)|%(-?[0-9]{1,9}(?:[.,][0-9]{0,9})?)%")


class EmbeddedGap(NamedTuple):
    """A gap of a text, with its answers."""

    type: str
    """A key of `_GAP_TYPES`."""
    case_sensitive: bool
    points: Decimal
    answers: tuple[WeightedAnswer, ...]


def write_gap(
    accepted: Sequence[str], rejected: Sequence[str], case_sensitive: bool, points: int
) -> str:
    """Return the code of a gap to type in."""
    answers = [*(f"={_escaped(word)}" for word in accepted)]
    answers += [f"%0%{_escaped(word)}" for word in rejected]
    return f"{{{points}:SHORTANSWER{'_C' if case_sensitive else ''}:{'~'.join(answers)}}}"


def _escaped(word: str) -> str:
    """Return a word for a gap; a star stands for itself."""
    # `&amp;` or a backslash at the end would hide the sign that follows: `&` is written as its
    # number, and a backslash gets a space, which Moodle removes again.
    word = word.translate(_ESCAPED)
    return f"{word} " if word.endswith("\\") else word


def parse_gaps(markup: str) -> tuple[str, list[EmbeddedGap]]:
    """Return markup with its gaps replaced by marks, and the gaps."""
    pieces: list[str] = []
    gaps: list[EmbeddedGap] = []
    position = 0
    for start in _START.finditer(markup):
        gap_type = _GAP_TYPE.get(start[2])
        if start.start() < position or gap_type is None:
            continue
        end = _END.search(markup, start.end())
        if end is None:
            break
        limit_answers(len(gaps))
        pieces += [markup[position : start.start()], gap_mark(len(gaps))]
        answers = _answers(markup[start.end() : end.start()], gap_type)
        points = Decimal(start[1] or 1)
        gaps.append(EmbeddedGap(gap_type, start[2] in _CASE_SENSITIVE, points, answers))
        position = end.end()
    return "".join((*pieces, markup[position:])), gaps


def _answers(body: str, gap_type: str) -> tuple[WeightedAnswer, ...]:
    pieces = _SEPARATOR.split(body)
    limit_answers(len(pieces))
    return tuple(_answer(piece, gap_type) for piece in pieces if piece)


def _answer(piece: str, gap_type: str) -> WeightedAnswer:
    prefix = _WEIGHT.match(piece)
    weight = Decimal(0)
    if prefix is not None:
        weight = FULL if prefix[1] else Decimal(prefix[2].replace(",", "."))
        piece = piece[prefix.end() :]
    text, *feedback = _FEEDBACK.split(piece, maxsplit=1)
    text = html.unescape(text).replace(r"\}", "}").replace(r"\#", "#")
    if gap_type == "chosen":
        text = one_line(displayed_text(text).text)
    return WeightedAnswer(text.strip(), weight, from_html(feedback[0] if feedback else ""))


def cloze_key(markup: str) -> tuple[QuestionKey, Decimal]:
    """Return the key of a text with gaps, and its points.

    Raise `CannotConvert` when a bank cannot hold its gaps.
    """
    marked, gaps = parse_gaps(remove_marks(markup))
    if not gaps:
        raise CannotConvert("there is no gap in its text")
    gapped = read_gapped(marked)
    gap_types = {gap.type for gap in gaps}
    if gap_types == {"typed"}:
        key = _typed(gapped, gaps)
    elif gap_types == {"chosen"}:
        key = _chosen(gapped, gaps)
    elif gap_types == {"number"} and len(gaps) == 1:
        key = _number(gapped, gaps[0])
    else:
        raise CannotConvert(
            "a bank cannot hold gaps for numbers, for several right options or of several types"
        )
    if len({gap.points for gap in gaps}) > 1:
        key.lost.append("points: the gaps had different points")
    key.lost.extend(f"text: {what}" for what in gapped.lost)
    return key, sum((gap.points for gap in gaps), Decimal(0))


def _typed(gapped: MarkedText, gaps: Sequence[EmbeddedGap]) -> QuestionKey:
    case_sensitive = all(gap.case_sensitive for gap in gaps)
    keys = [typed_key(gap.answers, case_sensitive) for gap in gaps]
    lost = [what.replace("answers:", "text:", 1) for key in keys for what in key.lost]
    if not case_sensitive and any(gap.case_sensitive for gap in gaps):
        lost.append("case_sensitive: case counted only in some gaps")
    words = [_fitting(key.data["answers"], lost) for key in keys]
    rejected = [key.data.get("reject", []) for key in keys]
    wrong = rejected[0]
    if any(some != wrong for some in rejected):
        lost.append("reject: words rejected in one gap are now rejected in all")
        wrong = list(dict.fromkeys(word for some in rejected for word in some))
    texts, more = fill_gaps(gapped, words)
    data: Data = {"type": "cloze", **texts} | ({"case_sensitive": "true"} if case_sensitive else {})
    right = {look_alike(word) for some in words for word in some}
    kept = [word for word in wrong if look_alike(word) not in right]
    if len(kept) < len(wrong):
        lost.append("reject: words that are right in another gap are not rejected")
    return QuestionKey(data | ({"reject": kept} if kept else {}), lost + more)


def _fitting(words: Sequence[str], lost: list[str]) -> list[str]:
    kept = [word for word in words if fits_gap(word)]
    if not kept:
        raise CannotConvert(f"a gap of a bank cannot hold “{words[0]}”")
    if len(kept) < len(words):
        lost.append("text: a gap cannot hold words with braces or bars")
    return kept


def _chosen(gapped: MarkedText, gaps: Sequence[EmbeddedGap]) -> QuestionKey:
    right: list[str] = []
    lost: list[str] = []
    for gap in gaps:
        full = [each.text for each in gap.answers if same_weight(each.weight, FULL)]
        if len(full) != 1:
            raise CannotConvert("a gap does not have exactly one right option")
        right += full
        if any(0 < each.weight < FULL for each in gap.answers if each.text not in full):
            lost.append("distractors: some were worth part of the points")
        if any(each.feedback.text for each in gap.answers):
            lost.append("distractors: feedback is not kept")
    if len(gaps) > 1:
        lost.append("distractors: the gaps share one list of words")
    words = [each.text for gap in gaps for each in gap.answers]
    return word_bank_key(gapped, right, words, list(dict.fromkeys(lost)))


def word_bank_key(
    gapped: MarkedText, right: Sequence[str], words: Sequence[str], lost: list[str]
) -> QuestionKey:
    """Return a cloze that is filled from a list of words.

    Raise `CannotConvert` when a gap cannot hold its word.
    """
    for word in right:
        if not fits_gap(word):
            raise CannotConvert(f"a gap of a bank cannot hold “{word}”")
    texts, more = fill_gaps(gapped, [[word] for word in right])
    distractors = distractor_words(words, right)
    if not distractors:
        more.append("distractors: no word is wrong, so the words must be typed")
    data: Data = {"type": "cloze", **texts} | ({"distractors": distractors} if distractors else {})
    return QuestionKey(data, lost + more)


def _number(gapped: MarkedText, gap: EmbeddedGap) -> QuestionKey:
    ranges = []
    for each in gap.answers:
        answer, _, tolerance = each.text.partition(":")
        ranges.append(
            NumberRange(answer.replace(",", "."), tolerance, each.weight, each.has_feedback)
        )
    key = number_key(ranges)
    prompt = "\n\n".join(filter(None, (gapped.prompt, replace_marks(gapped.text, ["____"]))))
    return QuestionKey({"prompt": prompt, **key.data}, key.lost)
