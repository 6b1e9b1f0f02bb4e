"""All settings in one table for the file, the options, the screen and the docs; and their types."""

import os
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from types import MappingProxyType
from typing import Any, NamedTuple

from quiz.text.cleaning import clean_line, has_forbidden_in_line, truncate

Value = str | bool | int | float | tuple[str, ...]
MAX_FOLDERS = 100
LONGEST_FOLDER = 4_096
_LONGEST_SHOWN = 60
_WORDS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}


class InvalidSetting(ValueError):
    """A setting cannot have this value; the message says which values it can have."""


class SettingType(ABC):
    """The values of one setting."""

    @property
    @abstractmethod
    def allowed(self) -> str:
        """The values in words: `dark or light`, `0 to 9999`."""

    @abstractmethod
    def read(self, value: object) -> Value:
        """Return a value from the file. Raises `InvalidSetting`."""

    @abstractmethod
    def parse(self, typed: Sequence[str]) -> Value:
        """Return the value that a person typed. Raises `InvalidSetting`."""

    def written(self, value: Value) -> str:
        """Return a value as it is typed."""
        return str(value)

    def in_words(self, value: Value) -> str:
        """Return a value in words."""
        return self.written(value)

    def step(self, value: Value, by: int) -> Value:
        """Return the value `by` steps further, or the nearest bound."""
        return value

    def _refuse(self, value: object) -> InvalidSetting:
        return InvalidSetting(f"must be {self.allowed}, not {_described(value)}")


def _described(value: object) -> str:
    """Describe a rejected value briefly."""
    if isinstance(value, dict):
        return "a table"
    if isinstance(value, list):
        return "a list"
    if isinstance(value, bool):
        return "true" if value else "false"
    text = clean_line(str(value))
    text = truncate(text, _LONGEST_SHOWN)
    return f"“{text}”" if isinstance(value, str) else text


def _only(typed: Sequence[str]) -> str:
    # Joined with spaces: only a list of folders accepts several values.
    return " ".join(typed).strip()


@dataclass(frozen=True)
class Choice(SettingType):
    """One of a few words."""

    words: tuple[str, ...]

    @property
    def allowed(self) -> str:
        *others, last = self.words
        return f"{', '.join(others)} or {last}"

    def read(self, value: object) -> Value:
        if not isinstance(value, str) or value not in self.words:
            raise self._refuse(value)
        return value

    def parse(self, typed: Sequence[str]) -> Value:
        return self.read(_only(typed).lower())

    def step(self, value: Value, by: int) -> Value:
        """Return the next word; after the last comes the first."""
        return self.words[(self.words.index(str(value)) + by) % len(self.words)]


@dataclass(frozen=True)
class Switch(SettingType):
    """On or off."""

    allowed = "true or false"

    def read(self, value: object) -> Value:
        if not isinstance(value, bool):
            raise self._refuse(value)
        return value

    def parse(self, typed: Sequence[str]) -> Value:
        """Parse `true` or `false`, and also `yes`, `no`, `on` and `off`."""
        word = _only(typed)
        if word.lower() not in _WORDS:
            raise self._refuse(word)
        return _WORDS[word.lower()]

    def written(self, value: Value) -> str:
        return "true" if value else "false"

    def in_words(self, value: Value) -> str:
        return "on" if value else "off"

    def step(self, value: Value, by: int) -> Value:
        """Return the other value."""
        return not value


@dataclass(frozen=True)
class Whole(SettingType):
    """A whole number within bounds."""

    min_value: int
    max_value: int
    step_size: int
    unit: str
    zero: str
    """The meaning of 0, in words."""

    @property
    def allowed(self) -> str:
        return f"a whole number, {self.min_value} to {self.max_value}"

    def read(self, value: object) -> Value:
        # In Python True is the number 1, but in the file it is no number.
        if not isinstance(value, int) or isinstance(value, bool):
            raise self._refuse(value)
        if not self.min_value <= value <= self.max_value:
            raise self._refuse(value)
        return value

    def parse(self, typed: Sequence[str]) -> Value:
        word = _only(typed)
        digits = word.removeprefix("-")
        if not (digits.isascii() and digits.isdigit() and len(digits) <= _LONGEST_SHOWN):
            raise self._refuse(word)
        return self.read(int(word))

    def in_words(self, value: Value) -> str:
        return f"{value} {self.unit}" if value else self.zero

    def step(self, value: Value, by: int) -> Value:
        """Return the next multiple of the step, within bounds."""
        assert isinstance(value, int)
        size = self.step_size
        # Rounded towards the start of the step, so that 15 goes to 20 or to 10 in steps of 10.
        steps = value // size if by > 0 else -(-value // size)
        return min(self.max_value, max(self.min_value, (steps + by) * size))


@dataclass(frozen=True)
class Share(SettingType):
    """A part of one, within bounds; a step is a hundredth."""

    min_value: float
    max_value: float

    @property
    def allowed(self) -> str:
        return f"a number, {self.min_value:.2f} to {self.max_value:.2f}"

    def read(self, value: object) -> Value:
        if not isinstance(value, int | float) or isinstance(value, bool):
            raise self._refuse(value)
        if not self.min_value <= value <= self.max_value:
            raise self._refuse(value)
        return float(value)

    def parse(self, typed: Sequence[str]) -> Value:
        """Parse a number, or a percentage such as `90%` for 0.90."""
        word = _only(typed)
        try:
            number = float(word.removesuffix("%"))
        except ValueError:
            raise self._refuse(word) from None
        try:
            return self.read(number / 100 if word.endswith("%") else number)
        except InvalidSetting:
            raise self._refuse(word) from None

    def written(self, value: Value) -> str:
        text = str(value)
        return f"{value:.2f}" if len(text) < len("0.00") else text

    def in_words(self, value: Value) -> str:
        assert isinstance(value, float)
        # Rounded, because 100 * 0.57 is 56.99999999999999.
        return f"{round(100 * value, 6):g}%"

    def step(self, value: Value, by: int) -> Value:
        assert isinstance(value, float)
        return min(self.max_value, max(self.min_value, round(value + by / 100, 2)))


@dataclass(frozen=True)
class Folders(SettingType):
    """A list of folders, or of single banks."""

    allowed = "a list of folders"

    def read(self, value: object) -> Value:
        """Return the folders, which need not exist."""
        if not isinstance(value, list):
            raise self._refuse(value)
        if len(value) > MAX_FOLDERS:
            raise InvalidSetting(f"must be a list of at most {MAX_FOLDERS} folders")
        return tuple(self._folder(name) for name in value)

    def _folder(self, name: object) -> str:
        if not isinstance(name, str) or not name.strip():
            raise InvalidSetting(f"must be {self.allowed}: {_described(name)} is no folder")
        if has_forbidden_in_line(name) or len(name) > LONGEST_FOLDER:
            raise InvalidSetting(f"must be {self.allowed}: {_described(name)} cannot be a path")
        return name

    def parse(self, typed: Sequence[str]) -> Value:
        """Return the folders typed, each once, as absolute paths. Raises `InvalidSetting`."""
        names = self.read([os.path.expanduser(name) for name in typed])
        assert isinstance(names, tuple)
        for name in names:
            if not os.path.exists(name):
                raise InvalidSetting(f"names {_described(name)}, which does not exist")
        return tuple(dict.fromkeys(os.path.abspath(name) for name in names))

    def written(self, value: Value) -> str:
        """Return the folders, one a line."""
        assert isinstance(value, tuple)
        return "\n".join(value)

    def in_words(self, value: Value) -> str:
        assert isinstance(value, tuple)
        return "; ".join(value) or "none"


class Definition(NamedTuple):
    """A setting: its type, its default, and its texts."""

    name: str
    shape: SettingType
    default: Value
    label: str
    """Its name on the screen."""
    explanation: str
    """Its purpose and how to choose its value, in sentences."""
    flag: str
    """The option of `quiz play` for one run; may be empty."""


def _setting(
    shape: SettingType, default: Value, label: str, explanation: str, flag: str = ""
) -> Any:
    """Return the field of one setting."""
    metadata = {"shape": shape, "label": label, "explanation": explanation, "flag": flag}
    return field(default=default, metadata=metadata)


THEMES = (
    "dark",
    "light",
    "textual-dark",
    "textual-light",
    "nord",
    "gruvbox",
    "catppuccin-mocha",
    "dracula",
    "tokyo-night",
    "monokai",
    "flexoki",
    "catppuccin-latte",
    "catppuccin-frappe",
    "catppuccin-macchiato",
    "solarized-light",
    "solarized-dark",
    "rose-pine",
    "rose-pine-moon",
    "rose-pine-dawn",
    "atom-one-dark",
    "atom-one-light",
)
"""This app's own two, and those of Textual, named here so that settings do not import it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The values of all settings."""

    theme: str = _setting(
        Choice(THEMES),
        "dark",
        "Colours",
        "Dark or light colours, or one of the other themes by name. Ctrl+T switches between dark "
        "and light on any screen and remembers it. A terminal with 16 colours shows its own.",
        "--theme",
    )
    answer_at_once: bool = _setting(
        Switch(),
        False,
        "Answer at once",
        "Takes the letter of an option, or a click on it, as your answer, without Enter, where one "
        "option is right. Not in exams.",
        "--answer-at-once",
    )
    confidence: bool = _setting(
        Switch(),
        False,
        "Ask how sure you are",
        "Asks how sure you are before each verdict. Rating your certainty first shows how well "
        "you know what you know.",
        "--confidence",
    )
    certainty_marks: bool = _setting(
        Switch(),
        False,
        "Certainty-based marks",
        "Shows certainty-based marks in results and progress: being sure earns more when right "
        "and costs more when wrong. They are never part of the score, and need “Ask how sure you "
        "are”.",
        "--certainty-marks",
    )
    daily_limit: int = _setting(
        Whole(0, 9_999, 10, "reviews", "no limit"),
        100,
        "Reviews a day",
        "The maximum number of reviews on one study day; 0 for no limit. At half a minute each, "
        "100 reviews take about 50 minutes. Reviews over the limit wait for the next day.",
        "--daily-limit",
    )
    retention: float = _setting(
        Share(0.70, 0.99),
        0.90,
        "Retention",
        "The share of questions that you still want to know when they come back. A higher share "
        "brings them back sooner; above 0.90 the number of reviews rises steeply.",
        "--retention",
    )
    motion: bool = _setting(
        Switch(),
        True,
        "Animations",
        "Lets parts of the screen move and fade. When it is off, changes appear at once.",
        "--motion",
    )
    banks: tuple[str, ...] = _setting(
        Folders(),
        (),
        "Folders of banks",
        "More folders of banks, or single banks, to choose from. A relative path starts at the "
        "folder of the settings file.",
        "--banks",
    )
    plain: bool = _setting(
        Switch(),
        False,
        "Play line by line",
        "Plays line by line, without a screen, for screen readers and simple terminals. "
        "--no-plain opens the screen for one run.",
        "--plain",
    )


def _definition(name: str, metadata: Mapping[str, Any]) -> Definition:
    return Definition(name, default=getattr(Settings(), name), **metadata)


DEFINITIONS: Mapping[str, Definition] = MappingProxyType(
    {each.name: _definition(each.name, each.metadata) for each in fields(Settings)}
)
"""The definitions of all settings by name, in the order in which they are shown."""
