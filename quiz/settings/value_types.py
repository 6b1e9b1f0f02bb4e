"""Which values a setting can have, how they are typed and how they are shown."""

import os
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass

from quiz.text.cleaning import clean_line, has_forbidden_in_line, truncate

Value = str | bool | int | float | tuple[str, ...]
MAX_FOLDERS = 100
LONGEST_FOLDER = 4_096
_LONGEST_SHOWN = 60
_WORDS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}


class InvalidSetting(ValueError):
    """A value is none that the setting can have; the message says which ones it can."""


class SettingType(ABC):
    """The values of one setting."""

    @property
    @abstractmethod
    def allowed(self) -> str:
        """The values in words: `dark or light`, `0 to 9999`."""

    @abstractmethod
    def read(self, value: object) -> Value:
        """Return a value that stood in the file; raises InvalidSetting."""

    @abstractmethod
    def parse(self, typed: Sequence[str]) -> Value:
        """Return the value of words that a person typed; raises InvalidSetting."""

    def written(self, value: Value) -> str:
        """Return a value as it is typed."""
        return str(value)

    def text(self, value: Value) -> str:
        """Return a value in words."""
        return self.written(value)

    def step(self, value: Value, by: int) -> Value:
        """Return the value `by` places further, the nearest bound where there is none."""
        return value

    def _refuse(self, value: object) -> InvalidSetting:
        return InvalidSetting(f"must be {self.allowed}, not {_described(value)}")


def _described(value: object) -> str:
    """Return a faulty value of the file, or a typed one, in few words."""
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
    """Return the one word typed; several are taken as one, which then fits nothing."""
    return " ".join(typed).strip()


@dataclass(frozen=True)
class Choice(SettingType):
    """One of a few words."""

    words: tuple[str, ...]

    @property
    def allowed(self) -> str:
        return " or ".join(self.words)

    def read(self, value: object) -> Value:
        if not isinstance(value, str) or value not in self.words:
            raise self._refuse(value)
        return value

    def parse(self, typed: Sequence[str]) -> Value:
        return self.read(_only(typed).lower())

    def step(self, value: Value, by: int) -> Value:
        """Return another word, the first again after the last."""
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

    def text(self, value: Value) -> str:
        return "on" if value else "off"

    def step(self, value: Value, by: int) -> Value:
        """Return the other value."""
        return not value


@dataclass(frozen=True)
class Whole(SettingType):
    """A whole number within bounds."""

    min_value: int
    max_value: int
    by: int
    """How far one step goes."""
    unit: str
    none: str
    """What 0 means, in words."""

    @property
    def allowed(self) -> str:
        return f"a whole number, {self.min_value} to {self.max_value}"

    def read(self, value: object) -> Value:
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

    def text(self, value: Value) -> str:
        return f"{value} {self.unit}" if value else self.none

    def step(self, value: Value, by: int) -> Value:
        """Return the next multiple of the step, within bounds."""
        assert isinstance(value, int)
        further = (value // self.by + by if by > 0 else -(-value // self.by) + by) * self.by
        return min(self.max_value, max(self.min_value, further))


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

    def text(self, value: Value) -> str:
        assert isinstance(value, float)
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
            raise InvalidSetting(f"must be {self.allowed}: {_described(name)} names none")
        if has_forbidden_in_line(name) or len(name) > LONGEST_FOLDER:
            raise InvalidSetting(
                f"must be {self.allowed}: {_described(name)} cannot be the name of one"
            )
        return name

    def parse(self, typed: Sequence[str]) -> Value:
        """Return the folders typed, each once, as paths from the root; raises InvalidSetting."""
        names = self.read([os.path.expanduser(name) for name in typed])
        assert isinstance(names, tuple)
        for name in names:
            if not os.path.exists(name):
                raise InvalidSetting(f"names {_described(name)}, which is not there")
        return tuple(dict.fromkeys(os.path.abspath(name) for name in names))

    def written(self, value: Value) -> str:
        """Return the folders, one a line."""
        assert isinstance(value, tuple)
        return "\n".join(value)

    def text(self, value: Value) -> str:
        assert isinstance(value, tuple)
        return "; ".join(value) or "none"
