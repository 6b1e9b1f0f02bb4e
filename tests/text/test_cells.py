"""How wide text stands, and shares in words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.text.formatting import (
    cells,
    flowed,
    padded,
    percent,
    percent_range,
    truncate_cells,
    wrapped,
)

TEXT = st.text("ab 漢字e\u0301é한…")


@pytest.mark.parametrize(("text", "width"), [("abc", 3), ("漢字", 4), ("e\u0301", 1), ("", 0)])
def test_width(text: str, width: int) -> None:
    assert cells(text) == width


def test_a_wide_sign_is_never_halved() -> None:
    assert truncate_cells("漢字", 4) == "漢字"
    assert truncate_cells("漢字", 3) == "漢…" and truncate_cells("漢字", 2) == "…"
    assert padded("漢字", 6) == "漢字  " and padded("漢字", 2) == "… "


def test_pieces_stay_whole() -> None:
    assert flowed(["a b", "c d", "e"], 5) == ["a b", "c d e"]
    assert wrapped("one two  three", 8) == ["one two", "three"]
    assert wrapped("unbelievable", 5) == ["unbe…"]


@given(TEXT, st.integers(1, 12))
def test_nothing_is_wider_than_asked(text: str, width: int) -> None:
    assert cells(truncate_cells(text, width)) <= width
    assert cells(padded(text, width)) == width
    lines = wrapped(text, width)
    assert all(cells(line) <= width for line in lines)
    if all(cells(word) <= width for word in text.split()):
        assert " ".join(lines).split() == text.split()


@pytest.mark.parametrize(
    ("share", "words"),
    [(0, "0%"), (0.001, "1%"), (0.555, "56%"), (2 / 3, "67%"), (0.999, "99%"), (1, "100%")],
)
def test_only_the_full_is_full(share: float, words: str) -> None:
    assert percent(share) == words


def test_a_range() -> None:
    assert percent_range(0.391, 1) == "39–100%"
