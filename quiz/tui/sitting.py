"""The screen that an attempt is played on."""

from typing import TYPE_CHECKING, Any

from textual.screen import Screen

from quiz.player.attempt import Player
from quiz.store.store import Store

if TYPE_CHECKING:
    from quiz.player.exam import ExamPlayer


def screen_of(player: "Player | ExamPlayer", store: Store, ask_confidence: bool) -> Screen[Any]:
    """Return the screen for an attempt: questions with a verdict each, or an exam."""
    if isinstance(player, Player):
        from quiz.tui.screens.question import QuestionScreen

        return QuestionScreen(player, store)
    from quiz.tui.screens.exam import ExamScreen

    return ExamScreen(player, ask_confidence)
