"""Every setting there is: the one table that file, flags, screen and documents agree on."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from types import MappingProxyType
from typing import Any, NamedTuple

from quiz.settings.value_types import Choice, Folders, SettingType, Share, Switch, Value, Whole


class Definition(NamedTuple):
    """What is known of one setting."""

    name: str
    shape: SettingType
    default: Value
    label: str
    """Its name for people, a few words."""
    explanation: str
    """What it does and what speaks for which value, in sentences."""
    flag: str
    """The option of `quiz play` that counts for one run; empty when there is none."""


def _setting(
    shape: SettingType, default: Value, label: str, explanation: str, flag: str = ""
) -> Any:
    """Return the field of one setting."""
    metadata = {"shape": shape, "label": label, "explanation": explanation, "flag": flag}
    return field(default=default, metadata=metadata)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The values of all settings."""

    theme: str = _setting(
        Choice(("dark", "light")),
        "dark",
        "Colours",
        "Dark or light colours. F10 changes them on any screen and remembers it too.",
        "--theme",
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
        "Shows certainty-based marks in results and progress: being sure earns more when you are "
        "right and costs more when you are wrong. They are never part of the score; needs “Ask "
        "how sure you are”.",
        "--certainty-marks",
    )
    daily_limit: int = _setting(
        Whole(0, 9_999, 10, "reviews", "no limit"),
        100,
        "Reviews a day",
        "Reviews a day at most; 0 for no limit. At half a minute each, 100 take about 50 minutes. "
        "The others wait for the next day.",
        "--daily-limit",
    )
    retention: float = _setting(
        Share(0.70, 0.99),
        0.90,
        "Retention",
        "The share of answers that you want to remember when a question comes back. A higher "
        "share brings questions back sooner; above 0.90 the work rises steeply.",
        "--retention",
    )
    motion: bool = _setting(
        Switch(),
        True,
        "Animations",
        "Lets parts of the screen move and fade. Without it, every change shows at once.",
        "--motion",
    )
    banks: tuple[str, ...] = _setting(
        Folders(),
        (),
        "Folders of banks",
        "More folders, or single banks, to list. A relative path starts at the folder of the "
        "settings file.",
        "--banks",
    )
    plain: bool = _setting(
        Switch(),
        False,
        "Play line by line",
        "Plays line by line, without a screen: for screen readers and simple terminals. "
        "--no-plain opens the screen for one run.",
        "--plain",
    )


def _definition(name: str, metadata: Mapping[str, Any]) -> Definition:
    return Definition(name, default=getattr(Settings(), name), **metadata)


DEFINITIONS: Mapping[str, Definition] = MappingProxyType(
    {each.name: _definition(each.name, each.metadata) for each in fields(Settings)}
)
"""The definitions of all settings by name, in the order in which they are shown."""
