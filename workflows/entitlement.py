"""Who may act at which step of a report on a day, and whose hands exclude whom (rule 3)."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from django.db.models import QuerySet

from project.accounts.access import (
    Permission,
    leaders_of,
    may,
    people_who_may,
    stands_in_for,
)
from project.accounts.models import Committee, Role, Unit, User
from project.workdays.estimates import reckoned
from task_table.models import SecondReview
from workflows import deadlines
from workflows.models import EnteredVersion, Report, Transition
from workflows.offline.scribes import may_enter
from workflows.refusals import FourEyes, NotEntitled, WindowClosed
from workflows.reviewing import reviewing_permission, reviewing_unit
from workflows.steps import Outcome, Step
from workflows.windows import WindowState, state_on

# What a signer or a leader on leave may have done by another (decision 0031).
DELEGATED = (Step.SECOND_REVIEW, Step.SIGN_OFF)


def check(
    report: Report,
    step: Step,
    outcome: Outcome,
    *,
    by: User,
    on: date,
    on_behalf_of: User | None = None,
) -> None:
    """Raise NotEntitled, FourEyes or WindowClosed unless `by` may do this on that day."""
    check_grant(report, step, outcome, by=by, on=on, on_behalf_of=on_behalf_of)
    people = [by] if on_behalf_of is None else [by, on_behalf_of]
    check_rules(report, step, outcome, people=people, on=on)


def check_grant(
    report: Report,
    step: Step,
    outcome: Outcome,
    *,
    by: User,
    on: date,
    entering: bool = False,
    on_behalf_of: User | None = None,
) -> None:
    """Raise NotEntitled unless the step, or the withdrawal, is `by`'s to take on that day.

    `entering` says that `by` writes or submits for the unit what the unit sent in (代录). Who signs
    or reviews again for another needs that person's 委托 in force, and not the role.
    """
    if outcome == Outcome.WITHDRAWN:
        _check_withdrawal(report, by, on)
    elif entering and step == Step.REPORT:
        _check_entering(report, by, on)
    elif on_behalf_of is not None and step in DELEGATED:
        _check_delegated(report, step, by, on_behalf_of, on)
    elif not _holds_the_step(report, step, by, on):
        raise NotEntitled("你没有办理这一事项的授权，或授权已经到期。如有疑问请联系残工委办公室。")


def _check_delegated(report: Report, step: Step, by: User, absent: User, on: date) -> None:
    committee = report.assignment.task.plan.committee
    role, of = (Role.SIGNER, report.unit) if step == Step.SIGN_OFF else (Role.LEADER, committee)
    if not stands_in_for(by, absent, role, of, on=on):
        raise NotEntitled(
            f"{absent}没有委托你办理，或委托已经结束、到期。没有办理，请与{absent}或残工委办公室联系。"
        )
    if step == Step.SECOND_REVIEW and not _may_review_again(report, absent, on):
        raise NotEntitled(f"这份报告现在不由{absent}复核，不能代为办理。")


def check_rules(
    report: Report, step: Step, outcome: Outcome, *, people: Iterable[User], on: date
) -> None:
    """Raise WindowClosed or FourEyes; `people` are who acts and on whose behalf."""
    if step == Step.REPORT:
        check_window(report, on=on)
    elif outcome == Outcome.WITHDRAWN:
        _check_withdrawal_window(report, on)
    else:
        _check_four_eyes(report, people)


def check_window(report: Report, *, on: date) -> None:
    """Raise WindowClosed unless the unit may write on that day, as `workflows.windows` says."""
    if not deadlines.may_write(report, on=on):
        window = deadlines.window_of_report(report, on=on)
        raise WindowClosed(f"{report.cycle.label}：{window.sentence}。")


def check_keeper(report_unit: Unit, committee: Committee, *, by: User, on: date) -> None:
    """Raise NotEntitled unless `by` is of the committee's office and reviews the unit."""
    if not deadlines.keeps_windows(by, report_unit, committee, on=on):
        raise NotEntitled("只有残工委办公室中负责审核该单位的人可以准予或收回特许补报。")


def hands_on(report: Report) -> set[int]:
    """Return the keys of all who wrote, submitted, reviewed or returned the current version."""
    if report.version is None:
        return set()
    moves = Transition.objects.of_version(report.version).with_a_hand()
    judges = {key for pair in moves.values_list("by", "on_behalf_of") for key in pair if key}
    return report.version.hands | judges


def second_reviewers(report: Report, *, on: date) -> QuerySet[User]:
    """Return who may do the second review of 自审: the first resort in which anybody is left.

    Reviewers of another home unit, else the committee's leaders, else another colleague, as far as
    the plan's setting goes; nobody who already had a hand in the version.
    """
    busy = hands_on(report)
    for resort in resorts_of(report, on=on):
        free = resort.exclude(pk__in=busy)
        if free.exists():
            return free
    return User.objects.none()


def resorts_of(report: Report, *, on: date) -> list[QuerySet[User]]:
    """Return the resorts of rule 3 in their order, as far as the plan's setting goes."""
    plan = report.assignment.task.plan
    reviewers = people_who_may(Permission.REVIEW, report.unit, on=on)
    own = reviewers.filter(home_unit__in=_family(report.unit))
    resorts = {
        SecondReview.OTHER_UNIT: reviewers.exclude(pk__in=own.values("pk")),
        SecondReview.LEADER: leaders_of(plan.committee, on=on),
        SecondReview.COLLEAGUE: own,
    }
    allowed = list(SecondReview)[: list(SecondReview).index(SecondReview(plan.second_review)) + 1]
    return [resorts[resort] for resort in allowed]


def _family(unit: Unit) -> QuerySet[Unit]:
    return Unit.objects.filter(pk=unit.pk) | Unit.objects.filter(host=unit)


def _holds_the_step(report: Report, step: Step, by: User, on: date) -> bool:
    if step == Step.REPORT:
        return may(by, Permission.REPORT, report.unit, on=on)
    if step == Step.REVIEW:
        return may(by, reviewing_permission(report), reviewing_unit(report), on=on)
    if step == Step.SECOND_REVIEW:
        return by.is_active and _may_review_again(report, by, on)
    return may(by, Permission.SIGN_OFF, report.unit, on=on)


def _may_review_again(report: Report, by: User, on: date) -> bool:
    """Say whether `by` is of the resort in turn; hands are told apart, to give their own reason."""
    if by.pk in hands_on(report):
        return any(resort.filter(pk=by.pk).exists() for resort in resorts_of(report, on=on))
    return second_reviewers(report, on=on).filter(pk=by.pk).exists()


def _check_entering(report: Report, by: User, on: date) -> None:
    if not may_enter(report, by, on=on):
        raise NotEntitled(
            "只有残工委办公室中负责审核该单位的人，和任务的第一牵头单位联络员（限配合单位的行），"
            "可以代录。"
        )


def _check_withdrawal(report: Report, by: User, on: date) -> None:
    version = report.version
    if version is None or version.submitted_by_id != by.pk:
        raise NotEntitled("只有提交人可以撤回，且须在审核人办理之前。")
    entered = EnteredVersion.objects.filter(version=version).exists()
    if not (may_enter(report, by, on=on) if entered else reports_for(by, report.unit, on=on)):
        raise NotEntitled("你的填报授权已经到期，不能撤回。")


def _check_withdrawal_window(report: Report, on: date) -> None:
    """Refuse a withdrawal after which the unit could not submit again: it would become missed."""
    asked, excepted = Transition.objects.reply_by(report), deadlines.excepted_until(report, on=on)
    days = replace(deadlines.days_of(report, excepted), reply_by=asked)
    if state_on(days, on=on) == WindowState.LOCKED:
        last = reckoned(days.last_on)
        raise WindowClosed(f"填报已于{last}截止，撤回后不能再提交。确需修改的，请联系审核人退回。")


def _check_four_eyes(report: Report, people: Iterable[User]) -> None:
    hands = hands_on(report)
    if any(person.pk in hands for person in people):
        raise FourEyes(
            "你（或你所代表的人）已参与这一版报告的填写、提交或审核，不能再办理下一环节，"
            "请由另一位同事办理。"
        )


def reports_for(user: User, unit: Unit, *, on: date) -> bool:
    """Say whether the person reports for a unit on that day."""
    return may(user, Permission.REPORT, unit, on=on)
