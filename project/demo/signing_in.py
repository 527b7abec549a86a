"""How to sign in to a demo: the one password and an account for each role."""

from collections.abc import Iterator

from project.demo.passwords import demo_password
from project.demo.people import SAMPLES


def sign_in_lines() -> Iterator[str]:
    """Yield how to sign in: the one password and an account for each role."""
    yield f"演示：人员和报告均为虚构。所有演示账号的密码都是 {demo_password()}"
    for username, role in SAMPLES:
        yield f"  {role}  用户名 {username}"
