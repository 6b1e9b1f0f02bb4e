"""What a check of several paths finds."""

import os
from pathlib import Path

import pytest

from quiz.check.engine import check_paths
from quiz.check.output import as_lines, summary
from quiz.errors import UsageError
from tests.support import FIRST_LINE, HEADER, SAMPLES, all_samples, as_items, places, write_bank

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
    assert (
        summary(findings)
        == "2 files, 20 questions, 20 quotes, 22 rules checked: 0 errors, 0 warnings"
    )
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
    (tmp_path / "below").mkdir()
    (tmp_path / "f.yaml").symlink_to("below")
    (tmp_path / "g.yaml").symlink_to("g.yaml")
    findings = check_paths([str(tmp_path)])
    assert findings.files == 7
    rules = {(Path(problem.path).name, problem.rule) for problem in findings.problems}
    assert rules == {
        ("a.yaml", "wrong-type"),
        *((name, "unreadable") for name in ("b.yaml", "c.yaml", "d.yaml", "f.yaml", "g.yaml")),
    }
    assert findings.failed(strict=False)


def test_folders_are_looked_through_to_a_limit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bank(tmp_path / "1/2/3/4/5/6", "deep.yaml")
    bank(tmp_path / "1/2/3/4/5/6/7", "too-deep.yaml")
    (tmp_path / "1/around").symlink_to(tmp_path)
    findings = check_paths([str(tmp_path)])
    assert findings.files == 1
    (problem,) = findings.problems
    assert (problem.path, problem.message) == (
        str(tmp_path / "1/2/3/4/5/6/7"),
        "more than 6 folders deep",
    )
    monkeypatch.setattr("quiz.yaml_source.untrusted_files.MAX_FILES", 3)
    for number in range(5):
        bank(tmp_path / "many", f"b{number}.yaml")
    assert check_paths([str(tmp_path / "many")]).files == 3


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


def excerpt(folder: Path, questions: str, rule: str) -> tuple[str, str]:
    """Return the offending line and the line of the caret of the first problem of a rule."""
    path = write_bank(folder, questions)
    lines = list(as_lines(check_paths([str(path)])))
    place = next(number for number, line in enumerate(lines) if f" {rule} " in line)
    return lines[place + 1], lines[place + 2]


@pytest.mark.parametrize(
    ("line", "rule", "under"),
    [
        ("- {id: é, typ: x}", "missing-field", "{"),
        ("- {id: é, typ: x}", "unknown-key", "t"),
        ("- {type: cloze, id: b c}", "bad-id", "b"),
        ("- [5]", "wrong-type", "["),
        ("- 5  \t# tab", "wrong-type", "5"),
        ("- {id: 'a', x: [b", "yaml-syntax", "["),
        ("- {id: 'a', x: 'y", "yaml-syntax", "'"),
        ("- y\t: \x0c", "forbidden-character", "\ufffd"),
    ],
)
def test_the_caret_stands_under_the_fault(tmp_path: Path, line: str, rule: str, under: str) -> None:
    text = line if "typ:" not in line else line.replace("typ:", "type: cloze, typ:")
    shown, caret = excerpt(tmp_path, text + "\n", rule)
    assert shown.endswith(f"{FIRST_LINE} | {text}".replace("\t", " ").replace("\x0c", "\ufffd"))
    assert caret.strip(" |") == "^"
    assert shown[len(caret) - 1] == under


def test_the_caret_counts_columns_of_the_terminal(tmp_path: Path) -> None:
    shown, caret = excerpt(tmp_path, "- {id: 日本é, x: e\u0301\x1b}\n", "forbidden-character")
    # Two wide signs take a column more each, the accent none.
    assert caret.index("^") == shown.index("\ufffd") + 2 - 1


def test_lines_are_counted_as_the_file_has_them(tmp_path: Path) -> None:
    path = write_bank(tmp_path, "- 'a\x0c\u2028\x85b'\n- here\n")
    printed = list(as_lines(check_paths([str(path)])))
    assert any(line.endswith("| - here") for line in printed)


def test_a_long_line_is_shown_around_the_fault(tmp_path: Path) -> None:
    line = "- {id: a, type: true_false, prompt: p, answer: true, enemies: [%s[y]%s]}\n"
    shown, caret = excerpt(tmp_path, line % ("x, " * 20, ", z" * 200), "wrong-type")
    assert "| …" in shown and shown.endswith("…") and len(shown) < 120
    assert shown[len(caret) - 1 : len(caret) + 2] == "[y]"


def test_a_misquote_is_shown_against_the_source(tmp_path: Path) -> None:
    text = SAMPLES["single_choice"].text.replace("left Picton at", "sailed from Picton at")
    lines = list(as_lines(check_paths([str(write_bank(tmp_path, as_items(text)))])))
    assert "quote-missing" in lines[0]
    (quoted,) = (line for line in lines if line.startswith("     quote  | "))
    (source,) = (line for line in lines if line.startswith("     source | "))
    assert "[-sailed from-] Picton at noon" in quoted
    assert "[+left+] Picton at noon" in source
