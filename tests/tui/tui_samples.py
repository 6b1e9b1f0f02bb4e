"""Running the app on banks in a folder, and reading its screen."""

from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from time import monotonic
from typing import Any, Generic, TypeVar

import pytest
from textual._compositor import Compositor
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet
from textual.pilot import Pilot

from quiz.settings.manager import SettingsManager
from quiz.store.records import AttemptDetail
from quiz.store.store import Store, open_store
from quiz.study.context import Grading, now
from quiz.study.launch import OnUnfinished, Request
from quiz.study.library import Library
from quiz.tui.app import QuizApp, make_app
from quiz.tui.base_app import BaseApp
from quiz.tui.screens.home import HomeScreen
from tests.support import all_samples, as_items, write_bank

PATIENCE = 10.0
FRAME = 1 / 600
"""Seconds between two drawings of a screen: nobody looks, so none is waited for long."""
IDLE = 0.002
"""Seconds without work after which the app is taken to be done with a key; more than a frame."""
A = TypeVar("A", bound=BaseApp)


class Screened(Generic[A]):
    """A running app and what is done in it."""

    def __init__(self, app: A, pilot: Pilot[None]) -> None:
        self.app = app
        self.pilot = pilot

    @property
    def text(self) -> str:
        """What the screen shows, line by line."""
        strips = self.app.screen._compositor.render_strips()
        return "\n".join("".join(segment.text for segment in strip) for strip in strips)

    @property
    def flat(self) -> str:
        """What the screen shows, with all white space as one space."""
        return " ".join(self.text.split())

    async def sees(self, *texts: str) -> None:
        """Wait until the screen shows all these texts."""
        await self.until(lambda: holds_all(self.flat, texts), texts)

    async def until(self, done: Callable[[], bool], what: object = "") -> None:
        """Wait until a condition holds."""
        end = monotonic() + PATIENCE
        while not done():
            assert monotonic() < end, f"not seen: {what}\n{self.text}"
            await self.pilot.pause(IDLE)

    async def press(self, *keys: str) -> None:
        """Press keys one after the other."""
        await self.pilot.press(*keys)
        await self.until(lambda: self.app._typeahead._task is None, "keys acting")
        await self.pilot.pause()

    async def type(self, text: str) -> None:
        """Type a text."""
        names = {" ": "space", "?": "question_mark", ".": "full_stop", "-": "minus"}
        await self.press(*(names.get(character, character) for character in text))

    async def click(self, text: str) -> None:
        """Click on the first place where the screen shows a text."""
        for y, line in enumerate(self.text.splitlines()):
            if text in line:
                await self.pilot.click(offset=(line.index(text) + 1, y))
                await self.pilot.pause()
                return
        raise AssertionError(f"{text} not in\n{self.text}")

    async def choose(self, *options: str) -> None:
        """Press the letters of options on the screen."""
        for option in options:
            line = next(line for line in self.text.splitlines() if option in line)
            await self.press(line[: line.index(option)].split()[-1].lower())

    @property
    def widgets(self) -> int:
        """How many widgets the screen has."""
        return len(self.app.screen.query("*"))


def holds_all(shown: str, texts: Sequence[str]) -> bool:
    """Check whether the screen shows all these texts."""
    return all(text in shown for text in texts)


def unpainted(compositor: Compositor, *_: object, **__: object) -> None:
    """Pass over an update of the screen: `Screened.text` draws all of it when a test looks."""
    compositor._dirty_regions.clear()


PARSED: dict[object, list[RuleSet]] = {}
"""The rules of style sheets: every app has the same ones."""
_parse = Stylesheet._parse_rules


def parsed_once(sheet: Stylesheet, css: str, *where: Any, **more: Any) -> list[RuleSet]:
    """Return the rules of a style sheet, parsed by the first app that has it."""
    key = (css, where, tuple(more.items()), tuple(sorted(sheet._variables.items())))
    if key not in PARSED:
        PARSED[key] = _parse(sheet, css, *where, **more)
    return PARSED[key]


@contextmanager
def nobody_looking() -> Iterator[None]:
    """Draw screens more often than people could see, and wait for as much less between keys."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("textual.screen.UPDATE_PERIOD", FRAME)
        patch.setattr("textual._wait.SLEEP_GRANULARITY", IDLE)
        patch.setattr(Compositor, "render_update", unpainted)
        patch.setattr(Stylesheet, "_parse_rules", parsed_once)
        yield


class RunningApp(Screened[QuizApp]):
    """A running app and the history it writes."""

    def __init__(self, app: QuizApp, pilot: Pilot[None], store: Store) -> None:
        super().__init__(app, pilot)
        self.store = store

    def history(self, number: int = 1) -> AttemptDetail:
        """Return a stored attempt."""
        return self.store.attempt(number)


@asynccontextmanager
async def playing(
    data: Path,
    files: Sequence[Path],
    request: Request | None = None,
    size: tuple[int, int] = (100, 40),
    manager: SettingsManager | None = None,
) -> AsyncIterator[RunningApp]:
    """Run the app on some banks, with the settings of the data folder unless others are given."""
    with nobody_looking(), open_store(data, now, Grading(0.9)) as store:
        app = make_app(Library(store, files), store, request, manager or SettingsManager(data))
        async with app.run_test(size=size) as pilot:
            yield RunningApp(app, pilot, store)


@asynccontextmanager
async def asked(
    folder: Path,
    *questions: str,
    size: tuple[int, int] = (100, 40),
    again: OnUnfinished = OnUnfinished.ASK,
    seed: int | None = 1,
    **bank: Any,
) -> AsyncIterator[RunningApp]:
    """Run the app on a bank of these questions (by default one of each type), the first asked."""
    file = write_bank(folder, as_items(*(questions or all_samples())), **bank)
    request = Request((file,), again, seed)
    async with playing(folder / "data", [file], request, size) as running:
        await running.until(lambda: not isinstance(running.app.screen, HomeScreen))
        await running.pilot.pause()
        yield running
