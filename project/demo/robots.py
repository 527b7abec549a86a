"""The demo's group robot: what it tells is written to files, nothing leaves the machine."""

from notifications.models import RobotKind
from notifications.robots.keeping import add_robot
from project.accounts.models import User
from project.demo.people import CHIEF
from project.demo.words import MARK
from task_table.models import Plan

NAME = f"{MARK}残工委工作群"
# Shaped as WeCom's are, and opens no group.
ADDRESS = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=demo-demo-demo"


def add_group_robot(plan: Plan) -> None:
    """Have the office add the robot of its group."""
    chief = User.objects.get(username=CHIEF)
    add_robot(plan.committee, RobotKind.WECOM, name=NAME, address=ADDRESS, secret="", by=chief)
