"""The whole database, kept in memory and laid back: a hundredth of what building it takes."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from django.db import connection, transaction


def keep() -> sqlite3.Connection:
    """Return a copy of SQLite's database as it stands."""
    connection.ensure_connection()
    copy = sqlite3.connect(":memory:")
    connection.connection.backup(copy)
    return copy


def write(path: Path) -> None:
    """Write SQLite's database as it stands into a file of its own."""
    with closing(keep()) as copy, closing(sqlite3.connect(path)) as file:
        copy.backup(file)


def lay_back(copy: sqlite3.Connection) -> None:
    """Make the database what it was when the copy was kept."""
    connection.ensure_connection()
    copy.backup(connection.connection)


class Rows(NamedTuple):
    """What PostgreSQL's tables hold, as the server writes it out, and how far sequences are."""

    tables: dict[str, bytes]
    sequences: list[tuple[str, int]]


def keep_rows() -> Rows:
    """Return all rows of PostgreSQL's database as it stands."""
    tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
    return Rows({table: rows for table in tables if (rows := _written_out(table))}, _sequences())


def lay_rows_back(kept: Rows) -> None:
    """Fill the emptied tables with the rows that were kept, under the same keys.

    In one transaction: which row names which other is asked at its end.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        for table, rows in kept.tables.items():
            with cursor.copy(f'COPY "{table}" FROM STDIN') as into:
                into.write(rows)
        cursor.executemany("SELECT setval(%s::regclass, %s)", kept.sequences)


def _sequences() -> list[tuple[str, int]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT quote_ident(sequencename), last_value FROM pg_sequences"
            " WHERE schemaname = current_schema() AND last_value IS NOT NULL"
        )
        return list(cursor.fetchall())


def _written_out(table: str) -> bytes:
    with connection.cursor() as cursor, cursor.copy(f'COPY "{table}" TO STDOUT') as out:
        return b"".join(out)
