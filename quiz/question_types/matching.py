"""Matching: each left text is matched with its right text."""

from collections.abc import Iterator
from dataclasses import replace
from random import Random
from typing import Any

from quiz.errors import UnreadableResponse
from quiz.model.question import Matching, Option, Pair
from quiz.model.response import Order, Response, Verdict
from quiz.question_types.base import QuestionType, all_and_each, part_by_part
from quiz.question_types.options import (
    DASHES,
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
from quiz.yaml_source.fields import Field, Schema, Values, wrong_type
from quiz.yaml_source.parse import Mapping, Node
from quiz.yaml_source.problems import ProblemLog


class PairsValue:
    """Pairs: `{left: right}` with any number of entries, or a list of such mappings."""

    expected = "pairs, each “left: right”"

    def read(self, node: Node, report: ProblemLog, name: str) -> tuple[Pair, ...] | None:
        """Return the pairs in the order written, or None after reporting what is wrong."""
        nodes = entry_nodes(node)
        if nodes is None:
            wrong_type(node, report, name, self.expected)
            return None
        pairs = []
        for left, right in nodes:
            texts = TEXT.read(left, report, name), TEXT.read(right, report, name)
            if texts[0] is not None and texts[1] is not None:
                pairs.append(Pair(texts[0], texts[1]))
        return tuple(pairs) if len(pairs) == len(nodes) else None

    def schema(self) -> Schema:
        return entries_schema(TEXT.schema())


_ARROW = " → "


class MatchingType(QuestionType[Matching]):
    """Each left text is matched with its right text."""

    name = "matching"
    label = "Matching"
    fields = (
        Field(
            "pairs",
            PairsValue(),
            required=True,
            description="The pairs, each as “left: right”.",
        ),
        Field(
            "distractors",
            OPTIONS,
            description="Extra right-hand texts without a match: the last pair must be known too.",
        ),
    )

    def build(self, values: Values, mapping: Mapping, report: ProblemLog) -> Matching | None:
        """Return the question, or None after an error; rights that look alike are one."""
        question = Matching(**values)
        pairs = mapping.entries["pairs"]
        nodes = entry_nodes(pairs)
        assert nodes is not None
        if not 2 <= len(question.pairs) <= MAX_OPTIONS:
            rule = "too-few" if len(question.pairs) < 2 else "too-many"
            report.error(pairs.position, rule, f"matching needs 2 to {MAX_OPTIONS} pairs")
            return None
        lefts = [Option(pair.left) for pair in question.pairs]
        if not sound_options(lefts, [left for left, _ in nodes], report):
            return None
        # Rights that look alike are one right; a problem is reported at the first of them.
        first: dict[str, Node] = {}
        looks: dict[str, str] = {}
        for pair, (_, right) in zip(question.pairs, nodes, strict=True):
            text = looks.setdefault(look_alike(pair.right), pair.right)
            first.setdefault(text, right)
        merged = [Pair(pair.left, looks[look_alike(pair.right)]) for pair in question.pairs]
        question = replace(question, pairs=tuple(merged))
        return self._sound(question, [*first.values()], mapping, report)

    def _sound(
        self, question: Matching, rights: list[Node], mapping: Mapping, report: ProblemLog
    ) -> Matching | None:
        shown = [Option(text) for text in question.rights]
        if not sound_options(shown, [*rights, *option_nodes(mapping, "distractors")], report):
            return None
        if len(shown) == 1:
            at = mapping.key_position("pairs")
            report.warning(at, "all-right", "there is one thing to choose from, which is right")
        return question

    def write(self, question: Matching) -> dict[str, Any]:
        spare = [write_option(option) for option in question.distractors]
        # A list, because stored versions do not keep the order of a mapping's keys.
        return {
            "pairs": [{pair.left: pair.right} for pair in question.pairs],
            **({"distractors": spare} if spare else {}),
        }

    def order(self, question: Matching, random: Random) -> Order:
        return shuffled(len(question.rights), random)

    def shown(self, question: Matching) -> tuple[str, ...]:
        """Return the rights."""
        return question.rights

    def lines(self, question: Matching, order: Order) -> Iterator[str]:
        yield from (f"  {number}. {pair.left}" for number, pair in enumerate(question.pairs, 1))
        yield ""
        for index, right in enumerate(order):
            yield f"  {chr(ord('a') + index)}. {question.rights[int(right)]}"

    def key_texts(self, question: Matching) -> tuple[str, ...]:
        return tuple(pair.right for pair in question.pairs)

    def evidence_texts(self, question: Matching) -> tuple[str, ...]:
        return all_and_each([f"{pair.left} {pair.right}" for pair in question.pairs])

    def instruction(self, question: Matching) -> str:
        count = len(question.pairs)
        return f"Give each of the {count} its letter; a letter may serve more than once."

    def line_hint(self, question: Matching) -> str:
        return "Type each number with its letter, such as: 1b 2a."

    def read(self, question: Matching, order: Order, line: str) -> Response:
        """Return the response to `1b 2a`, `b a`, `ba`, or rights separated by `;`."""
        count = len(question.pairs)
        rights = question.rights
        wanted = fold(line).casefold().strip()
        letters = [letter for letter in letters_of(wanted, count) if letter not in DASHES]
        if letters:
            indexes = [ord(letter) - ord("a") for letter in letters]
            numbers = [order[index] for index in indexes if index < len(order)]
        else:
            # The texts themselves: a comma may be part of one, “;” hardly ever is.
            named = [named_text(rights, order, text) for text in line.split(";")]
            numbers = [number for number in named if number is not None]
        if len(numbers) != count or not letters and line.count(";") != count - 1:
            last = chr(ord("a") + len(order) - 1)
            message = f"Give each of the {count} a letter, a to {last}, such as: 1b 2a …"
            raise UnreadableResponse(message)
        return tuple(numbers)

    def accepts(self, question: Matching, response: Response) -> bool:
        count = len(question.rights)
        return not response or (
            len(response) == len(question.pairs)
            and all(number in range(count) for number in response)
        )

    def carry(self, old: Matching, new: Matching, response: Response) -> Response | None:
        """Return the response to `new`; every left of `new` must have been a left of `old`."""
        if not response:
            return ()
        wanted, given = ([pair.left for pair in each.pairs] for each in (new, old))
        lefts = carried(wanted, given, range(len(wanted)))
        if lefts is None:
            return None
        return carried(old.rights, new.rights, [int(response[left]) for left in lefts])

    def mark(self, question: Matching, response: Response, lexicon: Lexicon) -> Verdict:
        """Return the verdict: the fraction is right lefts / lefts."""
        key = tuple(f"{pair.left}{_ARROW}{pair.right}" for pair in question.pairs)
        rights, targets = question.rights, question.targets
        numbers = [int(number) for number in response]
        given = tuple(
            f"{pair.left}{_ARROW}{rights[number]}"
            for pair, number in zip(question.pairs, numbers, strict=bool(numbers))
        )
        # Rights count the pairs first; whatever comes after them belongs to no left.
        spare = len(rights) - len(question.distractors)
        used = [
            option for number, option in enumerate(question.distractors, spare) if number in numbers
        ]
        return part_by_part(given, key, numbers, targets, feedback_on(used))
