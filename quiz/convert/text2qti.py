"""text2qti: quizzes as plain text with Markdown, of which nothing is ever run."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Context, Decimal
from typing import Any, NamedTuple

from quiz.convert.markdown import reduce_markdown
from quiz.convert.model import (
    CannotConvert,
    ImportedBank,
    ImportedQuestion,
    ProgressCallback,
    SkippedQuestion,
    has_meaning,
    limit_answers,
    take_as_ids,
)
from quiz.convert.plain_text import decode_lines, sample
from quiz.model.question import Option, Quote
from quiz.question_types.options import write_option, write_quotes
from quiz.text.numbers import plain
from quiz.yaml_source.fields import Number

# The marks that content follows, by what it is.
_MARKED = {
    "question": r"\d+\.",
    "right": r"\*[a-zA-Z]\)",
    "wrong": r"[a-zA-Z]\)",
    "ticked": r"\[\*\]",
    "unticked": r"\[ ?\]",
    "short": r"\*",
    "feedback": r"\.\.\.",
    "on_right": r"\+",
    "on_wrong": "-",
    "solution": "!",
    "number": "=",
    "title": "[Tt]itle:",
    "points": "[Pp]oints:",
    "text_title": "[Tt]ext [Tt]itle:",
    "text": "[Tt]ext:",
    "quiz_title": "[Qq]uiz [Tt]itle:",
    "quiz_description": "[Qq]uiz [Dd]escription:",
    "group_points": "[Pp]oints per question:",
    "group_setting": "(?:[Pp]ick|[Ss]olutions pick):",
    "setting": "(?:[Ss]huffle answers|[Ss]how correct answers|[Oo]ne question at a time"
    "|[Cc]an't go back|[Ff]eedback is solution|[Ss]olutions sample groups"
    "|[Ss]olutions randomize groups):",
}
_BARE = {"essay": "___+", "upload": r"\^\^\^+", "group": "GROUP", "end_group": "END_GROUP"}
_START = re.compile(
    "|".join(
        [
            *(rf"(?P<{name}>(?:{mark})[ \t]+(?=\S))" for name, mark in _MARKED.items()),
            *(rf"(?P<{name}>{mark}\s*$)" for name, mark in _BARE.items()),
        ]
    )
)
_ONE_LINE = frozenset(("short", "number", "points", "group_points", "group_setting", "setting"))
_FENCE = re.compile(r"(```+)\s*(\S.*)")
_TABS = 4


class QuizEntry(NamedTuple):
    """One entry of a document."""

    kind: str
    """The name of its mark above, or `code`, `stray` or `unended`."""
    text: str
    line: int


def entries(lines: list[str]) -> Iterator[QuizEntry]:
    """Yield the entries of a document without comments."""
    at = 0
    while at < len(lines):
        line = lines[at]
        start = _START.match(line)
        fence = _FENCE.match(line)
        if fence:
            end = _after(lines, at, fence[1]) or len(lines)
            yield QuizEntry("code", fence[2].strip(), at + 1)
        elif start:
            kind = str(start.lastgroup)
            text, end = _content(lines, at, start, kind)
            yield QuizEntry(kind, text, at + 1)
        elif line.strip() == "COMMENT":
            end = _after(lines, at, "END_COMMENT") or len(lines)
            if lines[end - 1].strip() != "END_COMMENT":
                yield QuizEntry("unended", "", at + 1)
        else:
            end = at + 1
            if line.strip() and not line.startswith("%"):
                yield QuizEntry("stray", line.strip(), at + 1)
        at = end


def _after(lines: list[str], at: int, closing: str) -> int | None:
    """Return the index after the next line that consists of `closing`; None if there is none."""
    found = (end for end in range(at + 1, len(lines)) if lines[end].strip() == closing)
    return next((end + 1 for end in found), None)


def _content(lines: list[str], at: int, start: re.Match[str], kind: str) -> tuple[str, int]:
    """Return the text after a mark and in the indented lines below, and the index after it."""
    first = lines[at][start.end() :].strip()
    if kind in _BARE or kind in _ONE_LINE:
        return first, at + 1
    # Below a word with a colon any margin will do, below a sign that of the text behind it.
    margin = 0 if start.group().rstrip().endswith(":") else len(_spaced(start.group()))
    texts, end = [first], at + 1
    for number in range(at + 1, len(lines)):
        line = _spaced(lines[number])
        if not line.strip():
            if "title" in kind:
                break
            texts.append("")
            continue
        margin = margin or len(line) - len(line.lstrip(" "))
        if not margin or not line.startswith(" " * margin):
            break
        texts.append(line[margin:].rstrip())
        end = number + 1
    return "\n".join(texts[: end - at]), end


def _spaced(line: str) -> str:
    return line.expandtabs(_TABS)


Data = dict[str, Any]
_ANSWERS = ("right", "wrong", "ticked", "unticked", "short", "number", "essay", "upload")
_EXACT = Context(prec=1000)
_UNMARKED = {
    "essay": "essays cannot be marked automatically",
    "upload": "uploaded files cannot be marked automatically",
}
_UNREAD = {
    "stray": "does not belong to a question",
    "unended": "starts a comment that never ends",
}
_FEEDBACK = {
    "on_right": "explanation: feedback for right answers only is not kept",
    "on_wrong": "explanation: feedback for wrong answers only is not kept",
}


def asked(entries: Sequence[QuizEntry], group_points: str, lost: list[str]) -> Data:
    """Return a question in bank format; raise `CannotConvert` if it cannot be read."""
    for entry in entries:
        if entry.kind in _UNREAD:
            raise CannotConvert(f"line {entry.line} {_UNREAD[entry.kind]}")
    stem = next(entry for entry in entries if entry.kind == "question")
    answers = [entry for entry in entries if entry.kind in _ANSWERS]
    limit_answers(len(answers))
    key = _key(answers, entries, lost)
    return {
        "type": key.pop("type"),
        "prompt": _shown(stem.text, "prompt", lost),
        **key,
        **_explanation(entries, lost),
        **_points(entries, group_points),
    }


def _key(answers: Sequence[QuizEntry], entries: Sequence[QuizEntry], lost: list[str]) -> Data:
    kinds = {entry.kind for entry in answers}
    for kind, reason in _UNMARKED.items():
        if kind in kinds:
            raise CannotConvert(reason)
    if not kinds:
        raise CannotConvert("it has nothing to answer")
    # text2qti tells the types apart by the marks of the answers.
    if kinds <= {"right", "wrong"}:
        return _single(entries, lost)
    if kinds <= {"ticked", "unticked"}:
        return _multiple(entries, lost)
    if kinds == {"short"}:
        return {"type": "short_answer", "answers": [entry.text for entry in answers]}
    if kinds == {"number"} and len(answers) == 1:
        return _number(answers[0].text)
    raise CannotConvert("it mixes several kinds of answers")


def _single(entries: Sequence[QuizEntry], lost: list[str]) -> Data:
    right, wrong = _options(entries, "right", lost), _options(entries, "wrong", lost)
    if len(right) != 1 or not wrong:
        raise CannotConvert(
            "it needs exactly one right option, marked with “*”, and at least one wrong option"
        )
    # text2qti has no mark for true or false: its own exporter looks at the options too.
    texts = sorted(option.text.lower() for option in (*right, *wrong))
    if texts == ["false", "true"]:
        if any(option.feedback or option.quotes for option in (*right, *wrong)):
            lost.append("explanation: feedback on single answers is not kept")
        return {"type": "true_false", "answer": right[0].text.lower()}
    return {
        "type": "single_choice",
        "answer": write_option(right[0]),
        "distractors": [write_option(option) for option in wrong],
    }


def _multiple(entries: Sequence[QuizEntry], lost: list[str]) -> Data:
    right, wrong = _options(entries, "ticked", lost), _options(entries, "unticked", lost)
    if not right:
        raise CannotConvert("it has no right option")
    return {
        "type": "multiple_response",
        "answers": [write_option(option) for option in right],
        "distractors": [write_option(option) for option in wrong],
    }


def _options(entries: Sequence[QuizEntry], kind: str, lost: list[str]) -> list[Option]:
    """Return the options of a kind, each with the feedback right below it."""
    found = []
    for entry, below in zip(entries, [*entries[1:], None], strict=True):
        if entry.kind == kind:
            text = _shown(entry.text, "options", lost)
            if not text:
                raise CannotConvert(f"no visible text in the option in line {entry.line}")
            feedback, quotes = "", tuple[Quote, ...]()
            if below is not None and below.kind == "feedback":
                feedback, quotes = _explained(below.text, "feedback", lost)
            found.append(Option(text, feedback, quotes))
    return found


def _number(text: str) -> Data:
    if text.startswith("[") and text.endswith("]") and text.count(",") == 1:
        low, high = (_decimal(part) for part in text[1:-1].split(","))
        if low > high:
            raise CannotConvert(f"“{text}” is not a range of numbers")
        middle = _EXACT.divide(_EXACT.add(low, high), Decimal(2))
        return _numeric(plain(middle), _EXACT.subtract(high, middle))
    answer, _, margin = (part.strip() for part in text.partition("+-"))
    number = _decimal(answer)
    if not margin:
        return _numeric(answer, Decimal(0))
    if margin.endswith("%"):
        share = _EXACT.divide(_decimal(margin[:-1]), Decimal(100))
        return _numeric(answer, _EXACT.multiply(number.copy_abs(), share))
    return _numeric(answer, _decimal(margin))


def _numeric(answer: str, tolerance: Decimal) -> Data:
    written = {"tolerance": plain(tolerance)} if tolerance else {}
    return {"type": "numeric", "answer": answer.replace("_", ""), **written}


def _decimal(text: str) -> Decimal:
    text = text.strip().replace("_", "")
    if not Number.fits(text):
        raise CannotConvert(f"“{text[:40]}” is not a number")
    return Decimal(text)


def _explanation(entries: Sequence[QuizEntry], lost: list[str]) -> Data:
    """Return the explanation, which is the feedback above the answers."""
    texts: list[str] = []
    for entry in entries:
        if entry.kind in _ANSWERS:
            break
        if entry.kind in ("feedback", "solution"):
            texts.append(entry.text)
    alone = [entry for entry in entries if entry.kind in _FEEDBACK]
    right = next((entry.text for entry in alone if entry.kind == "on_right"), "")
    if right and not texts:
        # What is shown with a right answer usually explains it; with a wrong one it only comforts.
        texts.append(right)
        lost.append("explanation: it was shown only with right answers")
        alone = [entry for entry in alone if entry.kind != "on_right"]
    lost += dict.fromkeys(_FEEDBACK[entry.kind] for entry in alone)
    text, quotes = _explained("\n\n".join(texts), "explanation", lost)
    return ({"explanation": text} if text else {}) | write_quotes(quotes)


def _explained(text: str, name: str, lost: list[str]) -> tuple[str, tuple[Quote, ...]]:
    reduced = reduce_markdown(text)
    if reduced.lost:
        lost.append(f"{name}: {', '.join(reduced.lost)}")
    return reduced.text, tuple(Quote(" ".join(quote.split())) for quote in reduced.quotes)


def _shown(text: str, name: str, lost: list[str]) -> str:
    reduced = reduce_markdown(text)
    loss = f"{name}: {', '.join(reduced.lost)}"
    if reduced.lost and loss not in lost:
        lost.append(loss)
    return "\n\n".join(block.text for block in reduced.blocks)


def _points(entries: Sequence[QuizEntry], group_points: str) -> Data:
    own = next((entry.text for entry in entries if entry.kind == "points"), "")
    # In text2qti, the points of a group override those of its questions.
    text = group_points or own or "1"
    number = _decimal(text)
    if number <= 0:
        raise CannotConvert(f"“{text}” is not a valid number of points")
    return {} if number == 1 else {"points": plain(number)}


# A numbered question alone could be any text: these marks no other format has.
_SIGNS = re.compile(
    r"^(?:[Qq]uiz [Tt]itle:[ \t]+\S|\*[a-zA-Z]\)[ \t]+\S|\[\*\][ \t]+\S"
    r"|=[ \t]+(?:\[[-+.\d][^\n]*,[^\n]*\]|[-+.\d]+[^\n]*\+-[^\n]*)$"
    r"|```+\s*\{\s*\.[a-zA-Z]\w*\s+\.run)",
    re.MULTILINE,
)
_TYPED = re.compile(r"^\d+\.[ \t]+\S[^\n]*\n\*[ \t]{2,}\S", re.MULTILINE)
_QUESTION = re.compile(r"^(?:\d+\.[ \t]+\S|```)", re.MULTILINE)


@dataclass
class _Reader:
    """Collects entries into questions."""

    bank: ImportedBank = field(default_factory=ImportedBank)
    ahead: list[QuizEntry] = field(default_factory=list)
    """Title and points of the next question."""
    current: list[QuizEntry] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    """The titles of the questions of the bank, in order."""
    group_points: str = ""

    def take(self, entry: QuizEntry) -> None:
        """Add an entry."""
        if entry.kind in ("title", "points"):
            self.end_question()
            self.ahead.append(entry)
        elif entry.kind == "question":
            self.end_question()
            self.current, self.ahead = [*self.ahead, entry], []
        elif entry.kind == "code":
            self.end_question()
            reason = "a program generates these questions, and imported programs are never run"
            self.bank.skipped.append(SkippedQuestion(f"line {entry.line}", entry.text, reason))
        elif not self._of_quiz(entry):
            if self.current:
                self.current.append(entry)
            else:
                reason = "it does not belong to a question"
                self.bank.skipped.append(SkippedQuestion(f"line {entry.line}", entry.text, reason))

    def _of_quiz(self, entry: QuizEntry) -> bool:
        """Add an entry that belongs to the quiz, not to a question; return False for others."""
        if entry.kind == "quiz_title":
            self.bank.title = " ".join(entry.text.split())
        elif entry.kind == "quiz_description":
            try:
                self.bank.description = reduce_markdown(entry.text).text
            except CannotConvert as error:
                self._lose(f"description: {error}")
        elif entry.kind == "setting":
            self._lose("settings: display settings of the quiz are not kept")
        elif entry.kind in ("text", "text_title"):
            self.end_question()
            self._lose(f"texts: the text between questions in line {entry.line} is not kept")
        elif entry.kind in ("group", "end_group"):
            self.end_question()
            self.group_points = ""
            self._lose(
                "groups: random selection from a group is not kept; all its questions are here"
            )
        elif entry.kind == "group_points":
            self.group_points = entry.text
        else:
            return entry.kind == "group_setting"
        return True

    def _lose(self, what: str) -> None:
        if what not in self.bank.lost:
            self.bank.lost.append(what)

    def end_question(self) -> None:
        """Turn the collected entries, if any, into a question."""
        gathered, self.current = self.current, []
        if not gathered:
            return
        place = f"line {gathered[0].line}"
        title = has_meaning(next((each.text for each in gathered if each.kind == "title"), ""))
        lost: list[str] = []
        stem = next(each.text for each in gathered if each.kind == "question")
        with self.bank.or_skip(place, title or stem):
            data = asked(gathered, self.group_points, lost)
            self.titles.append(title)
            self.bank.questions.append(ImportedQuestion(place, data, title or data["prompt"], lost))


def reads(data: bytes) -> bool:
    """Check whether a file is text2qti: a numbered question and a mark that only text2qti has."""
    text = sample(data)
    if _QUESTION.search(text) is None:
        return False
    return _SIGNS.search(text) is not None or _TYPED.search(text) is not None


def near_miss(data: bytes) -> str:
    """Return why text2qti would not read a file that looks like it; empty for any other file."""
    text = sample(data)
    indented = re.sub(r"^[ \t]+(?=\S)", "", text, flags=re.MULTILINE).encode()
    if reads(data) or not reads(indented):
        return ""
    found = re.search(r"^[ \t]+\d+\.[ \t]+\S", text, re.MULTILINE)
    line = text.count("\n", 0, found.start()) + 1 if found else 1
    return (
        f"looks like text2qti, but line {line} is indented: a question starts in the first column"
    )


def read(data: bytes, tick: ProgressCallback) -> list[ImportedBank]:
    """Return the bank in a file; raise `BadFile` if its text cannot be decoded."""
    lines = decode_lines(data)
    reader = _Reader()
    for entry in entries(lines):
        reader.take(entry)
        tick(entry.line, len(lines))
    reader.end_question()
    take_as_ids(reader.bank.questions, reader.titles)
    return [reader.bank]
