"""The command line as such: help, versions, exit codes, pipes, and what each command imports."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from quiz import __version__
from quiz.cli import main
from quiz.cli.commands import MAIN_COMMANDS, SUMMARIES

ROOT = Path(__file__).parents[2]


def quiz(*arguments: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "quiz", *arguments],
        input=b"",
        capture_output=True,
        cwd=cwd,
        timeout=30,
        env={**os.environ, "QUIZ_DATA_DIR": str(cwd / "data"), **environment},
        check=False,
    )


@pytest.mark.parametrize("command", ["", *SUMMARIES])
def test_help_has_examples(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([*filter(None, [command]), "--help"])
    assert ended.value.code == 0
    assert "examples:" in capsys.readouterr().out


def test_the_overview_lists_every_command_once_the_main_ones_first(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    first, rest = capsys.readouterr().out.split("More commands")
    main_commands = [name for commands in MAIN_COMMANDS.values() for name in commands]
    assert re.findall(r"^  ([a-z]+) {2,}", first.partition("Learn:")[2], re.MULTILINE) == (
        main_commands
    )
    for name, summary in SUMMARIES.items():
        assert f"  {name:<12}{summary}\n" in (first if name in main_commands else rest)
    files = {file.stem.rstrip("_") for file in (ROOT / "quiz/cli/commands").glob("[a-z]*.py")}
    assert files == set(SUMMARIES)


@pytest.mark.parametrize(("word", "hint"), [("chekc", "“check”"), ("ferries", "play ferries")])
def test_an_unknown_command_gets_a_hint(
    word: str, hint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main([word])
    assert ended.value.code == 2 and hint in capsys.readouterr().err


@pytest.mark.parametrize("shell", ["bash", "zsh", "tcsh"])
def test_completion_knows_every_command(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["completion", shell]) == 0
    script = capsys.readouterr().out
    assert all(name in script for name in SUMMARIES) and "certainty-marks" in script


def test_bash_completes_commands_options_and_values(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["completion", "bash"])
    script = tmp_path / "quiz.bash"
    script.write_text(capsys.readouterr().out, "utf-8")
    for words, expected in (("cov", "coverage"), ("play --mo", "--mode"), ("export --to qti2", "")):
        line = f"quiz {words}".split()
        ask = (
            f"source {script}; COMP_WORDS=({' '.join(line)}); COMP_CWORD={len(line) - 1}; "
            'COMP_LINE="${COMP_WORDS[*]}"; _shtab_quiz; echo "${COMPREPLY[@]}"'
        )
        done = subprocess.run(["bash", "-c", ask], capture_output=True, text=True, check=True)
        assert (expected or "qti21") in done.stdout, (words, done)


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--version"])
    assert ended.value.code == 0
    assert capsys.readouterr().out == f"quiz {__version__}\n"


@pytest.mark.parametrize(
    "arguments",
    [["chekc"], ["check"], ["play", "--new", "--continue"], ["history", "first"], ["--frob"],
     ["check", "no/such/path"], ["play", "no/such/bank.yaml"], ["play", "--banks", "no/such"]],
)  # fmt: skip
def test_wrong_usage_ends_with_2_and_prints_nothing_on_stdout(
    arguments: list[str],
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("QUIZ_DATA_DIR", str(tmp_path))
    try:
        code: object = main(arguments)
    except SystemExit as ended:
        code = ended.code
    output, errors = capsys.readouterr()
    assert (code, output) == (2, "")
    assert errors.splitlines()[-1].startswith("quiz")


def test_an_interrupt_ends_with_130(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    class Interrupted:
        def isatty(self) -> bool:
            return False

        def readline(self) -> str:
            raise KeyboardInterrupt

    monkeypatch.setenv("QUIZ_DATA_DIR", str(tmp_path))
    monkeypatch.setattr("sys.stdin", Interrupted())
    assert main(["play", "nz-foreign-policy", "--plain"]) == 130
    assert "Traceback" not in capsys.readouterr().err


def test_a_reader_that_leaves_is_no_error(tmp_path: Path) -> None:
    command = f"{sys.executable} -m quiz doctor | head -n 1; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(
        ["bash", "-c", command],
        capture_output=True,
        cwd=tmp_path,
        env={**os.environ, "QUIZ_DATA_DIR": str(tmp_path / "data")},
        timeout=30,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize("term", ["dumb", "xterm-256color"])
def test_without_a_terminal_it_plays_line_by_line(term: str, tmp_path: Path) -> None:
    done = quiz("play", "nz-foreign-policy", cwd=tmp_path, TERM=term, LC_ALL="C")
    assert done.returncode == 0
    assert b"Question 1 of 18" in done.stdout and b"\x1b" not in done.stdout + done.stderr


def test_an_ascii_terminal_is_no_reason_to_fail(tmp_path: Path) -> None:
    done = quiz("doctor", cwd=tmp_path, PYTHONIOENCODING="ascii", PYTHONUTF8="0", LC_ALL="C")
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize(
    ("arguments", "absent"),
    [
        (["--help"], {"yaml", "textual", "sqlite3", "json", "quiz.bank", "dataclasses"}),
        (["lsp", "--help"], {"pygls", "lsprotocol", "yaml", "quiz.editor.lsp"}),
        (["--version"], {"yaml", "textual", "sqlite3", "json", "quiz.bank", "dataclasses"}),
        (["check", "questions"], {"textual", "rich", "sqlite3", "quiz.store", "quiz.study"}),
        (
            ["quote", "run out of ammunition", "--bank", "questions/nz-foreign-policy.yaml"],
            {"textual", "rich", "sqlite3", "quiz.store", "quiz.study"},
        ),
        (["schema"], {"textual", "rich", "sqlite3", "quiz.store", "quiz.study", "quiz.quotes"}),
        (["lsp"], {"textual", "rich", "sqlite3", "quiz.store", "quiz.study"}),
        (["history"], {"textual", "rich", "quiz.tui"}),
        (["progress"], {"textual", "rich", "quiz.tui", "fsrs", "quiz.quotes.locate"}),
        (["map", "nz-foreign-policy"], {"textual", "rich", "quiz.tui", "fsrs"}),
        (["settings"], {"textual", "yaml", "sqlite3", "tomllib", "tomlkit", "quiz.bank.reader"}),
        (["doctor"], {"textual", "rich", "quiz.tui"}),
        (
            ["play", "nz-foreign-policy", "--plain"],
            {
                "textual",
                "rich",
                "quiz.tui",
                "tomllib",
                "tomlkit",
                "quiz.store.exams",
                "quiz.store.export",
                "quiz.store.figures",
            },
        ),  # fmt: skip
    ],
)
def test_a_command_imports_only_what_it_needs(
    arguments: list[str], absent: set[str], tmp_path: Path
) -> None:
    code = (
        "import sys\nfrom quiz.cli import main\n"
        f"try: main({arguments!r})\nexcept SystemExit: pass\n"
        "print('\\n'.join(sys.modules), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        input=b"",
        capture_output=True,
        cwd=ROOT,
        env={**os.environ, "QUIZ_DATA_DIR": str(tmp_path)},
        timeout=30,
        check=True,
    )
    assert not absent & set(done.stderr.decode().splitlines())
