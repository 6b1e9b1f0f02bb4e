"""The pictures in the documentation, which the app makes itself."""

import pytest

from docs.picture import DOCS, PICTURES, made, shown


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_shows_the_app_as_it_is(name: str) -> None:
    current = (DOCS / f"{name}.svg").read_text(encoding="utf-8")
    assert shown(made(name)) == shown(current), "run: python docs/picture.py"
