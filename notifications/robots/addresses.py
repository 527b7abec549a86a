"""Which addresses a robot may have: https, of its platform's own host, or of a named gateway."""

import ipaddress
from dataclasses import dataclass
from urllib.parse import SplitResult, parse_qs, urlsplit

from django.conf import settings

from notifications.models import RobotKind

HTTPS_PORT = 443
HTTP_PORT = 80


@dataclass(frozen=True)
class Platform:
    """Where a platform's robots live, and what their addresses look like."""

    hosts: tuple[str, ...]
    path: str
    key: str = ""

    @property
    def example(self) -> str:
        return f"https://{self.hosts[0]}{self.path}{f'?{self.key}=…' if self.key else '…'}"


PLATFORMS = {
    RobotKind.WECOM: Platform(("qyapi.weixin.qq.com",), "/cgi-bin/webhook/send", "key"),
    RobotKind.DINGTALK: Platform(("oapi.dingtalk.com",), "/robot/send", "access_token"),
    RobotKind.FEISHU: Platform(("open.feishu.cn", "open.larksuite.com"), "/open-apis/bot/v2/hook/"),
}
NO_ADDRESS = "请填写完整的地址，以 https:// 开头。"


class AddressRefused(ValueError):
    """An address no robot may have; the message is for the person and holds nothing of it."""


def check_address(kind: RobotKind, address: str) -> None:
    """Raise AddressRefused unless a robot of that kind may be posted to there.

    ROBOT_GATEWAYS names further hosts, with the port where it is not the usual one.
    """
    parts = _parts_of(address)
    if is_gateway(parts):
        _check_scheme(parts, also_plain=is_local(parts.hostname or ""))
        return
    _check_scheme(parts, also_plain=False)
    if kind in PLATFORMS:
        _check_platform(kind, parts)
    elif is_local(parts.hostname or ""):
        raise AddressRefused("不能指向本机：确需如此的，请系统管理员在 ROBOT_GATEWAYS 中写明。")


def is_gateway(parts: SplitResult) -> bool:
    """Say whether the installation names this host, at this port."""
    usual = HTTP_PORT if parts.scheme == "http" else HTTPS_PORT
    host, port = parts.hostname or "", parts.port or usual
    names = {f"{host}:{port}", *([host] if port == usual else [])}
    return bool(names & {each.lower() for each in settings.ROBOT_GATEWAYS})


def is_local(host: str) -> bool:
    """Say whether a host is this machine, or one that only its own link knows.

    >>> [is_local(host) for host in ("localhost", "127.0.0.1", "169.254.169.254", "oa.gov.cn")]
    [True, True, True, False]
    """
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        number = ipaddress.ip_address(host)
    except ValueError:
        return False
    mapped = getattr(number, "ipv4_mapped", None) or number
    return bool(
        mapped.is_loopback or mapped.is_link_local or mapped.is_unspecified or mapped.is_multicast
    )


def _parts_of(address: str) -> SplitResult:
    if not address.isascii() or not address.isprintable() or " " in address:
        raise AddressRefused("地址中有空格或中文，请从群里重新复制。")
    try:
        parts = urlsplit(address)
        readable = bool(parts.hostname) and parts.port != 0
    except ValueError as error:
        raise AddressRefused(NO_ADDRESS) from error
    if not readable or parts.scheme not in ("http", "https"):
        raise AddressRefused(NO_ADDRESS)
    if "@" in parts.netloc or parts.fragment:
        raise AddressRefused("地址中不能有用户名或 # 号，请从群里重新复制。")
    return parts


def _check_scheme(parts: SplitResult, *, also_plain: bool) -> None:
    if parts.scheme != "https" and not also_plain:
        raise AddressRefused("地址必须以 https:// 开头。")


def _check_platform(kind: RobotKind, parts: SplitResult) -> None:
    platform, port = PLATFORMS[kind], parts.port or HTTPS_PORT
    if parts.hostname not in platform.hosts or port != HTTPS_PORT:
        raise AddressRefused(f"这不是{kind.label}群机器人的地址，应形如 {platform.example}")
    as_copied = parts.path.startswith(platform.path) and len(parts.path) > len(platform.path)
    if platform.key:
        as_copied = parts.path == platform.path and bool(parse_qs(parts.query).get(platform.key))
    if not as_copied:
        raise AddressRefused(f"地址不完整，应形如 {platform.example}")
