"""Signing in: accounts are opened by the system administrator, never by oneself."""

from typing import ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from project.accounts.models import User


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """allauth's rules as this committee has them."""

    error_messages: ClassVar[dict[str, str]] = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": "用户名或密码不正确。",
        "enter_current_password": "当前密码不正确。",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def authenticate(self, request: HttpRequest, **credentials: str) -> User | None:
        """Return who signs in; a closed account comes back as well, so that allauth says so.

        Only with its right password: to anybody else it looks like any other name.
        """
        user: User | None = super().authenticate(request, **credentials)
        if user is None:
            closed = User.objects.filter(username=credentials.get("username"), is_active=False)
            return next((each for each in closed if _opens(each, credentials)), None)
        return user

    def add_message(self, *args: object, **kwargs: object) -> None:
        """Say nothing of allauth's own: the page that follows shows what happened."""


def _opens(user: User, credentials: dict[str, str]) -> bool:
    return user.check_password(credentials.get("password", ""))
