"""Lines and columns, line ends and encodings."""

from pathlib import Path

import pytest
import yaml

from quiz.bank.reader import read_bank
from tests.support import FIRST_LINE, HEADER, SAMPLES, as_items, places, read


@pytest.mark.parametrize(
    ("before", "line", "column"),
    [
        ("prompt: 日本 é 👩 {id: q", 1, 22),
        ("title: 日本語のタイトル\nprompt: |\n  one\n  twö\n\n  three\nx: [é, 'ü', {", 7, 14),
        ("a: >-\n  folded\n  text\n\nb: {c: 日本, d: [", 5, 16),
    ],
)
def test_columns_count_characters(tmp_path: Path, before: str, line: int, column: int) -> None:
    path = tmp_path / "bank.yaml"
    path.write_text(before + "\x1b", encoding="utf-8")
    first = read_bank(path).problems[0]
    assert (first.rule, first.position) == ("forbidden-character", (line, column))


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_line_ends_and_byte_order_marks_change_nothing(tmp_path: Path, end: str, mark: str) -> None:
    path = tmp_path / "bank.yaml"
    (tmp_path / "report.txt").write_text("Nobody was hurt.")
    text = HEADER + as_items(SAMPLES["true_false"].text + "explanation: |\n  a\n  b\n")
    path.write_text(mark + text.replace("\n", end), encoding="utf-8", newline="")
    reading = read_bank(path)
    assert reading.problems == ()
    assert reading.bank is not None
    assert reading.bank.questions[0].explanation == "a\nb"
    path.write_text(mark + text.replace("prompt", "promt").replace("\n", end), newline="")
    assert places(read_bank(path).problems) == [f"{FIRST_LINE + 2}:3 unknown-key"]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"title: caf\xe9\n", "line 1, column 11"),
        (b"a: 1\ntitle: \x93quoted\x94\n", "line 2, column 8"),
        ("title: é日".encode()[:-1], "line 1, column 9"),
        (b"a: \xed\xa0\x80\n", "line 1, column 4"),
        ("title: x\n".encode("utf-16"), "UTF-16"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "line 1, column 1"),
    ],
)
def test_what_is_not_utf_8_is_named_with_its_place(tmp_path: Path, data: bytes, words: str) -> None:
    path = tmp_path / "bank.yaml"
    path.write_bytes(data)
    (problem,) = read_bank(path, "b").problems
    assert problem.rule == "unreadable"
    assert words in problem.message


def test_utf_16_without_a_mark_and_nul_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "bank.yaml"
    for data in ("title: x\n".encode("utf-16-le"), b"title: a\x00b\n"):
        path.write_bytes(data)
        assert "forbidden-character" in [problem.rule for problem in read_bank(path).problems]


def test_no_more_problems_are_listed_than_a_person_can_read(tmp_path: Path) -> None:
    reading = read(tmp_path, "- 5\n" * 6000)
    assert len(reading.problems) == 5001
    assert reading.problems[-1].rule == "too-many-problems"
    long = read(tmp_path, f"- {{id: q, type: {'x' * 900}}}\n")
    assert all(len(problem.message) <= 600 for problem in long.problems)


@pytest.mark.parametrize("name", SAMPLES)
def test_banks_read_the_same_without_the_fast_parser(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    faulty = SAMPLES[name].text.replace("type:", "typ: é\ntype:") + "tags: [日本, &x a, 'b\n  ']\n"
    fast = read(tmp_path, as_items(SAMPLES[name].text, faulty))
    monkeypatch.setattr("quiz.yaml_source.parse.Parser", yaml.SafeLoader)
    slow = read(tmp_path, as_items(SAMPLES[name].text, faulty))
    assert places(slow.problems) == places(fast.problems)
    assert len(places(fast.problems)) == 3
