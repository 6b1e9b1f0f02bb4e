"""What lies over other screens: it answers once, and there is a way out for keys and mouse."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual.screen import Screen
from textual.widgets import Input

from quiz.errors import StoreError
from quiz.settings.manager import SettingsManager
from quiz.tui.base_app import BaseApp
from quiz.tui.screens.answer_sheet import AnswerSheetScreen
from quiz.tui.screens.dialogs import Dialog, EntryDialog, HelpScreen
from quiz.tui.screens.home import HomeScreen
from quiz.tui.screens.play_options import OptionRows, PlayOptionsScreen
from quiz.tui.screens.results import ReplayQuestionScreen, ResultsScreen
from quiz.tui.screens.settings import SettingsScreen
from quiz.tui.screens.source_map import SourceMapScreen
from quiz.tui.widgets.row_list import RowList
from tests.support import HEADER, SAMPLES, as_items, write_bank
from tests.tui.test_exam import sitting
from tests.tui.test_settings_screen import go
from tests.tui.tui_samples import Game, asked, playing

TRUE_FALSE = SAMPLES["true_false"].text
SHORT = SAMPLES["short_answer"].text
SMALL = (40, 12)


def ferry(folder: Path, title: str = "The ferry", name: str = "bank.yaml") -> Path:
    """Write a bank with a title; its id is its name."""
    header = HEADER.replace("The ferry", title).replace("id: ferry", f"id: {name[:-5]}")
    return write_bank(folder, as_items(TRUE_FALSE), header, name)


async def twice(game: Game, act: Callable[[], object]) -> None:
    """Act twice before the first is followed."""
    act()
    act()
    await game.pilot.pause()


async def test_a_dialog_answers_once(tmp_path: Path) -> None:
    async with playing(tmp_path / "data", []) as game:
        chosen: list[int | None] = []
        game.app.push_screen(Dialog("Really?", "It is asked.", ["Yes", "No"]), chosen.append)
        await game.sees("Really?")
        await twice(game, game.app.screen.query_one(RowList).action_choose)
        await game.sees("Type to filter")
        assert chosen == [0]


@pytest.mark.parametrize(
    "over",
    [
        lambda app: Dialog("Really?", "It is asked.", ["Yes", "No"]),
        lambda app: PlayOptionsScreen("Review", None, []),
        lambda app: EntryDialog("A number", "Which?", "1", str),
        lambda app: HelpScreen(app.screen),
    ],
)
async def test_the_app_may_end_while_a_screen_opens(
    tmp_path: Path, over: Callable[[BaseApp], Screen[Any]]
) -> None:
    app = BaseApp(SettingsManager(tmp_path))
    async with app.run_test() as pilot:
        await pilot.pause()
        app.push_screen(over(app))
        app.exit()
    assert app.fault is None


async def test_how_to_play_is_answered_once(tmp_path: Path) -> None:
    async with playing(tmp_path / "data", [ferry(tmp_path)]) as game:
        await game.sees("The ferry")
        await game.press("f3")
        await game.sees("practice")
        await twice(game, game.app.screen.query_one(OptionRows).action_start)
        await game.sees("Question 1 of 1")
        assert len(game.app.screen_stack) == 2
        assert len(game.store.attempts()) <= 1


async def test_an_entry_is_answered_once(tmp_path: Path) -> None:
    async with playing(tmp_path / "data", []) as game:
        await go(game, "daily_limit")
        await game.press("enter")
        await game.until(lambda: isinstance(game.app.screen, EntryDialog))
        field = game.app.screen.query_one("_Line")
        await twice(game, lambda: field.post_message(submitted(game)))
        assert isinstance(game.app.screen, SettingsScreen)


def submitted(game: Game) -> Input.Submitted:
    """Return what Enter posts in an entry."""
    field = game.app.screen.query_one(Input)
    return Input.Submitted(field, field.value)


async def test_the_answer_sheet_is_answered_once(tmp_path: Path) -> None:
    async with sitting(tmp_path, TRUE_FALSE, SHORT) as exam:
        game = exam.game
        await game.press("f7")
        await game.sees("Answer sheet")
        sheet = game.app.screen
        assert isinstance(sheet, AnswerSheetScreen)
        await game.press("down")
        await twice(game, sheet.query_one(RowList).action_choose)
        await game.sees("Question 2 of 2")
        assert game.app.screen is exam.screen


@pytest.mark.parametrize("key", ["f1", "f6"])
async def test_a_way_back_taken_twice_leads_back_once(tmp_path: Path, key: str) -> None:
    async with asked(tmp_path, TRUE_FALSE) as game:
        question = game.app.screen
        await game.press(key)
        over = game.app.screen
        assert isinstance(over, HelpScreen | SettingsScreen)
        await twice(game, over.action_leave)
        await game.pilot.pause()
        assert game.app.screen is question


async def test_a_question_of_the_results_is_opened_once(tmp_path: Path) -> None:
    async with asked(tmp_path, TRUE_FALSE) as game:
        await game.press("f", "enter", "enter")
        await game.sees("everything right")
        await twice(game, game.app.screen.query_one(RowList).action_choose)
        await game.until(lambda: isinstance(game.app.screen, ReplayQuestionScreen))
        await game.press("escape")
        assert isinstance(game.app.screen, ResultsScreen)


@pytest.mark.parametrize("keys", [[], ["enter"]])
async def test_the_time_runs_out_over_the_folders_of_banks(tmp_path: Path, keys: list[str]) -> None:
    kept = tmp_path / "more"
    kept.mkdir()
    async with sitting(tmp_path, TRUE_FALSE) as exam:
        game = exam.game
        game.app.change("banks", (str(kept),), lambda reason: None)
        await go(game, "banks")
        await game.press("enter")
        await game.sees("Add a folder", "Remove")
        await game.press(*keys)
        await exam.wait(601)
        await game.sees("The time is up", "See the results")
        await game.press("enter")
        await game.sees("Results" if "Results" in game.text else "Questions")
        assert SettingsManager(tmp_path / "data").lasting("banks") == (str(kept),)


async def test_while_a_bank_is_opened_home_begins_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with playing(tmp_path / "data", [ferry(tmp_path)]) as game:
        await game.sees("The ferry")
        home = game.app.screen
        assert isinstance(home, HomeScreen)
        await game.press("f3")
        await game.sees("practice")
        await game.press("right", "right")
        await game.sees("‹ review ›")
        how, home_rows = game.app.screen, home.query_one(RowList)
        how.query_one(OptionRows).action_start()
        await game.until(lambda: game.app.screen is not how)
        home_rows.action_choose()
        await game.sees("Nothing is due")


async def test_what_cannot_be_taken_back_is_not_at_hand_first(tmp_path: Path) -> None:
    async with sitting(tmp_path, TRUE_FALSE) as exam:
        game = exam.game
        for keys in (["enter"], ["down", "escape"]):
            await game.press("ctrl+t")
            await game.sees("Remove the time limit?", "Remove it")
            await game.press(*keys)
            await game.until(lambda: game.app.screen is exam.screen)
            assert exam.screen._sheet.limit is not None


async def test_a_map_without_history_says_what_is_at_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise StoreError("the disk is gone")

    async with playing(tmp_path / "data", [ferry(tmp_path)]) as game:
        await game.sees("The ferry")
        monkeypatch.setattr(SourceMapScreen, "_known", refuse)
        await game.press("f4")
        await game.sees("The history cannot be read", "the disk is gone")
        assert "no map" not in game.text
