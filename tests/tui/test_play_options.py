"""The box that asks how to play, the help, and lists, for keys and mouse and on small screens."""

from pathlib import Path

import pytest

from quiz.tui.screens.dialogs import Dialog
from quiz.tui.screens.home import HomeScreen
from quiz.tui.screens.play_options import PlayOptionsScreen
from quiz.tui.screens.settings import SettingsScreen
from quiz.tui.widgets.row_list import RowList
from tests.study.histories import answered
from tests.tui.test_dialogs import SMALL, TRUE_FALSE, ferry
from tests.tui.test_settings_screen import go
from tests.tui.tui_samples import RunningApp, asked, playing

LONG = "The long voyage of a ferry, described at such length that no line holds it. " * 4


def signs(running: RunningApp) -> list[str]:
    """Return the lines that have the cursor sign in their margin."""
    bare = (line.strip(" │") for line in running.text.splitlines())
    return [line for line in bare if line.startswith("›")]


async def test_a_long_title_leaves_the_choices_in_sight(tmp_path: Path) -> None:
    async with playing(tmp_path / "data", [ferry(tmp_path, LONG)], size=SMALL) as running:
        await running.sees("The long voyage")
        await running.press("f3")
        await running.sees("Mode", "‹ practice ›", "Enter start", "Esc back")
        assert running.text.count("long voyage") == 1 and "…" in running.text
        await running.press(*["down"] * 5)
        await running.sees("Back")
        assert len(signs(running)) == 1 and "Back" in signs(running)[0]


async def test_a_dialog_with_much_to_say_shows_what_can_be_chosen(tmp_path: Path) -> None:
    async with playing(tmp_path / "data", [], size=SMALL) as running:
        choices = [f"Choice {number}" for number in range(9)]
        running.app.push_screen(Dialog(LONG, LONG, choices))
        await running.sees("Choice 0")
        await running.press("end")
        await running.sees("Choice 8")
        assert "The long voyage" in running.text


async def test_an_entry_shows_its_keys_and_is_left_by_mouse(tmp_path: Path) -> None:
    async with playing(tmp_path / "data", [], size=SMALL) as running:
        await go(running, "daily_limit")
        await running.press("enter")
        await running.sees("Enter save", "Esc back")
        await running.click("Esc back")
        assert isinstance(running.app.screen, SettingsScreen)


async def test_how_to_play_is_left_by_mouse(tmp_path: Path) -> None:
    async with playing(tmp_path / "data", [ferry(tmp_path)], size=(80, 24)) as running:
        await running.sees("The ferry")
        for words in ("  Back", "Esc back"):
            await running.press("f3")
            await running.sees("▸ Start", "Esc back")
            await running.click(words)
            assert isinstance(running.app.screen, HomeScreen)
        await running.press("f3", "end", "enter")
        assert isinstance(running.app.screen, HomeScreen)
        assert running.store.attempts() == []


async def test_help_tells_every_key_of_home_and_of_how_to_play(tmp_path: Path) -> None:
    async with playing(tmp_path / "data", [ferry(tmp_path)]) as running:
        await running.sees("The ferry")
        await running.press("f1")
        await running.sees("Take an exam on the bank", "Choose mode, number of questions, tag")
        await running.press("escape", "f3", "f1")
        await running.sees(
            "→ Space Go to the next value", "← Go to the previous value", "Esc Go back"
        )
        await running.press("escape")
        assert isinstance(running.app.screen, PlayOptionsScreen)


async def test_what_help_lists_is_done_by_key_or_click(tmp_path: Path) -> None:
    async with playing(tmp_path / "data", [ferry(tmp_path)], size=SMALL) as running:
        await running.sees("The ferry")
        await running.click("? help")
        await running.sees("Keys")
        await running.type("mode")
        await running.click("Choose mode")
        await running.sees("‹ practice ›")
        await running.press("escape", "f1")
        await running.type("progress")
        await running.press("enter")
        await running.sees("Progress", "Esc")


async def test_banks_are_mixed_that_the_filter_lets_through(tmp_path: Path) -> None:
    names = ("sea.yaml", "sky.yaml", "soil.yaml")
    files = [ferry(tmp_path, f"Bank {name}", name) for name in names]
    async with playing(tmp_path / "data", files) as running:
        await running.sees("Bank sea", "Bank sky", "Bank soil")
        await running.press("f3", "down", "right")
        await running.sees("‹ all 3 listed ›")
        await running.press("escape", "slash")
        await running.type("bank s?")
        await running.press("backspace", "o")
        await running.until(lambda: "Bank sea" not in running.text)
        await running.press("f3", "down", "right")
        await running.sees("‹ this one ›")


async def test_where_something_is_due_f3_asks_how_to_review(tmp_path: Path) -> None:
    file = ferry(tmp_path)
    answered(tmp_path / "data", file, [(0,)], days_ago=2)
    async with playing(tmp_path / "data", [file]) as running:
        await running.sees("question is due today")
        await running.press("f3")
        await running.sees("Mode ‹ review ›", "Banks ‹ all ›")
        await running.press("enter")
        await running.sees("review", "Somebody was hurt.")


async def test_the_row_at_hand_has_a_sign_of_its_own(tmp_path: Path) -> None:
    async with playing(tmp_path / "data", []) as running:
        running.app.push_screen(Dialog("Really?", "It is asked.", ["Yes", "No"]))
        await running.sees("Yes")
        assert [line.split() for line in signs(running)] == [["›", "Yes"]]
        await running.press("down")
        assert [line.split() for line in signs(running)] == [["›", "No"]]


async def test_the_results_mark_the_question_at_hand(tmp_path: Path) -> None:
    async with asked(tmp_path, TRUE_FALSE) as running:
        await running.press("f", "enter", "enter")
        await running.sees("finished")
        assert len(signs(running)) == 1 and "Somebody was hurt" in signs(running)[0]


@pytest.mark.parametrize(("width", "widest"), [(160, 92), (80, 78)])
async def test_settings_are_no_wider_than_what_is_read(
    tmp_path: Path, width: int, widest: int
) -> None:
    async with playing(tmp_path / "data", [], size=(width, 50)) as running:
        await go(running, "theme")
        assert running.app.screen.query_one(RowList).size.width == widest
