"""`quiz coverage`: text, JSON, the page and the threshold, through the command."""

import io
import json
import os
from pathlib import Path

import pytest
from hypothesis import given

from quiz.cli import main
from quiz.coverage.page import as_page, visible
from quiz.coverage.report import count
from quiz.model.bank import Bank, Span
from tests.coverage_samples import banks
from tests.page_reader import sound
from tests.support import HEADER, SAMPLES, SOURCE, as_items, write_bank

PICTON = SAMPLES["single_choice"].text
CAPE = SAMPLES["short_answer"].text
ENGINES = SAMPLES["cloze"].text
BARE = "id: bare\ntype: true_false\nprompt: x\nanswer: true\n"
OTHER = HEADER.replace("id: ferry", "id: other").replace("report:", "text:")
HOSTILE = "A <b>ferry</b> & \x1b[31m\u202e“crew” left;\r\n<script>alert(1)</script> it sank.\n"

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def bank(tmp_path: Path) -> str:
    return str(write_bank(tmp_path, as_items(PICTON, CAPE, ENGINES)))


@pytest.fixture
def two(tmp_path: Path, bank: str) -> list[str]:
    """Return two banks that quote one file."""
    other = write_bank(tmp_path, as_items(SAMPLES["true_false"].text, BARE), OTHER, "other.yaml")
    return [bank, str(other)]


def test_sentence_by_sentence(
    bank: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["coverage", bank]) == 0
    assert capsys.readouterr().out == (
        "Source report.txt\n"
        "“report” of ferry\n\n"
        "1. ████░░░░ 55%: The ferry left Picton at noon with 512 people aboard.\n"
        "   questions: harbour\n\n"
        "2. █████░░░ 65%: "
        "Two of the four engines failed off Cape Jackson, the harbourmaster said.\n"
        "   questions: cape, engines\n\n"
        "3. ░░░░░░░░ no question: "
        "Nobody was hurt, and the ferry reached Wellington before dark.\n\n"
        "2 of 3 sentences have questions (67%); 41% of the text is quoted.\n"
        "Without a question: 3.\n"
    )


def test_banks_that_share_a_file_are_counted_together(two: list[str], capsys: Capture) -> None:
    assert main(["coverage", *two, two[0]]) == 0
    output = capsys.readouterr().out
    assert output.count("Source ") == 1 and "“report” of ferry; “text” of other" in output
    assert "   questions: ferry/cape, ferry/engines\n" in output
    assert "   questions: other/hurt\n" in output
    assert "3 of 3 sentences have questions (100%)" in output
    assert output.endswith("The question other/bare quotes nothing.\n")


def test_a_folder_is_all_of_its_banks(two: list[str], tmp_path: Path, capsys: Capture) -> None:
    assert main(["coverage", str(tmp_path), "--format", "json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert [(each["bank"], each["questions"]) for each in data["banks"]] == [
        ("ferry", 3), ("other", 2),
    ]  # fmt: skip
    (source,) = data["sources"]
    assert source["summary"]["with_questions"] == 3
    assert data["without_quotes"] == [{"bank": "other", "question": "bare"}]
    for each in source["sentences"]:
        assert SOURCE[each["start"] : each["end"]] == each["text"]
        assert each["paragraph"] == each["sentence"]
        for touch in each["questions"]:
            for start, end in touch["quoted"]:
                assert each["start"] <= start < end <= each["end"]
    quoted = {each["question"]: each["quoted"] for each in source["questions"]}
    texts = {name: [SOURCE[start:end] for start, end in quoted[name]] for name in quoted}
    assert texts["hurt"] == ["Nobody was hurt"] and texts["cape"] == [
        "engines failed off Cape Jackson"
    ]


def test_a_bank_on_offer_is_found_by_its_id(bank: str, tmp_path: Path, capsys: Capture) -> None:
    assert main(["coverage", "ferry", "--banks", str(tmp_path)]) == 0
    assert "2 of 3 sentences" in capsys.readouterr().out
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize(("least", "code"), [("66.66", 0), ("66.67", 1), ("0", 0), ("100%", 1)])
def test_the_threshold(bank: str, least: str, code: int, capsys: Capture) -> None:
    assert main(["coverage", bank, "--least", least]) == code
    output, errors = capsys.readouterr()
    assert "2 of 3 sentences have questions (67%)" in output
    assert ("is asked: 2 of 3 sentences have questions" in errors) == bool(code)
    assert not code or errors.endswith(f"{least.removesuffix('%')}% are 3\n")


@pytest.mark.parametrize("least", ["-1", "100.01", "x", "nan", "1e1", "1" * 5000])
def test_what_is_no_threshold(bank: str, least: str) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["coverage", bank, f"--least={least}"])
    assert ended.value.code == 2


def test_a_file_is_written_once(bank: str, tmp_path: Path, capsys: Capture) -> None:
    before = set(os.listdir(tmp_path))
    file = tmp_path / "page.html"
    assert main(["coverage", bank, "--format", "html", "-o", str(file)]) == 0
    assert "2 of 3 sentences have questions" in capsys.readouterr().out
    assert set(os.listdir(tmp_path)) - before == {"page.html"}
    written = file.read_bytes()
    assert main(["coverage", bank, "-o", str(file)]) == 2
    assert "exists already" in capsys.readouterr().err and file.read_bytes() == written
    assert main(["coverage", bank, "-o", str(tmp_path / "gone" / "page.html")]) == 3
    assert "page.html” cannot be written: No such" in capsys.readouterr().err


def test_the_page_leads_from_question_to_words_and_back(two: list[str], capsys: Capture) -> None:
    assert main(["coverage", *two, "--format", "html"]) == 0
    html = capsys.readouterr().out
    page = sound(html)
    assert page.texts == [SOURCE]
    assert {"s1-n1", "s1-n2", "s1-n3", "s1-q1", "s1-q4", "s1-q1-0"} <= set(page.ids)
    assert {f"#s1-q{number}" for number in (1, 2, 3, 4)} <= set(page.links)
    assert "Where did the ferry leave from?" in html and "prefers-color-scheme: dark" in html
    for number in (1, 2, 3, 4):
        assert any(link.startswith(f"#s1-q{number}-") for link in page.links)


@given(banks())
def test_a_page_of_any_text(made: tuple[Bank, list[list[Span]]]) -> None:
    bank, _ = made
    found = count([bank])
    page = sound(as_page(found, [bank]))
    assert page.texts == [visible(bank.sources["text"].text)]
    backs = [link for link in page.links if link.count("-") == 2]
    assert sum(map(found[0].quoted, range(1, found[0].sentences + 1))) == found[0].covered.quoted
    assert len(backs) == sum(len(each.held) for each in found[0].asked.values())


@pytest.mark.parametrize("form", ["text", "json", "html"])
def test_hostile_text_does_nothing(form: str, tmp_path: Path, capsys: Capture) -> None:
    evil = '"><script>x</script>&amp;'
    asked = f"id: a\ntype: true_false\nprompt: '{evil}'\nanswer: true\nquote: it sank. Nobody\n"
    path = write_bank(
        tmp_path, as_items(asked), HEADER.replace("The ferry", f"'{evil}'"), source=HOSTILE + SOURCE
    )
    path.write_text(path.read_text("utf-8").replace("Nobody", "The ferry left"), "utf-8")
    assert main(["coverage", str(path), "--format", form]) == 0
    output = capsys.readouterr().out
    assert not set(output) & set("\x1b\u202e\r")
    if form == "html":
        page = sound(output)
        assert page.texts == [visible(HOSTILE + SOURCE)]
        assert len(page.texts[0]) == len(HOSTILE + SOURCE) and "<b>ferry</b>" in page.texts[0]
    if form == "json":
        texts = [each["text"] for each in json.loads(output)["sources"][0]["sentences"]]
        assert texts[0].startswith("A <b>ferry</b> & \x1b[31m")


def test_every_line_end_is_one_and_every_character_keeps_its_place() -> None:
    text = "a\r\nb\rc\x85d\u2028e\x1ff\vg\n"
    assert visible(text) == "a \nb\nc\nd\ne\ufffdf\ng\n"


def test_what_cannot_be_covered(tmp_path: Path, capsys: Capture) -> None:
    bare = write_bank(tmp_path, as_items(BARE), "format: 1\nid: b\ntitle: B\nquestions:\n")
    (tmp_path / "empty").mkdir()
    for name, why in (
        (str(bare), "no source to cover in b"),
        ("nowhere", "there is no bank “nowhere”"),
        ("gone.yaml", "there is no file"),
        (str(tmp_path / "empty"), "there is no bank"),
    ):
        assert main(["coverage", name]) == 2
        assert why in capsys.readouterr().err


def test_what_a_folder_passes_over_is_said(bank: str, tmp_path: Path, capsys: Capture) -> None:
    folder = tmp_path / "inner"
    folder.mkdir()
    write_bank(folder, as_items(PICTON), name="inner.yaml")
    (folder / "out.yaml").symlink_to(bank)
    assert main(["coverage", str(folder)]) == 0
    output, errors = capsys.readouterr()
    assert "1 of 3 sentences" in output
    assert "out.yaml: a link that leads out of the folder" in errors


RACE = "Alpha ran and won the race.\nBeta ran behind all others.\nGamma did not run at all.\n"
WHO_WON = """\
format: 1
id: race
title: Race
sources: {race: race.txt}
questions:
  - id: winner
    type: single_choice
    prompt: Who won?
    answer: {text: Alpha, quote: won the race}
    distractors:
      - {text: Beta, feedback: Beta was last., quote: Beta ran behind all others}
      - {text: Gamma, feedback: Gamma did not run., quote: Gamma did not run}
"""


def test_what_only_wrong_options_quote_is_listed_apart_and_teaches_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "race.txt").write_text(RACE)
    bank = tmp_path / "race.yaml"
    bank.write_text(WHO_WON)
    monkeypatch.setattr("sys.stdin", io.StringIO("1\n2\n3\n"))
    assert main(["play", str(bank), "--plain"]) == 0
    capsys.readouterr()
    assert main(["map", str(bank)]) == 0
    mapped = capsys.readouterr().out
    assert "2. no question: Beta" in mapped and "3. no question: Gamma" in mapped
    # The map is for learners: which passages wrong options quote would give them away.
    assert mapped.count("winner") == 1
    assert main(["coverage", str(bank)]) == 0
    text = capsys.readouterr().out
    assert "1 of 3 sentences has a question" in text
    assert "Without a question: 2–3." in text and "Quoted by wrong options only: 2–3." in text
    assert text.count("   wrong options of: winner") == 2
    assert main(["coverage", str(bank), "--format", "json"]) == 0
    (source,) = json.loads(capsys.readouterr().out)["sources"]
    assert source["summary"]["without_questions"] == [2, 3]
    assert source["summary"]["only_wrong_options"] == [2, 3]
    assert [len(each["wrong_options"]) for each in source["sentences"]] == [0, 1, 1]
    assert [len(each["questions"]) for each in source["sentences"]] == [1, 0, 0]
    assert main(["coverage", str(bank), "--format", "html"]) == 0
    page = capsys.readouterr().out
    apart = page.partition("Quoted by wrong options</h3>")[2]
    assert "Gamma did not run" in apart and "won the race" not in apart
    assert main(["play", str(bank), "--plain", "--sentence", "3"]) == 2
