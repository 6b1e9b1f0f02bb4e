"""The rules of reading a bank."""

from pathlib import Path
from textwrap import dedent

import pytest
from support import (
    FIRST_LINE,
    HEADER,
    SAMPLES,
    all_samples,
    as_items,
    places,
    question,
    question_problems,
    read,
)

from quiz.bank.reader import read_bank
from quiz.model.bank import Match
from quiz.model.problem import Severity
from quiz.model.question import Numeric, ShortAnswer, SingleChoice, TrueFalse

TYPED = """no yes on off y 12:30 1:59:59 1e3 2023-07-11 2023-02-30 0755 0x1F 1_000 1.10 ~ null Null
.inf .nan = << true FALSE +1 0o17""".split()


@pytest.mark.parametrize("text", TYPED)
def test_text_is_what_the_author_typed(text: str) -> None:
    read = question(
        f"id: q\ntype: single_choice\nprompt: {text}\nanswer: {text}\ndistractors: [{text}x]\n"
        f"tags: [{text}]\n"
    )
    assert isinstance(read, SingleChoice)
    assert (read.prompt, read.answer.text, read.tags) == (text, text, (text,))
    assert read.distractors[0].text == f"{text}x"


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("true", True),
        ("True", True),
        ("TRUE", True),
        ("false", False),
        ("False", False),
        ("FALSE", False),
    ],
)
def test_a_boolean_is_a_core_word_of_yaml_1_2(word: str, value: bool) -> None:
    read = question(f"{{id: q, type: true_false, prompt: p, answer: {word}}}")
    assert isinstance(read, TrueFalse)
    assert read.answer is value


@pytest.mark.parametrize(
    "word", ["yes", "no", "on", "off", "y", "n", "1", "0", "'true'", '"false"', "tRUE", "~", ""]
)
def test_no_other_word_is_a_boolean(word: str) -> None:
    read, problems = question_problems(f"id: q\ntype: true_false\nprompt: p\nanswer: {word}\n")
    assert read is None
    assert [problem.rule for problem in problems] == ["wrong-type"]


@pytest.mark.parametrize("word", ["500", "-2.5", "+3", ".5", "5.", "1e3", "0755", "1E-3"])
def test_a_number_is_a_decimal_of_yaml_1_2(word: str) -> None:
    read = question(f"{{id: q, type: numeric, prompt: p, answer: {word}}}")
    assert isinstance(read, Numeric)
    assert float(read.answer) == float(word)


@pytest.mark.parametrize(
    "word",
    ["'500'", "1_000", "1,000", "0x1F", "0o17", "12:30", ".inf", "-.inf", ".nan", "five", "1e9999",
     "~", "5 km", "٥", "9" * 101, "--5", "1e", "e5", "."],
)  # fmt: skip
def test_nothing_else_is_a_number(word: str) -> None:
    read, problems = question_problems(f"id: q\ntype: numeric\nprompt: p\nanswer: {word}\n")
    assert read is None
    assert [problem.rule for problem in problems] == ["wrong-type"]


@pytest.mark.parametrize("word", ["1e301", "1e-301", "0.01e-299"])
def test_numbers_beyond_all_use_are_refused(word: str) -> None:
    _, problems = question_problems(f"id: q\ntype: numeric\nprompt: p\nanswer: {word}\n")
    assert [problem.rule for problem in problems] == ["out-of-range"]


@pytest.mark.parametrize("points", ["0", "-1", "0.0001", "1000001", "1e999", "1e-300"])
def test_points_are_neither_nothing_nor_endless(points: str) -> None:
    text = f"{{id: q, type: true_false, prompt: p, answer: true, points: {points}}}"
    _, problems = question_problems(text)
    assert [problem.rule for problem in problems] == ["out-of-range"]


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


def test_every_problem_is_reported_by_line_and_column(tmp_path: Path) -> None:
    questions = dedent(
        """\
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
    )
    reading = read(tmp_path, questions)
    assert reading.bank is None
    first = FIRST_LINE
    assert places(reading.problems) == [
        f"{first}:3 missing-field",
        f"{first + 2}:3 unknown-key",
        f"{first + 6}:9 unknown-type",
        f"{first + 8}:3 missing-field",
        f"{first + 9}:11 wrong-type",
        f"{first + 10}:11 wrong-type",
        f"{first + 11}:10 quote-too-short",
        f"{first + 12}:3 wrong-type",
    ]
    assert "did you mean “prompt”?" in reading.problems[1].message
    assert "did you mean “true_false”?" in reading.problems[2].message
    assert str(reading.problems[0]).startswith(f"bank.yaml:{first}:3: error missing-field ")


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


def test_ids_are_unique(tmp_path: Path) -> None:
    twice = as_items(SAMPLES["true_false"].text, SAMPLES["true_false"].text)
    (problem,) = read(tmp_path, twice).problems
    assert (problem.rule, problem.position) == ("duplicate-id", (FIRST_LINE + 5, 7))
    assert f"line {FIRST_LINE}" in problem.message


@pytest.mark.parametrize(
    ("options", "rule"),
    [
        ("[Paris, paris]", "duplicate-option"),
        ("['10', '１０']", "duplicate-option"),
        ("[Paris, 'P\u200daris']", "duplicate-option"),
        ("[Paris, 'Pa\u00adris']", "duplicate-option"),
        ("['❤', '❤\ufe0f']", "duplicate-option"),
        ("[ﬁn, fin]", "duplicate-option"),
        ("[e\u0301, é]", "duplicate-option"),
        ("['a  b', ' a b']", "duplicate-option"),
        ("['a b', 'a\u00a0b']", "duplicate-option"),
        ("[Paris, 'P\u0430ris']", "mixed-scripts"),
        ("[Paris, '\u3164']", "empty"),
        ("[Paris, '\u2800\u200d']", "empty"),
        ("[Paris, '']", "empty"),
        ("[Paris, #5]", "yaml-syntax"),
    ],
)
def test_options_that_a_reader_cannot_tell_apart(tmp_path: Path, options: str, rule: str) -> None:
    text = f"id: q\ntype: multiple_response\nprompt: p\nanswers: [London]\ndistractors: {options}\n"
    problems = read(tmp_path, as_items(text)).problems
    assert rule in [problem.rule for problem in problems]
    errors = [problem.rule for problem in problems if problem.severity is Severity.ERROR]
    assert errors == ([] if rule == "mixed-scripts" else [rule])


@pytest.mark.parametrize(
    "options", ["[पानी, पाना]", "[מים, 'מַיִם']", "['👩\u200d👩\u200d👧', 👩]", "[五, 5]", "[a, b]"]
)
def test_options_that_a_reader_can_tell_apart(tmp_path: Path, options: str) -> None:
    text = f"id: q\ntype: single_choice\nprompt: p\nanswer: London\ndistractors: {options}\n"
    assert [p.rule for p in read(tmp_path, as_items(text)).problems if "option" in p.rule] == []


def test_a_field_is_bounded(tmp_path: Path) -> None:
    text = SAMPLES["true_false"].text
    fits = as_items(text + "explanation: " + "x" * 20_000 + "\n")
    assert read(tmp_path, fits).problems == ()
    for long in ("x" * 20_001, '"' + "x\\n" * 400 + 'x"', "|\n" + "  x\n" * 401):
        found = places(read(tmp_path, as_items(f"{text}explanation: {long}\n")).problems)
        assert found == [f"{FIRST_LINE + 5}:16 too-long"]
    assert read(tmp_path, as_items(f"{text}explanation: |\n" + "  x\n" * 400)).problems == ()


def test_a_question_has_at_most_26_options(tmp_path: Path) -> None:
    text = (
        "id: q\ntype: single_choice\nprompt: p\nquote: Nobody was hurt\nanswer: key\ndistractors:\n"
    )
    options = "".join(f"  - option {number}\n" for number in range(26))
    assert read(tmp_path, as_items(text + options[: -len("  - option 25\n")])).problems == ()
    found = places(read(tmp_path, as_items(text + options)).problems)
    assert found == [f"{FIRST_LINE + 31}:7 too-many"]
    found = places(read(tmp_path, as_items(text + options + "  - more\n")).problems)
    assert found == [f"{FIRST_LINE + 6}:5 too-many"]


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("type: multiple_response\nprompt: p\nanswers: [a]", "too-few"),
        ("type: multiple_response\nprompt: p\nanswers: []\ndistractors: [b]", "too-few"),
        ("type: multiple_response\nprompt: p\nanswers: [a, b]", "all-right"),
        (
            "type: multiple_response\nprompt: p\nanswers: [a]\ndistractors: [b]\nmarking: all",
            "unknown-word",
        ),
        (
            "type: single_choice\nprompt: p\nanswer: a\ndistractors: [b]\nshuffle: false",
            "key-first",
        ),
        ("type: single_choice\nprompt: p\nanswer: a", "missing-field"),
        ("type: single_choice\nprompt: p\nanswer: {txt: a}\ndistractors: [b]", "missing-field"),
        ("type: short_answer\nprompt: p\nanswers: [Café]\nreject: [the cafe]", "rejected-answer"),
        ("type: short_answer\nprompt: p\nanswers: []", "too-few"),
        ("type: short_answer\nprompt: p\nanswers: [a]\ntypos: some", "unknown-word"),
        ("type: numeric\nprompt: p\nanswer: 5\ntolerance: -1", "out-of-range"),
        ("type: cloze\ntext: no gap", "bad-gaps"),
        ("type: cloze\ntext: 'open {{gap'", "bad-gaps"),
        ("type: cloze\ntext: 'shut gap}}'", "bad-gaps"),
        ("type: cloze\ntext: 'empty {{}}'", "bad-gaps"),
        ("type: cloze\ntext: 'empty {{a|}}'", "bad-gaps"),
        ("type: cloze\ntext: 'nested {{a {{b}} }}'", "bad-gaps"),
        ("type: cloze\ntext: '" + "{{a}} " * 27 + "'", "bad-gaps"),
        ("type: cloze\ntext: '{{a}}'\ndistractors: [A]", "duplicate-option"),
        ("type: cloze\ntext: '{{Council}}'\ndistractors: [the Council]", "duplicate-option"),
        ("type: cloze\ntext: '{{a}}'\nreject: [A]", "rejected-answer"),
        ("type: true_false\nprompt: p", "missing-field"),
        ("prompt: p", "missing-field"),
        ("type: [cloze]", "wrong-type"),
        ("type: __import__", "unknown-type"),
    ],
)
def test_what_a_type_does_not_allow(text: str, rule: str) -> None:
    _, problems = question_problems(f"id: q\n{text}\n")
    assert rule in [problem.rule for problem in problems]


def test_one_value_stands_for_a_list_of_one() -> None:
    read = question("{id: q, type: short_answer, prompt: p, answers: Kyiv, tags: war, hints: K…}")
    assert isinstance(read, ShortAnswer)
    assert (read.answers, read.tags, read.hints) == (("Kyiv",), ("war",), ("K…",))


@pytest.mark.parametrize(
    ("before", "line", "column"),
    [
        ("prompt: 日本 é 👩 {id: q", 1, 22),
        ("title: 日本語のタイトル\nprompt: |\n  one\n  twö\n\n  three\nx: [é, 'ü', {", 7, 14),
        ("a: >-\n  folded\n  text\n\nb: {c: 日本, d: [", 5, 16),
    ],
)
def test_columns_count_characters(tmp_path: Path, before: str, line: int, column: int) -> None:
    path = tmp_path / "bank.yaml"
    path.write_text(before + "\x1b", encoding="utf-8")
    first = read_bank(path).problems[0]
    assert (first.rule, first.position) == ("forbidden-character", (line, column))


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_line_ends_and_byte_order_marks_change_nothing(tmp_path: Path, end: str, mark: str) -> None:
    path = tmp_path / "bank.yaml"
    (tmp_path / "report.txt").write_text("Nobody was hurt.")
    text = HEADER + as_items(SAMPLES["true_false"].text + "explanation: |\n  a\n  b\n")
    path.write_text(mark + text.replace("\n", end), encoding="utf-8", newline="")
    reading = read_bank(path)
    assert reading.problems == ()
    assert reading.bank is not None
    assert reading.bank.questions[0].explanation == "a\nb"
    path.write_text(mark + text.replace("prompt", "promt").replace("\n", end), newline="")
    assert places(read_bank(path).problems) == [
        f"{FIRST_LINE}:3 missing-field",
        f"{FIRST_LINE + 2}:3 unknown-key",
    ]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"title: caf\xe9\n", "line 1, column 11"),
        (b"a: 1\ntitle: \x93quoted\x94\n", "line 2, column 8"),
        ("title: é日".encode()[:-1], "line 1, column 9"),
        (b"a: \xed\xa0\x80\n", "line 1, column 4"),
        ("title: x\n".encode("utf-16"), "UTF-16"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "line 1, column 1"),
    ],
)
def test_what_is_not_utf_8_is_named_with_its_place(tmp_path: Path, data: bytes, words: str) -> None:
    path = tmp_path / "bank.yaml"
    path.write_bytes(data)
    (problem,) = read_bank(path, "b").problems
    assert problem.rule == "unreadable"
    assert words in problem.message


def test_utf_16_without_a_mark_and_nul_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "bank.yaml"
    for data in ("title: x\n".encode("utf-16-le"), b"title: a\x00b\n"):
        path.write_bytes(data)
        assert "forbidden-character" in [problem.rule for problem in read_bank(path).problems]


def test_no_more_problems_are_listed_than_a_person_can_read(tmp_path: Path) -> None:
    reading = read(tmp_path, "- 5\n" * 6000)
    assert len(reading.problems) == 5001
    assert reading.problems[-1].rule == "too-many-problems"
    long = read(tmp_path, f"- {{id: q, type: {'x' * 900}}}\n")
    assert all(len(problem.message) <= 600 for problem in long.problems)
