"""`quiz settings`, and the flags of `quiz play` that count for one run."""

import argparse
import io
import json
from pathlib import Path

import pytest

from quiz.cli import main
from quiz.cli.args import parse
from quiz.settings.definitions import DEFINITIONS, Settings, Switch
from quiz.settings.manager import Origin, load_settings
from tests.support import all_samples, as_items, write_bank


@pytest.fixture(autouse=True)
def _place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    monkeypatch.setattr("sys.stdin", io.StringIO(""))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The file of the settings, empty."""
    (tmp_path / "data").mkdir()
    path = tmp_path / "data" / "settings.toml"
    path.write_text("", "utf-8")
    return path


def test_the_list_explains_every_setting(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["settings", "daily_limit", "60"]) == 0
    capsys.readouterr()
    assert main(["settings"]) == 0
    output, errors = capsys.readouterr()
    flat = " ".join(output.split())
    assert not errors and all(each.explanation in flat for each in DEFINITIONS.values())
    assert "daily_limit = 60 (from the file)" in output and "the default is 100." in flat
    assert "retention = 0.90 (the default)" in output and "banks = none (the default)" in output


def test_the_list_as_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["settings", "banks", str(tmp_path)])
    capsys.readouterr()
    assert main(["settings", "--format", "json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert data["file"] == str(tmp_path / "data" / "settings.toml") and data["problems"] == []
    assert [each["name"] for each in data["settings"]] == list(DEFINITIONS)
    banks = next(each for each in data["settings"] if each["name"] == "banks")
    assert (banks["value"], banks["origin"], banks["default"]) == ([str(tmp_path)], "file", [])


def test_one_is_set_read_and_reset(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["settings", "theme", "light"]) == 0
    assert capsys.readouterr().out == f"theme = light (saved in {file})\n"
    assert main(["settings", "theme"]) == 0
    assert capsys.readouterr().out == "light\n"
    assert main(["settings", "theme", "--reset", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["origin"] == "default"
    assert main(["settings", "theme"]) == 0
    assert capsys.readouterr().out == "dark\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["thme"], "there is no setting “thme” (did you mean “theme”?)"),
        (["theme", "blue"], "theme must be dark, light, textual-dark"),
        (["theme", "dark", "light"], "not “dark light”"),
        (["daily_limit", "-1"], "daily_limit must be a whole number, 0 to 9999, not -1"),
        (["retention", "nan"], "retention must be a number, 0.70 to 0.99, not “nan”"),
        (["banks", "nowhere"], "banks names “nowhere”, which does not exist"),
        (["theme", "dark", "--reset"], "give either a new value or --reset"),
        (["--reset"], "name the setting to reset"),
        (["\x1b[2J"], "there is no setting “�[2J”"),
    ],
)
def test_wrong_usage_ends_with_2(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert main(["settings", *arguments]) == 2
    output, errors = capsys.readouterr()
    assert not output and errors.startswith("quiz: ") and message in errors
    assert not (tmp_path / "data").exists()


def test_mistakes_of_the_file_are_listed_and_end_with_1(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file.write_text('theme = "blue"\nplain = true\n"\\u001b[2J" = 1\n', "utf-8")
    assert main(["settings"]) == 1
    output = capsys.readouterr().out
    assert f"{file}: theme must be dark, light, textual-dark" in output
    assert f"{file}: “�[2J” is not a setting" in output and "\x1b" not in output
    assert main(["settings", "--format", "json"]) == 1
    problems = json.loads(capsys.readouterr().out)["problems"]
    assert problems[0]["setting"] == "theme" and "not “blue”" in problems[0]["message"]
    assert main(["settings", "plain"]) == 0
    assert main(["settings", "theme"]) == 1
    assert main(["doctor"]) == 1
    assert "wrong: theme must be dark, light, textual-dark" in capsys.readouterr().out


def test_what_cannot_be_saved_ends_with_3(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text("theme = ", "utf-8")
    assert main(["settings", "theme", "light"]) == 3
    output, errors = capsys.readouterr()
    assert not output and errors.startswith(f"quiz: {file}: is not TOML")
    assert file.read_text("utf-8") == "theme = "


def test_a_mistake_of_the_file_keeps_nobody_from_playing(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file.write_text("".join(f"x{number} = 1\n" for number in range(9)), "utf-8")
    assert main(["play", str(write_bank(tmp_path, as_items(*all_samples())))]) == 0
    output, errors = capsys.readouterr()
    assert "Question 1 of 10" in output
    assert errors.count("is not a setting") == 5 and "“quiz settings” lists them" in errors


def test_folders_of_the_settings_are_offered_and_may_be_away(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (file.parent / "mine").mkdir()
    write_bank(file.parent / "mine", as_items(*all_samples()))
    file.write_text('banks = ["mine", "away"]\n', "utf-8")
    assert main(["play", "ferry"]) == 0
    assert "The ferry: practice, 10 questions" in capsys.readouterr().out
    main(["doctor"])
    assert f"Banks, settings: {file.parent / 'mine'}" in capsys.readouterr().out


def test_flags_agree_with_the_definitions(capsys: pytest.CaptureFixture[str]) -> None:
    typed = {"theme": "light", "daily_limit": "7", "retention": "0.8", "banks": "."}
    with pytest.raises(SystemExit):
        parse(["play", "--help"])
    shown = " ".join(capsys.readouterr().out.split())
    for each in filter(lambda each: each.flag, DEFINITIONS.values()):
        switch = isinstance(each.shape, Switch)
        keeper = load_settings(parse([each.flag] if switch else [each.flag, typed[each.name]]))
        assert keeper.origin(each.name) is Origin.FLAG
        assert switch is (f"--no-{each.flag[2:]}" in shown)
        bounds = each.shape.allowed.removeprefix("a whole number, ").removeprefix("a number, ")
        assert switch or each.name in ("banks", "theme") or bounds in shown
    off = load_settings(
        parse(["play", "--no-motion", "--no-plain", "--no-confidence", "--no-certainty-marks"])
    )
    assert off.settings == Settings(motion=False)
    assert load_settings(parse([])).settings == Settings()


@pytest.mark.parametrize(
    "flags", [["--daily-limit", "x"], ["--retention", "2"], ["--theme", "blue"]]
)
def test_a_wrong_flag_is_wrong_usage(flags: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["play", *flags])
    assert ended.value.code == 2 and flags[1] in capsys.readouterr().err


def test_the_file_is_read_where_the_history_is(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text("plain = true\n", "utf-8")
    options: argparse.Namespace = parse(["play", "--data-dir", str(tmp_path)])
    assert load_settings(options).settings.plain
    assert not load_settings(
        parse(["play", "--no-plain", "--data-dir", str(tmp_path)])
    ).settings.plain
