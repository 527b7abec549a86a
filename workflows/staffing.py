"""Who is missing: units whose reports nobody could file, review, review again or sign."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from project.accounts.access import Permission, leaders_of
from project.accounts.holding import Held, holders_of
from project.accounts.models import Unit, User
from task_table.models import Assignment, OwnCheck, Plan, SecondReview
from workflows.duties import duties_of, owing
from workflows.models import Party


@dataclass(frozen=True)
class Staff:
    """Who holds which post on the day, read once for all units."""

    held: Held
    reviewers: dict[int, User]
    leaders: Sequence[User]

    def keys(self, permission: Permission, unit: Unit) -> frozenset[int]:
        return self.held.get((permission, unit.pk), frozenset())

    def reviewers_of(self, unit: Unit) -> list[User]:
        keys = self.keys(Permission.REVIEW, unit)
        return [self.reviewers[key] for key in sorted(keys)]


def gaps(plan: Plan, *, on: date) -> Iterator[str]:
    """Yield one Chinese sentence per gap, unit by unit in the order of the table.

    Opening a cycle and `doctor` print them: rule 3 wants four different people on a version.
    """
    leads = owing(Assignment.objects.of_plan(plan).leading(), _parties(plan))
    leading = set(leads.values_list("unit", flat=True))
    units = _units(plan)
    staff = _staff_of(plan, units, on)
    for unit in units:
        yield from _unit_gaps(unit, staff)
        if unit.pk in leading:
            yield from _review_gaps(plan, unit, staff)


def _staff_of(plan: Plan, units: Sequence[Unit], on: date) -> Staff:
    held = holders_of([unit.pk for unit in units], on=on)
    keys = {
        key for (what, _), people in held.items() if what == Permission.REVIEW for key in people
    }
    reviewers = User.objects.select_related("home_unit").in_bulk(keys)
    leaders = leaders_of(plan.committee, on=on).select_related("home_unit")
    return Staff(held, reviewers, list(leaders))


def _units(plan: Plan) -> list[Unit]:
    """Return the units that owe in any kind of cycle: who never reports needs nobody."""
    rows = owing(Assignment.objects.of_plan(plan), _parties(plan)).select_related("unit")
    in_order = rows.order_by("task__place", "place", "group_place")
    return list({row.unit_id: row.unit for row in in_order}.values())


def _parties(plan: Plan) -> set[Party]:
    return {party for owed in duties_of(plan).values() for party in owed}


def _unit_gaps(unit: Unit, staff: Staff) -> Iterator[str]:
    liaisons = staff.keys(Permission.REPORT, unit)
    signers = staff.keys(Permission.SIGN_OFF, unit)
    if not liaisons:
        yield f"{unit}没有联络员，无人填报。"
    if not signers:
        yield f"{unit}没有签批人，报告到签批环节会停住。"
    elif liaisons and len(liaisons | signers) < 2:
        yield f"{unit}的联络员和签批人是同一个人，不能自写自签。"


def _review_gaps(plan: Plan, unit: Unit, staff: Staff) -> Iterator[str]:
    reviewers = staff.reviewers_of(unit)
    if not reviewers:
        yield f"{unit}没有审核人，牵头报告到审核环节会停住。"
    elif all(_at_home(reviewer, unit) for reviewer in reviewers):
        yield from _second_review_gap(plan, unit, reviewers, staff)
        yield from _own_check_gaps(plan, unit)
        yield from _closing_gap(unit, staff)


def _second_review_gap(plan: Plan, unit: Unit, own: list[User], staff: Staff) -> Iterator[str]:
    """Everyone who reviews the unit is at home there: 自审 needs a second pair of hands."""
    if plan.second_review == SecondReview.COLLEAGUE and len(own) > 1:
        return
    if plan.second_review != SecondReview.OTHER_UNIT and any(
        leader not in own for leader in staff.leaders
    ):
        return
    names = "、".join(str(reviewer) for reviewer in own)
    yield f"{unit}的报告由{names}自审，没有可以复核的人：请授权另一单位的审核人或残工委领导。"


def _own_check_gaps(plan: Plan, unit: Unit) -> Iterator[str]:
    """Only reviewers of another house may check its cases, and there is none."""
    checks = {"延期申请": plan.extension_check, "任务调整": plan.adjustment_check}
    kinds = "、".join(kind for kind, check in checks.items() if check == OwnCheck.OTHER_UNIT)
    if kinds:
        yield f"{unit}的{kinds}只由其他单位的审核人核查，现在没有这样的人：请授权另一单位的审核人。"


def _closing_gap(unit: Unit, staff: Staff) -> Iterator[str]:
    """A closing needs somebody from outside at its check or its decision, whatever is set."""
    if all(_at_home(leader, unit) for leader in staff.leaders):
        yield (
            f"{unit}牵头的任务办结销号时没有外单位的人核查或审定："
            "请授权另一单位的审核人，或不在该单位任职的残工委领导。"
        )


def _at_home(reviewer: User, unit: Unit) -> bool:
    return reviewer.home_unit is not None and unit.pk in reviewer.home_unit.lineage
