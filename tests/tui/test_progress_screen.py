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
from tests.tui.tui_samples import RunningApp, playing

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
async def shown(tmp_path: Path, size: tuple[int, int] = (80, 24)) -> AsyncIterator[RunningApp]:
    """Run the app after some study, its progress opened."""
    async with playing(tmp_path / "data", study_some(tmp_path), size=size) as running:
        await running.press("f5")
        await running.sees("Study days")
        yield running


@pytest.mark.parametrize("size", SIZES)
async def test_every_section_is_a_key_away(tmp_path: Path, size: tuple[int, int]) -> None:
    async with shown(tmp_path, size) as running:
        await running.sees("You know 1 of 3 questions", "Review the 2 due today")
        for key, title in (
            ("2", "By bank, weakest first"),
            ("3", "Answered right, by day"),
            ("4", "How sure, and how right"),
            ("5", "Still known more than half a day later"),
            ("6", "The ferry"),
            ("1", "You know"),
        ):
            await running.press(key)
            await running.sees(title)
            assert all(len(line) <= size[0] for line in running.text.splitlines())
        await running.press("right")
        await running.sees("By bank")
        await running.press("left", "left")
        await running.sees("practice")
        await running.press("escape")
        await running.sees("The ferry", "find" if size[1] > 12 else "")
        assert len(running.app.screen_stack) == 1


async def test_the_findings_of_the_first_page_can_be_acted_on(tmp_path: Path) -> None:
    easy, hard = choices("one", tags="land"), choices("two", tags="sea")
    file = bank_of(tmp_path, easy + hard)
    with studying(tmp_path / "data", file) as study:
        for _ in range(5):
            study.play(file, [RIGHT, WRONG])
    async with playing(tmp_path / "data", [file], size=(100, 40)) as running:
        await running.press("f5")
        await running.sees("Your weakest tag is sea", "0 of 5 right", "You know 0 of 2 questions")
        await running.press("enter")
        await running.sees("1 of 1", "Where did the ferry leave from?")
        await running.press("escape")
        await running.sees("Ask the one missed again")


async def test_a_section_is_opened_by_a_click(tmp_path: Path) -> None:
    async with shown(tmp_path) as running:
        await running.click("4 Confidence")
        await running.sees("certain, 80–100%", "Overall")
        assert "Certainty-based marks" not in running.flat
        await running.click("1 Overview")
        await running.sees("Study days")


async def test_where_names_do_not_fit_a_click_turns_to_the_next_section(tmp_path: Path) -> None:
    async with shown(tmp_path, (40, 12)) as running:
        await running.click("Overview, 1 of 6")
        await running.sees("Accuracy, 2 of 6")


async def test_questions_are_told_one_by_one_at_the_end_of_accuracy(tmp_path: Path) -> None:
    async with shown(tmp_path, (80, 40)) as running:
        await running.press("2")
        await running.sees("By question, weakest first ", "The train", "answered: 1 of 1 right")
        await running.press("end")
        await running.sees("Where did the ferry leave from?", "last seen", "due in")


async def test_of_many_questions_the_weakest_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "MAX_QUESTIONS", 1)
    async with shown(tmp_path, (80, 40)) as running:
        await running.press("2", "end")
        await running.sees("right", "0 of 1", "2 more: filter by bank")


async def test_one_bank_is_counted_alone(tmp_path: Path) -> None:
    async with shown(tmp_path) as running:
        await running.sees("3 of 4")
        await running.press("b")
        await running.sees("Which bank?")
        await running.press("down", "down", "enter")
        await running.sees("Progress · The train", "1 of 1")
        await running.press("6")
        await running.sees("The train", "1 question")
        assert "The ferry" not in running.text
        await running.press("b", "enter", "1")
        await running.sees("3 of 4")
        await running.press("b", "escape")
        await running.sees("3 of 4")


async def test_a_filter_narrows_every_section_and_is_named(tmp_path: Path) -> None:
    async with shown(tmp_path) as running:
        await running.press("f")
        await running.sees("Show the figures of one of these", "A tag")
        await running.press("down", "enter")
        await running.sees("Which tag?")
        await running.press("down", "enter")
        await running.sees("Progress · tag land", "1 of 1")
        await running.press("f", "enter", "down", "enter")
        await running.sees("Progress · The ferry · tag land", "No answers match")
        await running.press("f", "down", "down", "down", "enter")
        await running.sees("3 of 4")
        await running.press("f", "down", "down", "enter", "down", "enter", "3")
        await running.sees("Progress · type single choice", "Answered right, by day")
        await running.press("f", "escape", "f", "enter", "escape", "escape")
        await running.until(lambda: "type single choice" not in running.text)
        await running.press("escape")
        await running.sees("every answer has its quote")


@pytest.mark.parametrize("size", [(80, 40), (40, 12)])
async def test_enter_on_a_question_counts_it_alone(tmp_path: Path, size: tuple[int, int]) -> None:
    async with shown(tmp_path, size) as running:
        await running.press("2", "end", "enter")
        await running.sees("Progress · “Where did")
        assert running.app.screen.query_one(RowList).row is not None
        await running.press("6")
        await running.sees("Attempts are shown whole")
        await running.press("2", "end", "enter")
        await running.until(lambda: "“Where did" not in running.text)
        await running.press("1")
        await running.sees("You know 1 of 3 questions")


@pytest.mark.parametrize("size", SIZES)
async def test_what_rests_is_asked_again(tmp_path: Path, size: tuple[int, int]) -> None:
    async with shown(tmp_path, size) as running:
        key = ("ferry", "two")
        event = EventRecord("0" * 32, EventKind.SUSPEND, *key, datetime.now(UTC))
        running.store.record_event(event)
        await running.press("b", "enter", "5", "end")
        await running.sees("1 question suspended", "suspended until you resume it")
        await running.press("enter")
        await running.sees("Include it in reviews", "Include it again")
        await running.press("escape", "enter")
        await running.sees("Include it in reviews", "Include it again")
        assert running.store.state(key).suspended
        await running.press("enter")
        await running.until(lambda: not running.store.state(key).suspended)
        await running.press("end")
        await running.sees("reviews will ask it again.", "0 questions suspended")


async def test_certainty_based_marks_are_a_setting(tmp_path: Path) -> None:
    manager = SettingsManager(tmp_path / "data", {"certainty_marks": True})
    async with playing(tmp_path / "data", study_some(tmp_path), manager=manager) as running:
        await running.press("f5", "4")
        await running.sees("Certainty-based marks", "the maximum is 3")


@pytest.mark.parametrize("size", SIZES)
async def test_without_history_it_says_what_to_do(tmp_path: Path, size: tuple[int, int]) -> None:
    async with playing(tmp_path / "data", [], size=size) as running:
        await running.press("f5")
        await running.sees("Play a bank, and your progress will show here")
        await running.press("6")
        await running.sees("No attempts yet")
        await running.press("enter", "b", "down", "escape")
        await running.sees("There are no banks here")


async def test_the_palette_leads_there(tmp_path: Path) -> None:
    async with playing(tmp_path / "data", study_some(tmp_path)) as running:
        await running.press("ctrl+p")
        await running.type("progress")
        await running.pilot.pause(0.3)
        await running.press("enter")
        await running.sees("Study days")


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
    async with playing(tmp_path / "data", files, size=size) as running:
        await running.press("f5", "6")
        await running.sees("left after 1 of 2")
        await running.press("down", "down", "enter")
        await running.sees("1 of 2 right")
        await running.press("a")
        await running.sees("1 of 2")
        await running.press("n")
        await running.sees("2 of 2", "Where did the ferry leave from?")
        await running.press("end")
        await running.sees("The ferry left Picton at noon")
        assert ("s source" in running.flat) is not gone
        await running.press("s")
        if not gone:
            await running.sees("512 people aboard")
            await running.press("s")
        await running.press("n", "p", "right")
        await running.sees("1 of 2")
        await running.press("enter", "f3", "1", "x", "escape")
        await running.sees("1 of 2 right")
        await running.press("escape")
        await running.sees("practice")
        assert len(running.store.attempts()) == 3


async def test_an_attempt_that_cannot_be_shown_says_so(tmp_path: Path) -> None:
    with opened(tmp_path / "data") as store:
        play(store, attempt()._replace(title=HOSTILE), 1, 0, 0)
    async with playing(tmp_path / "data", []) as running:
        await running.press("f5", "6")
        await running.sees("[b]evil", "17%")
        await running.press("enter")
        await running.sees("This attempt cannot be shown", "no answers that can be shown")
        await running.press("enter")
        await running.sees("[b]evil")
        assert "\x1b" not in running.text and "\u202e" not in running.text


async def test_of_many_attempts_the_newest_are_listed_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "MAX_ATTEMPTS", 2)
    async with shown(tmp_path) as running:
        await running.press("6")
        await running.sees("Show 1 more")
        await running.press("end", "enter")
        await running.until(lambda: "Show 1 more" not in running.flat)
        await running.press("end")
        await running.sees("50% · 1 of 2 points")


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
    async with playing(tmp_path / "data", study_some(tmp_path)) as running:
        await running.press("f5")
        await running.sees("Reading the history")
        go_on.set()
        await running.sees("Study days")


async def test_a_history_that_cannot_be_read_says_why(tmp_path: Path) -> None:
    async with playing(tmp_path / "data", study_some(tmp_path)) as running:
        await running.sees("The train")
        running.store._connection.execute("ALTER TABLE mark RENAME TO gone")
        await running.press("f5")
        await running.sees("is damaged")
        running.store._connection.execute("ALTER TABLE gone RENAME TO mark")
