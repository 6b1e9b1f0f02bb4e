"""The keys and words that are allowed at a path of a bank, taken from its JSON Schema."""

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any, NamedTuple

from quiz.bank.fields import ANY_QUESTION, bank_schema
from quiz.check.rules import RULES
from quiz.editor.outline import Path
from quiz.question_types import QUESTION_TYPES
from quiz.yaml_source.parse import MAX_DEPTH
from quiz.yaml_source.types import Schema

QUOTES = ("quote", "quotes")


class AllowedKey(NamedTuple):
    """A key that a group may have."""

    name: str
    description: str
    required: bool
    form: str
    """The form in which its value is first written: `text`, `list` or `group`."""


class AllowedWord(NamedTuple):
    """A word that is allowed as a value."""

    text: str
    description: str


@cache
def _bank() -> Schema:
    return bank_schema({name: rule.summary for name, rule in RULES.items()})


def _ways(schema: Schema, kind: str) -> Iterator[Schema]:
    """Yield the schemas that a schema is a choice of; `kind` is the type of the question."""
    if "$ref" in schema:
        yield from _referred(schema["$ref"].rpartition("/")[2], kind)
    elif "else" in schema:
        yield from _ways(schema["then"], kind)
        yield from _ways(schema["else"], kind)
    else:
        yield schema


def _referred(name: str, kind: str) -> Iterator[Schema]:
    found = _bank()["definitions"][
        kind if name == ANY_QUESTION and kind in QUESTION_TYPES else name
    ]
    if name != ANY_QUESTION:
        yield found
        return
    # A question without a type yet may have any key; the names of the types come from here.
    untyped = found if kind in QUESTION_TYPES else found["else"]
    types = _bank()["definitions"][ANY_QUESTION]["properties"]["type"]
    yield untyped | {
        "properties": untyped["properties"] | {"type": types},
        "required": [*untyped["required"], "type"],
    }


def _at(path: Path, kind: str) -> list[Schema]:
    if len(path) > MAX_DEPTH:
        return []
    found = [_bank()]
    for step in path:
        found = [each for schema in found for each in _below(schema, step, kind)]
    return [each for schema in found for each in _ways(schema, kind)]


def _below(schema: Schema, step: str | None, kind: str) -> Iterator[Schema]:
    for way in _ways(schema, kind):
        if step is None:
            found: Any = way.get("items")
        else:
            found = way.get("properties", {}).get(step, way.get("additionalProperties"))
        if isinstance(found, dict):
            yield found


def keys(path: Path, kind: str) -> list[AllowedKey]:
    """Return the keys that a group at a path may have, the required ones first."""
    found: dict[str, AllowedKey] = {}
    for schema in _at(path, kind):
        required = schema.get("required", ())
        for name, below in schema.get("properties", {}).items():
            form = _form(below, kind)
            found[name] = AllowedKey(name, below.get("description", ""), name in required, form)
        if "propertyNames" in schema:
            named = _words(_ways(schema["propertyNames"], kind))
            found |= {word: AllowedKey(word, text, False, "text") for word, text in named}
    return sorted(found.values(), key=lambda key: not key.required)


def instead_of(name: str) -> set[str]:
    """Return the keys that exclude a key, because only one of them may be given."""
    return {*QUOTES} - {name} if name in QUOTES else set()


def words(path: Path, kind: str) -> list[AllowedWord]:
    """Return the words that are allowed as the value at a path; none if any text is."""
    return list(_words(_at(path, kind)))


def _words(schemas: Iterable[Schema]) -> Iterator[AllowedWord]:
    for schema in schemas:
        descriptions = schema.get("enumDescriptions", [""] * len(schema.get("enum", ())))
        yield from map(AllowedWord, schema.get("enum", ()), descriptions)
        if "const" in schema:
            yield AllowedWord(str(schema["const"]), "")
        if schema.get("type") == "boolean":
            yield from (AllowedWord("true", ""), AllowedWord("false", ""))


def description_of(path: Path, kind: str) -> str:
    """Return the description of the key at the end of a path; empty if it is unknown."""
    if not path or path[-1] is None:
        return ""
    return next((key.description for key in keys(path[:-1], kind) if key.name == path[-1]), "")


def _form(schema: Schema, kind: str) -> str:
    ways = list(_ways(schema, kind))
    if any("items" in way for way in ways):
        return "list"
    groups = [way for way in ways if way.get("type") == "object"]
    return "group" if groups and len(groups) == len(ways) else "text"


def is_quote(path: Path) -> bool:
    """Check whether a path leads to the words of a quote."""
    if path[-1:] == ("text",):
        path = path[:-1]
    return path[-1:] == ("quote",) or path[-2:] == ("quotes", None)
