"""What studying depends on, handed to whatever starts or reports on it."""

from typing import NamedTuple

from quiz.settings.definitions import Settings
from quiz.store.store import Store
from quiz.study.clocks import Clocks
from quiz.study.library import Library


class StudyContext(NamedTuple):
    """What studying depends on: the banks, the history, the settings in force and the clocks."""

    library: Library
    store: Store
    settings: Settings
    clocks: Clocks = Clocks()

    @property
    def daily_limit(self) -> int:
        """The maximum number of reviews in a study day; 0 for no limit."""
        return self.settings.daily_limit

    @property
    def retention(self) -> float:
        """The share of questions that should still be known when they come back."""
        return self.settings.retention
