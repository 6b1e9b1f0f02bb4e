"""Words stand out from their ground in both themes."""

from pathlib import Path

import pytest
from rich.color import ColorSystem
from textual.color import Color

from quiz.tui.theme import DARK, LIGHT
from tests.support import SAMPLES, all_samples, as_items, write_bank
from tests.tui.tui_samples import RunningApp, asked, playing

MIN_CONTRAST = 4.5
"""The contrast that WCAG 2.2 asks for text, success criterion 1.4.3."""


def luminance(colour: Color) -> float:
    """Return the relative luminance of a colour, as WCAG defines it."""
    parts = [value / 255 for value in (colour.r, colour.g, colour.b)]
    linear = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: Color, other: Color) -> float:
    """Return the contrast of two colours, from 1 to 21, as WCAG defines it."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", [DARK, LIGHT])
async def test_words_in_colour_can_be_read(
    tmp_path: Path, theme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("textual.constants.COLOR_SYSTEM", "truecolor")
    file = write_bank(tmp_path, as_items(*all_samples()))
    async with playing(tmp_path / "data", [file]) as running:
        running.app.theme = theme
        colours = {name: value for name, value in running.app.get_css_variables().items()}
        ground = Color.parse(colours["background"])
        chosen = ground.blend(Color.parse(colours["primary"]), 0.25)
        panel = Color.parse(colours["panel"])
        for name in ("success", "error", "warning", "accent", "secondary"):
            for behind in (ground, chosen, panel):
                word = Color.parse(colours[f"text-{name}"])
                assert contrast(word, behind) >= MIN_CONTRAST, (name, behind)
        ink = Color.parse(colours["foreground"])
        for share in (0.70, 0.75):
            assert contrast(panel.blend(ink, share), panel) >= MIN_CONTRAST


RED, BLUE, MAGENTA, BRIGHT_RED, BRIGHT_GREEN, YELLOW = 1, 4, 5, 9, 10, 11


@pytest.mark.parametrize(
    ("theme", "right", "wrong", "bar"),
    [(DARK, BRIGHT_GREEN, BRIGHT_RED, YELLOW), (LIGHT, BLUE, RED, MAGENTA)],
)
async def test_right_and_wrong_differ_where_a_terminal_has_16_colours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, theme: str, right: int, wrong: int, bar: int
) -> None:
    monkeypatch.setattr("textual.constants.COLOR_SYSTEM", "standard")
    async with asked(tmp_path, SAMPLES["single_choice"].text) as running:
        running.app.theme = theme
        await running.choose("Nelson")
        await running.press("enter")
        await running.sees("Wrong")
        assert colours(running, "✓") == {right}
        assert colours(running, "✗") == {wrong}
        assert colours(running, "█") == {bar}


def colours(running: RunningApp, text: str) -> set[int | None]:
    """Return the colours, of 16, of the parts of the screen in which a text stands."""
    strips = running.app.screen._compositor.render_strips()
    return {
        segment.style.color.downgrade(ColorSystem.STANDARD).number
        for strip in strips
        for segment in strip
        if segment.text.strip().startswith(text) and segment.style and segment.style.color
    }
