"""Findings as SARIF and as annotations of GitHub."""

from pathlib import Path
from typing import Any

from quiz.check.engine import Findings, check_paths
from quiz.check.output import as_annotations, as_data, as_sarif
from quiz.check.rules import RULES
from tests.support import HEADER, write_bank

QUESTIONS = """\
- id: hurt
  type: true_false
  prompt: 100% of the crew, it “might” seem, was crucial.
  answer: true
  quote: Nobody was hurt
  allow: {key-longest: Needless.}
- {id: where, type: single_choice, prompt: Where?, answer: Picton, distractors: [Nelson, Bluff]}
"""


def findings(folder: Path, name: str = "bank.yaml") -> Findings:
    path = write_bank(folder, QUESTIONS, HEADER, name)
    return check_paths([str(path)], info=True)


def test_sarif_names_each_problem_its_rule_and_its_place(tmp_path: Path) -> None:
    found = findings(tmp_path, "a bank: é.yaml")
    (run,) = _runs(as_sarif(found))
    rules = run["tool"]["driver"]["rules"]
    assert {rule["id"] for rule in rules} == RULES.keys() | {"needless-allowance"}
    assert len(run["results"]) == len(found.problems) > 2
    for result, problem in zip(run["results"], found.problems, strict=True):
        assert result["ruleId"] == problem.rule == rules[result["ruleIndex"]]["id"]
        assert result["level"] == {"info": "note"}.get(problem.severity, problem.severity)
        (place,) = result["locations"]
        place = place["physicalLocation"]
        assert place["region"] == dict(
            zip(("startLine", "startColumn"), problem.position, strict=True)
        )
        assert place["artifactLocation"]["uri"] == (tmp_path / "a bank: é.yaml").as_uri().replace(
            ":%20", "%3A%20"
        )


def _runs(log: dict[str, Any]) -> list[dict[str, Any]]:
    assert log["version"] == "2.1.0"
    return list(log["runs"])


def test_annotations_escape_what_would_end_them(tmp_path: Path) -> None:
    found = findings(tmp_path, "a,b.yaml")
    lines = list(as_annotations(found))
    assert len(lines) == len(found.problems) + 1
    (line,) = (line for line in lines if "evaluation-unattributed" in line)
    assert line.startswith("::warning file=")
    assert "a%2Cb.yaml,line=9,col=3,title=evaluation-unattributed::“crucial” is" in line
    assert any(line.startswith("::notice ") for line in lines)


def test_the_count_of_rules_is_given(tmp_path: Path) -> None:
    assert as_data(findings(tmp_path))["rules"] == len(RULES)
