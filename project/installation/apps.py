"""Django's entry for the room `project.installation`."""

from django.apps import AppConfig


class InstallationConfig(AppConfig):
    name = "project.installation"
    label = "installation"
    verbose_name = "安装"
