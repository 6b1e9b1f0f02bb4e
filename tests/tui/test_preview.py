"""The preview: a bank beside its problems, redrawn at each save; answers count nowhere."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual.pilot import Pilot

from quiz.settings.manager import SettingsManager
from quiz.tui.base_app import PreviewApp
from quiz.tui.screens import preview, preview_state
from quiz.tui.screens.preview import PreviewScreen
from tests.support import HEADER, SAMPLES, as_items, write_bank
from tests.tui.tui_samples import Screened, playing

PICTON = SAMPLES["single_choice"].text + "hints: [Not Nelson]\nexplanation: It says so.\n"
CAPE, HURT = SAMPLES["short_answer"].text, SAMPLES["true_false"].text
UNHURT = SAMPLES["find_evidence"].text
WRONG = HURT.replace("Nobody was hurt", "Nobody was harmed")
HOSTILE = "[/] \x1b]0;x\x07[@click=app.quit]漢字"


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preview_state, "POLL_SECONDS", 0.01)


class Author(Screened[PreviewApp]):
    """Somebody who writes a bank and looks at its preview."""

    def __init__(self, app: PreviewApp, pilot: Pilot[None], folder: Path) -> None:
        super().__init__(app, pilot)
        self.folder = folder

    def save(self, *questions: str, header: str = HEADER) -> None:
        write_bank(self.folder, as_items(*questions), header)


@asynccontextmanager
async def previewed(
    folder: Path, *questions: str, size: tuple[int, int] = (80, 24), at: str = ""
) -> AsyncIterator[Author]:
    """Preview a bank of these questions."""
    app = PreviewApp(write_bank(folder, as_items(*questions)), at, SettingsManager(folder / "data"))
    async with app.run_test(size=size) as pilot:
        author = Author(app, pilot, folder)
        await author.sees("read ")
        yield author


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (40, 12)])
async def test_question_and_problems_at_three_sizes(tmp_path: Path, size: tuple[int, int]) -> None:
    async with previewed(tmp_path, PICTON, WRONG, size=size) as author:
        await author.sees("Preview · T", "1 error", "Nelson")
        assert ("Question 1 of 2 · harbour" in author.flat) == (size[0] > 40)
        beside = "error 21:10 quote-missing"
        assert (beside in author.flat) == (size[0] > 40)
        await author.press("f9")
        await author.sees(beside, "not in source “report”")
        await author.press("enter")
        await author.sees("✗ error 21:10 quote-missing", "21 | quote: Nobody", "^")


async def test_a_save_is_seen_and_the_place_and_the_answer_are_kept(tmp_path: Path) -> None:
    async with previewed(tmp_path, PICTON, CAPE, at="cape") as author:
        await author.sees("Question 2 of 2 · cape", "no problems: 2 questions")
        await author.type("jack")
        author.save(HURT, PICTON, CAPE)
        await author.sees("Question 3 of 3 · cape", "read again", "jack")
        author.save(HURT, CAPE.replace("Off which", "At what"))
        await author.sees("At what cape", "Type your answer")
        assert "jack" not in author.flat
        author.save(HURT)
        await author.sees("Question 1 of 1 · hurt", "Somebody was hurt.")


async def test_an_answer_is_marked_and_explained_and_recorded_nowhere(tmp_path: Path) -> None:
    async with previewed(tmp_path, PICTON, UNHURT) as author:
        await author.press("f2")
        await author.sees("Hint: Not Nelson")
        await author.choose("Wellington")
        await author.press("enter")
        await author.sees("Not right", "It says so.", "That is where it arrived.", "s source")
        await author.sees("Try again Enter", "Enter try again")
        author.save(PICTON.replace("It says so", "Read it again"), UNHURT)
        await author.sees("Not right", "Read it again.")
        await author.press("s")
        await author.sees("1 The ferry left Picton at noon", "report, paragraph 1")
        assert "Map" not in author.flat
        await author.press("escape", "enter")
        await author.sees("Choose one.", "C Wellington", "Pick one")
        assert "Try again" not in author.flat
        await author.press("f3", "down", "enter")
        await author.sees("Not right", "3 Nobody was hurt", "(the answer)")
        await author.press("f5", "f3")
        await author.sees("Choose one.")
    assert not (tmp_path / "data").exists()


async def test_a_question_that_is_half_typed_is_shown_as_it_was_last_sound(tmp_path: Path) -> None:
    async with previewed(tmp_path, HURT, CAPE) as author:
        author.save(HURT.replace("answer: false", "answer: fal"), CAPE)
        await author.sees("Shown as last valid:", "✗ error", "Somebody was hurt.", "1 error")
        await author.press("f", "enter")
        await author.sees("Right")
        (tmp_path / "bank.yaml").unlink()
        await author.sees("✗ not in the file now · hurt", "error 1:1 unreadable", "Right")
        author.save(HURT, CAPE)
        await author.sees("no problems: 2 questions, 2 quotes", "Right")
        assert "✗" not in author.flat
        (tmp_path / "report.txt").unlink()
        await author.sees("source-missing", "✗ as last valid · hurt")
        author.save(HURT, CAPE)
        await author.sees("no problems: 2 questions, 2 quotes")


async def test_keys_go_from_problem_to_problem_and_to_their_questions(tmp_path: Path) -> None:
    async with previewed(tmp_path, WRONG, CAPE, PICTON.replace("answer:", "anser:")) as author:
        await author.press("f8")
        await author.sees("Question 1 of 3", "11 |", "^")
        await author.press("f8")
        await author.sees("Question 3 of 3", "unknown-key", "Nothing to show")
        await author.press("shift+f8")
        await author.sees("Question 1 of 3")
        await author.press("f7")
        await author.sees("1 hurt 1 error", "2 cape Off which cape", "3 harbour not sound yet")
        await author.press("down", "down", "enter")
        await author.sees("Question 3 of 3")
        await author.press("left")
        await author.sees("Question 2 of 3 · cape")
        await author.click("quote-missing")
        await author.sees("Question 1 of 3 ✗ not sound · hurt")


async def test_two_keys_at_a_time_leave_question_and_answer_together(tmp_path: Path) -> None:
    async with previewed(tmp_path, PICTON, CAPE) as author:
        await author.choose("Wellington")
        screen = author.app.screen
        assert isinstance(screen, PreviewScreen)
        await asyncio.gather(screen.action_step(1), screen.action_step(-1))
        await author.press("f5")
        await author.sees("Question 1 of 2 · harbour", "Not answered")


async def test_of_very_many_problems_some_are_listed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(preview, "MAX_LISTED", 1)
    async with previewed(tmp_path, WRONG, PICTON.replace("answer:", "anser:")) as author:
        await author.press("f9", "end")
        await author.sees("quote-missing", "1 more problem: “quiz check” lists all")
        await author.press("n", "n", "n")
        await author.sees("Question 1 of 2")


async def test_weak_signs_are_shown_when_asked_for(tmp_path: Path) -> None:
    async with previewed(tmp_path, PICTON.replace("- Nelson", "- only Nelson")) as author:
        before = author.flat
        await author.press("i")
        await author.sees("info")
        assert "info" not in before
        await author.press("i")
        await author.until(lambda: "info" not in author.flat)


async def test_nothing_of_a_file_acts_on_the_terminal(tmp_path: Path) -> None:
    file = write_bank(
        tmp_path, as_items(HURT), HEADER.replace("ferry\nsource", f"{HOSTILE}\nsource")
    )
    file.write_text(file.read_text("utf-8") + f"{HOSTILE}: {HOSTILE}\n", "utf-8")
    app = PreviewApp(file, "", SettingsManager(tmp_path / "data"))
    async with app.run_test(size=(80, 24)) as pilot:
        author = Author(app, pilot, tmp_path)
        await author.press("f8", "n", "f9")
        await author.sees("error", "漢字")
        assert "\x1b" not in author.text and "\x07" not in author.text


async def test_home_leads_to_the_preview_of_a_bank_that_cannot_be_played(tmp_path: Path) -> None:
    file = write_bank(tmp_path, as_items(WRONG))
    async with playing(tmp_path / "data", [file]) as running:
        await running.sees("1 error; press Enter to see why")
        await running.press("down", "f7")
        await running.until(lambda: isinstance(running.app.screen, PreviewScreen))
        await running.sees("Preview · The ferry", "quote-missing")
        await running.press("escape")
        await running.sees("cannot be played")
