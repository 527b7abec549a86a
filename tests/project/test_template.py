"""The database that a run's workers share: what a death leaves behind, and what a copy has."""

import json
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from django.core.management import call_command

from project.accounts.models import Role, Unit, User
from task_table.models import Task
from tests.cast import person
from tests.template import Template, summary

TAKES_IT_AND_DIES = """
import os, signal, sys
from pathlib import Path
from tests.template import Template
with Template(Path(sys.argv[1]), "x").alone():
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.waits
def test_a_worker_that_dies_building_stops_nobody(tmp_path: Path) -> None:
    died = subprocess.run([sys.executable, "-c", TAKES_IT_AND_DIES, str(tmp_path)], check=False)
    assert died.returncode == -signal.SIGKILL
    with Template(tmp_path, "x").alone():
        pass


@pytest.mark.django_db(transaction=True)
def test_what_nobody_finished_is_built_anew(tmp_path: Path) -> None:
    half = tmp_path / "template.sqlite3"
    half.write_bytes(b"half of a template")
    assert Template(tmp_path, "x").database(lambda: "built") == "built"
    with closing(sqlite3.connect(half)) as file:
        assert file.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert (tmp_path / "summary.json").read_text() == summary()


@pytest.mark.db
@pytest.mark.django_db
def test_a_summary_names_guards_sequences_and_the_plan() -> None:
    """A worker's copy is held against its template's summary: an empty one would hold nothing."""
    triggers, sequences, *rows = json.loads(summary())
    assert len(triggers) > 20
    assert len(sequences) > 20
    assert ["task_table_task", [45]] in rows


@pytest.mark.db
@pytest.mark.django_db(transaction=True)
def test_emptying_the_database_leaves_the_world_as_it_was() -> None:
    """Under the same keys, and with sequences that go on behind them."""

    def world() -> list[object]:
        triggers, _, *rows = json.loads(summary())
        keys = [*Unit.objects.values_list("pk", "code"), *Task.objects.values_list("pk", "text")]
        return [triggers, rows, sorted(keys)]

    before = world()
    known = person("市民政局联络员", "mzj", (Role.LIAISON, "mzj"))
    assert world() != before
    call_command("flush", verbosity=0, interactive=False)
    assert world() == before
    assert not User.objects.filter(pk=known.pk).exists()
    assert person("市民政局联络员", "mzj", (Role.LIAISON, "mzj")).groups.count() == 1
