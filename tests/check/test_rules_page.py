"""Each rule as its page shows it: it fires on the bad example and is silent on the fixed one."""

import re
from pathlib import Path

import pytest

from quiz.check.engine import check_paths
from quiz.check.rules import RULES

PAGE = (Path(__file__).parents[2] / "docs" / "rules.md").read_text("utf-8")
HEAD = "format: 1\nid: shown\ntitle: Shown\nsources:\n  text: shown.txt\nquestions:\n"
SECTIONS = {
    heading: text
    for heading, text in re.findall(r"^### `([\w-]+)`\n(.*?)(?=^##|\Z)", PAGE, re.M | re.S)
}


def found(section: str, which: str, folder: Path) -> list[str]:
    """Return the rules that fire on an example of a section, which must be a sound bank."""
    source = re.search(r"```text\n(.*?)```", PAGE, re.S)
    example = re.search(rf"```yaml {which}\n(.*?)```", SECTIONS[section], re.S)
    assert source and example, section
    (folder / "shown.txt").write_text(source[1], "utf-8")
    (folder / "bank.yaml").write_text(HEAD + example[1], "utf-8")
    findings = check_paths([str(folder / "bank.yaml")], info=True)
    assert findings.rules == RULES.keys(), findings.problems
    return [problem.rule for problem in findings.problems]


def test_every_rule_has_its_section_and_every_section_its_rule() -> None:
    assert SECTIONS.keys() == RULES.keys()


@pytest.mark.parametrize("rule", RULES)
def test_the_section_says_how_grave_the_rule_is(rule: str) -> None:
    english = ", English" if RULES[rule].english else ""
    assert SECTIONS[rule].strip().startswith(f"{RULES[rule].severity.capitalize()}{english}. ")


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_fires_on_the_bad_example(rule: str, tmp_path: Path) -> None:
    assert rule in found(rule, "bad", tmp_path)


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_is_silent_on_the_fixed_example(rule: str, tmp_path: Path) -> None:
    assert rule not in found(rule, "fixed", tmp_path)
