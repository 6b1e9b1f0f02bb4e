"""Colours and styles: every one that the app uses, by what it means.

Change a colour here. A *role* is a colour with one meaning; it is a variable of the theme, so CSS
and `Content` write `$right` or `on $mark`. Two themes name all roles: ink (dark) and paper (light);
for Textual's other themes they are derived; where a terminal has 16 colours, or none, they are
colours of the terminal's own.
"""

from collections.abc import Iterator, Mapping
from functools import cache

from textual.color import Color
from textual.theme import BUILTIN_THEMES, Theme

from quiz.model.problem import Severity
from quiz.model.response import Outcome

DARK, LIGHT = "ink", "paper"
_NAMES = {"dark": DARK, "light": LIGHT}
_TERMINAL = {True: "terminal-dark", False: "terminal-light"}

_INK = {
    "background": "#14161c",
    "surface": "#1b1e26",
    "raised": "#262b36",
    "line": "#444c5e",
    "foreground": "#ece7dc",
    "soft": "#b3b8c4",
    "faint": "#969dac",
    "accent": "#8ab8ff",
    "focus": "#233a60",
    "right": "#7ed6a2",
    "right-bg": "#19322a",
    "wrong": "#ff9f8f",
    "wrong-bg": "#382227",
    "part": "#cdb0ff",
    "part-bg": "#33294d",
    "mark": "#f5c94f",
    "mark-ink": "#1d1703",
    "on-fill": "#14161c",
}
"""The roles: screen, bars and dialogs, things to press, borders at rest; text, secondary text,
numbers; keys and the primary button, what is lit; right, wrong and partly right with the fills
behind them; the quote; text on a filled button or sign."""
_PAPER = {
    "background": "#faf6ee",
    "surface": "#fffdf8",
    "raised": "#efe8da",
    "line": "#bfb39d",
    "foreground": "#22252c",
    "soft": "#53565f",
    "faint": "#646361",
    "accent": "#1f55b5",
    "focus": "#d5e3fb",
    "right": "#17663f",
    "right-bg": "#d9eedf",
    "wrong": "#a42a1a",
    "wrong-bg": "#fae0d9",
    "part": "#6438ad",
    "part-bg": "#e9def9",
    "mark": "#ffd23f",
    "mark-ink": "#231b00",
    "on-fill": "#faf6ee",
}
# The terminal's own colours are those that its user can read. Bright ones vanish on white.
_ON_BLACK = {
    **dict.fromkeys(_INK, "ansi_default"),
    "line": "ansi_bright_black",
    "accent": "ansi_bright_cyan",
    "right": "ansi_bright_green",
    "wrong": "ansi_bright_red",
    "part": "ansi_bright_magenta",
    "mark": "ansi_yellow",
    "mark-ink": "ansi_black",
    "on-fill": "ansi_black",
}
_ON_WHITE = {
    **_ON_BLACK,
    "accent": "ansi_blue",
    "right": "ansi_green",
    "wrong": "ansi_red",
    "part": "ansi_magenta",
    "mark": "ansi_bright_yellow",
    "on-fill": "ansi_bright_white",
}
_OURS = {DARK: _INK, LIGHT: _PAPER, _TERMINAL[True]: _ON_BLACK, _TERMINAL[False]: _ON_WHITE}


def _theme(name: str, dark: bool, roles: Mapping[str, str]) -> Theme:
    return Theme(
        name,
        primary=roles["accent"],
        secondary=roles["part"],
        accent=roles["accent"],
        success=roles["right"],
        warning=roles["part"],
        error=roles["wrong"],
        foreground=roles["foreground"],
        background=roles["background"],
        surface=roles["surface"],
        panel=roles["raised"],
        dark=dark,
        ansi=name in _TERMINAL.values(),
        variables=BUILTIN_THEMES["ansi-dark"].variables if name in _TERMINAL.values() else {},
    )


def themes() -> Iterator[Theme]:
    """Yield the themes of this app, to be registered."""
    for name, roles in _OURS.items():
        yield _theme(name, name in (DARK, _TERMINAL[True]), roles)


def theme_name(setting: str, few: bool) -> str:
    """Return the theme for a value of the setting `theme`.

    With `few`, the terminal has 16 colours, or is to be used without any.
    """
    if few:
        return _TERMINAL[
            BUILTIN_THEMES[setting].dark if setting not in _NAMES else setting == "dark"
        ]
    return _NAMES.get(setting, setting)


def variables(theme: Theme) -> dict[str, str]:
    """Return the roles of a theme as variables, and Textual's own variables that follow them."""
    roles = _OURS.get(theme.name) or _derived(theme.name, *_grounds(theme))
    return {
        **roles,
        "panel": roles["raised"],
        "text-muted": roles["soft"],
        "text-success": roles["right"],
        "text-error": roles["wrong"],
        **dict.fromkeys(("text-warning", "text-secondary"), roles["part"]),
        **dict.fromkeys(("text-accent", "text-primary"), roles["accent"]),
    }


MIN_CONTRAST = 4.5
"""The contrast that WCAG 2.2 asks for text, success criterion 1.4.3."""


def _grounds(theme: Theme) -> tuple[bool, str, str, tuple[str, ...]]:
    colours = theme.to_color_system().generate()
    words = tuple(colours[name] for name in ("primary", "success", "error", "secondary"))
    return theme.dark, colours["background"], colours["foreground"], words


@cache
def _derived(
    name: str, dark: bool, background: str, foreground: str, words: tuple[str, ...]
) -> dict[str, str]:
    """Return the roles for a theme that does not name them."""
    ground, ink = Color.parse(background), Color.parse(foreground)
    ink = ground.blend(ink, ink.a, 1)
    surface, raised, line = (ground.blend(ink, share, 1) for share in (0.05, 0.10, 0.30))
    accent, *outcomes = (Color.parse(word) for word in words)
    focus = ground.blend(accent, 0.22, 1)
    tints = [ground.blend(each, 0.16, 1) for each in outcomes]
    panes = (ground, surface, raised)

    def legible(word: Color, *behind: Color) -> str:
        return _legible(word, (*panes, *behind), dark).hex

    roles = {
        "background": ground.hex,
        "surface": surface.hex,
        "raised": raised.hex,
        "line": line.hex,
        "foreground": legible(ink, focus, *tints),
        "soft": legible(ink.blend(ground, 0.30, 1), focus),
        "faint": legible(ink.blend(ground, 0.42, 1)),
        "accent": legible(accent, focus),
        "focus": focus.hex,
        "mark": _INK["mark"] if dark else _PAPER["mark"],
        "mark-ink": _INK["mark-ink"],
        "on-fill": ground.hex,
    }
    for role, word, tint in zip(("right", "wrong", "part"), outcomes, tints, strict=True):
        roles |= {role: legible(word, tint), f"{role}-bg": tint.hex}
    return roles


def contrast(one: Color, other: Color) -> float:
    """Return the contrast of two colours, from 1 to 21, as WCAG 2.2 defines it."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: Color) -> float:
    linear = [
        v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in colour.normalized
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _legible(word: Color, behind: tuple[Color, ...], dark: bool) -> Color:
    """Return a colour, lighter or darker as far as it must be to be read on all of `behind`."""
    end = Color(255, 255, 255) if dark else Color(0, 0, 0)
    steps = (word.blend(end, step / 10, 1) for step in range(11))
    return next(
        (each for each in steps if min(contrast(each, one) for one in behind) >= MIN_CONTRAST), end
    )


# Words and signs, by what they mean.
TEXT = "$foreground"
GOOD = "$right"
DOUBTFUL = "$part"
BAD = "$wrong"
ACCENT = "$accent"
ASIDE = "$soft"
MUTED = "$soft"
FAINT = "$faint"
"""Numbers of paragraphs, and axes."""
EMPTY = "$line"
"""The part of a bar that is not filled, and the ground of a chart."""

# Words that stand out.
KEY = f"bold {ACCENT}"
"""Keys, letters of options, and values that can be changed."""
LOGO = "bold $mark-ink on $mark"
FILLED = "bold $on-fill on $accent"
"""What Enter does, and the letter of what is lit."""
CURRENT_TAB = FILLED
ALERT = "bold $on-fill on $part"
"""A warning in the header."""

# Rows and passages, by their background.
BAR = "on $raised"
"""Something to press."""
CURSOR = "on $focus"
CURSOR_16 = "reverse"
"""The same where the terminal has 16 colours: no background of them suits all texts."""
QUOTE = "bold $mark-ink on $mark"
QUOTE_16 = "bold underline $mark-ink on $mark"
"""The quote where colours may be missing."""
OTHER_QUOTE = "bold underline"
"""A further quote of the same answer."""
MARGIN = "$mark"
"""The edge of a paragraph with a quote."""
STROKE = "$raised"
"""The strokes of a source that is not open yet."""
STROKE_16 = "$line"
"""The same where the terminal has 16 colours."""
QUOTED = "underline"
"""The quoted words of a sentence in a source map."""

PAIRS = ("$accent", "$part", "$foreground", "$faint")
"""The colours of pairs, one after the other; their numbers tell them apart as well."""
OUTCOMES = {Outcome.RIGHT: GOOD, Outcome.PARTLY: DOUBTFUL, Outcome.WRONG: BAD}
FILLS = {Outcome.RIGHT: "$right-bg", Outcome.PARTLY: "$part-bg", Outcome.WRONG: "$wrong-bg"}
"""The fill behind what was answered so."""
KNOWLEDGE = {"known": GOOD, "fading": DOUBTFUL, "missed": BAD, "partly met": ACCENT}
KNOWLEDGE |= {"never met": ASIDE}
"""How well a sentence of a source is known, by `KnowledgeState`."""
TINTS = {"known": "on $right-bg", "fading": "on $part-bg", "missed": "on $wrong-bg"}
TINTS |= {"partly met": "on $part-bg", "never met": "on $raised"}
"""The fill behind a sentence of a source, by `KnowledgeState`."""
SEVERITIES = {
    Severity.ERROR: ("✗", f"bold {BAD}"),
    Severity.WARNING: ("!", f"bold {DOUBTFUL}"),
    Severity.INFO: ("i", f"bold {ASIDE}"),
}
"""Sign and style of a problem in a bank."""


def lit(ansi: bool) -> str:
    """Return the style of what is current; `ansi` for a terminal with 16 colours."""
    return CURSOR_16 if ansi else CURSOR


HORIZONTAL = [(0, "-xs"), (60, "-sm"), (80, "-md"), (110, "-lg"), (150, "-xl")]
"""Classes that a screen has by its width: each from so many columns on, one at a time."""
VERTICAL = [(0, "-short"), (18, "-mid"), (28, "-room"), (38, "-tall")]
"""The same by its height."""

APP_CSS = """
Screen { overflow: hidden; background: $background; color: $foreground; }
.panel {
    border: round $line; padding: 0 2;
    border-title-color: $foreground; border-title-style: bold; border-subtitle-color: $soft;
    &:focus-within { border: round $accent; border-title-color: $accent; }
    &:ansi { border: blank; }
    &:ansi:focus-within { border: round $accent; }
}
.-tall .body .panel { padding: 1 2; }
.-short .body .panel { border: none; padding: 0; }
.-xs .panel { border: none; padding: 0; }
* {
    scrollbar-size-vertical: 1;
    scrollbar-background: $background; scrollbar-background-hover: $background;
    scrollbar-background-active: $background; scrollbar-color: $line;
    scrollbar-color-hover: $faint; scrollbar-color-active: $soft;
}
"""
"""What holds on every screen; `panel` is the class of what has a border. Layout is beside each
screen and widget."""
