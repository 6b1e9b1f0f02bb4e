"""`quiz import` as it is typed."""

from pathlib import Path

import pytest

from quiz.bank.reader import read_bank
from quiz.cli import main, output
from quiz.text.cleaning import first_forbidden

AIKEN = "What raises the tides?\nA. the wind\nB. the Moon\nANSWER: B\n"
TEXT = "It is the Moon that raises the tides; the wind does not.\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "q.txt").write_text(AIKEN)
    (tmp_path / "tides.txt").write_text(TEXT)
    return tmp_path


def test_what_comes_in_is_printed_and_the_report_goes_aside(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["import", "q.txt"]) == 0
    printed = capsys.readouterr()
    assert printed.out.startswith("format: 1\nid: q\ntitle: Q\n# No source: ")
    assert printed.err == "Nothing was lost.\n"


def test_a_bank_is_written_with_accepted_quotes_and_checked(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = ["import", "q.txt", "-o", "b.yaml", "--source", "tides.txt", "--accept"]
    assert main(made) == 0
    printed = capsys.readouterr().out
    assert "Wrote b.yaml: 1 question.\nQuotes suggested for 1 question: check each one." in printed
    assert "1 file, 1 question, 1 quote" in printed and " 0 errors" in printed
    assert main(made) == 2
    assert "exists already" in capsys.readouterr().err


def test_strict_writes_nothing_when_a_question_is_left_out(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "q.txt").write_text(AIKEN + "\nBroken\nA. x\nANSWER: C\n")
    assert main(["import", "q.txt", "-o", "b.yaml", "--strict"]) == 1
    assert not (folder / "b.yaml").exists()
    assert main(["import", "q.txt", "-o", "b.yaml", "--report", "json"]) == 1
    assert '"place": "line 6"' in capsys.readouterr().out
    assert (folder / "b.yaml").exists()


def test_each_group_becomes_a_bank_where_a_folder_is_named(folder: Path) -> None:
    (folder / "r.txt").write_text(AIKEN)
    (folder / "banks").mkdir()
    assert main(["import", "q.txt", "r.txt", "-o", "banks"]) == 0
    assert sorted(path.name for path in (folder / "banks").iterdir()) == ["q-2.yaml", "q.yaml"]
    assert main(["import", "q.txt", "-o", "nowhere/"]) == 2


@pytest.mark.parametrize("content", [b"", b"\x00\x01\x02", b"hello\n", b"<a/>"])
def test_what_is_of_no_format_is_reported_in_one_line(
    content: bytes, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "x").write_bytes(content)
    assert main(["import", "x"]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("quiz: “x” is not in a format that quiz can import (")


def test_of_several_banks_all_are_written_or_none(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "banks").mkdir()
    (folder / "r.txt").write_text(AIKEN)
    write = output.write_new

    def full(data: bytes, file: str) -> None:
        if file.endswith("q-2.yaml"):
            raise KeyboardInterrupt
        write(data, file)

    monkeypatch.setattr(output, "write_new", full)
    assert main(["import", "q.txt", "r.txt", "-o", "banks"]) == 130
    assert list((folder / "banks").iterdir()) == []


@pytest.mark.parametrize("command", [["import", "q.txt"], ["export", "b.yaml", "--to", "csv"]])
def test_a_file_that_cannot_be_written_is_reported_before_the_work(
    command: list[str],
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["import", "q.txt", "-o", "b.yaml"]) == 0
    monkeypatch.setattr("quiz.cli.commands.import_.read_file", pytest.fail)
    monkeypatch.setattr("quiz.cli.commands.export.load_bank", pytest.fail)
    assert main([*command, "-o", "b.yaml"]) == 2
    assert "exists already" in capsys.readouterr().err
    assert main([*command, "-o", "nowhere/b.yaml"]) == 3
    assert "its folder does not exist" in capsys.readouterr().err


@pytest.mark.parametrize("cell", ["", "x" * 1_000_001])
def test_a_table_of_which_nothing_comes_in_is_reported_in_one_line(
    cell: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "t.csv").write_text(f"prompt,answer\n{cell},\n")
    assert main(["import", "t.csv"]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert line.endswith(("nothing was written", "a cell has more than 1,000,000 characters"))


ESCAPES = "\x1b[2J\x1b]52;c;YWFh\x07\x9b2J\u202e"
"""What clears a terminal's screen, writes to its clipboard, and turns its text around."""


@pytest.mark.parametrize(
    "content",
    [
        f"Quiz title: T{ESCAPES}\nQuiz description: D{ESCAPES}\n\n1.  2+3{ESCAPES}?\n*a) 5\nb) 6\n",
        f"bank,bank_title,bank_language,bank_description,id,type,prompt,answer,distractors\n"
        f"b,T{ESCAPES},en{ESCAPES},D{ESCAPES},q,single_choice,Q{ESCAPES}?,a,b\n",
        f"#separator:tab\n#deck:T{ESCAPES}\nWho{ESCAPES}?\tme{ESCAPES}\n",
        f"// [bank:b] [language:en{ESCAPES}] [description:D{ESCAPES}]\n"
        f"$CATEGORY: $course$/top/T{ESCAPES}\n\n::n{ESCAPES}::Two{ESCAPES}?{{=a{ESCAPES} ~b}}\n",
        f"What{ESCAPES}?\nA. a{ESCAPES}\nB. b\nANSWER: A\n",
    ],
    ids=["text2qti", "csv", "anki text", "gift", "aiken"],
)
def test_nothing_in_a_file_acts_on_the_terminal_or_spoils_the_bank(
    content: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "x.txt").write_text(content, encoding="utf-8")
    assert main(["import", "x.txt", "-o", "b.yaml"]) == 0
    printed = capsys.readouterr()
    assert first_forbidden(printed.out + printed.err) is None
    assert "characters that are not allowed in a bank" in printed.out
    assert read_bank(folder / "b.yaml").bank is not None
    assert first_forbidden((folder / "b.yaml").read_text(encoding="utf-8")) is None


def test_a_bank_that_could_not_be_read_is_not_written(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("quiz.bank.reader.MAX_QUESTIONS", 1)
    (folder / "q.txt").write_text(AIKEN + "\n" + AIKEN)
    assert main(["import", "q.txt", "-o", "b.yaml"]) == 1
    assert not (folder / "b.yaml").exists()
    assert capsys.readouterr().err == (
        "quiz: nothing was written, because the bank could not be read: a bank has at most 1 "
        "questions; import fewer questions at a time\n"
    )


@pytest.mark.slow
def test_a_table_of_40_000_rows_becomes_a_bank(folder: Path) -> None:
    rows = (f"Q{number}?,a{number}\n" for number in range(40_000))
    (folder / "t.csv").write_text("question,answer\n" + "".join(rows))
    assert main(["import", "t.csv", "-o", "b.yaml"]) == 0


def test_what_several_groups_have_of_their_own_is_listed_when_they_become_one_bank(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    header = "bank,bank_title,bank_language,bank_description,id,type,prompt,answer\n"
    rows = "a,Tides,de,About tides,q1,true_false,P,true\nb,Winds,de,,q2,true_false,P,true\n"
    (folder / "t.csv").write_text(header + rows)
    assert main(["import", "t.csv", "-o", "b.yaml"]) == 0
    assert "description: that of “Tides”\n1 loss.\n" in capsys.readouterr().out
    assert "\nlanguage: de\n" in (folder / "b.yaml").read_text()
    (folder / "t.csv").write_text(header + rows.replace("Winds,de", "Winds,fr"))
    assert main(["import", "t.csv", "-o", "c.yaml"]) == 0
    printed = capsys.readouterr().out
    assert "language: “Tides” has its own" in printed and "language: “Winds”" in printed


def test_progress_is_shown_while_the_bank_is_made(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(output, "INTERVAL", 0.0)
    assert main(["import", "q.txt", "-o", "b.yaml"]) == 0
    error = capsys.readouterr().err
    assert "quiz: reading q.txt: " in error and "quiz: making the bank: 100%" in error
