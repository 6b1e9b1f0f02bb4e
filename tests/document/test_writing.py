"""Texts written as YAML read as themselves."""

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from quiz.document.nodes import Mapping, Node, Scalar
from quiz.document.report import Report
from quiz.document.scan import scan
from quiz.document.writing import yaml_lines, yaml_text
from quiz.text.cleaning import has_forbidden_in_line

LINES = st.text(
    st.sampled_from("ab Z9:#'\"\\-–?!,[]{}&*|>@%`~=<…“’é漢🙂\u00a0") | st.characters(codec="utf-8")
).filter(lambda text: text.strip() == text != "" and not has_forbidden_in_line(text))


def read(written: str) -> Node:
    report = Report("text")
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
