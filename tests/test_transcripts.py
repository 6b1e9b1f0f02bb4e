"""The pages for authors: every command is run, and every output shown is what it prints."""

from pathlib import Path

import pytest

from docs.transcript import DOCS, run_page
from quiz.bank.reader import read_bank

ACTED = ("first-bank.md", "quotes.md", "ci.md")


@pytest.mark.parametrize("name", ACTED)
def test_what_a_page_shows_is_what_happens(name: str, tmp_path: Path) -> None:
    folder = tmp_path / "page"
    folder.mkdir()
    page = (DOCS / name).read_text("utf-8")
    assert run_page(page, folder) == page, f"python docs/transcript.py docs/{name} writes it"


def test_the_first_bank_is_the_example_beside_it(tmp_path: Path) -> None:
    run_page((DOCS / "first-bank.md").read_text("utf-8"), tmp_path)
    for name in ("gull-point.txt", "gull-point.yaml"):
        made = (tmp_path / name).read_text("utf-8")
        assert made == (DOCS / "examples" / name).read_text("utf-8")
    bank = read_bank(tmp_path / "gull-point.yaml").bank
    assert bank is not None and len(bank.questions) == 8
    assert len({question.kind for question in bank.questions}) == 5
