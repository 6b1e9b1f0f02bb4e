"""Colours and styles: every one that the app uses beside Textual's own, by what it means.

Change a colour here. A value is a Textual style: attributes (`bold`, `reverse`), a variable of the
theme (`$text-accent`) or a share of one (`$foreground 70%`), and `on` before a background.
"""

from quiz.model.problem import Severity
from quiz.model.response import Outcome

DARK, LIGHT = "textual-dark", "textual-light"
"""The themes of the setting `theme`."""

# Textual's own text colours fall below a contrast of 4.5 to 1 on some backgrounds of these themes.
LEGIBLE = {
    LIGHT: {
        "text-success": "#0F4A24",
        "text-warning": "#5C3900",
        "text-accent": "#5C3900",
        "text-secondary": "#00457A",
    },
    DARK: {"text-secondary": "#7FB0D4"},
}
"""Variables that replace those of a theme."""

# Where a terminal has 16 colours, the nearest to most colours of a theme are white and grey, so
# that right and wrong look the same. These are colours that such terminals have. A quarter of cyan
# is grey there, which shows the cursor; green and yellow cannot be read on white.
_DARK_16 = {
    **dict.fromkeys(("background", "surface", "button-color-foreground"), "#000000"),
    **dict.fromkeys(("success", "text-success"), "#55FF55"),
    **dict.fromkeys(("warning", "text-warning"), "#FFFF55"),
    **dict.fromkeys(("error", "text-error"), "#FF5555"),
    **dict.fromkeys(("accent", "text-accent"), "#FFFF55"),
    **dict.fromkeys(("primary", "primary-lighten-1", "text-secondary"), "#55FFFF"),
    "foreground": "#FFFFFF",
    "panel": "#0000AA",
    "text-muted": "#AAAAAA",
}
_LIGHT_16 = {
    **dict.fromkeys(("background", "surface", "button-color-foreground"), "#FFFFFF"),
    **dict.fromkeys(("success", "text-success", "primary", "primary-lighten-1"), "#0000AA"),
    **dict.fromkeys(("warning", "text-warning"), "#AA5500"),
    **dict.fromkeys(("error", "text-error"), "#AA0000"),
    **dict.fromkeys(("accent", "text-accent"), "#AA00AA"),
    **dict.fromkeys(("text-muted", "text-secondary"), "#555555"),
    "foreground": "#000000",
    "panel": "#AAAAAA",
}
SIXTEEN = {DARK: _DARK_16, LIGHT: _LIGHT_16}
"""Variables that replace those of a theme on terminals with 16 colours."""

# Words and signs, by what they mean.
GOOD = "$text-success"
DOUBTFUL = "$text-warning"
BAD = "$text-error"
ACCENT = "$text-accent"
ASIDE = "$text-secondary"
MUTED = "$foreground 70%"
FAINT = "$foreground 40%"
"""The ground of a chart."""
EMPTY = "$foreground 20%"
"""The part of a bar that is not filled."""

# Words that stand out.
KEY = f"bold {ACCENT}"
"""Keys, letters of options, headings, and values that can be changed."""
CURRENT_TAB = f"bold reverse {ACCENT}"
ALERT = f"bold reverse {DOUBTFUL}"
"""A warning in the header."""
GAP, CURRENT_GAP = KEY, "bold reverse"
"""The gaps of a cloze text."""

# Rows and passages, by their background.
CURSOR = "on $primary 25%"
CURSOR_MUTED = f"$foreground {CURSOR}"
"""The same for muted text, which would hardly stand out."""
GRABBED = "on $warning 35%"
"""A row that is being moved."""
QUOTE = "bold underline on $warning 35%"
QUOTE_SENTENCE = "on $foreground 8%"
"""The rest of a sentence with a quote."""
QUOTED = "underline"
"""The quoted words of a sentence in a source map."""

OUTCOMES = {Outcome.RIGHT: GOOD, Outcome.PARTLY: DOUBTFUL, Outcome.WRONG: BAD}
KNOWLEDGE = {"known": GOOD, "fading": DOUBTFUL, "missed": BAD, "partly met": ACCENT}
KNOWLEDGE |= {"never met": ASIDE}
"""How well a sentence of a source is known, by `KnowledgeState`."""
SEVERITIES = {
    Severity.ERROR: ("✗", f"bold {BAD}"),
    Severity.WARNING: ("!", f"bold {DOUBTFUL}"),
    Severity.INFO: ("i", f"bold {ASIDE}"),
}
"""Sign and style of a problem in a bank."""

APP_CSS = """
Screen { overflow: hidden; }
* {
    scrollbar-size-vertical: 1;
    scrollbar-background: $background; scrollbar-background-hover: $background;
    scrollbar-background-active: $background; scrollbar-color: $foreground 25%;
    scrollbar-color-hover: $foreground 40%; scrollbar-color-active: $foreground 50%;
}
"""
"""What holds on every screen. Layout is beside each screen and widget."""
