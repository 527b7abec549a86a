"""How far the filing of a cycle is: five counts, without a unit's name (for pages and groups)."""

from dataclasses import dataclass

from django.db.models import Count, Q

from workflows.models.reports import ReportQuerySet
from workflows.steps import Step

IN_REVIEW = (Step.REVIEW, Step.SECOND_REVIEW)


@dataclass(frozen=True)
class Filing:
    """应报, 已报 (submitted at least once), 未报, 审核复核中, 待签批: figures and no name."""

    due: int
    filed: int
    in_review: int
    to_sign: int

    @property
    def unfiled(self) -> int:
        return self.due - self.filed

    def __str__(self) -> str:
        return (
            f"应报{self.due}份，已报{self.filed}份，未报{self.unfiled}份；"
            f"审核复核中{self.in_review}份，待签批{self.to_sign}份"
        )


def filing_of(reports: ReportQuerySet) -> Filing:
    """Return the counts of these reports: one statement."""
    return Filing(
        **reports.order_by().aggregate(
            due=Count("pk"),
            filed=Count("pk", filter=Q(version__isnull=False)),
            in_review=Count("pk", filter=Q(step__in=IN_REVIEW)),
            to_sign=Count("pk", filter=Q(step=Step.SIGN_OFF)),
        )
    )
