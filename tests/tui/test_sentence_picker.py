"""Finding the evidence in the app."""

from pathlib import Path

import pytest

from tests.support import SAMPLES
from tests.tui.tui_samples import asked

ONE = SAMPLES["find_evidence"].text
TWO = ONE.replace("quote: Nobody was hurt, and", "quotes: [The ferry left Picton, Nobody was hurt]")
TRUE_FALSE = SAMPLES["true_false"].text
LONG = "".join(f"This is sentence number {number}. It goes on.\n\n" for number in range(30))


async def test_the_sentence_under_the_cursor_is_the_one_picked(tmp_path: Path) -> None:
    async with asked(tmp_path, ONE) as running:
        await running.press("enter")
        await running.sees("Pick a sentence first")
        assert not running.store.attempts()
        await running.press("down", "down", "down", "down", "up")
        await running.sees("2 ▸ ● Two of the four")
        assert "Pick a sentence first" not in running.flat and running.flat.count("●") == 1
        await running.press("enter")
        await running.sees(
            "✗ Not right",
            "✗ 2 Two of the four engines failed off Cape Jackson",
            "✓ 3 Nobody was hurt, and the ferry reached Wellington before dark.",
            "report, paragraph 3",
        )
        assert "1 The ferry left" not in running.flat
        assert running.history().responses[0].given == (1,)


async def test_several_sentences_are_ticked(tmp_path: Path) -> None:
    async with asked(tmp_path, TWO) as running:
        await running.sees("Pick the 2 sentences")
        await running.press("down", "enter")
        await running.sees("press Space on it")
        await running.press("space", "down", "space", "space", "down", "space")
        await running.sees("1 1 The ferry", "2 ○ Two", "3 ▸ 2 Nobody")
        await running.press("enter")
        await running.sees("✓ Right")
        assert running.history().responses[0].given == (0, 2)


async def test_space_alone_picks_the_first(tmp_path: Path) -> None:
    async with asked(tmp_path, TWO) as running:
        await running.press("space", "enter")
        await running.sees("◐ Partly right", "0.5 of 1 point")


async def test_a_click_picks(tmp_path: Path) -> None:
    async with asked(tmp_path, ONE, TWO.replace("unhurt", "again")) as running:
        await running.click("Two of the four")
        await running.click("Nobody was hurt")
        await running.click("Answer  ")
        await running.sees("✓ Right")
        await running.click("Next question")
        await running.click("The ferry left")
        await running.click("Two of the four")
        await running.click("Two of the four")
        await running.click("Nobody was hurt")
        await running.click("Answer  ")
        await running.sees("✓ Right")
        assert len(running.history().responses) == 2
        await running.click("Nobody was hurt")
        await running.sees("✓ Right")


async def test_from_110_columns_on_the_article_stands_beside_the_prompt(tmp_path: Path) -> None:
    async with asked(tmp_path, TWO, TRUE_FALSE, size=(120, 40)) as running:
        await running.sees("Pick 2 sentences", "Picked 0 of 2", "1 not yet", "○ 2 to go")
        await running.press("end", "space", "up", "space")
        await running.sees("Picked 2 of 2", "1 Two of the four", "2 Nobody was hurt", "● 2 picked")
        await running.press("enter")
        # The whole article stays, each sentence with its verdict.
        await running.sees("▸ The ferry left Picton", "✗ Two of the four", "✓ Nobody was hurt")
        await running.sees("✓ 1 right · ✗ 1 wrong · ▸ 1 not found", "✗ wrong Two of the four")
        await running.pilot.resize_terminal(80, 24)
        await running.sees("✓ 1 The ferry left Picton", "(the answer)")
        await running.pilot.resize_terminal(120, 40)
        await running.sees("▸ 1 not found", "▸ The ferry left Picton")
        await running.press("enter")
        await running.sees("True or false?")
        assert "not found" not in running.flat


async def test_a_long_article_beside_the_prompt_scrolls_by_itself(tmp_path: Path) -> None:
    item = ONE.replace("quote: Nobody was hurt, and", "quote: This is sentence number 28")
    async with asked(tmp_path, item, size=(120, 30), source=LONG) as running:
        await running.sees("number 0", "Picked 0 of 1")
        await running.press("pagedown", "pagedown", "pagedown", "end")
        await running.sees("This is sentence number 29", "Picked 1 of 1")
        await running.press("enter")
        await running.sees("▸ This is sentence number 28", "✗ Not right")
        await running.press("home")
        await running.sees("This is sentence number 0", "✗ Not right")


async def test_what_was_picked_outlasts_a_skip(tmp_path: Path) -> None:
    async with asked(tmp_path, TWO, TRUE_FALSE) as running:
        await running.press("end", "space", "f3", "f", "enter", "enter")
        await running.sees("3 ▸ 1 Nobody")
        await running.press("f5")
        await running.sees("Not answered", "✓ 1 The ferry left Picton", "✓ 3 Nobody")


@pytest.mark.parametrize("size", [(80, 24), (40, 12)])
async def test_a_long_source_is_gone_through_by_lines_pages_and_ends(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    text = ONE.replace("Nobody was hurt, and", "This is sentence number 8")
    async with asked(tmp_path, text, source=LONG, size=size) as running:
        for keys, seen in (
            (["end"], "It goes on."),
            (["up"], "number 29."),
            (["home"], "number 0."),
            (["pagedown"] * 2, "●"),
            (["pageup"] * 4, "number 0."),
            (["down"] * 16, "number 8."),
        ):
            await running.press(*keys)
            await running.sees("▸", seen)
        await running.press("enter")
        await running.sees("✓ Right")
