"""From a request to an attempt that can be played, the slow parts in a thread."""

import asyncio
from typing import TYPE_CHECKING

from quiz.model.bank import Bank
from quiz.player import words
from quiz.player.attempt import Player, start
from quiz.player.library import load_bank
from quiz.player.request import Again, Request
from quiz.player.resume import resume
from quiz.store.records import AttemptDetail, AttemptSummary
from quiz.store.store import Store
from quiz.tui.screens.dialog import Dialog

if TYPE_CHECKING:
    from quiz.tui.app import QuizApp

_CONTINUE, _ANEW, _BACK = range(3)


async def open_player(app: "QuizApp", request: Request) -> Player | None:
    """Return the attempt that was asked for; None when the learner thought better of it.

    Raises `NotPlayable` when the bank has errors, `StoreError` when the history cannot be read.
    """
    bank = await asyncio.to_thread(load_bank, request.file)
    unfinished = app.store.unfinished(bank.id)
    if unfinished is None or request.again is Again.NEW:
        return await asyncio.to_thread(_start, bank, app.store, request.seed)
    if request.again is Again.ASK:
        chosen = await app.push_screen_wait(_question(bank.title, unfinished))
        if chosen == _BACK:
            return None
        if chosen == _ANEW:
            return await asyncio.to_thread(_start, bank, app.store, request.seed)
    detail = app.store.attempt(unfinished.number)
    return await asyncio.to_thread(_resume, bank, detail, app.store)


def _start(bank: Bank, store: Store, seed: int | None) -> Player:
    player = start(bank, store, seed)
    player.prepare()
    return player


def _resume(bank: Bank, detail: AttemptDetail, store: Store) -> Player:
    player = resume(bank, detail, store)
    player.prepare()
    return player


def _question(title: str, unfinished: AttemptSummary) -> Dialog:
    begun = words.moment(unfinished.started)
    done = f"{unfinished.answered} of {unfinished.questions} questions answered"
    return Dialog(title, f"You began this on {begun}: {done}.", ["Continue", "Start anew", "Back"])
