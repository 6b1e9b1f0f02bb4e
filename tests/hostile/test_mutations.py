"""A bank changed at random is judged, never fallen over."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.bank.questions import rebuild_question, write_question
from quiz.bank.reader import read_bank
from quiz.check.engine import Findings
from quiz.check.output import as_data, as_lines
from quiz.cli.output import as_json
from quiz.question_types import question_type_of
from quiz.text.cleaning import first_forbidden
from tests.support import FIRST_LINE, HEADER, NO_LEXICON, SOURCE, all_samples, as_items

BANK = HEADER + as_items(*all_samples())
SNIPPETS = (
    *"'\"[]{}|>\t#,-~\r\x00\x85\u202e\u2028\ufeff",
    *("{{", "}}", "- ", ": ", "\n", "\n  ", "&a ", "*a", "!t ", "---\n", "...", "? ", "<<: "),
    *("\x1b[2J", "日本", "e\u0301", "\U0001f469\u200d", "9" * 50, "1e999", "true", "null"),
    *("%YAML 1.2\n", "quote", "id: ", "{a: b}"),
)
EDIT = st.tuples(
    st.integers(0, len(BANK)), st.integers(0, 30), st.sampled_from(SNIPPETS) | st.text(max_size=4)
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the source of the bank."""
    made = tmp_path_factory.mktemp("banks")
    (made / "report.txt").write_text(SOURCE)
    return made


@given(st.lists(EDIT, min_size=1, max_size=4))
def test_a_bank_changed_at_random_is_judged(
    folder: Path, edits: list[tuple[int, int, str]]
) -> None:
    text = BANK
    for place, length, snippet in edits:
        text = text[:place] + snippet + text[place + length :]
    path = folder / "bank.yaml"
    path.write_text(text, encoding="utf-8", errors="surrogatepass", newline="")
    reading = read_bank(path)
    assert (reading.bank is None) == any(p.severity == "error" for p in reading.problems)
    lines = text.count("\n") + 2
    for problem in reading.problems:
        assert 1 <= problem.position.line <= lines
        assert problem.position.column >= 1
        assert "\n" not in problem.message
    findings = Findings(1, reading.questions, reading.quotes, problems=list(reading.problems))
    findings.texts[str(path)] = reading.text
    assert first_forbidden("\n".join(as_lines(findings)) + as_json(as_data(findings))) is None
    for question in reading.bank.questions if reading.bank else ():
        assert question_type_of(question).mark(question, (), NO_LEXICON).fraction == 0
        assert rebuild_question(write_question(question)) is not None


def test_the_bank_is_sound_before_it_is_changed(folder: Path) -> None:
    path = folder / "sound.yaml"
    path.write_text(BANK)
    reading = read_bank(path)
    assert reading.problems == ()
    assert reading.questions == BANK.count("- id:") and FIRST_LINE == 7
