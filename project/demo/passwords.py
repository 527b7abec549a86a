"""The one password of everybody in the demo: made at the first start, kept beside its data."""

import secrets

from django.contrib.auth.hashers import make_password

from project.accounts.models import User
from project.accounts.passwords import LETTERS
from project.env import data_dir, kept_secret

FILE = "demo-password"
GROUPS, GROUP = 3, 4


def demo_password() -> str:
    """Return the password, the same at every start; the file is readable by its owner alone."""
    return kept_secret(FILE, make=readable)


def readable() -> str:
    """Return a new password that can be read aloud and typed: three groups of four."""
    words = ("".join(secrets.choice(LETTERS) for _ in range(GROUP)) for _ in range(GROUPS))
    return "-".join(words)


def is_password_kept() -> bool:
    return (data_dir() / FILE).exists()


def give_everybody_the_new_password() -> bool:
    """If the file was lost, let everybody sign in with its successor; say whether it was."""
    if is_password_kept():
        return False
    User.objects.update(password=make_password(demo_password()))
    return True
