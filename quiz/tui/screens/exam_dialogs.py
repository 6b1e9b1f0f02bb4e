"""What is asked before an exam is handed in, left, or freed of its time limit."""

from quiz.player import duration
from quiz.session.exam import Sheet
from quiz.tui.screens.dialog import Dialog

LOOK, HAND_IN = range(2)
"""What is chosen where handing in is asked about; what cannot be undone is not at hand first."""
AGREED = 0
"""What is chosen by whoever leaves."""
LIFTED = 1
"""What is chosen by whoever takes the time limit away."""


def hand_in(sheet: Sheet) -> Dialog:
    """Warn of what is not done."""
    undone = duration.undone(sheet) or "Every question is answered"
    text = f"{undone}. You cannot change anything afterwards; every answer is explained."
    return Dialog("Hand in?", text, ["Look at the sheet", "Hand in", "Back"])


def leave(sheet: Sheet) -> Dialog:
    """Say what becomes of an exam that is left."""
    runs = "" if sheet.limit is None else " Its clock keeps running meanwhile."
    text = f"Your answers are saved, and you can continue the exam later.{runs}"
    return Dialog("Leave the exam?", text, ["Leave", "Back"])


def lift() -> Dialog:
    """Say what it means to take the time limit away."""
    text = "The exam then ends when you hand it in. This cannot be undone."
    return Dialog("Remove the time limit?", text, ["Back", "Remove it"], back=0)
