"""The columns of this app's own tables: a question as a row of cells, and back.

Columns are named like the fields of bank format where it has such fields.
"""

from collections.abc import Mapping
from typing import Any

from quiz.exchange.tables.cells import (
    join_feedback,
    join_option_quotes,
    join_pairs,
    join_quotes,
    join_values,
    options_with,
    quotes_of,
    split_pairs,
    split_quotes,
    split_values,
    with_quotes,
)

BANK_COLUMNS = ("bank", "bank_title", "bank_language", "bank_description")
"""The columns about the bank; its description stands only in its first row."""
_OPTIONS = {"answer": "answer", "answers": "answer", "distractors": "distractor"}
"""The columns of options, and the prefix of the columns of their feedback and quotes."""
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
