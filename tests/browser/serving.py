"""Signs people in to the served system without their passwords."""

from django.conf import settings
from django.test import Client

from project.accounts.models import User

BACKEND = "project.accounts.backend.PasswordBackend"


def session_cookies(user: User | None) -> dict[str, str]:
    """Open a session of the user in the database; return its cookie, or none for a stranger.

    Called in the main thread, where the database is; the browser gets the cookie afterwards.
    """
    if user is None:
        return {}
    client = Client()
    client.force_login(user, backend=BACKEND)
    return {settings.SESSION_COOKIE_NAME: client.cookies[settings.SESSION_COOKIE_NAME].value}
