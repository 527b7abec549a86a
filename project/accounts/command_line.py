"""Who acts in a command: `--by USER`, or the system."""

from django.core.management.base import CommandError

from project.accounts.models import User


def acting_user(username: str | None) -> User | None:
    """Return the active person of that user name, None for the system; raises CommandError."""
    if username is None:
        return None
    user = User.objects.filter(username=username, is_active=True).first()
    if user is None:
        raise CommandError(f"没有用户名为“{username}”的启用账号。")
    return user
