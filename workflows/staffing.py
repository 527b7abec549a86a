"""Who is missing: units whose reports nobody could file, review, review again or sign."""

from collections.abc import Iterator
from datetime import date

from project.accounts.access import Permission, leaders_of, people_who_may
from project.accounts.models import Unit, User
from task_table.models import Assignment, OwnCheck, Plan, SecondReview
from workflows.duties import duties_of, owing
from workflows.models import Party


def gaps(plan: Plan, *, on: date) -> Iterator[str]:
    """Yield one Chinese sentence per gap, unit by unit in the order of the table.

    Opening a cycle and `doctor` print them: rule 3 wants four different people on a version.
    """
    leads = owing(Assignment.objects.of_plan(plan).leading(), _parties(plan))
    leading = set(leads.values_list("unit", flat=True))
    for unit in _units(plan):
        yield from _unit_gaps(unit, on)
        if unit.pk in leading:
            yield from _review_gaps(plan, unit, on)


def _units(plan: Plan) -> list[Unit]:
    """Return the units that owe in any kind of cycle: who never reports needs nobody."""
    rows = owing(Assignment.objects.of_plan(plan), _parties(plan)).select_related("unit")
    in_order = rows.order_by("task__place", "place", "group_place")
    return list({row.unit_id: row.unit for row in in_order}.values())


def _parties(plan: Plan) -> set[Party]:
    return {party for owed in duties_of(plan).values() for party in owed}


def _unit_gaps(unit: Unit, on: date) -> Iterator[str]:
    liaisons = _keys(Permission.REPORT, unit, on)
    signers = _keys(Permission.SIGN_OFF, unit, on)
    if not liaisons:
        yield f"{unit}没有联络员，无人填报。"
    if not signers:
        yield f"{unit}没有签批人，报告到签批环节会停住。"
    elif liaisons and len(liaisons | signers) < 2:
        yield f"{unit}的联络员和签批人是同一个人，不能自写自签。"


def _review_gaps(plan: Plan, unit: Unit, on: date) -> Iterator[str]:
    reviewers = list(people_who_may(Permission.REVIEW, unit, on=on).select_related("home_unit"))
    if not reviewers:
        yield f"{unit}没有审核人，牵头报告到审核环节会停住。"
    elif all(_at_home(reviewer, unit) for reviewer in reviewers):
        yield from _second_review_gap(plan, unit, reviewers, on)
        yield from _own_check_gaps(plan, unit)
        yield from _closing_gap(plan, unit, on)


def _second_review_gap(plan: Plan, unit: Unit, own: list[User], on: date) -> Iterator[str]:
    """Everyone who reviews the unit is at home there: 自审 needs a second pair of hands."""
    if plan.second_review == SecondReview.COLLEAGUE and len(own) > 1:
        return
    if plan.second_review != SecondReview.OTHER_UNIT and _has_leader(plan, own, on):
        return
    names = "、".join(str(reviewer) for reviewer in own)
    yield f"{unit}的报告由{names}自审，没有可以复核的人：请授权另一单位的审核人或残工委领导。"


def _own_check_gaps(plan: Plan, unit: Unit) -> Iterator[str]:
    """Only reviewers of another house may check its cases, and there is none."""
    checks = {"延期申请": plan.extension_check, "任务调整": plan.adjustment_check}
    kinds = "、".join(kind for kind, check in checks.items() if check == OwnCheck.OTHER_UNIT)
    if kinds:
        yield f"{unit}的{kinds}只由其他单位的审核人核查，现在没有这样的人：请授权另一单位的审核人。"


def _closing_gap(plan: Plan, unit: Unit, on: date) -> Iterator[str]:
    """A closing needs somebody from outside at its check or its decision, whatever is set."""
    leaders = leaders_of(plan.committee, on=on).select_related("home_unit")
    if all(_at_home(leader, unit) for leader in leaders):
        yield (
            f"{unit}牵头的任务办结销号时没有外单位的人核查或审定："
            "请授权另一单位的审核人，或不在该单位任职的残工委领导。"
        )


def _has_leader(plan: Plan, own: list[User], on: date) -> bool:
    return leaders_of(plan.committee, on=on).exclude(pk__in=[user.pk for user in own]).exists()


def _at_home(reviewer: User, unit: Unit) -> bool:
    return reviewer.home_unit is not None and unit.pk in reviewer.home_unit.lineage


def _keys(permission: Permission, unit: Unit, on: date) -> set[int]:
    return set(people_who_may(permission, unit, on=on).values_list("pk", flat=True))
