"""Why an act was refused: each refusal carries a Chinese sentence that says what to do."""

from typing import Any

from django.db import OperationalError

# PostgreSQL's lock_not_available and deadlock_detected.
LOCK_STATES = ("55P03", "40P01")


class Refused(Exception):
    """An act that did not happen; nothing was changed. The message is for the person."""


class NotEntitled(Refused):
    """The person may not do this here and today; a page answers 403, or 404 to a stranger."""


class FourEyes(Refused):
    """The person already had a hand in this version."""


class AlreadyMoved(Refused):
    """Somebody else was faster, or the page was old (a page answers 409)."""


class WindowClosed(Refused):
    """The cycle is not open for filing on this day."""


class Incomplete(Refused):
    """Something is missing or wrong; `fields` says what, field by field, in Chinese."""

    def __init__(self, fields: dict[str, str]) -> None:
        super().__init__("；".join(fields.values()))
        self.fields = fields


class FileRefused(Refused):
    """A file that was not taken; the report's words and its other files are as they were."""


class StaleDraft(Refused):
    """The draft was saved by another meanwhile; both texts are here, and nothing is lost."""

    def __init__(self, saved: Any, own: dict[str, Any]) -> None:
        super().__init__(
            f"{saved.saved_by or '他人'}已先保存了新的内容，你的修改没有覆盖它。"
            "请对照两份文字后再保存。"
        )
        self.saved, self.own = saved, own


class UnitWrites(Refused):
    """The unit filled in the row itself; nobody enters another text for it (代录)."""


def is_lock_wait(error: OperationalError) -> bool:
    """Say whether the database gave up waiting for somebody else's lock."""
    state = getattr(error.__cause__, "sqlstate", None)
    return state in LOCK_STATES or "database is locked" in str(error)
