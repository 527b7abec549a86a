"""钉钉自定义机器人: 《自定义机器人接入》 and 《自定义机器人安全设置》 of open.dingtalk.com."""

from datetime import datetime, timedelta
from urllib.parse import urlencode

from notifications.claiming import Delivery
from notifications.models import Robot, RobotPost
from notifications.robots.asking import (
    Answer,
    Meaning,
    Request,
    fitting,
    json_request,
    read_code,
    signature,
)

# The body may have 20000 bytes; what is around the text is short.
MOST_BYTES = 18_000
# "每个机器人每分钟最多发送20条。如果超过20条，会限流10分钟".
BLOCKED = timedelta(minutes=10)
NO_TOKEN = Meaning("机器人地址无效，或机器人已被移出群：请在群里重新复制地址", for_good=True)
TOO_FAST = Meaning("发送太频繁，十分钟后再试", wait=BLOCKED)
MEANINGS = {
    -1: Meaning("钉钉繁忙，稍后再试"),
    # One code for keyword, signature, its hour, and the list of addresses: the words tell which.
    310000: Meaning(
        "钉钉的安全设置没有通过：请核对加签密钥、本机时间和IP地址段，自定义关键词请填“责任台账”",
        for_good=True,
    ),
    300001: NO_TOKEN,
    300005: NO_TOKEN,
    400013: Meaning("群已解散：请换一个群重新添加机器人", for_good=True),
    400101: NO_TOKEN,
    400102: Meaning("机器人已被停用：请在群里启用", for_good=True),
    400105: Meaning("钉钉说消息类型不对：请告知系统管理员", for_good=True),
    400106: Meaning("机器人不存在：请在群里重新添加", for_good=True),
    130101: TOO_FAST,
    410100: TOO_FAST,
}


def request_of(robot: Robot, post: RobotPost, *, at: datetime) -> Request:
    """Return the text as DingTalk takes it, signed (加签) where the robot has a secret.

    Signed are the milliseconds and the secret, by the secret; the sign is good for an hour.
    """
    said = {"msgtype": "text", "text": {"content": fitting(post.text, MOST_BYTES)}}
    if not robot.secret:
        return json_request(robot.address, said)
    timestamp = str(round(at.timestamp() * 1000))
    sign = signature(robot.secret, f"{timestamp}\n{robot.secret}")
    # A gateway's address may have no query of its own.
    mark = "&" if "?" in robot.address else "?"
    signed = urlencode({"timestamp": timestamp, "sign": sign})
    return json_request(f"{robot.address}{mark}{signed}", said)


def verdict(answer: Answer) -> Delivery:
    """Read `errcode`: HTTP 200 with any other than 0 is a refusal."""
    return read_code(answer, MEANINGS, code="errcode", words="errmsg")
