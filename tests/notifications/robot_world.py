"""What the tests about robots share: a platform served, and a robot of the office for it."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from notifications.models import Robot, RobotKind, RobotPost
from notifications.robots.keeping import add_robot
from notifications.robots.writing import write_counts
from project.accounts.models import Committee, User
from tests.cast import TODAY
from tests.notifications.platforms import DingTalk, Feishu, OwnServer, Platform, WeCom
from workflows.models import Report

KINDS: dict[RobotKind, type[Platform]] = {
    RobotKind.WECOM: WeCom,
    RobotKind.DINGTALK: DingTalk,
    RobotKind.FEISHU: Feishu,
    RobotKind.WEBHOOK: OwnServer,
}
KEY = "SEC4d1f9c0a7be2"
Group = Callable[..., tuple[Robot, Platform]]


@pytest.fixture
def served(settings: Any) -> Iterator[Callable[..., Platform]]:
    """Serve platforms for a test, each named as a gateway of the installation."""
    settings.ROBOT_GATEWAYS, settings.ROBOT_TIMEOUT = [], 2
    running: list[Platform] = []

    def serve(kind: RobotKind, secret: str = "") -> Platform:
        platform = KINDS[kind](secret)
        running.append(platform)
        settings.ROBOT_GATEWAYS.append(platform.host)
        return platform

    yield serve
    for platform in running:
        platform.stop()


@pytest.fixture
def group(served: Callable[..., Platform], report: Report, reviewer: User) -> Group:
    """Return what adds a robot of a kind with its platform; the cycle of the day is open."""

    def add(
        kind: RobotKind = RobotKind.WECOM, secret: str = "", **said: str
    ) -> tuple[Robot, Platform]:
        if kind == RobotKind.WEBHOOK:
            secret = secret or KEY
        platform = served(kind, secret)
        facts = {"name": f"{kind.label}群", "address": platform.address, "secret": secret} | said
        return add_robot(committee_of(report), kind, by=reviewer, **facts), platform

    return add


def committee_of(report: Report) -> Committee:
    return report.cycle.plan.committee


def written() -> RobotPost:
    """Write the day's text and return its one row."""
    write_counts(on=TODAY)
    return RobotPost.objects.get()


def row() -> RobotPost:
    return RobotPost.objects.get()
