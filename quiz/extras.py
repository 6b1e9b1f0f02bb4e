"""Libraries that only some commands need, and what to type when one is missing."""

from importlib import import_module

from quiz.errors import MissingExtra


def require(module: str, extra: str, purpose: str, instead: str = "") -> None:
    """Import a module of an optional extra.

    Raise `MissingExtra` if it is not installed; the message says that `purpose`, such as
    “printing a PDF”, needs it and what to type, and after that what works `instead`.
    """
    try:
        import_module(module)
    except ModuleNotFoundError as error:
        text = f"{purpose} needs: pip install 'verbatim-quiz[{extra}]'"
        raise MissingExtra(f"{text}; {instead}" if instead else text) from error
