"""A question looks the same whether the app began with it or it was opened from home."""

from pathlib import Path

from quiz.study.launch import OnUnfinished, Request
from tests.support import all_samples, as_items, write_bank
from tests.tui.tui_samples import playing


async def test_a_question_looks_the_same_from_either_way(tmp_path: Path) -> None:
    file = write_bank(tmp_path, as_items(*all_samples()))
    looks = []
    for request in (Request((file,), OnUnfinished.NEW, 1), None):
        data = tmp_path / ("asked" if request else "home")
        async with playing(data, [file], request) as running:
            if request is None:
                await running.sees("The ferry")
                await running.press("c")
            await running.sees("1 of ")
            page, prompt = (
                running.app.screen.query_one("Page"),
                running.app.screen.query_one(".prompt"),
            )
            looks.append((page.styles.padding, prompt.styles.text_style, prompt.region.x))
    assert looks[0] == looks[1]
    assert looks[0][2] == 2
