"""One-time passwords: made from a token and the installation's secret, so that none is ever kept.

The form that asks for one carries a fresh token. Between the act and the page that shows the
password once, only the token lies in the session; a second click on the same form gives the same
password.
"""

import secrets

from django.contrib.auth.password_validation import MinimumLengthValidator
from django.utils.crypto import salted_hmac

# Without letters and digits that are taken for one another when read aloud or written down.
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
GROUPS, GROUP = 4, 4


def new_token() -> str:
    """Return a token for one form."""
    return secrets.token_urlsafe(24)


def one_time_password(username: str, token: str) -> str:
    """Return the password a token stands for: four groups of four, for this user name only."""
    digest = salted_hmac("zeren.one-time-password", f"{username}\n{token}", algorithm="sha256")
    number = int.from_bytes(digest.digest())
    letters = []
    for _ in range(GROUPS * GROUP):
        number, place = divmod(number, len(LETTERS))
        letters.append(LETTERS[place])
    word = "".join(letters)
    return "-".join(word[at : at + GROUP] for at in range(0, len(word), GROUP))


class LongEnough(MinimumLengthValidator):
    """Django's own rule, whose newest sentence has no Chinese yet."""

    def get_error_message(self) -> str:
        return f"密码太短，至少要有{self.min_length}个字符。"
