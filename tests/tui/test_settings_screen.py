"""The screen of the settings."""

import gc
import os
import re
from pathlib import Path

import pytest

from quiz.settings.definitions import DEFINITIONS, Settings
from quiz.settings.manager import SettingsManager
from quiz.tui.screens.home import HomeScreen
from quiz.tui.screens.settings import SettingsScreen
from quiz.tui.theme import DARK, LIGHT
from quiz.tui.widgets.row_list import RowList
from tests.support import all_samples, as_items, write_bank
from tests.tui.tui_samples import RunningApp, playing

PLACES = {name: place for place, name in enumerate(DEFINITIONS)}


async def go(running: RunningApp, name: str) -> None:
    """Open the settings and go to one."""
    await running.press("f6")
    await running.sees("Settings", "Colours")
    await running.press("home", *["down"] * PLACES[name])


def words(running: RunningApp) -> str:
    """Return what the screen shows beside its scrollbar, on one line."""
    return " ".join(re.sub("[▁-█]", " ", running.text).split())


@pytest.mark.parametrize("size", [(80, 24), (40, 12), (160, 50)])
async def test_every_setting_is_explained_at_any_size(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async with playing(tmp_path / "data", [], size=size) as running:
        await go(running, "theme")
        for place, definition in enumerate(DEFINITIONS.values()):
            running.app.screen.query_one(RowList).go(place)
            await running.pilot.pause()
            assert definition.label in words(running) and definition.explanation in words(running)
        await running.press("f1")
        await running.sees("← Decrease", "→ Increase")
        await running.press("escape", "escape")
        assert isinstance(running.app.screen, HomeScreen)


async def test_a_change_is_saved_and_counts_at_once(tmp_path: Path) -> None:
    data = tmp_path / "data"
    async with playing(data, [], size=(80, 24)) as running:
        await go(running, "theme")
        await running.press("enter")
        await running.sees("✓ Saved: Colours: light", "‹ light ›")
        assert running.app.theme == LIGHT
        await go_on(running, "motion", "space")
        await running.sees("✓ Saved: Animations: off")
        assert running.app.animation_level == "none"
        await go_on(running, "retention", "right", "right", "left")
        await running.sees("✓ Saved: Retention: 91%")
        assert SettingsManager(data).settings == Settings(
            theme="light", motion=False, retention=0.91
        )
        await running.press("delete")
        await running.sees("✓ Saved: Retention: 90%", "‹ 90% › default")
        assert SettingsManager(data).settings.retention == 0.9 == running.app.settings.retention


async def go_on(running: RunningApp, name: str, *keys: str) -> None:
    await running.press("home", *["down"] * PLACES[name], *keys)


async def test_a_number_is_typed(tmp_path: Path) -> None:
    async with playing(tmp_path / "data", []) as running:
        await go(running, "daily_limit")
        await running.press("enter")
        await running.sees("Type a whole number, 0 to 9999.")
        await running.press("x", "enter")
        await running.sees("✗ It must be a whole number, 0 to 9999, not “x”")
        await running.press("backspace", "0", "enter")
        await running.sees("✓ Saved: Reviews a day: no limit")
        await running.press("enter", "5", "escape")
        assert SettingsManager(tmp_path / "data").settings.daily_limit == 0


async def test_a_folder_of_banks_is_offered_at_once_and_taken_out(tmp_path: Path) -> None:
    (tmp_path / "banks").mkdir()
    write_bank(tmp_path / "banks", as_items(*all_samples()))
    async with playing(tmp_path / "data", []) as running:
        await running.sees("There are no banks here")
        await go(running, "banks")
        await running.press("enter", "enter")
        await running.type("no/such".replace("/", ""))
        await running.press("enter")
        await running.sees("It names “nosuch”, which does not exist")
        await running.press("escape", "enter", "enter")
        running.app.screen.query_one("TextField").value = str(tmp_path / "banks")  # type: ignore[attr-defined]
        await running.press("enter")
        await running.sees("✓ Saved: Folders of banks")
        await running.press("escape")
        await running.sees("The ferry", "9 never met")
        assert "There are no banks" not in running.flat
        await go(running, "banks")
        await running.press("enter", "down", "enter")
        await running.sees("✓ Saved: Folders of banks: none")
        await running.press("escape")
        await running.until(lambda: "The ferry" not in running.flat)


async def test_what_a_flag_sets_is_marked_until_it_is_changed(tmp_path: Path) -> None:
    manager = SettingsManager(
        tmp_path / "data", {"theme": "light", "motion": False, "banks": ("/x",)}
    )
    async with playing(tmp_path / "data", [], size=(100, 50), manager=manager) as running:
        assert running.app.theme == LIGHT and running.app.animation_level == "none"
        await go(running, "theme")
        await running.sees("▸ from --theme, for this run only", "▸ from --no-motion, for this run")
        await running.sees("/x ▸ from --banks, for this run only")
        await running.press("left")
        await running.until(lambda: "from --theme" not in running.flat)
        assert running.app.theme == DARK and SettingsManager(tmp_path / "data").settings.motion


async def test_what_cannot_be_saved_is_said_and_counts(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    manager = SettingsManager(tmp_path / "file")
    async with playing(tmp_path / "data", [], size=(80, 50), manager=manager) as running:
        await go(running, "theme")
        await running.press("right")
        await running.sees("✗ Not saved: ", "✗ not saved: it applies until you leave", "‹ light ›")
        assert running.app.theme == LIGHT


async def test_mistakes_of_the_file_are_shown_until_they_are_mended(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    (data / "settings.toml").write_text('theme = "b\\u001b[1mlue"\n', "utf-8")
    async with playing(data, [], size=(80, 24)) as running:
        await running.sees("mistakes in the settings: F6")
        await running.press("f6")
        await running.sees("✗ theme must be dark, light,", "‹ dark ›")
        await running.press("enter")
        await running.sees("✓ Saved: Colours: light")
        assert "must be" not in running.flat
        await running.press("f6")
        await running.sees("every answer has its quote")
        assert "mistakes" not in running.flat


async def test_f10_is_remembered_and_the_screen_follows(tmp_path: Path) -> None:
    async with playing(tmp_path / "data", []) as running:
        await go(running, "theme")
        await running.press("f10")
        await running.sees("‹ light ›")
        await running.until(lambda: SettingsManager(tmp_path / "data").settings.theme == "light")
    async with playing(tmp_path / "data", []) as running:
        assert running.app.theme == LIGHT


async def test_a_click_changes_and_the_palette_opens(tmp_path: Path) -> None:
    async with playing(tmp_path / "data", []) as running:
        await running.press("ctrl+p")
        await running.type("settings")
        await running.sees("Change the settings")
        await running.press("enter")
        await running.sees("Colours")
        await running.click("Ask how sure you are")
        await running.sees("✓ Saved: Ask how sure you are: on")
        assert running.app.settings.confidence
    assert sorted(os.listdir(tmp_path / "data"))[-1] == "settings.toml"


async def test_settings_that_were_left_are_not_kept(tmp_path: Path) -> None:
    async with playing(tmp_path / "data", []) as running:
        for _ in range(8):
            await running.press("f6", "escape")
        await running.until(lambda: isinstance(running.app.screen, HomeScreen))
        gc.collect()
        assert not [each for each in gc.get_objects() if type(each) is SettingsScreen]
