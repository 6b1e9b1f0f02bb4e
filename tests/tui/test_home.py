"""The list of banks."""

import subprocess
import sys
from pathlib import Path

import pytest

from quiz.study.launch import OnUnfinished, Request
from quiz.tui.screens.home import HomeScreen
from tests.support import HEADER, SAMPLES, SOURCE, all_samples, as_items, write_bank
from tests.tui.tui_samples import RunningApp, asked, playing

TRUE_FALSE = SAMPLES["true_false"].text
SHORT = SAMPLES["short_answer"].text


def bank(folder: Path, name: str, title: str, text: str = TRUE_FALSE) -> Path:
    """Write a bank with a name and a title of its own."""
    header = HEADER.replace("id: ferry", f"id: {name}").replace("The ferry", title)
    header = header.replace("sources:", f"description: All about {name}.\nsources:")
    return write_bank(folder, as_items(text), header, f"{name}.yaml")


async def test_home_says_what_to_do_next(tmp_path: Path) -> None:
    file = write_bank(tmp_path, as_items(TRUE_FALSE, SHORT))
    async with playing(tmp_path / "data", [file]) as running:
        await running.sees("Not played yet: The ferry", "Read it first Enter", "○ 2")
        await running.press("enter", "enter")
        await running.sees("1 of 2")
        await running.press("t", "enter", "escape")
        await running.sees("The ferry: 1 of 2 answered", "Go on Enter", "▸ Go on: 1 of 2 answered")
        await running.press("home", "enter")
        await running.sees("2 of 2")
        await running.press("f5", "enter", "escape")
        await running.sees("2 questions of The ferry went wrong", "✗ 2 missed", "best 0%")
        await running.press("w")
        await running.sees("mistakes", "1 of 2")
        await running.press("f", "enter", "escape")
        await running.sees("✓ 1 known")


async def test_letters_act_on_the_current_bank(tmp_path: Path) -> None:
    files = [bank(tmp_path, name, f"Bank {name}") for name in ("sea", "sky")]
    async with playing(tmp_path / "data", files, size=(160, 45)) as running:
        await running.sees("Bank sea", "Bank sky")
        await running.press("down", "down")
        await running.sees("▸ Bank sky", "1 question, not played yet.", "e Take an exam")
        await running.press("e")
        await running.sees("Bank sky exam")
        await running.press("escape")
        await running.sees("Leave the exam?")
        await running.press("enter")
        await running.sees("▸ Bank sky", "Go on with the exam")
        await running.press("m")
        await running.sees("○ 1 never met", "n next")
        await running.press("escape", "s")
        await running.sees("Settings", "Colours")
        await running.press("escape", "g")
        await running.sees("Progress")
        await running.press("escape", "q")
        assert not running.app.is_running


async def test_without_banks_home_says_what_to_do(tmp_path: Path) -> None:
    async with playing(tmp_path / "data", []) as running:
        await running.sees("There are no banks here", "quiz --banks FOLDER")
        await running.press("enter", "down", "up", "pagedown")
        await running.sees("There are no banks here")


async def test_typing_filters_and_the_arrows_move_meanwhile(tmp_path: Path) -> None:
    files = [bank(tmp_path, name, f"Bank {name}") for name in ("sea", "sky", "soil")]
    async with playing(tmp_path / "data", files) as running:
        await running.sees("Bank sea", "Bank sky", "Bank soil")
        await running.press("slash")
        await running.type("ABOUT s")
        await running.press("down", "backspace", "backspace", "space", "s", "k")
        await running.sees("Bank sky")
        assert "Bank sea" not in running.text
        await running.type("y?")
        await running.sees("No bank contains these words")
        await running.press("enter", "escape")
        await running.sees("Bank sea", "Bank soil")
        assert "No bank" not in running.text
        await running.press("down", "down", "enter", "enter")
        await running.sees("Bank sky", "1 of 1")


async def test_a_bank_is_opened_by_a_click(tmp_path: Path) -> None:
    files = [bank(tmp_path, name, f"Bank {name}") for name in ("sea", "sky")]
    async with playing(tmp_path / "data", files) as running:
        await running.sees("Bank sky")
        await running.click("All about sky")
        await running.sees("Bank sky", "read first")
        await running.click("I have read it")
        await running.sees("Bank sky", "1 of 1")


async def test_a_bank_with_errors_is_listed_and_says_what_is_wrong(tmp_path: Path) -> None:
    files = [
        bank(tmp_path, "good", "Good one"),
        bank(tmp_path, "bad", "Bad one", TRUE_FALSE.replace("answer: false", "answer: maybe")),
    ]
    async with playing(tmp_path / "data", files, size=(78, 30)) as running:
        await running.sees("✗ bad.yaml", "1 error; press Enter to see why", "Good one")
        await running.press("down", "down", "enter")
        await running.sees("This cannot be played", "bad.yaml:")
        await running.sees("quiz check")
        await running.press("enter")
        await running.sees("Good one")


async def test_of_two_banks_with_one_id_the_first_is_offered(tmp_path: Path) -> None:
    files = [bank(tmp_path, "sea", "First")]
    (tmp_path / "other").mkdir()
    files.append(bank(tmp_path / "other", "sea", "Second"))
    async with playing(tmp_path / "data", files) as running:
        await running.sees("First")
        await running.until(lambda: "Reading" not in running.text)
        assert "Second" not in running.text


async def test_a_bank_that_was_read_before_is_there_at_once(tmp_path: Path) -> None:
    file = bank(tmp_path, "sea", "At sea")
    async with playing(tmp_path / "data", [file]) as running:
        await running.sees("At sea")
    async with playing(tmp_path / "data", [file]) as running:
        assert "At sea" in running.text
        assert "Reading" not in running.text


async def test_hundreds_of_banks_are_listed_and_filtered(tmp_path: Path) -> None:
    files = [bank(tmp_path, f"b{n:03}", f"Title {n:03}") for n in range(200)]
    async with playing(tmp_path / "data", files, size=(60, 20)) as running:
        await running.sees("Title 000")
        await running.until(lambda: "Reading" not in running.text)
        await running.press("pagedown", "pagedown")
        assert "Title 000" not in running.text
        await running.press("slash")
        await running.type("199")
        await running.sees("Title 199")
        assert listed(running) == 1


def listed(running: RunningApp) -> int:
    return running.text.count("Title ")


async def test_a_bank_with_errors_that_was_asked_for_says_so_at_home(tmp_path: Path) -> None:
    file = tmp_path / "broken.yaml"
    file.write_text("format: 1\n")
    async with playing(tmp_path / "data", [file], Request((file,))) as running:
        await running.sees("This cannot be played", "broken.yaml:1")
        await running.press("enter")
        await running.sees("cannot be played", "press Enter to see why")


async def test_a_large_bank_that_was_asked_for_is_read_behind_home(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("quiz.study.launch.MAX_SIZE_AT_ONCE", 0)
    async with asked(tmp_path) as running:
        await running.sees("1 of")
        await running.press("escape")
        await running.sees("every answer has its quote")


async def test_from_a_question_asked_at_the_start_the_way_leads_home_and_back(
    tmp_path: Path,
) -> None:
    async with asked(tmp_path, SAMPLES["true_false"].text) as running:
        await running.press("f", "enter", "enter")
        await running.sees("finished", "1 of 1 right")
        for _ in range(2):
            await running.press("r")
            await running.sees("practice", "1 of 1")
            await running.press("escape")
            await running.sees("every answer has its quote", "best 100%")
            await running.press("enter")
            await running.sees("practice", "1 of 1")
            await running.press("f", "enter", "enter")
            await running.sees("finished", "1 of 1 right")


def test_the_home_screen_loads_neither_question_types_nor_the_reader_of_banks() -> None:
    code = (
        "import sys, quiz.tui.app, quiz.tui.screens.home\n"
        "late = {'yaml', 'lxml', 'quiz.question_types', 'quiz.tui.screens.question'}\n"
        "print(*late & {*sys.modules})"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


async def test_a_bank_that_is_gone_says_so_and_is_forgotten(tmp_path: Path) -> None:
    (tmp_path / "away").mkdir()
    file = write_bank(tmp_path / "away", as_items(*all_samples()))
    async with playing(tmp_path / "data", [], Request((file,))) as running:
        await running.sees("1 of 10")
        await running.press("escape")
        await running.sees("The ferry", "10 never met")
    file.unlink()
    async with playing(tmp_path / "data", []) as running:
        await running.sees("The ferry", "no longer at", "press Enter to forget it")
        await running.press("enter")
        await running.sees("it is no longer", "Forget it")
        await running.press("down", "enter")
        await running.until(lambda: "The ferry" not in running.flat)
    async with playing(tmp_path / "data", []) as running:
        await running.sees("There are no banks here")
        assert "The ferry" not in running.flat


async def test_after_an_attempt_the_cursor_is_on_its_bank(tmp_path: Path) -> None:
    files = [bank(tmp_path, name, name) for name in ("alpha", "beta", "gamma")]
    async with playing(tmp_path / "data", files) as running:
        await running.sees("alpha", "beta", "gamma")
        await running.press("down", "down", "down", "c")
        await running.sees("gamma", "1 of 1")
        await running.press("f", "enter", "escape")
        await running.until(lambda: isinstance(running.app.screen, HomeScreen))
        await running.sees("▸ gamma")
    async with playing(tmp_path / "data", files, Request((files[1],), OnUnfinished.NEW)) as running:
        await running.press("escape")
        await running.until(lambda: isinstance(running.app.screen, HomeScreen))
        await running.sees("▸ beta")


async def test_a_bank_never_played_is_read_first(tmp_path: Path) -> None:
    source = SOURCE + "".join(f"\nParagraph {n} of the log.\n" for n in range(60))
    file = write_bank(tmp_path, as_items(SAMPLES["true_false"].text), source=source)
    async with playing(tmp_path / "data", [file], size=(80, 24)) as running:
        await running.sees("Not played yet: The ferry", "Read it first")
        await running.press("enter")
        await running.sees(
            "Read it once, then answer from memory. 1 question follows.", "1 The ferry"
        )
        await running.sees("minutes · ", "I have read it: start")
        await running.press("space", "space")
        await running.sees("Paragraph 16 of the log")
        await running.press("escape")
        await running.sees("Read it first")
        # The place is kept.
        await running.press("r")
        await running.sees("Paragraph 16 of the log")
        await running.press("end")
        await running.sees("100%")
        await running.press("enter")
        await running.sees("1 of 1", "Somebody was hurt.")
        await running.press("f", "enter", "enter", "escape")
        await running.sees("best 100%")
        # One that was played starts at once.
        await running.press("down", "enter")
        await running.sees("1 of 1", "Somebody was hurt.")
        await running.press("escape")
        await running.sees("1 known")
        await running.press("r")
        await running.sees("Read it once")
        await running.click("I have read it")
        await running.sees("1 of 1")
