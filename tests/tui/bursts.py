"""Random bursts of keys, which must do the same as the same keys one by one.

`python -m tests.tui.bursts 10000` tries that many bursts, from the seed 0 on.
"""

import asyncio
import random
import re
import sys
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from typing import NamedTuple

import pytest
from textual import events
from textual.keys import _character_to_key
from textual.screen import ModalScreen
from textual.widgets import Input

from quiz.settings.manager import SettingsManager
from quiz.store.store import open_store
from quiz.study.context import Clocks, Grading
from quiz.study.library import Library
from quiz.tui.app import QuizApp, make_app
from tests.support import all_samples, as_items, write_bank
from tests.tui.tui_samples import RunningApp, nobody_looking

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
BURSTS = 50
"""Bursts in one run of the app."""
MAX_KEYS = 8
OPENINGS: Sequence[Sequence[str]] = (["enter"], ["f3", "right", "enter"], [])
"""Keys from home to a practice attempt, to an exam, and to nowhere."""
TYPED = ("cape jackson", "jackson", "512", "500", "two", "four", "a", "b", "c", "d", "1", "2", "3",
         "t", "f", "y", "n", "x", "u", "e", "s", "h", "m", "p", " ")  # fmt: skip
MOVES = ("up", "down", "left", "right", "tab", "shift+tab", "home", "end", "pageup", "pagedown",
         "backspace", "delete", "space", "shift+up", "shift+down")  # fmt: skip
FUNCTIONS = ("f1", "f2", "f3", "f4", "f5", "f6", "f7", "f8", "f9", "escape", "ctrl+l")
UNSEEN = ("follow", "warm")
"""Groups of workers that go on for ever, or change nothing that is seen."""
_TIMED = re.compile(r"\d\d:\d\d:\d\d|Opening the bank …|not saved")
"""What depends on how long something took: the time of reading a file, and what is under way."""


class Seen(NamedTuple):
    """What a person sees after a burst, and what was stored."""

    keys: Sequence[str]
    screen: str
    text: str
    typed: tuple[str, int] | None
    """The text of the focused field, and where its cursor is."""
    stored: Sequence[object]


def random_burst(chance: random.Random) -> list[str]:
    """Return the keys of one burst: mostly answers, moves and Enter, sometimes other keys."""
    keys: list[str] = []
    for _ in range(chance.randint(1, MAX_KEYS)):
        kind = chance.random()
        if kind < 0.35:
            keys += [_character_to_key(letter) for letter in chance.choice(TYPED)]
        elif kind < 0.65:
            keys.append(chance.choice(MOVES))
        elif kind < 0.92:
            keys.append("enter")
        else:
            keys.append(chance.choice(FUNCTIONS))
    return keys


@asynccontextmanager
async def home(folder: Path, size: tuple[int, int]) -> AsyncIterator[RunningApp]:
    """Run the app at its home screen, with a bank of every type of question and a stopped clock."""
    bank = write_bank(folder, as_items(*all_samples()))
    data = folder / "data"
    with (
        nobody_looking(),
        pytest.MonkeyPatch.context() as patch,
        open_store(data, lambda: NOON, Grading(0.9)) as store,
    ):
        patch.setattr("quiz.study.practice.new_seed", lambda: 7)
        # A machine that is busy with other tests may take longer than people would wait for.
        patch.setattr("quiz.tui.typeahead.LIMIT", 30.0)
        app = make_app(Library(store, [bank]), store, None, SettingsManager(data))
        app.clocks = Clocks(lambda: 0.0, lambda: NOON, lambda: 0.0)
        async with app.run_test(size=size) as pilot:
            running = RunningApp(app, pilot, store)
            await running.sees("The ferry")
            await quiet(running)
            yield running


def send(app: QuizApp, *keys: str) -> None:
    """Send keys as the terminal does when it reads them all at once."""
    assert app._driver is not None
    for key in keys:
        character = {"space": " "}.get(key, key if len(key) == 1 else None)
        app._driver.send_message(events.Key(key, character))


async def quiet(running: RunningApp) -> None:
    """Wait until the app has had nothing to do for a while."""
    app, end, idle = running.app, monotonic() + 120, 0
    # The command palette can end the app.
    while idle < 3 and not app._exit:
        await asyncio.sleep(0.002)
        idle = 0 if work(app) else idle + 1
        assert monotonic() < end, f"never quiet: {work(app)}\n{running.text}"


def work(app: QuizApp) -> list[object]:
    """Return what the app still has to do with what was typed."""
    screen = app.screen
    if screen._layout_required:
        # One that was asked for during a batch of updates is left until the next message.
        screen.check_idle()
    pumps = (app, *screen.walk_children(with_self=True))
    waiting = screen._layout_required or screen._scroll_required or screen._callbacks
    return [
        *(["layout"] if waiting else []),
        *([app._typeahead._task] if app._typeahead._task else []),
        *(each for each in pumps if each.message_queue_size),
        *(
            each
            for each in app.workers
            if not (each.is_finished or each.group in UNSEEN or app.is_asking(each))
        ),
    ]


def seen(running: RunningApp, keys: Sequence[str]) -> Seen:
    """Return what is on the screen and in the history."""
    field = running.app.focused
    typed = (field.value, field.cursor_position) if isinstance(field, Input) else None
    stored = [
        (attempt.mode, attempt.answered, response.question, response.given, response.hints_used)
        for attempt in running.store.attempts()
        for response in running.store.attempt(attempt.number).responses
    ]
    return Seen(keys, type(running.app.screen).__name__, on_top(running), typed, stored)


def on_top(running: RunningApp) -> str:
    """Return what is shown; of a dialog, only the box, as the screen below is painted later."""
    screen, lines = running.app.screen, running.text.splitlines()
    if isinstance(screen, ModalScreen) and screen.children:
        box = screen.children[0].region
        lines = [line[box.x : box.right] for line in lines[box.y : box.bottom]]
    return "\n".join(_TIMED.sub("", line).rstrip() for line in lines).rstrip()


async def run(
    opening: Sequence[str], bursts: Sequence[Sequence[str]], at_once: bool, size: tuple[int, int]
) -> list[Seen]:
    """Return what is seen after each burst, whose keys are sent at once or one by one."""
    found = []
    with tempfile.TemporaryDirectory() as folder:
        async with home(Path(folder), size) as running:
            for key in opening:
                send(running.app, key)
                await quiet(running)
            for keys in bursts:
                for part in [keys] if at_once else [[key] for key in keys]:
                    send(running.app, *part)
                    await quiet(running)
                found.append(seen(running, keys))
                if running.app._exit:
                    break
    return found


async def differences(seed: int, count: int = BURSTS) -> list[tuple[Seen, Seen]]:
    """Return the first burst of a run after which something else is seen; nothing if none is."""
    chance = random.Random(seed)
    opening = chance.choice(OPENINGS)
    size = chance.choice([(80, 24), (40, 12), (120, 40)])
    bursts = [random_burst(chance) for _ in range(count)]
    slow = await run(opening, bursts, False, size)
    fast = await run(opening, bursts, True, size)
    return [each for each in zip(slow, fast, strict=True) if each[0] != each[1]][:1]


def main() -> None:
    """Try as many bursts as asked for, and print what differs."""
    count, first = int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0
    start, wrong = monotonic(), 0
    for seed in range(first, first + -(-count // BURSTS)):
        for slow, fast in asyncio.run(differences(seed)):
            wrong += 1
            print(f"seed {seed}: {' '.join(fast.keys)}\none by one: {slow}\nat once: {fast}")
            print(slow.text, fast.text, sep="\n---\n", flush=True)
        print(f"seed {seed} done", file=sys.stderr, flush=True)
    print(f"{count} bursts, {wrong} runs differ, {monotonic() - start:.0f} s")


if __name__ == "__main__":
    main()
