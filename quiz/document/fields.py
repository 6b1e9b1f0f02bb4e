"""Groups of named fields: which keys may stand in a mapping, and what each holds."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from quiz.document.nodes import Mapping
from quiz.document.report import Report
from quiz.document.shapes import Schema, Shape, Values


@dataclass(frozen=True, slots=True)
class Field:
    """One key of a group."""

    name: str
    shape: Shape[Any]
    required: bool = False
    says: str = ""
    """What it holds or does, in a few words, for whoever writes a bank."""


class Fields:
    """The keys of one kind of mapping."""

    def __init__(self, what: str, fields: Iterable[Field]) -> None:
        self._what = what
        self._fields = {field.name: field for field in fields}
        self._required = [field.name for field in self._fields.values() if field.required]

    def __iter__(self) -> Iterator[Field]:
        """Yield the fields in the order in which they are declared."""
        return iter(self._fields.values())

    @property
    def names(self) -> Collection[str]:
        """The keys."""
        return self._fields.keys()

    def extended(self, fields: Iterable[Field]) -> "Fields":
        """Return a group with further keys; itself when there are none."""
        further = tuple(fields)
        return Fields(self._what, (*self._fields.values(), *further)) if further else self

    def read(self, mapping: Mapping, report: Report) -> tuple[Values, bool]:
        """Return the values of `mapping`, and whether all of it was in order.

        Unknown keys, missing keys and wrong values go to `report`; an unknown key that is likely a
        missing one stands for both.
        """
        values: Values = {}
        sound = True
        likely: set[str] = set()
        fields = self._fields
        for name, node in mapping.entries.items():
            field = fields.get(name)
            if field is None:
                likely.add(self._unknown(name, mapping, report))
                sound = False
                continue
            value = field.shape.read(node, report, name)
            if value is None:
                sound = False
            else:
                values[name] = value
        for name in self._required:
            if name not in mapping.entries:
                sound = False
                if name not in likely:
                    message = f"{self._what} needs “{name}”"
                    report.error(mapping.position, "missing-field", message, field=name)
        return values, sound

    def schema(self) -> Schema:
        """Return the JSON Schema of such a mapping."""
        properties = {
            name: ({"description": field.says} if field.says else {}) | field.shape.schema()
            for name, field in self._fields.items()
        }
        return {
            "type": "object",
            "properties": properties,
            "required": self._required,
            "additionalProperties": False,
        }

    def _unknown(self, name: str, mapping: Mapping, report: Report) -> str:
        """Report a key that there is not; return the one that was likely meant, or nothing."""
        near = report.near(name, [key for key in self._fields if key not in mapping.entries])
        hint = f" (did you mean “{near}”?)" if near else f"; it has {', '.join(self._fields)}"
        report.error(
            mapping.key_position(name), "unknown-key", f"{self._what} has no key “{name}”{hint}"
        )
        return near
