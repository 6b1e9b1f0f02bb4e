"""From a request to an attempt: slow parts run in a thread, decisions are made in a dialog."""

import asyncio
from typing import TYPE_CHECKING

from quiz.model.response import Mode
from quiz.store.records import AttemptSummary
from quiz.study import formatting
from quiz.study.launch import OnUnfinished, Request, begin, open_banks
from quiz.study.library import load_bank
from quiz.study.practice import PracticeRunner
from quiz.tui.screens.dialogs import Dialog

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from quiz.study.exam import ExamRunner
    from quiz.tui.app import QuizApp

_CONTINUE, _ANEW, _BACK = range(3)


async def open_player(app: "QuizApp", request: Request) -> "PracticeRunner | ExamRunner | None":
    """Return the attempt that was asked for; None when the learner thought better of it.

    Raises `NotPlayable` when the bank has errors, `StoreError` when the history cannot be read.
    """
    opened = await asyncio.to_thread(open_banks, request, app.desk)
    chosen = _CONTINUE
    if opened.unfinished is not None and request.again is OnUnfinished.ASK:
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
    begun = formatting.moment(unfinished.started)
    done = f"{unfinished.answered} of {unfinished.questions} questions answered"
    what, more = "this", ""
    if unfinished.mode == Mode.EXAM:
        what, more = "an exam of this", " If you start again, it stays as it is and is not marked."
    text = f"You began {what} on {begun}: {done}.{more}"
    return Dialog(title, text, ["Continue", "Start again", "Back"])
