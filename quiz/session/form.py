"""The form: which questions one sitting asks, in which order, their options in which order."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from random import Random

from quiz.errors import NotPlayable
from quiz.kinds import kind_of
from quiz.model.bank import Bank
from quiz.model.question import Question
from quiz.model.response import Order


@dataclass(frozen=True, slots=True)
class Item:
    """One question of a form."""

    bank: Bank
    question: Question
    order: Order
    """The options in the order shown."""


def make_form(bank: Bank, random: Random) -> tuple[Item, ...]:
    """Return a form of all questions of a bank that may stand together, in the bank's order.

    Of enemies one is chosen at random. Raises `NotPlayable` if the bank has no questions.
    """
    questions = without_enemies(bank.questions, random)
    if not questions:
        raise NotPlayable(f"“{bank.title}” has no questions.")
    return tuple(Item(bank, question, order_of(question, random)) for question in questions)


def order_of(question: Question, random: Random) -> Order:
    """Return a new order of the options of a question."""
    return kind_of(question).order(question, random)


def without_enemies(questions: Sequence[Question], random: Random) -> tuple[Question, ...]:
    """Return the questions, in order, without any that is an enemy of another one returned."""
    enemies = _enemies(questions)
    if not enemies:
        return tuple(questions)
    torn = [question.id for question in questions if question.id in enemies]
    random.shuffle(torn)
    kept: set[str] = set()
    for name in torn:
        if not enemies[name] & kept:
            kept.add(name)
    return tuple(q for q in questions if q.id not in enemies or q.id in kept)


def _enemies(questions: Iterable[Question]) -> dict[str, set[str]]:
    """Return the enemies of each question by id, both ways round."""
    enemies: dict[str, set[str]] = {}
    for question in questions:
        for enemy in question.enemies:
            enemies.setdefault(question.id, set()).add(enemy)
            enemies.setdefault(enemy, set()).add(question.id)
    return enemies
