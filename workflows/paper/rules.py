"""Who handles a unit's paper signatures, who may confirm one, and what the door asks of it."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet

from project.accounts.access import Permission, may, people_who_may
from project.accounts.models import Unit, User
from workflows.models import PaperSignOff, PrintedVersion, Report, ReportVersion, Transition
from workflows.refusals import FourEyes, NotEntitled, Refused
from workflows.sight import Viewer
from workflows.steps import Step


def handles_paper(user: User, unit: Unit, *, on: date) -> bool:
    """Say whether the person prints, enters and checks for the unit: its liaisons and reviewers."""
    permissions = (Permission.REPORT, Permission.REVIEW)
    return any(may(user, permission, unit, on=on) for permission in permissions)


def sees_scan(seen_by: Viewer, unit: int) -> bool:
    """Say whether the person may open a unit's scans: its own people, and who reviews it."""
    return unit in seen_by.own_units | seen_by.reviewed_units


def hands_on_all(versions: Iterable[ReportVersion]) -> set[int]:
    """Return the keys of all who wrote, submitted, reviewed or returned any of the versions."""
    rows = list(versions)
    moves = Transition.objects.filter(version__in=rows).with_a_hand()
    judges = {key for pair in moves.values_list("by", "on_behalf_of") for key in pair if key}
    return judges.union(*(version.hands for version in rows))


def confirmers(
    unit: Unit, versions: Iterable[ReportVersion], *, besides: Iterable[int], on: date
) -> QuerySet[User]:
    """Return who may confirm that a paper's code matches: of those who handle the unit's papers,
    whoever neither entered it nor signed it nor had any hand in one of its versions (rule 3).
    """
    reports = people_who_may(Permission.REPORT, unit, on=on)
    reviews = people_who_may(Permission.REVIEW, unit, on=on)
    people = User.objects.filter(Q(pk__in=reports.values("pk")) | Q(pk__in=reviews.values("pk")))
    return people.exclude(pk__in=hands_on_all(versions) | set(besides)).order_by("pk")


def still_waiting(paper: PaperSignOff) -> list[ReportVersion]:
    """Return the paper's versions that still wait for the signature, in the sheet's order."""
    waiting = Report.objects.at_step(Step.SIGN_OFF).filter(unit=paper.sheet.unit_id)
    printed = PrintedVersion.objects.filter(sheet=paper.sheet_id)
    rows = printed.filter(version__in=waiting.values("version"))
    return [row.version for row in rows.select_related("version__report__assignment__task")]


def check_signer(name: str, signer: User | None, versions: Iterable[ReportVersion]) -> None:
    """Raise FourEyes if the one named on the paper had a hand in a version, by account or name."""
    hands = User.objects.filter(pk__in=hands_on_all(versions))
    same = hands.filter(pk=signer.pk) if signer is not None else hands.filter(name=name)
    if same.exists():
        raise FourEyes(f"{name}参与过这些报告的填写、提交或审核，不能再签批，请由另一位领导签批。")


def check_paper(report: Report, paper: PaperSignOff, by: User, *, on: date) -> None:
    """Raise unless the paper was confirmed by `by`, and the report's version stands on it."""
    if not handles_paper(by, report.unit, on=on):
        raise NotEntitled("只有本单位联络员和负责审核该单位的人可以核对线下签批。")
    confirmed = PaperSignOff.objects.filter(
        pk=paper.pk, decided_at__isnull=False, refused_why=None, decided_by=by
    )
    if not confirmed.exclude(entered_by=by).exists():
        raise NotEntitled("线下签批须由录入人以外的另一位同事核对确认。")
    on_paper = PrintedVersion.objects.filter(sheet=paper.sheet_id, version=report.version_id)
    if not on_paper.exists():
        raise Refused("现在的版本不是纸上签的那一版，没有签批。")
    if report.version is not None:
        check_signer(paper.signer_name, paper.signer, [report.version])
