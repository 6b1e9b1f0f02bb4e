"""The JSON Schema of banks against what reading says, and as the command that prints it."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft7Validator

from quiz.bank.fields import bank_schema
from quiz.bank.reader import read_bank
from quiz.check.engine import apply_rules
from quiz.check.rules import RULES
from quiz.cli import main
from quiz.model.problem import Severity
from quiz.question_types import QUESTION_TYPES
from quiz.yaml_source.parse import Mapping, Node, Scalar, scan
from quiz.yaml_source.problems import ProblemLog
from tests.support import HEADER, SAMPLES, all_samples, as_items, write_bank

Capture = pytest.CaptureFixture[str]
ROOT = Path(__file__).parents[2]
SCHEMA = bank_schema({name: rule.summary for name, rule in RULES.items()})
VALIDATOR = Draft7Validator(SCHEMA)
STRUCTURE = {
    "unknown-key",
    "wrong-type",
    "missing-field",
    "unknown-type",
    "unknown-word",
    "unknown-rule",
}
SAMPLE_OPTIONS = """\
id: ways
type: multiple_response
prompt: What does the report say?
answers:
  - text: Nobody was hurt
    quotes: [{text: Nobody was hurt, source: report, near: Nobody was hurt}]
distractors: The ferry sank
marking: all_or_nothing
shuffle: false
points: 2.5
hints: One
tags: [a, 2]
enemies: []
inferred: true
allow: {key-longest: The words are those of the report.}
quote: {text: Nobody was hurt}
"""
WRITTEN = (*all_samples(), SAMPLE_OPTIONS)
RULED = "rules: {key-longest: info, key-position: off}\nallow: {keys-longest: A sample.}\n"


def data_of(node: Node) -> Any:
    """Return a node as YAML 1.2's core schema resolves it."""
    if isinstance(node, Mapping):
        return {key: data_of(value) for key, value in node.entries.items()}
    if not isinstance(node, Scalar):
        return [data_of(item) for item in node.items]
    if not node.plain:
        return node.value
    if node.value in ("", "~", "null"):
        return None
    try:
        return json.loads(node.value.lower()) if node.value != "NaN" else node.value
    except ValueError:
        return node.value


def yaml_data(text: str) -> Any:
    node = scan(text, ProblemLog("bank"))
    assert node is not None
    return data_of(node)


def sample_data(text: str) -> Any:
    return yaml_data(HEADER + as_items(text))


def ruled_data(text: str) -> Any:
    return yaml_data(RULED + HEADER + as_items(text))


def faults(data: Any) -> list[str]:
    return [f"{error.json_path}: {error.message}" for error in VALIDATOR.iter_errors(data)]


def test_the_schema_is_one() -> None:
    Draft7Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("file", sorted((ROOT / "questions").glob("*.yaml")), ids=lambda f: f.name)
def test_shipped_banks_validate(file: Path) -> None:
    assert faults(yaml_data(file.read_text("utf-8"))) == []


@pytest.mark.parametrize("text", WRITTEN)
def test_samples_validate(text: str) -> None:
    assert faults(ruled_data(text)) == []


def test_names_of_rules_are_known() -> None:
    data = ruled_data(SAMPLE_OPTIONS)
    data["questions"][0]["allow"] = data["rules"] = {"key-longst": "info"}
    assert len(faults(data)) == 2


@pytest.mark.parametrize("text", ["no", "12:30", "1e3", "2023-07-11", "0755", "~", "12", "true"])
def test_a_text_is_what_was_typed(text: str) -> None:
    sample = f"id: q\ntype: true_false\nprompt: {text}\nanswer: true\ntags: [{text}]\n"
    assert faults(sample_data(sample)) == []


@pytest.mark.parametrize("answer", ["[[a]]", "{text: a, feedback: {b: c}}", "{feedback: a}", "[a]"])
def test_an_option_is_a_text_or_a_group(answer: str) -> None:
    written = f"id: q\ntype: single_choice\nprompt: p\nanswer: {answer}\ndistractors: a\n"
    assert faults(sample_data(written))


def test_every_key_says_what_it_holds() -> None:
    for group in (SCHEMA, *(SCHEMA["definitions"][name] for name in QUESTION_TYPES)):
        for key, schema in group["properties"].items():
            assert schema["description"].endswith("."), key


def places_of(data: Any) -> Iterator[tuple[Any, Any]]:
    """Yield every container with every key or number of it."""
    pairs = data.items() if isinstance(data, dict) else enumerate(data)
    for key, value in list(pairs):
        yield data, key
        if isinstance(value, dict | list):
            yield from places_of(value)


OTHERS: st.SearchStrategy[Any] = st.sampled_from(
    [[], {}, "", "word", "true", 3, -1, 2.5, True, None, [1], ["a"], [["a"]], {"x": 1},
     {"text": "a"}, {"text": []}, "find_evidence", "a\tb", "a b", "a:b", {"a": "b", "c": "d"}]
)  # fmt: skip


@st.composite
def mutated(draw: st.DrawFn) -> Any:
    """Draw a bank of one sample question with a key removed, added or given another value."""
    data = ruled_data(draw(st.sampled_from(WRITTEN)))
    holder, key = draw(st.sampled_from(list(places_of(data))))
    way = draw(st.sampled_from(["remove", "replace", "add"]))
    if way == "remove":
        del holder[key]
    elif way == "replace":
        holder[key] = draw(OTHERS)
    elif isinstance(holder, dict):
        name = draw(st.sampled_from(["hint", "text", "quote", "unit", "key", "pairs"]))
        holder[name] = draw(OTHERS)
    else:
        holder.append(draw(OTHERS))
    return data


@given(data=mutated())
def test_the_schema_refuses_what_checking_refuses_and_no_more(
    data: Any, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = write_bank(tmp_path_factory.getbasetemp(), json.dumps(data), "", name="mutated.yaml")
    reading = read_bank(path)
    found = faults(data)
    problems = (*reading.problems, *apply_rules(reading, "mutated.yaml", info=False).problems)
    if {problem.rule for problem in problems} & STRUCTURE:
        assert found, problems
    if found:
        assert any(problem.severity is Severity.ERROR for problem in problems), found


def test_the_command_prints_the_schema(capsys: Capture) -> None:
    assert main(["schema"]) == 0
    assert json.loads(capsys.readouterr().out) == SCHEMA


def test_a_file_is_written_and_only_a_schema_replaced(tmp_path: Path, capsys: Capture) -> None:
    file = tmp_path / "quiz.schema.json"
    for _ in range(2):
        assert main(["schema", "-o", str(file)]) == 0
        assert json.loads(file.read_text("utf-8")) == SCHEMA
    bank = write_bank(tmp_path, as_items(SAMPLES["cloze"].text))
    before = bank.read_bytes()
    assert main(["schema", "--output", str(bank)]) == 2
    assert bank.read_bytes() == before
    assert "is not a schema" in capsys.readouterr().err


def test_the_line_for_editors_is_documented_and_harmless(tmp_path: Path, capsys: Capture) -> None:
    line = "# yaml-language-server: $schema=quiz.schema.json\n"
    assert line in (ROOT / "docs" / "editors.md").read_text("utf-8")
    with pytest.raises(SystemExit):
        main(["schema", "--help"])
    assert line in capsys.readouterr().out
    path = write_bank(tmp_path, as_items(SAMPLES["cloze"].text), line + HEADER)
    assert read_bank(path).bank is not None
