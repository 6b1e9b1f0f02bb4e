"""Rows of other people's tables as questions, by the names of their columns.

The key is the text of an option, its letter or its number. Where it may be two of them, nobody
knows what is right, and the question is skipped.
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
"""Characters of the longest answer that is taken for one that can be typed."""
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
    """Return the question of a row in bank format; raises `CannotConvert`.

    `row` holds cells by what their columns hold; what cannot be carried goes to `lost`.
    """
    prompt = displayed_cell("prompt", row.get("prompt", ""), lost).text
    if not prompt:
        raise CannotConvert("there is no question in it")
    if "key" not in row:
        raise CannotConvert("it does not say what is right")
    places = sorted(int(name.split()[1]) for name in row if name.startswith("option "))
    # An option that is missing keeps its place, for the key may count it.
    options = [
        displayed_cell("options", row.get(f"option {place}", ""), lost).text
        for place in range(1, max(places, default=0) + 1)
    ]
    typed = _typed(row["key"].strip(), options, row, lost)
    return {"type": typed["type"], "prompt": prompt, **typed, **_shared(row, lost)}


def displayed_cell(field: str, cell: str, lost: list[str]) -> Explained:
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
        raise CannotConvert(
            f"questions of the type “{row['type']}” without options are not known here"
        )
    if "\n" in key or len(key) > MAX_TYPED_ANSWER:
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


def numeric_key(key: str, row: Mapping[str, str]) -> dict[str, Any]:
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
    explained = displayed_cell("explanation", row.get("explanation", ""), lost)
    found = [*(Quote(line) for line in _filled(_LINES, row.get("quotes", ""))), *explained.quotes]
    data |= explained._replace(quotes=tuple(found)).data()
    points = parse_number(fold(row.get("points", "")))
    if points is not None and points > 0 and points != 1:
        data["points"] = plain(points)
    elif "points" in row and points is None:
        lost.append(f"points: “{row['points']}” is no number")
    lists = {"tags": _LISTED, "hints": _LINES}
    for name, pattern in lists.items():
        values = _filled(pattern, row.get(name, ""))
        data |= {name: list(dict.fromkeys(values))} if values else {}
    return data


def _filled(pattern: re.Pattern[str], cell: str) -> list[str]:
    return [part.strip() for part in pattern.split(cell) if part.strip()]
