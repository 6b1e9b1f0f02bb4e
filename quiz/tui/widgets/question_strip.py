"""Strips of signs: the questions of an attempt, or of an answer sheet."""

from collections.abc import Collection

from textual.content import Content

from quiz.attempts.answer_sheet import AnswerSheet, SheetEntry
from quiz.attempts.attempt import Attempt
from quiz.model.response import Outcome
from quiz.study import formatting
from quiz.tui.content import MUTED, bar, joined

STYLES = {
    Outcome.RIGHT: "$text-success",
    Outcome.PARTLY: "$text-warning",
    Outcome.WRONG: "$text-error",
}


def strip(session: Attempt, skipped: Collection[int], max_signs: int) -> Content:
    """Return one sign for each question; a bar of how many are answered when they are too many."""
    count = len(session.items)
    if count > max_signs:
        return bar(len(session.answered) / count, min(20, max_signs), "$text-accent")
    return joined(*(_sign(session, index, index in skipped) for index in range(count)))


def _sign(session: Attempt, index: int, skipped: bool) -> Content:
    done = session.answered.get(index)
    if done is not None:
        outcome = done.verdict.outcome
        sign, style = formatting.sign(outcome), STYLES[outcome]
    else:
        sign, style = ("↷", "$text-warning") if skipped else ("·", MUTED)
    return Content.styled(sign, f"bold reverse {style}" if index == session.position else style)


FLAG = "⚑"


def state(entry: SheetEntry) -> tuple[str, str, str]:
    """Return sign, words and style of an entry, its flag apart."""
    if entry.given is not None:
        return "●", "answered", "$text-success"
    return ("◌", "begun, not answered", "$text-warning") if entry.begun else ("○", "blank", MUTED)


def place_and_time(sheet: AnswerSheet, narrow: bool) -> str:
    """Return which question is current, the time left, and whether the question is flagged."""
    text = f"Question {sheet.position + 1} of {len(sheet.items)}"
    if sheet.left is not None:
        text += f" · {formatting.clock_digits(sheet.left)} left"
    if sheet.entry.flagged:
        text += f" · {FLAG}" if narrow else f" · {FLAG} flagged"
    return text


def sheet_strip(sheet: AnswerSheet, max_signs: int) -> Content:
    """Return one sign for each question; a bar of how many are answered when they are too many."""
    count = len(sheet.items)
    if count > max_signs:
        return bar((count - len(sheet.blank)) / count, min(20, max_signs), "$text-accent")
    return joined(*(_entry_sign(sheet, index) for index in range(count)))


def _entry_sign(sheet: AnswerSheet, index: int) -> Content:
    entry = sheet.at(index)
    sign, _, style = state(entry)
    if entry.flagged:
        sign, style = FLAG, "$text-warning"
    return Content.styled(sign, f"bold reverse {style}" if index == sheet.position else style)
