"""The types of values: reading a node as a value, reporting problems, and the JSON Schema."""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Generic, Protocol, TypeVar

from quiz.text.cleaning import describe_character, first_forbidden, has_forbidden_in_line
from quiz.yaml_source.parse import Mapping, Node, Scalar, Sequence
from quiz.yaml_source.problems import ProblemLog

MAX_CHARACTERS = 20_000
MAX_LINES = 400
MAX_MAGNITUDE = 300
"""The greatest power of ten in a number, either way."""

T_co = TypeVar("T_co", covariant=True)

Schema = dict[str, Any]
"""A JSON Schema, draft 07; it allows all that the type reads, and refuses other types."""

_NAMES = {Scalar: "a text", Sequence: "a list", Mapping: "a group of keys"}


class ValueType(Protocol[T_co]):
    """Reads one kind of value."""

    @property
    def expected(self) -> str:
        """The expected value in words: `a text`."""

    def read(self, node: Node, report: ProblemLog, name: str) -> T_co | None:
        """Return the value of `node`, or None after adding the problem to `report`.

        `name` is the key, for messages.
        """

    def schema(self) -> Schema:
        """Return the JSON Schema of the nodes that are read."""


def written_as(group: Schema, otherwise: Schema, kind: str = "object") -> Schema:
    """Return the schema of either a `group`, which has the JSON type, or of `otherwise`."""
    return {"if": {"type": kind}, "then": group, "else": otherwise}


def scalar(**keywords: Any) -> Schema:
    """Return the schema of a text as typed: `12`, `no` and `~` are texts too.

    Written as a condition, because editors offer `true` and `null` wherever a `type` names them.
    """
    return {"if": {"type": ["array", "object"]}, "then": {"type": "string"}, **keywords}


def wrong_type(node: Node, report: ProblemLog, name: str, expected: str, fix: str = "") -> None:
    """Report that `node` has the wrong type, and how to fix it."""
    message = f"“{name}” must be {expected}, not {_NAMES[type(node)]}{fix}"
    report.error(node.position, "wrong-type", message)


def _warn_of_cut(node: Scalar, report: ProblemLog) -> None:
    """Warn of a comment that was likely meant to be part of the text."""
    comment = report.comments.get(node.position)
    if comment is not None and comment.continues(node.value):
        report.warning(
            node.position,
            "text-cut",
            f"“{comment.shown}” is read as a comment: put the text in quotes, or, for a comment, "
            "write two spaces before the “#” and one after it",
        )


class TextType:
    """A text as typed; line breaks at its end, which block scalars leave, are dropped."""

    def __init__(self, one_line: bool = False) -> None:
        self.expected = "one line of text" if one_line else "a text"
        self._one_line = one_line

    def read(self, node: Node, report: ProblemLog, name: str) -> str | None:
        """Return the text."""
        if type(node) is not Scalar:
            wrong_type(node, report, name, self.expected)
            return None
        value = node.value
        if report.comments:
            _warn_of_cut(node, report)
        # Most texts are printable throughout, and every forbidden character is not.
        if value.isprintable() and value.strip() and len(value) <= MAX_CHARACTERS:
            return value
        return self._read_odd(value.rstrip("\n"), node, report, name)

    def schema(self) -> Schema:
        return scalar(pattern=r"^[^\S\n\t]*\S[^\n\t]*\n*$" if self._one_line else r"\S")

    def _read_odd(self, value: str, node: Scalar, report: ProblemLog, name: str) -> str | None:
        if not value.strip():
            report.error(node.position, "empty", f"“{name}” is empty: give it a text or remove it")
            return None
        if len(value) > MAX_CHARACTERS or value.count("\n") >= MAX_LINES:
            report.error(
                node.position,
                "too-long",
                f"“{name}” has more than {MAX_CHARACTERS:,} characters or {MAX_LINES} lines",
            )
            return None
        return value if self._shows_safely(value, node, report, name) else None

    def _shows_safely(self, value: str, node: Scalar, report: ProblemLog, name: str) -> bool:
        found = first_forbidden(value)
        if found is not None:
            report.error(
                node.position,
                "forbidden-character",
                f"“{name}” contains {describe_character(value[found])}: remove it",
            )
            return False
        if self._one_line and has_forbidden_in_line(value):
            report.error(node.position, "line-break", f"“{name}” must be one line without tabs")
            return False
        # Folding drops it, so quotes are found; but it stays in what the learner reads.
        if "\xad" in value:
            report.warning(
                node.position, "soft-hyphen", f"“{name}” contains a soft hyphen, which is invisible"
            )
        return True


class Identifier:
    """A stable name: letters, digits, `-`, `_` and `.`, at most 100 characters."""

    expected = "an id of letters, digits, “-”, “_” and “.”"
    _pattern = re.compile(r"\w[\w.-]{0,99}")
    # Regular expressions of other languages have another “\w”: this one is exact for ASCII only.
    _portable = r"^[^\s!-/:-@\[-^`{-~][^\s!-,/:-@\[-^`{-~]{0,99}$"

    @classmethod
    def fits(cls, text: str) -> bool:
        """Check whether a text is such a name."""
        return cls._pattern.fullmatch(text) is not None

    def read(self, node: Node, report: ProblemLog, name: str) -> str | None:
        """Return the id."""
        if type(node) is not Scalar:
            wrong_type(node, report, name, self.expected)
        elif not self.fits(node.value):
            report.error(
                node.position,
                "bad-id",
                f"“{name}” must be {self.expected}, at most 100, without spaces",
            )
        else:
            return node.value
        return None

    def schema(self) -> Schema:
        return scalar(pattern=self._portable)


class Flag:
    """`true` or `false` without quotes, as YAML 1.2's core schema has them."""

    expected = "true or false"
    _words = {word: word.lower() == "true" for word in "true True TRUE false False FALSE".split()}
    _meant = dict.fromkeys("true yes y on t 1 right".split(), "true") | dict.fromkeys(
        "false no n off f 0 wrong".split(), "false"
    )

    def read(self, node: Node, report: ProblemLog, name: str) -> bool | None:
        """Return the Boolean."""
        if type(node) is not Scalar:
            wrong_type(node, report, name, self.expected)
            return None
        # “yes”, “no” and “on” were Booleans in YAML 1.1: here they are words, so that an answer
        # may be “no”; where a Boolean is expected, the message says what to write instead.
        value = self._words.get(node.value) if node.plain else None
        if value is None:
            meant = self._meant.get(node.value.strip().lower())
            written = node.value if node.plain else f"“{node.value}”"
            fix = f": write {meant} instead of {written}" if meant else ", without quotes"
            report.error(node.position, "wrong-type", f"“{name}” must be true or false{fix}")
        return value

    def schema(self) -> Schema:
        return {"type": "boolean"}


class Number:
    """A decimal number without quotes, as YAML 1.2's core schema has them, in given bounds."""

    expected = "a number"
    _pattern = re.compile(r"[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d{1,3})?", re.ASCII)

    def __init__(self, minimum: Decimal | None = None, maximum: Decimal | None = None) -> None:
        self._minimum = minimum
        self._maximum = maximum

    @classmethod
    def fits(cls, text: str) -> bool:
        """Check whether a text is such a number, whatever its size."""
        # Not `Decimal` alone, which also reads “Infinity” and numbers with huge exponents.
        # Long digits are refused before Decimal sees them: reading them takes quadratic time.
        return len(text) <= 100 and cls._pattern.fullmatch(text) is not None

    def read(self, node: Node, report: ProblemLog, name: str) -> Decimal | None:
        """Return the number."""
        if type(node) is not Scalar:
            wrong_type(node, report, name, self.expected)
            return None
        text = node.value
        if not node.plain or not self.fits(text):
            report.error(
                node.position,
                "wrong-type",
                f"“{name}” must be a number such as 500 or 2.5, without quotes, commas or units",
            )
            return None
        value = Decimal(text)
        if self._minimum is not None and value < self._minimum:
            report.error(
                node.position, "out-of-range", f"“{name}” must be at least {self._minimum}"
            )
        elif self._maximum is not None and value > self._maximum:
            report.error(node.position, "out-of-range", f"“{name}” must be at most {self._maximum}")
        # Marking adds and multiplies: beyond this, exponents would overflow what is compared.
        elif abs(value.adjusted()) > MAX_MAGNITUDE:
            report.error(
                node.position,
                "out-of-range",
                f"“{name}” must be between 1e-{MAX_MAGNITUDE} and 1e{MAX_MAGNITUDE}",
            )
        else:
            return value
        return None

    def schema(self) -> Schema:
        bounds = {"minimum": self._minimum, "maximum": self._maximum}
        return {"type": "number"} | {
            name: float(bound) for name, bound in bounds.items() if bound is not None
        }


class OneOf:
    """One of a few known words."""

    def __init__(self, *words: str) -> None:
        self._words = words
        self.expected = "one of " + ", ".join(words)

    def read(self, node: Node, report: ProblemLog, name: str) -> str | None:
        """Return the word."""
        if type(node) is not Scalar:
            wrong_type(node, report, name, self.expected)
        elif node.value not in self._words:
            near = report.nearest(node.value, self._words)
            report.error(node.position, "unknown-word", f"“{name}” must be {self.expected}{near}")
        else:
            return node.value
        return None

    def schema(self) -> Schema:
        return {"enum": list(self._words)}


Values = dict[str, Any]
"""The values of a group by key; keys that were absent or wrong are missing."""


T = TypeVar("T")

_SHORT = 3
"""Pieces of at most so many words are taken for entries of a list."""


class ListOf(Generic[T]):
    """A list of values of one type; with `single`, one value counts as a list of one."""

    def __init__(
        self, shape: ValueType[T], min_count: int = 0, max_count: int = 1000, single: bool = False
    ) -> None:
        self._shape = shape
        self._min_count = min_count
        self._max_count = max_count
        self._single = single
        self.expected = f"a list, each entry {shape.expected}"

    def read(self, node: Node, report: ProblemLog, name: str) -> tuple[T, ...] | None:
        """Return the values, None when any entry is wrong."""
        if type(node) is not Sequence:
            if not self._single or (type(node) is Scalar and not node.value and node.plain):
                wrong_type(node, report, name, self.expected, _as_list(node))
                return None
            value = self._shape.read(node, report, name)
            if value is None:
                return None
            written = _as_list(node)
            if written:
                # One value may stand for a list of one, so `tags: sea, tides` is one strange tag.
                report.warning(
                    node.position,
                    "one-entry",
                    f"“{name}” is one entry with a comma{written}; if it is one, put it in quotes",
                )
            return (value,)
        if len(node.items) < self._min_count:
            entries = "1 entry" if self._min_count == 1 else f"{self._min_count} entries"
            report.error(node.position, "too-few", f"“{name}” needs at least {entries}")
            return None
        if len(node.items) > self._max_count:
            report.error(
                node.position,
                "too-many",
                f"“{name}” has {len(node.items)} entries; the maximum is {self._max_count}",
            )
            return None
        # Every entry is read, even after a wrong one, so that one run reports all problems.
        values = [self._shape.read(item, report, name) for item in node.items]
        kept = tuple(value for value in values if value is not None)
        return kept if len(kept) == len(values) else None

    def schema(self) -> Schema:
        entry = self._shape.schema()
        sizes = {"minItems": self._min_count, "maxItems": self._max_count}
        several = {"type": "array", "items": entry, **sizes}
        return written_as(several, entry, "array") if self._single else several


def _as_list(node: Node) -> str:
    """Return how a plain text of a few short pieces with commas is written as a list, if it is."""
    if type(node) is not Scalar or not node.plain or ", " not in node.value:
        return ""
    # Longer pieces are a sentence that has commas.
    pieces = node.value.split(", ")
    if not all(0 < len(piece.split()) <= _SHORT for piece in pieces):
        return ""
    return f": for several write [{', '.join(pieces)}]"


@dataclass(frozen=True, slots=True)
class Field:
    """One key of a group."""

    name: str
    shape: ValueType[Any]
    required: bool = False
    description: str = ""
    """Its meaning in a few words, for authors of banks."""


class FieldGroup:
    """The keys of one kind of mapping."""

    def __init__(self, what: str, fields: Iterable[Field]) -> None:
        self._what = what
        self._fields = {field.name: field for field in fields}
        self._required = [field.name for field in self._fields.values() if field.required]

    def __iter__(self) -> Iterator[Field]:
        """Yield the fields in the order in which they are declared."""
        return iter(self._fields.values())

    def __getitem__(self, name: str) -> Field:
        """Return the field with a key."""
        return self._fields[name]

    @property
    def names(self) -> Collection[str]:
        """The keys."""
        return self._fields.keys()

    def extended(self, fields: Iterable[Field]) -> "FieldGroup":
        """Return a group with further keys; itself when there are none."""
        further = tuple(fields)
        return FieldGroup(self._what, (*self._fields.values(), *further)) if further else self

    def read(self, mapping: Mapping, report: ProblemLog) -> tuple[Values, bool]:
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
                # A misspelled key is one mistake: not also a missing one.
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
            name: ({"description": field.description} if field.description else {})
            | field.shape.schema()
            for name, field in self._fields.items()
        }
        return {
            "type": "object",
            "properties": properties,
            "required": self._required,
            "additionalProperties": False,
        }

    def _unknown(self, name: str, mapping: Mapping, report: ProblemLog) -> str:
        """Report an unknown key; return the key that was likely meant, or ""."""
        # Do not suggest a key that is already present.
        near = report.near(name, [key for key in self._fields if key not in mapping.entries])
        hint = f" (did you mean “{near}”?)" if near else f"; it has {', '.join(self._fields)}"
        report.error(
            mapping.key_position(name), "unknown-key", f"{self._what} has no key “{name}”{hint}"
        )
        return near
