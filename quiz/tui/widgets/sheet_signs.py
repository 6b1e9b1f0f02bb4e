"""What stands on an answer sheet as signs and words, and the whole sheet as a strip of signs."""

from textual.content import Content

from quiz.player import duration
from quiz.session.exam import Entry, Sheet
from quiz.tui.content import MUTED, joined
from quiz.tui.widgets.bars import bar

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
