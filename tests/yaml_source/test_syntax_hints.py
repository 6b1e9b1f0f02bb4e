"""What is said of the slips that are made most often in YAML, and where."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quiz.yaml_source.parse import scan
from quiz.yaml_source.problems import ProblemLog

BANK = """\
format: 1
title: Swifts
questions:
  - id: q1
    type: numeric
    prompt: How many?
    hints:
      - one
      - two
    answer: 5
  - id: q2
    type: single_choice
    prompt: What?
    distractors: [b, c]
"""
SHIPPED = min((Path(__file__).parents[2] / "questions").glob("*.yaml")).read_text("utf-8")


def only_message(text: str) -> str:
    """Return the one problem of a text, as `line:column message`."""
    report = ProblemLog("b")
    scan(text, report)
    (problem,) = report.problems
    return f"{problem.position.line}:{problem.position.column} {problem.message}"


@pytest.mark.parametrize(
    ("right", "wrong", "message"),
    [
        ("    type: s", "   type: s", "12:4 this line starts 1 space too far to the left: align"),
        ("    type: s", "     type: s", "12:6 this line starts 1 space too far to the right: al"),
        ("  - id: q2", " - id: q2", "11:2 this line starts 1 space too far to the left: align"),
        ("  - id: q2", "   - id: q2", "11:4 this line starts 1 space too far to the right: al"),
        ("      - two", "     - two", "9:6 this line starts 1 space too far to the left: align"),
        ("title: S", " title: S", "2:2 this line starts 1 space too far to the right: al"),
        ("type: n", "type:n", "5:10 a space is missing after the colon: write “type: ”"),
        ("id: q2", "id:q2", "11:8 a space is missing after the colon: write “id: ”"),
        ("distractors: ", "distractors:", "14:17 a space is missing after the colon: write"),
        ("- two", "-two", "9:8 a space is missing after the dash: write “- ”"),
        ("- id: q2", "-id: q2", "11:4 a space is missing after the dash"),
        ("    answer: 5", "    hint", "10:5 “hint” has no value: a key needs “: ” and a value"),
        ("    answer: 5", "    hint\n    answer: 5", "10:5 “hint” has no value"),
        ("[b, c]\n", "[b, c]\n    hint\n", "15:5 “hint” has no value"),
        ("  - id: q1", "    id: q1", "4:5 “- ” is missing here: a new entry"),
        ("  - id: q2", "    id: q2", "11:5 “id” is already in line 4: remove it, or start a"),
        ("    type: s", "\ttype: s", "12:1 a line cannot be indented with a tab: use"),
        ("    type: s", "  \ttype: s", "12:3 a line cannot be indented with a tab"),
        ("What?", "What: how?", "13:17 mapping values are not allowed in this context: text that"),
        ("What?", '"What" is it?', "13:20 nothing may follow the closing quote mark"),
        ("What?", "What #3\n      is it?", "13:18 “#3” is read as a comment"),
        ("[b, c]", "[b #3, c]", "14:21 “#3, c]” is read as a comment: put the text in quotes"),
        ("[b, c]\n", "'b", "14:18 found unexpected end of stream: a quote mark or a bracket is"),
        ("[b, c]", "[b, c\n    answer: a", "14:18 this bracket is not closed"),
        ("What?", "*What* is it?", "13:18 did not find expected alphabetic or numeric character: "),
    ],
)  # fmt: skip
def test_a_slip_is_named_where_it_was_made(right: str, wrong: str, message: str) -> None:
    assert BANK.count(right) == 1
    assert only_message(BANK.replace(right, wrong)).startswith(message)


@pytest.mark.parametrize("slip", ["       - two", "        - two"])
def test_an_entry_that_goes_on_with_the_one_before_is_warned_of(slip: str) -> None:
    message = f"9:{slip.index('-') + 1} this continues the text of line 8: to start an entry"
    assert only_message(BANK.replace("      - two", slip)).startswith(message)
    assert only_message(BANK.replace("- one", "-one")).startswith(
        "9:7 this continues the text of line 8"
    )


def test_a_key_that_stands_twice_is_no_new_entry() -> None:
    text = BANK.replace("format: 1", "format: 1\nformat: 1")
    assert only_message(text) == "2:1 “format” is already in line 1: keep one of them"


@settings(max_examples=50)
@given(
    st.integers(0, len(SHIPPED) - 1),
    st.sampled_from([0, 1, len(SHIPPED)]),
    st.sampled_from(["", " ", "\t", "- ", ": ", " #", "'", "[", "{", "\n", "\n ", "&", "\u2028"]),
)
def test_a_cut_or_a_slip_anywhere_has_its_place_in_the_file(at: int, less: int, more: str) -> None:
    text = SHIPPED[:at] + more + SHIPPED[at + less :]
    report = ProblemLog("b")
    scan(text, report)
    lines = text.replace("\r", "\n").splitlines() or [""]
    for problem in report.problems:
        assert 1 <= problem.position.line <= len(lines) + 1
        assert 1 <= problem.position.column <= max(map(len, lines)) + 1
