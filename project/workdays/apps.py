"""Django's entry for the room `project.workdays`."""

from django.apps import AppConfig


class WorkdaysConfig(AppConfig):
    name = "project.workdays"
    label = "workdays"
    verbose_name = "工作日日历"
