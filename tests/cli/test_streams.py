"""Streams that are closed, full or of another encoding, and what a person typed on the line."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from quiz.cli.main import main
from tests.support import all_samples, as_items, write_bank

BANK = as_items(*all_samples())


def shell(line: str, folder: Path, **more: str) -> subprocess.CompletedProcess[bytes]:
    """Run a line of shell in which `quiz` is the command."""
    command = f'quiz() {{ {sys.executable} -m quiz "$@"; }}; {line}'
    environment = {**os.environ, "QUIZ_DATA_DIR": str(folder / "data"), **more}
    return subprocess.run(
        ["bash", "-c", command],
        capture_output=True,
        cwd=folder,
        env=environment,
        timeout=30,
        check=False,
    )


@pytest.mark.parametrize(
    ("line", "code", "error"),
    [
        ("quiz check bank.yaml >&-", 3, b"quiz: the standard output is closed"),
        ("quiz play bank.yaml --plain >&-", 3, b"quiz: the standard output is closed"),
        ("quiz check bank.yaml >/dev/full", 3, b"No space left"),
        ("quiz doctor >/dev/full", 3, b"No space left"),
        ("quiz check nope 2>/dev/full", 2, b""),
        ("quiz check nope 2>&-", 2, b""),
    ],
)
def test_streams_that_cannot_be_written(line: str, code: int, error: bytes, tmp_path: Path) -> None:
    write_bank(tmp_path, BANK)
    done = shell(line, tmp_path)
    assert (done.returncode, done.stdout) == (code, b"")
    assert error in done.stderr and b"Traceback" not in done.stderr


def test_a_closed_input_is_an_empty_one(tmp_path: Path) -> None:
    write_bank(tmp_path, BANK)
    done = shell("quiz play bank.yaml --plain <&-", tmp_path)
    assert done.returncode == 0 and b"Stopped: 0 of 10 answered." in done.stdout


def test_what_was_typed_wrongly_is_cleaned(tmp_path: Path) -> None:
    done = shell("quiz play a $'\\x1b]0;x\\x07\\x1b[31m'", tmp_path)
    assert done.returncode == 2 and not set(done.stderr) & {0x1B, 0x07}


@pytest.mark.parametrize("name", ["a" * 5000, "b/" * 3000 + "c.yaml"])
def test_a_name_that_no_file_can_have(name: str, tmp_path: Path) -> None:
    done = shell(f"quiz play {name} --plain", tmp_path)
    assert done.returncode == 2 and b"Traceback" not in done.stderr


def test_a_link_that_leads_to_itself_stops_no_other_bank(tmp_path: Path) -> None:
    (tmp_path / "questions").mkdir()
    (tmp_path / "questions" / "loop.yaml").symlink_to("loop.yaml")
    done = shell("quiz play nz-foreign-policy --plain </dev/null && quiz doctor", tmp_path)
    assert b"Question 1 of" in done.stdout and b"Traceback" not in done.stderr


def test_json_is_whole_in_any_encoding(tmp_path: Path) -> None:
    write_bank(tmp_path, BANK)
    shell("printf 'a\\na\\na\\ncapé\\n' | quiz play bank.yaml", tmp_path)
    for encoding in ("ascii", "latin-1", "utf-8"):
        done = shell("quiz history 1 --format json", tmp_path, PYTHONIOENCODING=encoding)
        given = [response["response"] for response in json.loads(done.stdout)["responses"]]
        assert ["capé"] in given, encoding


def test_a_log_without_its_history_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "history.sqlite-wal").write_bytes(b"x" * 100)
    done = shell("quiz doctor", tmp_path)
    assert done.returncode == 1 and b"Everything is in order" not in done.stdout


@pytest.mark.parametrize("zone", ["UTC+30", "ABC-30"])
def test_a_time_zone_that_does_not_exist(zone: str, tmp_path: Path) -> None:
    done = shell(f"TZ={zone} quiz play nz-foreign-policy --plain </dev/null", tmp_path)
    assert done.returncode == 0 and b"times are in UTC" in done.stderr
    done = shell(f"echo 1 | TZ={zone} quiz play nz-foreign-policy --plain --new", tmp_path)
    assert done.returncode == 0 and b"Comes back" in done.stdout
    assert shell(f"TZ={zone} quiz history", tmp_path).returncode == 0


def test_a_fault_of_the_program_is_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fault(*_: object) -> None:
        raise KeyError("nothing\x1b[2J here")

    monkeypatch.setattr(sys.modules["quiz.cli.main"], "parse", fault)
    with pytest.raises(KeyError):
        main([])
    monkeypatch.delenv("QUIZ_DEBUG")
    assert main([]) == 3
    (line,) = capsys.readouterr().err.splitlines()
    assert "KeyError" in line and "QUIZ_DEBUG=1" in line and "\x1b" not in line
