"""The state of a preview: a bank read again at each save, and trial answers to its questions."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from time import monotonic
from typing import Any

from textual.screen import Screen

from quiz.attempts.attempt import Answered, Attempt
from quiz.attempts.form import Item
from quiz.model.bank import Citation
from quiz.model.response import Response, quotes_of
from quiz.question_types import question_type_of
from quiz.study.preview import BankSnapshot, FileWatcher
from quiz.text.phrases import Lexicon


class Trial:
    """One question of a previewed bank, answered or not."""

    def __init__(self, item: Item, lexicon: Lexicon, response: Response | None = None) -> None:
        """Start with an open question, or with a response that is marked at once."""
        self._session = Attempt([item], monotonic)
        self._lexicon = lexicon
        if response is not None:
            self.mark(response)

    @property
    def item(self) -> Item:
        """The question."""
        return self._session.item

    @property
    def answered(self) -> Answered | None:
        """The response and its verdict; None before it is answered."""
        return self._session.answered.get(0)

    @property
    def hints(self) -> tuple[str, ...]:
        """The hints shown so far."""
        return tuple(self._session.hints)

    @property
    def has_more_hints(self) -> bool:
        """Whether there is another hint to show before the question is answered."""
        return self.answered is None and len(self.hints) < len(self.item.question.hints)

    def hint(self) -> None:
        """Show one more hint."""
        self._session.hint()

    def mark(self, response: Response) -> None:
        """Mark a response."""
        self._session.record(self._session.mark(response, self._lexicon))

    def citations(self) -> tuple[Citation, ...]:
        """Return the quotes that support the verdict; none before it."""
        verdict = self._session.verdict
        return self.item.bank.cited(quotes_of(self.item.question, verdict)) if verdict else ()

    def carried_to(self, item: Item) -> Response | None:
        """Return the response carried over to a changed question; None when it does not fit."""
        old, answered = self.item.question, self.answered
        if answered is None or old.kind != item.question.kind:
            return None
        return question_type_of(item.question).carry(old, item.question, answered.response)

    def renewed(self, item: Item, lexicon: Lexicon) -> "Trial":
        """Return this trial for the same question of a bank that was read again."""
        trial = Trial(item, lexicon)
        # The hints themselves may have changed; as many as before are shown.
        for _ in self.hints:
            trial.hint()
        if self.answered is not None:
            trial.mark(self.answered.response)
        return trial

    def restarted(self) -> "Trial":
        """Return a new trial of the question."""
        return Trial(self.item, self._lexicon)


POLL_SECONDS = 0.15
"""Seconds between two looks at the files; a saved file must be the same at both."""
PATIENCE = 0.3
"""Seconds of reading after which a message is shown."""


class BankFollower:
    """Reads one bank for a screen, and again whenever it or one of its sources is saved."""

    def __init__(
        self,
        screen: Screen[Any],
        path: Path,
        reading: Callable[[], None],
        take: Callable[[BankSnapshot], Awaitable[None]],
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
        self._before: BankSnapshot | None = None

    def show_minor_hints(self, minor_hints: bool) -> None:
        """Have the bank read again soon, with or without minor hints."""
        self.minor_hints, self._stale = minor_hints, True

    def start(self) -> None:
        """Follow the bank until the screen is gone."""
        self._screen.run_worker(self._open(), group="open")

    async def _open(self) -> None:
        watch = await asyncio.to_thread(FileWatcher, [self._path])
        await self._read(watch)
        self._screen.run_worker(self._follow(watch), group="follow")

    async def _follow(self, watch: FileWatcher) -> None:
        while True:
            await asyncio.sleep(POLL_SECONDS)
            # Polling needs no library, and sees every way in which editors save.
            if await asyncio.to_thread(watch.changed) or self._stale:
                await self._read(watch)

    async def _read(self, watch: FileWatcher) -> None:
        self._stale = False
        patience = self._screen.set_timer(PATIENCE, self._reading)
        # Taken before reading: a save during the reading counts as a change afterwards.
        since = time.time_ns()
        try:
            snapshot = await asyncio.to_thread(
                _read_snapshot, self._path, self.minor_hints, self._before
            )
            await asyncio.to_thread(watch.follow, snapshot.files, since)
        finally:
            patience.stop()
        self._before = snapshot
        again = "read again" if self.read_at else "read"
        self.read_at = f"{again} {time.strftime('%H:%M:%S')}"
        await self._take(snapshot)


def _read_snapshot(path: Path, minor_hints: bool, before: BankSnapshot | None) -> BankSnapshot:
    """Read a bank and compute everything that takes time."""
    made = BankSnapshot(path, minor_hints, before)
    # These are computed when first asked for; here, in the thread, and not while painting.
    _ = made.lexicon, made.questions, made.problems_by_index
    return made
