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
from tests.tui.test_exam import taking_exam
from tests.tui.test_settings_screen import go
from tests.tui.tui_samples import RunningApp, asked, playing

TRUE_FALSE = SAMPLES["true_false"].text
SHORT = SAMPLES["short_answer"].text
SMALL = (40, 12)


def ferry(folder: Path, title: str = "The ferry", name: str = "bank.yaml") -> Path:
    """Write a bank with a title; its id is its name."""
    header = HEADER.replace("The ferry", title).replace("id: ferry", f"id: {name[:-5]}")
    return write_bank(folder, as_items(TRUE_FALSE), header, name)


async def twice(running: RunningApp, act: Callable[[], object]) -> None:
    """Act twice before the first is followed."""
    act()
    act()
    await running.pilot.pause()


async def test_a_dialog_answers_once(tmp_path: Path) -> None:
    async with playing(tmp_path / "data", []) as running:
        chosen: list[int | None] = []
        running.app.push_screen(Dialog("Really?", "It is asked.", ["Yes", "No"]), chosen.append)
        await running.sees("Really?")
        await twice(running, running.app.screen.query_one(RowList).action_choose)
        await running.sees("every answer has its quote")
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
    async with playing(tmp_path / "data", [ferry(tmp_path)]) as running:
        await running.sees("The ferry")
        await running.press("f3")
        await running.sees("practice")
        await twice(running, running.app.screen.query_one(OptionRows).action_start)
        await running.sees("1 of 1")
        assert len(running.app.screen_stack) == 2
        assert len(running.store.attempts()) <= 1


async def test_an_entry_is_answered_once(tmp_path: Path) -> None:
    async with playing(tmp_path / "data", []) as running:
        await go(running, "daily_limit")
        await running.press("enter")
        await running.until(lambda: isinstance(running.app.screen, EntryDialog))
        field = running.app.screen.query_one("_Line")
        await twice(running, lambda: field.post_message(submitted(running)))
        assert isinstance(running.app.screen, SettingsScreen)


def submitted(running: RunningApp) -> Input.Submitted:
    """Return what Enter posts in an entry."""
    field = running.app.screen.query_one(Input)
    return Input.Submitted(field, field.value)


async def test_the_answer_sheet_is_answered_once(tmp_path: Path) -> None:
    async with taking_exam(tmp_path, TRUE_FALSE, SHORT) as exam:
        running = exam.running
        await running.press("f7")
        await running.sees("Answer sheet")
        sheet = running.app.screen
        assert isinstance(sheet, AnswerSheetScreen)
        await running.press("right")
        await twice(running, sheet.query_one(RowList).action_choose)
        await running.sees("2 of 2")
        assert running.app.screen is exam.screen


@pytest.mark.parametrize("key", ["f1", "f6"])
async def test_a_way_back_taken_twice_leads_back_once(tmp_path: Path, key: str) -> None:
    async with asked(tmp_path, TRUE_FALSE) as running:
        question = running.app.screen
        await running.press(key)
        over = running.app.screen
        assert isinstance(over, HelpScreen | SettingsScreen)
        await twice(running, over.action_leave)
        await running.pilot.pause()
        assert running.app.screen is question


async def test_a_question_of_the_results_is_opened_once(tmp_path: Path) -> None:
    async with asked(tmp_path, TRUE_FALSE) as running:
        await running.press("t", "enter", "enter")
        await running.sees("0 of 1 right")
        await twice(running, running.app.screen.query_one(RowList).action_choose)
        await running.until(lambda: isinstance(running.app.screen, ReplayQuestionScreen))
        await running.press("escape")
        assert isinstance(running.app.screen, ResultsScreen)


@pytest.mark.parametrize("keys", [[], ["enter"]])
async def test_the_time_runs_out_over_the_folders_of_banks(tmp_path: Path, keys: list[str]) -> None:
    kept = tmp_path / "more"
    kept.mkdir()
    async with taking_exam(tmp_path, TRUE_FALSE) as exam:
        running = exam.running
        running.app.change("banks", (str(kept),), lambda reason: None)
        await go(running, "banks")
        await running.press("enter")
        await running.sees("Add a folder", "Remove")
        await running.press(*keys)
        await exam.wait(601)
        await running.sees("The time is up", "See the results")
        await running.press("enter")
        await running.sees("exam, finished")
        assert SettingsManager(tmp_path / "data").lasting("banks") == (str(kept),)


async def test_while_a_bank_is_opened_home_begins_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with playing(tmp_path / "data", [ferry(tmp_path)]) as running:
        await running.sees("The ferry")
        home = running.app.screen
        assert isinstance(home, HomeScreen)
        await running.press("f3")
        await running.sees("practice")
        await running.press("right", "right")
        await running.sees("‹ review ›")
        how, home_rows = running.app.screen, home.query_one(RowList)
        how.query_one(OptionRows).action_start()
        await running.until(lambda: running.app.screen is not how)
        home_rows.action_choose()
        await running.sees("Nothing is due")


async def test_what_cannot_be_taken_back_is_not_at_hand_first(tmp_path: Path) -> None:
    async with taking_exam(tmp_path, TRUE_FALSE) as exam:
        running = exam.running
        for keys in (["enter"], ["down", "escape"]):
            await running.press("ctrl+t")
            await running.sees("Remove the time limit?", "Remove it")
            await running.press(*keys)
            await running.until(lambda: running.app.screen is exam.screen)
            assert exam.screen._sheet.limit is not None


async def test_a_map_without_history_says_what_is_at_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise StoreError("the disk is gone")

    async with playing(tmp_path / "data", [ferry(tmp_path)]) as running:
        await running.sees("The ferry")
        monkeypatch.setattr(SourceMapScreen, "_known", refuse)
        await running.press("f4")
        await running.sees("The history cannot be read", "the disk is gone")
        assert "no map" not in running.text
