"""The request to move a task's date (延期申请): what is asked, why, and what was granted."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from workflows.models.cases import Case


class ExtensionRequest(Case):
    """A lead's request for a later date; `from_due_on` is the date that stood when it was made."""

    case_ptr = models.OneToOneField(
        Case, models.CASCADE, parent_link=True, primary_key=True, verbose_name="事项"
    )
    from_due_on = models.DateField("申请时的完成时限")
    asked_until = models.DateField("申请延期至")
    cause = models.TextField("延期原因")
    progress_so_far = models.TextField("目前进展")
    granted_until = models.DateField("同意延期至", null=True)
    document_number = models.CharField("文号", max_length=64, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "延期申请"
        default_permissions = ()
        constraints = (
            models.CheckConstraint(
                condition=Q(asked_until__gt=F("from_due_on")), name="extension_asks_for_later"
            ),
            models.CheckConstraint(
                condition=Q(granted_until=None) | Q(granted_until__gt=F("from_due_on")),
                name="extension_grants_later",
            ),
        )

    @property
    def is_late(self) -> bool:
        """Say whether it was made after the date it wants to move (逾期申请)."""
        return timezone.localdate(self.opened_at) > self.from_due_on
