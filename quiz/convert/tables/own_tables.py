"""This app's own tables: a question as a row of cells, and back.

Columns are named like the fields of bank format where it has such fields. A cell holds several
values on a line each; in such a cell a line break within a value is written `\\n`, and a backslash
that could be read as part of an escape is doubled. A cell that a spreadsheet would calculate gets
an apostrophe in front, which is removed again on import.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from quiz.bank.questions import write_question
from quiz.convert.model import ConversionLoss, Exported, ProgressCallback
from quiz.model.bank import Bank
from quiz.question_types import question_type_of

Value = str | dict[str, Any]
"""A text, or a group of keys, as bank format has it."""

_APOSTROPHE = "'"
_FORMULA_SIGNS = tuple("=+-@\uff1d\uff0b\uff0d\uff20")
_SPACES = " \n\xa0\u3000"
_MARKS = ("→", "— source: ", "— near: ")
# Every value that needs escapes has at least one of these signs.
_SIGNS = "\\\n→—"
_PLAIN = re.compile(r"\\(?=[n\\→—\n])")
_ESCAPED = re.compile(r"\\([n\\→—])")
_NUMBERED = re.compile(r"(\d{1,3}): (.*)")
_ARROW = " → "


def escape_formula(cell: str) -> str:
    """Return a cell that no spreadsheet reads as a formula."""
    return f"{_APOSTROPHE}{cell}" if _is_formula(cell) or cell.startswith(_APOSTROPHE) else cell


def unescape_formula(cell: str) -> str:
    """Return a cell without the apostrophe that `escape_formula` adds; any other stays."""
    if cell.startswith(_APOSTROPHE) and (_is_formula(cell[1:]) or cell[1:2] == _APOSTROPHE):
        return cell[1:]
    return cell


def _is_formula(cell: str) -> bool:
    return cell.startswith(("\t", "\r")) or cell.lstrip(_SPACES).startswith(_FORMULA_SIGNS)


def join_values(values: Iterable[str]) -> str:
    """Return values joined in one cell."""
    return "\n".join(_line(value) for value in values)


def split_values(cell: str) -> list[str]:
    """Return the values of a cell."""
    return [_value(line) for line in cell.split("\n") if line.strip()]


def _line(value: str) -> str:
    if not any(sign in value for sign in _SIGNS):
        return value
    value = _PLAIN.sub(r"\\\\", value).replace("\n", r"\n")
    for mark in _MARKS:
        value = value.replace(mark, f"\\{mark}")
    return value


def _value(line: str) -> str:
    if "\\" not in line:
        return line
    return _ESCAPED.sub(lambda found: "\n" if found[1] == "n" else found[1], line)


def join_pairs(pairs: Sequence[Mapping[str, str]]) -> str:
    """Return pairs joined in one cell, each `left → right`."""
    return "\n".join(
        f"{_line(left)}{_ARROW}{_line(right)}" for group in pairs for left, right in group.items()
    )


def split_pairs(cell: str) -> list[dict[str, str]]:
    """Return the pairs of a cell; a line without an arrow gets an empty right side."""
    lines = (line.partition(_ARROW) for line in cell.split("\n") if line.strip())
    # An empty side is kept, so that the reader of banks names the pair that is not complete.
    return [{_value(left): _value(right)} for left, _, right in lines]


def join_quotes(quotes: Sequence[Value]) -> str:
    """Return quotes joined in one cell, each with its source and context if given."""
    return "\n".join(_quote_line(quote) for quote in quotes)


def _quote_line(quote: Value) -> str:
    parts = quote if isinstance(quote, dict) else {"text": quote}
    line = _line(parts["text"])
    for name in ("source", "near"):
        if name in parts:
            line += f" — {name}: {_line(parts[name])}"
    return line


def split_quotes(cell: str) -> list[Value]:
    """Return the quotes of a cell."""
    return [_quote(line) for line in cell.split("\n") if line.strip()]


def _quote(line: str) -> Value:
    rest, _, near = line.partition(" — near: ")
    text, _, source = rest.partition(" — source: ")
    parts = {"text": text, "source": source, "near": near}
    found = {name: _value(part) for name, part in parts.items() if part}
    return found if len(found) > 1 else found.get("text", "")


def join_numbered(lines: Iterable[tuple[int, str]]) -> str:
    """Return lines joined in one cell, each with the number of its option, counted from 1."""
    return "\n".join(f"{number}: {line}" for number, line in lines)


def split_numbered(cell: str) -> Iterator[tuple[int, str]]:
    """Yield the lines of a cell with their numbers; a line without one belongs to the first."""
    for line in cell.split("\n"):
        found = _NUMBERED.fullmatch(line)
        if found:
            yield int(found[1]), found[2]
        elif line.strip():
            yield 1, line


def join_feedback(options: Sequence[Value]) -> str:
    """Return the feedback on options joined in one cell."""
    return join_numbered(
        (number, _line(option["feedback"]))
        for number, option in enumerate(options, 1)
        if isinstance(option, dict) and "feedback" in option
    )


def join_option_quotes(options: Sequence[Value]) -> str:
    """Return the quotes of options joined in one cell."""
    return join_numbered(
        (number, _quote_line(quote))
        for number, option in enumerate(options, 1)
        if isinstance(option, dict)
        for quote in quotes_of(option)
    )


def quotes_of(data: Mapping[str, Any]) -> list[Value]:
    """Return the quotes of a question or an option."""
    return [data["quote"]] if "quote" in data else list(data.get("quotes", ()))


def with_quotes(quotes: Sequence[Value]) -> dict[str, Any]:
    """Return quotes under the key of bank format: `quote` for one, `quotes` for several."""
    if not quotes:
        return {}
    return {"quote": quotes[0]} if len(quotes) == 1 else {"quotes": list(quotes)}


def options_with(texts: Sequence[str], feedback: str, quotes: str) -> list[Value]:
    """Return options with their feedback and quotes from the cells for those."""
    feedback_lines: dict[int, list[str]] = {}
    for number, line in split_numbered(feedback):
        feedback_lines.setdefault(number, []).append(_value(line))
    option_quotes: dict[int, list[Value]] = {}
    for number, line in split_numbered(quotes):
        option_quotes.setdefault(number, []).append(_quote(line))
    options: list[Value] = []
    for number, text in enumerate(texts, 1):
        lines = feedback_lines.get(number, ())
        more = {"feedback": "\n".join(lines)} if lines else {}
        more |= with_quotes(option_quotes.get(number, ()))
        options.append({"text": text, **more} if more else text)
    return options


BANK_COLUMNS = ("bank", "bank_title", "bank_language", "bank_description")
"""The columns about the bank; its description stands only in its first row."""
# The columns of options, and the prefix of the columns of their feedback and quotes.
_OPTIONS = {"answer": "answer", "answers": "answer", "distractors": "distractor"}
_LISTS = ("items", "reject", "hints", "tags", "enemies")
_TEXTS = (
    *("id", "type", "prompt", "text", "tolerance", "unit", "case_sensitive", "strict", "typos"),
    *("marking", "shuffle", "explanation", "inferred", "points"),
)
COLUMNS = (
    *BANK_COLUMNS,
    *("id", "type", "prompt", "text", "answer", "answers", "distractors", "pairs", "categories"),
    *("items",),
    *("tolerance", "unit", "reject", "case_sensitive", "strict", "typos", "marking", "shuffle"),
    *("explanation", "quotes", "inferred", "hints", "points", "tags", "enemies"),
    *("answer_feedback", "answer_quotes", "distractor_feedback", "distractor_quotes"),
)
"""All columns in their order."""
ALWAYS_WRITTEN = ("bank", "bank_title", "id", "type", "prompt", "explanation", "quotes", "tags")
"""The columns that are written even when all of their cells are empty."""


def question_row(data: Mapping[str, Any]) -> dict[str, str]:
    """Return a question in bank format as cells by column, without empty cells."""
    row = {name: data[name] for name in _TEXTS if name in data}
    row |= {name: join_values(data[name]) for name in _LISTS if name in data}
    for name, prefix in _OPTIONS.items():
        if name in data:
            row |= _options(name, prefix, data[name])
    if "pairs" in data:
        row["pairs"] = join_pairs(data["pairs"])
    if "categories" in data:
        row["categories"] = join_pairs(
            [{name: item} for group in data["categories"] for name, each in group.items()
             for item in each]
        )  # fmt: skip
    row["quotes"] = join_quotes(quotes_of(data))
    return {name: cell for name, cell in row.items() if cell}


def _options(name: str, prefix: str, value: Any) -> dict[str, str]:
    options = value if isinstance(value, list) else [value]
    texts = [option["text"] if isinstance(option, dict) else option for option in options]
    return {
        name: join_values(texts) if isinstance(value, list) else texts[0],
        f"{prefix}_feedback": join_feedback(options),
        f"{prefix}_quotes": join_option_quotes(options),
    }


def row_question(row: Mapping[str, str]) -> dict[str, Any]:
    """Return the question of a row, given as cells by column, in bank format."""
    data: dict[str, Any] = {name: row[name] for name in _TEXTS if name in row}
    data |= {name: split_values(row[name]) for name in _LISTS if name in row}
    for name, prefix in _OPTIONS.items():
        if name in row:
            texts = [row[name]] if name == "answer" else split_values(row[name])
            feedback = row.get(f"{prefix}_feedback", ""), row.get(f"{prefix}_quotes", "")
            options = options_with(texts, *feedback)
            data[name] = options[0] if name == "answer" else options
    if data["type"] == "multiple_response":
        # The bank format asks for the key even when every option is right.
        data.setdefault("distractors", [])
    if "pairs" in row:
        data["pairs"] = split_pairs(row["pairs"])
    if "categories" in row:
        data["categories"] = _categories(split_pairs(row["categories"]))
    return data | with_quotes(split_quotes(row.get("quotes", "")))


def _categories(pairs: list[dict[str, str]]) -> list[dict[str, list[str]]]:
    """Return pairs `category → item` grouped into categories."""
    found: dict[str, list[str]] = {}
    for pair in pairs:
        for name, item in pair.items():
            found.setdefault(name, []).append(item)
    return [{name: items} for name, items in found.items()]


_PROGRESS_STEP = 50
_SENTENCES_LOST = (
    "sentences: the text is not exported; “quiz import --source TEXT” finds the sentences again"
)


def write(banks: Sequence[Bank], tick: ProgressCallback) -> Exported:
    total = sum(len(bank.questions) for bank in banks)
    rows: list[dict[str, str]] = []
    losses: list[ConversionLoss] = []
    for bank in banks:
        details = _bank_cells(bank)
        for question in bank.questions:
            rows.append(details | question_row(write_question(question)))
            # The description may be long: it stands only in the first row.
            details.pop("bank_description", None)
            if question_type_of(question).stored:
                losses.append(ConversionLoss(bank.id, question.id, _SENTENCES_LOST))
            if len(rows) % _PROGRESS_STEP == 0:
                tick(len(rows), total)
    return Exported(_table(rows), tuple(losses))


def _bank_cells(bank: Bank) -> dict[str, str]:
    details = {
        "bank": bank.id,
        "bank_title": bank.title,
        "bank_language": bank.language,
        "bank_description": bank.description,
    }
    return {name: text for name, text in details.items() if text}


def _table(rows: Sequence[dict[str, str]]) -> bytes:
    used = {name for row in rows for name in row}
    columns = [name for name in COLUMNS if name in used or name in ALWAYS_WRITTEN]
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(columns)
    writer.writerows([escape_formula(row.get(name, "")) for name in columns] for row in rows)
    # Without a byte order mark Excel takes the file for another encoding.
    return file.getvalue().encode("utf-8-sig")
