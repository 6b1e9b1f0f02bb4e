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


async def test_results_tell_the_score_the_missed_first_and_the_tags(tmp_path: Path) -> None:
    async with asked(tmp_path, TRUE_FALSE, SHORT, NUMERIC, size=(160, 45)) as running:
        await played(running)
        await running.sees(
            "1 of 3 right · 1 of 4 points", "Go over the 2 missed",
            "The 2 you missed come back tomorrow.", "The other comes back in",
            "✓ False", "✗ True you", "✓ checked word for word",
        )  # fmt: skip
        screen = running.flat
        order = ["Missed · 2", "Somebody was hurt.", "How many were aboard?", "Right · 1",
                 "Off which cape", "By tag", "people ━", "0 of 3 points", "places ━"]  # fmt: skip
        found = [screen.index(text) for text in order]
        assert found == sorted(found)
        await running.press("down")
        await running.sees("✗ (no answer) you", "✓ 512 ± 2 people")


async def test_where_there_is_little_room_right_answers_are_folded(tmp_path: Path) -> None:
    async with asked(tmp_path, TRUE_FALSE, SHORT, NUMERIC, size=(40, 12)) as running:
        await played(running)
        await running.sees("25% 1 of 3 right", "✗ Somebody was hurt. False")
        assert "Off which cape" not in running.flat
        await running.press("end")
        await running.sees("▸ 1 right: show")
        await running.press("enter")
        await running.sees("✓ Off which cape")


async def test_the_change_since_the_last_time_is_told(tmp_path: Path) -> None:
    async with asked(tmp_path, TRUE_FALSE) as running:
        await running.press("t", "enter", "enter")
        await running.sees("0 of 1 right", "Go over the one missed")
        assert "than" not in running.flat
        await running.press("r", "f", "enter", "enter")
        await running.sees("1 of 1 right ▲ 100 more than earlier today")
        await running.press("r", "t", "enter", "enter")
        await running.sees("0 of 1 right ▼ 100 less than earlier today")


async def test_enter_goes_over_what_was_missed(tmp_path: Path) -> None:
    async with asked(tmp_path, TRUE_FALSE, SHORT, NUMERIC) as running:
        await played(running)
        await running.press("enter")
        await running.sees("1 of 2", "Somebody was hurt", "True you chose")
        await running.press("x", "f5", "f3", "enter")
        await running.sees("2 of 2", "512 ± 2 people")
        await running.press("p")
        await running.sees("1 of 2", "Somebody was hurt")
        await running.press("s")
        await running.sees("the report, paragraph 3")
        await running.press("s")
        await running.sees("✗ Not right")
        # After the last question, Enter goes back.
        await running.press("n", "space")
        await running.sees("Go over the 2 missed")
        await running.press("a")
        await running.sees("1 of 3")
        await running.press("n")
        await running.sees("2 of 3", "Off which cape", "✓ Right")
        await running.press("escape")
        await running.sees("Go over the 2 missed")
        assert len(running.store.attempts()) == 1


async def test_what_was_missed_is_played_again(tmp_path: Path) -> None:
    async with asked(tmp_path, TRUE_FALSE, SHORT, NUMERIC) as running:
        await played(running)
        await running.click("Ask them again")
        await running.sees("mistakes", "1 of 2", "Somebody was hurt")
        await running.press("f", "enter", "enter")
        await running.type("512")
        await running.press("enter", "enter")
        await running.sees("2 of 2 right")
        assert "Ask them again" not in running.text
        await running.press("w", "r")
        await running.sees("1 of 2")
        await running.press("escape")
        await running.sees("✓ 3 known")
        assert [attempt.questions for attempt in running.store.attempts()] == [2, 3]


async def test_when_all_is_right_enter_leads_home(tmp_path: Path) -> None:
    async with asked(tmp_path, TRUE_FALSE) as running:
        await running.press("f", "enter", "enter")
        await running.sees("1 of 1 right", "Home Enter")
        await running.press("a")
        await running.sees("✓ Right")
        await running.press("escape", "g")
        await running.sees("Study days")
        await running.press("escape")
        await running.press("r", "f", "enter", "enter")
        await running.sees("1 of 1 right", "Home Enter")
        await running.press("enter")
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
        await running.sees("100% 1000 of 1000 right")
        await running.press("end", "enter")
        await running.sees("1000 of 1000", "✓ Right")
