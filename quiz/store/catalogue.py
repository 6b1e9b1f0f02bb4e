"""The cache of bank summaries, so that unchanged bank files are not parsed again."""

import sqlite3
from collections.abc import Iterable, Mapping
from typing import cast

from quiz.errors import StoreDamaged
from quiz.store.facts import canonical, parsed, storable
from quiz.store.records import CatalogueEntry, JsonObject

_GET = "SELECT stamp, body FROM catalogue WHERE path = ?"
_PUT = """
    INSERT INTO catalogue VALUES (?, ?, ?)
    ON CONFLICT (path) DO UPDATE SET stamp = excluded.stamp, body = excluded.body
"""


def get(connection: sqlite3.Connection, paths: Iterable[str]) -> dict[str, CatalogueEntry]:
    """Return the entries of those paths that have a readable one. Raises sqlite3.Error."""
    entries: dict[str, CatalogueEntry] = {}
    for path in paths:
        row = connection.execute(_GET, (_key(path),)).fetchone()
        body = None if row is None else _body(row[1])
        if body is not None:
            entries[path] = CatalogueEntry(row[0], body)
    return entries


def put(connection: sqlite3.Connection, entries: Mapping[str, CatalogueEntry]) -> None:
    """Write entries inside a transaction, in place of older ones. Raises sqlite3.Error."""
    connection.executemany(
        _PUT,
        [
            (_key(path), storable(entry.stamp), canonical(entry.body))
            for path, entry in entries.items()
        ],
    )


def _key(path: str) -> bytes:
    """Return a path as bytes: names of files need not be text."""
    return path.encode("utf-8", "surrogatepass")


def _body(text: str) -> JsonObject | None:
    """Return the body of an entry; None when it is damaged, for then the bank is read again."""
    try:
        value = parsed(text, "the catalogue of banks")
    except StoreDamaged:
        return None
    return cast(JsonObject, value) if isinstance(value, dict) else None
