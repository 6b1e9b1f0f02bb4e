"""What screens over others share: they answer once, and most are a box in the middle."""

from typing import TypeVar

from textual.screen import ModalScreen, Screen

Answer = TypeVar("Answer")


def answer(screen: Screen[Answer], value: Answer | None = None) -> None:
    """Have a screen return a value and go; what arrives for it afterwards counts no more."""
    if screen.is_active:
        screen.dismiss(value)


class Box(ModalScreen[Answer]):
    """A box over any screen; its title, of the class `head`, never takes more than one line."""

    DEFAULT_CSS = """
    Box {
        align: center middle;
        & > Vertical {
            width: 64; max-width: 100%; height: auto; max-height: 100%;
            padding: 1 2; background: $surface; border: round $primary;
        }
        & .head { height: 1; text-wrap: nowrap; text-overflow: ellipsis; }
        & Rows { height: auto; margin: 1 0 0 0; background: $surface; }
        & KeyBar { dock: none; padding: 0; margin: 1 0 0 0; background: $surface; }
    }
    Box.-short > Vertical { padding: 0 1; }
    Box.-short Rows, Box.-short KeyBar { margin: 0; }
    """
    VERTICAL_BREAKPOINTS = [(0, "-short"), (20, "-tall")]

    def action_leave(self) -> None:
        """Go without a choice."""
        answer(self)
