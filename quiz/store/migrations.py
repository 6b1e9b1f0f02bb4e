"""Changes of the schema, numbered; each is made in one transaction with its number."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from typing import NamedTuple

from quiz.errors import StoreError
from quiz.store.connection import connect_memory, writing
from quiz.store.schema import APPLICATION_ID, VERSION_1
from quiz.store.schema_study import VERSION_2


class Migration(NamedTuple):
    """One step of the schema, from `number` - 1 to `number`."""

    number: int
    statements: tuple[str, ...]


MIGRATIONS = (Migration(1, VERSION_1), Migration(2, VERSION_2))


def newest(migrations: Sequence[Migration]) -> int:
    """Return the version of the schema that these migrations lead to."""
    return migrations[-1].number


def version_of(connection: sqlite3.Connection) -> int:
    """Return the version of the schema of a database; 0 when it is empty."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def migrate(connection: sqlite3.Connection, migrations: Sequence[Migration]) -> None:
    """Bring a database to the newest schema.

    Foreign keys are switched off while a step runs, as rebuilding a table needs, and are checked
    before it is committed. Raises sqlite3.Error or StoreError; the failed step leaves nothing.
    """
    connection.execute("PRAGMA foreign_keys = OFF")
    try:
        for migration in migrations:
            with writing(connection):
                # Read again in the transaction: another window may have made the step meanwhile.
                if version_of(connection) < migration.number:
                    _step(connection, migration)
    finally:
        connection.execute("PRAGMA foreign_keys = ON")


def _step(connection: sqlite3.Connection, migration: Migration) -> None:
    for statement in migration.statements:
        connection.execute(statement)
    if connection.execute("PRAGMA foreign_key_check").fetchone() is not None:
        raise StoreError(
            f"The history could not be brought to version {migration.number}: rows that belong "
            "together have lost each other. Nothing was changed; run `quiz doctor`."
        )
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {migration.number}")


def schema_problems(connection: sqlite3.Connection, migrations: Sequence[Migration]) -> list[str]:
    """Return what of the schema is not as its migrations make it. Raises sqlite3.Error."""
    made = [step for step in migrations if step.number <= version_of(connection)]
    with closing(connect_memory()) as model:
        migrate(model, made)
        wanted = _schema(model)
    found = _schema(connection)
    names = sorted(name for name in wanted.keys() | found if wanted.get(name) != found.get(name))
    return [f"{name} is not as this app made it" for name in names]


def _schema(connection: sqlite3.Connection) -> dict[str, str | None]:
    return dict(connection.execute("SELECT type || ' ' || name, sql FROM sqlite_schema"))
