"""What a unit writes about one task in one cycle: the fields drafts and versions share."""

from typing import Any

from django.db import models


class Progress(models.TextChoices):
    """How far the unit says the task is. 滞后 is computed, nobody confesses to it."""

    NOT_STARTED = "not_started", "未启动"
    UNDER_WAY = "under_way", "推进中"
    DONE = "done", "已完成"


class Content(models.Model):
    """The words of a report; an unchanged row says so instead of repeating itself."""

    status = models.CharField("进度", max_length=16, choices=Progress, blank=True)
    progress = models.TextField("进展情况", blank=True)
    problem = models.TextField("存在问题", blank=True)
    next_step = models.TextField("下一步措施", blank=True)
    next_step_on = models.DateField("措施时限", null=True, blank=True)
    no_change = models.BooleanField("无变化", default=False)
    concurs = models.BooleanField("同意牵头单位的报告", null=True, blank=True)

    class Meta:
        abstract = True

    @classmethod
    def content_fields(cls) -> list[str]:
        """Return the names of the fields that make up the content, in their order on the page."""
        return [field.name for field in Content._meta.get_fields()]

    def content(self) -> dict[str, Any]:
        """Return the content as a dictionary, ready for another row or for comparison."""
        return {name: getattr(self, name) for name in self.content_fields()}

    @property
    def says_anything(self) -> bool:
        """Say whether anything was filled in; a 不同意 is something, an empty tick is not."""
        said = self.content() | {"concurs": self.concurs is not None}
        return any(said.values())
