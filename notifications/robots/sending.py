"""Sends the queued posts to robots: claims one, hands it over, notes the answer (decision 0041)."""

import json
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from notifications import claiming
from notifications.claiming import Delivery
from notifications.models import PostKind, Robot, RobotKind, RobotPost, State
from notifications.robots.posting import hand_over
from notifications.robots.telling import standings
from project.installation.models import is_demo

# The lowest of the platforms' limits is 20 a minute (WeCom, DingTalk: then ten minutes of none);
# half of it leaves room for whatever else posts to the group under the same robot.
MOST_A_MINUTE = 10
A_MINUTE = timedelta(minutes=1)
# One worker runs all jobs: longer than this no letter waits for robots.
LONGEST_ROUND = timedelta(seconds=30)
# Platforms know no repeat: after so many posts that may have arrived a person looks first.
MOST_UNCERTAIN = 3
# A name may lead to several machines, each given the timeout; then the whole dialogue has one more.
ANSWERS_A_POST = 12

BREAK = "发送时中断，这条消息可能已经送达。"
STOPPED = "多次没有等到回答，可能已经送达，不再自动发送：请先看群里有没有收到。"
OFF = "机器人已停用，不再发送。"
NOTHING_LEFT = "已经报齐或已过时，不再发送。"
TEST_OVER = "测试中断，不再发送，请重新测试。"


def lease() -> timedelta:
    """Return how long a claim holds: longer than posting once can last."""
    return timedelta(seconds=ANSWERS_A_POST * settings.ROBOT_TIMEOUT)


def send_posts() -> Counter[str]:
    """Send what is queued, one post after the other; return how many went which way.

    As with mail nothing is lost when this dies at any line; a robot that does not answer costs
    the others its one timeout and then waits longer each time.
    """
    began = timezone.now()
    freed = claiming.free_lapsed(
        RobotPost.objects.all(), claimed_before=began - lease(), words=BREAK
    )
    tally = Counter(uncertain=freed, expired=claiming.expire(RobotPost.objects.all(), at=began))
    while timezone.now() < began + LONGEST_ROUND:
        post = _claim_next()
        if post is None:
            break
        tally[send_claimed(post)] += 1
    return tally


def claim_one(post: RobotPost) -> RobotPost | None:
    """Take a post, unless somebody has it or its robot had enough for this minute.

    The robot's row is held for it, so that two senders count one after the other.
    """
    with transaction.atomic():
        Robot.objects.select_for_update(no_key=True).get(pk=post.robot_id)
        if handed_over_lately(post.robot_id) >= MOST_A_MINUTE:
            return None
        if not claiming.claim(RobotPost.objects.all(), post.pk):
            return None
    return RobotPost.objects.select_related("robot__committee").get(pk=post.pk)


def handed_over_lately(robot: int) -> int:
    """Return how many posts were handed to the robot within a minute."""
    recent = RobotPost.objects.handed_over_since(timezone.now() - A_MINUTE)
    return recent.filter(robot=robot).count()


def send_claimed(post: RobotPost) -> str:
    """Send one claimed post unless the reason for it has gone; return the word for the tally."""
    gone = reason_gone(post, on=timezone.localdate())
    if gone:
        return claiming.note(post, State.DROPPED, error=gone)
    if is_demo():
        _keep(post)
        return claiming.note_delivery(post, Delivery(accepted=True))
    told = hand_over(post.robot, post, at=timezone.now())
    return claiming.note_delivery(post, _judged(post, told))


def reason_gone(post: RobotPost, *, on: date) -> str:
    """Return why a post is not sent any more, or nothing where it still holds."""
    if not post.robot.is_on:
        return OFF
    if post.kind == PostKind.TEST:
        # The first try is the test itself; what a dead process left of one is nobody's any more.
        return TEST_OVER if post.tries > 1 or post.uncertain else ""
    return "" if post.tells_of(on) and _is_missed_yet(post, on) else NOTHING_LEFT


def _is_missed_yet(post: RobotPost, on: date) -> bool:
    """Say whether any cycle that the post tells of is still to be told of."""
    told = {(each["plan"], each["cycle"]) for each in json.loads(post.facts)["cycles"]}
    now = standings(post.robot.committee, on=on)
    return bool(told & {(each.cycle.plan.slug, each.cycle.key) for each in now})


def _claim_next() -> RobotPost | None:
    for post in RobotPost.objects.to_send(at=timezone.now())[: claiming.LOOKED_AT]:
        if claimed := claim_one(post):
            return claimed
    return None


def _judged(post: RobotPost, told: Delivery) -> Delivery:
    """Return how it went where it is not to be tried again: a test, or once too often uncertain."""
    if told.accepted or told.for_good:
        return told
    if post.kind == PostKind.TEST:
        return Delivery(for_good=True, uncertain=told.uncertain, words=told.words)
    too_often = told.uncertain and post.uncertain + 1 >= MOST_UNCERTAIN
    if too_often and post.robot.kind != RobotKind.WEBHOOK:
        return Delivery(for_good=True, uncertain=True, words=STOPPED)
    return told


def _keep(post: RobotPost) -> None:
    """Write a demo's post to a file: it never leaves the machine."""
    folder: Path = settings.DATA_DIR / "robots"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{post.number}.txt").write_text(post.text, encoding="utf-8")
