"""Ordering in the app."""

from pathlib import Path

import pytest

from tests.support import SAMPLES
from tests.tui.tui_samples import RunningApp, asked

ORDERING = SAMPLES["ordering"].text
TRUE_FALSE = SAMPLES["true_false"].text
ITEMS = ("departure", "breakdown", "arrival")


def order(running: RunningApp) -> list[str]:
    """Return the items from the top of the screen to its bottom."""
    return sorted(ITEMS, key=running.text.index)


@pytest.mark.parametrize("modifier", ["shift", "ctrl"])
async def test_the_item_at_hand_is_moved(tmp_path: Path, modifier: str) -> None:
    async with asked(tmp_path, ORDERING) as running:
        first, second, third = order(running)
        await running.press("enter")
        await running.sees("Move the items first")
        assert not running.store.attempts()
        await running.press(f"{modifier}+down")
        assert order(running) == [second, first, third]
        assert "Move the items first" not in running.flat
        await running.press(f"{modifier}+down", f"{modifier}+down")
        assert order(running) == [second, third, first]
        await running.press("up", f"{modifier}+up", f"{modifier}+up")
        assert order(running) == [third, second, first]


async def test_a_taken_item_moves_with_the_arrows_until_it_is_put(tmp_path: Path) -> None:
    async with asked(tmp_path, ORDERING) as running:
        first, second, third = order(running)
        await running.press("down", "space")
        await running.sees(f"↕ 2 ▌ {second}")
        await running.press("down", "space", "up", "down", "down")
        assert order(running) == [first, third, second]
        await running.press("space", "up", "up", "up", "enter")
        given = running.history().responses[0].given
        assert given == tuple(ITEMS.index(item) for item in (second, first, third))


async def test_items_are_moved_by_clicks_and_by_dragging(tmp_path: Path) -> None:
    async with asked(tmp_path, ORDERING) as running:
        first, second, third = order(running)
        await running.click(first)
        await running.sees(f"↕ 1 ▌ {first}")
        await running.click(third)
        assert order(running) == [second, third, first]
        assert "↕" not in running.text
        rows = {item: place(running, item) for item in order(running)}
        await running.pilot.mouse_down(offset=rows[first])
        await running.pilot.mouse_up(offset=rows[second])
        await running.until(lambda: order(running) == [first, second, third])
        for wanted, item in enumerate(ITEMS):
            at = order(running).index(item)
            if at != wanted:
                await running.click(item)
                await running.click(order(running)[wanted])
        await running.click("Answer  ")
        await running.sees("✓ Right")


def place(running: RunningApp, text: str) -> tuple[int, int]:
    """Return where the screen shows a text."""
    for y, line in enumerate(running.text.splitlines()):
        if text in line:
            return line.index(text) + 1, y
    raise AssertionError(running.text)


async def test_a_digit_puts_the_item_at_that_place(tmp_path: Path) -> None:
    async with asked(tmp_path, ORDERING) as running:
        first, second, third = order(running)
        await running.press("down", "3", "9")
        assert order(running) == [first, third, second]
        await running.press("1")
        assert order(running) == [second, first, third]


async def test_every_item_is_marked_with_its_place(tmp_path: Path) -> None:
    async with asked(tmp_path, ORDERING) as running:
        wanted = ["departure", "arrival", "breakdown"]
        for at, item in enumerate(wanted):
            now = order(running).index(item)
            await running.press("up", "up", *["down"] * now, *["shift+up"] * (now - at))
        await running.press("enter")
        await running.sees(
            "◐ Partly right",
            "0.33 of 1 point",
            "✓ 1 departure (right place)",
            "✗ 2 arrival (right place: 3)",
            "✗ 3 breakdown (right place: 2)",
            "In order: 2 of 3 pairs.",
        )
        await running.click("arrival")
        await running.press("shift+down")
        await running.sees("✗ 2 arrival (right place: 3)")


async def test_the_order_so_far_outlasts_a_skip_and_the_right_one_can_be_asked_for(
    tmp_path: Path,
) -> None:
    async with asked(tmp_path, ORDERING, TRUE_FALSE) as running:
        await running.press("shift+down")
        before = order(running)
        await running.press("f3", "f", "enter", "enter")
        await running.sees("What happened first")
        assert order(running) == before
        await running.press("f5")
        await running.sees("Not answered", "✓ 1 departure (right place)", "✓ 3 arrival")


@pytest.mark.parametrize("size", [(80, 24), (40, 12)])
async def test_the_item_at_hand_is_in_sight_on_any_screen(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    items = "".join(f"  - item {n} with words enough for two lines\n" for n in range(12))
    text = f"id: q\ntype: ordering\nprompt: p\nitems:\n{items}quote: Nobody was hurt\n"
    async with asked(tmp_path, text, size=size) as running:
        await running.press("space", *["down"] * 11)
        await running.sees("↕ 12 ▌ item")
        await running.press("space", *["up"] * 11)
        await running.sees("▸ 1 ▌ item")


async def test_a_dragged_item_follows_the_pointer(tmp_path: Path) -> None:
    async with asked(tmp_path, ORDERING) as running:
        first, second, third = order(running)
        rows = {item: place(running, item) for item in order(running)}
        await running.pilot.mouse_down(offset=rows[first])
        await running.pilot.hover(offset=rows[second])
        await running.until(lambda: order(running) == [second, first, third])
        await running.sees(f"↕ 2 ▌ {first}")
        await running.pilot.hover(offset=rows[third])
        await running.until(lambda: order(running) == [second, third, first])
        await running.pilot.hover(offset=rows[first])
        await running.until(lambda: order(running) == [first, second, third])
        await running.pilot.mouse_up(offset=rows[third])
        await running.until(lambda: order(running) == [second, third, first])
        assert "↕" not in running.text
