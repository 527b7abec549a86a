"""Is the process alive, and is the installation ready: for the supervisor and for monitoring."""

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from project.workdays.models import OutsideCalendar, Workday


@never_cache
@require_safe
def alive(request: HttpRequest) -> JsonResponse:
    """Answer that the web process lives; touches nothing else."""
    return JsonResponse({"status": "ok"})


@never_cache
@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """Answer 200 if database, migrations and calendar are in order, else 503 naming what is not."""
    wrong = [name for name, fine in _checks() if not fine]
    return JsonResponse(
        {"status": "unready" if wrong else "ok", "wrong": wrong}, status=503 if wrong else 200
    )


def _checks() -> list[tuple[str, bool]]:
    return [
        ("database", _database_answers()),
        ("migrations", _database_answers() and _is_migrated()),
        ("calendar", _database_answers() and _is_migrated() and _calendar_covers_today()),
    ]


def _database_answers() -> bool:
    try:
        connection.ensure_connection()
    except DatabaseError:
        return False
    return connection.is_usable()


def _is_migrated() -> bool:
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def _calendar_covers_today() -> bool:
    try:
        Workday.objects.on(timezone.localdate())
    except OutsideCalendar:
        return False
    return True
