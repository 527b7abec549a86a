"""Renders forms from our own templates, so that `templates/django/forms/field.html` counts."""

from django.forms.renderers import TemplatesSetting


class FormRenderer(TemplatesSetting):
    """Django's renderer over the project's templates; labels carry no half-width colon."""
