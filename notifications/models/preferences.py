"""How often a person is mailed about what only informs, and about what waits for a decision."""

from collections.abc import Iterable
from typing import Self

from django.conf import settings
from django.db import models

from notifications.models.messages import Kind
from project.accounts.models import User

# A kind of no message: what waits in the morning letter beside reports to file.
WAITING = "waiting"


class Frequency(models.TextChoices):
    """How often mail is written; the inbox has everything at once."""

    IMMEDIATE = "immediate", "立即"
    DAILY = "daily", "每个工作日"
    THIRD = "third", "每三个工作日"
    WEEKLY = "weekly", "每周第一个工作日"
    NEVER = "never", "不发邮件"


OF_NOTICES = (Frequency.IMMEDIATE, Frequency.DAILY, Frequency.WEEKLY, Frequency.NEVER)
OF_WAITING = (Frequency.DAILY, Frequency.THIRD, Frequency.WEEKLY)
# What may be chosen for: nothing that runs out (decision 0043).
CHOOSABLE: dict[str, tuple[Frequency, ...]] = {
    WAITING: OF_WAITING,
    Kind.HANDED_OVER: OF_NOTICES,
    Kind.DELEGATED: OF_NOTICES,
    Kind.EXCEPTED: OF_NOTICES,
    Kind.PASSED_ON: OF_NOTICES,
    Kind.ANSWERED: OF_NOTICES,
    Kind.DIGEST_DRAFT: OF_NOTICES,
    Kind.DIGEST: OF_NOTICES,
    Kind.SUMMARY_DRAFT: OF_NOTICES,
    Kind.SUMMARY: OF_NOTICES,
    Kind.CIRCULAR: OF_NOTICES,
}
DEFAULTS = {WAITING: Frequency.THIRD}


def default_of(about: str) -> Frequency:
    """Return how often mail is written where nobody chose."""
    return DEFAULTS.get(about, Frequency.IMMEDIATE)


class PreferenceQuerySet(models.QuerySet["Preference"]):
    """Preferences in the field's words."""

    def of(self, user: User) -> Self:
        return self.filter(user=user)

    def mailed_later(self, people: Iterable[User], about: str) -> set[int]:
        """Return who of these is not mailed at once about something: no statement for the rest."""
        if about not in CHOOSABLE:
            return set()
        rows = self.filter(user__in=[person.pk for person in people], about=about)
        return set(rows.exclude(frequency=Frequency.IMMEDIATE).values_list("user", flat=True))


class Preference(models.Model):
    """A person's choice for one kind of message; without a row the default holds."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="人员"
    )
    about = models.CharField("类别", max_length=16)
    frequency = models.CharField("频次", max_length=16, choices=Frequency)

    objects = PreferenceQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "消息频次"
        ordering = ("user", "about")
        default_permissions = ()
        constraints = (models.UniqueConstraint("user", "about", name="preference_once"),)

    def __str__(self) -> str:
        return f"{self.user}：{self.about}"
