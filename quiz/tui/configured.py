"""The app as far as settings go: what they make of it, and how a change is kept."""

import asyncio
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from textual import work
from textual.app import App

from quiz.errors import SettingsError
from quiz.settings.definitions import Settings
from quiz.settings.keeper import Keeper
from quiz.settings.shapes import Value
from quiz.text.cleaning import clean_line
from quiz.tui.saving import Saver

if TYPE_CHECKING:
    from concurrent.futures import Future

DARK, LIGHT = "textual-dark", "textual-light"


class ConfiguredApp(App[None]):
    """Looks and moves as the settings say, and saves what is changed."""

    def __init__(self, keeper: Keeper) -> None:
        super().__init__()
        self.keeper = keeper
        self.saver = Saver()
        self._full_motion = self.animation_level
        self._show_settings()

    @property
    def settings(self) -> Settings:
        """What counts now."""
        return self.keeper.settings

    def on_unmount(self) -> None:
        """Let what is being saved be saved."""
        self.saver.close()

    def change(self, name: str, value: Value | None, told: Callable[[str], object]) -> None:
        """Let a setting have another value (None: its default) from now on, and save that.

        `told` is given the reason when it cannot be saved, an empty text once it is.
        """
        self.keeper.change(name, value)
        self._show_settings()
        self._await_saved(self.saver.run(partial(self.keeper.save, name)), told)

    @work(group="settings")
    async def _await_saved(self, saving: "Future[object]", told: Callable[[str], object]) -> None:
        try:
            await asyncio.wrap_future(saving)
        except SettingsError as error:
            told(str(error))
        else:
            told("")

    def _show_settings(self) -> None:
        self.theme = DARK if self.settings.theme == "dark" else LIGHT
        self.animation_level = self._full_motion if self.settings.motion else "none"

    def warn_unsaved(self, reason: str) -> None:
        """Say over any screen why a setting is not saved; nothing when it is."""
        if reason:
            self.notify(clean_line(reason), title="Not saved", severity="warning", markup=False)
