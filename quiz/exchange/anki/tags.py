"""Tags as Anki holds them, without spaces, and back."""

import re
from collections.abc import Iterable

_SPACES = re.compile(r"[\s\u3000\"]+")
_OWN_TAGS = frozenset(("leech", "marked"))


def anki_tag(tag: str) -> str:
    """Return a tag without the signs that separate tags in Anki: `cold war` becomes `cold_war`."""
    return _SPACES.sub("_", tag).strip("_:") or "_"


def restore_tags(present: Iterable[str], known: Iterable[str]) -> list[str]:
    """Return the known tags that are still present in Anki, then all other present tags.

    Tags that Anki sets itself, on hard and on marked cards, are left out.
    """
    names = {tag.casefold(): tag for tag in present if tag.casefold() not in _OWN_TAGS}
    kept = [tag for tag in known if anki_tag(tag).casefold() in names]
    used = {anki_tag(tag).casefold() for tag in kept}
    return kept + [tag for name, tag in names.items() if name not in used]
