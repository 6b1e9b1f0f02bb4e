"""The results of an attempt."""

from pathlib import Path

from tests.support import SAMPLES
from tests.tui.tui_samples import RunningApp, asked

TRUE_FALSE = SAMPLES["true_false"].text + "tags: [people]\n"
SHORT = SAMPLES["short_answer"].text + "tags: [places]\n"
NUMERIC = SAMPLES["numeric"].text + "points: 2\ntags: [people]\n"


async def played(running: RunningApp) -> None:
    """Answer the first wrong, the second right, and ask for the third."""
    await running.press("t", "enter", "enter")
    await running.type("jackson")
    await running.press("enter", "enter", "f5", "enter")
    await running.sees("1 of 4 points")


async def test_results_tell_the_score_the_tags_and_every_question(tmp_path: Path) -> None:
    async with asked(tmp_path, TRUE_FALSE, SHORT, NUMERIC) as running:
        await played(running)
        await running.sees(
            "25% · 1 of 4 points",
            "0 of 3 points",
            "1 of 1 point",
            "1 ✗ Not right: Somebody was hurt. your answer: True right answer: False",
            "2 ✓ Right: Off which cape did the engines fail? your answer: jackson",
            "3 ✗ Not answered: How many were aboard? right answer: 512 ± 2 people",
        )
        assert running.flat.index("people") < running.flat.index("places")


async def test_a_question_is_opened_again_to_read_only(tmp_path: Path) -> None:
    async with asked(tmp_path, TRUE_FALSE, SHORT, NUMERIC) as running:
        await played(running)
        await running.press("down", "enter")
        await running.sees("Off which cape", "✓ Right")
        await running.press("x", "f5", "f3")
        await running.sees("Off which cape")
        # Enter and the space bar go on, from the last question to the first.
        await running.press("enter", "space", "enter")
        await running.sees("Off which cape")
        await running.press("s")
        await running.sees("report, paragraph 2")
        await running.press("s")
        await running.sees("✓ Right")
        await running.press("n")
        await running.sees("512 ± 2 people")
        await running.press("p")
        await running.sees("Off which cape")
        await running.press("escape")
        await running.sees("By tag")
        await running.press("home", "up", "enter")
        await running.sees("Somebody was hurt", "True you chose")
        assert len(running.store.attempts()) == 1


async def test_what_was_missed_is_played_again(tmp_path: Path) -> None:
    async with asked(tmp_path, TRUE_FALSE, SHORT, NUMERIC) as running:
        await played(running)
        await running.press("r")
        await running.sees("mistakes", "1 of 2", "Somebody was hurt")
        await running.press("f", "enter", "enter")
        await running.type("512")
        await running.press("enter", "enter")
        await running.sees("100%", "3 of 3 points")
        assert "Retry" not in running.text
        await running.press("r", "a")
        await running.sees("1 of 2")
        await running.press("escape")
        await running.sees("✓ 3 known")
        assert [attempt.questions for attempt in running.store.attempts()] == [2, 3]


async def test_the_way_home_leads_from_the_results(tmp_path: Path) -> None:
    async with asked(tmp_path, TRUE_FALSE) as running:
        await running.press("f", "enter", "enter")
        await running.sees("everything right")
        await running.press("escape")
        await running.sees("best 100%")
        assert len(running.app.screen_stack) == 1


async def test_thousands_of_questions_are_listed(tmp_path: Path) -> None:
    many = [SAMPLES["true_false"].text.replace("id: hurt", f"id: hurt-{n}") for n in range(1000)]
    async with asked(tmp_path, *many, size=(40, 12)) as running:
        attempt = running.app.screen._session  # type: ignore[attr-defined]
        runner = running.app.screen._runner  # type: ignore[attr-defined]
        for position in range(1000):
            attempt.go(position)
            runner.submit_unsaved((1,))
        await running.press("f3", "enter")
        from quiz.tui.screens.results import ResultsScreen

        running.app.push_screen(ResultsScreen(runner, running.store))
        await running.sees("100%")
        await running.press("end")
        await running.sees("1000 ✓ Right")
