"""Outcomes as signs and colours, and the questions of a form as a strip of them."""

from collections.abc import Collection

from textual.content import Content

from quiz.model.response import Outcome
from quiz.player import words
from quiz.session.session import Session
from quiz.tui.content import MUTED, joined
from quiz.tui.widgets.bars import bar

STYLES = {
    Outcome.RIGHT: "$text-success",
    Outcome.PARTLY: "$text-warning",
    Outcome.WRONG: "$text-error",
}


def strip(session: Session, skipped: Collection[int], most: int) -> Content:
    """Return one sign for each question; a bar of how many are answered when they are too many."""
    count = len(session.items)
    if count > most:
        return bar(len(session.answered) / count, min(20, most), "$text-accent")
    return joined(*(_sign(session, place, place in skipped) for place in range(count)))


def _sign(session: Session, place: int, skipped: bool) -> Content:
    done = session.answered.get(place)
    if done is not None:
        outcome = done.verdict.outcome
        sign, style = words.sign(outcome), STYLES[outcome]
    else:
        sign, style = ("↷", "$text-warning") if skipped else ("·", MUTED)
    return Content.styled(sign, f"bold reverse {style}" if place == session.position else style)
