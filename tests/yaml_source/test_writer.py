"""Texts written as YAML read as themselves."""

from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from quiz.bank.fields import STORED
from quiz.bank.questions import read_question, rebuild_question, write_question
from quiz.model.question import Question
from quiz.text.cleaning import first_forbidden, has_forbidden_in_line
from quiz.yaml_source.parse import Mapping, Node, Scalar, Sequence, scan
from quiz.yaml_source.problems import ProblemLog
from quiz.yaml_source.writer import yaml_item, yaml_lines, yaml_text
from tests.strategies import TEXT, questions, several_questions
from tests.support import bank_text

LINES = st.text(
    st.sampled_from("ab Z9:#'\"\\-–?!,[]{}&*|>@%`~=<…“’é漢🙂\u00a0") | st.characters(codec="utf-8")
).filter(lambda text: text.strip() == text != "" and not has_forbidden_in_line(text))


def read(written: str) -> Node:
    report = ProblemLog("text")
    node = scan(written, report)
    assert node is not None and not report.problems, report.problems
    return node


@given(text=LINES)
def test_a_text_reads_as_itself(text: str) -> None:
    node = read(f"key: {yaml_text(text)}\n")
    assert isinstance(node, Mapping)
    value = node.entries["key"]
    assert isinstance(value, Scalar) and value.value == text
    assert yaml.load(f"- {yaml_text(text)}", yaml.BaseLoader) == [text]


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("The Moon, and the Sun", "The Moon, and the Sun"),
        ("12:30 is a time", "12:30 is a time"),
        ("She said: go", "'She said: go'"),
        ("Ends with:", "'Ends with:'"),
        ("a #1 hit", "'a #1 hit'"),
        ("“Run”, it’s said", "'“Run”, it’s said'"),
        ("'Run', it's said", "\"'Run', it's said\""),
        ('- it\'s "so"', "'- it''s \"so\"'"),
    ],
)
def test_quotes_stand_only_where_they_must(text: str, written: str) -> None:
    assert yaml_text(text) == written


def test_groups_and_lists() -> None:
    data = {"a": "x", "b": {"c": "y: z"}, "d": ["p", "- q"]}
    lines = ["a: x", "b:", "  c: 'y: z'", "d:", "  - p", "  - '- q'"]
    assert yaml_lines(data) == lines


ANY_TEXT = TEXT | st.text(
    st.sampled_from("ab Z9:#'\"\\-–?!,[]{}&*|>@%`~=<“’é漢🙂\u00a0\t\n\n")
    | st.characters(codec="utf-8"),
    max_size=150,
).filter(lambda text: first_forbidden(text) is None)
KEY = st.text("ab:#'\"-?{ \n\t", min_size=1, max_size=300)
DATA = st.recursive(
    ANY_TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEY, inner, max_size=3),
    max_leaves=6,
)


def data_of(node: Node) -> Any:
    """Return the texts, lists and mappings that nodes hold."""
    if isinstance(node, Scalar):
        return node.value
    if isinstance(node, Sequence):
        return [data_of(each) for each in node.items]
    return {key: data_of(each) for key, each in node.entries.items()}


@given(st.dictionaries(KEY | st.just("tags"), DATA, min_size=1, max_size=3))
def test_any_data_reads_as_itself(data: dict[str, Any]) -> None:
    written = "\n".join(yaml_lines(data)) + "\n"
    assert data_of(read(written)) == data
    assert yaml.load(written, yaml.BaseLoader) == data


@given(questions())
def test_a_question_of_any_type_is_read_back(asked: Question) -> None:
    written = write_question(asked)
    node = read("\n".join(yaml_item(written)) + "\n")
    assert isinstance(node, Sequence)
    report = ProblemLog("text")
    again = read_question(node.items[0], report, STORED).question
    assert again is not None and write_question(again) == written, report.problems
    assert rebuild_question(written) == rebuild_question(write_question(again))


@settings(max_examples=30)
@given(several_questions(), ANY_TEXT.filter(str.strip))
def test_a_whole_bank_is_read_back(asked: tuple[Question, ...], description: str) -> None:
    bank = {
        "format": "1",
        "id": "b",
        "description": description,
        "sources": {"article": "a: b.txt"},
        "questions": [write_question(each) for each in asked],
    }
    assert data_of(read(bank_text(bank))) == bank


def test_the_style_of_a_bank() -> None:
    long = "The word says that people disagree, not who they are or what they object to, or why"
    options = [
        {"text": "difficult", "feedback": "Of the fightback.", "quote": "is difficult"},
        "-5",
    ]
    question = {
        "id": "q1",
        "prompt": "Which one?\n\n  a) this\nb) that",
        "answer": "-5.5",
        "distractors": options,
        "pairs": [{"a": "b"}],
        "explanation": f"{long} that is so.",
        "hints": [" x\ny"],
        "tags": ["wording", "cluster bombs"],
        "enemies": ["q: 2"],
    }
    assert bank_text({"title": "T", "questions": [question, {"id": "q2"}]}) == STYLED


STYLED = """\
title: T

questions:
  - id: q1
    prompt: |-
      Which one?

        a) this
      b) that
    answer: -5.5
    distractors:
      - text: difficult
        feedback: Of the fightback.
        quote: is difficult
      - -5
    pairs:
      - a: b
    explanation: >-
      The word says that people disagree, not who they are or what they object to, or why that
      is so.
    hints:
      - " x\\ny"
    tags: [wording, cluster bombs]
    enemies:
      - 'q: 2'

  - id: q2
"""
