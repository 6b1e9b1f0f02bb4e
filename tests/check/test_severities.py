"""What a bank says of rules: how grave they are, and which instances it allows."""

from pathlib import Path

import pytest

from quiz.check.engine import Findings, check_paths
from quiz.model.problem import Severity
from tests.support import FIRST_LINE, HEADER, places, write_bank

TWO = """\
- id: harbour
  type: single_choice
  prompt: Where did the ferry leave from?
  answer: Picton
  distractors: [Nelson]
  quote: The ferry left Picton at noon
"""


def check(folder: Path, questions: str = TWO, top: str = "", info: bool = False) -> Findings:
    """Check a bank of these questions, with further keys at its top level."""
    path = write_bank(folder, questions, HEADER.replace("questions:", f"{top}questions:"))
    return check_paths([str(path)], info)


def test_a_rule_is_a_warning_by_its_default(tmp_path: Path) -> None:
    (problem,) = check(tmp_path).problems
    assert (problem.rule, problem.severity) == ("option-count", Severity.WARNING)
    assert problem.position == (FIRST_LINE + 4, 3)


@pytest.mark.parametrize("severity", list(Severity))
def test_a_bank_changes_how_grave_a_rule_is(tmp_path: Path, severity: Severity) -> None:
    findings = check(tmp_path, top=f"rules: {{option-count: {severity}}}\n", info=True)
    found = {problem.rule: problem.severity for problem in findings.problems}
    assert found["option-count"] is severity
    assert findings.failed(strict=False) is (severity is Severity.ERROR)
    assert findings.failed(strict=True) is (severity is not Severity.INFO)


def test_a_rule_that_is_off_does_not_run(tmp_path: Path) -> None:
    findings = check(tmp_path, top="rules: {option-count: off}\n")
    assert not findings.problems
    assert "option-count" not in findings.rules and "key-longest" in findings.rules


def test_infos_are_looked_for_only_when_asked_for(tmp_path: Path) -> None:
    top = "rules: {option-count: info}\n"
    assert not check(tmp_path, top=top).problems
    assert "option-count" in {each.rule for each in check(tmp_path, top=top, info=True).problems}


def test_an_instance_is_allowed_with_a_reason(tmp_path: Path) -> None:
    more = TWO.replace("id: harbour", "id: again").replace("ferry leave", "boat leave")
    allowed = TWO + "  allow: {option-count: There are but two ports.}\n" + more
    assert places(check(tmp_path, allowed).problems) == [f"{FIRST_LINE + 11}:3 option-count"]


def test_an_allowance_without_need_is_a_warning(tmp_path: Path) -> None:
    text = TWO.replace("[Nelson]", "[Nelson, Bluff]") + "  allow: {option-count: Two ports.}\n"
    (problem,) = check(tmp_path, text).problems
    assert (problem.rule, problem.severity) == ("needless-allowance", Severity.WARNING)
    assert problem.position == (FIRST_LINE + 6, 11)


@pytest.mark.parametrize(
    ("top", "why"),
    [
        ("rules: {option-count: off}\n", "it is off"),
        ("language: de\n", "English banks"),
    ],
)
def test_an_allowance_of_what_does_not_run_says_why(tmp_path: Path, top: str, why: str) -> None:
    rule = "option-count" if "off" in top else "hedge-lost"
    text = TWO.replace("[Nelson]", "[Nelson, Bluff]") + f"  allow: {{{rule}: Because.}}\n"
    (problem,) = check(tmp_path, text, top).problems
    assert problem.rule == "needless-allowance" and why in problem.message


def test_an_allowance_of_an_info_is_judged_only_when_infos_are(tmp_path: Path) -> None:
    text = TWO.replace("[Nelson]", "[Nelson, Bluff]") + "  allow: {hard-prompt: Because.}\n"
    assert not check(tmp_path, text).problems
    assert "needless-allowance" in {each.rule for each in check(tmp_path, text, info=True).problems}


def test_what_a_rule_says_of_the_bank_is_allowed_there(tmp_path: Path) -> None:
    text = "".join(
        f"- {{id: q{number}, type: true_false, prompt: It sank., answer: true}}\n"
        for number in range(6)
    )
    top = "allow: {true-false-balance: The report denies nothing.}\nrules: {}\n"
    rules = [problem.rule for problem in check(tmp_path, text).problems]
    assert rules == ["unused-source", "true-false-balance"]
    assert [each.rule for each in check(tmp_path, text, top).problems] == ["unused-source"]


def test_a_rule_that_does_not_exist_is_an_error_with_the_nearest_one(tmp_path: Path) -> None:
    text = TWO.replace("[Nelson]", "[Nelson, Bluff]") + "  allow: {key-longst: Because.}\n"
    found = check(tmp_path, text, "rules: {option-cont: off}\n").problems
    assert [problem.rule for problem in found] == ["unknown-rule", "unknown-rule"]
    assert "“option-count”" in found[0].message and "“key-longest”" in found[1].message
    assert all(problem.severity is Severity.ERROR for problem in found)


def test_an_unknown_rule_is_found_in_a_bank_with_other_errors(tmp_path: Path) -> None:
    findings = check(tmp_path, TWO + "  hint: x\n", "rules: {option-cont: off}\n")
    assert [problem.rule for problem in findings.problems] == ["unknown-rule", "unknown-key"]
    assert not findings.rules


@pytest.mark.parametrize("value", ["loud", "[off]", "~"])
def test_a_severity_is_one_of_the_known_words(tmp_path: Path, value: str) -> None:
    (problem,) = check(tmp_path, top=f"rules: {{option-count: {value}}}\n").problems
    assert problem.severity is Severity.ERROR


@pytest.mark.parametrize("value", ["key-longest", "[key-longest]", "{key-longest: }"])
def test_an_allowance_needs_a_reason(tmp_path: Path, value: str) -> None:
    (problem,) = check(tmp_path, TWO + f"  allow: {value}\n").problems
    assert problem.severity is Severity.ERROR
