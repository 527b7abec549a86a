"""企业微信群机器人: 《群机器人配置说明》 of developer.work.weixin.qq.com (document/path/91770)."""

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
)

# "最长不超过2048个字节，必须是utf8编码".
MOST_BYTES = 2048
MEANINGS = {
    -1: Meaning("企业微信繁忙，稍后再试"),
    93000: Meaning("机器人地址无效，或机器人已被移出群：请在群里重新复制地址", for_good=True),
    93004: Meaning("机器人已被停用：请在群里启用，或另建一个", for_good=True),
    93008: Meaning("机器人不在群里：请重新添加到群", for_good=True),
    40058: Meaning("企业微信说内容不合要求：请告知系统管理员", for_good=True),
    # "每个机器人发送的消息不能超过20条/分钟".
    45009: Meaning("发送太频繁，稍后再试", wait=A_MINUTE),
}


def request_of(robot: Robot, post: RobotPost, *, at: datetime) -> Request:
    """Return the text as WeCom takes it; the key in the address is all it asks for."""
    said = {"msgtype": "text", "text": {"content": fitting(post.text, MOST_BYTES)}}
    return json_request(robot.address, said)


def verdict(answer: Answer) -> Delivery:
    """Read `errcode`: HTTP 200 with any other than 0 is a refusal."""
    return read_code(answer, MEANINGS, code="errcode", words="errmsg")
