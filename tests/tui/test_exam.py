"""Exams on the screen."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

import pytest
from rich.cells import cell_len

from quiz.errors import StoreError
from quiz.files import DATABASE_NAME
from quiz.model.response import Mode, Response
from quiz.study.launch import OnUnfinished, Request
from quiz.tui.screens.exam import ExamScreen
from quiz.tui.screens.results import ResultsScreen
from quiz.tui.theme import DARK
from tests.study.exams import Hall
from tests.support import HEADER, SAMPLES, all_samples, as_items, write_bank
from tests.tui.test_hostile_text import PAYLOADS, header, question, shows
from tests.tui.tui_samples import Game, playing

TRUE_FALSE = SAMPLES["true_false"].text
SHORT = SAMPLES["short_answer"].text
SINGLE = SAMPLES["single_choice"].text + "hints: [Not Nelson]\n"
MATCHING = SAMPLES["matching"].text
ORDERING = SAMPLES["ordering"].text


class Exam:
    """A running app with an exam on it, and the clocks of the hall."""

    def __init__(self, game: Game, hall: Hall) -> None:
        self.game = game
        self.hall = hall

    async def wait(self, seconds: float) -> None:
        """Let time pass, and the screen see it."""
        self.hall.wait(seconds)
        self.screen.tick()
        await self.game.pilot.pause()

    @property
    def screen(self) -> ExamScreen:
        """The screen of the exam, whatever lies over it."""
        return next(each for each in self.game.app.screen_stack if isinstance(each, ExamScreen))

    def stored(self) -> dict[int, Response | None]:
        """Return the answers on disk by their position."""
        uid = self.game.store.attempts()[0].uid
        return {entry.position: entry.given for entry in self.game.store.exam(uid).entries}

    async def saved(self, position: int, given: Response | None) -> None:
        """Wait until an answer is on disk."""
        await self.game.until(lambda: self.stored().get(position) == given)


@asynccontextmanager
async def sitting(
    folder: Path,
    *questions: str,
    limit: float | None = 600.0,
    again: OnUnfinished = OnUnfinished.NEW,
    size: tuple[int, int] = (100, 40),
    hall: Hall | None = None,
) -> AsyncIterator[Exam]:
    """Run the app with an exam of these questions (by default one of each type)."""
    file = write_bank(folder, as_items(*(questions or all_samples())))
    hall = hall or Hall()
    async with playing(folder / "data", [file], size=size) as game:
        game.app.clocks = hall.clocks
        game.app.play(Request((file,), again, 1, Mode.EXAM, limit=limit))
        await game.sees("Question")
        yield Exam(game, hall)


async def test_an_exam_from_start_to_review(tmp_path: Path) -> None:
    async with sitting(tmp_path, SINGLE, TRUE_FALSE, SHORT) as exam:
        game = exam.game
        await game.sees("Question 1 of 3 · 10:00 left", "Enter Save", "F9 Hand in")
        await game.choose("Picton")
        await game.press("enter")
        await game.sees("Question 2 of 3")
        for text in ("Right", "right", "Not answered", "Submit"):
            assert text not in game.text
        await game.press("t", "f", "enter")
        await game.sees("Question 3 of 3")
        await game.type("jackson")
        await game.press("enter")
        await game.sees("Answer sheet", "3 of 3 answered", "Enter Go there")
        await game.press("f9")
        await game.sees("Hand in?", "Every question is answered.")
        await game.press("down", "enter")
        await game.sees("100%", "3 of 3 points")
        await game.press("end", "enter")
        await game.sees("✓ Right", "engines failed off Cape Jackson")
        summary = game.history().summary
        assert (summary.mode, summary.answered, summary.score) == ("exam", 3, 3.0)
        assert summary.finished is not None


async def test_answers_can_be_changed_and_taken_away(tmp_path: Path) -> None:
    async with sitting(tmp_path, TRUE_FALSE, SHORT) as exam:
        game = exam.game
        await game.press("t", "f4")
        await game.type("jack")
        await game.press("f3")
        await game.sees("Question 1 of 2")
        await exam.saved(1, ("jack",))
        await game.press("f")
        await exam.saved(0, (1,))
        await game.press("ctrl+l")
        await exam.saved(0, None)
        await game.press("alt+right")
        await game.sees("Question 2 of 2", "jack")
        await game.press("f9")
        await game.sees("1 blank.", "Look at the sheet")
        await game.press("escape")
        await game.sees("Question 2 of 2")


async def test_a_limit_is_lifted_while_another_program_holds_the_history(tmp_path: Path) -> None:
    async with sitting(tmp_path, TRUE_FALSE) as exam:
        game = exam.game
        with closing(sqlite3.connect(tmp_path / "data" / DATABASE_NAME)) as other:
            other.execute("BEGIN IMMEDIATE")
            await game.press("ctrl+t", "down", "enter")
            await game.until(lambda: game.app.screen is exam.screen)
            assert exam.screen._sheet.limit is not None
            other.rollback()
        await game.until(lambda: "left" not in game.text)
        uid = game.store.attempts()[0].uid
        assert game.store.exam(uid).exam.limit is None


async def test_an_exam_of_several_banks_names_the_one_of_the_question(tmp_path: Path) -> None:
    header = HEADER.replace("ferry", "boat").replace("The boat", "The other boat")
    files = [
        write_bank(tmp_path, as_items(TRUE_FALSE)),
        write_bank(tmp_path, as_items(SHORT), header, "other.yaml"),
    ]
    request = Request(tuple(files), OnUnfinished.NEW, 1, Mode.EXAM)
    async with playing(tmp_path / "data", files, request) as game:
        seen = set()
        for key in ("f4", "f9"):
            await game.sees("Question")
            title = game.text.splitlines()[0].strip()
            hurt = "Somebody was hurt." in game.text
            assert title == ("Exam · The ferry" if hurt else "Exam · The other boat")
            seen.add(title)
            await game.press(key)
        assert len(seen) == 2
        await game.press("down", "enter")
        await game.sees("points")
        assert sorted(game.text.splitlines()[0].strip().split("; ")) == [
            "The ferry",
            "The other boat",
        ]


async def test_what_is_typed_is_saved_without_any_further_key(tmp_path: Path) -> None:
    async with sitting(tmp_path, SHORT) as exam:
        await exam.game.type("cape")
        await exam.saved(0, ("cape",))


async def test_what_was_typed_last_is_saved_when_the_app_is_left(tmp_path: Path) -> None:
    async with sitting(tmp_path, SHORT) as exam:
        await exam.game.type("cape")
        await exam.game.press("ctrl+q")
    async with sitting(tmp_path, SHORT, again=OnUnfinished.CONTINUE) as exam:
        await exam.game.sees("cape", "The clock ran on while the exam was closed")
        assert exam.stored() == {0: ("cape",)}


async def test_flags_are_seen_on_the_sheet_and_lead_back(tmp_path: Path) -> None:
    async with sitting(tmp_path, TRUE_FALSE, SHORT, SINGLE) as exam:
        game = exam.game
        await game.press("f8")
        await game.sees("⚑ flagged")
        await game.press("f4", "f4", "f7")
        await game.sees("○ 1 blank ⚑ flagged Somebody was hurt.", "0 of 3 answered · 1 flagged")
        await game.press("home", "enter")
        await game.sees("Question 1 of 3")
        await game.press("f8")
        await game.until(lambda: "flagged" not in game.text)


@pytest.mark.parametrize("question", [MATCHING, ORDERING])
async def test_what_is_no_answer_yet_is_kept_as_begun(tmp_path: Path, question: str) -> None:
    async with sitting(tmp_path, question, SHORT) as exam:
        game = exam.game
        await game.press("f4", "f3", "f7")
        await game.sees("○ 1 blank")
        await game.press("escape", "enter")
        await game.sees("F4 moves on without an answer.")
        assert not exam.stored().get(0)


async def test_half_a_matching_comes_back(tmp_path: Path) -> None:
    async with sitting(tmp_path, MATCHING, SHORT) as exam:
        await exam.game.press("b", "f4", "f7")
        await exam.game.sees("◌ 1 begun, not answered")
        await exam.game.press("escape", "f3")
        await exam.game.sees("1 leave Picton → [B")


async def test_keys_pressed_fast_put_no_answer_on_another_question(tmp_path: Path) -> None:
    async with sitting(tmp_path) as exam:
        game = exam.game
        await game.press("a", "f4", "f4", "f", *(["f4"] * 5), *(["f3"] * 8), "f7")
        await game.sees("Answer sheet", "2 of 10 answered")
        assert "begun" not in game.text
        entries = exam.screen._runner.sheet.entries
        assert {place for place, entry in entries.items() if entry.draft} == {0, 2}


async def test_a_hint_is_shown_and_counted(tmp_path: Path) -> None:
    async with sitting(tmp_path, SINGLE) as exam:
        await exam.game.press("f2", "a")
        await exam.game.sees("Hint: Not Nelson")
        await exam.game.press("f9", "down", "enter")
        await exam.game.sees("Questions (Enter opens one)")
        assert exam.game.history().responses[0].hints_used == 1


async def test_when_the_time_is_up_the_sheet_is_handed_in_as_it_stands(tmp_path: Path) -> None:
    async with sitting(tmp_path, TRUE_FALSE, SHORT) as exam:
        game = exam.game
        await game.press("f")
        await exam.wait(301)
        await game.sees("4:59 left", "less than 5 min")
        await exam.wait(240)
        await game.sees("0:59 left", "last minute")
        await game.press("f9")
        await game.sees("Hand in?")
        await exam.wait(60)
        await game.sees("The time is up", "handed in", "1 of 2 answered")
        await game.press("enter")
        await game.sees("50%")
        assert [each.given for each in game.history().responses] == [(1,)]


async def test_time_that_ran_out_while_closed_is_told(tmp_path: Path) -> None:
    hall = Hall()
    async with sitting(tmp_path, TRUE_FALSE, hall=hall) as exam:
        await exam.game.press("f")
        await exam.game.press("ctrl+q")
    hall.wait(601)
    async with sitting(tmp_path, TRUE_FALSE, again=OnUnfinished.CONTINUE, hall=hall) as exam:
        await exam.game.sees("The time is up", "ran out while the exam was closed", "1 of 1")
        await exam.game.press("enter")
        await exam.game.sees("100%")


async def test_the_limit_can_be_taken_away(tmp_path: Path) -> None:
    async with sitting(tmp_path, TRUE_FALSE) as exam:
        game = exam.game
        await game.press("ctrl+t")
        await game.sees("Remove the time limit?")
        await game.press("escape")
        await game.sees("10:00 left")
        await game.press("ctrl+t", "enter")
        await game.sees("10:00 left")
        await game.press("ctrl+t", "down", "enter")
        await game.until(lambda: "left" not in game.text)
        await exam.wait(1e6)
        assert "time is up" not in game.text
        uid = game.store.attempts()[0].uid
        assert game.store.exam(uid).exam.limit is None


async def test_leaving_keeps_the_exam_and_home_goes_on_with_it(tmp_path: Path) -> None:
    async with sitting(tmp_path, TRUE_FALSE, SHORT) as exam:
        game = exam.game
        await game.press("f", "f4", "f8", "escape")
        await game.sees("Leave the exam?", "clock keeps running")
        await game.press("enter")
        await game.sees("exam under way: 1 of 2 answered")
        await game.press("enter")
        await game.sees("You began an exam of this on", "questions answered.", "Start again")
        await game.press("enter")
        await game.sees("Question 2 of 2", "⚑ flagged", "The clock ran on")


async def test_an_exam_that_the_app_began_with_is_left_and_gone_on_with(tmp_path: Path) -> None:
    file = write_bank(tmp_path, as_items(TRUE_FALSE, SHORT))
    request = Request((file,), OnUnfinished.NEW, 1, Mode.EXAM, limit=600.0)
    async with playing(tmp_path / "data", [file], request) as game:
        await game.sees("Exam · The ferry", "Question 1 of 2")
        await game.press("f", "escape")
        await game.sees("Leave the exam?")
        await game.press("enter")
        await game.sees("exam under way: 1 of 2 answered")
        await game.press("enter")
        await game.sees("Start again")
        await game.press("enter")
        await game.sees("Question 1 of 2", "(•) F False")
        await game.press("f9", "down", "enter")
        await game.sees("50%")
        await game.press("escape")
        await game.sees("best 50%")


async def test_a_request_for_an_exam_asks_about_the_one_under_way(tmp_path: Path) -> None:
    async with sitting(tmp_path, TRUE_FALSE) as exam:
        await exam.game.press("f")
    file = tmp_path / "bank.yaml"
    async with playing(tmp_path / "data", [file], Request((file,), mode=Mode.EXAM)) as game:
        await game.sees("You began an exam of this on", "1 of 1", "Start again")
        await game.press("down", "enter")
        await game.sees("Question 1 of 1")
        assert "(•)" not in game.text and len(game.store.attempts()) == 2


async def test_an_answer_that_is_not_saved_is_told_and_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with sitting(tmp_path, TRUE_FALSE) as exam:
        game = exam.game
        with monkeypatch.context() as broken:
            broken.setattr(game.store, "save_exam", refusing)
            await game.press("t")
            await game.sees("the disk is full", "not saved")
        await game.press("f")
        await exam.saved(0, (1,))
        await game.until(lambda: "not saved" not in game.text)


async def test_a_hand_in_that_fails_is_asked_about(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with sitting(tmp_path, TRUE_FALSE) as exam:
        game = exam.game
        with monkeypatch.context() as broken:
            broken.setattr(game.store, "hand_in", refusing)
            await game.press("f", "f9", "down", "enter")
            await game.sees("The exam is not handed in", "the disk is full", "Retry")
            await game.press("escape")
            await game.sees("Question 1 of 1")
            await game.press("f9", "down", "enter")
            await game.sees("The exam is not handed in")
        await game.press("enter")
        await game.sees("100%")


def refusing(*_: object) -> None:
    raise StoreError("the disk is full")


async def test_a_history_held_by_another_program_stops_no_answer(tmp_path: Path) -> None:
    async with sitting(tmp_path, TRUE_FALSE, SHORT) as exam:
        game = exam.game
        with closing(sqlite3.connect(tmp_path / "data" / DATABASE_NAME)) as other:
            other.execute("BEGIN IMMEDIATE")
            await game.press("f", "enter")
            await game.sees("Question 2 of 2")
            await game.type("jackson")
            other.rollback()
        await exam.saved(0, (1,))
        await exam.saved(1, ("jackson",))


async def test_an_exam_handed_in_in_another_window_ends_here_too(tmp_path: Path) -> None:
    async with sitting(tmp_path, TRUE_FALSE, SHORT) as exam:
        game = exam.game
        again = sitting(tmp_path, TRUE_FALSE, SHORT, again=OnUnfinished.CONTINUE, hall=exam.hall)
        async with again as other:
            await other.game.press("f", "f9", "down", "enter")
            await other.game.sees("50%")
        await game.press("t")
        await game.sees("handed in in another window", "answers handed")
        await game.press("enter")
        await game.until(lambda: isinstance(game.app.screen, ResultsScreen))
        await game.sees("50%")


async def test_how_sure_is_asked_when_it_is_wanted(tmp_path: Path) -> None:
    async with sitting(tmp_path, TRUE_FALSE) as exam:
        game = exam.game
        assert "How sure" not in game.text
        game.app.push_screen(ExamScreen(exam.screen._runner, ask_confidence=True))
        await game.sees("How sure? not given", "F5 How sure")
        await game.press("f5", "f5")
        await game.sees("How sure? think so")
        await game.press("f", "f9", "down", "enter")
        await game.sees("100%")
        assert game.history().responses[0].confidence == 2


@pytest.mark.parametrize("size", [(80, 24), (40, 12), (160, 50), (20, 6)])
async def test_every_type_fits_every_size(tmp_path: Path, size: tuple[int, int]) -> None:
    async with sitting(tmp_path, size=size) as exam:
        game = exam.game
        await game.press(*(["f4"] * 8), "f10", "f7")
        await game.sees("Answer")
        assert game.app.theme != DARK
        assert all(cell_len(line) <= size[0] for line in game.text.splitlines())


@pytest.mark.parametrize("text", PAYLOADS.values(), ids=PAYLOADS)
async def test_texts_from_strangers_are_shown_as_they_are(tmp_path: Path, text: str) -> None:
    source = f"Here stand the words {text} at last.\n"
    file = write_bank(tmp_path, f"- {question(text)}\n", header(text), source=source)
    request = Request((file,), OnUnfinished.NEW, 1, Mode.EXAM, limit=600.0)
    async with playing(tmp_path / "data", [file], request, size=(80, 60)) as game:
        await game.sees("Question 1 of 1", "left")
        await game.press("f2", "f10")
        await game.sees("Hint:")
        shows(game, f"p {text}", f"right {text}", f"wrong {text}", f"h {text}")
        await game.press("f7")
        await game.sees("Answer sheet")
        shows(game, f"p {text}")
        for size in [(40, 12), (1, 1), (80, 60)]:
            await game.pilot.resize_terminal(*size)
            await game.press("escape", "f7")
            assert all(cell_len(line) <= size[0] for line in game.text.splitlines()), size


async def test_help_and_palette_speak_of_the_exam(tmp_path: Path) -> None:
    async with sitting(tmp_path, TRUE_FALSE) as exam:
        game = exam.game
        await game.press("f1")
        await game.sees("Save the answer and go to", "Show the answer sheet", "Remove the time")
        assert "Submit" not in game.flat
        await game.press("escape", "ctrl+p")
        await game.sees("Hand the exam in")
