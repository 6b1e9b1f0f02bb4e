"""The file of the settings: what is written is read, and all else in it stays."""

import errno
import os
import stat
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from quiz.errors import SettingsError
from quiz.settings.definitions import DEFINITIONS, Value
from quiz.settings.manager import MAX_SETTINGS_BYTES, read_settings, write_setting
from tests.settings.settings_samples import VALUES, changes

MINE = """\
# My own words, at the head.
theme = "light"  # for the balcony

[editor]  # of another program
"color scheme" = 'x'
size = nan
when = 2026-05-04T12:00:00Z
"""
PIECES = st.sampled_from(
    ["theme", "banks", "retention", "daily_limit", "x", ".", " = ", "\n", "[", "]", "[[", "]]", "{",
     "}", ",", '"', "'", '"""', "\\", "#", "1", "0.9", "nan", "true", "é", "1979-05-27", "\r\n"]
)  # fmt: skip


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "settings.toml"


def messages(file: Path) -> list[str]:
    return [fault.message for fault in read_settings(file).faults]


@given(st.lists(changes(), max_size=6))
def test_what_is_written_is_read(made: list[tuple[str, Value | None]]) -> None:
    wanted: dict[str, Value] = {}
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "settings.toml"
        for name, value in made:
            write_setting(file, name, value)
            wanted.pop(name, None)
            if value is not None:
                wanted[name] = value
            assert read_settings(file) == (wanted, ())


@given(st.lists(changes(), min_size=1, max_size=4))
def test_comments_order_and_unknown_keys_survive(made: list[tuple[str, Value | None]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "settings.toml"
        file.write_text(MINE, "utf-8")
        for name, value in made:
            write_setting(file, name, value)
        text = file.read_text("utf-8")
    assert text.endswith(MINE[MINE.index("[editor]") :])
    assert "# My own words, at the head.\n" in text
    assert ("# for the balcony" in text) == (("theme", None) not in made)


@given(
    st.binary(max_size=60) | st.lists(PIECES, max_size=25).map(lambda got: "".join(got).encode())
)
@example(b"daily_limit = " + b"9" * 5_000)
@example(b"theme = " + b"[" * 5_000)
@example(b"\xff\xfetheme")
@example("\ufefftheme = 'light'".encode())
@example(b"[theme]\nx = 1\n[y]\n")
@example(b"banks.x = 1")
def test_no_bytes_are_too_odd(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "settings.toml"
        file.write_bytes(data)
        before = read_settings(file)
        for name, value in (("theme", "light"), ("plain", None)):
            data = file.read_bytes()
            try:
                write_setting(file, name, value)
            except SettingsError as error:
                assert str(file) in str(error)
                assert file.read_bytes() == data
            else:
                assert read_settings(file).values.get(name) == value
        after = read_settings(file).values
        for name in set(VALUES) - {"theme", "plain"}:
            assert after.get(name) == before.values.get(name)


def test_every_mistake_is_told_and_what_is_right_holds(file: Path) -> None:
    file.write_text(
        'thme = "light"\nconfidence = "yes"\ndaily_limit = 10000\nretention = true\n'
        'motion = 1\nbanks = ["a", 3]\nplain = true\nzzzzz = {}\n"\\u001b[2J" = 1\n',
        "utf-8",
    )
    assert read_settings(file).values == {"plain": True}
    assert messages(file) == [
        "“thme” is not a setting (did you mean “theme”?)",
        "confidence must be true or false, not “yes”",
        "daily_limit must be a whole number, 0 to 9999, not 10000",
        "retention must be a number, 0.70 to 0.99, not true",
        "motion must be true or false, not 1",
        "banks must be a list of folders: 3 is no folder",
        "“zzzzz” is not a setting",
        "“�[2J” is not a setting",
    ]
    assert all(str(fault).startswith(f"{file}: ") for fault in read_settings(file).faults)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"theme = ", "is not TOML: Invalid value (at end of document)"),
        (b"theme = 'dark'\ntheme = 'light'", "is not TOML: Cannot overwrite a value (at "),
        (b"theme = '\xe9'", "is not UTF-8: byte 0xe9 at line 1, column 10"),
        (b"#" * (MAX_SETTINGS_BYTES + 1), "is larger than 1 MB"),
        (b"x = " + b"[" * 50_000, "is nested too deeply"),
    ],
)
def test_what_cannot_be_read_is_told_and_not_written_over(
    file: Path, data: bytes, message: str
) -> None:
    file.write_bytes(data)
    assert messages(file)[0].startswith(message)
    with pytest.raises(SettingsError, match="fix it first"):
        write_setting(file, "theme", "light")
    assert file.read_bytes() == data


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such pipes")
def test_a_folder_or_a_pipe_in_its_place_is_told(file: Path) -> None:
    file.mkdir()
    assert messages(file) == ["cannot be opened: Is a directory"]
    file.rmdir()
    os.mkfifo(file)
    assert messages(file) == ["is not a regular file (a folder, a pipe or a device)"]
    with pytest.raises(SettingsError):
        write_setting(file, "theme", "light")


def test_a_new_setting_comes_with_its_explanation(file: Path) -> None:
    for name, definition in DEFINITIONS.items():
        write_setting(file, name, definition.default)
    words = " ".join(file.read_text("utf-8").replace("#", " ").split())
    for definition in DEFINITIONS.values():
        text = f"{definition.explanation} Values: {definition.shape.allowed}. {definition.name} = "
        assert text in words
    for name in DEFINITIONS:
        write_setting(file, name, None)
    assert file.read_text("utf-8") == ""


def test_the_file_is_for_its_owner_and_nothing_is_left_beside_it(file: Path) -> None:
    write_setting(file, "theme", "light")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert sorted(os.listdir(file.parent)) == ["settings.lock", "settings.toml"]


def test_a_link_stays_a_link(file: Path, tmp_path: Path) -> None:
    (tmp_path / "dotfiles").mkdir()
    file.symlink_to(tmp_path / "dotfiles" / "quiz.toml")
    for value in ("light", "dark"):
        write_setting(file, "theme", value)
        assert file.is_symlink() and read_settings(file).values == {"theme": value}


def test_windows_that_write_at_once_lose_nothing(file: Path) -> None:
    def write(name: str) -> None:
        for number in range(8):
            write_setting(file, name, number if name == "daily_limit" else bool(number % 2))

    names = ["daily_limit", "motion", "plain", "confidence"]
    with ThreadPoolExecutor(len(names)) as windows:
        list(windows.map(write, names))
    assert read_settings(file).values == {
        "daily_limit": 7, "motion": True, "plain": True, "confidence": True,
    }  # fmt: skip


@pytest.mark.skipif(sys.platform == "win32", reason="locks are taken in another way")
def test_a_window_that_never_ends_its_writing_is_not_waited_for(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import fcntl

    monkeypatch.setattr("quiz.settings.manager.BUSY_SECONDS", 0.0)
    with file.with_suffix(".lock").open("w") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        with pytest.raises(SettingsError, match="is being written by another window"):
            write_setting(file, "theme", "light")
    write_setting(file, "theme", "light")


def test_a_full_disk_leaves_the_file_as_it_was(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_setting(file, "theme", "light")
    before = file.read_bytes()

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("quiz.data_folder.sync", full)
    with pytest.raises(SettingsError, match="cannot be written: No space left on device"):
        write_setting(file, "theme", "dark")
    assert file.read_bytes() == before
    assert not list(file.parent.glob(".making-*"))


def test_without_a_home_the_settings_are_not_saved(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.path.expanduser", lambda path: path)
    with pytest.raises(SettingsError, match="no home folder"):
        write_setting(Path("~/x/settings.toml"), "theme", "light")
    assert read_settings(Path("~/x/settings.toml")) == ({}, ())
