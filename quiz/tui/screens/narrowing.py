"""Choosing what alone is to be counted."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from quiz.player.performance import Performance
from quiz.player.progress import Progress
from quiz.store.narrowing import ALL, Narrowing
from quiz.text.cleaning import clean_line
from quiz.tui.screens.dialog import Dialog

if TYPE_CHECKING:
    from quiz.tui.app import QuizApp

ALL_BANKS = "All banks"
_WHAT = "Show figures for only one of these. Enter on a question in Accuracy shows only that one."
_BACK = "Back"


async def choose(app: "QuizApp", whole: Progress, narrowing: Narrowing) -> Narrowing | None:
    """Let something be chosen to narrow to, beside what is so already; None when nothing was."""
    labels = ["A bank", "A tag", "A type", "Remove the filter", _BACK]
    match await app.push_screen_wait(Dialog("Filter", _WHAT, labels)):
        case 0:
            return await choose_bank(app, whole, narrowing)
        case 1:
            tags = await _one(app, "Which tag?", "All tags", whole.tags)
            return None if tags is None else narrowing._replace(tags=tags)
        case 2:
            types = await _one(app, "Which type?", "All types", whole.types)
            return None if types is None else narrowing._replace(types=types)
        case 3:
            return ALL
    return None


async def choose_bank(app: "QuizApp", whole: Progress, narrowing: Narrowing) -> Narrowing | None:
    """Let one bank be chosen, or all; None when nothing was."""
    banks = await _one(app, "Which bank?", ALL_BANKS, whole.banks)
    return None if banks is None else narrowing._replace(banks=banks)


async def _one(
    app: "QuizApp", text: str, everything: str, table: Sequence[Performance]
) -> tuple[str, ...] | None:
    """Return what was chosen, nothing where all are to count; None when one went back."""
    listed = sorted(table, key=lambda each: each.label)
    labels = [clean_line(each.label) for each in listed]
    place = await app.push_screen_wait(Dialog("Progress", text, [everything, *labels, _BACK]))
    if place > len(listed):
        return None
    return listed[place - 1].ids if place else ()
