"""Texts that are no YAML: what can be read of them stands where it stood."""

from hypothesis import example, given, settings
from hypothesis import strategies as st

from quiz.yaml_source.parse import recover, scan
from quiz.yaml_source.problems import ProblemLog
from tests.support import HEADER, all_samples, as_items

BANK = HEADER + as_items(*all_samples())
TYPED = st.text(alphabet=st.sampled_from("ab:-[]{}'\"|>#&*!%@ \n\t\r\ud800\x00🚢"), max_size=20)


@settings(max_examples=50)
@given(st.integers(0, len(BANK)), st.integers(0, 40), TYPED)
@example(0, 0, "[" * 20)
@example(len(BANK), 0, "- " * 20)
def test_what_is_recovered_is_yaml_in_its_place(cut: int, gap: int, typed: str) -> None:
    text = BANK[:cut] + typed + BANK[cut + gap :]
    left, lines = recover(text)
    assert len(left) == len(text) and left.count("\n") == text.count("\n")
    report = ProblemLog("")
    scan(left, report)
    assert "yaml-syntax" not in {problem.rule for problem in report.problems}
    assert all(1 <= line <= text.count("\n") + 1 for line in lines)
    assert all(now in (was, " ") for was, now in zip(BANK, recover(BANK).text, strict=True))


def test_only_the_key_at_fault_is_lost() -> None:
    text = 'title: "The sea\nid: sea\nquestions:\n  - id: a\n    prompt: [x\n  - id: b\n'
    left, lines = recover(text)
    kept = "id: sea\nquestions:\n  - id: a\n"
    assert left.split() == [*kept.split(), "-", "id:", "b"]
    assert lines == {1, 4, 5}
