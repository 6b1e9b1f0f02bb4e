"""Values as the cells of a table, and back.

Several values stand in one cell, each on a line. In such a cell a line break within a value is
`\\n`, and a backslash that could be taken for a part of a mark is doubled. A cell that a
spreadsheet would calculate gets an apostrophe in front, which is taken away again.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

Value = str | dict[str, Any]
"""A text, or a group of keys, as bank format has it."""

_APOSTROPHE = "'"
_ACTING = tuple("=+-@\uff1d\uff0b\uff0d\uff20")
_SPACES = " \n\xa0\u3000"
_MARKS = ("→", "— source: ", "— near: ")
_SIGNS = "\\\n→—"
"""Signs one of which is in every value that is not written as it is."""
_PLAIN = re.compile(r"\\(?=[n\\→—\n])")
_ESCAPED = re.compile(r"\\([n\\→—])")
_NUMBERED = re.compile(r"(\d{1,3}): (.*)")
_ARROW = " → "


def defused(cell: str) -> str:
    """Return a cell of which no spreadsheet takes the start for a formula."""
    return f"{_APOSTROPHE}{cell}" if _acts(cell) or cell.startswith(_APOSTROPHE) else cell


def restored(cell: str) -> str:
    """Return a cell without the apostrophe that `defused` put in front; others stay."""
    if cell.startswith(_APOSTROPHE) and (_acts(cell[1:]) or cell[1:2] == _APOSTROPHE):
        return cell[1:]
    return cell


def _acts(cell: str) -> bool:
    return cell.startswith(("\t", "\r")) or cell.lstrip(_SPACES).startswith(_ACTING)


def joined(values: Iterable[str]) -> str:
    """Return values as one cell."""
    return "\n".join(_line(value) for value in values)


def parted(cell: str) -> list[str]:
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


def joined_pairs(pairs: Sequence[Mapping[str, str]]) -> str:
    """Return pairs as one cell, each `left → right`."""
    return "\n".join(
        f"{_line(left)}{_ARROW}{_line(right)}" for group in pairs for left, right in group.items()
    )


def parted_pairs(cell: str) -> list[dict[str, str]]:
    """Return the pairs of a cell; a line without an arrow is a left without its right."""
    lines = (line.partition(_ARROW) for line in cell.split("\n") if line.strip())
    return [{_value(left): _value(right)} for left, _, right in lines]


def joined_quotes(quotes: Sequence[Value]) -> str:
    """Return quotes as one cell, each with its source and what stands around it, if given."""
    return "\n".join(_quote_line(quote) for quote in quotes)


def _quote_line(quote: Value) -> str:
    parts = quote if isinstance(quote, dict) else {"text": quote}
    line = _line(parts["text"])
    for name in ("source", "near"):
        if name in parts:
            line += f" — {name}: {_line(parts[name])}"
    return line


def parted_quotes(cell: str) -> list[Value]:
    """Return the quotes of a cell."""
    return [_quote(line) for line in cell.split("\n") if line.strip()]


def _quote(line: str) -> Value:
    rest, _, near = line.partition(" — near: ")
    text, _, source = rest.partition(" — source: ")
    parts = {"text": text, "source": source, "near": near}
    found = {name: _value(part) for name, part in parts.items() if part}
    return found if len(found) > 1 else found.get("text", "")


def numbered(lines: Iterable[tuple[int, str]]) -> str:
    """Return lines as one cell, each with the number of what it belongs to, from 1."""
    return "\n".join(f"{number}: {line}" for number, line in lines)


def by_number(cell: str) -> Iterator[tuple[int, str]]:
    """Yield the lines of a cell with the numbers before them; one without is of the first."""
    for line in cell.split("\n"):
        found = _NUMBERED.fullmatch(line)
        if found:
            yield int(found[1]), found[2]
        elif line.strip():
            yield 1, line


def joined_feedback(options: Sequence[Value]) -> str:
    """Return what is said of options as one cell."""
    said = enumerate(options, 1)
    return numbered(
        (number, _line(option["feedback"]))
        for number, option in said
        if isinstance(option, dict) and "feedback" in option
    )


def joined_option_quotes(options: Sequence[Value]) -> str:
    """Return the quotes of options as one cell."""
    return numbered(
        (number, _quote_line(quote))
        for number, option in enumerate(options, 1)
        if isinstance(option, dict)
        for quote in quotes_of(option)
    )


def quotes_of(data: Mapping[str, Any]) -> list[Value]:
    """Return the quotes of a question or an option."""
    return [data["quote"]] if "quote" in data else list(data.get("quotes", ()))


def with_quotes(quotes: Sequence[Value]) -> dict[str, Any]:
    """Return quotes under the key that a bank has for so many."""
    if not quotes:
        return {}
    return {"quote": quotes[0]} if len(quotes) == 1 else {"quotes": list(quotes)}


def options_with(texts: Sequence[str], feedback: str, quotes: str) -> list[Value]:
    """Return options with what the cells of feedback and of quotes say of them."""
    said: dict[int, list[str]] = {}
    for number, line in by_number(feedback):
        said.setdefault(number, []).append(_value(line))
    cited: dict[int, list[Value]] = {}
    for number, line in by_number(quotes):
        cited.setdefault(number, []).append(_quote(line))
    return [
        _option(text, said.get(number, ()), cited.get(number, ()))
        for number, text in enumerate(texts, 1)
    ]


def _option(text: str, said: Sequence[str], cited: Sequence[Value]) -> Value:
    feedback = {"feedback": "\n".join(said)} if said else {}
    more = feedback | with_quotes(cited)
    return {"text": text, **more} if more else text


BANK_COLUMNS = ("bank", "bank_title", "bank_language", "bank_description")
"""What is said of the bank; a description stands in its first row only."""
_OPTIONS = {"answer": "answer", "answers": "answer", "distractors": "distractor"}
"""Columns of options, with how those are called in the columns of their feedback and quotes."""
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
ALWAYS = ("bank", "bank_title", "id", "type", "prompt", "explanation", "quotes", "tags")
"""The columns that are there whether anything stands in them or not."""


def row_of(data: Mapping[str, Any]) -> dict[str, str]:
    """Return a question in bank format as cells by their columns; empty ones are left out."""
    row = {name: data[name] for name in _TEXTS if name in data}
    row |= {name: joined(data[name]) for name in _LISTS if name in data}
    for name, called in _OPTIONS.items():
        if name in data:
            row |= _options(name, called, data[name])
    if "pairs" in data:
        row["pairs"] = joined_pairs(data["pairs"])
    if "categories" in data:
        row["categories"] = joined_pairs(
            [{name: item} for group in data["categories"] for name, each in group.items()
             for item in each]
        )  # fmt: skip
    row["quotes"] = joined_quotes(quotes_of(data))
    return {name: cell for name, cell in row.items() if cell}


def _options(name: str, called: str, value: Any) -> dict[str, str]:
    options = value if isinstance(value, list) else [value]
    texts = [option["text"] if isinstance(option, dict) else option for option in options]
    return {
        name: joined(texts) if isinstance(value, list) else texts[0],
        f"{called}_feedback": joined_feedback(options),
        f"{called}_quotes": joined_option_quotes(options),
    }


def row_question(row: Mapping[str, str]) -> dict[str, Any]:
    """Return cells by their columns as a question in bank format."""
    data: dict[str, Any] = {name: row[name] for name in _TEXTS if name in row}
    data |= {name: parted(row[name]) for name in _LISTS if name in row}
    for name, called in _OPTIONS.items():
        if name in row:
            texts = [row[name]] if name == "answer" else parted(row[name])
            feedback = row.get(f"{called}_feedback", ""), row.get(f"{called}_quotes", "")
            options = options_with(texts, *feedback)
            data[name] = options[0] if name == "answer" else options
    if data["type"] == "multiple_response":
        data.setdefault("distractors", [])
    if "pairs" in row:
        data["pairs"] = parted_pairs(row["pairs"])
    if "categories" in row:
        data["categories"] = _categories(parted_pairs(row["categories"]))
    return data | with_quotes(parted_quotes(row.get("quotes", "")))


def _categories(pairs: list[dict[str, str]]) -> list[dict[str, list[str]]]:
    """Return pairs `category → item` as categories, each with all its items."""
    found: dict[str, list[str]] = {}
    for pair in pairs:
        for name, item in pair.items():
            found.setdefault(name, []).append(item)
    return [{name: items} for name, items in found.items()]
