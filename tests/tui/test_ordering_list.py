"""Ordering in the app."""

from pathlib import Path

import pytest

from tests.support import SAMPLES
from tests.tui.tui_samples import Game, asked

ORDERING = SAMPLES["ordering"].text
TRUE_FALSE = SAMPLES["true_false"].text
ITEMS = ("departure", "breakdown", "arrival")


def order(game: Game) -> list[str]:
    """Return the items from the top of the screen to its bottom."""
    return sorted(ITEMS, key=game.text.index)


@pytest.mark.parametrize("modifier", ["shift", "ctrl"])
async def test_the_item_at_hand_is_moved(tmp_path: Path, modifier: str) -> None:
    async with asked(tmp_path, ORDERING) as game:
        first, second, third = order(game)
        await game.press("enter")
        await game.sees("Move the items first")
        assert not game.store.attempts()
        await game.press(f"{modifier}+down")
        assert order(game) == [second, first, third]
        assert "Move the items first" not in game.flat
        await game.press(f"{modifier}+down", f"{modifier}+down")
        assert order(game) == [second, third, first]
        await game.press("up", f"{modifier}+up", f"{modifier}+up")
        assert order(game) == [third, second, first]


async def test_a_taken_item_moves_with_the_arrows_until_it_is_put(tmp_path: Path) -> None:
    async with asked(tmp_path, ORDERING) as game:
        first, second, third = order(game)
        await game.press("down", "space")
        await game.sees(f"↕ 2 {second}")
        await game.press("down", "space", "up", "down", "down")
        assert order(game) == [first, third, second]
        await game.press("space", "up", "up", "up", "enter")
        given = game.history().responses[0].given
        assert given == tuple(ITEMS.index(item) for item in (second, first, third))


async def test_items_are_moved_by_clicks_and_by_dragging(tmp_path: Path) -> None:
    async with asked(tmp_path, ORDERING) as game:
        first, second, third = order(game)
        await game.click(first)
        await game.sees(f"↕ 1 {first}")
        await game.click(third)
        assert order(game) == [second, third, first]
        assert "↕" not in game.text
        rows = {item: place(game, item) for item in order(game)}
        await game.pilot.mouse_down(offset=rows[first])
        await game.pilot.mouse_up(offset=rows[second])
        await game.until(lambda: order(game) == [first, second, third])
        for wanted, item in enumerate(ITEMS):
            at = order(game).index(item)
            if at != wanted:
                await game.click(item)
                await game.click(order(game)[wanted])
        await game.click("Submit  ")
        await game.sees("✓ Right")


def place(game: Game, text: str) -> tuple[int, int]:
    """Return where the screen shows a text."""
    for y, line in enumerate(game.text.splitlines()):
        if text in line:
            return line.index(text) + 1, y
    raise AssertionError(game.text)


async def test_every_item_is_marked_with_its_place(tmp_path: Path) -> None:
    async with asked(tmp_path, ORDERING) as game:
        wanted = ["departure", "arrival", "breakdown"]
        for at, item in enumerate(wanted):
            now = order(game).index(item)
            await game.press("up", "up", *["down"] * now, *["shift+up"] * (now - at))
        await game.press("enter")
        await game.sees(
            "◐ Partly right",
            "0.33 of 1 point",
            "✓ 1 departure (right place)",
            "✗ 2 arrival (right place: 3)",
            "✗ 3 breakdown (right place: 2)",
            "In order: 2 of 3 pairs.",
        )
        await game.click("arrival")
        await game.press("shift+down")
        await game.sees("✗ 2 arrival (right place: 3)")


async def test_the_order_so_far_outlasts_a_skip_and_the_right_one_can_be_asked_for(
    tmp_path: Path,
) -> None:
    async with asked(tmp_path, ORDERING, TRUE_FALSE) as game:
        await game.press("shift+down")
        before = order(game)
        await game.press("f3", "f", "enter", "enter")
        await game.sees("What happened first")
        assert order(game) == before
        await game.press("f5")
        await game.sees("Not answered", "✓ 1 departure (right place)", "✓ 3 arrival")


@pytest.mark.parametrize("size", [(80, 24), (40, 12)])
async def test_the_item_at_hand_is_in_sight_on_any_screen(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    items = "".join(f"  - item {n} with words enough for two lines\n" for n in range(12))
    text = f"id: q\ntype: ordering\nprompt: p\nitems:\n{items}quote: Nobody was hurt\n"
    async with asked(tmp_path, text, size=size) as game:
        await game.press("space", *["down"] * 11)
        await game.sees("↕ 12 item")
        await game.press("space", *["up"] * 11)
        await game.sees("› 1 item")
