"""Django's entry for the room `project.desk`."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "project.desk"
    label = "desk"
    verbose_name = "工作台"
