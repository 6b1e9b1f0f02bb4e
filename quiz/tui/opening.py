"""From a request to an attempt, the slow parts in a thread, what is to be decided in a dialog."""

import asyncio
from typing import TYPE_CHECKING

from quiz.player import words
from quiz.player.attempt import Player
from quiz.player.opening import begin, open_banks
from quiz.player.request import Again, Request
from quiz.store.records import AttemptSummary
from quiz.tui.screens.dialog import Dialog

if TYPE_CHECKING:
    from quiz.tui.app import QuizApp

_CONTINUE, _ANEW, _BACK = range(3)


async def open_player(app: "QuizApp", request: Request) -> Player | None:
    """Return the attempt that was asked for; None when the learner thought better of it.

    Raises `NotPlayable` when the bank has errors, `StoreError` when the history cannot be read.
    """
    opened = await asyncio.to_thread(open_banks, request, app.desk)
    chosen = _CONTINUE
    if opened.unfinished is not None and request.again is Again.ASK:
        title = "; ".join(bank.title for bank in opened.banks)
        chosen = await app.push_screen_wait(_question(title, opened.unfinished))
    if chosen == _BACK:
        return None
    return await asyncio.to_thread(begin, opened, app.desk, chosen == _CONTINUE)


def _question(title: str, unfinished: AttemptSummary) -> Dialog:
    begun = words.moment(unfinished.started)
    done = f"{unfinished.answered} of {unfinished.questions} questions answered"
    return Dialog(title, f"You began this on {begun}: {done}.", ["Continue", "Start anew", "Back"])
