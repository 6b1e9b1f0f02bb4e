"""Import of CSV and similar tables, with commas, semicolons or tabs between cells.

They may be this app's own tables, foreign ones with named columns, or Blackboard's without names.
The key of a foreign row is the text, the letter or the number of an option. Where it could mean
two different options, the question is skipped.
"""

import csv
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from decimal import Decimal
from itertools import islice
from typing import Any, NamedTuple

from quiz.convert.model import CannotConvert, ImportedBank, ImportedQuestion, ProgressCallback
from quiz.convert.plain_text import decode_text, sample
from quiz.convert.render import Explained, from_html, from_text
from quiz.convert.tables.own_tables import BANK_COLUMNS, COLUMNS, row_question, unescape_formula
from quiz.errors import BadFile
from quiz.model.question import Quote
from quiz.question_types import QUESTION_TYPES
from quiz.question_types.options import look_alike
from quiz.text.folding import fold
from quiz.text.formatting import counted
from quiz.text.numbers import parse_number, plain

# Headings often carry a remark, such as “Answer 1 (max. 75 characters)” or “Time [s]”.
_REMARK = re.compile(r"\(.*?\)|\[.*?\]|\s[-–—]\s.*")
# The maximum of characters in the name of a column.
_MAX_NAME = 100
_OPTION = re.compile(r"(?:option|choice|answer|response|alternative)?\s*#?\s*([a-z]|\d{1,2})")
_WRONG = re.compile(
    r"(?:distractor|(?:wrong|incorrect|false)\s+(?:answer|option|choice))\s*#?\s*[a-z\d]{0,2}"
    r"|(?:wrong|incorrect)(?:\s*#?\s*\d{1,2})?"
)
_VARIANTS = {
    "prompt": "question; question text; stem; item; question stem; prompt; front; term",
    "key": "answer; answers; correct answer; correct answers; correct; correct option; "
    "correct choice; right; right answer; answer letter; answer key; key; correct letter; "
    "solution; back; definition",
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
ROW_NUMBER = "#"
"""The canonical name of a column that only counts the rows."""


def is_own_header(header: Sequence[str]) -> bool:
    """Check whether a row names the columns of this app's own tables."""
    names = {name.strip() for name in header}
    return {"type", "prompt"} <= names and len(names & set(COLUMNS)) >= len(names) / 2


def canonical_column(name: str) -> str:
    """Return the canonical name of a column of a foreign table; empty when it is not known.

    Options are `option 1`, `option 2`, …, wrong options `wrong`; the others are named like ours.
    """
    if len(name) > _MAX_NAME:
        return ""
    plain = _REMARK.sub("", name.strip().casefold()).replace("_", " ").strip(" :.*")
    plain = " ".join(plain.split())
    if plain in _CANONICAL:
        return _CANONICAL[plain]
    if plain in _NUMBERS:
        return ROW_NUMBER
    if _WRONG.fullmatch(plain) or plain in ("distractors", "wrong answers", "incorrect answers"):
        return "wrong"
    option = _OPTION.fullmatch(plain)
    if option is None:
        return ""
    number = int(option[1]) if option[1].isdecimal() else ord(option[1]) - ord("a") + 1
    return f"option {number}"


def is_header(cells: Sequence[str]) -> bool:
    """Check whether a row names the columns of a question table, with at least prompt and key."""
    if is_own_header(cells):
        return True
    names = {canonical_column(cell) for cell in cells}
    return "prompt" in names and "key" in names


MAX_TYPED_ANSWER = 100
"""The maximum of characters in an answer that people can be asked to type."""
_MARKUP = re.compile(r"</[a-zA-Z]+\s*>|<br\s*/?>|&(?:[a-zA-Z]{2,8}|#\d{2,5});", re.IGNORECASE)
_PARTS = re.compile(r"\s*(?:[,;|/&\n]|\band\b)\s*", re.IGNORECASE)
_LISTED = re.compile(r"[,;|\n]")
_LINES = re.compile(r"\n")
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
    """Return the question of a row in bank format.

    `row` holds cells by canonical column; what cannot be imported is added to `lost`. Raise
    `CannotConvert` when the question is incomplete or its key ambiguous.
    """
    prompt = displayed_cell("prompt", row.get("prompt", ""), lost).text
    if not prompt:
        raise CannotConvert("the row has no question text")
    if "key" not in row:
        raise CannotConvert("the row has no answer")
    numbers = [int(name.split()[1]) for name in row if name.startswith("option ")]
    # A missing option keeps its number, because the key may count it.
    options = [
        displayed_cell("options", row.get(f"option {number}", ""), lost).text
        for number in range(1, max(numbers, default=0) + 1)
    ]
    key = _key(row["key"].strip(), options, row, lost)
    return {"type": key["type"], "prompt": prompt, **key, **_shared_fields(row, lost)}


def displayed_cell(field: str, cell: str, lost: list[str]) -> Explained:
    """Return the text that a cell displays; a cell with markup is read as HTML."""
    cell = cell.strip()
    if not _MARKUP.search(cell):
        return from_text(cell) if field == "explanation" else Explained(cell, ())
    read = from_html(cell)
    lost += [f"{field}: {what}" for what in read.lost]
    return read


def _key(
    key: str, options: Sequence[str], row: Mapping[str, str], lost: list[str]
) -> dict[str, Any]:
    name = " ".join(row.get("type", "").casefold().replace("_", " ").replace("-", " ").split())
    if options:
        if name not in _CHOICE | _TRUE_FALSE | {""}:
            raise CannotConvert(f"its type “{row['type']}” is not known for a row with options")
        return _choice(key, options)
    if "wrong" in row:
        cells = (displayed_cell("options", cell, lost).text for cell in _LINES.split(row["wrong"]))
        wrong = [text for text in cells if text]
        return {"type": "single_choice", "answer": key, "distractors": wrong}
    if name in _NUMERIC:
        return numeric_key(key, row)
    return _short(name, key, row)


def _short(name: str, key: str, row: Mapping[str, str]) -> dict[str, Any]:
    truth = key.casefold()
    if truth in ("true", "false") or (name in _TRUE_FALSE and truth in _TRUE | _FALSE):
        return {"type": "true_false", "answer": "true" if truth in _TRUE else "false"}
    if name not in _SHORT | {""}:
        raise CannotConvert(f"its type “{row['type']}” is not known for a row without options")
    if "\n" in key or len(key) > MAX_TYPED_ANSWER:
        raise CannotConvert("its answer is too long to be typed")
    return {"type": "short_answer", "answers": [key]}


def _choice(key: str, options: Sequence[str]) -> dict[str, Any]:
    right = _right_indices(key, options)
    texts = [option for option in options if option]
    chosen = [options[index] for index in right]
    others = [option for index, option in enumerate(options) if option and index not in right]
    looks = {option.casefold() for option in texts}
    if looks == {"true", "false"} and len(texts) == 2 and len(chosen) == 1:
        return {"type": "true_false", "answer": chosen[0].casefold()}
    if len(chosen) == 1:
        return {"type": "single_choice", "answer": chosen[0], "distractors": others}
    return {"type": "multiple_response", "answers": chosen, "distractors": others}


def _right_indices(key: str, options: Sequence[str]) -> list[int]:
    """Return the indices of the right options; raise `CannotConvert` when the key is not clear."""
    whole = _indices(key, options)
    if len(whole) > 1:
        raise CannotConvert(f"its key “{key}” could mean two options, by text and by number")
    if whole:
        return whole
    parts = [part for part in _PARTS.split(key) if part]
    # Only when the key as a whole is no option: an option may contain a comma or “and”.
    several = 1 < len(parts) <= len(options)
    found = [_indices(part, options) for part in parts] if several else []
    if not found or not all(found):
        raise CannotConvert(f"its key “{key}” is none of its options")
    if any(len(indices) > 1 for indices in found):
        raise CannotConvert(f"its key “{key}” could mean several options, by text and by number")
    return sorted({index for indices in found for index in indices})


def _indices(word: str, options: Sequence[str]) -> list[int]:
    """Return the indices of the options that a word may mean by text, letter or number."""
    look = look_alike(word)
    indices = {
        index for index, option in enumerate(options) if option and look_alike(option) == look
    }
    # “Option B”, “(b)” and “2.” name an option as “B” and “2” do.
    label = re.sub(r"^(?:option|answer|choice)\s+", "", look).strip("().: ")
    if re.fullmatch("[a-z]", label):
        indices.add(ord(label) - ord("a"))
    elif re.fullmatch("[0-9]{1,2}", label):
        indices.add(int(label) - 1)
    return [index for index in sorted(indices) if 0 <= index < len(options) and options[index]]


def numeric_key(key: str, row: Mapping[str, str]) -> dict[str, Any]:
    """Return the key of a numeric question, with `tolerance` and `unit` of the row.

    Raise `CannotConvert` when the answer or the tolerance is not a number.
    """
    number = parse_number(fold(key))
    if number is None:
        raise CannotConvert(f"its answer “{key}” is not a number")
    data = {"type": "numeric", "answer": plain(number)}
    if "tolerance" in row:
        margin = parse_number(fold(row["tolerance"]))
        if margin is None or margin < Decimal(0):
            raise CannotConvert(f"its tolerance “{row['tolerance']}” is not a number from 0 up")
        data |= {"tolerance": plain(margin)} if margin else {}
    return data | ({"unit": row["unit"].strip()} if "unit" in row else {})


def _shared_fields(row: Mapping[str, str], lost: list[str]) -> dict[str, Any]:
    """Return the fields that every question type may have."""
    data: dict[str, Any] = {"id": row["id"].strip()} if "id" in row else {}
    explained = displayed_cell("explanation", row.get("explanation", ""), lost)
    found = [*(Quote(line) for line in _split(_LINES, row.get("quotes", ""))), *explained.quotes]
    data |= explained._replace(quotes=tuple(found)).data()
    points = parse_number(fold(row.get("points", "")))
    if points is not None and points > 0 and points != 1:
        data["points"] = plain(points)
    elif "points" in row and points is None:
        lost.append(f"points: “{row['points']}” is not a number")
    lists = {"tags": _LISTED, "hints": _LINES}
    for name, pattern in lists.items():
        values = _split(pattern, row.get(name, ""))
        data |= {name: list(dict.fromkeys(values))} if values else {}
    return data


def _split(pattern: re.Pattern[str], cell: str) -> list[str]:
    return [part.strip() for part in pattern.split(cell) if part.strip()]


BLACKBOARD_KEYWORDS = frozenset(
    ("MC", "MA", "TF", "ESS", "ORD", "MAT", "FIB", "FIB_PLUS", "FIL", "NUM", "SR", "OP")
    + ("JUMBLED_SENTENCE", "QUIZ_BOWL")
)
"""The keywords of all question types that Blackboard's tables have."""
_VARIABLE = re.compile(r"\[([^\[\]\n]+)\]")


def blackboard_question(cells: Sequence[str], lost: list[str]) -> dict[str, Any]:
    """Return the question of a row in bank format; raise `CannotConvert` if it has no clear key."""
    keyword = cells[0].strip()
    if keyword not in BLACKBOARD_READERS:
        raise CannotConvert(f"a bank cannot hold Blackboard's question type {keyword}")
    texts = [displayed_cell("options", cell, lost).text for cell in cells[2:]]
    prompt = displayed_cell("prompt", cells[1] if len(cells) > 1 else "", lost).text
    if not prompt:
        raise CannotConvert("the row has no question text")
    return BLACKBOARD_READERS[keyword](prompt, texts)


def _non_empty(texts: Sequence[str]) -> list[str]:
    return [text for text in texts if text]


def _marked_options(prompt: str, texts: Sequence[str]) -> tuple[list[str], list[str]]:
    marks = [mark.casefold() for mark in texts[1::2]]
    options = texts[: 2 * len(marks) : 2]
    pairs = [(option, mark) for option, mark in zip(options, marks, strict=True) if option]
    if any(mark not in ("correct", "incorrect") for _, mark in pairs):
        raise CannotConvert("each option needs “correct” or “incorrect” in the next cell")
    right = [option for option, mark in pairs if mark == "correct"]
    if not right:
        raise CannotConvert("no option is correct")
    return right, [option for option, mark in pairs if mark != "correct"]


def _one(prompt: str, texts: Sequence[str]) -> dict[str, Any]:
    right, wrong = _marked_options(prompt, texts)
    if len(right) > 1:
        raise CannotConvert("several options are correct, but MC allows only one: use MA")
    return {"type": "single_choice", "prompt": prompt, "answer": right[0], "distractors": wrong}


def _several(prompt: str, texts: Sequence[str]) -> dict[str, Any]:
    right, wrong = _marked_options(prompt, texts)
    return {"type": "multiple_response", "prompt": prompt, "answers": right, "distractors": wrong}


def _true_false(prompt: str, texts: Sequence[str]) -> dict[str, Any]:
    answer = texts[0].casefold() if texts else ""
    if answer not in ("true", "false"):
        raise CannotConvert("the answer is neither true nor false")
    return {"type": "true_false", "prompt": prompt, "answer": answer}


def _ordering(prompt: str, texts: Sequence[str]) -> dict[str, Any]:
    return {"type": "ordering", "prompt": prompt, "items": _non_empty(texts)}


def _matching(prompt: str, texts: Sequence[str]) -> dict[str, Any]:
    pairs = list(zip(texts[::2], texts[1::2], strict=False))
    if len(texts) % 2 and texts[-1] or any(bool(left) != bool(right) for left, right in pairs):
        raise CannotConvert("one side of a pair is missing")
    made = [{left: right} for left, right in pairs if left]
    return {"type": "matching", "prompt": prompt, "pairs": made}


def _short_answer(prompt: str, texts: Sequence[str]) -> dict[str, Any]:
    answers = _non_empty(texts)
    if not answers:
        raise CannotConvert("the row has no answer")
    return {"type": "short_answer", "prompt": prompt, "answers": answers}


def _numeric(prompt: str, texts: Sequence[str]) -> dict[str, Any]:
    if not texts:
        raise CannotConvert("the row has no answer")
    row = {"tolerance": texts[1]} if len(texts) > 1 and texts[1] else {}
    return {"type": "numeric", "prompt": prompt, **numeric_key(texts[0], row)}


def _gaps(prompt: str, texts: Sequence[str]) -> dict[str, Any]:
    """Return a cloze; after the text, each variable of it is followed by its answers."""
    answers: dict[str, list[str]] = {}
    name = ""
    for text in texts:
        if not text:
            name = ""
        elif not name:
            name = text
        else:
            answers.setdefault(name, []).append(text)
    # A variable that occurs twice would need its answer twice.
    named = _VARIABLE.findall(prompt)
    if not answers or any(named.count(each) != 1 for each in answers):
        raise CannotConvert(
            "its answers do not fit the variables in its text: each must occur exactly once"
        )
    if "{{" in prompt or any(
        set(word) & set("|{}\n") for some in answers.values() for word in some
    ):
        raise CannotConvert("its gaps hold a sign that they cannot hold in a bank: |, { or }")
    text = _VARIABLE.sub(
        lambda found: f"{{{{{'|'.join(answers[found[1]])}}}}}" if found[1] in answers else found[0],
        prompt,
    )
    return {"type": "cloze", "text": text}


BLACKBOARD_READERS: dict[str, Callable[[str, Sequence[str]], dict[str, Any]]] = {
    "MC": _one,
    "MA": _several,
    "TF": _true_false,
    "ORD": _ordering,
    "MAT": _matching,
    "FIB": _short_answer,
    "FIB_PLUS": _gaps,
    "NUM": _numeric,
}
"""The function that reads each keyword's question."""


MAX_CELL = 1_000_000
"""The maximum of characters in a cell: a bank may hold 26 options of 20,000 each."""
_TOO_LONG = f"a cell has more than {MAX_CELL:,} characters"
_ROW_LINES = re.compile(r"[^\r\n]*+(?:\r\n?|\n)|[^\r\n]++")
MAX_ROW = 10_000_000
"""The maximum of characters in a row: the cells of one take eight bytes each, even empty ones."""
MAX_ROWS = 500_000
"""The maximum number of rows; each takes 200 bytes of memory and more."""
csv.field_size_limit(MAX_CELL)


class TableRow(NamedTuple):
    """One row."""

    line: int
    """The line of the file where the row starts, counted from 1."""
    cells: list[str]


def read_rows(text: str, separator: str, first: int = 1) -> Iterator[TableRow]:
    """Yield the rows that are not empty; `first` is the number of the first line.

    Cells in double quotes may hold line breaks. Raise `BadFile` for a cell of more than `MAX_CELL`
    characters, for a row of more than `MAX_ROW`, and for more than `MAX_ROWS` rows.
    """
    length = 0

    def lines() -> Iterator[str]:
        # Not a StringIO, which takes four bytes for each character.
        nonlocal length
        for found in _ROW_LINES.finditer(text):
            length += found.end() - found.start()
            if length > MAX_ROW:
                raise BadFile(f"line {start}: a row has more than {MAX_ROW:,} characters")
            yield found.group()

    reader = csv.reader(lines(), delimiter=separator)
    start = first
    try:
        for count, cells in enumerate(reader):
            if count >= MAX_ROWS:
                raise BadFile(f"has more than {MAX_ROWS:,} rows: split it")
            if any(cell.strip() for cell in cells):
                yield TableRow(start, [cell.replace("\r\n", "\n") for cell in cells])
            start = first + reader.line_num
            length = 0
    except csv.Error as error:
        reason = _TOO_LONG if "field larger" in str(error) else str(error)
        raise BadFile(f"line {start} cannot be read as a row of a table: {reason}") from error


_SEPARATORS = (",", ";", "\t")
_MAX_SAMPLE = 200_000
# The rows among which the names of the columns are looked for.
_MAX_ABOVE = 12
_PROGRESS_STEP = 50


class _Table(NamedTuple):
    """The layout of a file."""

    separator: str
    header: int
    """The index of the row with the names of the columns; -1 for Blackboard's tables."""


def reads(data: bytes) -> bool:
    """Check for columns with the names of question and answer, or Blackboard's keywords."""
    return _table(sample(data)) is not None


def near_miss(data: bytes) -> str:
    """Return why a table cannot be read; empty for a file that does not look like a table."""
    text = sample(data)
    for separator in _SEPARATORS:
        rows: list[TableRow] = []
        with suppress(BadFile):
            rows.extend(islice(read_rows(text, separator), _MAX_ABOVE))
        widths = {len(row.cells) for row in rows}
        if len(rows) > 1 and len(widths) == 1 and widths != {1}:
            return (
                "looks like a table without known headings: name the column of the questions "
                "Question (or Prompt, Stem, Front, Term) and that of the answers Answer (or "
                "Correct answer, Key, Back, Definition)"
            )
    return ""


def read(data: bytes, tick: ProgressCallback) -> list[ImportedBank]:
    """Return a bank for each one that an own table names; a foreign table is one bank."""
    text = decode_text(data)
    table = _table(text)
    if table is None:
        raise BadFile(
            "has no columns named for questions and answers, such as “question” and “answer”"
        )
    found = list(read_rows(text, table.separator))
    if table.header < 0:
        bank = ImportedBank()
        for row in found:
            lost: list[str] = []
            name = row.cells[1] if len(row.cells) > 1 else ""
            with bank.or_skip(_place(row), name):
                question = blackboard_question(row.cells, lost)
                bank.questions.append(ImportedQuestion(_place(row), question, name, lost))
        return [bank]
    banks: dict[str, ImportedBank] = {}
    names = [name.strip() for name in found[table.header].cells]
    add = _add_own if is_own_header(names) else _add_foreign
    for done, row in enumerate(found[table.header + 1 :], 1):
        add(row, names, banks)
        if done % _PROGRESS_STEP == 0:
            tick(done, len(found))
    return list(banks.values()) or [ImportedBank()]


def _table(text: str) -> _Table | None:
    start = text[:_MAX_SAMPLE]
    for separator in _SEPARATORS:
        first: list[TableRow] = []
        # An unreadable row is reported when the whole file is read.
        with suppress(BadFile):
            first.extend(islice(read_rows(start, separator), _MAX_ABOVE))
        for index, row in enumerate(first):
            if is_header(row.cells):
                return _Table(separator, index)
        is_blackboard = all(
            len(row.cells) > 1 and row.cells[0].strip() in BLACKBOARD_KEYWORDS for row in first
        )
        if separator == "\t" and first and is_blackboard:
            return _Table(separator, -1)
    return None


def _add_own(row: TableRow, names: Sequence[str], banks: dict[str, ImportedBank]) -> None:
    cells = {name: cell for name, cell in _cells(row, names) if cell.strip()}
    name = cells.get("bank", "")
    bank = banks.setdefault(name, ImportedBank(id=name))
    for column in BANK_COLUMNS[1:]:
        key = column.removeprefix("bank_")
        setattr(bank, key, getattr(bank, key) or cells.get(column, ""))
    if cells.get("type") not in QUESTION_TYPES:
        # Rows that were added by hand in a spreadsheet may be in the words of foreign tables.
        _add_foreign(row, names, {"": bank})
        return
    lost = [_unknown(name) for name in cells if name not in COLUMNS]
    data = row_question(cells)
    name = data.get("id", data.get("prompt", ""))
    bank.questions.append(ImportedQuestion(_place(row), data, name, lost))


def _add_foreign(row: TableRow, names: Sequence[str], banks: dict[str, ImportedBank]) -> None:
    bank = banks.setdefault("", ImportedBank())
    lost: list[str] = []
    prompts = (cell for name, cell in _cells(row, names) if canonical_column(name) == "prompt")
    name = next(filter(str.strip, prompts), "")
    with bank.or_skip(_place(row), name):
        data = foreign_question(_by_column(row, names, lost), lost)
        bank.questions.append(ImportedQuestion(_place(row), data, name, lost))


def _by_column(row: TableRow, names: Sequence[str], lost: list[str]) -> dict[str, str]:
    """Return the cells that are not empty by canonical column; raise `CannotConvert` if unclear."""
    if any(cell.strip() for cell in row.cells[len(names) :]):
        count = counted(len(names), "column")
        raise CannotConvert(f"the row has {len(row.cells)} cells, but the table has {count}")
    found: dict[str, str] = {}
    for name, cell in _cells(row, names):
        column = canonical_column(name)
        if not cell.strip() or column == ROW_NUMBER or name in BANK_COLUMNS:
            continue
        if not column:
            lost.append(_unknown(name))
        elif column == "wrong":
            found[column] = f"{found[column]}\n{cell}" if column in found else cell
        elif found.setdefault(column, cell) != cell:
            # Both “Answer” and “Correct answer”, say: either may be the key.
            raise CannotConvert(f"two columns have different values for its {column}")
    return found


def _cells(row: TableRow, names: Sequence[str]) -> Iterator[tuple[str, str]]:
    return ((name, unescape_formula(cell)) for name, cell in zip(names, row.cells, strict=False))


def _unknown(column: str) -> str:
    return f"column “{column}”: not kept, for quiz does not know what it holds"


def _place(row: TableRow) -> str:
    return f"line {row.line}"
