"""What `load_demo` does: load what is missing of the story and seal it."""

from collections.abc import Iterator
from datetime import datetime

from project.accounts.models import User
from project.audit.sealing import seal_events
from project.demo.passwords import give_everybody_the_new_password
from project.demo.scenes import PLAN
from project.demo.story import play_story
from task_table.models import Plan


def load_demo(*, at: datetime) -> Iterator[str]:
    """Load what the demo still lacks; yield a line for each part, nothing the second time."""
    plan = Plan.objects.get(slug=PLAN)
    if User.objects.exists() and give_everybody_the_new_password():
        yield "演示密码文件已丢失，已另设密码。"
    loaded = False
    for line in play_story(plan, at=at):
        loaded = True
        yield line
    while loaded and seal_events():
        pass
