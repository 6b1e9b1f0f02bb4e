"""Rows of foreign tables as questions, by the names of their columns.

The key is the text, the letter or the number of an option. Where it could mean two different
options, the question is skipped.
"""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from quiz.exchange.explaining import Explained, from_html, from_text
from quiz.exchange.parcels import CannotConvert
from quiz.kinds.options import look_alike
from quiz.model.question import Quote
from quiz.text.folding import fold
from quiz.text.numbers import parse_number, plain

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
