"""Robots for the pages' full world: one that refuses, one off, and what was posted to them."""

from notifications.models import PostKind, Robot, RobotKind, RobotPost, State
from notifications.robots.writing import write_counts, write_test
from project.accounts.models import User
from tests.cast import MORNING, TODAY
from workflows.models import Cycle

REFUSED = (
    "机器人地址无效，或机器人已被移出群：请在群里重新复制地址（93000，平台原话：invalid webhook "
    "url, hint: [1755605200056773468916791], from ip: 172.16.0.1, more info at "
    "https://open.work.weixin.qq.com/devtool/query?e=93000）"
)


def set_robots(cycle: Cycle, office: User) -> int:
    """Have the office keep two robots, with posts in several states; return the first one's key."""
    named = "市残疾人工作委员会各成员单位联络员工作群（二〇二六年）"
    first, second = (
        Robot.objects.create(
            committee=cycle.plan.committee, kind=kind, name=name, made_by=office,
            address=f"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={kind}",
        )
        for kind, name in ((RobotKind.WECOM, named), (RobotKind.DINGTALK, "旧群"))
    )  # fmt: skip
    write_test(first, by=office, at=MORNING)
    write_counts(on=TODAY)
    RobotPost.objects.filter(kind=PostKind.COUNTS).update(state=State.REFUSED, error=REFUSED)
    RobotPost.objects.filter(kind=PostKind.TEST).update(
        state=State.SENT, sent_at=MORNING, uncertain=1
    )
    Robot.objects.filter(pk=second.pk).update(off_at=MORNING, off_by=office, off_why="群已解散。")
    return first.pk
