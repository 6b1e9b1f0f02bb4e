"""The screen of the settings."""

import gc
import os
import re
from pathlib import Path

import pytest

from quiz.settings.definitions import DEFINITIONS, Settings
from quiz.settings.manager import SettingsManager
from quiz.tui.base_app import DARK, LIGHT
from quiz.tui.screens.home import HomeScreen
from quiz.tui.screens.settings import SettingsScreen
from quiz.tui.widgets.row_list import RowList
from tests.support import all_samples, as_items, write_bank
from tests.tui.tui_samples import Game, playing

PLACES = {name: place for place, name in enumerate(DEFINITIONS)}


async def go(game: Game, name: str) -> None:
    """Open the settings and go to one."""
    await game.press("f6")
    await game.sees("Settings", "Colours")
    await game.press("home", *["down"] * PLACES[name])


def words(game: Game) -> str:
    """Return what the screen shows beside its scrollbar, on one line."""
    return " ".join(re.sub("[▁-█]", " ", game.text).split())


@pytest.mark.parametrize("size", [(80, 24), (40, 12), (160, 50)])
async def test_every_setting_is_explained_at_any_size(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async with playing(tmp_path / "data", [], size=size) as game:
        await go(game, "theme")
        for place, definition in enumerate(DEFINITIONS.values()):
            game.app.screen.query_one(RowList).go(place)
            await game.pilot.pause()
            assert definition.label in words(game) and definition.explanation in words(game)
        await game.press("f1")
        await game.sees("← Decrease", "→ Increase")
        await game.press("escape", "escape")
        assert isinstance(game.app.screen, HomeScreen)


async def test_a_change_is_saved_and_counts_at_once(tmp_path: Path) -> None:
    data = tmp_path / "data"
    async with playing(data, [], size=(80, 24)) as game:
        await go(game, "theme")
        await game.press("enter")
        await game.sees("✓ Saved: Colours: light", "‹ light ›")
        assert game.app.theme == LIGHT
        await go_on(game, "motion", "space")
        await game.sees("✓ Saved: Animations: off")
        assert game.app.animation_level == "none"
        await go_on(game, "retention", "right", "right", "left")
        await game.sees("✓ Saved: Retention: 91%")
        assert SettingsManager(data).settings == Settings(
            theme="light", motion=False, retention=0.91
        )
        await game.press("delete")
        await game.sees("✓ Saved: Retention: 90%", "‹ 90% › default")
        assert SettingsManager(data).settings.retention == 0.9 == game.app.settings.retention


async def go_on(game: Game, name: str, *keys: str) -> None:
    await game.press("home", *["down"] * PLACES[name], *keys)


async def test_a_number_is_typed(tmp_path: Path) -> None:
    async with playing(tmp_path / "data", []) as game:
        await go(game, "daily_limit")
        await game.press("enter")
        await game.sees("Type a whole number, 0 to 9999.")
        await game.press("x", "enter")
        await game.sees("✗ It must be a whole number, 0 to 9999, not “x”")
        await game.press("backspace", "0", "enter")
        await game.sees("✓ Saved: Reviews a day: no limit")
        await game.press("enter", "5", "escape")
        assert SettingsManager(tmp_path / "data").settings.daily_limit == 0


async def test_a_folder_of_banks_is_offered_at_once_and_taken_out(tmp_path: Path) -> None:
    (tmp_path / "banks").mkdir()
    write_bank(tmp_path / "banks", as_items(*all_samples()))
    async with playing(tmp_path / "data", []) as game:
        await game.sees("There are no banks here")
        await go(game, "banks")
        await game.press("enter", "enter")
        await game.type("no/such".replace("/", ""))
        await game.press("enter")
        await game.sees("It names “nosuch”, which does not exist")
        await game.press("escape", "enter", "enter")
        game.app.screen.query_one("TextField").value = str(tmp_path / "banks")  # type: ignore[attr-defined]
        await game.press("enter")
        await game.sees("✓ Saved: Folders of banks")
        await game.press("escape")
        await game.sees("The ferry", "9 questions")
        assert "There are no banks" not in game.flat
        await go(game, "banks")
        await game.press("enter", "down", "enter")
        await game.sees("✓ Saved: Folders of banks: none")
        await game.press("escape")
        await game.until(lambda: "The ferry" not in game.flat)


async def test_what_a_flag_sets_is_marked_until_it_is_changed(tmp_path: Path) -> None:
    manager = SettingsManager(
        tmp_path / "data", {"theme": "light", "motion": False, "banks": ("/x",)}
    )
    async with playing(tmp_path / "data", [], size=(100, 50), manager=manager) as game:
        assert game.app.theme == LIGHT and game.app.animation_level == "none"
        await go(game, "theme")
        await game.sees("▸ from --theme, for this run only", "▸ from --no-motion, for this run")
        await game.sees("/x ▸ from --banks, for this run only")
        await game.press("enter")
        await game.until(lambda: "from --theme" not in game.flat)
        assert game.app.theme == DARK and SettingsManager(tmp_path / "data").settings.motion


async def test_what_cannot_be_saved_is_said_and_counts(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    manager = SettingsManager(tmp_path / "file")
    async with playing(tmp_path / "data", [], size=(80, 50), manager=manager) as game:
        await go(game, "theme")
        await game.press("right")
        await game.sees("✗ Not saved: ", "✗ not saved: it applies until you leave", "‹ light ›")
        assert game.app.theme == LIGHT


async def test_mistakes_of_the_file_are_shown_until_they_are_mended(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    (data / "settings.toml").write_text('theme = "b\\u001b[1mlue"\n', "utf-8")
    async with playing(data, [], size=(80, 24)) as game:
        await game.sees("mistakes in the settings: F6")
        await game.press("f6")
        await game.sees("✗ theme must be dark or light, not “b�[1mlue”", "‹ dark ›")
        await game.press("enter")
        await game.sees("✓ Saved: Colours: light")
        assert "must be" not in game.flat
        await game.press("f6")
        await game.sees("Type to filter")
        assert "mistakes" not in game.flat


async def test_f10_is_remembered_and_the_screen_follows(tmp_path: Path) -> None:
    async with playing(tmp_path / "data", []) as game:
        await go(game, "theme")
        await game.press("f10")
        await game.sees("‹ light ›")
        await game.until(lambda: SettingsManager(tmp_path / "data").settings.theme == "light")
    async with playing(tmp_path / "data", []) as game:
        assert game.app.theme == LIGHT


async def test_a_click_changes_and_the_palette_opens(tmp_path: Path) -> None:
    async with playing(tmp_path / "data", []) as game:
        await game.press("ctrl+p")
        await game.type("settings")
        await game.sees("Change the settings")
        await game.press("enter")
        await game.sees("Colours")
        await game.click("Ask how sure you are")
        await game.sees("✓ Saved: Ask how sure you are: on")
        assert game.app.settings.confidence
    assert sorted(os.listdir(tmp_path / "data"))[-1] == "settings.toml"


async def test_settings_that_were_left_are_not_kept(tmp_path: Path) -> None:
    async with playing(tmp_path / "data", []) as game:
        for _ in range(8):
            await game.press("f6", "escape")
        await game.until(lambda: isinstance(game.app.screen, HomeScreen))
        gc.collect()
        assert not [each for each in gc.get_objects() if type(each) is SettingsScreen]
