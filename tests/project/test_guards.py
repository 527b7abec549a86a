"""What was written stays as written, on both databases, whatever way one tries to change it."""

from collections.abc import Callable

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, models, transaction

from project.accounts.models import User
from project.audit.guards import AppendOnly
from project.audit.recording import record
from project.audit.sealing import seal_events
from task_table.models import Assignment, Indicator, Plan, Task
from workflows.models import Cycle, Report

pytestmark = [pytest.mark.db, pytest.mark.django_db]

APPEND_ONLY = [model for model in apps.get_models() if issubclass(model, AppendOnly)]
KEPT: list[tuple[type[models.Model], str]] = [
    (User, "sphere"),
    (Plan, "title"),
    (Task, "text"),
    (Task, "first_due_on"),
    (Assignment, "role"),
    (Indicator, "target_printed"),
    (Report, "unit_id"),
    (Cycle, "key"),
]


def triggers_of(table: str) -> set[str]:
    """Return the names of the triggers that lie on a table."""
    if connection.vendor == "sqlite":
        query = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s"
    else:
        query = "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal"
    with connection.cursor() as cursor:
        cursor.execute(query, [table])
        return {row[0] for row in cursor.fetchall()}


def is_refused(act: Callable[[], object]) -> bool:
    try:
        with transaction.atomic():
            act()
    except DatabaseError as error:
        return "never changed" in str(error)
    return False


def test_some_models_are_append_only() -> None:
    assert {"AuditEvent", "AuditSeal", "Grant", "ReportVersion", "Transition"} <= {
        model.__name__ for model in APPEND_ONLY
    }


@pytest.mark.parametrize("model", APPEND_ONLY, ids=lambda model: model.__name__)
def test_an_append_only_table_still_has_its_guards(model: type[AppendOnly]) -> None:
    table = model._meta.db_table
    late = {f"{table}_{model._meta.get_field(name).column}_once" for name in model.written_later}
    assert {f"{table}_kept", f"{table}_fixed", *late} <= triggers_of(table)


@pytest.mark.parametrize("model, column", KEPT, ids=lambda each: getattr(each, "__name__", each))
def test_a_kept_table_still_has_its_guards(model: type[models.Model], column: str) -> None:
    table = model._meta.db_table
    assert {f"{table}_kept", f"{table}_fixed"} <= triggers_of(table)


def test_an_audit_event_can_be_neither_changed_nor_deleted(plan: Plan) -> None:
    event = record("plan.read", plan, by=None)
    events = type(event).objects.filter(pk=event.pk)
    assert is_refused(lambda: events.update(actor_name="别人"))
    assert is_refused(events.delete)


def test_a_seal_is_given_to_an_event_once(plan: Plan) -> None:
    event = record("plan.read", plan, by=None)
    first = seal_events()
    record("plan.read", plan, by=None)
    second = seal_events()
    assert first != second
    assert is_refused(lambda: type(event).objects.filter(pk=event.pk).update(seal=second))


def test_the_words_of_a_task_are_sacred(plan: Plan) -> None:
    tasks = plan.tasks.filter(number="1")
    assert is_refused(lambda: tasks.update(text="改写"))
    assert is_refused(lambda: tasks.update(first_due_on="2030-01-01", due_source="text"))


def test_saving_a_kept_row_unchanged_is_no_change(plan: Plan) -> None:
    task = plan.tasks.get(number="1")
    task.standing = True
    task.save()
    task.refresh_from_db()
    assert task.standing


def test_a_person_is_never_deleted(liaison: User) -> None:
    liaison.groups.clear()
    assert is_refused(lambda: User.objects.filter(pk=liaison.pk)._raw_delete("default"))
