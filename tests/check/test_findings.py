"""What a check of several paths finds."""

import os
from pathlib import Path

import pytest
from support import HEADER, SAMPLES, all_samples, as_items, places, write_bank

from quiz.check.render import as_lines, summary
from quiz.check.runner import check_paths
from quiz.errors import UsageError

GOOD = as_items(*all_samples())


def bank(folder: Path, name: str, text: str = GOOD) -> Path:
    """Write a bank whose id is its name."""
    folder.mkdir(exist_ok=True, parents=True)
    return write_bank(folder, text, HEADER.replace("id: ferry", f"id: {Path(name).stem}"), name)


def test_banks_and_folders_of_banks_are_checked(tmp_path: Path) -> None:
    bank(tmp_path, "one.yaml")
    bank(tmp_path / "more" / "below", "two.yml")
    bank(tmp_path / ".hidden", "three.yaml")
    bank(tmp_path, ".four.yaml")
    findings = check_paths([str(tmp_path)])
    assert (findings.files, findings.problems) == (2, [])
    assert (findings.questions, findings.quotes) == (2 * len(SAMPLES), 2 * len(SAMPLES))
    assert summary(findings) == "2 files, 12 questions, 12 quotes checked: 0 errors, 0 warnings"
    assert not findings.failed(strict=True)


def test_a_bank_named_twice_is_checked_once(tmp_path: Path) -> None:
    path = bank(tmp_path, "one.yaml")
    again = os.path.relpath(path)
    findings = check_paths([str(tmp_path), str(path), again])
    assert (findings.files, findings.problems) == (1, [])


def test_two_banks_with_one_id_are_warned_of(tmp_path: Path) -> None:
    bank(tmp_path, "one.yaml")
    bank(tmp_path / "below", "one.yaml")
    findings = check_paths([str(tmp_path)])
    assert places(findings.problems) == ["1:1 duplicate-bank-id"]
    assert not findings.failed(strict=False)
    assert findings.failed(strict=True)


def test_a_faulty_bank_does_not_hide_the_others(tmp_path: Path) -> None:
    bank(tmp_path, "a.yaml", "- 5\n")
    (tmp_path / "b.yaml").write_bytes(b"\xff\xfe")
    (tmp_path / "c.yaml").symlink_to("/dev/zero")
    os.mkfifo(tmp_path / "d.yaml")
    bank(tmp_path, "e.yaml")
    findings = check_paths([str(tmp_path)])
    assert findings.files == 5
    rules = {(Path(problem.path).name, problem.rule) for problem in findings.problems}
    assert rules == {
        ("a.yaml", "wrong-type"),
        *((name, "unreadable") for name in ("b.yaml", "c.yaml", "d.yaml")),
    }
    assert findings.failed(strict=False)


def test_a_link_that_leads_out_of_its_folder_is_not_followed(tmp_path: Path) -> None:
    outside = bank(tmp_path / "outside", "one.yaml", "- the secret\n")
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "link.yaml").symlink_to(outside)
    findings = check_paths([str(tmp_path / "in")])
    assert [problem.rule for problem in findings.problems] == ["unreadable"]
    assert "secret" not in "\n".join(as_lines(findings))


@pytest.mark.parametrize("name", ["gone.yaml", "x" * 5000, "a\0b", "gone/below"])
def test_what_does_not_exist_is_wrong_usage(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match="there is no file"):
        check_paths([str(tmp_path / name)])


def test_a_folder_without_banks_is_wrong_usage(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("no bank")
    with pytest.raises(UsageError, match="no bank"):
        check_paths([str(tmp_path)])


def excerpt(folder: Path, questions: str) -> tuple[str, str]:
    """Return the offending line and the line of the caret of the first problem."""
    path = write_bank(folder, questions)
    lines = list(as_lines(check_paths([str(path)])))
    return lines[1], lines[2]


@pytest.mark.parametrize(
    ("line", "shown", "under"),
    [
        ("- {id: é, typ: x}", "- {id: é, typ: x}", "{"),
        ("- id: b c", "- id: b c", "b"),
        ("- {title: 日本語, 5: }", "- {title: 日本語, 5: }", "{"),
        ("- [日本語, {a: ", "- [日本語, {a: ", None),
        ("-\t5", "- 5", "5"),
    ],
)
def test_the_caret_stands_under_the_fault(
    tmp_path: Path, line: str, shown: str, under: str | None
) -> None:
    text, caret = excerpt(tmp_path, line + "\n")
    assert text.endswith("| " + shown.rstrip()) or text.endswith("| " + shown)
    assert caret.endswith("^")
    if under:
        assert text[len(caret) - 1] == under


def test_the_caret_counts_columns_of_the_terminal(tmp_path: Path) -> None:
    text, caret = excerpt(tmp_path, "- {id: '日本é e\u0301 x', x: \x1b}\n")
    place = text.index("\ufffd")
    assert caret.index("^") == place + 2 - 1
    text, caret = excerpt(tmp_path, "- a: \x0c\n\x0c\n- \x0b b\n")
    assert text.endswith("| - a: \ufffd")


def test_lines_are_counted_as_the_file_has_them(tmp_path: Path) -> None:
    path = write_bank(tmp_path, "- 'a\x0c\u2028\x85b'\n- here\n")
    printed = list(as_lines(check_paths([str(path)])))
    assert any(line.endswith("| - here") for line in printed)


def test_a_long_line_is_shown_around_the_fault(tmp_path: Path) -> None:
    text, caret = excerpt(
        tmp_path, "- {id: a, tags: [" + "x, " * 2000 + "[y]" + ", z" * 2000 + "]}\n"
    )
    long = list(as_lines(check_paths([str(tmp_path / "bank.yaml")])))
    assert max(map(len, long)) < 700
    place = next(number for number, line in enumerate(long) if "“tags” must be" in line)
    text, caret = long[place + 1], long[place + 2]
    assert text[len(caret) - 1 : len(caret) + 2] == "[y]"
    assert "| …" in text and text.endswith("…")


def test_a_misquote_is_shown_against_the_source(tmp_path: Path) -> None:
    text = SAMPLES["single_choice"].text.replace("left Picton at", "sailed from Picton at")
    lines = list(as_lines(check_paths([str(write_bank(tmp_path, as_items(text)))])))
    assert "quote-missing" in lines[0]
    (quoted,) = (line for line in lines if line.startswith("     quote  | "))
    (source,) = (line for line in lines if line.startswith("     source | "))
    assert "[-sailed from-] Picton at noon" in quoted
    assert "[+left+] Picton at noon" in source
