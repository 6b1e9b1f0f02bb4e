"""All errors of the app, as one tree; each message says what the user can do about it.

QuizError
├── UsageError           the request was wrong
├── NotPlayable          a bank has errors or cannot make a form
├── BadFile              a file given to a command is missing, unreadable or invalid
├── BadHistory           an imported history file is invalid
├── MissingExtra         an optional library is not installed
├── UnreadableResponse   the typed text cannot be read as an answer: ask again, record nothing
├── SettingsError        the settings could not be written
└── StoreError           the history could not be read or written
    ├── AnsweredElsewhere  another window gave the answer, or ended the attempt
    ├── StoreForeign     the file is no history of this app
    ├── StoreNewer       the file was written by a newer release
    └── StoreDamaged     the file is damaged
"""

from importlib import import_module


class QuizError(Exception):
    """An error shown to people as one line; the command ends with `exit_code`."""

    exit_code = 3


class UsageError(QuizError):
    """The command line asked for something that does not exist."""

    exit_code = 2


class NotPlayable(QuizError):
    """A bank cannot be played: it has errors, or no form can be made of it."""

    exit_code = 1


class BadFile(QuizError):
    """A file given to a command is missing, unreadable or invalid; the message says why."""

    exit_code = 1


class BadHistory(QuizError):
    """An imported history file is invalid; the message is `path:line: reason`."""

    exit_code = 1


class MissingExtra(QuizError):
    """An optional library is not installed; the message says which extra to install."""


class UnreadableResponse(QuizError):
    """The typed text cannot be read as an answer; the message says how to type one."""


class SettingsError(QuizError):
    """The settings could not be written: the disk fails, or their file cannot be changed."""


class StoreError(QuizError):
    """The history could not be read or written (a full disk, a lock, missing rights)."""


class AnsweredElsewhere(StoreError):
    """Another window answered this question, or ended this attempt; trying again cannot help."""


class StoreForeign(StoreError):
    """The file where the history should be belongs to something else; it was left alone."""


class StoreNewer(StoreError):
    """The history was written by a newer release; it was left alone."""


class StoreDamaged(StoreError):
    """The history is damaged; it was left alone."""


def require(module: str, extra: str, purpose: str, instead: str = "") -> None:
    """Import a module of an optional extra.

    Raise `MissingExtra` if it is not installed. The message names the `purpose`, such as
    “printing a PDF”, the command that installs the extra, and what can be done `instead`.
    """
    try:
        import_module(module)
    except ModuleNotFoundError as error:
        text = f"{purpose} needs: pip install 'verbatim-quiz[{extra}]'"
        raise MissingExtra(f"{text}; {instead}" if instead else text) from error
