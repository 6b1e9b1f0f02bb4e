"""The form of an attempt: its questions in order, each with its options in order."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import NamedTuple

from quiz.errors import NotPlayable, UsageError
from quiz.model.bank import Bank
from quiz.model.question import Question
from quiz.model.response import Key, Order
from quiz.question_types import question_type_of

Seen = Mapping[Key, int]
"""When questions were last answered, as numbers that grow; unanswered questions are left out."""


@dataclass(frozen=True, slots=True)
class Item:
    """One question of a form."""

    bank: Bank
    question: Question
    order: Order
    """The options in the order shown."""

    @property
    def key(self) -> Key:
        """The key of the question in the history."""
        return self.bank.id, self.question.id


class Wanted(NamedTuple):
    """The conditions for the questions of a form."""

    max_questions: int | None = None
    """None for all."""
    tags: tuple[str, ...] = ()
    """The question has at least one of these tags; empty for any question."""
    only: frozenset[Key] | None = None
    """The question is one of these; None for any question."""

    def allows(self, bank: Bank, question: Question) -> bool:
        """Check whether a question meets the conditions, apart from the number of questions."""
        tagged = not self.tags or not set(self.tags).isdisjoint(question.tags)
        return tagged and (self.only is None or (bank.id, question.id) in self.only)

    @property
    def named(self) -> str:
        """The conditions, to follow a noun: ` with the tag “a” or “b”`; empty without any."""
        if not self.tags:
            return "" if self.only is None else " of these"
        return f" with the tag {' or '.join(f'“{tag}”' for tag in self.tags)}"

    def refuse_unknown(self, banks: "Sequence[Bank]") -> None:
        """Raise `NotPlayable`, with the reason, if no question meets the conditions."""
        found = [Candidate(bank, question) for bank in banks for question in bank.questions]
        if not found:
            raise NotPlayable(f"{_names(banks)} has no questions.")
        if not any(self.allows(*each) for each in found):
            raise NotPlayable(_why_none(found, self))


class Candidate(NamedTuple):
    """A question that may become part of a form."""

    bank: Bank
    question: Question

    @property
    def key(self) -> Key:
        """The key of the question in the history."""
        return self.bank.id, self.question.id


_ALL = Wanted()


def make_form(
    banks: Sequence[Bank], random: Random, wanted: Wanted = _ALL, seen: Seen | None = None
) -> tuple[Item, ...]:
    """Return a form of the wanted questions, with no two enemies among them.

    Enemies are questions that give away each other’s answers. The questions seen longest ago come
    first, banks alternate, and otherwise the order of the banks is kept. Raises `NotPlayable` when
    no question is left and `UsageError` when there are fewer than wanted, both with the reason.
    """
    last = seen or {}
    found = [Candidate(bank, question) for bank in banks for question in bank.questions]
    wanted.refuse_unknown(banks)
    fitting = [each for each in found if wanted.allows(*each)]
    kept = without_enemies(fitting, random, last)
    if wanted.max_questions is not None and wanted.max_questions > len(kept):
        # Preferring the questions seen longest ago may leave fewer questions than possible.
        kept = without_enemies(fitting, random, {})
    if wanted.max_questions is not None:
        kept = _sample(kept, wanted.max_questions, random, last, len(fitting))
    return in_form(_interleaved(sorted(kept, key=lambda each: last.get(each.key, 0))), random)


def make_ordered_form(
    banks: Sequence[Bank], keys: Sequence[Key], random: Random, max_count: int | None = None
) -> tuple[Item, ...]:
    """Return a form of these questions in this order, without those that follow an enemy.

    There are at most `max_count`. Raises `NotPlayable` when the banks have none of the questions.
    """
    known = {(bank.id, question.id): Candidate(bank, question)
             for bank in banks for question in bank.questions}  # fmt: skip
    found = [known[key] for key in keys if key in known]
    if not found:
        raise NotPlayable(f"{_names(banks)} has none of these questions any more.")
    rank = {each.key: number for number, each in enumerate(found, 1)}
    return in_form(without_enemies(found, random, rank)[:max_count], random)


def in_form(candidates: Iterable[Candidate], random: Random) -> tuple[Item, ...]:
    """Return questions as items of a form, each with a new order of its options."""
    return tuple(Item(bank, question, order_of(question, random)) for bank, question in candidates)


def order_of(question: Question, random: Random) -> Order:
    """Return a new order of the options of a question."""
    return question_type_of(question).order(question, random)


def without_enemies(candidates: Sequence[Candidate], random: Random, last: Seen) -> list[Candidate]:
    """Return the candidates without enemies of each other, in their order.

    Questions seen longest ago are kept first, then those with few enemies, so that more are kept.
    """
    # Shuffle before the stable sort: questions that are equal in it get a random order.
    enemies = _enemies(candidates)
    contested = [each.key for each in candidates if each.key in enemies]
    random.shuffle(contested)
    present = {each.key for each in candidates}
    contested.sort(key=lambda key: (last.get(key, 0), len(enemies[key] & present)))
    # Greedy: the largest set without enemies would take exponential time in the worst case.
    kept: set[Key] = set()
    for key in contested:
        if not enemies[key] & kept:
            kept.add(key)
    return [each for each in candidates if each.key not in enemies or each.key in kept]


def _enemies(candidates: Iterable[Candidate]) -> dict[Key, set[Key]]:
    """Return the enemies of each question; each pair is listed both ways."""
    enemies: dict[Key, set[Key]] = {}
    for bank, question in candidates:
        for name in question.enemies:
            enemies.setdefault((bank.id, question.id), set()).add((bank.id, name))
            enemies.setdefault((bank.id, name), set()).add((bank.id, question.id))
    return enemies


def _sample(
    kept: Sequence[Candidate], count: int, random: Random, last: Seen, fitting: int
) -> list[Candidate]:
    """Return the `count` questions seen longest ago, in order; ties are broken at random."""
    if count > len(kept):
        raise UsageError(_why_fewer(count, len(kept), fitting))
    lots = {each.key: random.random() for each in kept}
    first = sorted(kept, key=lambda each: (last.get(each.key, 0), lots[each.key]))
    chosen = {each.key for each in first[:count]}
    return [each for each in kept if each.key in chosen]


def _interleaved(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Return the questions with those of each bank spread evenly over the form."""
    by_bank: dict[str, list[Candidate]] = {}
    for each in candidates:
        by_bank.setdefault(each.bank.id, []).append(each)
    # Question i of n gets the position (i + 0.5) / n on a line from 0 to 1; merging the lines
    # of all banks in order of position spreads each of them evenly.
    positioned = [
        ((index + 0.5) / len(group), number, each)
        for number, group in enumerate(by_bank.values())
        for index, each in enumerate(group)
    ]
    return [each for _, _, each in sorted(positioned, key=lambda entry: entry[:2])]


def _names(banks: Iterable[Bank]) -> str:
    return " and ".join(f"“{bank.title}”" for bank in banks)


def _why_none(found: Sequence[Candidate], wanted: Wanted) -> str:
    if not wanted.tags:
        return "None of the questions you asked for is in these banks."
    if wanted.only is not None:
        return f"There is no question{wanted.named} among those you asked for."
    tags = sorted({tag for each in found for tag in each.question.tags})
    known = f"the tags are: {', '.join(tags)}" if tags else "there are no tags"
    return f"There is no question{wanted.named}; {known}."


def _why_fewer(count: int, kept: int, fitting: int) -> str:
    if kept == fitting:
        return f"You asked for {count} questions; only {fitting} match{'es' * (fitting == 1)}."
    return (
        f"You asked for {count} questions; only {kept} of the {fitting} that match can be asked "
        "together, because some give away the answers to others."
    )
