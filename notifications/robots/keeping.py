"""Adds a robot, changes it, switches it off, tests it; keys are in no trail (decision 0041)."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from notifications.models import Robot, RobotKind, RobotPost
from notifications.models.robots import RobotQuerySet
from notifications.robots.addresses import AddressRefused, check_address
from notifications.robots.sending import (
    MOST_A_MINUTE,
    claim_one,
    handed_over_lately,
    send_claimed,
)
from notifications.robots.writing import write_test
from project.accounts.access import committees_served
from project.accounts.models import Committee, User
from project.audit.recording import record
from workflows.refusals import AlreadyMoved, Incomplete, NotEntitled, Refused

NO_KEY = "请填写密钥：对方凭它核对消息确实来自本系统。"
TAKEN = "这个地址已经有机器人在用，不需要再添加。"
IS_OFF = "这个机器人已经停用。"
WORDS = {"name": "名称", "address": "地址", "secret": "密钥"}


def robots_kept_by(user: User, *, on: date) -> RobotQuerySet:
    """Return the robots a person looks after: those of the committee in whose office they work."""
    served = committees_served(user, on=on)
    return Robot.objects.filter(committee__in=served).select_related("committee", "off_by")


def add_robot(
    committee: Committee, kind: RobotKind, *, name: str, address: str, secret: str, by: User
) -> Robot:
    """Add a robot; raises NotEntitled, and Incomplete field by field."""
    _check_office(committee, by)
    robot = Robot(
        committee=committee, kind=kind, name=name, address=address, secret=secret, made_by=by
    )
    _check(robot)
    with transaction.atomic():
        _save(robot)
        record("robot.add", robot, by=by, name=name, kind=str(kind.label))
    return robot


def change_robot(
    robot: Robot, *, name: str, address: str = "", secret: str = "", by: User
) -> list[str]:
    """Change what is said anew; an empty address or secret stays as it is. Return what changed."""
    _check_office(robot.committee, by)
    with transaction.atomic():
        kept = _still_on(robot)
        said = {"name": name, "address": address, "secret": secret}
        changed = [key for key, value in said.items() if value and value != getattr(kept, key)]
        for key in changed:
            setattr(kept, key, said[key])
        if "address" in changed:
            _check(kept)
        if changed:
            _save(kept)
            words = [WORDS[key] for key in changed]
            record("robot.change", kept, by=by, name=kept.name, changes=words)
    return [WORDS[key] for key in changed]


def switch_off(robot: Robot, *, why: str, by: User, at: datetime | None = None) -> None:
    """Switch a robot off for good; raises AlreadyMoved where a colleague did."""
    _check_office(robot.committee, by)
    with transaction.atomic():
        kept = _still_on(robot)
        kept.off_at, kept.off_by, kept.off_why = at or timezone.now(), by, why
        kept.save(update_fields=["off_at", "off_by", "off_why"])
        record("robot.switch_off", kept, by=by, name=kept.name, why=why)


def try_robot(robot: Robot, *, by: User, at: datetime | None = None) -> RobotPost:
    """Post a test now and return its row with the platform's answer on it.

    Raises AlreadyMoved for a robot that is off, Refused after too many posts within a minute.
    """
    _check_office(robot.committee, by)
    if not robot.is_on:
        raise AlreadyMoved(IS_OFF)
    if handed_over_lately(robot.pk) >= MOST_A_MINUTE:
        raise Refused(f"一分钟内已经发了{MOST_A_MINUTE}条，请过一分钟再测试。")
    with transaction.atomic():
        post = write_test(robot, by=by, at=at or timezone.now())
        record("robot.test", robot, by=by, name=robot.name)
    # A worker may be as quick: then it is theirs, and the row says how it went.
    if claimed := claim_one(post):
        send_claimed(claimed)
    post.refresh_from_db()
    return post


def _check_office(committee: Committee, by: User) -> None:
    served = committees_served(by, on=timezone.localdate())
    if not served.filter(pk=committee.pk).exists():
        raise NotEntitled("只有残工委办公室可以管理群机器人。")


def _check(robot: Robot) -> None:
    """Raise Incomplete where the address or the secret will not do."""
    wrong = {}
    try:
        check_address(RobotKind(robot.kind), robot.address)
    except AddressRefused as refusal:
        wrong["address"] = str(refusal)
    if robot.kind == RobotKind.WEBHOOK and not robot.secret:
        wrong["secret"] = NO_KEY
    if wrong:
        raise Incomplete(wrong)


def _save(robot: Robot) -> None:
    try:
        with transaction.atomic():
            robot.save()
    except IntegrityError as error:
        raise Incomplete({"address": TAKEN}) from error


def _still_on(robot: Robot) -> Robot:
    kept = Robot.objects.select_for_update(no_key=True).get(pk=robot.pk)
    if not kept.is_on:
        raise AlreadyMoved(IS_OFF)
    return kept
