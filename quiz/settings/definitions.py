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
    told = {"shape": shape, "label": label, "explanation": explanation, "flag": flag}
    return field(default=default, metadata=told)


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
        "Asks how sure you are before each verdict. Whoever says so first learns to tell what "
        "they know from what they only believe.",
        "--confidence",
    )
    certainty_marks: bool = _setting(
        Switch(),
        False,
        "Certainty-based marks",
        "Shows certainty-based marks as one more figure in results and progress: being sure earns "
        "more when right and costs more when wrong. Never part of the score; needs “Ask how sure "
        "you are”.",
        "--certainty-marks",
    )
    daily_limit: int = _setting(
        Whole(0, 9_999, 10, "reviews", "no limit"),
        100,
        "Reviews a day",
        "The most reviews that are due on one study day; 0 is no limit. At half a minute each, "
        "100 take some 50 minutes. What is over the limit waits for the next day.",
        "--daily-limit",
    )
    retention: float = _setting(
        Share(0.70, 0.99),
        0.90,
        "Retention",
        "The share of answers that you want to know still when a question comes back. A higher "
        "share brings questions back sooner: above 0.90 the work rises steeply.",
        "--retention",
    )
    motion: bool = _setting(
        Switch(),
        True,
        "Animations",
        "Lets parts of the screen move and fade. When it is off every change is there at once.",
        "--motion",
    )
    banks: tuple[str, ...] = _setting(
        Folders(),
        (),
        "Folders of banks",
        "Folders, or single banks, that are offered too. A path that does not start at the root "
        "or with ~ is looked for beside the file of the settings.",
        "--banks",
    )
    plain: bool = _setting(
        Switch(),
        False,
        "Play line by line",
        "Plays line by line, without a screen, as --plain does for one run: for screen readers "
        "and dumb terminals. --no-plain opens the screen all the same.",
        "--plain",
    )


def _definition(name: str, metadata: Mapping[str, Any]) -> Definition:
    return Definition(name, default=getattr(Settings(), name), **metadata)


DEFINITIONS: Mapping[str, Definition] = MappingProxyType(
    {each.name: _definition(each.name, each.metadata) for each in fields(Settings)}
)
"""The definitions of all settings by name, in the order in which they are shown."""
