"""Deriving the totals of attempts from their marks."""

import sqlite3

_TOTALS = """
    UPDATE attempt_total AS t SET
        answered = (SELECT count(*) FROM mark m WHERE m.attempt_id = t.attempt_id),
        score = (SELECT coalesce(sum(m.score), 0) FROM mark m WHERE m.attempt_id = t.attempt_id),
        max_score = (
            SELECT coalesce(sum(coalesce(m.max_score, f.points)), 0)
            FROM form_item f LEFT JOIN mark m USING (attempt_id, position)
            WHERE f.attempt_id = t.attempt_id
        )
"""


def total(connection: sqlite3.Connection, attempt: int | None = None) -> None:
    """Derive the totals of an attempt, or of all, inside a transaction. Raises sqlite3.Error.

    Of what was answered the points of its mark count, of the rest those of the form.
    """
    where, values = ("", ()) if attempt is None else (" WHERE attempt_id = ?", (attempt,))
    connection.execute(f"{_TOTALS}{where}", values)
