"""Categorize: each item is put in its category; an item of no category stays out."""

from collections.abc import Iterator
from random import Random
from typing import Any

from quiz.errors import UnreadableResponse
from quiz.model.question import Categorize, Category, Matching, Option, Pair, Question
from quiz.model.response import Order, Response, Verdict
from quiz.question_types.base import QuestionType, all_and_each, part_by_part
from quiz.question_types.options import (
    DASHES,
    LINE,
    MAX_OPTIONS,
    OPTIONS,
    TEXT,
    carried,
    entries_schema,
    entry_nodes,
    feedback_on,
    letters_of,
    look_alike,
    named_text,
    option_nodes,
    shuffled,
    sound_options,
    write_option,
)
from quiz.text.folding import fold
from quiz.text.phrases import Lexicon
from quiz.yaml_source.fields import Field, ListOf, Schema, Values, wrong_type
from quiz.yaml_source.parse import Mapping, Node
from quiz.yaml_source.parse import Sequence as SequenceNode
from quiz.yaml_source.problems import ProblemLog

NO_CATEGORY = "no category"
"""Shown as the category of an item that belongs in none."""
_ITEMS: ListOf[str] = ListOf(TEXT, min_count=1, max_count=MAX_OPTIONS, single=True)


class CategoriesValue:
    """Categories with their items: `{category: [item, …]}`, or a list of such mappings."""

    expected = "categories, each “category: [item, …]”"

    def read(self, node: Node, report: ProblemLog, name: str) -> tuple[Category, ...] | None:
        """Return the categories in the order written, or None after reporting what is wrong."""
        nodes = entry_nodes(node)
        if nodes is None:
            wrong_type(node, report, name, self.expected)
            return None
        categories = []
        for title, items in nodes:
            texts = LINE.read(title, report, name), _ITEMS.read(items, report, name)
            if texts[0] is not None and texts[1] is not None:
                categories.append(Category(texts[0], tuple(texts[1])))
        return tuple(categories) if len(categories) == len(nodes) else None

    def schema(self) -> Schema:
        return entries_schema(_ITEMS.schema())


_ARROW = " → "


class CategorizeType(QuestionType[Categorize]):
    """Each item is put in the category that it belongs to."""

    name = "categorize"
    label = "Categorize"
    fields = (
        Field(
            "categories",
            CategoriesValue(),
            required=True,
            description="Each category with the items that belong in it: “category: [item, …]”.",
        ),
        Field("distractors", OPTIONS, description="Items that belong in no category."),
    )

    def build(self, values: Values, mapping: Mapping, report: ProblemLog) -> Categorize | None:
        question = Categorize(**values)
        node = mapping.entries["categories"]
        nodes = entry_nodes(node)
        assert nodes is not None
        if not 2 <= len(question.categories) <= MAX_OPTIONS:
            rule = "too-few" if len(question.categories) < 2 else "too-many"
            message = f"a question to categorize needs 2 to {MAX_OPTIONS} categories"
            report.error(node.position, rule, message)
            return None
        names = [Option(category.name) for category in question.categories]
        if not sound_options(names, [name for name, _ in nodes], report):
            return None
        items: list[Node] = []
        for _, written in nodes:
            items += written.items if isinstance(written, SequenceNode) else [written]
        items += option_nodes(mapping, "distractors")
        shown = [Option(text) for text in question.items]
        return question if sound_options(shown, items, report) else None

    def write(self, question: Categorize) -> dict[str, Any]:
        # A list, because stored versions do not keep the order of a mapping's keys.
        spare = [write_option(option) for option in question.distractors]
        return {
            "categories": [{each.name: list(each.items)} for each in question.categories],
            **({"distractors": spare} if spare else {}),
        }

    def order(self, question: Categorize, random: Random) -> Order:
        return shuffled(len(question.items), random)

    def shown(self, question: Categorize) -> tuple[str, ...]:
        """Return the items; categories always keep the order of the bank."""
        return question.items

    def lines(self, question: Categorize, order: Order) -> Iterator[str]:
        items = question.items
        yield from (f"  {position}. {items[int(n)]}" for position, n in enumerate(order, 1))
        yield ""
        for number, category in enumerate(question.categories):
            yield f"  {chr(ord('a') + number)}. {category.name}"

    def instruction(self, question: Categorize) -> str:
        if question.distractors:
            return "Give each item the letter of its category, or - if it has none."
        return "Give each item the letter of its category."

    def line_hint(self, question: Categorize) -> str:
        return "Type each number with its letter, such as: 1b 2a."

    def read(self, question: Categorize, order: Order, line: str) -> Response:
        """Return the response to `1a 2b 3-`, `a b -`, `ab-` or `item: category; …`.

        Items are counted in the order shown, categories in the order of the bank.
        """
        wanted = fold(line).casefold().strip()
        count, none = len(order), len(question.categories)
        letters = letters_of(wanted, count)
        # None means an unknown category, which is asked about.
        placed: dict[int, int | None]
        if letters:
            numbers = [none if each in DASHES else ord(each) - ord("a") for each in letters]
            placed = {int(item): number for item, number in zip(order, numbers, strict=True)}
            if any(number >= none and each not in DASHES
                   for number, each in zip(numbers, letters, strict=True)):  # fmt: skip
                placed = {}
        else:
            placed = _named(question, line)
        response = [placed.get(number) for number in range(count)]
        if None in response or len(placed) != count:
            last = chr(ord("a") + none - 1)
            raise UnreadableResponse(
                f"Give each of the {count} items a letter, a to {last}, or -, such as: 1a 2b 3-"
            )
        return tuple(number for number in response if number is not None)

    def accepts(self, question: Categorize, response: Response) -> bool:
        numbers = range(len(question.categories) + 1)
        return not response or (
            len(response) == len(question.items) and all(each in numbers for each in response)
        )

    def carry(self, old: Categorize, new: Categorize, response: Response) -> Response | None:
        """Return the response to `new`; every item of `new` must have been an item of `old`."""
        if not response:
            return ()
        # From new to old: each new item must have an answer, but old items may be gone.
        items = carried(new.items, old.items, range(len(new.items)))
        if items is None:
            return None
        names = [[category.name for category in each.categories] for each in (old, new)]
        numbers = [int(response[item]) for item in items]
        # Items left out stay left out, however many categories there are now.
        moved = {len(names[0]): len(names[1])}
        for number in {*numbers} - {*moved}:
            found = carried(names[0], names[1], [number])
            if found is None:
                return None
            moved[number] = found[0]
        return tuple(moved[number] for number in numbers)

    def mark(self, question: Categorize, response: Response, lexicon: Lexicon) -> Verdict:
        """Return the verdict: the fraction is right placements / items.

        A distractor is right when it is left out.
        """
        names = [*(category.name for category in question.categories), NO_CATEGORY]
        items, targets = question.items, question.targets
        key = tuple(f"{item}{_ARROW}{names[n]}" for item, n in zip(items, targets, strict=True))
        numbers = [int(number) for number in response]
        given = tuple(
            f"{item}{_ARROW}{names[number]}"
            for item, number in zip(items, numbers, strict=bool(numbers))
        )
        first_spare, none = len(items) - len(question.distractors), len(question.categories)
        misplaced = [
            option
            for number, option in enumerate(question.distractors, first_spare)
            if numbers and numbers[number] != none
        ]
        return part_by_part(given, key, numbers, targets, feedback_on(misplaced))

    def key_texts(self, question: Categorize) -> tuple[str, ...]:
        return tuple(category.name for category in question.categories)

    def evidence_texts(self, question: Categorize) -> tuple[str, ...]:
        return all_and_each(
            [f"{each.name} {item}" for each in question.categories for item in each.items]
        )

    def fallback(self, question: Categorize) -> tuple[Question, str]:
        """Return a matching of items with categories; distractors go with a category of none."""
        names = [category.name for category in question.categories]
        pairs = [
            Pair(item, category.name) for category in question.categories for item in category.items
        ]
        # The extra category must not look like one of the author's.
        none = NO_CATEGORY.capitalize()
        while look_alike(none) in map(look_alike, names):
            none = f"({none})"
        pairs += [Pair(option.text, none) for option in question.distractors]
        matching = Matching(**question.shared(), pairs=tuple(pairs))
        return matching, "a matching of items with categories"


def _named(question: Categorize, line: str) -> dict[int, int | None]:
    """Return the category of each item that `item: category; …` names; None if unknown."""
    names = [category.name for category in question.categories]
    placed: dict[int, int | None] = {}
    for part in line.split(";"):
        # The last sign counts: an item may contain “:” or “=”.
        for sign in ("→", "=", ":"):
            item_text, found, name = part.rpartition(sign)
            item = named_text(question.items, tuple(range(len(question.items))), item_text)
            if found and item is not None:
                dash = name.strip() in DASHES
                placed[item] = (
                    len(names) if dash else named_text(names, tuple(range(len(names))), name)
                )
                break
    return placed
