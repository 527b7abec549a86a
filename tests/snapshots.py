"""SQLite's whole database, kept in memory and laid back: a hundredth of what building it takes."""

import sqlite3

from django.db import connection


def keep() -> sqlite3.Connection:
    """Return a copy of the database as it stands."""
    connection.ensure_connection()
    copy = sqlite3.connect(":memory:")
    connection.connection.backup(copy)
    return copy


def lay_back(copy: sqlite3.Connection) -> None:
    """Make the database what it was when the copy was kept."""
    connection.ensure_connection()
    copy.backup(connection.connection)
