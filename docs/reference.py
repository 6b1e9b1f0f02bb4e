"""Generates the tables in `docs/format.md` from the definitions of the fields.

`python docs/reference.py` writes them into `docs/format.md`, between its marks.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from quiz.bank.fields import BANK, QUESTION, QUESTION_FIELDS, TypedDefaults
from quiz.question_types import QUESTION_TYPES
from quiz.question_types.options import OPTION, QUOTE
from quiz.yaml_source.fields import Field, Schema

PAGE = Path(__file__).with_name("format.md")
_TABLE = re.compile(r"(<!-- keys of (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)
_SIZES = (("minItems", "maxItems"), ("minProperties", "maxProperties"), ("minimum", "maximum"))


def filled(page: str) -> str:
    """Return a page whose tables follow from the current definitions."""
    return _TABLE.sub(lambda found: found[1] + "\n".join(_table(found[2])) + "\n" + found[3], page)


def _table(name: str) -> Iterator[str]:
    yield "| key | | what for | holds |"
    yield "| --- | --- | --- | --- |"
    for field in _fields(name):
        needed = "required" if field.required else ""
        description = field.description.replace("|", "\\|")
        yield f"| `{field.name}` | {needed} | {description} | {_holds(field)} |"


def _fields(name: str) -> Iterable[Field]:
    groups = {
        "bank": BANK,
        "quote": QUOTE.keys,
        "option": OPTION.keys,
        "typed": TypedDefaults.keys,
    }
    if name in groups:
        return groups[name]
    if name in QUESTION_TYPES:
        return QUESTION_TYPES[name].fields
    prompt = next(field for field in QUESTION["single_choice"] if field.name == "prompt")
    return *QUESTION_FIELDS[:2], prompt, *QUESTION_FIELDS[2:]


def _holds(field: Field) -> str:
    """Return what a key holds: its type in words, and its sizes."""
    schema = field.shape.schema()
    holds = field.shape.expected
    if "const" in schema:
        return f"`{schema['const']}`"
    if "enum" in schema:
        return ", ".join(f"`{word}`" for word in schema["enum"])
    if schema.get("if") == {"type": "array"} and schema["else"] == _entry(schema):
        holds += ", or a single one"
    sizes = _sizes(schema) or _sizes(schema.get("then", {})) or _sizes(schema.get("else", {}))
    return f"{holds}; {sizes}" if sizes else holds


def _entry(schema: Schema) -> Schema | None:
    entry: Schema | None = schema["then"].get("items")
    return entry


def _sizes(schema: Schema) -> str:
    for lower, upper in _SIZES:
        low, high = schema.get(lower) or 0, schema.get(upper)
        if high is not None:
            return f"{low:,} to {high:,.0f}" if low else f"at most {high:,.0f}"
        if lower == "minimum" and lower in schema:
            return f"not below {schema[lower]:g}"
    return ""


def main() -> None:
    """Write the tables."""
    PAGE.write_text(filled(PAGE.read_text("utf-8")), "utf-8")


if __name__ == "__main__":
    main()
