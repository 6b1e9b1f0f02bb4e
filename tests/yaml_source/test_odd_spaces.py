"""Spaces that YAML does not know, such as a no-break space, where it needs plain ones."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.bank.reader import read_bank
from quiz.editor.quick_fixes import quick_fixes
from quiz.editor.view import analyze
from quiz.model.problem import Problem
from tests.hostile.commands import run
from tests.support import HEADER, SOURCE, all_samples, as_items

CASES = Path(__file__).parent / "cases"
BANK = HEADER + as_items(*all_samples())
SPACES = "\u00a0\u1680\u2000\u2003\u2007\u2009\u200a\u202f\u205f\u3000"
NO_WIDTH = "\u00ad\u180e\u200b\u200c\u200d\u2060\ufeff"
PLACES = [
    match.start() + offset
    for pattern in (r"^ +(?=[\w-])", r"(?<=^ {2}-) ", r"(?<=^[a-z]{6}:) ", r"(?<=^ {4}[a-z]{6}:) ")
    for match in re.finditer(pattern, BANK, re.MULTILINE)
    for offset in range(len(match.group()))
]
"""The plain spaces in the structure of a bank: of indentation, after dashes, after colons."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("odd")
    (made / "report.txt").write_text(SOURCE)
    return made


def errors(folder: Path, text: str) -> list[Problem]:
    reading = read_bank(folder / "bank.yaml", typed=text)
    return [problem for problem in reading.problems if problem.severity == "error"]


def place(text: str, offset: int) -> tuple[int, int]:
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("no-break-space-indent", "5:1: error odd-space a no-break space (U+00A0) is where "
         "spaces indent"),
        ("no-break-space-value", "8:13: error odd-space a no-break space (U+00A0) is where a "
         "plain space belongs after the colon: replace it by a plain space"),
    ],
)  # fmt: skip
def test_the_line_with_the_odd_space_is_named_and_no_other_fault(name: str, shown: str) -> None:
    code, printed = run("check", str(CASES / f"{name}.yaml"))
    assert code == 1 and shown in printed
    assert printed.count("odd-space") == printed.count(" error ")


@given(st.sampled_from(PLACES), st.sampled_from(SPACES))
def test_any_other_space_in_the_structure_is_named_where_it_stands(
    folder: Path, offset: int, sign: str
) -> None:
    text = BANK[:offset] + sign + BANK[offset + 1 :]
    (problem,) = errors(folder, text)
    assert problem.rule == "odd-space" and problem.position == place(BANK, offset)
    assert f"U+{ord(sign):04X}" in problem.message and "by a plain space" in problem.message


@given(st.sampled_from(PLACES), st.sampled_from(NO_WIDTH))
def test_a_character_without_width_is_named_where_it_stands(
    folder: Path, offset: int, sign: str
) -> None:
    found = errors(folder, BANK[:offset] + sign + BANK[offset:])
    at = {problem.position: problem for problem in found}
    assert at[place(BANK, offset)].rule in ("odd-space", "forbidden-character")  # type: ignore[index]
    assert "remove it" in at[place(BANK, offset)].message  # type: ignore[index]
    assert not any(problem.rule == "yaml-syntax" for problem in found)


@pytest.mark.parametrize(
    ("right", "wrong", "message"),
    [
        ("type: true", "type\u00a0: true", "is before the colon: remove it"),
        ("type: true", "type:\u202f\u202ftrue", "after the colon: replace it and those after it"),
        ("- id: hurt", "-\u2007id: hurt", "a figure space (U+2007) is where a plain space"),
        ("- id: hurt", "-\u3000id: hurt", "an ideographic space (U+3000)"),
        ("{text: Wellington, feed", "{text:\u00a0Wellington,\u00a0feed", "before the key"),
        ("  type: true", "\u3000type: true", "is where spaces indent"),
        ("- Nelson", "-\u00a0Nelson", "after the dash"),
    ],
)
def test_each_place_has_its_words(folder: Path, right: str, wrong: str, message: str) -> None:
    assert right in BANK
    found = errors(folder, BANK.replace(right, wrong, 1))
    assert {problem.rule for problem in found} == {"odd-space"}
    assert message in found[0].message or message in found[-1].message


SHIPPED = min((Path(__file__).parents[2] / "questions").glob("*.yaml"))
INDENTED = [
    number
    for number, line in enumerate(SHIPPED.read_text("utf-8").splitlines())
    if line.startswith("  ")
]


@given(st.sets(st.sampled_from(INDENTED), min_size=1, max_size=20))
def test_lines_indented_by_no_break_spaces_are_all_named_and_nothing_else(lines: set[int]) -> None:
    text = SHIPPED.read_text("utf-8").splitlines(keepends=True)
    for number in lines:
        width = len(text[number]) - len(text[number].lstrip(" "))
        text[number] = "\u00a0" * width + text[number][width:]
    found = [each for each in read_bank(SHIPPED, typed="".join(text)).problems
             if each.severity == "error"]  # fmt: skip
    assert {each.rule for each in found} == {"odd-space"}
    assert [each.position for each in found] == [(number + 1, 1) for number in sorted(lines)]


TEXTS = """\
format: 1
id: b
title: Un\u00a0titre\u00a0: oui
description: |
  Une liste\u00a0:
  \u00a0\u00a0premier
  -\u00a0second
    mot:\u00a0valeur
questions:
  - id: a
    type: single_choice
    prompt: "Qui\u00a0?
      \u00a0Lui\u00a0: non

      -\u00a0ou elle"
    answer: Remarque:\u00a0ceci
    distractors:
      - 'mot:\u00a0x'
      - Note:\u00a0voir
      - \u00a0rien
      - un texte
        \u00a0qui continue
    explanation: >-
      \u2003mot:\u00a0x
    inferred: true
"""


def test_a_text_may_hold_any_space(folder: Path) -> None:
    text = TEXTS.replace("title: Un\u00a0titre\u00a0: oui", "title: 'Un\u00a0titre\u00a0: oui'")
    assert errors(folder, text) == []


@pytest.mark.parametrize("name", ["no-break-space-indent", "no-break-space-value"])
def test_an_editor_fixes_it(name: str) -> None:
    path = CASES / f"{name}.yaml"
    text = path.read_text("utf-8")
    while True:
        view = analyze(path, text, {})
        problem = next((each for each in view.problems if each.rule == "odd-space"), None)
        if problem is None:
            break
        (fix,) = quick_fixes(view, problem)
        (edit,) = fix.edits
        text = text[: edit.span.start] + edit.text + text[edit.span.end :]
    assert "\u00a0" not in text and view.reading.questions == 1
    assert not [each for each in view.problems if each.rule == "yaml-syntax"]


def test_time_and_memory_stay_bounded(folder: Path) -> None:
    errors(folder, "\u00a0- a: b\n" * 10_000)
    errors(folder, "a: {" + "b:\u00a0c," * 20_000)
    errors(folder, "-\u00a0" * 20_000)
