"""Opening sources: regular files inside the bank's own folder, and nothing else."""

import os
from pathlib import Path

import pytest

from quiz.bank.reader import BankReading, read_bank
from quiz.model.bank import Match
from tests.support import HEADER, SAMPLES, as_items, places, write_bank

QUESTION = as_items(SAMPLES["true_false"].text)
"""Quotes “Nobody was hurt”."""


def read_with(folder: Path, source: str, questions: str = QUESTION) -> BankReading:
    """Read a bank whose only source is `source`, as it stands after `report: `."""
    header = HEADER.replace("report.txt", source)
    return read_bank(write_bank(folder, questions, header), "bank.yaml")


@pytest.mark.parametrize(
    "source",
    ["report.txt", "./report.txt", "texts/report.md", "'déjà vu.txt'", "日本.txt", "console.txt"],
)
def test_a_source_stands_beside_or_below_the_bank(tmp_path: Path, source: str) -> None:
    path = tmp_path / source.strip("'")
    path.parent.mkdir(exist_ok=True)
    path.write_text("Nobody was hurt.")
    reading = read_with(tmp_path, source)
    assert reading.problems == ()
    assert reading.bank is not None
    assert reading.bank.sources["report"].text.startswith(("Nobody", "The ferry"))


@pytest.mark.parametrize(
    ("source", "rule"),
    [
        ("/etc/passwd", "source-path"),
        ("//etc/passwd", "source-path"),
        ("/dev/zero", "source-path"),
        ("../report.txt", "source-path"),
        ("texts/../../report.txt", "source-path"),
        ("~/.ssh/id_rsa", "source-path"),
        ("~root", "source-path"),
        ("http://127.0.0.1:9/x", "source-path"),
        ("file:///etc/passwd", "source-path"),
        ("C:/autoexec.bat", "source-path"),
        (r"\\host\share", "source-path"),
        (r"texts\report.txt", "source-path"),
        ("CON", "source-path"),
        ("texts/nul.txt", "source-path"),
        (".", "source-unreadable"),
        ("folder", "source-unreadable"),
        ("fifo", "source-unreadable"),
        ("sparse", "source-unreadable"),
        ("nothing.txt", "source-missing"),
        ("report.txt/x", "source-missing"),
        ("x" * 5000, "source-missing"),
        ("loop", "source-missing"),
        ("link-out", "source-path"),
        ("link-zero", "source-path"),
        ("link-folder/secret.txt", "source-path"),
        ("latin-1.txt", "source-unreadable"),
        ("utf-16.txt", "source-unreadable"),
        ("cut.txt", "source-unreadable"),
        ('"a\\0b"', "forbidden-character"),
        ('"a\\nb"', "line-break"),
        ("[a, b]", "wrong-type"),
        ("", "empty"),
    ],
)
def test_what_is_no_source(tmp_path: Path, source: str, rule: str) -> None:
    outside, folder = tmp_path / "outside", tmp_path / "banks"
    outside.mkdir()
    folder.mkdir()
    (outside / "secret.txt").write_text("Nobody was hurt: the secret.")
    (folder / "folder").mkdir()
    os.mkfifo(folder / "fifo")
    with (folder / "sparse").open("wb") as file:
        file.truncate(10 * 2**30)
    for name, target in {
        "loop": "loop",
        "link-out": "../outside/secret.txt",
        "link-zero": "/dev/zero",
        "link-folder": "../outside",
    }.items():
        (folder / name).symlink_to(target)
    (folder / "latin-1.txt").write_bytes("Café. Nobody was hurt.".encode("latin-1"))
    (folder / "utf-16.txt").write_bytes("Nobody was hurt.".encode("utf-16"))
    (folder / "cut.txt").write_bytes("Nobody was hurt é".encode()[:-1])
    reading = read_with(folder, source)
    assert places(reading.problems)[0] == f"5:{11 if source else 10} {rule}"
    assert reading.bank is None
    assert "secret" not in " ".join(p.message for p in reading.problems).replace("secret.txt", "")


def test_a_link_inside_the_folder_is_followed(tmp_path: Path) -> None:
    (tmp_path / "link.txt").symlink_to("report.txt")
    assert read_with(tmp_path, "link.txt").problems == ()


def test_a_bank_may_quote_itself_and_is_warned(tmp_path: Path) -> None:
    assert places(read_with(tmp_path, "bank.yaml").problems) in (
        ["5:11 source-is-bank"],
        ["5:11 source-is-bank", "11:10 quote-ambiguous"],
    )


@pytest.mark.parametrize(
    ("text", "match"),
    [
        ("\ufeffNobody was hurt.", Match.EXACT),
        ("One.\r\nNobody was hurt.\r\n", Match.EXACT),
        ("Nobody\r\nwas hurt.", Match.TYPOGRAPHIC),
        ("Nobody was\u00a0hurt.", Match.TYPOGRAPHIC),
    ],
)
def test_a_source_is_kept_as_its_file_holds_it(tmp_path: Path, text: str, match: Match) -> None:
    path = write_bank(tmp_path, QUESTION, source=text)
    reading = read_bank(path)
    assert reading.problems == ()
    assert reading.bank is not None
    kept = reading.bank.sources["report"].text
    assert kept == text.removeprefix("\ufeff")
    (citation,) = reading.bank.citations.values()
    assert citation.match is match
    start, end = citation.spans[0]
    assert kept[start:end].split() == ["Nobody", "was", "hurt"]


@pytest.mark.parametrize("character", ["\x00", "\x1b", "\u202e", "\ue000"])
def test_a_source_with_characters_that_are_not_shown_is_warned_of(
    tmp_path: Path, character: str
) -> None:
    path = write_bank(
        tmp_path, QUESTION, source=f"One.\r\nTwo é {character} three.\nNobody was hurt."
    )
    (problem,) = read_bank(path).problems
    assert (problem.rule, problem.position) == ("source-character", (2, 7))
    assert problem.path == str(tmp_path / "report.txt")


def test_every_source_is_looked_at(tmp_path: Path) -> None:
    header = HEADER.replace(
        "  report: report.txt\n",
        "  one: /etc/passwd\n  two words: report.txt\n  three: gone.txt\n  report: report.txt\n",
    )
    reading = read_bank(write_bank(tmp_path, QUESTION, header))
    assert places(reading.problems) == ["5:8 source-path", "6:3 bad-id", "7:10 source-missing"]


def test_a_source_that_no_quote_uses_is_warned_of(tmp_path: Path) -> None:
    (tmp_path / "more.txt").write_text("More.")
    header = HEADER.replace("  report:", "  more: more.txt\n  report:")
    reading = read_bank(write_bank(tmp_path, QUESTION, header))
    assert places(reading.problems) == ["5:3 unused-source"]
    assert reading.bank is not None


def test_sources_are_counted(tmp_path: Path) -> None:
    many = "".join(f"  s{number}: report.txt\n" for number in range(101))
    header = HEADER.replace("  report: report.txt\n", many)
    reading = read_bank(write_bank(tmp_path, QUESTION, header))
    assert places(reading.problems)[0] == "5:3 too-many"
