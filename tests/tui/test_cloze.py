"""Cloze questions in the app: gaps that are typed, or filled from a word bank."""

from pathlib import Path

import pytest

from tests.support import SAMPLES
from tests.tui.tui_samples import asked

CLOZE = SAMPLES["cloze"].text
WORD_BANK = """\
id: words
type: cloze
text: "{{Two}} of the {{four}} engines failed."
distractors: [six, nine]
quote: Two of the four engines failed
"""
GAPS = """\
id: gaps
type: cloze
text: "The {{two}} engines of the ferry failed off Cape {{Jackson}} when it was {{nearly dark}}."
"""


async def test_typed_gaps_are_marked_one_by_one(tmp_path: Path) -> None:
    async with asked(tmp_path, CLOZE) as running:
        await running.type("four")
        await running.press("tab")
        await running.type("five")
        await running.press("shift+tab", "shift+tab", "end", "backspace", "r", "enter")
        await running.sees("✗ four ✓ Two", "✗ fivr ✓ four")


async def test_words_are_put_into_gaps_and_taken_out_again(tmp_path: Path) -> None:
    async with asked(tmp_path, WORD_BANK) as running:
        await running.sees("Words for gap 1")
        await running.choose("six", "four")
        await running.press("tab", "backspace")
        await running.press("enter")
        await running.sees("Choose a word for gap 1.")
        await running.choose("Two")
        assert "Choose a word for gap" not in running.text
        await running.sees("1 Two of the 2 four engines")
        await running.press("enter")
        await running.sees("✓ Right")


async def test_words_are_put_by_arrows_and_by_clicks(tmp_path: Path) -> None:
    async with asked(tmp_path, WORD_BANK) as running:
        await running.click("nine")
        await running.sees("1 nine of the")
        await running.press("left", "right", "left", "left", "space")
        await running.sees("Words for gap")
        assert running.app.screen.view.answer.draft()[1]  # type: ignore[attr-defined]
        await running.click("nine  of")
        await running.choose("Two")
        await running.sees("1 Two of the")


async def test_a_gap_is_chosen_by_a_click(tmp_path: Path) -> None:
    async with asked(tmp_path, GAPS) as running:
        await running.click("3  __")
        await running.type("dark")
        await running.sees("was 3 dark .", "The 1 __________ engines")
        await running.click("1  ____")
        await running.type("two")
        await running.sees("The 1 two engines")
        await running.press("f5")
        await running.click("two")
        await running.sees("Not answered")


@pytest.mark.parametrize("width", range(24, 60, 5))
async def test_a_gap_is_not_broken_at_the_end_of_a_line(tmp_path: Path, width: int) -> None:
    async with asked(tmp_path, GAPS, size=(width, 30)) as running:
        for gap in (1, 2, 3):
            assert f" {gap}  __________ " in running.text
        await running.press("f5")
        await running.sees("Not answered")
        assert "✗ ____  ✓ two" in running.text.replace("   ", "  ")
