"""What every test stands on: the real plan and calendar in the database, and the cast."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from shutil import rmtree
from typing import Any
from unittest.mock import patch

import pytest
from django.conf import settings
from django.db import connection
from django.db.backends.base.operations import BaseDatabaseOperations
from django.db.models import Model
from hypothesis import HealthCheck
from hypothesis import settings as searching
from pytest_django.plugin import blocking_manager_key

from project.installation.models import is_demo
from tests import snapshots
from tests.template import Template, no_garbage_collected
from tests.world import load_world

Flush = Callable[[BaseDatabaseOperations, list[str]], None]
SHARED = pytest.StashKey[Template]()
pytest_plugins = ["tests.cast"]
# How long an example takes is the machine's business: a busy one must not turn a property red.
searching.register_profile(
    "any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
searching.load_profile("any machine")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the tests that wait for a clock or a process: the others work meanwhile."""
    items.sort(key=lambda item: item.get_closest_marker("waits") is None)


@pytest.fixture(scope="session", autouse=True)
def own_files(worker_id: str) -> None:
    """Give each worker files of its own: what comes and goes there is its own tests' doing."""
    settings.DATA_DIR = settings.DATA_DIR / worker_id


@pytest.fixture(autouse=True)
def plain_static_files(settings: Any) -> None:
    """Name static files as they are: nobody collected them in a test's folder."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}


@pytest.fixture(autouse=True)
def quick_passwords(settings: Any) -> None:
    """Hash quickly: a real hash takes a third of a second, and these tests make hundreds."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def unsettled() -> None:
    """Forget what the last test's database was for: each has its own."""
    is_demo.cache_clear()


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tell each worker, as the one who starts them, where the run's one database is to be."""
    if SHARED not in node.config.stash:
        node.config.stash[SHARED] = Template.of_this_run()
    template = node.config.stash[SHARED]
    node.workerinput["template"] = (str(template.folder), template.name)


@pytest.hookimpl(tryfirst=True)
def pytest_unconfigure(config: pytest.Config) -> None:
    """Leave nothing of the run's database behind, once all workers are gone."""
    if template := config.stash.get(SHARED, None):
        with config.stash[blocking_manager_key].unblock():
            template.dropped()
        rmtree(template.folder)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    request: pytest.FixtureRequest, django_db_modify_db_settings: None
) -> Iterator[None]:
    """Have the database built with calendar and plan, by one worker for all of a run."""
    create, shared = connection.creation.create_test_db, _shared_by_workers(request.config)

    def build(**options: Any) -> str:
        with no_garbage_collected():
            name = create(**options)
            load_world()
        return str(name)

    made = partial(shared.database, build) if shared else build
    with patch.object(connection.creation, "create_test_db", made):
        yield


def _shared_by_workers(config: pytest.Config) -> Template | None:
    """Return what this worker shares; a process alone, or told to keep its own, shares nothing."""
    given = getattr(config, "workerinput", {}).get("template")
    if given is None or config.getvalue("reuse_db"):
        return None
    folder, name = given
    return Template(Path(folder), name)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Roll each test's own changes back to calendar and plan."""
    with django_db_blocker.unblock(), _flushing_past_guards():
        yield


class _flushing_past_guards:  # noqa: N801 (reads as a phrase)
    """Let transactional tests flush: what the world was comes back as it was kept.

    SQLite empties a table by DELETE, which the guards refuse, and one row after the other: its
    whole file comes back. PostgreSQL empties its tables and gets their rows again. Either takes a
    hundredth of the time that loading the world takes.
    """

    def __enter__(self) -> None:
        self.operations = type(connection.ops)
        self.original = self.operations.execute_sql_flush
        afresh = self._lay_back if connection.vendor == "sqlite" else self._fill_again
        self.operations.execute_sql_flush = afresh()

    def __exit__(self, *exception: object) -> None:
        self.operations.execute_sql_flush = self.original

    def _lay_back(self) -> Flush:
        copy = snapshots.keep()
        return lambda operations, sql_list: snapshots.lay_back(copy)

    def _fill_again(self) -> Flush:
        original, kept = self.original, snapshots.keep_rows()

        def fill_again(self: BaseDatabaseOperations, sql_list: list[str]) -> None:
            original(self, sql_list)
            snapshots.lay_rows_back(kept)

        return fill_again


@contextmanager
def lift_guards(model: type[Model]) -> Iterator[None]:
    """Let a test do what the guards refuse, to show that it is found out all the same."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # A deferred constraint of an earlier statement would forbid to alter the table.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(f'ALTER TABLE "{model._meta.db_table}" DISABLE TRIGGER USER')
            yield
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(f'ALTER TABLE "{model._meta.db_table}" ENABLE TRIGGER USER')
        else:
            guards = _drop_triggers(model._meta.db_table)
            yield
            for statement in guards:
                cursor.execute(statement)


def _drop_triggers(table: str) -> list[str]:
    """Drop SQLite's triggers of a table; return how to make them again."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [table]
        )
        guards = dict(cursor.fetchall())
        for name in guards:
            cursor.execute(f'DROP TRIGGER "{name}"')
    return list(guards.values())
