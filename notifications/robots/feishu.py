"""飞书自定义机器人: 《自定义机器人使用指南》 of open.feishu.cn (ucTM5YjL3ETO24yNxkjN)."""

from datetime import datetime

from notifications.claiming import Delivery
from notifications.models import Robot, RobotPost
from notifications.robots.asking import (
    A_MINUTE,
    Answer,
    Meaning,
    Request,
    fitting,
    json_request,
    read_code,
    signature,
)

# "请求体的数据大小不能超过 20 KB"; what is around the text is short.
MOST_BYTES = 18_000
MEANINGS = {
    9499: Meaning("飞书说请求不合要求：请告知系统管理员", for_good=True),
    19001: Meaning("机器人地址无效，或机器人已被移出群：请在群里重新复制地址", for_good=True),
    19002: Meaning("飞书说请求不合要求：请告知系统管理员", for_good=True),
    19021: Meaning("签名没有通过：请核对签名校验的密钥和本机时间", for_good=True),
    19022: Meaning("本机的IP地址不在机器人的白名单里：请在群里添加", for_good=True),
    19024: Meaning("没有机器人要求的关键词：自定义关键词请填“责任台账”", for_good=True),
    # "100 次/分钟，5 次/秒"; on the hour and the half hour the whole system may refuse.
    11232: Meaning("发送太频繁，稍后再试", wait=A_MINUTE),
}


def request_of(robot: Robot, post: RobotPost, *, at: datetime) -> Request:
    """Return the text as Feishu takes it, signed (签名校验) where the robot has a secret.

    Unlike DingTalk: seconds, and the line of both is the key, over an empty message.
    """
    said: dict[str, object] = {
        "msg_type": "text",
        "content": {"text": fitting(post.text, MOST_BYTES)},
    }
    if robot.secret:
        timestamp = str(int(at.timestamp()))
        said |= {"timestamp": timestamp, "sign": signature(f"{timestamp}\n{robot.secret}", "")}
    return json_request(robot.address, said)


def verdict(answer: Answer) -> Delivery:
    """Read `code`, or `StatusCode` of the older answers."""
    read = read_code(answer, MEANINGS, code="code", words="msg")
    if read.accepted or b'"StatusCode"' not in answer.body or b'"code"' in answer.body:
        return read
    return read_code(answer, MEANINGS, code="StatusCode", words="StatusMessage")
