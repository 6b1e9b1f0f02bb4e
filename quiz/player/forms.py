"""Which questions a request asks for: all, some, what is due, or what was answered wrong."""

from collections.abc import Sequence
from random import Random
from typing import NamedTuple

from quiz.errors import NotPlayable
from quiz.model.bank import Bank
from quiz.model.memory import Key
from quiz.model.mode import Mode
from quiz.player.attempt import new_seed
from quiz.player.due import DuePlan, due_plan
from quiz.player.opening import Desk
from quiz.player.request import Request
from quiz.session.form import Item, Wanted, make_form, make_ordered_form


class Form(NamedTuple):
    """The questions of one sitting, and how they were chosen."""

    items: tuple[Item, ...]
    seed: int
    measured: bool
    """Whether it stands for a whole bank."""
    notice: str = ""
    """What the learner should know about it, if anything."""


def form_of(request: Request, banks: Sequence[Bank], desk: Desk) -> Form:
    """Return the form that was asked for.

    Raises `NotPlayable` when it would be empty and `UsageError` when it cannot be made, both with
    the reason.
    """
    seed = new_seed() if request.seed is None else request.seed
    random = Random(seed)
    if request.mode is Mode.REVIEW:
        plan = due_plan(desk, _wanted(banks, request))
        if plan.why_nothing:
            raise NotPlayable(plan.why_nothing)
        keys = plan.keys[: request.most]
        return Form(make_ordered_form(banks, keys, random), seed, False, _held_back(plan))
    if request.mode is Mode.MISTAKES:
        keys = _mistakes(request, banks, desk)
        return Form(make_ordered_form(banks, keys, random), seed, False)
    wanted = Wanted(request.most, request.tags, request.only)
    items = make_form(banks, random, wanted, _seen(banks, desk))
    return Form(items, seed, len(banks) == 1 and wanted == Wanted())


def _seen(banks: Sequence[Bank], desk: Desk) -> dict[Key, int]:
    states = desk.store.states([bank.id for bank in banks])
    return {key: state.memory.last for key, state in states.items() if state.memory is not None}


def _mistakes(request: Request, banks: Sequence[Bank], desk: Desk) -> tuple[Key, ...]:
    """Return what was last answered wrong, the longest ago first."""
    states = desk.store.states([bank.id for bank in banks])
    wrong = [
        (state.memory.last, key)
        for key, state in states.items()
        if state.memory is not None and not state.last_right and not state.suspended
    ]
    wanted = _wanted(banks, request)
    keys = [key for _, key in sorted(wrong) if key in wanted]
    if not keys:
        raise NotPlayable("There are no mistakes to repeat: all was last answered right.")
    return tuple(keys[: request.most])


def _wanted(banks: Sequence[Bank], request: Request) -> frozenset[Key]:
    """Return the questions of the banks that the request lets through."""
    return frozenset(
        (bank.id, each.id)
        for bank in banks
        for each in bank.questions
        if (not request.tags or not set(request.tags).isdisjoint(each.tags))
        and (request.only is None or (bank.id, each.id) in request.only)
    )


def _held_back(plan: DuePlan) -> str:
    if not plan.held_back:
        return ""
    return f"{plan.held_back} more are due: they wait, for the day’s limit is {plan.limit}."
