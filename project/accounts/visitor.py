"""Who stands behind a request."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from project.accounts.models import User


def signed_in(request: HttpRequest) -> User:
    """Return the person signed in, for views that `login_required` stands before."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user
