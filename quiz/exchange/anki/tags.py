"""Tags as Anki has them, without spaces, and back."""

import re
from collections.abc import Iterable

_SPACES = re.compile(r"[\s\u3000\"]+")
_ANKIS_OWN = frozenset(("leech", "marked"))


def anki_tag(tag: str) -> str:
    """Return a tag without what parts tags in Anki: `cold war` is `cold_war`."""
    return _SPACES.sub("_", tag).strip("_:") or "_"


def restore_tags(present: Iterable[str], known: Iterable[str]) -> list[str]:
    """Return the known tags that are present under their names in Anki, then all others present.

    Anki's own, on cards that are hard or marked, are left out.
    """
    names = {tag.casefold(): tag for tag in present if tag.casefold() not in _ANKIS_OWN}
    kept = [tag for tag in known if anki_tag(tag).casefold() in names]
    used = {anki_tag(tag).casefold() for tag in kept}
    return kept + [tag for name, tag in names.items() if name not in used]
