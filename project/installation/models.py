"""The flag in the database that says whether all its data are fictional (演示)."""

from functools import cache

from django.db import models
from django.db.models import Q

ELSEWHERE = "请换一个 DATA_DIR 或 DATABASE_URL。"
NOT_FOR_REAL = f"这个数据库里是演示数据，不能作正式使用。{ELSEWHERE}"
NOT_FOR_DEMO = f"这个数据库是正式使用的，不能放入演示数据。{ELSEWHERE}"


class Kind(models.TextChoices):
    """What an installation is for; it is said once, at its first start."""

    REAL = "real", "正式"
    DEMO = "demo", "演示"


class WrongKind(ValueError):
    """A demo started on a real database, or the other way round; the message says what to do."""


class Installation(models.Model):
    """The one row of the database that says what it is."""

    only = models.BooleanField("唯一", primary_key=True, default=True)
    kind = models.CharField("性质", max_length=8, choices=Kind)

    class Meta:
        verbose_name = verbose_name_plural = "安装"
        default_permissions = ()
        constraints = (models.CheckConstraint(condition=Q(only=True), name="one_installation_row"),)

    def __str__(self) -> str:
        return self.get_kind_display()


def settle(wanted: Kind) -> None:
    """Make the database one of this kind at its first start; raises WrongKind if it is another."""
    row, _ = Installation.objects.get_or_create(only=True, defaults={"kind": wanted})
    is_demo.cache_clear()
    if row.kind == wanted:
        return
    raise WrongKind(NOT_FOR_REAL if row.kind == Kind.DEMO else NOT_FOR_DEMO)


@cache
def is_demo() -> bool:
    """Say whether everything in this database is fictional; a database not settled is not.

    It is said once, before the first page is served: a process need not ask for every page.
    """
    return Installation.objects.filter(kind=Kind.DEMO).exists()
