"""Matching in the app."""

from pathlib import Path

import pytest

from tests.support import SAMPLES
from tests.tui.tui_samples import Game, asked

MATCHING = SAMPLES["matching"].text
TRUE_FALSE = SAMPLES["true_false"].text


async def test_letters_fill_one_left_after_the_other(tmp_path: Path) -> None:
    async with asked(tmp_path, MATCHING) as game:
        await game.sees("1 leave Picton → [____]", "2 reach Wellington → [____]")
        await game.press("enter")
        await game.sees("Number 1 has no letter yet")
        assert not game.store.attempts()
        await game.choose("at noon")
        assert "has no letter" not in game.flat
        await game.press("enter")
        await game.sees("Number 2 has no letter yet")
        await game.choose("before dark")
        await game.press("enter")
        await game.sees("✓ Right", "leave Picton → at noon (your answer, right)")
        assert game.history().responses[0].given == (0, 1)


async def test_arrows_choose_too_and_the_mind_can_be_changed(tmp_path: Path) -> None:
    async with asked(tmp_path, MATCHING) as game:
        await game.press("right", "right", "right", "left", "down", "down", "left", "left", "right")
        assert game.flat.count("____") == 0
        await game.press("backspace")
        await game.sees("reach Wellington → [____]")
        await game.press("1", "backspace", "up", "2")
        assert game.flat.count("____") == 2
        await game.choose("before dark")
        await game.choose("at noon")
        await game.press("enter")
        await game.sees("✓ Right")


async def test_a_click_goes_to_a_left_or_gives_a_right(tmp_path: Path) -> None:
    async with asked(tmp_path, MATCHING) as game:
        await game.click("reach Wellington")
        await click_below(game, "before dark")
        await click_below(game, "at midnight")
        await game.click("leave Picton")
        await click_below(game, "at noon")
        await game.click("Submit  ")
        await game.sees("✓ Right")
        await game.click("leave Picton")
        await game.sees("leave Picton → at noon (your answer, right)")


async def click_below(game: Game, right: str) -> None:
    """Click on a right in the list below the lefts."""
    lines = game.text.splitlines()
    y = max(number for number, line in enumerate(lines) if right in line)
    await game.pilot.click(offset=(lines[y].index(right), y))
    await game.pilot.pause()


async def test_a_wrong_left_is_marked_with_what_it_should_have_been(tmp_path: Path) -> None:
    async with asked(tmp_path, MATCHING) as game:
        await game.choose("at midnight", "before dark")
        await game.press("enter")
        await game.sees(
            "◐ Partly right",
            "0.5 of 1 point",
            "✗ 1 leave Picton → at midnight (your answer) → ✓ at noon (right answer)",
            "✓ 2 reach Wellington → before dark (your answer, right)",
            "On “at midnight”: Nothing is said of the night.",
        )
        await game.press("enter", "end", "enter")
        await game.sees("at midnight (your answer) → ✓ at noon")


async def test_letters_given_so_far_outlast_a_skip(tmp_path: Path) -> None:
    async with asked(tmp_path, MATCHING, TRUE_FALSE) as game:
        await game.press("down")
        await game.choose("at midnight")
        await game.press("f3", "f", "enter", "enter")
        await game.sees("leave Picton → [____]", "at midnight]")
        await game.press("f5")
        await game.sees("Not answered", "✓ 1 leave Picton → at noon (right answer)")


@pytest.mark.parametrize("size", [(80, 24), (40, 12)])
async def test_the_left_at_hand_is_in_sight_on_any_screen(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    pairs = "".join(f"  left {n} that is rather long: right {n} of many\n" for n in range(12))
    text = f"id: q\ntype: matching\nprompt: p\npairs:\n{pairs}quote: Nobody was hurt\n"
    async with asked(tmp_path, text, size=size) as game:
        for number in range(12):
            await game.press("a")
            await game.sees(f"left {min(11, number + 1)} ")
        await game.press("enter")
        await game.sees("Partly")
