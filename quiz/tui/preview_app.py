"""The app that previews one bank; it has no history."""

from pathlib import Path
from typing import Any

from textual.screen import Screen

from quiz.settings.manager import SettingsManager
from quiz.tui.base_app import BaseApp


class PreviewApp(BaseApp):
    """Shows a bank to its author."""

    TITLE = "Quiz"

    def __init__(self, file: Path, question: str, keeper: SettingsManager) -> None:
        super().__init__(keeper)
        self._file = file
        self._question = question

    def get_default_screen(self) -> Screen[Any]:
        """Start with the bank."""
        from quiz.tui.screens.preview import PreviewScreen

        return PreviewScreen(self._file, self._question)

    def on_mount(self) -> None:
        """Take the signals that end a terminal program."""
        self.heed_signals()
