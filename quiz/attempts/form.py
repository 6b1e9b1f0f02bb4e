"""The form: which questions one sitting asks, in which order, their options in which order."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import NamedTuple

from quiz.errors import NotPlayable, UsageError
from quiz.model.bank import Bank
from quiz.model.memory import Key
from quiz.model.question import Question
from quiz.model.response import Order
from quiz.question_types import question_type_of

Seen = Mapping[Key, int]
"""When questions were last answered; the later, the larger. Those never answered are left out."""


@dataclass(frozen=True, slots=True)
class Item:
    """One question of a form."""

    bank: Bank
    question: Question
    order: Order
    """The options in the order shown."""

    @property
    def key(self) -> Key:
        """What its history belongs to."""
        return self.bank.id, self.question.id


class Wanted(NamedTuple):
    """Which questions of the banks a form is to hold."""

    most: int | None = None
    """No more than these; None for all."""
    tags: tuple[str, ...] = ()
    """Those with one of these tags; empty for all."""
    only: frozenset[Key] | None = None
    """Those alone; None for all."""

    def allows(self, bank: Bank, question: Question) -> bool:
        """Say whether a question is among those that are wanted."""
        tagged = not self.tags or not set(self.tags).isdisjoint(question.tags)
        return tagged and (self.only is None or (bank.id, question.id) in self.only)

    @property
    def named(self) -> str:
        """What is wanted, to stand behind a noun: ` with the tag “a” or “b”`; empty for all."""
        if not self.tags:
            return "" if self.only is None else " of these"
        return f" with the tag {' or '.join(f'“{tag}”' for tag in self.tags)}"

    def refuse_unknown(self, banks: "Sequence[Bank]") -> None:
        """Raise `NotPlayable`, with the reason, if the banks have no question that is wanted."""
        found = [Candidate(bank, question) for bank in banks for question in bank.questions]
        if not found:
            raise NotPlayable(f"{_names(banks)} has no questions.")
        if not any(self.allows(*each) for each in found):
            raise NotPlayable(_why_none(found, self))


class Candidate(NamedTuple):
    """A question that a form may hold."""

    bank: Bank
    question: Question

    @property
    def key(self) -> Key:
        """What its history belongs to."""
        return self.bank.id, self.question.id


_ALL = Wanted()


def make_form(
    banks: Sequence[Bank], random: Random, wanted: Wanted = _ALL, seen: Seen | None = None
) -> tuple[Item, ...]:
    """Return a form of the questions that are wanted and may stand together.

    Of enemies one is chosen. Questions not lately seen come first, banks alternate, and otherwise
    the banks' own order is kept. Raises `NotPlayable` when that leaves none, `UsageError` when
    there are fewer than the count; both say why.
    """
    last = seen or {}
    found = [Candidate(bank, question) for bank in banks for question in bank.questions]
    wanted.refuse_unknown(banks)
    fitting = [each for each in found if wanted.allows(*each)]
    kept = without_enemies(fitting, random, last)
    if wanted.most is not None and wanted.most > len(kept):
        # Without regard to what was seen lately, more of them may stand together.
        kept = without_enemies(fitting, random, {})
    if wanted.most is not None:
        kept = _sample(kept, wanted.most, random, last, len(fitting))
    return in_form(_interleaved(sorted(kept, key=lambda each: last.get(each.key, 0))), random)


def make_ordered_form(
    banks: Sequence[Bank], keys: Sequence[Key], random: Random, most: int | None = None
) -> tuple[Item, ...]:
    """Return a form of these questions in this order, each only if no enemy stands before it.

    There are `most` of them at most. Raises `NotPlayable` when the banks have none of them.
    """
    known = {(bank.id, question.id): Candidate(bank, question)
             for bank in banks for question in bank.questions}  # fmt: skip
    found = [known[key] for key in keys if key in known]
    if not found:
        raise NotPlayable(f"{_names(banks)} has none of these questions any more.")
    rank = {each.key: place for place, each in enumerate(found, 1)}
    return in_form(without_enemies(found, random, rank)[:most], random)


def in_form(candidates: Iterable[Candidate], random: Random) -> tuple[Item, ...]:
    """Return questions as items of a form, each with a new order of its options."""
    return tuple(Item(bank, question, order_of(question, random)) for bank, question in candidates)


def order_of(question: Question, random: Random) -> Order:
    """Return a new order of the options of a question."""
    return question_type_of(question).order(question, random)


def without_enemies(candidates: Sequence[Candidate], random: Random, last: Seen) -> list[Candidate]:
    """Return those, in order, of which no two are enemies.

    What was not lately seen is kept, then what has few enemies, so that more can stand together.
    """
    enemies = _enemies(candidates)
    torn = [each.key for each in candidates if each.key in enemies]
    random.shuffle(torn)
    present = {each.key for each in candidates}
    torn.sort(key=lambda key: (last.get(key, 0), len(enemies[key] & present)))
    kept: set[Key] = set()
    for key in torn:
        if not enemies[key] & kept:
            kept.add(key)
    return [each for each in candidates if each.key not in enemies or each.key in kept]


def _enemies(candidates: Iterable[Candidate]) -> dict[Key, set[Key]]:
    """Return the enemies of each question, both ways round."""
    enemies: dict[Key, set[Key]] = {}
    for bank, question in candidates:
        for name in question.enemies:
            enemies.setdefault((bank.id, question.id), set()).add((bank.id, name))
            enemies.setdefault((bank.id, name), set()).add((bank.id, question.id))
    return enemies


def _sample(
    kept: Sequence[Candidate], count: int, random: Random, last: Seen, fitting: int
) -> list[Candidate]:
    """Return `count` of the questions, in order: those not lately seen, ties broken by lot."""
    if count > len(kept):
        raise UsageError(_why_fewer(count, len(kept), fitting))
    lots = {each.key: random.random() for each in kept}
    first = sorted(kept, key=lambda each: (last.get(each.key, 0), lots[each.key]))
    chosen = {each.key for each in first[:count]}
    return [each for each in kept if each.key in chosen]


def _interleaved(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Return the questions with those of each bank spread evenly over the whole."""
    by_bank: dict[str, list[Candidate]] = {}
    for each in candidates:
        by_bank.setdefault(each.bank.id, []).append(each)
    placed = [
        ((place + 0.5) / len(group), number, each)
        for number, group in enumerate(by_bank.values())
        for place, each in enumerate(group)
    ]
    return [each for _, _, each in sorted(placed, key=lambda entry: entry[:2])]


def _names(banks: Iterable[Bank]) -> str:
    return " and ".join(f"“{bank.title}”" for bank in banks)


def _why_none(found: Sequence[Candidate], wanted: Wanted) -> str:
    if not wanted.tags:
        return "There is no question of that kind here."
    if wanted.only is not None:
        return f"Of the questions asked for, none is one{wanted.named}."
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
