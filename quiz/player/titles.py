"""The titles of the banks that a form takes its questions from; not cleaned."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from quiz.session.form import Item


def titles(items: "Sequence[Item]") -> str:
    """Return the titles of the banks of a form, each once."""
    return "; ".join(dict.fromkeys(item.bank.title for item in items))


def origin(items: "Sequence[Item]", place: int) -> str:
    """Return the bank of a question as `, from “Tides”`; empty when all have the same bank."""
    if len({item.bank.id for item in items}) == 1:
        return ""
    return f", from “{items[place].bank.title}”"
