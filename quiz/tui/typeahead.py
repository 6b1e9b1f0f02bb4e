"""Keys, pastes and clicks in the order in which they were made, however fast they arrive.

Textual hands a key to the focused widget at once. If no widget takes it, it comes back to the app
after the way through the widget's parents, and only then is its binding looked up; letters that
were typed later have long been inserted by then (Textual's issue 6605). The order is kept here, at
the one place that all input passes: the next key is handed on when all that the one before it led
to is done, so that it meets the same screen as a key typed slowly.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterator
from time import monotonic
from typing import TYPE_CHECKING, Any
from weakref import WeakSet

from textual import events
from textual.message_pump import MessagePump
from textual.screen import Screen
from textual.widget import Widget
from textual.worker import Worker

if TYPE_CHECKING:
    from quiz.tui.base_app import BaseApp

LIMIT = 2.0
"""Seconds that input waits for work that has no end in sight, once: no key may be lost, and none
should seem to be."""
SPIN = 0.005
"""Seconds in which most keys are done with; waiting sleeps only after that."""
NAP = 0.002
LEAVING = frozenset({"ctrl+q", "ctrl+c"})
"""Keys that pass all others once those have waited for `LIMIT`."""

BACKGROUND = frozenset({"banks", "schedules", "autosave", "follow", "warm"})
"""Groups of workers whose end changes nothing about what a key does."""
LEADING = frozenset({"play", "saving", "ending"})
"""Groups of workers that lead to the screen for which the next keys were typed: an attempt being
opened, a verdict, results. Input waits for them as long as they take."""


class Typeahead:
    """Input on its way to the widgets of an app."""

    def __init__(self, app: "BaseApp", deliver: Callable[[events.Event], Awaitable[None]]) -> None:
        """Hand input on by `deliver`."""
        self._app = app
        self._deliver = deliver
        self._waiting: deque[events.Event] = deque()
        self._task: asyncio.Task[None] | None = None
        self._since = 0.0
        """When the wait for the last input began."""
        self._slow: WeakSet[Worker[Any]] = WeakSet()
        """Workers that input has waited for long enough."""
        self._typed_into: Widget | None = None
        """The field that took the last key as text."""

    async def take(self, event: events.Event) -> None:
        """Hand input on now if the app is done with all before it, or else in its turn."""
        if self._is_over:
            return
        if self._task is None and (self._continues(event) or self._is_settled(taking=True)):
            # The usual case, a key typed by hand: nothing is created, and nothing waits.
            await self._hand_on(event)
        elif isinstance(event, events.Key) and event.key in LEAVING and self._is_stuck:
            self._waiting.clear()
            await self._deliver(event)
        else:
            self._waiting.append(event)
            self._start()

    def put_first(self, event: events.Event) -> None:
        """Hand on input that other input stands for, before all that waits."""
        self._waiting.appendleft(event)
        self._start()

    def stop(self) -> None:
        """Discard what waits: the app ends."""
        self._waiting.clear()
        if self._task is not None:
            self._task.cancel()

    def _start(self) -> None:
        if self._task is None:
            self._since = monotonic()
            # A task of its own: the app's message loop must go on, as keys come back to it.
            self._task = asyncio.create_task(self._hand_on_all(), name="typeahead")

    @property
    def _is_over(self) -> bool:
        """Whether the app is about to end; it has no screens for a key then."""
        return not self._app.is_running or self._app.return_code is not None

    @property
    def _is_stuck(self) -> bool:
        return self._task is not None and monotonic() - self._since > LIMIT

    async def _hand_on_all(self) -> None:
        try:
            while self._waiting and not self._is_over:
                if not self._continues(self._waiting[0]):
                    await self._settle()
                # A key may have ended the app meanwhile, or discarded the others.
                if self._waiting and not self._is_over:
                    await self._hand_on(self._waiting.popleft())
        except Exception as error:
            # As in a message loop, which this task stands in for.
            self._app._handle_exception(error)
        finally:
            self._task = None

    async def _hand_on(self, event: events.Event) -> None:
        focused = self._app.focused
        self._typed_into = focused if _is_text(event, focused) else None
        await self._deliver(event)

    def _continues(self, event: events.Event) -> bool:
        """Check whether a key is text for the field that is being typed into.

        Such keys need not wait for one another, as the field's own queue keeps their order.
        """
        field = self._typed_into
        return field is not None and field is self._app.focused and _is_text(event, field)

    async def _settle(self) -> None:
        """Wait until the app is done with all input handed on, or for `LIMIT` at most."""
        self._since = monotonic()
        while not self._is_settled() and not self._is_over:
            waited = monotonic() - self._since
            if not self._app.screen_stack:
                # The app is starting: there is nothing yet that could take a key.
                await asyncio.sleep(NAP)
                continue
            if waited > LIMIT and not any(worker.group in LEADING for worker in self._at_work()):
                self._slow.update(self._at_work())
                return
            if waited > SPIN and _has_to_lay_out(self._app.screen):
                # A layout asked for during a batch of updates is left until the next message.
                self._app.screen.check_idle()
            await asyncio.sleep(0 if waited < SPIN else NAP)

    def _is_settled(self, taking: bool = False) -> bool:
        """Check whether the app is done with all input handed on.

        With `taking`, the app's own message loop is at work on the input to come.
        """
        app = self._app
        if not app.screen_stack or not (app.message_queue_size == 0 if taking else _awaits(app)):
            return False
        # What a key does can depend on the layout: how far a page goes, what is in sight.
        if _has_to_lay_out(app.screen):
            return False
        return all(map(_is_idle, app._registry)) and not any(self._at_work())

    def _at_work(self) -> Iterator[Worker[Any]]:
        """Yield the workers that may still change the screen; others only wait for the learner."""
        for worker in self._app.workers:
            ignored = worker.is_finished or worker.group in BACKGROUND or worker in self._slow
            if not ignored and not self._app.is_asking(worker):
                yield worker


def _has_to_lay_out(screen: Screen[Any]) -> bool:
    return bool(screen._layout_required or screen._scroll_required or screen._callbacks)


def _is_text(event: events.Event, focused: Widget | None) -> bool:
    """Check whether a widget takes a key as text."""
    return (
        focused is not None
        and isinstance(event, events.Key)
        and focused.check_consume_key(event.key, event.character)
    )


def _is_idle(pump: MessagePump) -> bool:
    """Check whether a widget has nothing to do."""
    # Without a task, its message loop has not started yet, or is over.
    return pump._task is None or _awaits(pump)


def _awaits(pump: MessagePump) -> bool:
    """Check whether a message loop waits for a message, and has nothing else to do.

    An app in a terminal has a loop without having a task; only `run_test` gives it one.
    """
    # A loop in the middle of a handler may have an empty queue too; only one that is done waits for
    # the queue's event. Neither has a public way to tell.
    ready: Any = pump._message_queue.ready_event
    return not ready.is_set() and bool(ready._waiters) and not pump._next_callbacks
