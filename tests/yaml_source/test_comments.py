"""Comments that were likely meant to be part of the text before them."""

from pathlib import Path

import pytest

from tests.support import FIRST_LINE, SAMPLES, as_items, places, read

TEXT = SAMPLES["true_false"].text


@pytest.mark.parametrize(
    ("prompt", "found"),
    [
        ("Why did nest #3 fall?", "#3 fall?"),
        ("Why did nest  #3 fall between the beams of them?", "#3 fall between the beams of t…"),
        ("Why did the # of nests fall?", "# of nests fall?"),
        ("#3 fell.", "#3 fell."),
        ("Why did the nest\n    nearby #3 fall?", "#3 fall?"),
        ("Somebody was hurt.  # as the article says.", ""),
        ("Somebody was hurt. # ask Anna?", ""),
        ("Somebody was # to be mended", ""),
        ("Somebody was#3 hurt.", ""),
        ("Somebody was hurt. ## later", ""),
        ("'Why did nest #3 fall?'", ""),
        ("|\n    Why did nest #3 fall?", ""),
    ],
)  # fmt: skip
def test_a_text_that_a_comment_cuts(tmp_path: Path, prompt: str, found: str) -> None:
    problems = read(tmp_path, as_items(TEXT.replace("Somebody was hurt.", prompt))).problems
    cuts = [problem for problem in problems if problem.rule == "text-cut"]
    assert [each.position.line for each in cuts] == ([FIRST_LINE + 2] if found else [])
    for each in cuts:
        assert each.severity == "warning"
        assert each.message.startswith(f"“{found}” is read as a comment: put the text in quotes")


def test_comments_behind_what_is_no_text_are_comments(tmp_path: Path) -> None:
    text = TEXT.replace("false\n", "false #3 says so.\n").replace("true_false", "true_false #mine")
    assert places(read(tmp_path, as_items(text)).problems) == []
