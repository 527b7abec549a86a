"""Recognises what a county says of a whole section (本部分综合): computed by equal words alone."""

from django.db.models import Exists, OuterRef, QuerySet

from workflows.models import Report


def with_section_words(reports: QuerySet[Report]) -> QuerySet[Report]:
    """Add `speaks_for_section`: another of the unit's rows of the section says the same words.

    Only what was submitted counts, and only rows that were assigned through a group.
    """
    same = Report.objects.filter(
        unit=OuterRef("unit"),
        cycle=OuterRef("cycle"),
        assignment__group=OuterRef("assignment__group"),
        assignment__task__section=OuterRef("assignment__task__section"),
        version__progress=OuterRef("version__progress"),
    )
    others = same.exclude(pk=OuterRef("pk")).exclude(version__progress="")
    return reports.annotate(speaks_for_section=Exists(others))
