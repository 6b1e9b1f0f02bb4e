"""Options and quotes: reading, writing, comparing, shuffling, and choosing by a typed line."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from random import Random
from typing import Any

from quiz.errors import UnreadableResponse
from quiz.model.problem import START
from quiz.model.question import Option, Quote
from quiz.model.response import Feedback, Order
from quiz.text.cleaning import mixes_scripts, truncate
from quiz.text.folding import fold
from quiz.text.numbers import compatible, parse_number
from quiz.yaml_source.fields import Field, FieldGroup, Flag, ListOf, Schema, TextType, written_as
from quiz.yaml_source.parse import Mapping, Node, Scalar, comma_separated
from quiz.yaml_source.parse import Sequence as SequenceNode
from quiz.yaml_source.problems import ProblemLog

MAX_OPTIONS = 26

TEXT = TextType()
LINE = TextType(one_line=True)
FLAG = Flag()

_QUOTE_FIELDS = FieldGroup(
    "a quote",
    (
        Field(
            "text",
            TEXT,
            required=True,
            description="The words of the source, unchanged; “[…]” leaves some out.",
        ),
        Field(
            "source",
            LINE,
            description="The name of the source, if several contain the words.",
        ),
        Field(
            "near",
            TEXT,
            description="A longer piece of the source around them, if they occur several times.",
        ),
    ),
)


class QuoteValue:
    """A quote: its text, or `{text, source, near}`."""

    expected = "a quote"
    keys = _QUOTE_FIELDS
    """The fields of the long form."""

    def read(self, node: Node, report: ProblemLog, name: str) -> Quote | None:
        """Return the quote, which `report` collects too, or None after an error."""
        if type(node) is Mapping:
            values, sound = _QUOTE_FIELDS.read(node, report)
            if not sound:
                return None
            quote = Quote(**values, position=node.entries["text"].position)
        else:
            text = TEXT.read(node, report, name)
            if text is None:
                return None
            quote = Quote(text, position=node.position)
        report.quotes.append(quote)
        return quote

    def schema(self) -> Schema:
        return written_as(_QUOTE_FIELDS.schema(), TEXT.schema())


class _QuoteListValue(ListOf[Quote]):
    """A list of quotes."""

    def read(self, node: Node, report: ProblemLog, name: str) -> tuple[Quote, ...] | None:
        """Return the quotes; record in `report` which ones were separated by commas."""
        if type(node) is SequenceNode:
            report.parted.update(comma_separated(node))
        return super().read(node, report, name)


QUOTE = QuoteValue()
QUOTES = _QuoteListValue(QUOTE, min_count=1, max_count=50)
QUOTE_FIELDS = (
    Field(
        "quote",
        QUOTE,
        description="The words of the source that support this; shown with the verdict.",
    ),
    Field("quotes", QUOTES, description="Several quotes that support this, instead of “quote”."),
)

_OPTION_FIELDS = FieldGroup(
    "an option",
    (
        Field("text", TEXT, required=True, description="The option as it is shown to the learner."),
        Field(
            "feedback",
            TEXT,
            description="Shown to whoever chose this option: why it is right or wrong.",
        ),
        *QUOTE_FIELDS,
    ),
)


class OptionField:
    """An option: its text, or `{text, feedback, quote}`."""

    expected = "an option"
    keys = _OPTION_FIELDS
    """The fields of the long form."""

    def read(self, node: Node, report: ProblemLog, name: str) -> Option | None:
        """Return the option, or None after reporting what is wrong."""
        if type(node) is not Mapping:
            text = TEXT.read(node, report, name)
            return None if text is None else Option(text)
        values, sound = _OPTION_FIELDS.read(node, report)
        if not sound:
            return None
        quotes = take_quotes(values, node, report)
        return Option(values["text"], values.get("feedback", ""), quotes)

    def schema(self) -> Schema:
        return written_as(_OPTION_FIELDS.schema(), TEXT.schema())


OPTION = OptionField()
OPTIONS: ListOf[Option] = ListOf(OPTION, max_count=MAX_OPTIONS, single=True)
SOME_OPTIONS: ListOf[Option] = ListOf(OPTION, min_count=1, max_count=MAX_OPTIONS, single=True)


def take_quotes(values: dict[str, Any], mapping: Mapping, report: ProblemLog) -> tuple[Quote, ...]:
    """Remove `quote` and `quotes` from `values` and return them as one tuple."""
    single, several = values.pop("quote", None), values.pop("quotes", ())
    if "quote" in mapping.entries and "quotes" in mapping.entries:
        report.error(
            mapping.key_position("quotes"), "two-fields", "give “quote” or “quotes”, not both"
        )
    return (single,) if single is not None else several


def write_quotes(quotes: Sequence[Quote]) -> dict[str, Any]:
    """Return `{}`, `{quote: …}` or `{quotes: […]}` in bank format."""
    written = [_write_quote(quote) for quote in quotes]
    if not written:
        return {}
    return {"quote": written[0]} if len(written) == 1 else {"quotes": written}


def _write_quote(quote: Quote) -> str | dict[str, str]:
    if quote.source is None and quote.near is None:
        return quote.text
    written = {"text": quote.text, "source": quote.source, "near": quote.near}
    return {key: text for key, text in written.items() if text is not None}


def write_option(option: Option) -> str | dict[str, Any]:
    """Return an option in bank format."""
    if not option.feedback and not option.quotes:
        return option.text
    feedback = {"feedback": option.feedback} if option.feedback else {}
    return {"text": option.text, **feedback, **write_quotes(option.quotes)}


def look_alike(text: str) -> str:
    """Return a key that is the same for texts that look the same: NFKC, case, white space.

    Invisible characters are dropped; an empty result means that nothing of the text is visible.
    """
    # NFKC changes nothing in ASCII, and most texts are ASCII.
    if text.isascii():
        return " ".join(text.casefold().split())
    folded = unicodedata.normalize("NFKC", compatible(text).casefold())
    return " ".join(_UNSEEN.sub("", folded).split())


_UNSEEN = re.compile(
    "[\xad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200d\u2060\u2800\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\U000e0100-\U000e01ef]"
)
"""Unicode's default-ignorable characters, fillers, and the blank of Braille."""


def option_nodes(mapping: Mapping, *names: str) -> list[Node]:
    """Return the nodes of the options under these keys, in that order."""
    nodes: list[Node] = []
    for name in names:
        node = mapping.entries.get(name)
        if isinstance(node, SequenceNode):
            nodes.extend(node.items)
        elif node is not None:
            nodes.append(node)
    return nodes


def entry_nodes(node: Node) -> list[tuple[Scalar, Node]] | None:
    """Return the keys and values of a mapping, or of a list of mappings, in the order written.

    None if there is anything else. Only a list keeps the order of entries in stored versions.
    """
    groups = node.items if isinstance(node, SequenceNode) else [node]
    found: list[tuple[Scalar, Node]] = []
    for group in groups:
        if not isinstance(group, Mapping):
            return None
        for name, value in group.entries.items():
            found.append((Scalar(name, True, group.keys[name]), value))
    return found


def entries_schema(entry: Schema) -> Schema:
    """Return the JSON Schema of a mapping of 2 to 26 entries, or of a list of such mappings."""
    group = {"type": "object", "additionalProperties": entry}
    whole = group | {"minProperties": 2, "maxProperties": MAX_OPTIONS}
    return written_as({"type": "array", "items": group, "minItems": 1}, whole, "array")


def sound_options(options: Sequence[Option], nodes: Sequence[Node], report: ProblemLog) -> bool:
    """Report options that look alike, or too many; warn of mixed scripts in one word."""
    if len(options) > MAX_OPTIONS:
        report.error(
            nodes[MAX_OPTIONS].position, "too-many", f"at most {MAX_OPTIONS} options can be shown"
        )
        return False
    # The common case, all ASCII and all different, is decided without the slower checks.
    looks = [look_alike(option.text) for option in options]
    if len(set(looks)) == len(looks) and "" not in looks and all(map(str.isascii, looks)):
        return True
    return _sound_looks(options, looks, nodes, report)


def _sound_looks(
    options: Sequence[Option], looks: Sequence[str], nodes: Sequence[Node], report: ProblemLog
) -> bool:
    seen: dict[str, Node] = {}
    sound = True
    for option, look, node in zip(options, looks, nodes, strict=True):
        first = seen.setdefault(look, node)
        if not look:
            report.error(node.position, "empty", "this option has no visible text: write some")
            sound = False
        elif first is not node:
            shown = truncate(" ".join(option.text.split()), 60)
            # Questions that are imported, not read from a file, all have the first position.
            where = "" if first.position == START else f" in line {first.position.line}"
            message = f"“{shown}” looks like another option{where}"
            report.error(node.position, "duplicate-option", message)
            sound = False
        if mixes_scripts(option.text):
            report.warning(
                node.position,
                "mixed-scripts",
                "a word mixes Latin with Cyrillic or Greek letters, which look alike",
            )
    return sound


def shuffled(count: int, random: Random) -> Order:
    """Return the indexes 0 to `count` - 1 in random order."""
    order = list(range(count))
    random.shuffle(order)
    return tuple(order)


def fixed(texts: Sequence[str]) -> Order:
    """Return the order of options that are not shuffled: numbers ascending, others as written."""
    values = [parse_number(fold(text)) for text in texts]
    known = [value for value in values if value is not None]
    if len(known) < len(values):
        return tuple(range(len(texts)))
    return tuple(sorted(range(len(texts)), key=lambda number: known[number]))


def feedback_on(options: Iterable[Option]) -> tuple[Feedback, ...]:
    """Return the author's feedback on those of these options that have any."""
    return tuple(
        Feedback(option.text, option.feedback, option.quotes)
        for option in options
        if option.feedback or option.quotes
    )


def carried(
    old: Sequence[str], new: Sequence[str], numbers: Sequence[int]
) -> tuple[int, ...] | None:
    """Return the indexes in `new` of the texts that have these indexes in `old`.

    Texts that look alike are the same; repeated ones are matched in order. None if one is gone.
    """
    indexes = {look: number for number, look in enumerate(_numbered_looks(new))}
    looks = _numbered_looks(old)
    found = [indexes.get(looks[number]) for number in numbers]
    known = tuple(number for number in found if number is not None)
    return known if len(known) == len(found) else None


def _numbered_looks(texts: Sequence[str]) -> list[tuple[str, int]]:
    """Return each text as it looks, with the number of earlier texts that look the same."""
    counts: dict[str, int] = {}
    found = []
    for look in map(look_alike, texts):
        found.append((look, counts.get(look, 0)))
        counts[look] = counts.get(look, 0) + 1
    return found


_NUMBERED = re.compile(
    r"\s*(\d{1,2})[\s=:.)>→]*"
    # A dash joins the number and its letter, or means “none” on its own: “1-b”, “1 -> b”, “2-”.
    r"(?:(?:[-–—]+[\s=:.)>→]*)?([a-z])(?![^\W\d_])[).]?|[-–—])[\s,;]*"
)
DASHES = frozenset("-–—")
"""The signs for “none” where each item gets a letter."""


def letters_of(line: str, count: int) -> list[str]:
    """Return one letter or dash for each of `count` items, in the order of the items.

    Reads `1a 2b 3-`, `a b -` and `ab-`, in lower case; empty if the line is none of these.
    """
    found: dict[int, str] = {}
    at = 0
    while at < len(line):
        match = _NUMBERED.match(line, at)
        if match is None or int(match[1]) in found:
            break
        found[int(match[1])] = match[2] or "-"
        at = match.end()
    if at == len(line) and set(found) == set(range(1, count + 1)):
        return [found[number] for number in range(1, count + 1)]
    words = [word.rstrip(".)") for word in re.split(r"[\s,;]+", line) if word]
    if len(words) == 1:
        words = list(words[0])
    fits = all(len(word) == 1 and ("a" <= word <= "z" or word in DASHES) for word in words)
    return words if fits and len(words) == count else []


_SEPARATORS = re.compile(r"[\s,;+&]+")
# As in the app, where h, k, m, o and q are keys of their own.
_LETTERS = "abcdefgijlnprstuvwxyzhkmoq"


def labels(texts: Sequence[str]) -> tuple[str, ...]:
    """Return the labels of options in the order shown: 1, 2, … or, if any is a number, a, b, …"""
    if any(parse_number(fold(text)) is not None for text in texts):
        return tuple(_LETTERS[: len(texts)])
    return tuple(map(str, range(1, len(texts) + 1)))


def named_text(texts: Sequence[str], order: Order, line: str) -> int | None:
    """Return the index of the option whose text is this line, ignoring case, or None."""
    wanted = fold(line).casefold()
    folded = {number: fold(texts[number]).casefold() for number in order}
    # An exact match first: options may differ in their final stop alone.
    for end in ("", ".!"):
        for number, text in folded.items():
            if wanted and text.rstrip(end) == wanted.rstrip(end):
                return number
    return None


def pick(texts: Sequence[str], order: Order, line: str) -> int:
    """Return the index of the option that a line names by number, letter or text.

    Raises `UnreadableResponse` if it names none, or one by its text and another by its label.
    """
    number = _named(texts, order, line)
    if number is None:
        names = labels(texts)
        word = "letter" if names[0].isalpha() else "number"
        raise UnreadableResponse(
            f"Type the {word} of an option, {names[0]} to {names[len(order) - 1]}."
        )
    return number


def pick_several(texts: Sequence[str], order: Order, line: str) -> tuple[int, ...]:
    """Return the indexes of the options that a line names, such as `1 3`, `a,c` or a text.

    Raises `UnreadableResponse` if it names none, holds anything else, or is ambiguous.
    """
    words = [word for word in _SEPARATORS.split(fold(line)) if word and word.casefold() != "and"]
    whole = named_text(texts, order, line)
    numbers = [_named(texts, order, word) for word in words]
    known = {number for number in numbers if number is not None}
    if whole is not None and known != {whole}:
        if known and None not in numbers:
            label = labels(texts)[order.index(whole)]
            raise UnreadableResponse(
                f"“{line.strip()}” is one option and names several: type {label}) for the one, or "
                "the numbers of the several."
            )
        return (whole,)
    if not known or None in numbers:
        names = labels(texts)[: len(order)]
        word = "letters" if names[0].isalpha() else "numbers"
        example = f"{names[0]} {names[min(2, len(names) - 1)]}"
        raise UnreadableResponse(
            f"Type the {word} of all that are right, {names[0]} to {names[-1]}, such as: {example}"
        )
    return tuple(sorted(known))


def _named(texts: Sequence[str], order: Order, line: str) -> int | None:
    """Return the index of the option that one word or text names, or None.

    A text takes precedence over a letter, unless options have letters; `2)` is always a label.
    """
    wanted = fold(line).casefold()
    label = wanted.rstrip(".)")
    position = _label_index(label)
    by_label = order[position] if position is not None and position < len(order) else None
    by_text = named_text(texts, order, line)
    if by_text is None or (by_label is not None and wanted.endswith(")")):
        return by_label
    # “2” among the options 2, 4, 3: the text of one option and the label of another.
    if by_label not in (None, by_text) and (label.isdigit() or labels(texts)[0].isalpha()):
        letter = _LETTERS[order.index(by_text)]
        raise UnreadableResponse(
            f"“{label}” is one option and the label of another: type {letter}) for the option "
            f"“{label}”, {label}) for the other."
        )
    return by_text


def _label_index(word: str) -> int | None:
    if word.isascii() and word.isdigit() and 0 < len(word) < 4:
        return int(word) - 1 if int(word) else None
    return _LETTERS.index(word) if len(word) == 1 and word in _LETTERS else None
