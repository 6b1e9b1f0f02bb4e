"""Generates the pictures in the documentation with the app itself: `python docs/picture.py`."""

import asyncio
import re
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from random import Random
from unittest.mock import patch

from textual.pilot import Pilot

from quiz.attempts.form import Item, make_form
from quiz.model.question import Question, ShortAnswer, SingleChoice, TrueFalse
from quiz.model.response import Response
from quiz.settings.manager import SettingsManager
from quiz.store.store import open_store
from quiz.study.context import Grading, now
from quiz.study.launch import OnUnfinished, Request
from quiz.study.library import Library, load_bank
from quiz.study.practice import start
from quiz.tui.app import make_app

DOCS = Path(__file__).parent
BANK = DOCS.parent / "questions" / "munitions-policy.yaml"
SEED = 2
MISSED = (3, 8)
"""Indexes of the questions answered wrong in the picture of the map."""


@asynccontextmanager
async def opened_app(
    folder: Path, first: str = "1 of 18", again: OnUnfinished = OnUnfinished.NEW
) -> AsyncIterator[Pilot[None]]:
    """Open the app at a question of a shipped bank, by default the first of a new attempt."""
    # Whatever terminal this runs in, the pictures have all colours.
    with (
        patch("textual.constants.COLOR_SYSTEM", "truecolor"),
        open_store(folder, now, Grading(0.9)) as store,
    ):
        request = Request((BANK,), again, SEED)
        app = make_app(Library(store, [BANK]), store, request, SettingsManager(folder))
        async with app.run_test(size=(120, 36)) as pilot:
            await wait_for(pilot, first)
            yield pilot


async def wait_for(pilot: Pilot[None], text: str) -> None:
    """Wait until the screen shows a text. Raises `TimeoutError` after a while."""
    async with asyncio.timeout(20):
        while text not in pilot.app.export_screenshot().replace("&#160;", " "):
            await pilot.pause(0.05)


async def settled(pilot: Pilot[None]) -> str:
    """Return the screen as SVG, once it has not changed for a while."""
    before = ""
    while (picture := pilot.app.export_screenshot(title="quiz")) != before:
        before = picture
        await pilot.pause(0.4)
    return self_contained(picture)


async def verdict(folder: Path) -> str:
    """Answer the first question wrongly; return the screen as SVG."""
    async with opened_app(folder) as pilot:
        await pilot.press("a", "enter")
        await wait_for(pilot, "of 1 point")
        return await settled(pilot)


def answer_some(folder: Path) -> None:
    """Answer most questions, all but `MISSED` correctly."""
    items = make_form([load_bank(BANK)], Random(SEED))
    answer(folder, items, [number for number in range(15) if right_answer(items[number].question)])


def right_answer(question: Question) -> Response:
    """Return the right answer of the simple types, an empty one for the others."""
    match question:
        case SingleChoice():
            return (0,)
        case TrueFalse(answer=answer):
            return (0 if answer else 1,)
        case ShortAnswer(answers=(text, *_)):
            return (text,)
        case _:
            return ()


def answer(folder: Path, items: Sequence[Item], positions: Sequence[int]) -> None:
    """Begin an attempt and answer some of its questions, all but `MISSED` correctly."""
    with open_store(folder, now, Grading(0.9)) as store:
        runner = start(tuple(items), store, SEED)
        for position in positions:
            runner.attempt.go(position)
            right = right_answer(items[position].question)
            runner.submit(() if position in MISSED else right)


async def results(folder: Path) -> str:
    """Finish an attempt; return its results as SVG."""
    items = make_form([load_bank(BANK)], Random(SEED))
    chosen = [item for item in items if isinstance(item.question, SingleChoice | TrueFalse)]
    answer(folder, chosen, range(len(chosen) - 1))
    count = len(chosen)
    async with opened_app(folder, f"{count} of {count}", OnUnfinished.CONTINUE) as pilot:
        await pilot.press("a", "enter", "enter")
        await wait_for(pilot, "come back")
        return await settled(pilot)


async def home(folder: Path) -> str:
    """Return the home screen, most questions of one bank answered, as SVG."""
    answer_some(folder)
    banks = sorted(BANK.parent.glob("*.yaml"))
    with (
        patch("textual.constants.COLOR_SYSTEM", "truecolor"),
        open_store(folder, now, Grading(0.9)) as store,
    ):
        app = make_app(Library(store, banks), store, None, SettingsManager(folder))
        async with app.run_test(size=(120, 36)) as pilot:
            await wait_for(pilot, "You know")
            return await settled(pilot)


async def source_map(folder: Path) -> str:
    """Return the map of the source, most of its questions answered, as SVG."""
    answer_some(folder)
    async with opened_app(folder) as pilot:
        await pilot.press("escape")
        await wait_for(pilot, "known")
        await pilot.press("m")
        await wait_for(pilot, "sentences have questions")
        await pilot.press("n", "n", "n")
        return await settled(pilot)


def self_contained(picture: str) -> str:
    """Return an SVG without remote fonts that keeps its spaces in any viewer."""
    picture = re.sub(r"@font-face \{.*?\}\s*", "", picture, flags=re.DOTALL)
    return picture.replace("<svg ", '<svg xml:space="preserve" ', 1)


PICTURES = {"home": home, "verdict": verdict, "results": results, "map": source_map}


def made(name: str) -> str:
    """Return a picture as the app draws it now."""
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(PICTURES[name](Path(folder)))


_TODAY = re.compile(r"\w+day \d+ \w+")


def shown(picture: str) -> str:
    """Return the text of a picture, without the date on it, to compare it with another."""
    texts = re.findall(r"<text[^>]*>([^<]*)</text>", picture)
    return _TODAY.sub("", "\n".join(texts).replace("&#160;", " "))


def main() -> None:
    """Write the pictures beside this file."""
    for name in PICTURES:
        (DOCS / f"{name}.svg").write_text(made(name), encoding="utf-8")


if __name__ == "__main__":
    main()
