"""Numbers and names in messages: which line, how large, which word was meant."""

from pathlib import Path

import pytest

from quiz.bank.reader import read_bank
from quiz.yaml_source.untrusted_files import Unreadable, as_saved, read_bytes

HEAD = "format: 1\nid: b\ntitle: B\nquestions:\n"
TWO = """\
  - id: first
    type: true_false
    prompt: P
    answer: true
    inferred: true
  - id: second
    type: true_false
    prompt: P
    answer: true
    inferred: true
"""


def messages(tmp_path: Path, text: str) -> list[str]:
    found = read_bank(tmp_path / "b.yaml", typed=text).problems
    return [f"{each.position.line} {each.rule} {each.message}" for each in found]


def test_the_line_to_align_with_and_the_line_with_a_dash_are_the_right_ones(tmp_path: Path) -> None:
    (askew,) = messages(tmp_path, HEAD + TWO.replace("    answer", "     answer", 1))
    assert askew.startswith("8 ") and askew.endswith("align it with the key of line 7")
    (missing,) = messages(tmp_path, HEAD + TWO.replace("  - id: first", "    id: first"))
    assert missing.startswith("5 ") and missing.endswith("as in line 10")


@pytest.mark.parametrize("number", [0, 2, -1])
def test_no_other_format_is_read(tmp_path: Path, number: int) -> None:
    (found,) = messages(tmp_path, HEAD.replace("format: 1", f"format: {number}") + TWO)
    assert found == "1 unknown-format only format 1 is read here"


def test_an_enemy_with_a_slip_is_guessed(tmp_path: Path) -> None:
    text = HEAD + TWO.replace("    prompt: P", "    prompt: P\n    enemies: [secnd]", 1)
    (found,) = messages(tmp_path, text)
    assert found.endswith("no question has the id “secnd” (did you mean “second”?)")


def test_only_a_source_that_nothing_quotes_is_unused(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("The ferry left at noon.\n")
    (tmp_path / "c.txt").write_text("Nobody was hurt.\n")
    head = HEAD.replace("questions:", "sources: {a: a.txt, c: c.txt}\nquestions:")
    text = head + TWO.replace("    inferred: true", "    quote: The ferry left at noon")
    (found,) = messages(tmp_path, text)
    assert "no quote comes from “c”" in found


def test_the_largest_size_is_told_in_megabytes(tmp_path: Path) -> None:
    file = tmp_path / "large"
    file.write_bytes(b"x" * 2_000_001)
    with pytest.raises(Unreadable, match="larger than 2 MB"):
        read_bytes(file, 2_000_000)
    with pytest.raises(Unreadable, match="larger than 2 MB"):
        as_saved("x" * 2_000_001, 2_000_000)


def test_a_comment_line_hides_no_later_cut(tmp_path: Path) -> None:
    text = HEAD + "  # a comment\n" + TWO.replace("prompt: P", "prompt: Nest #3 is new", 1)
    (found,) = messages(tmp_path, text)
    assert found.startswith("8 text-cut “#3 is new”")


def test_a_message_is_one_line_whatever_it_quotes(tmp_path: Path) -> None:
    text = HEAD + TWO.replace("type: true_false", "type: |\n      one\n      two", 1)
    assert all("\n" not in each for each in messages(tmp_path, text))
