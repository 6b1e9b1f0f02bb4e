"""What counts in a run: defaults, then the file, then flags, then what is changed."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.errors import SettingsError
from quiz.settings.definitions import DEFINITIONS, InvalidSetting, Settings, Share, Whole
from quiz.settings.manager import Origin, SettingsManager
from quiz.text.cleaning import has_forbidden_in_line
from tests.settings.settings_samples import VALUES


def write(folder: Path, text: str) -> Path:
    (folder / "settings.toml").write_text(text, "utf-8")
    return folder


def test_flags_come_before_the_file_and_the_file_before_defaults(tmp_path: Path) -> None:
    write(tmp_path, 'theme = "light"\ndaily_limit = 5\nbanks = ["there"]\n')
    keeper = SettingsManager(tmp_path, {"daily_limit": 7, "banks": ("here",)})
    assert keeper.settings == Settings(theme="light", daily_limit=7, banks=("here", "there"))
    origins = [keeper.origin(name) for name in ("theme", "daily_limit", "motion")]
    assert origins == [Origin.FILE, Origin.FLAG, Origin.DEFAULT]
    assert keeper.bank_folders() == [tmp_path / "there"] and keeper.named_banks == ("here",)


def test_a_faulty_setting_has_its_default_and_the_others_hold(tmp_path: Path) -> None:
    keeper = SettingsManager(write(tmp_path, 'theme = "blue"\nplain = true\n'))
    assert keeper.settings == Settings(plain=True)
    assert [fault.name for fault in keeper.faults] == ["theme"]
    keeper.change("theme", "light")
    keeper.save("theme")
    assert not keeper.faults and SettingsManager(tmp_path).settings == Settings(
        theme="light", plain=True
    )


def test_a_change_counts_over_a_flag_and_lasts(tmp_path: Path) -> None:
    keeper = SettingsManager(tmp_path, {"theme": "light", "retention": 0.8})
    keeper.change("theme", "dark")
    assert keeper.settings.theme == "dark" and keeper.origin("theme") is Origin.SESSION
    keeper.save("theme")
    assert keeper.origin("theme") is Origin.FILE
    assert SettingsManager(tmp_path).settings == Settings() and keeper.settings.retention == 0.8


def test_the_default_leaves_the_file(tmp_path: Path) -> None:
    keeper = SettingsManager(write(tmp_path, "daily_limit = 5\n"))
    keeper.change("daily_limit", None)
    keeper.save("daily_limit")
    assert keeper.settings == Settings() and keeper.origin("daily_limit") is Origin.DEFAULT
    assert (tmp_path / "settings.toml").read_text("utf-8") == ""


def test_what_cannot_be_saved_counts_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    keeper = SettingsManager(tmp_path / "file")
    keeper.change("theme", "light")
    with pytest.raises(SettingsError):
        keeper.save("theme")
    assert keeper.settings.theme == "light" and keeper.origin("theme") is Origin.SESSION


def test_what_another_window_sets_is_kept(tmp_path: Path) -> None:
    one, other = SettingsManager(tmp_path), SettingsManager(tmp_path)
    for keeper, name, value in ((one, "theme", "light"), (other, "plain", True)):
        keeper.change(name, value)
        keeper.save(name)
    assert SettingsManager(tmp_path).settings == Settings(theme="light", plain=True)


@given(st.data())
def test_what_is_shown_can_be_typed(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(set(VALUES) - {"banks"})))
    shape, value = DEFINITIONS[name].shape, data.draw(VALUES[name])
    assert shape.parse([shape.written(value)]) == value


@given(st.data(), st.sampled_from([-1, 1]))
def test_a_step_stays_within_the_values(data: st.DataObject, by: int) -> None:
    name = data.draw(st.sampled_from(sorted(set(VALUES) - {"banks"})))
    shape, value = DEFINITIONS[name].shape, data.draw(VALUES[name])
    further = shape.step(value, by)
    assert shape.read(further) == further
    if isinstance(shape, Whole | Share):
        assert (further - value) * by >= 0
        assert further != value or value in (shape.min_value, shape.max_value)
    else:
        assert shape.step(further, -by) == value


@given(st.sampled_from(sorted(DEFINITIONS)), st.lists(st.text(), max_size=3))
def test_typed_words_are_a_value_or_refused_in_words(name: str, typed: list[str]) -> None:
    shape = DEFINITIONS[name].shape
    try:
        value = shape.parse(typed)
    except InvalidSetting as error:
        assert not has_forbidden_in_line(str(error))
    else:
        assert shape.read(list(value) if isinstance(value, tuple) else value) == value


@pytest.mark.parametrize(
    ("name", "typed", "value"),
    [
        ("retention", "95%", 0.95),
        ("retention", ".7", 0.7),
        ("daily_limit", "007", 7),
        ("motion", "Off", False),
        ("theme", "LIGHT", "light"),
    ],
)
def test_people_type_as_they_like(name: str, typed: str, value: object) -> None:
    assert DEFINITIONS[name].shape.parse([typed]) == value


def test_folders_are_kept_whole_and_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    shape = DEFINITIONS["banks"].shape
    assert shape.parse(["a", "~/a", str(tmp_path / "a")]) == (str(tmp_path / "a"),)
    for wrong in ("b", "", "a\0", "a\x1b[2J", "\udcff"):
        with pytest.raises(InvalidSetting):
            shape.parse([wrong])
