"""The progress screen, and attempts of the past opened from it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from quiz.model.response import Confidence
from quiz.settings.manager import SettingsManager
from quiz.store.records import EventKind, EventRecord
from quiz.study import progress as figures
from quiz.tui.screens import progress
from quiz.tui.widgets.row_list import RowList
from tests.store.store_samples import attempt, opened, play
from tests.study.learner import RIGHT, WRONG, bank_of, choices, studying
from tests.tui.tui_samples import Game, playing

SIZES = [(80, 24), (40, 12)]
HOSTILE = "\x1b]0;owned\x07 [b]evil\u202e[/b]"


def study_some(tmp_path: Path) -> list[Path]:
    """Play two banks, on three days that end today."""
    ferry = bank_of(tmp_path, choices("one", "two"))
    train = bank_of(tmp_path, choices("three", tags="land"), "train", "The train")
    start = datetime.now(UTC) - timedelta(days=4)
    with studying(tmp_path / "data", ferry, train, start=start) as study:
        study.play(ferry, [RIGHT, WRONG], Confidence.CERTAIN)
        study.wait(days=2)
        study.play(train, [RIGHT])
        study.wait(days=2)
        study.play(ferry, [RIGHT])
    return [ferry, train]


@asynccontextmanager
async def shown(tmp_path: Path, size: tuple[int, int] = (80, 24)) -> AsyncIterator[Game]:
    """Run the app after some study, its progress opened."""
    async with playing(tmp_path / "data", study_some(tmp_path), size=size) as game:
        await game.press("f5")
        await game.sees("Study days")
        yield game


@pytest.mark.parametrize("size", SIZES)
async def test_every_section_is_a_key_away(tmp_path: Path, size: tuple[int, int]) -> None:
    async with shown(tmp_path, size) as game:
        await game.sees("Studied on 3 of the last 7 days")
        for key, title in (
            ("2", "By bank, weakest first"),
            ("3", "Answered right, by day"),
            ("4", "How sure, and how right"),
            ("5", "Still known more than half a day later"),
            ("6", "The ferry"),
            ("1", "Study days"),
        ):
            await game.press(key)
            await game.sees(title)
            assert all(len(line) <= size[0] for line in game.text.splitlines())
        await game.press("right")
        await game.sees("By bank")
        await game.press("left", "left")
        await game.sees("practice")
        await game.press("escape")
        await game.sees("Type to filter" if size[1] > 12 else "The ferry")
        assert len(game.app.screen_stack) == 1


async def test_a_section_is_opened_by_a_click(tmp_path: Path) -> None:
    async with shown(tmp_path) as game:
        await game.click("4 Confidence")
        await game.sees("certain, 80–100%", "Overall")
        assert "Certainty-based marks" not in game.flat
        await game.click("1 Overview")
        await game.sees("Study days")


async def test_where_names_do_not_fit_a_click_turns_to_the_next_section(tmp_path: Path) -> None:
    async with shown(tmp_path, (40, 12)) as game:
        await game.click("Overview, 1 of 6")
        await game.sees("Accuracy, 2 of 6")


async def test_questions_are_told_one_by_one_at_the_end_of_accuracy(tmp_path: Path) -> None:
    async with shown(tmp_path, (80, 40)) as game:
        await game.press("2")
        await game.sees("By question, weakest first", "The train", "100% (21–100%), 1 of 1")
        await game.press("end")
        await game.sees("Where did the ferry leave from?", "last seen", "due in")


async def test_of_many_questions_the_weakest_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "MAX_QUESTIONS", 1)
    async with shown(tmp_path, (80, 40)) as game:
        await game.press("2", "end")
        await game.sees("right", "0 of 1", "2 more: count one bank alone")


async def test_one_bank_is_counted_alone(tmp_path: Path) -> None:
    async with shown(tmp_path) as game:
        await game.sees("3 of 4")
        await game.press("b")
        await game.sees("Which bank?")
        await game.press("down", "down", "enter")
        await game.sees("Progress · The train", "1 of 1")
        await game.press("6")
        await game.sees("The train", "1 question")
        assert "The ferry" not in game.text
        await game.press("b", "enter", "1")
        await game.sees("3 of 4")
        await game.press("b", "escape")
        await game.sees("3 of 4")


async def test_a_filter_narrows_every_section_and_is_named(tmp_path: Path) -> None:
    async with shown(tmp_path) as game:
        await game.press("f")
        await game.sees("Show figures for only one of these.", "A tag")
        await game.press("down", "enter")
        await game.sees("Which tag?")
        await game.press("down", "enter")
        await game.sees("Progress · tag land", "1 of 1")
        await game.press("f", "enter", "down", "enter")
        await game.sees("Progress · The ferry · tag land", "No answers match")
        await game.press("f", "down", "down", "down", "enter")
        await game.sees("3 of 4")
        await game.press("f", "down", "down", "enter", "down", "enter", "3")
        await game.sees("Progress · type single choice", "Answered right, by day")
        await game.press("f", "escape", "f", "enter", "escape", "escape")
        await game.until(lambda: "type single choice" not in game.text)
        await game.press("escape")
        await game.sees("Type to filter")


@pytest.mark.parametrize("size", [(80, 40), (40, 12)])
async def test_enter_on_a_question_counts_it_alone(tmp_path: Path, size: tuple[int, int]) -> None:
    async with shown(tmp_path, size) as game:
        await game.press("2", "end", "enter")
        await game.sees("Progress · “Where did")
        assert game.app.screen.query_one(RowList).row is not None
        await game.press("6")
        await game.sees("Attempts are listed whole")
        await game.press("2", "end", "enter")
        await game.until(lambda: "“Where did" not in game.text)
        await game.press("1")
        await game.sees("3 of 4")


@pytest.mark.parametrize("size", SIZES)
async def test_what_rests_is_asked_again(tmp_path: Path, size: tuple[int, int]) -> None:
    async with shown(tmp_path, size) as game:
        key = ("ferry", "two")
        event = EventRecord("0" * 32, EventKind.SUSPEND, *key, datetime.now(UTC))
        game.store.record_event(event)
        await game.press("b", "enter", "5", "end")
        await game.sees("1 question suspended", "suspended until you resume it")
        await game.press("enter")
        await game.sees("Have reviews", "Ask it again")
        await game.press("escape", "enter")
        await game.sees("Have reviews", "Ask it again")
        assert game.store.state(key).suspended
        await game.press("enter")
        await game.until(lambda: not game.store.state(key).suspended)
        await game.press("end")
        await game.sees("reviews will ask it again.", "0 questions suspended")


async def test_certainty_based_marks_are_a_setting(tmp_path: Path) -> None:
    keeper = SettingsManager(tmp_path / "data", {"certainty_marks": True})
    async with playing(tmp_path / "data", study_some(tmp_path), keeper=keeper) as game:
        await game.press("f5", "4")
        await game.sees("Certainty-based marks", "the maximum is 3")


@pytest.mark.parametrize("size", SIZES)
async def test_without_history_it_says_what_to_do(tmp_path: Path, size: tuple[int, int]) -> None:
    async with playing(tmp_path / "data", [], size=size) as game:
        await game.press("f5")
        await game.sees("Play a bank, and your progress will show here")
        await game.press("6")
        await game.sees("No attempts yet")
        await game.press("enter", "b", "down", "escape")
        await game.sees("There are no banks here")


async def test_the_palette_leads_there(tmp_path: Path) -> None:
    async with playing(tmp_path / "data", study_some(tmp_path)) as game:
        await game.press("ctrl+p")
        await game.type("progress")
        await game.pilot.pause(0.3)
        await game.press("enter")
        await game.sees("Study days")


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("gone", [False, True])
async def test_an_attempt_opens_as_it_was_though_its_bank_changed(
    tmp_path: Path, gone: bool, size: tuple[int, int]
) -> None:
    files = study_some(tmp_path)
    if gone:
        files[0].unlink()
    else:
        bank_of(tmp_path, choices("one", "two").replace("Where did", "Since when has"))
    async with playing(tmp_path / "data", files, size=size) as game:
        await game.press("f5", "6")
        await game.sees("left after 1 of 2")
        await game.press("down", "down", "enter")
        await game.sees("Attempt 1", "50% · 1 of 2 points")
        await game.press("end", "enter")
        await game.sees("Question 2 of 2", "Where did the ferry leave from?")
        await game.press("end")
        await game.sees("The ferry left Picton at noon", "report, paragraph 1")
        assert ("shows it in the source" in game.flat) is not gone
        await game.press("s")
        if not gone:
            await game.sees("512 people aboard")
            await game.press("s")
        await game.press("n", "p", "right")
        await game.sees("Question 1 of 2")
        await game.press("enter", "space", "f5", "f3", "1", "x", "escape")
        await game.sees("Attempt 1")
        await game.press("escape")
        await game.sees("practice")
        assert len(game.store.attempts()) == 3


async def test_an_attempt_that_cannot_be_shown_says_so(tmp_path: Path) -> None:
    with opened(tmp_path / "data") as store:
        play(store, attempt()._replace(title=HOSTILE), 1, 0, 0)
    async with playing(tmp_path / "data", []) as game:
        await game.press("f5", "6")
        await game.sees("[b]evil", "17%")
        await game.press("enter")
        await game.sees("This attempt cannot be shown", "no answers that can be shown")
        await game.press("enter")
        await game.sees("[b]evil")
        assert "\x1b" not in game.text and "\u202e" not in game.text


async def test_of_many_attempts_the_newest_are_listed_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "MAX_ATTEMPTS", 2)
    async with shown(tmp_path) as game:
        await game.press("6")
        await game.sees("Show 1 more")
        await game.press("end", "enter")
        await game.until(lambda: "Show 1 more" not in game.flat)
        await game.press("end")
        await game.sees("50% · 1 of 2 points")


async def test_a_slow_history_is_waited_for_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from threading import Event

    go_on, read = Event(), figures.progress

    def slow(*arguments: object, **more: object) -> object:
        go_on.wait(10)
        return read(*arguments, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(progress, "progress", slow)
    monkeypatch.setattr(progress, "PATIENCE", 0.01)
    async with playing(tmp_path / "data", study_some(tmp_path)) as game:
        await game.press("f5")
        await game.sees("Reading the history")
        go_on.set()
        await game.sees("Study days")


async def test_a_history_that_cannot_be_read_says_why(tmp_path: Path) -> None:
    async with playing(tmp_path / "data", study_some(tmp_path)) as game:
        await game.sees("The train")
        game.store._connection.execute("ALTER TABLE mark RENAME TO gone")
        await game.press("f5")
        await game.sees("is damaged")
        game.store._connection.execute("ALTER TABLE gone RENAME TO mark")
