"""How a page of a form answers a refusal: beside the field, above the form, or not at all."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from workflows.refusals import Incomplete, NotEntitled, Refused

INCOMPLETE, CONFLICT = 422, 409


def told(request: HttpRequest, form: forms.BaseForm, refusal: Refused) -> int:
    """Say why an act was refused on the form's page, and return the status that page has.

    What is missing stands beside its field, what the form itself says stays; who may not act is
    answered 403, by raising PermissionDenied.
    """
    if isinstance(refusal, NotEntitled):
        raise PermissionDenied(str(refusal)) from refusal
    if not isinstance(refusal, Incomplete):
        messages.error(request, str(refusal))
        return CONFLICT
    for name, words in refusal.fields.items():
        if name not in form.errors:
            form.add_error(name if name in form.fields else None, words)
    return INCOMPLETE
