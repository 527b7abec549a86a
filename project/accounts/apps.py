"""Django's entry for the room `project.accounts`."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "project.accounts"
    label = "accounts"
    verbose_name = "单位与人员"
