"""Exams on the screen."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

import pytest
from rich.cells import cell_len

from quiz.data_folder import DATABASE_NAME
from quiz.errors import StoreError
from quiz.model.response import Mode, Response
from quiz.study.launch import OnUnfinished, Request
from quiz.tui.screens.exam import ExamScreen
from quiz.tui.screens.results import ResultsScreen
from quiz.tui.theme import DARK
from tests.study.exams import Hall
from tests.support import HEADER, SAMPLES, all_samples, as_items, write_bank
from tests.tui.test_hostile_text import PAYLOADS, header, question, shows
from tests.tui.tui_samples import RunningApp, playing

TRUE_FALSE = SAMPLES["true_false"].text
SHORT = SAMPLES["short_answer"].text
SINGLE = SAMPLES["single_choice"].text + "hints: [Not Nelson]\n"
NUMERIC = SAMPLES["numeric"].text
MATCHING = SAMPLES["matching"].text
ORDERING = SAMPLES["ordering"].text


class Exam:
    """A running app with an exam on it, and the clocks of the hall."""

    def __init__(self, running: RunningApp, hall: Hall) -> None:
        self.running = running
        self.hall = hall

    async def wait(self, seconds: float) -> None:
        """Let time pass, and the screen see it."""
        self.hall.wait(seconds)
        self.screen.tick()
        await self.running.pilot.pause()

    @property
    def screen(self) -> ExamScreen:
        """The screen of the exam, whatever lies over it."""
        return next(each for each in self.running.app.screen_stack if isinstance(each, ExamScreen))

    def stored(self) -> dict[int, Response | None]:
        """Return the answers on disk by their position."""
        uid = self.running.store.attempts()[0].uid
        return {entry.position: entry.given for entry in self.running.store.exam(uid).entries}

    async def saved(self, position: int, given: Response | None) -> None:
        """Wait until an answer is on disk."""
        await self.running.until(lambda: self.stored().get(position) == given)


@asynccontextmanager
async def taking_exam(
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
    async with playing(folder / "data", [file], size=size) as running:
        running.app.clocks = hall.clocks
        running.app.play(Request((file,), again, 1, Mode.EXAM, limit=limit))
        await running.until(lambda: isinstance(running.app.screen, ExamScreen))
        await running.pilot.pause()
        yield Exam(running, hall)


async def test_an_exam_from_start_to_review(tmp_path: Path) -> None:
    async with taking_exam(tmp_path, SINGLE, TRUE_FALSE, SHORT) as exam:
        running = exam.running
        await running.sees("1 of 3 · 0 answered · 10:00 left", "Enter save", "H hand in")
        await running.choose("Picton")
        await running.sees("Save and continue Enter")
        await running.press("enter")
        await running.sees("2 of 3")
        for text in ("Right", "right", "Not answered", "Answer Enter", "Enter answer"):
            assert text not in running.flat
        await running.press("t", "f", "enter")
        await running.sees("3 of 3")
        await running.type("jackson")
        await running.press("enter")
        await running.sees("Answer sheet", "3 of 3 answered", "Every question is answered.")
        await running.sees("Picton", "False", "jackson", "Hand in Enter")
        await running.press("enter")
        await running.sees("Hand in?", "Every question is answered.")
        await running.press("down", "enter")
        await running.sees("3 of 3 right")
        await running.press("end", "enter")
        await running.sees("✓ Right", "engines failed off Cape Jackson")
        summary = running.history().summary
        assert (summary.mode, summary.answered, summary.score) == ("exam", 3, 3.0)
        assert summary.finished is not None


async def test_answers_can_be_changed_and_taken_away(tmp_path: Path) -> None:
    async with taking_exam(tmp_path, TRUE_FALSE, SHORT) as exam:
        running = exam.running
        await running.press("t", "f4")
        await running.type("jack")
        await running.press("f3")
        await running.sees("1 of 2")
        await exam.saved(1, ("jack",))
        await running.press("f")
        await exam.saved(0, (1,))
        await running.press("ctrl+l")
        await exam.saved(0, None)
        await running.press("alt+right")
        await running.sees("2 of 2", "jack")
        await running.press("f9")
        await running.sees("1 blank.", "Look at the sheet")
        await running.press("escape")
        await running.sees("2 of 2")


async def test_a_limit_is_lifted_while_another_program_holds_the_history(tmp_path: Path) -> None:
    async with taking_exam(tmp_path, TRUE_FALSE) as exam:
        running = exam.running
        with closing(sqlite3.connect(tmp_path / "data" / DATABASE_NAME)) as other:
            other.execute("BEGIN IMMEDIATE")
            await running.press("ctrl+t", "down", "enter")
            await running.until(lambda: running.app.screen is exam.screen)
            assert exam.screen._sheet.limit is not None
            other.rollback()
        await running.until(lambda: "left" not in running.text)
        uid = running.store.attempts()[0].uid
        assert running.store.exam(uid).exam.limit is None


async def test_an_exam_of_several_banks_names_the_one_of_the_question(tmp_path: Path) -> None:
    header = HEADER.replace("ferry", "boat").replace("The boat", "The other boat")
    files = [
        write_bank(tmp_path, as_items(TRUE_FALSE)),
        write_bank(tmp_path, as_items(SHORT), header, "other.yaml"),
    ]
    request = Request(tuple(files), OnUnfinished.NEW, 1, Mode.EXAM)
    async with playing(tmp_path / "data", files, request) as running:
        seen = set()
        for key in ("f4", "f9"):
            await running.sees("exam", " of ")
            title = running.text.splitlines()[0].strip()
            hurt = "Somebody was hurt." in running.text
            name = "The ferry" if hurt else "The other boat"
            assert f"“   {name}  exam" in title
            seen.add(name)
            await running.press(key)
        assert len(seen) == 2
        await running.press("down", "enter")
        await running.sees("finished")
        first = running.text.splitlines()[0]
        assert "The ferry" in first and "The other boat" in first


async def test_what_is_typed_is_saved_without_any_further_key(tmp_path: Path) -> None:
    async with taking_exam(tmp_path, SHORT) as exam:
        await exam.running.type("cape")
        await exam.saved(0, ("cape",))


async def test_what_was_typed_last_is_saved_when_the_app_is_left(tmp_path: Path) -> None:
    async with taking_exam(tmp_path, SHORT) as exam:
        await exam.running.type("cape")
        await exam.running.press("ctrl+q")
    async with taking_exam(tmp_path, SHORT, again=OnUnfinished.CONTINUE) as exam:
        await exam.running.sees("cape", "The clock ran on while the exam was closed")
        assert exam.stored() == {0: ("cape",)}


async def test_flags_are_seen_on_the_sheet_and_lead_back(tmp_path: Path) -> None:
    async with taking_exam(tmp_path, TRUE_FALSE, SHORT, SINGLE) as exam:
        running = exam.running
        await running.press("m")
        await running.sees("⚑ to check", "⚑ 1 · 10:00 left")
        await running.press("k", "f4", "f7")
        await running.sees("1 ○ blank ⚑ to check", "0 of 3 answered", "○ 3 blank ⚑ 1 to check")
        await running.press("home", "enter")
        await running.sees("1 of 3")
        await running.press("f8")
        await running.until(lambda: "⚑" not in running.text)


async def test_the_sheet_is_gone_through_by_keys_and_by_mouse(tmp_path: Path) -> None:
    async with taking_exam(tmp_path, *[*all_samples()][:5], size=(120, 40)) as exam:
        running = exam.running
        await running.choose("Picton")
        await running.press("f7")
        await running.sees("1 of 5 answered", "Go to the first blank Enter", "Question 2")
        await running.sees("1 ●", "Picton", "saved ✓")
        await running.press("n", "n", "n", "n", "up", "m")
        await running.sees("Question 2", "Go to the first blank", "○ blank ⚑ to check")
        await running.press("down", "down", "down", "left", "right")
        await running.sees("Question 5", "Go to question 5 Enter", "Hand in H")
        await running.until(lambda: exam.screen._runner.unsaved is False)
        uid = running.store.attempts()[0].uid
        stored = running.store.exam(uid).entries
        assert [each.position for each in stored if each.flagged] == [1]
        await running.click("3 ○ blank")
        await running.sees("3 of 5 · 1 answered · ⚑ 1 to check")
        await running.press("f7")
        await running.pilot.resize_terminal(80, 24)
        await running.sees("▸ 2 ○ blank ⚑ to check")
        await running.press("down", "down", "enter")
        await running.sees("4 of 5")
        await running.press("f7", "q")
        await running.sees("4 of 5")


async def test_the_sheet_is_tiles_or_lines_and_each_can_be_clicked(tmp_path: Path) -> None:
    async with taking_exam(tmp_path, TRUE_FALSE, SHORT, SINGLE, NUMERIC, size=(130, 44)) as exam:
        running = exam.running
        await running.press("t", "f4", "f4", "f7")
        await running.sees("Question 2", "short answer · 1 point", "Go to the first blank")
        assert "1 ●" in running.flat and "True" in running.flat
        await running.press("right", "down", "up", "left", "left")
        await running.sees("Go to question 1", "Your answer: True")
        await running.click("Where did")
        await running.sees("3 of 4", "Where did the ferry leave from?")
        await running.press("f7")
        await running.click("Hand in")
        await running.sees("Hand in?", "3 blank")
        await running.press("escape")
        await running.pilot.resize_terminal(70, 20)
        await running.press("f7")
        await running.sees("1 ● Somebody was hurt. True")
        await running.click("Off which cape")
        await running.sees("2 of 4", "Off which cape")


@pytest.mark.parametrize("question", [MATCHING, ORDERING])
async def test_what_is_no_answer_yet_is_kept_as_begun(tmp_path: Path, question: str) -> None:
    async with taking_exam(tmp_path, question, SHORT) as exam:
        running = exam.running
        await running.press("f4", "f3", "f7")
        await running.sees("1 ○ blank")
        await running.press("escape", "enter")
        await running.sees("K or F4 moves on without an answer.")
        assert not exam.stored().get(0)


async def test_half_a_matching_comes_back(tmp_path: Path) -> None:
    async with taking_exam(tmp_path, MATCHING, SHORT) as exam:
        await exam.running.press("b", "f4", "f7")
        await exam.running.sees("1 ◌ begun")
        await exam.running.press("escape", "f3")
        # The line from the first name leads to B, which has its number.
        await exam.running.sees("1 leave Picton ──╮", "╰───", "1 at midnight b")


async def test_keys_pressed_fast_put_no_answer_on_another_question(tmp_path: Path) -> None:
    async with taking_exam(tmp_path) as exam:
        running = exam.running
        await running.press("a", "f4", "f4", "f", *(["f4"] * 5), *(["f3"] * 8), "f7")
        await running.sees("Answer sheet", "2 of 10 answered")
        assert "begun" not in running.text
        entries = exam.screen._runner.sheet.entries
        assert {place for place, entry in entries.items() if entry.draft} == {0, 2}


async def test_a_hint_is_shown_and_counted(tmp_path: Path) -> None:
    async with taking_exam(tmp_path, SINGLE) as exam:
        await exam.running.press("f2", "a")
        await exam.running.sees("Hint: Not Nelson")
        await exam.running.press("f9", "down", "enter")
        await exam.running.sees("finished")
        assert exam.running.history().responses[0].hints_used == 1


async def test_when_the_time_is_up_the_sheet_is_handed_in_as_it_stands(tmp_path: Path) -> None:
    async with taking_exam(tmp_path, TRUE_FALSE, SHORT) as exam:
        running = exam.running
        await running.press("f")
        await exam.wait(301)
        await running.sees("4:59 left", "less than 5 min")
        await exam.wait(240)
        await running.sees("0:59 left", "last minute")
        await running.press("f7")
        await running.sees("0:59 left", "1 of 2 answered last minute")
        await running.press("H")
        await running.sees("Hand in?")
        await exam.wait(60)
        await running.sees("The time is up", "handed in", "1 of 2 answered")
        assert exam.screen.ended
        await running.press("t", "enter")
        await running.sees("1 of 2 right")
        assert "Save and continue" not in running.flat
        assert [each.given for each in running.history().responses] == [(1,)]


async def test_time_that_ran_out_while_closed_is_told(tmp_path: Path) -> None:
    hall = Hall()
    async with taking_exam(tmp_path, TRUE_FALSE, hall=hall) as exam:
        await exam.running.press("f")
        await exam.running.press("ctrl+q")
    hall.wait(601)
    async with taking_exam(tmp_path, TRUE_FALSE, again=OnUnfinished.CONTINUE, hall=hall) as exam:
        await exam.running.sees("The time is up", "ran out while the exam was closed", "1 of 1")
        await exam.running.press("enter")
        await exam.running.sees("finished")


async def test_the_limit_can_be_taken_away(tmp_path: Path) -> None:
    async with taking_exam(tmp_path, TRUE_FALSE) as exam:
        running = exam.running
        await running.press("ctrl+t")
        await running.sees("Remove the time limit?")
        await running.press("escape")
        await running.sees("10:00 left")
        await running.press("ctrl+t", "enter")
        await running.sees("10:00 left")
        await running.press("ctrl+t", "down", "enter")
        await running.until(lambda: "left" not in running.text)
        await exam.wait(1e6)
        assert "time is up" not in running.text
        uid = running.store.attempts()[0].uid
        assert running.store.exam(uid).exam.limit is None


async def test_leaving_keeps_the_exam_and_home_goes_on_with_it(tmp_path: Path) -> None:
    async with taking_exam(tmp_path, TRUE_FALSE, SHORT) as exam:
        running = exam.running
        await running.press("f", "f4", "f8", "escape")
        await running.sees("Leave the exam?", "clock keeps running")
        await running.press("enter")
        await running.sees("▸ Go on with the exam: 1 of 2 answered")
        await running.press("c")
        await running.sees("You began an exam of this on", "questions answered.", "Start again")
        await running.press("enter")
        await running.sees("2 of 2", "⚑ to check", "The clock ran on")


async def test_an_exam_that_the_app_began_with_is_left_and_gone_on_with(tmp_path: Path) -> None:
    file = write_bank(tmp_path, as_items(TRUE_FALSE, SHORT))
    request = Request((file,), OnUnfinished.NEW, 1, Mode.EXAM, limit=600.0)
    async with playing(tmp_path / "data", [file], request) as running:
        await running.sees("The ferry exam", "1 of 2")
        await running.press("f", "escape")
        await running.sees("Leave the exam?")
        await running.press("enter")
        await running.sees("▸ Go on with the exam: 1 of 2 answered")
        await running.press("c")
        await running.sees("Start again")
        await running.press("enter")
        await running.sees("1 of 2", "▌ F False")
        await running.press("f9", "down", "enter")
        await running.sees("1 of 2 right")
        await running.press("escape")
        await running.sees("best 50%")


async def test_a_request_for_an_exam_asks_about_the_one_under_way(tmp_path: Path) -> None:
    async with taking_exam(tmp_path, TRUE_FALSE) as exam:
        await exam.running.press("f")
    file = tmp_path / "bank.yaml"
    async with playing(tmp_path / "data", [file], Request((file,), mode=Mode.EXAM)) as running:
        await running.sees("You began an exam of this on", "1 of 1", "Start again")
        await running.press("down", "enter")
        await running.sees("1 of 1")
        assert "(•)" not in running.text and len(running.store.attempts()) == 2


async def test_an_answer_that_is_not_saved_is_told_and_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with taking_exam(tmp_path, TRUE_FALSE) as exam:
        running = exam.running
        with monkeypatch.context() as broken:
            broken.setattr(running.store, "save_exam", refusing)
            await running.press("t")
            await running.sees("the disk is full", "not saved")
        await running.press("f")
        await exam.saved(0, (1,))
        await running.until(lambda: "not saved" not in running.text)


async def test_a_hand_in_that_fails_is_asked_about(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with taking_exam(tmp_path, TRUE_FALSE) as exam:
        running = exam.running
        with monkeypatch.context() as broken:
            broken.setattr(running.store, "hand_in", refusing)
            await running.press("f", "f9", "down", "enter")
            await running.sees("The exam is not handed in", "the disk is full", "Retry")
            await running.press("escape")
            await running.sees("1 of 1")
            await running.press("f9", "down", "enter")
            await running.sees("The exam is not handed in")
        await running.press("enter")
        await running.sees("finished")


def refusing(*_: object) -> None:
    raise StoreError("the disk is full")


async def test_a_history_held_by_another_program_stops_no_answer(tmp_path: Path) -> None:
    async with taking_exam(tmp_path, TRUE_FALSE, SHORT) as exam:
        running = exam.running
        with closing(sqlite3.connect(tmp_path / "data" / DATABASE_NAME)) as other:
            other.execute("BEGIN IMMEDIATE")
            await running.press("f", "enter")
            await running.sees("2 of 2")
            await running.type("jackson")
            other.rollback()
        await exam.saved(0, (1,))
        await exam.saved(1, ("jackson",))


async def test_an_exam_handed_in_in_another_window_ends_here_too(tmp_path: Path) -> None:
    async with taking_exam(tmp_path, TRUE_FALSE, SHORT) as exam:
        running = exam.running
        again = taking_exam(
            tmp_path, TRUE_FALSE, SHORT, again=OnUnfinished.CONTINUE, hall=exam.hall
        )
        async with again as other:
            await other.running.press("f", "f9", "down", "enter")
            await other.running.sees("1 of 2 right")
        await running.press("t")
        await running.sees("handed in in another window", "answers handed")
        await running.press("enter")
        await running.until(lambda: isinstance(running.app.screen, ResultsScreen))
        await running.sees("1 of 2 right")


async def test_how_sure_is_asked_when_it_is_wanted(tmp_path: Path) -> None:
    async with taking_exam(tmp_path, TRUE_FALSE) as exam:
        running = exam.running
        assert "How sure" not in running.text
        running.app.push_screen(ExamScreen(exam.screen._runner, ask_confidence=True))
        await running.sees("How sure? not given", "F5 how sure")
        await running.press("f5", "f5")
        await running.sees("How sure? think so")
        await running.press("f", "f9", "down", "enter")
        await running.sees("finished")
        assert running.history().responses[0].confidence == 2


@pytest.mark.parametrize("size", [(80, 24), (40, 12), (160, 50), (20, 6)])
async def test_every_type_fits_every_size(tmp_path: Path, size: tuple[int, int]) -> None:
    async with taking_exam(tmp_path, size=size) as exam:
        running = exam.running
        await running.press(*(["f4"] * 8), "f10", "f7")
        await running.sees("0 of 10")
        assert running.app.theme != DARK
        assert all(cell_len(line) <= size[0] for line in running.text.splitlines())


@pytest.mark.parametrize("text", PAYLOADS.values(), ids=PAYLOADS)
async def test_texts_from_strangers_are_shown_as_they_are(tmp_path: Path, text: str) -> None:
    source = f"Here stand the words {text} at last.\n"
    file = write_bank(tmp_path, f"- {question(text)}\n", header(text), source=source)
    request = Request((file,), OnUnfinished.NEW, 1, Mode.EXAM, limit=600.0)
    async with playing(tmp_path / "data", [file], request, size=(80, 60)) as running:
        await running.sees("1 of 1", "left")
        await running.press("f2", "f10")
        await running.sees("Hint:")
        shows(running, f"p {text}", f"right {text}", f"wrong {text}", f"h {text}")
        await running.press("f7")
        await running.sees("Answer sheet")
        await running.pilot.resize_terminal(160, 60)
        await running.sees("Question 1")
        await running.pilot.pause()
        shows(running, f"p {text}")
        for size in [(40, 12), (1, 1), (80, 60)]:
            await running.pilot.resize_terminal(*size)
            await running.press("escape", "f7")
            assert all(cell_len(line) <= size[0] for line in running.text.splitlines()), size


async def test_help_and_palette_speak_of_the_exam(tmp_path: Path) -> None:
    async with taking_exam(tmp_path, TRUE_FALSE) as exam:
        running = exam.running
        await running.press("f1")
        await running.sees("Save the answer and go to", "Show the answer sheet", "Remove the time")
        assert "Submit the answer" not in running.flat
        await running.press("escape", "ctrl+p")
        await running.sees("Hand the exam in")
