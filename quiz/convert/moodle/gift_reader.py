"""Import of GIFT, parsed as Moodle 5.1 parses it, and its syntax: escapes, weights, comments."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from quiz.convert.model import (
    CannotConvert,
    ImportedBank,
    ImportedQuestion,
    ProgressCallback,
    limit_answers,
)
from quiz.convert.moodle.cloze import (
    MarkedText,
    fill_gaps,
    fits_gap,
    gap_mark,
    read_gapped,
    replace_marks,
    word_bank_key,
)
from quiz.convert.moodle.keys import (
    FULL,
    NO_FEEDBACK,
    NumberRange,
    QuestionKey,
    WeightedAnswer,
    category_title,
    choice_key,
    displayed_text,
    matching_key,
    number_key,
    one_line,
    read_explanation,
    to_html,
    typed_key,
)
from quiz.convert.plain_text import NumberedLine, decode_lines, sample, stripped_lines

_SIGNS = ":#={}~n"
# Escaped signs are replaced by placeholders, private use characters, until the rest is read.
_HIDDEN = {sign: chr(0xE000 + number) for number, sign in enumerate(_SIGNS)}
_SHOWN = str.maketrans({hidden: "\n" if sign == "n" else sign for sign, hidden in _HIDDEN.items()})
_ESCAPE = re.compile(r"\\([\\:#={}~n])")
_PRIVATE = re.compile("[\ue000-\ue006]")
_ESCAPED = str.maketrans({sign: f"\\{sign}" for sign in "\\:#={}~"} | {"\n": "\\n", "\r": ""})
_FORMAT = re.compile(r"\[(moodle|html|plain|markdown)\]")
_WEIGHT = re.compile(r"%(-*)([0-9]{1,2}\.?[0-9]{0,20})%")
# Lengths are bounded so that the time for comments full of brackets stays linear.
_ID = re.compile(r"\[id:((?:\\\]|[^\]\x00-\x1f\x7f]){1,200})\]")
_TAG = re.compile(r"\[tag:((?:\\\]|[^\]<>`\x00-\x1f\x7f]){1,300})\]")
_DESCRIPTION = re.compile(
    r"^// \[(bank|language|description):((?:\\\]|[^\]\x00-\x1f\x7f])+)\]", re.MULTILINE
)
_UNTAGGABLE = re.compile(r"[<>`\x00-\x1f\x7f]|\\\]|\\$")


class FormattedText(NamedTuple):
    """A text with the name of its text format."""

    text: str
    text_format: str


class QuestionComment(NamedTuple):
    """The id and tags that a comment gives a question."""

    id: str
    tags: list[str]


def hide_escapes(text: str) -> str:
    """Return a text with its escaped signs replaced by placeholders."""
    return _ESCAPE.sub(
        lambda found: "\\" if found[1] == "\\" else _HIDDEN[found[1]], _PRIVATE.sub("", text)
    )


def show_escapes(text: str) -> str:
    """Return a text with its placeholders replaced by the signs they stand for."""
    return text.translate(_SHOWN)


def escape_gift(text: str) -> str:
    """Return a text on one line with all signs of GIFT escaped."""
    return text.translate(_ESCAPED)


def read_text(text: str, default: str = "moodle") -> FormattedText:
    """Return a text and its format: the one named before it, or the default."""
    # Without a name, a text has the format of the question's text, as in Moodle.
    found = _FORMAT.match(text)
    text_format = found[1] if found else default
    return FormattedText(show_escapes(text[found.end() :] if found else text).strip(), text_format)


def read_weight(text: str, default: Decimal) -> tuple[Decimal, str]:
    """Return the weight before an answer in percent, or the default, and the answer."""
    found = _WEIGHT.match(text)
    if found is None:
        return default, text
    weight = Decimal(found[2])
    return (-weight if found[1] else weight), text[found.end() :]


def is_weight(text: str) -> bool:
    """Check whether a text starts with a weight."""
    return _WEIGHT.match(text) is not None


def read_question_comment(comments: str) -> QuestionComment:
    """Return the id and the tags in the comments of a question."""
    id_ = _ID.search(comments)
    tags = [found[1].replace(r"\]", "]").strip() for found in _TAG.finditer(comments)]
    return QuestionComment(id_[1].replace(r"\]", "]").strip() if id_ else "", [*filter(None, tags)])


def read_bank_comment(comments: str) -> dict[str, str]:
    """Return the `bank` (its id), `language` and `description` in the comments of a category."""
    return {
        found[1]: show_escapes(hide_escapes(found[2].replace(r"\]", "]").strip()))
        for found in _DESCRIPTION.finditer(comments)
    }


def write_comment(name: str, value: str) -> str:
    """Return part of a comment, such as `[tag:sea]`, for a value that `fits_comment`."""
    written = value.replace("]", r"\]")
    # A backslash at the end would escape the bracket.
    end = " " if written.endswith("\\") else ""
    return f"[{name}:{written}{end}]"


def fits_comment(value: str) -> bool:
    """Check whether a comment can hold a value; Moodle removes some signs from tags."""
    return _UNTAGGABLE.search(value) is None and value == value.strip() and len(value) <= 200


FULL_MARK = f"%{FULL:f}%"
"""The weight to write before a right answer that itself looks like a weight."""


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


def read_key(before: FormattedText, after: str, answers: str) -> QuestionKey:
    """Return prompt and key of a question; `answers` has placeholders for escaped signs.

    The rules that tell the types apart are Moodle's, in its order. Raise `CannotConvert` when the
    answers make no key.
    """
    # A “>” first means an ordering even in Moodle without that type.
    ordering = _ORDERING.match(answers)
    if ordering:
        key = _ordering(ordering)
    elif answers.startswith("#"):
        key = number_key([*_ranges(answers[1:])])
    elif "~" in answers:
        return _choice(before, after, answers)
    elif "=" in answers and "->" in answers:
        key = _matching(answers, before.text_format)
    elif answers.partition("#")[0].strip() in _TRUTHS:
        key = _true_false(answers)
    else:
        return _typed(before, after, answers)
    return _prompted(before, after, key)


def _gapped(before: FormattedText, after: str) -> MarkedText | None:
    """Return a text with a gap in it, or None where nothing follows the answers."""
    if not after.strip():
        return None
    return read_gapped(to_html(f"{before.text}{gap_mark(0)}{after}", before.text_format))


def _prompted(before: FormattedText, after: str, key: QuestionKey) -> QuestionKey:
    blank = f"{gap_mark(0)}{after}" if after.strip() else ""
    prompt = displayed_text(f"{before.text}{blank}", before.text_format)
    if not prompt.text:
        raise CannotConvert("the question has no text")
    text = replace_marks(prompt.text, [_BLANK])
    lost = [*key.lost, *(f"prompt: {what}" for what in prompt.lost)]
    return QuestionKey({"prompt": text, **key.data}, lost)


def _pieces(answers: str, sign: str) -> list[str]:
    """Return the stripped pieces between the signs, without an empty first one."""
    first, *others = answers.split(sign)
    limit_answers(len(others))
    return [piece.strip() for piece in ([first] if first.strip() else []) + others]


def _answer(piece: str, text_format: str, default: Decimal) -> tuple[FormattedText, WeightedAnswer]:
    """Return the text of an answer with its format, and the answer as it was typed."""
    weight, rest = read_weight(piece, default)
    text, _, feedback = rest.partition("#")
    explanation = read_explanation(*read_text(feedback.strip(), text_format))
    words = read_text(text.strip(), text_format)
    return words, WeightedAnswer(words.text, weight, explanation)


def _choice(before: FormattedText, after: str, answers: str) -> QuestionKey:
    single = "=" in answers
    options = []
    lost = set[str]()
    for piece in _pieces(answers.replace("=", "~="), "~"):
        right = piece.startswith("=")
        words, answer = _answer(
            piece.removeprefix("="), before.text_format, FULL if right else Decimal(0)
        )
        text = displayed_text(*words)
        lost |= set(text.lost)
        options.append(answer._replace(text=text.text, weight=FULL if right else answer.weight))
    key = choice_key(options, single)
    key.lost.extend(f"distractors: {what} in options" for what in sorted(lost))
    gapped = _gapped(before, after)
    word = key.data.get("answer")
    if gapped is not None and isinstance(word, str) and fits_gap(word):
        return _word_bank(gapped, word, key)
    return _prompted(before, after, key)


def _word_bank(gapped: MarkedText, answer: str, key: QuestionKey) -> QuestionKey:
    texts = [each if isinstance(each, str) else each["text"] for each in key.data["distractors"]]
    word_bank = word_bank_key(gapped, [answer], texts, key.lost)
    if "distractors" in word_bank.data:
        word_bank.data["distractors"] = key.data["distractors"]
    return word_bank


def _typed(before: FormattedText, after: str, answers: str) -> QuestionKey:
    found = [_answer(piece, before.text_format, FULL)[1] for piece in _pieces(answers, "=")]
    key = typed_key(found, False)
    gapped = _gapped(before, after)
    words = [word for word in key.data["answers"] if fits_gap(word)]
    if gapped is None or not words:
        short = QuestionKey({"type": "short_answer", **key.data}, key.lost)
        return _prompted(before, after, short)
    texts, more = fill_gaps(gapped, [words])
    if len(words) < len(key.data["answers"]):
        more.append("text: a gap cannot hold words with braces or bars")
    rejects = {"reject": key.data["reject"]} if "reject" in key.data else {}
    lost = [what.replace("answers:", "text:", 1) for what in key.lost] + more
    return QuestionKey({"type": "cloze", **texts, **rejects}, lost)


def _matching(answers: str, text_format: str) -> QuestionKey:
    pairs = []
    lost = set[str]()
    for piece in _pieces(answers, "="):
        left, arrow, right = piece.partition("->")
        if not arrow:
            raise CannotConvert(f"there is no “->” in “{show_escapes(piece)}”")
        texts = (
            displayed_text(*read_text(left.strip(), text_format)),
            displayed_text(show_escapes(right)),
        )
        lost |= {*texts[0].lost, *texts[1].lost}
        pairs.append((texts[0].text, one_line(texts[1].text)))
    key = matching_key(pairs)
    key.lost.extend(f"pairs: {what}" for what in sorted(lost))
    return key


def _true_false(answers: str) -> QuestionKey:
    # The first feedback is shown for a wrong answer, the second for a right one.
    truth, _, feedback = answers.partition("#")
    has_feedback = bool(show_escapes(feedback.replace("#", "")).strip())
    lost = [f"answer: {NO_FEEDBACK}"] if has_feedback else []
    return QuestionKey({"type": "true_false", "answer": _TRUTHS[truth.strip()]}, lost)


def _ranges(answers: str) -> Iterator[NumberRange]:
    rest, wrong, _ = answers.partition("~")
    for piece in _pieces(rest, "="):
        words, answer = _answer(piece, "plain", FULL)
        low, dots, high = words.text.partition("..")
        if dots and low:
            yield _between(low, high, answer)
            continue
        middle, _, tolerance = words.text.partition(":")
        yield NumberRange(
            middle.strip(), tolerance.strip() or "0", answer.weight, answer.has_feedback
        )
    if wrong:
        yield NumberRange("*", "0", Decimal(0), True)


def _between(low: str, high: str, answer: WeightedAnswer) -> NumberRange:
    try:
        minimum, maximum = Decimal(low.strip()), Decimal(high.strip())
        middle = (minimum + maximum) / 2
        tolerance = maximum - middle
    except ArithmeticError as error:
        raise CannotConvert(f"“{low}..{high}” is not a range of numbers") from error
    return NumberRange(str(middle), str(tolerance), answer.weight, answer.has_feedback)


def _ordering(found: re.Match[str]) -> QuestionKey:
    lines = [line for line in found[3].split("\n") if line.strip()]
    limit_answers(len(lines))
    items = [displayed_text(show_escapes(line), "moodle") for line in lines]
    texts = [item.text for item in items]
    if len(texts) < 2 or not all(texts):
        raise CannotConvert(
            "there are fewer than two items" if all(texts) else "an item has no text"
        )
    lost = [f"items: {what}" for what in sorted({what for item in items for what in item.lost})]
    if found[2] not in ("ALL", "EXACT") and 2 <= int(found[1]) < len(items):
        lost.append(f"items: only {found[1]} of them were shown at a time")
    return QuestionKey({"type": "ordering", "items": texts}, lost)


_MAX_NAME = 500
_SIGN = re.compile(
    r"^[ \t]*::[^\n]*?::|^\$CATEGORY:|\w[^\n{]?\{\}"
    r"|\{[ \t\r\n]{0,99}(?:[=~#>]|(?:T|TRUE|F|FALSE)\s*[#}])",
    re.MULTILINE,
)
_CATEGORY = "$CATEGORY:"
_GENERAL = "####"


class _Parts(NamedTuple):
    """The parts of a question, with placeholders for escaped signs."""

    name: str
    before: str
    answers: str
    after: str
    """The text after the answers; if there is any, the answers are a gap."""
    general: str


def reads(data: bytes) -> bool:
    """Check for a title between colons, a category, or answers in braces."""
    start = sample(data).lstrip()
    # A bracket may name the format of the first text, and a tag may be the first of its HTML.
    other = start.startswith(("<?", "<!", "<html", "{", "PK"))
    other = other or (start.startswith("[") and not _FORMAT.match(start))
    return not other and _SIGN.search(start) is not None


def read(data: bytes, tick: ProgressCallback) -> list[ImportedBank]:
    """Return a bank for each category that has questions."""
    lines = decode_lines(data)
    banks = {"": ImportedBank()}
    path = ""
    for block in _blocks(lines):
        comments = "\n".join(line.text for line in block if line.text.startswith("//"))
        rest = [line for line in block if not line.text.startswith("//")]
        if rest and rest[0].text.startswith(_CATEGORY):
            path = show_escapes(hide_escapes(rest[0].text.removeprefix(_CATEGORY).strip()))
            banks.setdefault(path, _bank(path, comments))
            rest = rest[1:]
        if rest:
            _add_question(rest, comments, banks[path])
        tick(block[-1].number, len(lines))
    return [bank for bank in banks.values() if bank.questions or bank.skipped] or [banks[""]]


def _blocks(lines: list[str]) -> Iterator[list[NumberedLine]]:
    """Yield the lines between empty ones."""
    block: list[NumberedLine] = []
    for line in stripped_lines(lines):
        if line.text:
            block.append(line)
        elif block:
            yield block
            block = []
    if block:
        yield block


def _bank(path: str, comments: str) -> ImportedBank:
    details = read_bank_comment(comments)
    return ImportedBank(
        category_title(path),
        details.get("bank", ""),
        details.get("description", ""),
        details.get("language", ""),
    )


def _add_question(lines: list[NumberedLine], comments: str, bank: ImportedBank) -> None:
    place = f"line {lines[0].number}"
    text = hide_escapes("\n".join(line.text for line in lines))
    name, text = _split_title(text)
    with bank.or_skip(place, name or show_escapes(text[:_MAX_NAME])):
        bank.questions.append(_imported(_parts(name, text, lines), comments, place))


def _split_title(text: str) -> tuple[str, str]:
    """Return the title, empty if there is none, and the rest of the text."""
    if not text.startswith("::"):
        return "", text
    name, colons, rest = text[2:].partition("::")
    return (show_escapes(name).strip(), rest.strip()) if colons else ("", text[2:])


def _parts(name: str, text: str, lines: list[NumberedLine]) -> _Parts:
    # Escaped braces are placeholders by now: any that is left belongs to the answers.
    start, end = text.find("{"), text.find("}")
    if start < 0 and end < 0:
        raise CannotConvert("it is a description, not a question")
    if end < 0:
        raise CannotConvert("its “{” is never closed: add “}” after the answers")
    if start < 0 or end < start:
        raise CannotConvert("a “}” has no “{” before it: within a text write “\\}”")
    inside, after = text[start + 1 : end].strip(), text[end + 1 :]
    if "{" in inside or "{" in after or "}" in after:
        raise CannotConvert(_extra_braces(lines))
    answers, found, general = inside.rpartition(_GENERAL)
    answers = answers.strip() if found else inside
    return _Parts(name, text[:start], answers, after, general if found else "")


def _extra_braces(lines: list[NumberedLine]) -> str:
    """Return why there are more braces than one pair."""
    for line in lines[1:]:
        if line.text.startswith("::") or line.text.startswith(_CATEGORY):
            return (
                f"there is no empty line before line {line.number}, where the next question begins"
            )
    return "there is more than one pair of braces: within a text write “\\{” and “\\}”"


def _imported(parts: _Parts, comments: str, place: str) -> ImportedQuestion:
    if not parts.answers:
        raise CannotConvert("it is an essay, which has no key")
    before = read_text(parts.before)
    text = show_escapes(parts.before)
    space = text[len(text.rstrip()) :]
    with_space = before._replace(text=f"{before.text}{space}")
    key = read_key(with_space, show_escapes(parts.after), parts.answers)
    explanation = read_explanation(*read_text(parts.general, before.text_format))
    comment = read_question_comment(comments)
    data = {
        **({"id": comment.id} if comment.id else {}),
        **key.data,
        **explanation.data(),
        **({"tags": comment.tags} if comment.tags else {}),
    }
    lost = [*key.lost, *(f"explanation: {what}" for what in explanation.lost)]
    return ImportedQuestion(place, data, parts.name, lost)
