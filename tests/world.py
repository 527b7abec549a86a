"""The world of the tests: the calendar and the real 45 tasks with their units and groups."""

from django.apps import apps
from django.contrib.auth.management import create_permissions
from django.contrib.contenttypes.models import ContentType

from project.workdays.models import Workday
from task_table.importing.loading import load
from task_table.importing.reading import read_file
from task_table.importing.shipped import shipped_plans
from task_table.models import Indicator


def load_world() -> None:
    """Load what a fresh installation has; harmless when repeated."""
    ContentType.objects.clear_cache()
    for app in apps.get_app_configs():
        create_permissions(app, verbosity=0)
    Workday.objects.load()
    for table, profile in shipped_plans():
        load(read_file(table), profile, by=None)
    # Most tests are about words: figures are asked for where a test wants them (`figures_asked`).
    Indicator.objects.update(task=None)
