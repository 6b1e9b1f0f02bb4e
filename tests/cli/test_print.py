"""`quiz print`: files, exit codes and what is said, through the command."""

from pathlib import Path

import pytest

from quiz.cli import main
from tests.support import SAMPLES, as_items, write_bank

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def bank(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.chdir(tmp_path)
    return str(write_bank(tmp_path, as_items(SAMPLES["single_choice"].text)))


def test_a_pdf_is_named_after_its_bank_and_never_overwritten(bank: str, capsys: Capture) -> None:
    assert main(["print", bank]) == 0
    assert capsys.readouterr().out == "ferry.pdf: 1 question, 1 point\n"
    first = Path("ferry.pdf").read_bytes()
    assert first.startswith(b"%PDF-1.7")
    assert main(["print", bank]) == 2
    assert "“ferry.pdf” exists already" in capsys.readouterr().err
    assert main(["print", bank, "-o", "again.pdf"]) == 0
    assert Path("again.pdf").read_bytes() == first == Path("ferry.pdf").read_bytes()


def test_html_is_printed_and_parts_can_be_left_out(bank: str, capsys: Capture) -> None:
    assert main(["print", bank, "--format", "html", "--parts", "questions", "--title", "T"]) == 0
    html = capsys.readouterr().out
    assert "<title>T</title>" in html and "Answers and quotes" not in html


def test_what_cannot_be_printed(bank: str, tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "bad.yaml").write_text("format: 1\n", "utf-8")
    for arguments, code, why in (
        (["bad.yaml"], 1, "bad.yaml:1:1: error"),
        (["nowhere"], 2, "there is no bank “nowhere”"),
        ([bank, "--count", "2"], 2, "only 1 matches"),
        ([bank, "--tag", "x"], 1, "There is no question with the tag “x”"),
        ([bank, "-o", "gone/x.pdf"], 3, "cannot be written"),
    ):
        assert main(["print", *arguments]) == code
        assert why in capsys.readouterr().err


def test_the_ending_says_the_format(bank: str, capsys: Capture) -> None:
    assert main(["print", bank, "-o", "test.HTML", "--parts", "questions"]) == 0
    assert Path("test.HTML").read_text("utf-8").startswith("<!doctype html>")
    assert main(["print", bank, "-o", "new.html", "--format", "pdf"]) == 2
    assert "“new.html” has the ending of html, but --format is pdf" in capsys.readouterr().err
    assert main(["coverage", bank, "-o", "new.json"]) == 0
    assert Path("new.json").read_text("utf-8").startswith("{")


@pytest.mark.parametrize("option", ["--versions=27", "--versions=0", "--parts=key,keys"])
def test_what_options_do_not_take(bank: str, option: str, capsys: Capture) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["print", bank, option])
    assert option.split("=")[0] in capsys.readouterr().err


def test_missing_characters_are_named(bank: str, tmp_path: Path, capsys: Capture) -> None:
    item = "id: a\ntype: true_false\nprompt: A \u0378 here?\nanswer: true\n"
    other = write_bank(tmp_path, as_items(item), name="odd.yaml")
    assert main(["print", str(other), bank]) == 0
    output, errors = capsys.readouterr()
    assert output.startswith("quiz.pdf: 2 questions") and "no installed font has U+0378:" in errors
