"""Durations, and the state of an answer sheet, as text."""

from math import ceil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from quiz.session.exam import Sheet

LAST_MINUTES = 300.0
"""Seconds left from which a warning is shown."""
LAST_MINUTE = 60.0


def duration(seconds: float) -> str:
    """Return a duration in its two largest units: `1 h 5 min`, `11 min 43 s`, `9 s`."""
    minutes, rest = divmod(ceil(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    parts = [(hours, "h"), (minutes, "min"), (rest, "s")]
    units = [f"{count} {unit}" for count, unit in parts if count]
    return " ".join(units[:2]) if units else "0 s"


def digits(seconds: float) -> str:
    """Return a duration as a clock shows it: `11:43`, `1:05:09`."""
    minutes, rest = divmod(ceil(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def runs_short(left: float | None) -> str:
    """Return a warning in the last five minutes and another in the last one; else nothing."""
    if left is None or left > LAST_MINUTES:
        return ""
    return "last minute" if left <= LAST_MINUTE else "less than 5 min"


def time_left(sheet: "Sheet") -> str:
    """Return the time left, or that there is no limit, as a sentence."""
    if sheet.left is None:
        return "There is no time limit."
    return f"Time left: {duration(sheet.left)}."


def answered(sheet: "Sheet") -> str:
    """Return how many questions are answered: `5 of 9 answered`."""
    count = len(sheet.items)
    return f"{count - len(sheet.blank)} of {count} answered"


def undone(sheet: "Sheet") -> str:
    """Return how many are blank and flagged: `3 blank, 2 flagged`; empty when none are."""
    counts = [(len(sheet.blank), "blank"), (len(sheet.flagged), "flagged")]
    return ", ".join(f"{count} {state}" for count, state in counts if count)
