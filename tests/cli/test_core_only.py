"""What works with the core dependencies alone, and what the rest says."""

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from quiz.cli.commands.doctor import EXTRAS

ROOT = Path(__file__).parents[2]
BANK = ROOT / "questions" / "munitions-policy.yaml"
BLOCKED = {module for _, modules in EXTRAS.values() for module in modules} | {"lsprotocol"}
CODE = """
import sys
sys.modules.update(dict.fromkeys({blocked}))
from quiz.cli import main
sys.exit(main(sys.argv[1:]))
"""


def quiz(*arguments: str, cwd: Path, typed: str = "") -> subprocess.CompletedProcess[str]:
    """Run a command where no extra is installed."""
    return subprocess.run(
        [sys.executable, "-c", CODE.format(blocked=BLOCKED), *arguments],
        input=typed,
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=cwd,
        env={**os.environ, "QUIZ_DATA_DIR": str(cwd / "data"), "PYTHONPATH": str(ROOT)},
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["lsp", "--help"],
        ["print", "--help"],
        ["completion", "bash"],
        ["play", str(BANK), "--plain", "--count", "1"],
        ["check", str(BANK)],
        ["map", str(BANK)],
        ["coverage", str(BANK)],
        ["progress"],
        ["history"],
        ["settings"],
        ["schema"],
        ["print", str(BANK), "--format", "html"],
        *(["export", str(BANK), "--to", form] for form in ("csv", "gift", "markdown")),
    ],
)
def test_the_core_is_enough_for(arguments: list[str], tmp_path: Path) -> None:
    done = quiz(*arguments, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout


@pytest.mark.parametrize("form", ["csv", "gift"])
def test_text_formats_come_back_without_an_extra(form: str, tmp_path: Path) -> None:
    quiz("export", str(BANK), "--to", form, "-o", f"bank.{form}", cwd=tmp_path)
    done = quiz("import", f"bank.{form}", cwd=tmp_path)
    assert "questions:" in done.stdout, done.stderr


@pytest.mark.parametrize(
    ("arguments", "extra"),
    [
        (["print", str(BANK)], "print"),
        (["lsp"], "editor"),
        (["import", "moodle.xml"], "convert"),
    ],
)
def test_a_missing_extra_is_named_in_one_line(
    arguments: list[str], extra: str, tmp_path: Path
) -> None:
    (tmp_path / "moodle.xml").write_text(
        '<?xml version="1.0" encoding="UTF-8"?>\n<quiz><question type="truefalse"/></quiz>', "utf-8"
    )
    done = quiz(*arguments, cwd=tmp_path)
    assert done.returncode == 3 and done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert f"pip install 'verbatim-quiz[{extra}]'" in done.stderr


def test_doctor_lists_the_extras(tmp_path: Path) -> None:
    done = quiz("doctor", cwd=tmp_path)
    assert done.stdout.count("missing: pip install") == len(EXTRAS)


def test_the_extras_are_those_of_the_package() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"]
    assert set(EXTRAS) == set(extras) - {"all", "dev"}
    for extra, (_, modules) in EXTRAS.items():
        assert [line.partition("~")[0].partition(">")[0] for line in extras[extra]] == modules
    assert extras["all"] == [f"verbatim-quiz[{','.join(EXTRAS)}]"]
    assert "verbatim-quiz[all]" in extras["dev"]
