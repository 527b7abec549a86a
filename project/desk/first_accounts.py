"""The three administrators of a new installation, each with a password that is shown once."""

import secrets
from datetime import date

from django.db import transaction

from project.accounts.granting import give
from project.accounts.models import Role, Sphere, User
from project.audit.recording import record

ADMINISTRATORS = (
    ("xitong", "系统管理员", Sphere.SYSTEM, Role.SYSTEM_ADMIN),
    ("anquan", "安全管理员", Sphere.SECURITY, Role.SECURITY_ADMIN),
    ("shenji", "审计管理员", Sphere.AUDIT, Role.AUDIT_ADMIN),
)


def make_first_accounts(*, on: date) -> list[tuple[User, str]]:
    """Make the administrators that are not there yet; return each with its one-time password."""
    made = []
    for username, name, sphere, role in ADMINISTRATORS:
        if not User.objects.filter(sphere=sphere).exists():
            made.append(_make(username, name, sphere, role, on))
    return made


def _make(username: str, name: str, sphere: Sphere, role: Role, on: date) -> tuple[User, str]:
    password = secrets.token_urlsafe(12)
    with transaction.atomic():
        user = User.objects.create_user(
            username, password, name=name, sphere=sphere, password_is_temporary=True
        )
        record("account.open", user, by=None, account=username, sphere=sphere.label)
        give(user, role, by=None, why="系统初始化", from_on=on)
    return user, password
