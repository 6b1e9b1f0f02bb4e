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
from tests.tui.tui_samples import Game, asked, playing

LONG = "The long voyage of a ferry, told at such length that no line holds it. " * 4


def signs(game: Game) -> list[str]:
    """Return the lines that have the sign of the row at hand in their margin."""
    bare = (line.strip(" │") for line in game.text.splitlines())
    return [line for line in bare if line.startswith("›")]


async def test_a_long_title_leaves_the_choices_in_sight(tmp_path: Path) -> None:
    async with playing(tmp_path / "data", [ferry(tmp_path, LONG)], size=SMALL) as game:
        await game.sees("The long voyage")
        await game.press("f3")
        await game.sees("Mode", "‹ practice ›", "Enter Start", "Esc Back")
        assert game.text.count("long voyage") == 1 and "…" in game.text
        await game.press(*["down"] * 5)
        await game.sees("Back")
        assert len(signs(game)) == 1 and "Back" in signs(game)[0]


async def test_a_dialog_with_much_to_say_shows_what_can_be_chosen(tmp_path: Path) -> None:
    async with playing(tmp_path / "data", [], size=SMALL) as game:
        choices = [f"Choice {number}" for number in range(9)]
        game.app.push_screen(Dialog(LONG, LONG, choices))
        await game.sees("Choice 0")
        await game.press("end")
        await game.sees("Choice 8")
        assert game.text.splitlines()[-1].startswith("╰")


async def test_an_entry_shows_its_keys_and_is_left_by_mouse(tmp_path: Path) -> None:
    async with playing(tmp_path / "data", [], size=SMALL) as game:
        await go(game, "daily_limit")
        await game.press("enter")
        await game.sees("Enter Keep", "Esc Back")
        await game.click("Esc Back")
        assert isinstance(game.app.screen, SettingsScreen)


async def test_how_to_play_is_left_by_mouse(tmp_path: Path) -> None:
    async with playing(tmp_path / "data", [ferry(tmp_path)], size=(80, 24)) as game:
        await game.sees("The ferry")
        for words in ("  Back", "Esc Back"):
            await game.press("f3")
            await game.sees("▸ Start", "Esc Back")
            await game.click(words)
            assert isinstance(game.app.screen, HomeScreen)
        await game.press("f3", "end", "enter")
        assert isinstance(game.app.screen, HomeScreen)
        assert game.store.attempts() == []


async def test_help_tells_every_key_of_home_and_of_how_to_play(tmp_path: Path) -> None:
    async with playing(tmp_path / "data", [ferry(tmp_path)]) as game:
        await game.sees("The ferry")
        await game.press("f1")
        await game.sees("↑ Go to the bank above", "↓ Go to the bank below", "F3 Choose mode")
        await game.press("escape", "f3", "f1")
        await game.sees("→ Space Go to the next value", "← Go to the previous value", "Esc Go back")
        await game.press("enter")
        assert isinstance(game.app.screen, PlayOptionsScreen)


async def test_what_help_lists_is_done_by_key_or_click(tmp_path: Path) -> None:
    async with playing(tmp_path / "data", [ferry(tmp_path)], size=SMALL) as game:
        await game.sees("The ferry")
        await game.click("F1 Help")
        await game.sees("Close the help")
        await game.press(*["down"] * 5)
        await game.click("Choose mode")
        await game.sees("‹ practice ›")
        await game.press("escape", "f1", "end")
        await game.press("up", "up", "up", "enter")
        await game.until(lambda: "Close the help" not in game.text)
        assert isinstance(game.app.screen, HomeScreen)


async def test_banks_are_mixed_that_the_filter_lets_through(tmp_path: Path) -> None:
    names = ("sea.yaml", "sky.yaml", "soil.yaml")
    files = [ferry(tmp_path, f"Bank {name}", name) for name in names]
    async with playing(tmp_path / "data", files) as game:
        await game.sees("Bank sea", "Bank sky", "Bank soil")
        await game.press("f3", "down", "right")
        await game.sees("‹ all 3 listed ›")
        await game.press("escape")
        await game.type("bank s?")
        await game.press("backspace", "o")
        await game.until(lambda: "Bank sea" not in game.text)
        await game.press("f3", "down", "right")
        await game.sees("‹ this one ›")


async def test_where_something_is_due_f3_asks_how_to_review(tmp_path: Path) -> None:
    file = ferry(tmp_path)
    answered(tmp_path / "data", file, [(0,)], days_ago=2)
    async with playing(tmp_path / "data", [file]) as game:
        await game.sees("Review 1 question", "F3 Options")
        await game.press("f3")
        await game.sees("Mode ‹ review ›", "Banks ‹ all ›")
        await game.press("enter")
        await game.sees("Review", "Somebody was hurt.")


async def test_the_row_at_hand_has_a_sign_of_its_own(tmp_path: Path) -> None:
    async with playing(tmp_path / "data", []) as game:
        game.app.push_screen(Dialog("Really?", "It is asked.", ["Yes", "No"]))
        await game.sees("Yes")
        assert [line.split() for line in signs(game)] == [["›", "Yes"]]
        await game.press("down")
        assert [line.split() for line in signs(game)] == [["›", "No"]]


async def test_the_results_mark_the_question_at_hand(tmp_path: Path) -> None:
    async with asked(tmp_path, TRUE_FALSE) as game:
        await game.press("f", "enter", "enter")
        await game.sees("everything right")
        assert len(signs(game)) == 1 and "Somebody was hurt" in signs(game)[0]


@pytest.mark.parametrize(("width", "widest"), [(160, 110), (80, 78)])
async def test_settings_are_no_wider_than_what_is_read(
    tmp_path: Path, width: int, widest: int
) -> None:
    async with playing(tmp_path / "data", [], size=(width, 50)) as game:
        await go(game, "theme")
        assert game.app.screen.query_one(RowList).size.width == widest
