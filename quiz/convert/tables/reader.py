"""Tables as banks: rows saved as text, and the headers of our tables and of others."""

import csv
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from decimal import Decimal
from itertools import islice
from typing import Any, NamedTuple

from quiz.convert.model import (
    CannotConvert,
    ImportedBank,
    ImportedQuestion,
    ProgressCallback,
    SkippedQuestion,
)
from quiz.convert.render import Explained, from_html, from_text
from quiz.convert.tables.cells import BANK_COLUMNS, COLUMNS, restored, row_question
from quiz.errors import BadFile
from quiz.model.question import Quote
from quiz.question_types import QUESTION_TYPES
from quiz.question_types.options import look_alike
from quiz.text.folding import fold
from quiz.text.formatting import counted
from quiz.text.numbers import parse_number, plain
from quiz.yaml_source.files import Unreadable, decode

_ASIDE = re.compile(r"\(.*?\)|\[.*?\]|\s[-–—]\s.*")
_LONGEST = 100
"""Characters of the longest name of a column."""
_OPTION = re.compile(r"(?:option|choice|answer|response|alternative)?\s*#?\s*([a-z]|\d{1,2})")
_WRONG = re.compile(
    r"(?:distractor|(?:wrong|incorrect|false)\s+(?:answer|option|choice))\s*#?\s*[a-z\d]{0,2}"
    r"|(?:wrong|incorrect)(?:\s*#?\s*\d{1,2})?"
)
_VARIANTS = {
    "prompt": "question; question text; stem; item; question stem; prompt",
    "key": "answer; answers; correct answer; correct answers; correct; correct option; "
    "correct choice; right; right answer; answer letter; answer key; key; correct letter; solution",
    "type": "type; question type; kind",
    "explanation": "explanation; rationale; feedback; general feedback; comment; why; note; notes",
    "tags": "tags; tag; category; categories; topic; topics; subject; keywords; chapter",
    "points": "points; point; marks; mark; score; weight; max points",
    "hints": "hint; hints",
    "quotes": "quote; quotes; evidence",
    "tolerance": "tolerance; margin; error margin",
    "unit": "unit; units",
    "id": "id; question id; identifier; code",
}
_CANONICAL = {name: column for column, names in _VARIANTS.items() for name in names.split("; ")}
_NUMBERS = ("no", "no.", "#", "number", "nr", "nr.", "question number", "question no", "")
NUMBER = "#"
"""Stands for a column that only counts the rows."""


def is_ours(header: Sequence[str]) -> bool:
    """Say whether a row names columns as our own tables have them."""
    names = {name.strip() for name in header}
    return {"type", "prompt"} <= names and len(names & set(COLUMNS)) >= len(names) / 2


def canonical(name: str) -> str:
    """Return what a column of somebody's table holds, or an empty text.

    Options are `option 1`, `option 2`, … and wrong ones `wrong`; other columns are called as ours.
    """
    if len(name) > _LONGEST:
        return ""
    plain = _ASIDE.sub("", name.strip().casefold()).replace("_", " ").strip(" :.*")
    plain = " ".join(plain.split())
    if plain in _CANONICAL:
        return _CANONICAL[plain]
    if plain in _NUMBERS:
        return NUMBER
    if _WRONG.fullmatch(plain) or plain in ("distractors", "wrong answers", "incorrect answers"):
        return "wrong"
    option = _OPTION.fullmatch(plain)
    if option is None:
        return ""
    number = int(option[1]) if option[1].isdecimal() else ord(option[1]) - ord("a") + 1
    return f"option {number}"


def is_header(cells: Sequence[str]) -> bool:
    """Say whether a row names the columns of a table of questions: what is asked, and the key."""
    if is_ours(cells):
        return True
    names = {canonical(cell) for cell in cells}
    return "prompt" in names and "key" in names


LONGEST_ANSWER = 100
"""Characters of the longest answer that is taken for one that can be typed."""
_MARKUP = re.compile(r"</[a-zA-Z]+\s*>|<br\s*/?>|&(?:[a-zA-Z]{2,8}|#\d{2,5});", re.IGNORECASE)
_PARTS = re.compile(r"\s*(?:[,;|/&\n]|\band\b)\s*", re.IGNORECASE)
_LISTED = re.compile(r"[,;|\n]")
_LINE_END = re.compile(r"\n")
_CHOICE = frozenset(
    ("mc", "ma", "multiple choice", "multichoice", "single choice", "multiple answer")
    + ("multiple answers", "multiple response", "multiple select", "checkbox", "quiz", "choice")
)
_TRUE_FALSE = frozenset(("tf", "t/f", "true/false", "true or false", "true false", "truefalse"))
_SHORT = frozenset(
    ("short answer", "shortanswer", "sa", "fib", "fill in the blank", "fill in the blanks", "text")
)
_NUMERIC = frozenset(("num", "numeric", "numerical", "number"))
_TRUE, _FALSE = frozenset(("true", "t", "yes")), frozenset(("false", "f", "no"))


def foreign_question(row: Mapping[str, str], lost: list[str]) -> dict[str, Any]:
    """Return the question of a row in bank format; raises `CannotConvert`.

    `row` holds cells by what their columns hold; what cannot be carried goes to `lost`.
    """
    prompt = displayed("prompt", row.get("prompt", ""), lost).text
    if not prompt:
        raise CannotConvert("there is no question in it")
    if "key" not in row:
        raise CannotConvert("it does not say what is right")
    places = sorted(int(name.split()[1]) for name in row if name.startswith("option "))
    # An option that is missing keeps its place, for the key may count it.
    options = [
        displayed("options", row.get(f"option {place}", ""), lost).text
        for place in range(1, max(places, default=0) + 1)
    ]
    typed = _typed(row["key"].strip(), options, row, lost)
    return {"type": typed["type"], "prompt": prompt, **typed, **_shared(row, lost)}


def displayed(field: str, cell: str, lost: list[str]) -> Explained:
    """Return what a cell displays; one with HTML in it is HTML."""
    cell = cell.strip()
    if not _MARKUP.search(cell):
        return from_text(cell) if field == "explanation" else Explained(cell, ())
    read = from_html(cell)
    lost += [f"{field}: {what}" for what in read.lost]
    return read


def _typed(
    key: str, options: Sequence[str], row: Mapping[str, str], lost: list[str]
) -> dict[str, Any]:
    name = " ".join(row.get("type", "").casefold().replace("_", " ").replace("-", " ").split())
    if options:
        if name not in _CHOICE | _TRUE_FALSE | {""}:
            raise CannotConvert(
                f"questions of the type “{row['type']}” with options are not known here"
            )
        return _choice(key, options)
    if "wrong" in row:
        cells = (displayed("options", cell, lost).text for cell in _LINE_END.split(row["wrong"]))
        wrong = [text for text in cells if text]
        return {"type": "single_choice", "answer": key, "distractors": wrong}
    if name in _NUMERIC:
        return numeric(key, row)
    return _short(name, key, row)


def _short(name: str, key: str, row: Mapping[str, str]) -> dict[str, Any]:
    truth = key.casefold()
    if truth in ("true", "false") or (name in _TRUE_FALSE and truth in _TRUE | _FALSE):
        return {"type": "true_false", "answer": "true" if truth in _TRUE else "false"}
    if name not in _SHORT | {""}:
        raise CannotConvert(
            f"questions of the type “{row['type']}” without options are not known here"
        )
    if "\n" in key or len(key) > LONGEST_ANSWER:
        raise CannotConvert("its answer is longer than one that can be typed")
    return {"type": "short_answer", "answers": [key]}


def _choice(key: str, options: Sequence[str]) -> dict[str, Any]:
    right = _right(key, options)
    texts = [option for option in options if option]
    chosen = [options[place] for place in right]
    others = [option for place, option in enumerate(options) if option and place not in right]
    looks = {option.casefold() for option in texts}
    if looks == {"true", "false"} and len(texts) == 2 and len(chosen) == 1:
        return {"type": "true_false", "answer": chosen[0].casefold()}
    if len(chosen) == 1:
        return {"type": "single_choice", "answer": chosen[0], "distractors": others}
    return {"type": "multiple_response", "answers": chosen, "distractors": others}


def _right(key: str, options: Sequence[str]) -> list[int]:
    """Return the places of the right options; raises `CannotConvert`."""
    whole = _places(key, options)
    if len(whole) > 1:
        raise CannotConvert(f"its key “{key}” may mean two options, by text and by place")
    if whole:
        return whole
    parts = [part for part in _PARTS.split(key) if part]
    sound = 1 < len(parts) <= len(options)
    found = [_places(part, options) for part in parts] if sound else []
    if not found or not all(found):
        raise CannotConvert(f"its key “{key}” is no option of it")
    if any(len(places) > 1 for places in found):
        raise CannotConvert(f"its key “{key}” may mean several options, by text and by place")
    return sorted({place for places in found for place in places})


def _places(word: str, options: Sequence[str]) -> list[int]:
    """Return the places of the options that a word may mean: by their text, or by their place."""
    look = look_alike(word)
    places = {
        number for number, option in enumerate(options) if option and look_alike(option) == look
    }
    label = re.sub(r"^(?:option|answer|choice)\s+", "", look).strip("().: ")
    if re.fullmatch("[a-z]", label):
        places.add(ord(label) - ord("a"))
    elif re.fullmatch("[0-9]{1,2}", label):
        places.add(int(label) - 1)
    return [place for place in sorted(places) if 0 <= place < len(options) and options[place]]


def numeric(key: str, row: Mapping[str, str]) -> dict[str, Any]:
    """Return the keys of a numeric question, with `tolerance` and `unit` of the row."""
    number = parse_number(fold(key))
    if number is None:
        raise CannotConvert(f"its answer “{key}” is no number")
    data = {"type": "numeric", "answer": plain(number)}
    if "tolerance" in row:
        margin = parse_number(fold(row["tolerance"]))
        if margin is None or margin < Decimal(0):
            raise CannotConvert(f"its tolerance “{row['tolerance']}” is no number")
        data |= {"tolerance": plain(margin)} if margin else {}
    return data | ({"unit": row["unit"].strip()} if "unit" in row else {})


def _shared(row: Mapping[str, str], lost: list[str]) -> dict[str, Any]:
    """Return what every type of question may have."""
    data: dict[str, Any] = {"id": row["id"].strip()} if "id" in row else {}
    explained = displayed("explanation", row.get("explanation", ""), lost)
    found = [
        *(Quote(line) for line in _filled(_LINE_END, row.get("quotes", ""))),
        *explained.quotes,
    ]
    data |= explained._replace(quotes=tuple(found)).data()
    points = parse_number(fold(row.get("points", "")))
    if points is not None and points > 0 and points != 1:
        data["points"] = plain(points)
    elif "points" in row and points is None:
        lost.append(f"points: “{row['points']}” is no number")
    lists = {"tags": _LISTED, "hints": _LINE_END}
    for name, pattern in lists.items():
        values = _filled(pattern, row.get(name, ""))
        data |= {name: list(dict.fromkeys(values))} if values else {}
    return data


def _filled(pattern: re.Pattern[str], cell: str) -> list[str]:
    return [part.strip() for part in pattern.split(cell) if part.strip()]


KEYWORDS = frozenset(
    ("MC", "MA", "TF", "ESS", "ORD", "MAT", "FIB", "FIB_PLUS", "FIL", "NUM", "SR", "OP")
    + ("JUMBLED_SENTENCE", "QUIZ_BOWL")
)
"""The words for the types of Blackboard's tables."""
_VARIABLE = re.compile(r"\[([^\[\]\n]+)\]")


def blackboard_question(cells: Sequence[str], lost: list[str]) -> dict[str, Any]:
    """Return the question of a row in bank format; raises `CannotConvert`."""
    keyword = cells[0].strip()
    if keyword not in KINDS:
        raise CannotConvert(f"Blackboard's {keyword} has no type here")
    texts = [displayed("options", cell, lost).text for cell in cells[2:]]
    prompt = displayed("prompt", cells[1] if len(cells) > 1 else "", lost).text
    if not prompt:
        raise CannotConvert("there is no question in it")
    return KINDS[keyword](prompt, texts)


def _blackboard_filled(texts: Sequence[str]) -> list[str]:
    return [text for text in texts if text]


def _blackboard_choice(prompt: str, texts: Sequence[str]) -> tuple[list[str], list[str]]:
    marks = [mark.casefold() for mark in texts[1::2]]
    options = texts[: 2 * len(marks) : 2]
    pairs = [(option, mark) for option, mark in zip(options, marks, strict=True) if option]
    if any(mark not in ("correct", "incorrect") for _, mark in pairs):
        raise CannotConvert("each option needs “correct” or “incorrect” behind it")
    right = [option for option, mark in pairs if mark == "correct"]
    if not right:
        raise CannotConvert("no option is correct")
    return right, [option for option, mark in pairs if mark != "correct"]


def _one(prompt: str, texts: Sequence[str]) -> dict[str, Any]:
    right, wrong = _blackboard_choice(prompt, texts)
    if len(right) > 1:
        raise CannotConvert("several options are correct, and MC has one")
    return {"type": "single_choice", "prompt": prompt, "answer": right[0], "distractors": wrong}


def _several(prompt: str, texts: Sequence[str]) -> dict[str, Any]:
    right, wrong = _blackboard_choice(prompt, texts)
    return {"type": "multiple_response", "prompt": prompt, "answers": right, "distractors": wrong}


def _true_false(prompt: str, texts: Sequence[str]) -> dict[str, Any]:
    answer = texts[0].casefold() if texts else ""
    if answer not in ("true", "false"):
        raise CannotConvert("the answer is neither true nor false")
    return {"type": "true_false", "prompt": prompt, "answer": answer}


def _ordering(prompt: str, texts: Sequence[str]) -> dict[str, Any]:
    return {"type": "ordering", "prompt": prompt, "items": _blackboard_filled(texts)}


def _matching(prompt: str, texts: Sequence[str]) -> dict[str, Any]:
    pairs = list(zip(texts[::2], texts[1::2], strict=False))
    if len(texts) % 2 and texts[-1] or any(bool(left) != bool(right) for left, right in pairs):
        raise CannotConvert("a left has no right, or a right no left")
    made = [{left: right} for left, right in pairs if left]
    return {"type": "matching", "prompt": prompt, "pairs": made}


def _blackboard_short(prompt: str, texts: Sequence[str]) -> dict[str, Any]:
    answers = _blackboard_filled(texts)
    if not answers:
        raise CannotConvert("it does not say what is right")
    return {"type": "short_answer", "prompt": prompt, "answers": answers}


def _numeric(prompt: str, texts: Sequence[str]) -> dict[str, Any]:
    if not texts:
        raise CannotConvert("it does not say what is right")
    row = {"tolerance": texts[1]} if len(texts) > 1 and texts[1] else {}
    return {"type": "numeric", "prompt": prompt, **numeric(texts[0], row)}


def _gaps(prompt: str, texts: Sequence[str]) -> dict[str, Any]:
    """Return a text whose variables in brackets are followed by their answers, as groups."""
    answers: dict[str, list[str]] = {}
    name = ""
    for text in texts:
        if not text:
            name = ""
        elif not name:
            name = text
        else:
            answers.setdefault(name, []).append(text)
    named = _VARIABLE.findall(prompt)
    if not answers or any(named.count(each) != 1 for each in answers):
        raise CannotConvert("its text has no place for each group of answers")
    if "{{" in prompt or any(
        set(word) & set("|{}\n") for some in answers.values() for word in some
    ):
        raise CannotConvert("it holds a sign that no text with gaps may hold: |, {, }")
    text = _VARIABLE.sub(
        lambda found: f"{{{{{'|'.join(answers[found[1]])}}}}}" if found[1] in answers else found[0],
        prompt,
    )
    return {"type": "cloze", "text": text}


KINDS: dict[str, Callable[[str, Sequence[str]], dict[str, Any]]] = {
    "MC": _one,
    "MA": _several,
    "TF": _true_false,
    "ORD": _ordering,
    "MAT": _matching,
    "FIB": _blackboard_short,
    "FIB_PLUS": _gaps,
    "NUM": _numeric,
}
"""What each word is made into."""


MAX_OF_CELL = 1_000_000
"""Characters of the longest cell: a bank may hold 26 options of 20,000 each."""
_TOO_LONG = f"a cell has more than {MAX_OF_CELL:,} characters"
_LINES = re.compile(r"[^\r\n]*+(?:\r\n?|\n)|[^\r\n]++")
csv.field_size_limit(MAX_OF_CELL)


class Row(NamedTuple):
    """One row."""

    line: int
    """The line of the file where it starts, counted from 1."""
    cells: list[str]


def text_of(data: bytes) -> str:
    """Return the text of a file; raises `BadFile` when it is not UTF-8."""
    try:
        return decode(data)
    except Unreadable as error:
        raise BadFile(str(error)) from error


def rows(text: str, separator: str, first: int = 1) -> Iterator[Row]:
    """Yield the rows that are not empty; `first` is the number of the first line.

    Cells may stand in double quotes and then hold line breaks. Raises `BadFile` for a cell of
    more than `MAX_OF_CELL` characters.
    """
    # No StringIO: it takes four bytes for each character.
    lines = (found.group() for found in _LINES.finditer(text))
    reader = csv.reader(lines, delimiter=separator)
    start = first
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield Row(start, [_line_feeds(cell) for cell in cells])
            start = first + reader.line_num
    except csv.Error as error:
        reason = _TOO_LONG if "field larger" in str(error) else str(error)
        raise BadFile(f"line {start} cannot be read as a row of a table: {reason}") from error


def _line_feeds(cell: str) -> str:
    return cell.replace("\r\n", "\n") if "\r\n" in cell else cell


_SEPARATORS = (",", ";", "\t")
_LOOKED_AT = 200_000
_ABOVE = 12
"""So many rows at most stand above the names of the columns."""
_OFTEN = 50


class _Table(NamedTuple):
    """What a file is."""

    separator: str
    header: int
    """The place of the row with the names of the columns; -1 for Blackboard's."""


def reads(data: bytes) -> bool:
    """See `Reader.reads`."""
    return _table(data[:_LOOKED_AT].decode("utf-8-sig", "replace")) is not None


def read(data: bytes, tick: ProgressCallback) -> list[ImportedBank]:
    """See `Reader.read`; each bank that our own tables name is one."""
    text = text_of(data)
    table = _table(text)
    if table is None:
        raise BadFile("has no columns whose names say where questions and answers are")
    found = list(rows(text, table.separator))
    if table.header < 0:
        bank = ImportedBank()
        for row in found:
            _add_blackboard(row, bank)
        return [bank]
    banks: dict[str, ImportedBank] = {}
    names = [name.strip() for name in found[table.header].cells]
    take = _take_ours if is_ours(names) else _take_foreign
    for done, row in enumerate(found[table.header + 1 :], 1):
        take(row, names, banks)
        if done % _OFTEN == 0:
            tick(done, len(found))
    return list(banks.values()) or [ImportedBank()]


def _table(text: str) -> _Table | None:
    start = text[:_LOOKED_AT]
    for separator in _SEPARATORS:
        first: list[Row] = []
        # A row further on that cannot be read is told when all is read.
        with suppress(BadFile):
            first.extend(islice(rows(start, separator), _ABOVE))
        for place, row in enumerate(first):
            if is_header(row.cells):
                return _Table(separator, place)
        if separator == "\t" and first and all(map(_is_blackboard, first)):
            return _Table(separator, -1)
    return None


def _is_blackboard(row: Row) -> bool:
    return len(row.cells) > 1 and row.cells[0].strip() in KEYWORDS


def _take_ours(row: Row, names: Sequence[str], banks: dict[str, ImportedBank]) -> None:
    cells = {name: cell for name, cell in _cells(row, names) if cell.strip()}
    name = cells.get("bank", "")
    bank = banks.setdefault(name, ImportedBank(id=name))
    for column in BANK_COLUMNS[1:]:
        key = column.removeprefix("bank_")
        setattr(bank, key, getattr(bank, key) or cells.get(column, ""))
    if cells.get("type") not in QUESTION_TYPES:
        _add(row, names, bank)
        return
    lost = [_unknown(name) for name in cells if name not in COLUMNS]
    data = row_question(cells)
    name = data.get("id", data.get("prompt", ""))
    bank.questions.append(ImportedQuestion(_place(row), data, name, lost))


def _take_foreign(row: Row, names: Sequence[str], banks: dict[str, ImportedBank]) -> None:
    _add(row, names, banks.setdefault("", ImportedBank()))


def _add(row: Row, names: Sequence[str], bank: ImportedBank) -> None:
    """Add the question of a row of somebody's table, or why there is none, to a bank."""
    lost: list[str] = []
    cells: dict[str, str] = {}
    try:
        cells = _by_column(row, names, lost)
        data = foreign_question(cells, lost)
    except CannotConvert as reason:
        bank.skipped.append(SkippedQuestion(_place(row), cells.get("prompt", ""), str(reason)))
        return
    bank.questions.append(ImportedQuestion(_place(row), data, cells["prompt"], lost))


def _by_column(row: Row, names: Sequence[str], lost: list[str]) -> dict[str, str]:
    """Return the cells in which anything stands by what they hold; raises `CannotConvert`."""
    if any(cell.strip() for cell in row.cells[len(names) :]):
        count = counted(len(names), "column")
        raise CannotConvert(f"it has {len(row.cells)} cells, and the table has {count}")
    found: dict[str, str] = {}
    for name, cell in _cells(row, names):
        column = canonical(name)
        if not cell.strip() or column == NUMBER or name in BANK_COLUMNS:
            continue
        if not column:
            lost.append(_unknown(name))
        elif column == "wrong":
            found[column] = f"{found[column]}\n{cell}" if column in found else cell
        elif found.setdefault(column, cell) != cell:
            raise CannotConvert(f"two columns say different things of its {column}")
    return found


def _cells(row: Row, names: Sequence[str]) -> Iterator[tuple[str, str]]:
    return ((name, restored(cell)) for name, cell in zip(names, row.cells, strict=False))


def _unknown(column: str) -> str:
    return f"column “{column}”: a bank has no such field"


def _place(row: Row) -> str:
    return f"line {row.line}"


def _add_blackboard(row: Row, bank: ImportedBank) -> None:
    lost: list[str] = []
    name = row.cells[1] if len(row.cells) > 1 else ""
    try:
        data = blackboard_question(row.cells, lost)
    except CannotConvert as reason:
        bank.skipped.append(SkippedQuestion(_place(row), name, str(reason)))
        return
    bank.questions.append(ImportedQuestion(_place(row), data, name, lost))
