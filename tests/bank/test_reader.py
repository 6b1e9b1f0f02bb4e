"""A whole bank, and every problem in it."""

from pathlib import Path

import pytest

from quiz.bank.reader import read_bank
from quiz.model.bank import Match
from tests.support import FIRST_LINE, HEADER, SAMPLES, all_samples, as_items, places, read


def test_a_bank_without_problems_is_read_whole(tmp_path: Path) -> None:
    reading = read(tmp_path, as_items(*all_samples()))
    assert reading.problems == ()
    assert (reading.questions, reading.quotes) == (len(SAMPLES), len(SAMPLES))
    bank = reading.bank
    assert bank is not None
    assert (bank.id, bank.title, bank.description, bank.language) == (
        "ferry",
        "The ferry",
        "",
        "en",
    )
    assert [each.kind for each in bank.questions] == list(SAMPLES)
    assert bank.questions[0].position == (FIRST_LINE, 3)
    (citation,) = bank.cited(bank.questions[0].quotes)
    assert (citation.source, citation.match, citation.paragraph) == ("report", Match.EXACT, 1)
    start, end = citation.spans[0]
    assert bank.sources["report"].text[start:end] == "The ferry left Picton at noon"


FAULTY = """\
- id: a
  type: single_choice
  promt: What?
  answer: Picton
  distractors: [Nelson, picton]
- id: b c
  type: true-false
  answer: maybe
- type: true_false
  prompt: [one, two]
  answer: "true"
  quote: Too short
- 5
"""


def test_every_problem_is_reported_by_line_and_column(tmp_path: Path) -> None:
    reading = read(tmp_path, FAULTY)
    assert reading.bank is None
    first = FIRST_LINE
    assert places(reading.problems) == [
        f"{first + 2}:3 unknown-key",
        f"{first + 5}:7 bad-id",
        f"{first + 6}:9 unknown-type",
        f"{first + 8}:3 missing-field",
        f"{first + 9}:11 wrong-type",
        f"{first + 10}:11 wrong-type",
        f"{first + 11}:10 quote-too-short",
        f"{first + 12}:3 wrong-type",
    ]
    assert "did you mean “prompt”?" in reading.problems[0].message
    assert "did you mean “true_false”?" in reading.problems[2].message
    assert str(reading.problems[0]).startswith(f"bank.yaml:{first + 2}:3: error unknown-key ")


@pytest.mark.parametrize(
    ("added", "rule"),
    [
        ("prompt: Again?", "7:1 duplicate-key"),
        ("explanaton: x", "7:1 unknown-key"),
        ("explanation: [x]", "7:14 wrong-type"),
        ("explanation: {x: y}", "7:14 wrong-type"),
        ("explanation:", "7:13 empty"),
        ("explanation: '  '", "7:14 empty"),
        ("hints: []", "7:8 too-few"),
        ("hints: {a: b}", "7:8 wrong-type"),
        ("hints: [a, [b], c, '']", "7:12 wrong-type|7:20 empty"),
        ("tags: [é, 'a\n  \n  b']", "7:11 line-break"),
        ("inferred: yes", "7:11 wrong-type"),
        ("enemies: [hurt]", "7:11 unknown-enemy"),
        ("enemies: ghost", "7:10 unknown-enemy"),
        ("enemies: 'é é'", "7:10 bad-id"),
        ("quotes: [Nobody was hurt]", "7:1 two-fields"),
        ("? [a, b]\n: c", "7:3 wrong-type"),
        ("explanation: &anchor x", "7:14 yaml-feature"),
        ("explanation: *alias", "7:14 yaml-feature"),
        ("explanation: !!str x", "7:14 yaml-feature"),
        ("explanation: !!python/object/apply:os.system [ls]", "7:14 yaml-feature|7:14 wrong-type"),
        ("<<: {a: b}", "7:1 unknown-key"),
        ('explanation: "a\\eb"', "7:14 forbidden-character"),
        ('explanation: "a\\u202eb"', "7:14 forbidden-character"),
        ("explanation: a\x1bb", "7:15 forbidden-character"),
        ("explanation: 日本\u202eb", "7:16 forbidden-character"),
        ("explanation: [[[[[[[[[[[[x]]]]]]]]]]]]", "7:23 too-deep"),
        ("explanation: |\n  one\n\ttwo", "9:1 yaml-syntax"),
        ("explanation: a: b", "7:15 yaml-syntax"),
        ("explanation: 'never closed", "7:14 yaml-syntax"),
        ('explanation: "\\ud800"', "7:17 yaml-syntax"),
        ("shuffle: true", "7:1 unknown-key"),
    ],
)
def test_what_no_question_may_hold(tmp_path: Path, added: str, rule: str) -> None:
    questions = as_items(SAMPLES["true_false"].text + "points: 1\n" + added + "\n")
    found = [
        f"{line - FIRST_LINE + 1}:{column - 2} {rule}"
        for (line, column), rule in (
            (problem.position, problem.rule) for problem in read(tmp_path, questions).problems
        )
    ]
    assert found == rule.split("|")


@pytest.mark.parametrize(
    ("written", "fix"),
    [("yes", "write true instead of yes"), ("Off", "write false instead of Off"),
     ("'true'", "write true instead of “true”"), ("maybe", "true or false, without quotes")],
)  # fmt: skip
def test_what_stands_for_true_and_false_is_named(tmp_path: Path, written: str, fix: str) -> None:
    text = SAMPLES["true_false"].text.replace(": false", f": {written}")
    (problem,) = read(tmp_path, as_items(text)).problems
    assert (problem.rule, problem.position.line) == ("wrong-type", FIRST_LINE + 3)
    assert problem.message.endswith(fix)


@pytest.mark.parametrize(
    ("key", "written", "warned"),
    [
        ("answers", "Tomas Lindqvist, Lindqvist", True),
        ("answers", "Cape Jackson", False),
        ("answers", "1,000", False),
        ("answers", "'Picton, New Zealand'", False),
        ("answers", "[Tomas Lindqvist, Lindqvist]", False),
        ("tags", "ferries, engines", True),
        ("hints", "Look at the second sentence, then count", False),
    ],
)
def test_one_entry_that_looks_like_several(
    tmp_path: Path, key: str, written: str, warned: bool
) -> None:
    kept = SAMPLES["short_answer"].text.splitlines(keepends=True)
    lines = [line for line in kept if not line.startswith((f"{key}:", "reject:"))]
    reading = read(tmp_path, as_items("".join([*lines, f"{key}: {written}\n"])))
    said = [f"{problem.rule} {problem.message}" for problem in reading.problems]
    assert len(said) == warned and reading.bank is not None
    for each in said:
        assert each.startswith(f"one-entry “{key}” is one entry with a comma: for several write [")
        assert f"[{written}]" in each


def test_a_list_written_as_one_text_is_shown_as_a_list(tmp_path: Path) -> None:
    text = SAMPLES["ordering"].text.replace("[departure, breakdown, arrival]", "out, in, back")
    (problem,) = read(tmp_path, as_items(text)).problems
    assert problem.message.endswith("not a text: for several write [out, in, back]")


@pytest.mark.parametrize(
    ("quotes", "said"),
    [("[Nobody was hurt, and the ferry]", []), ("[Nobody was hurt, of the]", [True]),
     ("[Nobody was hurt, 'of the']", [False]), ("[of the]", [False])],
)  # fmt: skip
def test_a_quote_that_commas_part(tmp_path: Path, quotes: str, said: list[bool]) -> None:
    text = SAMPLES["true_false"].text.replace("quote: Nobody was hurt", f"quotes: {quotes}")
    short = [
        problem
        for problem in read(tmp_path, as_items(text)).problems
        if problem.rule == "quote-too-short"
    ]
    assert ["commas separate the entries" in problem.message for problem in short] == said


@pytest.mark.parametrize(("right", "wrong"), [("answers", "answer"), ("type", "typ")])
def test_a_key_spelt_wrong_is_one_error(tmp_path: Path, right: str, wrong: str) -> None:
    text = SAMPLES["short_answer"].text.replace(f"{right}:", f"{wrong}:")
    (problem,) = read(tmp_path, as_items(text)).problems
    assert problem.rule == "unknown-key"
    assert f"“{wrong}” (did you mean “{right}”?)" in problem.message


def test_a_misquote_is_reported_with_its_words_compared(tmp_path: Path) -> None:
    text = SAMPLES["single_choice"].text.replace("left Picton at noon", "left Nelson at noon")
    (problem,) = read(tmp_path, as_items(text)).problems
    assert (problem.rule, problem.position) == ("quote-missing", (FIRST_LINE + 7, 10))
    changed = [change for change in problem.comparison if change.quoted != change.source]
    assert [(change.quoted, change.source) for change in changed] == [("Nelson", "Picton")]


@pytest.mark.parametrize(
    ("header", "found"),
    [
        ("format: 2", "1:9 unknown-format"),
        ("format: '1'", "1:9 wrong-type"),
        ("format: 1\nformat: 1", "2:1 duplicate-key"),
        ("format: 1\ndescription: [x]", "2:14 wrong-type"),
        ("format: 1\nlanguage: english!", "2:11 bad-language"),
        ("format: 1\nsource: report.txt", "2:1 unknown-key"),
        ("format: 1\nquestoins: []", "2:1 unknown-key"),
        ("# none", "1:1 missing-field|2:1 missing-field"),
    ],
)
def test_what_no_bank_may_hold(tmp_path: Path, header: str, found: str) -> None:
    text = HEADER.replace("format: 1", header)
    assert places(read(tmp_path, as_items(*all_samples()), text).problems) in (
        found.split("|"),
        found.split("|")[1:],
    )


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", "1:1 not-a-bank"),
        ("# nothing\n", "1:1 not-a-bank"),
        ("\n\n- a\n- b\n", "3:1 not-a-bank"),
        ("just words", "1:1 not-a-bank"),
        ("~", "1:1 not-a-bank"),
        ("title:\n\t- x\n", "2:1 yaml-syntax"),
        ("a: 1\n---\nb: 2\n", "1:1 unknown-key"),
    ],
)
def test_what_is_no_bank(tmp_path: Path, text: str, found: str) -> None:
    path = tmp_path / "bank.yaml"
    path.write_text(text)
    reading = read_bank(path)
    assert reading.bank is None
    assert places(reading.problems)[0] == found


def test_a_second_document_is_refused(tmp_path: Path) -> None:
    items = as_items(*all_samples())
    found = places(read(tmp_path, f"{items}---\nformat: 1\n").problems)
    assert found == [f"{FIRST_LINE + items.count(chr(10))}:1 second-document"]


def test_a_bank_without_questions_has_an_error(tmp_path: Path) -> None:
    reading = read(tmp_path, " []\n", HEADER.rstrip("\n"))
    assert places(reading.problems) == [f"{FIRST_LINE - 1}:12 too-few"]


def test_a_bank_has_at_most_100000_questions(tmp_path: Path) -> None:
    reading = read(tmp_path, "- 5\n" * 100_001)
    assert places(reading.problems) == [f"{FIRST_LINE}:1 too-many"]


@pytest.mark.parametrize(("key", "value"), [("sources", "[a, b]"), ("questions", "{a: b}")])
def test_sources_are_a_group_and_questions_a_list(tmp_path: Path, key: str, value: str) -> None:
    path = tmp_path / "bank.yaml"
    path.write_text(f"format: 1\nid: b\ntitle: B\n{key}: {value}\n")
    assert f"4:{len(key) + 3} wrong-type" in places(read_bank(path).problems)


def test_ids_are_unique(tmp_path: Path) -> None:
    twice = as_items(SAMPLES["true_false"].text, SAMPLES["true_false"].text)
    (problem,) = read(tmp_path, twice).problems
    assert (problem.rule, problem.position) == ("duplicate-id", (FIRST_LINE + 5, 7))
    assert f"line {FIRST_LINE}" in problem.message


def test_a_missing_key_is_named_by_its_problem(tmp_path: Path) -> None:
    text = SAMPLES["true_false"].text.replace("type: true_false\n", "")
    assert text != SAMPLES["true_false"].text
    found = read(tmp_path, as_items(text)).problems
    assert "type" in [each.field for each in found if each.rule == "missing-field"]
