"""Which messages a person may be mailed about less often, and the verb that sets it."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from notifications.models import Frequency, Kind, Preference
from notifications.models.preferences import CHOOSABLE, WAITING, default_of
from project.accounts.access import Permission, committees_served, committees_where, units_where
from project.accounts.models import Role, User
from project.audit.recording import record
from workflows.refusals import Incomplete

OF_UNITS = (
    Kind.HANDED_OVER, Kind.DELEGATED, Kind.EXCEPTED, Kind.PASSED_ON, Kind.ANSWERED, Kind.CIRCULAR,
)  # fmt: skip
OF_THE_OFFICE = (Kind.DIGEST_DRAFT, Kind.SUMMARY_DRAFT)
OF_LEADERS = (Kind.DIGEST, Kind.SUMMARY, Kind.CIRCULAR)
WAITING_LABEL = "待审核、复核、签批和办理的（在提醒信里）"


def choices_of(user: User, *, on: date) -> list[str]:
    """Return what the person may choose a frequency for: what could reach them by their posts."""
    leads = committees_where(user, Role.LEADER, Role.OBSERVER, on=on).exists()
    serves = committees_served(user, on=on).exists()
    of_units = units_where(user, Permission.VIEW, on=on).exists()
    return [
        WAITING,
        *(OF_UNITS if of_units else ()),
        *(OF_THE_OFFICE if serves else ()),
        *(OF_LEADERS if leads else ()),
    ]


def label_of(about: str) -> str:
    """Return what a choice is called on the page."""
    return WAITING_LABEL if about == WAITING else str(Kind(about).label)


def chosen_of(user: User) -> dict[str, Frequency]:
    """Return what holds for the person now, defaults included."""
    rows = dict(Preference.objects.of(user).values_list("about", "frequency"))
    return {about: Frequency(rows.get(about, default_of(about))) for about in CHOOSABLE}


def prefer(user: User, said: Mapping[str, str], *, on: date, at: datetime | None = None) -> bool:
    """Set how often the person is mailed; say whether anything changed.

    Raises Incomplete for what may not be chosen.
    """
    wrong = {
        about: "请从列出的频次中选择。" for about, word in said.items() if not _may(about, word)
    }
    if wrong:
        raise Incomplete(wrong)
    with transaction.atomic():
        before = chosen_of(User.objects.select_for_update().get(pk=user.pk))
        changed = {about: word for about, word in said.items() if word != before[about]}
        for about, word in changed.items():
            Preference.objects.update_or_create(
                user=user, about=about, defaults={"frequency": word}
            )
        if changed:
            words = [
                f"{label_of(about)}：{Frequency(word).label}" for about, word in changed.items()
            ]
            record("preference.set", user, by=user, at=at, changes=words)
    return bool(changed)


def _may(about: str, word: str) -> bool:
    return word in CHOOSABLE.get(about, ())
