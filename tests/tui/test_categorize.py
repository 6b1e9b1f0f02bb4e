"""Categorize in the app."""

from functools import partial
from pathlib import Path

import pytest

from tests.support import SAMPLES
from tests.tui.tui_samples import RunningApp, asked

CATEGORIZE = SAMPLES["categorize"].text
TRUE_FALSE = SAMPLES["true_false"].text
RIGHT = {"Picton": "a", "Wellington": "a", "noon": "b"}


async def go_to(running: RunningApp, item: str) -> None:
    """Go to an item by its number on the screen."""
    line = next(line for line in running.text.splitlines() if f" {item}" in line)
    before = line[: line.index(f" {item}")]
    await running.press(before.replace("▸", " ").split()[-1])


def on_item(running: RunningApp, number: int) -> bool:
    """Check whether the current item is visible, and has this number."""
    return f"▸{number} " in running.text.replace("▸ ", "▸")


def column(running: RunningApp, name: str) -> str:
    """Return what stands in the column of a category."""
    rows = running.text.splitlines()
    top = next(number for number, row in enumerate(rows) if f" {name} ─" in row)
    left = rows[top].rindex("╭", 0, rows[top].index(f" {name} ─"))
    right = rows[top].index("╮", left)
    bottom = next(n for n in range(top, len(rows)) if "╰" in rows[n])
    return "\n".join(row[left:right] for row in rows[top + 1 : bottom])


async def test_letters_put_items_in_categories_and_a_distractor_stays_out(tmp_path: Path) -> None:
    async with asked(tmp_path, CATEGORIZE) as running:
        await running.press("enter")
        await running.sees("No item has a category yet")
        for item, letter in RIGHT.items():
            await go_to(running, item)
            await running.press(letter)
        await running.press("enter")
        await running.sees("✓ Right", "harbourmaster → no category (your answer)")
        assert running.history().responses[0].given == (0, 0, 1, 2)


async def test_backspace_takes_an_item_out_again(tmp_path: Path) -> None:
    async with asked(tmp_path, CATEGORIZE) as running:
        for item in (*RIGHT, "harbourmaster"):
            await go_to(running, item)
            await running.press(RIGHT.get(item, "b"))
        await go_to(running, "Picton")
        await running.press("backspace", "enter")
        await running.sees(
            "◐ Partly right",
            "Picton → place (the answer)",
            "harbourmaster → time (you chose) → ✓ no category (the answer)",
            "“harbourmaster”: That is a person.",
        )


async def test_a_click_on_an_item_and_on_a_category_puts_it_there(tmp_path: Path) -> None:
    async with asked(tmp_path, CATEGORIZE) as running:
        await running.click("noon")
        await running.click("b time ─")
        assert "noon" in column(running, "time")
        # What stands in a column can be clicked there, and put elsewhere.
        await running.click("noon")
        await running.click("a place ─")
        assert "noon" in column(running, "place")


async def test_items_placed_so_far_outlast_a_skip(tmp_path: Path) -> None:
    async with asked(tmp_path, CATEGORIZE, TRUE_FALSE) as running:
        await go_to(running, "noon")
        await running.press("b", "f3", "f", "enter", "enter")
        await running.sees("b time")
        assert "noon" in column(running, "time") and "Picton" not in column(running, "place")


@pytest.mark.parametrize("size", [(80, 24), (40, 12)])
async def test_the_current_item_is_visible_on_any_screen(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    items = ", ".join(f"item {n} that is rather long" for n in range(12))
    text = (
        f"id: q\ntype: categorize\nprompt: p\ncategories:\n  one: [{items}]\n  two: [last]\n"
        "quote: Nobody was hurt\n"
    )
    async with asked(tmp_path, text, size=size) as running:
        for number in range(13):
            await running.press("a")
            await running.until(partial(on_item, running, min(13, number + 2)))
        await running.press("enter")
        await running.sees("Partly")


async def test_the_message_about_a_missing_category_is_visible_each_time(tmp_path: Path) -> None:
    items = ", ".join(f"item {n} that is rather long" for n in range(20))
    text = (
        f"id: q\ntype: categorize\nprompt: p\ncategories:\n  one: [{items}]\n  two: [last]\n"
        "quote: Nobody was hurt\n"
    )
    async with asked(tmp_path, text, size=(80, 24)) as running:
        await running.press("a", "enter")
        await running.sees("Number 2 has no category yet")
        await running.press("up", "enter")
        await running.sees("Number 2 has no category yet")
