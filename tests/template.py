"""One database a run: the first worker builds it, the others begin with a copy of it."""

import fcntl
import gc
import json
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from tests import snapshots

Build = Callable[..., str]

SEQUENCES = {
    "sqlite": "SELECT name, seq FROM sqlite_sequence ORDER BY name",
    "postgresql": "SELECT sequencename, last_value FROM pg_sequences ORDER BY 1",
}
TRIGGERS = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name",
    "postgresql": "SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger"
    " WHERE NOT tgisinternal ORDER BY tgname, tgrelid",
}


@dataclass(frozen=True)
class Template:
    """What the workers of one run share: a folder of theirs, and the database they copy."""

    folder: Path
    name: str

    @classmethod
    def of_this_run(cls) -> "Template":
        """Begin with nothing: a template never outlives its run, so that none can be stale."""
        folder = Path(tempfile.mkdtemp(prefix="template-", dir=settings.DATA_DIR))
        return cls(folder, f"{connection.creation._get_test_db_name()}_template")

    def database(self, build: Build, **options: Any) -> str:
        """Make this process's test database, and return its name: built once, then copied."""
        with self.alone():
            if self._ready.exists():
                return self._copied()
            name = build(**options)
            self._keep()
            return name

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Wait until no other worker is at it; of one that dies the system frees the lock."""
        with (self.folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def dropped(self) -> None:
        """Drop PostgreSQL's template; a file goes with its folder."""
        if connection.vendor == "postgresql":
            with connection.creation._nodb_cursor() as cursor:
                cursor.execute(f'DROP DATABASE IF EXISTS "{self.name}"')

    @property
    def _ready(self) -> Path:
        """Written last: without it a template is one that nobody finished."""
        return self.folder / "summary.json"

    @property
    def _file(self) -> Path:
        return self.folder / "template.sqlite3"

    def _keep(self) -> None:
        written = summary()
        if connection.vendor == "sqlite":
            self._file.unlink(missing_ok=True)
            with closing(sqlite3.connect(self._file)) as file:
                connection.connection.backup(file)
        else:
            self._keep_on_server()
        part = self._ready.with_suffix(".part")
        part.write_text(written)
        part.rename(self._ready)

    def _keep_on_server(self) -> None:
        """Copy on the server, which asks that nobody is connected to what is copied."""
        own = connection.settings_dict["NAME"]
        connection.close()
        self.dropped()
        with connection.creation._nodb_cursor() as cursor:
            cursor.execute(f'CREATE DATABASE "{self.name}" TEMPLATE "{own}"')

    def _copied(self) -> str:
        creation = connection.creation
        if connection.vendor == "postgresql":
            connection.settings_dict["TEST"]["TEMPLATE"] = self.name
        creation._create_test_db(verbosity=0, autoclobber=True)
        connection.close()
        name = creation._get_test_db_name()
        settings.DATABASES[connection.alias]["NAME"] = connection.settings_dict["NAME"] = name
        if connection.vendor == "sqlite":
            with closing(sqlite3.connect(self._file)) as file:
                snapshots.lay_back(file)
        assert summary() == self._ready.read_text(), "a worker's copy is not what was built"
        return name


def summary() -> str:
    """Return what a copy must have of its template: triggers, sequences, rows of each table."""
    with connection.cursor() as cursor:
        found: list[Any] = []
        for query in (TRIGGERS[connection.vendor], SEQUENCES[connection.vendor]):
            cursor.execute(query)
            found.append(cursor.fetchall())
        tables = sorted(connection.introspection.table_names(cursor))
        for table in tables:
            cursor.execute(f'SELECT COUNT(*) FROM "{table}"')  # noqa: S608 (a table of ours)
            found.append((table, cursor.fetchone()))
    return json.dumps(found, ensure_ascii=False)


@contextmanager
def no_garbage_collected() -> Iterator[None]:
    """Migrate without the collector: a fifth of the time went to looking at models in use."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
