"""From a request to an attempt: slow parts run in a thread, decisions are made in a dialog."""

import asyncio
from typing import TYPE_CHECKING

from quiz.model.mode import Mode
from quiz.player import words
from quiz.player.attempt import Player
from quiz.player.library import load_bank
from quiz.player.opening import begin, open_banks
from quiz.player.request import Again, Request
from quiz.store.records import AttemptSummary
from quiz.tui.screens.dialogs import Dialog

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from quiz.player.exam import ExamPlayer
    from quiz.tui.app import QuizApp

_CONTINUE, _ANEW, _BACK = range(3)


async def open_player(app: "QuizApp", request: Request) -> "Player | ExamPlayer | None":
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


async def ask_how(
    app: "QuizApp", title: str, file: "Path | None", listed: "Sequence[Path]"
) -> Request | None:
    """Return how a bank is to be played, or without one a review; None after Escape.

    Raises `NotPlayable` when the bank has errors.
    """
    from quiz.tui.screens.play_options import PlayOptionsScreen

    tags = await asyncio.to_thread(_tags, file) if file else []
    return await app.push_screen_wait(PlayOptionsScreen(title, file, tags, listed))


def _tags(file: "Path") -> list[str]:
    return sorted({tag for question in load_bank(file).questions for tag in question.tags})


def _question(title: str, unfinished: AttemptSummary) -> Dialog:
    begun = words.moment(unfinished.started)
    done = f"{unfinished.answered} of {unfinished.questions} questions answered"
    what, more = "this", ""
    if unfinished.mode == Mode.EXAM:
        what, more = "an exam of this", " If you start again, it stays as it is and is not marked."
    text = f"You began {what} on {begun}: {done}.{more}"
    return Dialog(title, text, ["Continue", "Start again", "Back"])
