"""Signing in: accounts are opened by the system administrator, never by oneself."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """allauth's rules as this committee has them."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
