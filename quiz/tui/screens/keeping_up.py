"""Keeping up with a bank that is being written: read in a thread whenever it was saved."""

import asyncio
import time
from pathlib import Path

from textual import work

from quiz.player.manuscript import Manuscript
from quiz.player.watching import Watch
from quiz.tui.screens.trying import TryingScreen

POLL_SECONDS = 0.15
"""How often the files are looked at; what was saved must be the same at two looks."""
PATIENCE = 0.3
"""After how many seconds of reading that is said."""


class KeepingUpScreen(TryingScreen):
    """A screen about one bank, told of each state in which it was saved."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path = path
        self.info = False
        """Whether weak signs count as problems too."""
        self.read_at = ""
        """When the bank was read last, in words."""
        self._stale = False
        self._before: Manuscript | None = None

    def reading(self) -> None:
        """Say that the bank is being read, which takes a while."""
        raise NotImplementedError

    async def take(self, manuscript: Manuscript) -> None:
        """Show what was read."""
        raise NotImplementedError

    def read_anew(self, info: bool) -> None:
        """Have the bank read soon although nothing was written."""
        self.info, self._stale = info, True

    @work(exclusive=True, group="preview")
    async def keep_up(self) -> None:
        """Read the bank, and again whenever it or one of its sources was written."""
        watch = await asyncio.to_thread(Watch, [self.path])
        await self._read(watch)
        while True:
            await asyncio.sleep(POLL_SECONDS)
            if await asyncio.to_thread(watch.changed) or self._stale:
                await self._read(watch)

    async def _read(self, watch: Watch) -> None:
        self._stale = False
        patience = self.set_timer(PATIENCE, self.reading)
        since = time.time_ns()
        try:
            manuscript = await asyncio.to_thread(_manuscript, self.path, self.info, self._before)
            await asyncio.to_thread(watch.follow, manuscript.files, since)
        finally:
            patience.stop()
        self._before = manuscript
        again = "read again" if self.read_at else "read"
        self.read_at = f"{again} {time.strftime('%H:%M:%S')}"
        await self.take(manuscript)


def _manuscript(path: Path, info: bool, before: Manuscript | None) -> Manuscript:
    """Read a bank with all that takes time."""
    made = Manuscript(path, info, before)
    _ = made.lexicon, made.questions, made.problems_by_place
    return made
