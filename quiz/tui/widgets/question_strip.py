"""Outcomes as signs and colours, and the questions of a form as a strip of them."""

from collections.abc import Collection

from textual.content import Content

from quiz.model.response import Outcome
from quiz.player import duration, words
from quiz.session.exam import Entry, Sheet
from quiz.session.session import Session
from quiz.tui.content import MUTED, bar, joined

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


FLAG = "⚑"


def state(entry: Entry) -> tuple[str, str, str]:
    """Return sign, words and style of an entry, its flag apart."""
    if entry.given is not None:
        return "●", "answered", "$text-success"
    return ("◌", "begun, not answered", "$text-warning") if entry.begun else ("○", "blank", MUTED)


def place_and_time(sheet: Sheet, narrow: bool) -> str:
    """Return which question is at hand, the time left, and whether the question is flagged."""
    said = f"Question {sheet.position + 1} of {len(sheet.items)}"
    if sheet.left is not None:
        said += f" · {duration.digits(sheet.left)} left"
    if sheet.entry.flagged:
        said += f" · {FLAG}" if narrow else f" · {FLAG} flagged"
    return said


def sheet_strip(sheet: Sheet, most: int) -> Content:
    """Return one sign for each question; a bar of how many are answered when they are too many."""
    count = len(sheet.items)
    if count > most:
        return bar((count - len(sheet.blank)) / count, min(20, most), "$text-accent")
    return joined(*(_entry_sign(sheet, place) for place in range(count)))


def _entry_sign(sheet: Sheet, place: int) -> Content:
    entry = sheet.at(place)
    sign, _, style = state(entry)
    if entry.flagged:
        sign, style = FLAG, "$text-warning"
    return Content.styled(sign, f"bold reverse {style}" if place == sheet.position else style)
