"""Which banks the questions of a form are from, in words; not cleaned."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from quiz.session.form import Item


def titles(items: "Sequence[Item]") -> str:
    """Return the titles of the banks of a form, each once."""
    return "; ".join(dict.fromkeys(item.bank.title for item in items))


def origin(items: "Sequence[Item]", place: int) -> str:
    """Return from which bank a question is, `, from “Tides”`; empty where all are from one."""
    if len({item.bank.id for item in items}) == 1:
        return ""
    return f", from “{items[place].bank.title}”"
