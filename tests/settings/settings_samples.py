"""Values and files of settings for the tests."""

from typing import Any

from hypothesis import strategies as st

from quiz.settings.definitions import Value
from quiz.text.cleaning import has_forbidden_in_line

FOLDERS = st.text(min_size=1, max_size=40).filter(
    lambda name: bool(name.strip()) and not has_forbidden_in_line(name)
)
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "theme": st.sampled_from(["dark", "light"]),
    "confidence": st.booleans(),
    "answer_at_once": st.booleans(),
    "certainty_marks": st.booleans(),
    "daily_limit": st.integers(0, 9_999),
    "retention": st.floats(0.70, 0.99),
    "motion": st.booleans(),
    "banks": st.lists(FOLDERS, max_size=4).map(tuple),
    "plain": st.booleans(),
}
"""Every value that a setting can have, by its name."""


def changes() -> st.SearchStrategy[tuple[str, Value | None]]:
    """Return changes of any setting; None takes it out of the file."""
    return st.sampled_from(sorted(VALUES)).flatmap(
        lambda name: st.tuples(st.just(name), st.none() | VALUES[name])
    )
