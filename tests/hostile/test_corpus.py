"""No file crashes, stalls or floods the reader, and each is judged as it deserves."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from quiz.bank.reader import read_bank
from quiz.check.rules import RULES
from tests.hostile.corpus import Case, cases, furnish, write

CASES = cases()
HANDFUL = 40
SECONDS = 2.0
MEGABYTES = 300


@pytest.mark.parametrize("start", range(0, len(CASES), HANDFUL))
def test_every_file_is_judged_within_its_limits(tmp_path: Path, start: int) -> None:
    furnish(tmp_path)
    chosen = CASES[start : start + HANDFUL]
    paths = [str(write(case, tmp_path)) for case in chosen]
    script = Path(__file__).with_name("judge.py")
    done = subprocess.run(
        [sys.executable, str(script), *paths], capture_output=True, text=True, timeout=50
    )
    verdicts = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 0, f"{paths[len(verdicts)]}: {done.returncode}\n{done.stderr[-2000:]}"
    wrong = [f for case, v in zip(chosen, verdicts, strict=True) for f in faults(case, v)]
    assert wrong == [], "\n".join(wrong)


def faults(case: Case, verdict: dict[str, object]) -> list[str]:
    """Return in what a verdict is not the one that is due."""
    seconds, rules, longest = verdict["seconds"], verdict["rules"], verdict["longest"]
    assert isinstance(seconds, float) and isinstance(rules, list) and isinstance(longest, int)
    # What rules say of the questions of a sound file is no matter here.
    rules = [rule for rule in rules if rule not in RULES]
    found = []
    if verdict["accepted"] != case.accepted or not set(case.rules) <= set(rules):
        found.append(f"{case.name}: accepted {verdict['accepted']}, {rules}")
    if case.accepted and not set(rules) <= {*case.rules, "unused-source"}:
        found.append(f"{case.name}: {rules}")
    if int(str(verdict["peak"])) > MEGABYTES:
        found.append(f"{case.name}: took {verdict['peak']} MB")
    if seconds > SECONDS:
        found.append(f"{case.name}: took {seconds:.1f} s")
    if not (verdict["placed"] and verdict["harmless"]) or longest > 2_000:
        found.append(f"{case.name}: {verdict}")
    return found


def test_the_names_are_unique() -> None:
    assert len({case.name for case in CASES}) == len(CASES)


def test_a_folder_named_like_a_bank_is_no_bank(tmp_path: Path) -> None:
    folder = tmp_path / "folder.yaml"
    folder.mkdir()
    (problem,) = read_bank(folder).problems
    assert (problem.rule, problem.position) == ("unreadable", (1, 1))


def test_a_file_that_may_not_be_read_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "bank.yaml"
    path.write_text("format: 1\n")

    def refuse(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    # Rights do not bind the super-user, as whom the tests may run.
    monkeypatch.setattr("os.open", refuse)
    (problem,) = read_bank(path).problems
    assert (problem.rule, problem.message) == (
        "unreadable",
        "the file cannot be opened: Permission denied",
    )


def test_banks_beside_a_hostile_one_are_read(tmp_path: Path) -> None:
    furnish(tmp_path)
    sound = next(case for case in CASES if case.name == "ok")
    for case in CASES:
        if case.name.startswith(("made", "escape-c1", "ok")):
            write(case, tmp_path)
    assert read_bank(write(sound, tmp_path)).bank is not None
