"""Canvas packages by `quiz export` and `quiz import`, and archives that are refused."""

import zipfile
from pathlib import Path

import pytest

from quiz.cli import main
from tests.support import all_samples, as_items, write_bank


def test_a_bank_of_every_type_goes_out_and_comes_back(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bank = write_bank(tmp_path, as_items(*all_samples()))
    package, back = tmp_path / "out.zip", tmp_path / "back.yaml"
    assert main(["export", str(bank), "--to", "canvas", "-o", str(package)]) == 0
    source = ["--source", f"report={tmp_path / 'report.txt'}"]
    assert main(["import", str(package), "-o", str(back), *source]) == 0
    assert main(["check", str(back)]) == 0
    assert "0 errors" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("../q.xml", "<questestinterop/>", "leads out of the archive"),
        ("q.xml", "<!DOCTYPE questestinterop [<!ENTITY a 'b'>]><questestinterop/>", "declares"),
        ("q.zip", "<questestinterop/>", "is not in a format"),
    ],
)
def test_a_hostile_archive_is_refused_with_the_reason(
    name: str, text: str, message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    package = tmp_path / "in.zip"
    with zipfile.ZipFile(package, "w") as archive:
        archive.writestr("imsmanifest.xml", "<manifest/>")
        archive.writestr(name, text)
    assert main(["import", str(package), "-o", str(tmp_path / "bank.yaml")]) == 1
    assert message in capsys.readouterr().err
    assert not (tmp_path / "bank.yaml").exists()
