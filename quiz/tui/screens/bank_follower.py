"""Follows a bank that is being written: read in a thread whenever it was saved."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from textual.screen import Screen

from quiz.player.manuscript import Manuscript
from quiz.player.watching import Watch

POLL_SECONDS = 0.15
"""How often the files are looked at; what was saved must be the same at two looks."""
PATIENCE = 0.3
"""After how many seconds of reading the screen says so."""


class BankFollower:
    """Reads one bank for a screen, again after each save of it or of one of its sources."""

    def __init__(
        self,
        screen: Screen[Any],
        path: Path,
        reading: Callable[[], None],
        take: Callable[[Manuscript], Awaitable[None]],
    ) -> None:
        """Follow the bank at `path`: `reading` is called when reading is slow, then `take`."""
        self._screen = screen
        self._path = path
        self._reading = reading
        self._take = take
        self.minor_hints = False
        """Whether problems of the lowest severity are wanted too."""
        self.read_at = ""
        """When the bank was last read, in words."""
        self._stale = False
        self._before: Manuscript | None = None

    def show_minor_hints(self, minor_hints: bool) -> None:
        """Have the bank read again soon, with or without minor hints."""
        self.minor_hints, self._stale = minor_hints, True

    def start(self) -> None:
        """Follow the bank until the screen is gone."""
        self._screen.run_worker(self._follow(), exclusive=True, group="preview")

    async def _follow(self) -> None:
        watch = await asyncio.to_thread(Watch, [self._path])
        await self._read(watch)
        while True:
            await asyncio.sleep(POLL_SECONDS)
            if await asyncio.to_thread(watch.changed) or self._stale:
                await self._read(watch)

    async def _read(self, watch: Watch) -> None:
        self._stale = False
        patience = self._screen.set_timer(PATIENCE, self._reading)
        since = time.time_ns()
        try:
            manuscript = await asyncio.to_thread(
                _manuscript, self._path, self.minor_hints, self._before
            )
            await asyncio.to_thread(watch.follow, manuscript.files, since)
        finally:
            patience.stop()
        self._before = manuscript
        again = "read again" if self.read_at else "read"
        self.read_at = f"{again} {time.strftime('%H:%M:%S')}"
        await self._take(manuscript)


def _manuscript(path: Path, minor_hints: bool, before: Manuscript | None) -> Manuscript:
    """Read a bank, with everything that takes time."""
    made = Manuscript(path, minor_hints, before)
    _ = made.lexicon, made.questions, made.problems_by_place
    return made
