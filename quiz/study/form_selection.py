"""Select the questions of an attempt: all, some, those due, or past mistakes."""

from collections.abc import Sequence
from random import Random
from typing import NamedTuple

from quiz.attempts.form import Item, Wanted, make_form, make_ordered_form
from quiz.errors import NotPlayable
from quiz.model.bank import Bank
from quiz.model.memory import Key
from quiz.model.response import Mode
from quiz.study.context import StudyContext
from quiz.study.launch import Request
from quiz.study.practice import new_seed
from quiz.study.review import DuePlan, due_plan


class SelectedForm(NamedTuple):
    """The questions of one attempt, and how they were chosen."""

    items: tuple[Item, ...]
    seed: int
    measured: bool
    """Whether it samples a whole bank, so that its score measures the bank."""
    notice: str = ""
    """What the learner should know about it, if anything."""


def select_form(request: Request, banks: Sequence[Bank], desk: StudyContext) -> SelectedForm:
    """Return the form that was asked for.

    Raises `NotPlayable` when it would be empty and `UsageError` when it cannot be made, both with
    the reason.
    """
    seed = new_seed() if request.seed is None else request.seed
    random = Random(seed)
    wanted = Wanted(request.most, request.tags, request.only)
    if request.mode is Mode.REVIEW:
        return _review(banks, wanted, desk, seed)
    if request.mode is Mode.MISTAKES:
        keys = _mistakes(banks, wanted, desk)
        return SelectedForm(make_ordered_form(banks, keys, random, wanted.most), seed, False)
    items = make_form(banks, random, wanted, _seen(banks, desk))
    return SelectedForm(items, seed, len(banks) == 1 and wanted == Wanted())


def _review(banks: Sequence[Bank], wanted: Wanted, desk: StudyContext, seed: int) -> SelectedForm:
    plan = due_plan(desk, _keys(banks, wanted), wanted.named)
    if plan.why_nothing:
        raise NotPlayable(plan.why_nothing)
    bounds = [bound for bound in (plan.left, wanted.most) if bound is not None]
    max_count = min(bounds, default=None)
    items = make_ordered_form(banks, plan.keys, Random(seed), max_count)
    return SelectedForm(items, seed, False, _waiting(plan, len(items), max_count))


def _waiting(plan: DuePlan, asked: int, max_count: int | None) -> str:
    """Return why some due questions are not asked; empty when all are."""
    held_back = 0 if plan.left is None else len(plan.keys) - plan.left
    if held_back > 0:
        return f"{held_back} more are due, but your daily limit is {plan.limit}."
    more = len(plan.keys) - asked
    if more and asked != max_count:
        return f"{more} more are due; they would give away answers here, so they come up later."
    return ""


def _seen(banks: Sequence[Bank], desk: StudyContext) -> dict[Key, int]:
    states = desk.store.states([bank.id for bank in banks])
    return {key: state.memory.last for key, state in states.items() if state.memory is not None}


def _mistakes(banks: Sequence[Bank], wanted: Wanted, desk: StudyContext) -> tuple[Key, ...]:
    """Return the questions last answered wrong, the oldest first."""
    states = desk.store.states([bank.id for bank in banks])
    keys = _keys(banks, wanted)
    met = {key: state for key, state in states.items() if state.memory is not None and key in keys}
    wrong = [
        (state.memory.last, key)
        for key, state in met.items()
        if state.memory is not None and not state.last_right and not state.suspended
    ]
    if not wrong:
        why = "you last answered all of them right" if met else "you have not answered any yet"
        raise NotPlayable(f"There are no mistakes{wanted.named} to repeat: {why}.")
    return tuple(key for _, key in sorted(wrong))


def _keys(banks: Sequence[Bank], wanted: Wanted) -> frozenset[Key]:
    """Return the questions of the banks that are wanted.

    Raises `NotPlayable`, with the reason, if there are none.
    """
    if banks:
        wanted.refuse_unknown(banks)
    return frozenset(
        (bank.id, each.id) for bank in banks for each in bank.questions if wanted.allows(bank, each)
    )
