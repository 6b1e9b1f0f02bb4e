"""`quiz new` as a teacher runs it."""

import errno
import io
import re
from pathlib import Path

import pytest

from quiz.bank.reader import read_bank
from quiz.check.rules import RULES
from quiz.cli import main
from quiz.model.bank import Bank
from quiz.model.problem import Severity
from tests.support import SOURCE

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = Path("the-ferry.txt")
    path.write_text(SOURCE, "utf-8")
    return path


def bank_at(path: str) -> Bank:
    bank = read_bank(Path(path)).bank
    assert bank is not None
    return bank


def test_a_bank_beside_its_text(text: Path, capsys: Capture) -> None:
    assert main(["new", str(text)]) == 0
    rules = sum(rule.severity is not Severity.INFO for rule in RULES.values())
    out, err = capsys.readouterr()
    assert (out.splitlines(), err) == (
        [
            "Wrote the-ferry.yaml: 1 question, 5 examples, 3 sentences.",
            f"1 file, 1 question, 1 quote, {rules} rules checked: 0 errors, 0 warnings",
        ],
        "",
    )
    bank = bank_at("the-ferry.yaml")
    assert (bank.id, bank.title) == ("the-ferry", "The ferry")
    assert main(["check", "--strict", "the-ferry.yaml"]) == 0


def test_no_rule_finds_anything_in_the_examples(text: Path, capsys: Capture) -> None:
    assert main(["new", str(text)]) == 0
    bank = Path("the-ferry.yaml")
    bank.write_text(re.sub("^  # ", "  ", bank.read_text("utf-8"), flags=re.MULTILINE), "utf-8")
    assert main(["check", "--strict", str(bank)]) == 0, capsys.readouterr().out
    assert len(bank_at(str(bank)).questions) == 6


def test_the_bank_plays(text: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    assert main(["new", str(text)]) == 0
    monkeypatch.setattr("sys.stdin", io.StringIO("1\n"))
    assert main(["play", "the-ferry.yaml", "--plain", "--new"]) == 0
    assert "Question 1 of 1" in capsys.readouterr().out


def test_a_text_below_with_title_and_id(text: Path) -> None:
    Path("texts").mkdir()
    text.rename("texts/é — 1.md")
    arguments = ["-o", "my.yml", "--title", " It's: new ", "--id", "ferry.1"]
    assert main(["new", "texts/é — 1.md", *arguments]) == 0
    bank = bank_at("my.yml")
    assert (bank.id, bank.title) == ("ferry.1", "It's: new")
    assert bank.sources["text"].text == SOURCE


def test_nothing_is_ever_overwritten(text: Path, capsys: Capture) -> None:
    Path("the-ferry.yaml").write_text("mine", "utf-8")
    assert main(["new", str(text)]) == 2
    assert Path("the-ferry.yaml").read_text("utf-8") == "mine"
    assert "exists already" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["gone.txt"], 2, "there is no file"),
        (["the-ferry.txt", "-o", "below/b.yaml"], 2, "in the folder of the bank"),
        (["the-ferry.txt", "-o", "b.txt"], 2, "must end in .yaml or .yml"),
        (["the-ferry.txt", "--id", "a b"], 2, "is not an id of letters"),
        (["the-ferry.txt", "--title", "a\tb"], 2, "one line"),
        (["the-ferry.txt", "--title", " "], 2, "one line"),
        (["."], 1, "cannot be opened"),
        (["a:b.txt"], 2, "rename it"),
        (["a\x1b[2J.txt"], 2, "rename it"),
        (["short.txt"], 1, "no sentence"),
        (["latin.txt"], 1, "not UTF-8"),
        (["old.yaml"], 2, "is a bank, not a text"),
        (["the-ferry.txt", "-o", "gone/../b.yaml"], 3, "cannot be written"),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_written(
    arguments: list[str], code: int, says: str, text: Path, capsys: Capture
) -> None:
    Path("below").mkdir()
    for name in ("a:b.txt", "a\x1b[2J.txt"):
        Path(name).write_text(SOURCE, "utf-8")
    Path("short.txt").write_text("Too short.", "utf-8")
    Path("old.yaml").touch()
    Path("latin.txt").write_bytes("Café, said the harbourmaster.".encode("latin-1"))
    before = sorted(Path().rglob("*"))
    assert main(["new", *arguments]) == code
    out, err = capsys.readouterr()
    assert out == "" and says in err and "\x1b" not in err
    assert sorted(Path().rglob("*")) == before


def test_a_full_disk_leaves_nothing(
    text: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []

    class Full(io.BytesIO):
        def write(self, data: object) -> int:
            raise OSError(errno.ENOSPC, "No space left on device")

    def opened(file: str, mode: str) -> Full:
        Path(file).touch()
        made.append(file)
        return Full()

    monkeypatch.setattr("quiz.cli.output.open", opened, raising=False)
    assert main(["new", str(text)]) == 3
    assert not Path("the-ferry.yaml").exists()
    assert made == ["the-ferry.yaml"]
    assert "cannot be written: No space left" in capsys.readouterr().err
