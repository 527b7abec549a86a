"""Django's entry for the room `project.audit`."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "project.audit"
    label = "audit"
    verbose_name = "留痕"
