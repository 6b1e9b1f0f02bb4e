"""Matching in the app."""

from pathlib import Path

import pytest

from tests.support import SAMPLES
from tests.tui.tui_samples import RunningApp, asked

MATCHING = SAMPLES["matching"].text
TRUE_FALSE = SAMPLES["true_false"].text


async def test_letters_fill_one_left_after_the_other(tmp_path: Path) -> None:
    async with asked(tmp_path, MATCHING) as running:
        await running.sees("▸1 leave Picton", "2 reach Wellington")
        await running.press("enter")
        await running.sees("Number 1 has no letter yet")
        assert not running.store.attempts()
        await running.choose("at noon")
        assert "has no letter" not in running.flat
        await running.press("enter")
        await running.sees("Number 2 has no letter yet")
        await running.choose("before dark")
        await running.press("enter")
        await running.sees("✓ Right", "leave Picton → at noon (your answer)")
        assert running.history().responses[0].given == (0, 1)


async def test_arrows_choose_too_and_the_mind_can_be_changed(tmp_path: Path) -> None:
    async with asked(tmp_path, MATCHING) as running:
        await running.press(
            "right", "right", "right", "left", "down", "down", "left", "left", "right"
        )
        assert lines_drawn(running) == 2
        await running.press("backspace")
        assert lines_drawn(running) == 1
        await running.press("1", "backspace", "up", "2")
        assert lines_drawn(running) == 0
        await running.choose("before dark")
        await running.choose("at noon")
        await running.press("enter")
        await running.sees("✓ Right")


async def test_a_click_goes_to_a_left_or_gives_a_right(tmp_path: Path) -> None:
    async with asked(tmp_path, MATCHING) as running:
        await running.click("reach Wellington")
        await click_below(running, "before dark")
        await click_below(running, "at midnight")
        await running.click("leave Picton")
        await click_below(running, "at noon")
        await running.click("Answer  ")
        await running.sees("✓ Right")
        await running.click("leave Picton")
        await running.sees("leave Picton → at noon (your answer)")


def lines_drawn(running: RunningApp) -> int:
    """Return how many lines join a left and a right."""
    return sum(running.text.count(corner) for corner in "╮╯")


async def test_a_line_is_dragged_from_left_to_right(tmp_path: Path) -> None:
    async with asked(tmp_path, MATCHING) as running:
        for left, right in (("leave Picton", "at noon"), ("reach Wellington", "before dark")):
            start, end = place(running, left), place(running, right)
            await running.pilot.mouse_down(offset=start)
            await running.pilot.mouse_up(offset=end)
            await running.pilot.pause()
        assert lines_drawn(running) == 2
        await running.press("enter")
        await running.sees("✓ Right")


def place(running: RunningApp, text: str) -> tuple[int, int]:
    """Return where the screen shows a text."""
    for y, line in enumerate(running.text.splitlines()):
        if text in line:
            return line.index(text) + 1, y
    raise AssertionError(running.text)


async def click_below(running: RunningApp, right: str) -> None:
    """Click on a right in the list below the lefts."""
    lines = running.text.splitlines()
    y = max(number for number, line in enumerate(lines) if right in line)
    await running.pilot.click(offset=(lines[y].index(right), y))
    await running.pilot.pause()


async def test_a_wrong_left_is_marked_with_what_it_should_have_been(tmp_path: Path) -> None:
    async with asked(tmp_path, MATCHING) as running:
        await running.choose("at midnight", "before dark")
        await running.press("enter")
        await running.sees(
            "◐ Partly right",
            "0.5 of 1 point",
            "✗ 1 leave Picton → at midnight (you chose) → ✓ at noon (the answer)",
            "✓ 2 reach Wellington → before dark (your answer)",
            "“at midnight”: Nothing is said of the night.",
        )
        await running.press("enter", "end", "enter")
        await running.sees("at midnight (you chose) → ✓ at noon")


async def test_letters_given_so_far_outlast_a_skip(tmp_path: Path) -> None:
    async with asked(tmp_path, MATCHING, TRUE_FALSE) as running:
        await running.press("down")
        await running.choose("at midnight")
        await running.press("f3", "f", "enter", "enter")
        await running.sees("leave Picton", "2 at midnight")
        assert lines_drawn(running) == 1
        await running.press("f5")
        await running.sees("Not answered", "✓ 1 leave Picton → at noon (the answer)")


@pytest.mark.parametrize("size", [(80, 24), (40, 12)])
async def test_the_left_at_hand_is_in_sight_on_any_screen(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    pairs = "".join(f"  left {n} that is rather long: right {n} of many\n" for n in range(12))
    text = f"id: q\ntype: matching\nprompt: p\npairs:\n{pairs}quote: Nobody was hurt\n"
    async with asked(tmp_path, text, size=size) as running:
        for number in range(12):
            await running.press("a")
            await running.sees(f"left {min(11, number + 1)} ")
        await running.press("enter")
        await running.sees("Partly")


@pytest.mark.parametrize("size", [(80, 24), (40, 12)])
async def test_the_message_about_a_missing_letter_is_visible_each_time(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    pairs = "".join(f"  left {n} that is rather long: right {n}\n" for n in range(13))
    text = f"id: q\ntype: matching\nprompt: p\npairs:\n{pairs}quote: Nobody was hurt\n"
    async with asked(tmp_path, text, size=size) as running:
        await running.press("a", "enter")
        await running.sees("Number 2 has no letter yet")
        await running.press("up", "enter")
        await running.sees("Number 2 has no letter yet")
