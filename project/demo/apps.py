"""Django's entry for the room `project.demo`: it has no tables, only what its pages show."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "project.demo"
    label = "demo"
    verbose_name = "演示"
