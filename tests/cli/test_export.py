"""The command `quiz export`: what counts as a loss, and what is only told."""

import json
from pathlib import Path

import pytest

from quiz.cli import main
from tests.support import write_bank

NUMERIC = """\
- id: engines
  type: numeric
  prompt: How many engines failed off Cape Jackson?
  answer: 2
  explanation: Two of the four did.
  quote: Two of the four engines failed
"""
NOTE = "numeric questions: {} takes numbers in digits only, not in words"
SYSTEMS = {"moodle": "Moodle", "gift": "Moodle", "canvas": "Canvas", "qti21": "QTI", "qti3": "QTI"}


@pytest.mark.parametrize("name", [*SYSTEMS, "csv", "anki"])
def test_what_no_author_can_avoid_is_told_and_does_not_stop_strict(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bank, out = write_bank(tmp_path, NUMERIC), tmp_path / "out"
    code = main(["export", str(bank), "--to", name, "--strict", "-o", str(out)])
    printed = capsys.readouterr().out
    assert code == 0, printed
    assert out.exists()
    told = [f"note: {NOTE.format(SYSTEMS[name])}"] if name in SYSTEMS else []
    assert printed.splitlines() == [*told, "Nothing was lost."]


def test_strict_still_counts_what_the_author_wrote(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bank, out = write_bank(tmp_path, NUMERIC + "  unit: engines\n"), tmp_path / "out"
    export = ["export", str(bank), "--to", "gift", "--strict", "--report", "json", "-o", str(out)]
    assert main(export) == 1
    report = json.loads(capsys.readouterr().out)
    assert [loss["what"] for loss in report["losses"]] == ["unit: GIFT has none"]
    assert report["remarks"] == [NOTE.format("Moodle")]
    assert not out.exists()
