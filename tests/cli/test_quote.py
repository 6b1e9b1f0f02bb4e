"""`quiz quote` as a person or a program runs it."""

import json
from pathlib import Path

import pytest

from quiz.cli import main
from tests.support import HEADER, SAMPLES, SOURCE, as_items, write_bank

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def bank(tmp_path: Path) -> Path:
    return write_bank(tmp_path, as_items(SAMPLES["cloze"].text))


def test_a_passage_of_a_bank(bank: Path, capsys: Capture) -> None:
    assert main(["quote", "--bank", str(bank), "ferry", "left", "Picton"]) == 0
    out, err = capsys.readouterr()
    assert (out, err) == ("# report, paragraph 1, line 1\nquote: ferry left Picton\n", "")


def test_a_passage_of_a_text(bank: Path, capsys: Capture) -> None:
    text = str(bank.parent / "report.txt")
    assert main(["quote", "reached Wellington", "--source", text]) == 0
    assert f"# {text}, paragraph 3, line 3\n" in capsys.readouterr().out


def test_the_only_bank_here_is_taken(
    bank: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(bank.parent)
    assert main(["quote", "reached Wellington"]) == 0
    (bank.parent / "other.yml").write_text(HEADER, "utf-8")
    assert main(["quote", "reached Wellington"]) == 2
    assert "choose where to look" in capsys.readouterr().err


def test_what_is_not_there_is_shown_with_the_closest_passage(bank: Path, capsys: Capture) -> None:
    words = "Two of the five engines failed"
    assert main(["quote", words, "--bank", str(bank)]) == 1
    assert capsys.readouterr().out.splitlines() == [
        "# not found; the closest passage:",
        "# report, paragraph 2, line 2",
        "#      quote  | Two of the [-five-] engines failed",
        "#      source | Two of the [+four+] engines failed",
        "quote: Two of the four engines failed",
    ]
    assert main(["quote", "qqqq", "--bank", str(bank)]) == 1
    assert capsys.readouterr().out == "# not found, and nothing similar either\n"


def test_words_apart_find_the_sentences_that_contain_them(bank: Path, capsys: Capture) -> None:
    assert main(["quote", "harbourmaster", "engines", "--bank", str(bank)]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "# the words are not next to each other; sentences that contain them all:",
        "# report, paragraph 2, line 2",
        "quote: Two of the four engines failed off Cape Jackson, the harbourmaster said.",
    ]


def test_a_few_words_that_are_not_there_give_no_scrap(bank: Path, capsys: Capture) -> None:
    assert main(["quote", "ferry", "sank", "--bank", str(bank)]) == 1
    (quote,) = [line for line in capsys.readouterr().out.splitlines() if line[0] != "#"]
    assert quote.endswith(".")


def test_a_half_written_bank_has_its_sources_all_the_same(bank: Path, capsys: Capture) -> None:
    header = HEADER.replace("report: report.txt", "report: report.txt\n  gone: gone.txt")
    bank.write_text(header + "  - id: q\n    typ:\n", "utf-8")
    assert main(["quote", "reached Wellington", "--bank", str(bank)]) == 0
    out, err = capsys.readouterr()
    assert "quote: reached Wellington\n" in out and "source-missing" in err


def test_json(bank: Path, capsys: Capture) -> None:
    assert main(["quote", "left Picton at noon", "--bank", str(bank), "--format", "json"]) == 0
    data = json.loads(capsys.readouterr().out)
    start = SOURCE.index("left Picton")
    assert data == {
        "found": True,
        "passages": [
            {
                "source": "report",
                "paragraph": 1,
                "line": 1,
                "start": start,
                "end": start + 19,
                "match": "exact",
                "passage": "left Picton at noon",
                "quote": "left Picton at noon",
                "yaml": "quote: left Picton at noon",
                "differs": [],
            }
        ],
    }


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["  ", "--bank", "bank.yaml"], 2),
        (["x", "--bank", "none.yaml"], 2),
        (["x", "--source", "none.txt"], 2),
        (["x", "--source", "."], 1),
        (["x", "--bank", "report.txt"], 1),
    ],
)
def test_where_there_is_nothing_to_look_in(
    arguments: list[str], code: int, bank: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(bank.parent)
    assert main(["quote", *arguments]) == code
    out, err = capsys.readouterr()
    assert out == "" and err.startswith("quiz: ")


def test_no_control_character_is_printed(bank: Path, capsys: Capture) -> None:
    source = bank.parent / "report.txt"
    source.write_text("The ferry\x1b[2J left Picton at\u202e noon\x9b today.\n", "utf-8")
    for words in ("ferry", "The ferry lift Picton at noon", "noon"):
        for form in ("text", "json"):
            main(["quote", words, "--source", str(source), "--format", form])
            out = capsys.readouterr().out
            assert all(sign.isprintable() or sign == "\n" for sign in out)
