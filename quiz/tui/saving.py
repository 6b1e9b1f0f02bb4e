"""Committing in a thread, so that a history held by another program freezes no screen."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from functools import cached_property
from typing import TypeVar

MOMENT = 0.3
"""How many seconds a commit is waited for before that is said; nearly all take far less."""
T = TypeVar("T")


class Saver:
    """Runs one commit after the other."""

    @cached_property
    def _thread(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(max_workers=1, thread_name_prefix="save")

    def run(self, commit: Callable[[], object]) -> "Future[object]":
        """Begin a commit and return when it is done, or else after a moment."""
        saving = self.start(commit)
        wait([saving], MOMENT)
        return saving

    def start(self, commit: Callable[[], T]) -> "Future[T]":
        """Begin a commit."""
        return self._thread.submit(commit)

    def close(self) -> None:
        """Wait for what is under way."""
        self._thread.shutdown()
