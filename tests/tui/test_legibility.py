"""Every role of every theme can be read on each ground that it stands on."""

from pathlib import Path

import pytest
from textual.color import Color
from textual.theme import BUILTIN_THEMES

from quiz.settings.definitions import THEMES
from quiz.tui import theme
from tests.support import SAMPLES
from tests.tui.tui_samples import RunningApp, asked

PANES = ("background", "surface", "raised")
TINTS = ("right-bg", "wrong-bg", "part-bg")
GROUNDS = {
    "foreground": (*PANES, *TINTS, "focus"),
    "soft": (*PANES, "focus"),
    "faint": PANES,
    "accent": (*PANES, "focus"),
    "right": (*PANES, "right-bg"),
    "wrong": (*PANES, "wrong-bg"),
    "part": (*PANES, "part-bg"),
    "mark-ink": ("mark",),
    "on-fill": ("accent", "right", "wrong", "part"),
}
"""The grounds that each role of text is used on."""
TRUE_COLOUR = [theme.theme_name(each, few=False) for each in THEMES]


def luminance(colour: Color) -> float:
    """Return the relative luminance of a colour, as WCAG defines it."""
    parts = [value / 255 for value in (colour.r, colour.g, colour.b)]
    linear = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, from 1 to 21, as WCAG defines it."""
    low, high = sorted(map(luminance, (Color.parse(one), Color.parse(other))))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("name", TRUE_COLOUR)
def test_every_role_can_be_read_on_its_grounds(name: str) -> None:
    own = {each.name: each for each in theme.themes()}
    roles = theme.variables(own.get(name) or BUILTIN_THEMES[name])
    unreadable = [
        (role, ground, round(found, 2))
        for role, grounds in GROUNDS.items()
        for ground in grounds
        if (found := contrast(roles[role], roles[ground])) < 4.5
    ]
    assert not unreadable


def test_all_themes_of_textual_but_the_terminals_own_can_be_chosen() -> None:
    textual = {name for name in BUILTIN_THEMES if not name.startswith("ansi")}
    assert set(THEMES) == {"dark", "light"} | textual


RED, BRIGHT_RED, GREEN, BRIGHT_GREEN, BRIGHT_WHITE, BLACK = 1, 9, 2, 10, 15, 0


@pytest.mark.parametrize(
    ("setting", "right", "wrong"),
    [("dark", BRIGHT_GREEN, BRIGHT_RED), ("light", GREEN, RED)],
)
async def test_right_and_wrong_differ_where_a_terminal_has_16_colours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, setting: str, right: int, wrong: int
) -> None:
    monkeypatch.setattr("textual.constants.COLOR_SYSTEM", "standard")
    async with asked(tmp_path, SAMPLES["single_choice"].text) as running:
        running.app.change("theme", setting, str)
        await running.choose("Nelson")
        await running.press("enter")
        await running.sees("Not right")
        assert colours(running, "✓") == {right}
        assert colours(running, "✗") == {wrong}


async def test_no_colour_is_sent_where_none_is_wanted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with asked(tmp_path, SAMPLES["single_choice"].text) as running:
        await running.choose("Nelson")
        await running.press("enter")
        await running.sees("Not right")
        strips = running.app.screen._compositor.render_strips()
        for each in running.app._filters:
            if each.enabled:
                strips = [strip.apply_filter(each, Color(0, 0, 0)) for strip in strips]
        styles = {segment.style for strip in strips for segment in strip if segment.style}
        used = {style.color for style in styles} | {style.bgcolor for style in styles}
        assert {colour.name for colour in used if colour} == {"default"}


def colours(running: RunningApp, text: str) -> set[int | None]:
    """Return the colours, of 16, of the parts of the screen in which a text stands."""
    strips = running.app.screen._compositor.render_strips()
    return {
        segment.style.color.number
        for strip in strips
        for segment in strip
        if segment.text.strip().startswith(text) and segment.style and segment.style.color
    }
