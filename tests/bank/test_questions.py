"""What options, fields and types of questions allow."""

from pathlib import Path

import pytest

from quiz.model.problem import Severity
from quiz.model.question import ShortAnswer
from tests.support import FIRST_LINE, SAMPLES, as_items, places, question, question_problems, read


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
        (
            "type: single_choice\nprompt: p\nanswer: {quote: a}\ndistractors: [b]",
            "missing-field",
        ),
        ("type: short_answer\nprompt: p\nanswers: [Café]\nreject: [CAFÉ]", "rejected-answer"),
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
        ("type: cloze\ntext: '{{a}} {{b}}'\ndistractors: [c, C]", "duplicate-option"),
        (
            f"type: cloze\ntext: '{{{{a}}}} {{{{b}}}}'\ndistractors: {list(range(25))}",
            "too-many",
        ),
        ("type: single_choice\nprompt: p\nanswer: a\ndistractors: [{text: ''}]", "empty"),
        ("type: true_false\nprompt: p\nanswer: [true]", "wrong-type"),
        ("type: numeric\nprompt: p\nanswer: {a: b}", "wrong-type"),
        ("type: numeric\nprompt: p\nanswer: 1\nid: [a]", "wrong-type"),
        ("type: short_answer\nprompt: p\nanswers: a\ntypos: [none]", "wrong-type"),
        ("type: cloze\ntext: '{{a}}'\nquote: {source: a}", "missing-field"),
        ("type: cloze\ntext: '{{a}}'\nquotes: [[a]]", "wrong-type"),
        ("type: cloze\ntext: '{{a}}'\nquote: {text: a, from: b}", "unknown-key"),
        ("type: [cloze]", "wrong-type"),
        ("type: __import__", "unknown-type"),
    ],
)
def test_what_a_type_does_not_allow(text: str, rule: str) -> None:
    _, problems = question_problems(f"{text}\n" if "\nid: " in text else f"id: q\n{text}\n")
    assert rule in [problem.rule for problem in problems]


def test_one_value_stands_for_a_list_of_one() -> None:
    read = question("{id: q, type: short_answer, prompt: p, answers: Kyiv, tags: war, hints: K…}")
    assert isinstance(read, ShortAnswer)
    assert (read.answers, read.tags, read.hints) == (("Kyiv",), ("war",), ("K…",))
