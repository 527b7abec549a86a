"""Django's entry for the room `task_table`."""

from django.apps import AppConfig


class TaskTableConfig(AppConfig):
    name = "task_table"
    verbose_name = "责任分工表"
