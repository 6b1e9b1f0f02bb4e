"""The bank format as JSON Schema, made of the fields that banks are read by.

Draft 07, the latest that the YAML language server supports in full. The schema allows whatever
`quiz check` allows; what it cannot say (clashes, places of quotes) is left to that command.
"""

from collections.abc import Mapping

from quiz.bank.fields import ANY_QUESTION, BANK, QUESTION, QUESTION_FIELDS, RULE_NAME, UNTYPED
from quiz.question_types import QUESTION_TYPES
from quiz.yaml_source.types import Schema

DIALECT = "http://json-schema.org/draft-07/schema#"


def bank_schema(rules: Mapping[str, str]) -> Schema:
    """Return the JSON Schema of a bank as plain data; what a key holds is in its description.

    `rules` has the names of the rules that a bank may speak of, with what each finds.
    """
    return {
        "$schema": DIALECT,
        "title": "A bank of verbatim-quiz, format 1",
        **BANK.schema(),
        "definitions": {
            ANY_QUESTION: _any_question(),
            RULE_NAME: {"enum": list(rules), "enumDescriptions": list(rules.values())},
            **{name: _question(name) for name in QUESTION_TYPES},
        },
    }


def _any_question() -> Schema:
    """Return the schema that leads to that of the type, once a question has one."""
    kind = next(field for field in QUESTION_FIELDS if field.name == "type")
    names = {
        **kind.shape.schema(),
        "description": kind.says,
        "enumDescriptions": [_first_line(each) for each in QUESTION_TYPES.values()],
    }
    branches = [
        {"if": _of_type({"const": name}), "then": {"$ref": f"#/definitions/{name}"}}
        for name in QUESTION_TYPES
    ]
    return {
        "type": "object",
        "properties": {"type": names},
        "required": ["type"],
        "if": _of_type(kind.shape.schema()),
        "then": {"allOf": branches},
        "else": UNTYPED.schema(),
    }


def _of_type(names: Schema) -> Schema:
    return {"type": "object", "properties": {"type": names}, "required": ["type"]}


def _first_line(kind: object) -> str:
    return (kind.__doc__ or "").splitlines()[0]


def _question(name: str) -> Schema:
    schema = QUESTION[name].schema()
    if QUESTION_TYPES[name].needs_quote:
        schema["anyOf"] = [{"required": ["quote"]}, {"required": ["quotes"]}]
    return schema
