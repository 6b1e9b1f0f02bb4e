"""What stands on an answer sheet as signs and words, and the whole sheet as a strip of signs."""

from textual.content import Content

from quiz.session.exam import Entry, Sheet
from quiz.tui.content import MUTED, joined
from quiz.tui.widgets.bars import bar

FLAG = "⚑"


def state(entry: Entry) -> tuple[str, str, str]:
    """Return sign, words and style of an entry, its flag apart."""
    if entry.given is not None:
        return "●", "answered", "$text-success"
    return ("◌", "begun, not answered", "$text-warning") if entry.begun else ("○", "blank", MUTED)


def strip(sheet: Sheet, most: int) -> Content:
    """Return one sign for each question; a bar of how many are answered when they are too many."""
    count = len(sheet.items)
    if count > most:
        return bar((count - len(sheet.blank)) / count, min(20, most), "$text-accent")
    return joined(*(_sign(sheet, place) for place in range(count)))


def _sign(sheet: Sheet, place: int) -> Content:
    entry = sheet.at(place)
    sign, _, style = state(entry)
    if entry.flagged:
        sign, style = FLAG, "$text-warning"
    return Content.styled(sign, f"bold reverse {style}" if place == sheet.position else style)
