"""GIFT files as banks: their signs, and answers in braces as keys of our types."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from quiz.convert.model import (
    CannotConvert,
    ImportedBank,
    ImportedQuestion,
    ProgressCallback,
    SkippedQuestion,
)
from quiz.convert.moodle.cloze import (
    Gapped,
    filled,
    fits_gap,
    mark,
    read_markup,
    replaced,
    word_bank,
)
from quiz.convert.moodle.keys import (
    FULL,
    NO_FEEDBACK,
    Answer,
    Keyed,
    Range,
    choice,
    explained,
    markup,
    matching,
    number,
    shown,
    typed,
)
from quiz.convert.moodle.losses import one_line, title_of
from quiz.errors import BadFile
from quiz.yaml_source.files import Unreadable, decode

_SIGNS = ":#={}~n"
# Escaped signs wait behind placeholders, characters for private use, until all else is read.
_HIDDEN = {sign: chr(0xE000 + number) for number, sign in enumerate(_SIGNS)}
_SHOWN = str.maketrans({hidden: "\n" if sign == "n" else sign for sign, hidden in _HIDDEN.items()})
_ESCAPE = re.compile(r"\\([\\:#={}~n])")
_PRIVATE = re.compile("[\ue000-\ue006]")
_ESCAPED = str.maketrans({sign: f"\\{sign}" for sign in "\\:#={}~"} | {"\n": "\\n", "\r": ""})
_FORMAT = re.compile(r"\[(moodle|html|plain|markdown)\]")
_WEIGHT = re.compile(r"%(-*)([0-9]{1,2}\.?[0-9]{0,20})%")
# Lengths are bounded so that comments full of brackets cost no more than others.
_ID = re.compile(r"\[id:((?:\\\]|[^\]\x00-\x1f\x7f]){1,200})\]")
_TAG = re.compile(r"\[tag:((?:\\\]|[^\]<>`\x00-\x1f\x7f]){1,300})\]")
_DESCRIPTION = re.compile(
    r"^// \[(bank|language|description):((?:\\\]|[^\]\x00-\x1f\x7f])+)\]", re.MULTILINE
)
_UNTAGGABLE = re.compile(r"[<>`\x00-\x1f\x7f]|\\\]|\\$")


class Worded(NamedTuple):
    """A text with the name of its format."""

    text: str
    form: str


class Named(NamedTuple):
    """What comments say of a question."""

    id: str
    tags: list[str]


def hide(text: str) -> str:
    """Return a text with its escaped signs behind placeholders."""
    return _ESCAPE.sub(
        lambda found: "\\" if found[1] == "\\" else _HIDDEN[found[1]], _PRIVATE.sub("", text)
    )


def show(text: str) -> str:
    """Return a text with the signs that its placeholders stand for."""
    return text.translate(_SHOWN)


def escape(text: str) -> str:
    """Return a text of which no sign is one of GIFT's, on one line."""
    return text.translate(_ESCAPED)


def worded(text: str, otherwise: str = "moodle") -> Worded:
    """Return a text without the name of a format before it."""
    found = _FORMAT.match(text)
    form = found[1] if found else otherwise
    return Worded(show(text[found.end() :] if found else text).strip(), form)


def weighted(text: str, otherwise: Decimal) -> tuple[Decimal, str]:
    """Return the weight before an answer in percent, and the answer."""
    found = _WEIGHT.match(text)
    if found is None:
        return otherwise, text
    weight = Decimal(found[2])
    return (-weight if found[1] else weight), text[found.end() :]


def is_weight(text: str) -> bool:
    """Say whether a text starts as a weight does."""
    return _WEIGHT.match(text) is not None


def named(comments: str) -> Named:
    """Return the id and the tags that comments name."""
    number = _ID.search(comments)
    tags = [found[1].replace(r"\]", "]").strip() for found in _TAG.finditer(comments)]
    return Named(number[1].replace(r"\]", "]").strip() if number else "", [*filter(None, tags)])


def described(comments: str) -> dict[str, str]:
    """Return what comments say of a bank: its id (`bank`), `language` and `description`."""
    return {
        found[1]: show(hide(found[2].replace(r"\]", "]").strip()))
        for found in _DESCRIPTION.finditer(comments)
    }


def comment(name: str, value: str) -> str:
    """Return a piece of a comment, such as `[tag:sea]`; see `can_name`."""
    written = value.replace("]", r"\]")
    # A backslash would hide the bracket.
    end = " " if written.endswith("\\") else ""
    return f"[{name}:{written}{end}]"


def can_name(value: str) -> bool:
    """Say whether a comment can hold a value; Moodle takes some signs out of tags."""
    return _UNTAGGABLE.search(value) is None and value == value.strip() and len(value) <= 200


FULL_MARK = f"%{FULL:f}%"
"""The weight of a right answer that would be taken for a weight itself."""


_TRUTHS = {"T": "true", "TRUE": "true", "F": "false", "FALSE": "false"}
_ORDERING = re.compile(
    r">\s*(\d{1,9})\s*(ALL|EXACT|RANDOM|REL|CONTIGUOUS|CONTIG)?\s*"
    r"(?:HORIZONTAL|HORI|H|1|VERTICAL|VERT|V|0)?\s*"
    r"(?:ALL_OR_NOTHING|ABSOLUTE_POSITION|ABSOLUTE|ABS|RELATIVE_NEXT_EXCLUDE_LAST"
    r"|RELATIVE_NEXT_INCLUDE_LAST|RELATIVE_ONE_PREVIOUS_AND_NEXT|RELATIVE_ALL_PREVIOUS_AND_NEXT"
    r"|RELATIVE_TO_CORRECT|RELATIVE|LONGEST_ORDERED_SUBSET|LONGEST_CONTIGUOUS_SUBSET|REL)?\s*"
    r"(?:SHOW|TRUE|YES|1|HIDE|FALSE|NO|0)?\s*(?:none|123|abc|ABCD|iii|IIII)?\s*(.*)",
    re.DOTALL,
)
_BLANK = "____"


def keyed(before: Worded, after: str, answers: str) -> Keyed:
    """Return prompt and key; `answers` has its escaped signs behind placeholders.

    The rules are Moodle's, in its order. Raises `CannotConvert`.
    """
    ordering = _ORDERING.match(answers)
    if ordering:
        key = _ordering(ordering)
    elif answers.startswith("#"):
        key = number([*_ranges(answers[1:])])
    elif "~" in answers:
        return _choice(before, after, answers)
    elif "=" in answers and "->" in answers:
        key = _matching(answers, before.form)
    elif answers.partition("#")[0].strip() in _TRUTHS:
        key = _true_false(answers)
    else:
        return _typed(before, after, answers)
    return _prompted(before, after, key)


def _gapped(before: Worded, after: str) -> Gapped | None:
    """Return a text with a gap in it, None where nothing follows the answers."""
    if not after.strip():
        return None
    return read_markup(markup(f"{before.text}{mark(0)}{after}", before.form))


def _prompted(before: Worded, after: str, key: Keyed) -> Keyed:
    blank = f"{mark(0)}{after}" if after.strip() else ""
    prompt = shown(f"{before.text}{blank}", before.form)
    if not prompt.text:
        raise CannotConvert("there is no text that asks")
    text = replaced(prompt.text, [_BLANK])
    lost = [*key.lost, *(f"prompt: {form}" for form in prompt.lost)]
    return Keyed({"prompt": text, **key.data}, lost)


def _pieces(answers: str, sign: str) -> list[str]:
    """Return what a sign stands before."""
    first, *others = answers.split(sign)
    return [piece.strip() for piece in ([first] if first.strip() else []) + others]


def _answer(piece: str, form: str, otherwise: Decimal) -> tuple[Worded, Answer]:
    """Return the words of an answer, with their format, and the answer as it was typed."""
    weight, rest = weighted(piece, otherwise)
    text, found, feedback = rest.partition("#")
    said = explained(*worded(feedback.strip(), form)) if found else explained("")
    words = worded(text.strip(), form)
    return words, Answer(words.text, weight, said)


def _choice(before: Worded, after: str, answers: str) -> Keyed:
    single = "=" in answers
    options = []
    lost = set[str]()
    for piece in _pieces(answers.replace("=", "~="), "~"):
        right = piece.startswith("=")
        words, answer = _answer(piece.removeprefix("="), before.form, FULL if right else Decimal(0))
        text = shown(*words)
        lost |= set(text.lost)
        options.append(answer._replace(text=text.text, weight=FULL if right else answer.weight))
    key = choice(options, single)
    key.lost.extend(f"distractors: {form} in options" for form in sorted(lost))
    gapped = _gapped(before, after)
    word = key.data.get("answer")
    if gapped is not None and isinstance(word, str) and fits_gap(word):
        return _word_bank(gapped, word, key)
    return _prompted(before, after, key)


def _word_bank(gapped: Gapped, answer: str, key: Keyed) -> Keyed:
    texts = [each if isinstance(each, str) else each["text"] for each in key.data["distractors"]]
    made = word_bank(gapped, [answer], texts, key.lost)
    if "distractors" in made.data:
        made.data["distractors"] = key.data["distractors"]
    return made


def _typed(before: Worded, after: str, answers: str) -> Keyed:
    found = [_answer(piece, before.form, FULL)[1] for piece in _pieces(answers, "=")]
    key = typed(found, False)
    gapped = _gapped(before, after)
    words = [word for word in key.data["answers"] if fits_gap(word)]
    if gapped is None or not words:
        short = Keyed({"type": "short_answer", **key.data}, key.lost)
        return _prompted(before, after, short)
    texts, more = filled(gapped, [words])
    if len(words) < len(key.data["answers"]):
        more.append("text: words with braces or bars fit in no gap")
    rejects = {"reject": key.data["reject"]} if "reject" in key.data else {}
    lost = [what.replace("answers:", "text:", 1) for what in key.lost] + more
    return Keyed({"type": "cloze", **texts, **rejects}, lost)


def _matching(answers: str, form: str) -> Keyed:
    pairs = []
    lost = set[str]()
    for piece in _pieces(answers, "="):
        left, arrow, right = piece.partition("->")
        if not arrow:
            raise CannotConvert(f"there is no “->” in “{show(piece)}”")
        texts = shown(*worded(left.strip(), form)), shown(show(right))
        lost |= {*texts[0].lost, *texts[1].lost}
        pairs.append((texts[0].text, one_line(texts[1].text)))
    key = matching(pairs)
    key.lost.extend(f"pairs: {form}" for form in sorted(lost))
    return key


def _true_false(answers: str) -> Keyed:
    # The first feedback is for those who are wrong, the second for those who are right.
    truth, _, feedback = answers.partition("#")
    said = show(feedback.replace("#", "")).strip()
    lost = [f"answer: {NO_FEEDBACK}"] if said else []
    return Keyed({"type": "true_false", "answer": _TRUTHS[truth.strip()]}, lost)


def _ranges(answers: str) -> Iterator[Range]:
    rest, wrong, _ = answers.partition("~")
    for piece in _pieces(rest, "="):
        words, answer = _answer(piece, "plain", FULL)
        low, dots, high = words.text.partition("..")
        if dots and low:
            yield _between(low, high, answer)
            continue
        middle, _, tolerance = words.text.partition(":")
        yield Range(middle.strip(), tolerance.strip() or "0", answer.weight, answer.speaks)
    if wrong:
        yield Range("*", "0", Decimal(0), True)


def _between(low: str, high: str, answer: Answer) -> Range:
    try:
        least, most = Decimal(low.strip()), Decimal(high.strip())
        middle = (least + most) / 2
        tolerance = most - middle
    except ArithmeticError as error:
        raise CannotConvert(f"“{low}..{high}” is no range of numbers") from error
    return Range(str(middle), str(tolerance), answer.weight, answer.speaks)


def _ordering(found: re.Match[str]) -> Keyed:
    items = [shown(show(line), "moodle") for line in found[3].split("\n") if line.strip()]
    texts = [item.text for item in items]
    if len(texts) < 2 or not all(texts):
        raise CannotConvert(
            "there are fewer than two items" if all(texts) else "an item has no text"
        )
    lost = [f"items: {form}" for form in sorted({form for item in items for form in item.lost})]
    if found[2] not in ("ALL", "EXACT") and 2 <= int(found[1]) < len(items):
        lost.append(f"items: {found[1]} of them were shown at a time")
    return Keyed({"type": "ordering", "items": texts}, lost)


_SIGN = re.compile(
    r"^[ \t]*::[^\n]*?::|^\$CATEGORY:|\w[^\n{]?\{\}"
    r"|\{[ \t\r\n]{0,99}(?:[=~#>]|(?:T|TRUE|F|FALSE)\s*[#}])",
    re.MULTILINE,
)
_LOOKED_AT = 200_000
_CATEGORY = "$CATEGORY:"
_GENERAL = "####"


class _Line(NamedTuple):
    number: int
    text: str


class _Parts(NamedTuple):
    """A question in its parts, its escaped signs behind placeholders."""

    name: str
    before: str
    answers: str
    after: str
    """What follows the answers; the question has a gap where there is anything."""
    general: str


def reads(data: bytes) -> bool:
    """See `Reader.reads`: a title between colons, a category, or answers in braces."""
    start = data[:_LOOKED_AT].decode("utf-8", "replace").lstrip("\ufeff \t\r\n")
    return not start.startswith(("<", "{", "[", "PK")) and _SIGN.search(start) is not None


def read(data: bytes, tick: ProgressCallback) -> list[ImportedBank]:
    """See `Reader.read`: one bank for each category that has questions."""
    try:
        text = decode(data)
    except Unreadable as error:
        raise BadFile(str(error)) from error
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    banks = {"": ImportedBank()}
    path = ""
    for block in _blocks(lines):
        comments = "\n".join(line.text for line in block if line.text.startswith("//"))
        rest = [line for line in block if not line.text.startswith("//")]
        if rest and rest[0].text.startswith(_CATEGORY):
            path = show(hide(rest[0].text.removeprefix(_CATEGORY).strip()))
            banks.setdefault(path, _bank(path, comments))
            rest = rest[1:]
        if rest:
            _take(rest, comments, banks[path])
        tick(block[-1].number, len(lines))
    return [bank for bank in banks.values() if bank.questions or bank.skipped] or [banks[""]]


def _blocks(lines: list[str]) -> Iterator[list[_Line]]:
    """Yield the lines between empty ones."""
    block: list[_Line] = []
    for line_number, line in enumerate(lines, 1):
        if line.strip():
            block.append(_Line(line_number, line.strip()))
        elif block:
            yield block
            block = []
    if block:
        yield block


def _bank(path: str, comments: str) -> ImportedBank:
    about = described(comments)
    return ImportedBank(
        title_of(path),
        about.get("bank", ""),
        about.get("description", ""),
        about.get("language", ""),
    )


def _take(lines: list[_Line], comments: str, bank: ImportedBank) -> None:
    place = f"line {lines[0].number}"
    text = hide("\n".join(line.text for line in lines))
    name, text = _named(text)
    try:
        bank.questions.append(_incoming(_parted(name, text, lines), comments, place))
    except CannotConvert as error:
        bank.skipped.append(SkippedQuestion(place, name or show(text), str(error)))


def _named(text: str) -> tuple[str, str]:
    """Return the title, if there is one, and what follows it."""
    if not text.startswith("::"):
        return "", text
    name, colons, rest = text[2:].partition("::")
    return (show(name).strip(), rest.strip()) if colons else ("", text[2:])


def _parted(name: str, text: str, lines: list[_Line]) -> _Parts:
    start, end = text.find("{"), text.find("}")
    if start < 0 and end < 0:
        raise CannotConvert("a description asks nothing")
    if end < 0:
        raise CannotConvert("its “{” is never closed")
    if start < 0 or end < start:
        raise CannotConvert("a “}” closes nothing: as a sign of the text it is “\\}”")
    inside, after = text[start + 1 : end].strip(), text[end + 1 :]
    if "{" in inside or "{" in after or "}" in after:
        raise CannotConvert(_strays(lines))
    answers, found, general = inside.rpartition(_GENERAL)
    answers = answers.strip() if found else inside
    return _Parts(name, text[:start], answers, after, general if found else "")


def _strays(lines: list[_Line]) -> str:
    """Say that there are more braces, and where another question seems to begin."""
    for line in lines[1:]:
        if line.text.startswith("::") or line.text.startswith(_CATEGORY):
            return f"there is no empty line before line {line.number}, where another part begins"
    return "there are more braces than one pair: as signs of the text they are “\\{” and “\\}”"


def _incoming(parts: _Parts, comments: str, place: str) -> ImportedQuestion:
    if not parts.answers:
        raise CannotConvert("an essay has no key")
    before = worded(parts.before)
    text = show(parts.before)
    space = text[len(text.rstrip()) :]
    spaced = before._replace(text=f"{before.text}{space}")
    key = keyed(spaced, show(parts.after), parts.answers)
    general = worded(parts.general, before.form)
    explanation = explained(*general)
    about = named(comments)
    data = {
        **({"id": about.id} if about.id else {}),
        **key.data,
        **explanation.data(),
        **({"tags": about.tags} if about.tags else {}),
    }
    lost = [*key.lost, *(f"explanation: {form}" for form in explanation.lost)]
    return ImportedQuestion(place, data, parts.name, lost)
